"""How administrators keep log-ins: by e-mail address and name, with roles, without granting superuser rights."""

from allauth.account.models import EmailAddress
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from members.joining import join
from members.models import User


class PersonForm(UserForm):
    """One name as others see it, in place of first and last name. Superusers are made on the command line only."""

    password_required = False
    first_name = None
    last_name = None
    is_superuser = None

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name as others see it"), max_length=120)

    field_order = ["email", "name", "password1", "password2", "groups", "is_active"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        member = getattr(self.instance, "member", None) if self.instance.pk else None
        if member:
            self.fields["name"].initial = member.name
        self.fields["groups"].label = _("Roles")
        self.fields["groups"].required = False
        self.fields["password1"].help_text = _("Leave it empty: the person then takes “Choose a new password” on the page for signing in.")

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody signs in with this address already."))
        return email

    def save(self, commit: bool = True) -> User:
        is_new = self.instance.pk is None
        user = super().save(commit=False)
        if is_new and not self.cleaned_data.get("password1"):
            user.set_unusable_password()
        user.save()
        self.save_m2m()
        member = join(user, name=self.cleaned_data["name"])
        if member.name != self.cleaned_data["name"]:
            member.name = self.cleaned_data["name"]
            member.save()
        EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()  # an old address opens nothing
        return user


class PersonCreationForm(PersonForm):
    class Meta:
        model = User
        fields = ["email", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}


class PersonEditForm(PersonForm):
    def __init__(self, *args, editing_self: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]

    class Meta:
        model = User
        fields = ["email", "groups", "is_active"]
        widgets = {"groups": forms.CheckboxSelectMultiple}


class UserViewSet(WagtailUserViewSet):
    template_prefix = "members/users/"  # none there: the admin's plain form shows exactly these fields

    def get_form_class(self, for_update: bool = False):
        return PersonEditForm if for_update else PersonCreationForm
