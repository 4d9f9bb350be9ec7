"""The two pages where a person takes their data along, or closes the account."""

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from home import own_data
from members.joining import member_of


class CloseForm(forms.Form):
    """What stays under the name, and the password once more."""

    keeps_name = forms.ChoiceField(
        label=gettext_lazy("What is published under my name"),
        choices=[
            ("yes", gettext_lazy("stays under my name")),
            ("no", gettext_lazy("stays without it, as by a “Former member”")),
        ],
        widget=forms.RadioSelect,
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args, request: HttpRequest, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        if not get_adapter(self.request).reauthenticate(self.request.user, self.cleaned_data["password"]):
            raise ValidationError(_("This is not your password. Nothing has been closed."))
        return ""


@login_required
def take_along(request: HttpRequest) -> HttpResponse:
    """GET says what is in the file; POST hands it over."""
    member_of(request.user)
    if request.method != "POST":
        return render(request, "members/take_along.html")
    name = f"throughline-{timezone.localdate():%Y-%m-%d}.zip"
    return HttpResponse(
        own_data.export(request.user),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@login_required
@sensitive_post_parameters("password")
def close_account(request: HttpRequest) -> HttpResponse:
    """What stays and what goes is said first; the password confirms it."""
    member_of(request.user)
    form = CloseForm(request.POST or None, request=request, initial={"keeps_name": "yes"})
    if request.method == "POST" and form.is_valid():
        try:
            own_data.close(request.user, keeps_name=form.cleaned_data["keeps_name"] == "yes")
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            logout(request)
            messages.success(request, _("Your account is closed. Thank you for what you shared here."))
            return redirect("story_index")
    context = {"form": form, "drafts": own_data.drafts_that_would_go(request.user)}
    return render(request, "members/close_account.html", context)
