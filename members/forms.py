"""What a member writes about themself, and who sees each line of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content.forms import Terms
from content.models import Method, Topic
from content.uploads import clean_image
from members import photos
from members.models import Member, Organization, Profession, Visibility


class ProfileForm(forms.ModelForm):
    """The member's own page. Beside each field stands who sees it."""

    photo_file = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_("JPEG, PNG or WebP, up to 10 MB. Place and camera are taken out of it."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    remove_photo = forms.BooleanField(label=_("Take my photo away"), required=False)

    class Meta:
        model = Member
        fields = ["name", "pronouns", "role", "about", "professions", "place", "languages", "methods", "topics"]
        field_classes = {"professions": Terms, "methods": Terms, "topics": Terms}
        labels = {"name": _("Your name")}
        help_texts = {
            "name": _("Everyone sees it: it stands under what you write."),
            "pronouns": _("For example: she, he, they, elle, il, iel."),
            "about": _("What you do, what you like to be asked, what you would like to learn."),
            "languages": _("The languages that people may write to you in."),
        }
        widgets = {
            "about": forms.Textarea(attrs={"rows": 6, "maxlength": 2000}),
            "professions": forms.CheckboxSelectMultiple,
            "methods": forms.CheckboxSelectMultiple,
            "topics": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field, vocabulary in (("professions", Profession), ("methods", Method), ("topics", Topic)):
            self.fields[field].queryset = vocabulary.objects.in_use()
        for field in Member.DEFAULT_VISIBILITY:
            self.fields[f"seen_{field}"] = forms.ChoiceField(
                label=_("Who sees it"),
                choices=Visibility.choices,
                initial=self.instance.who_sees(field),
                required=False,
            )
        if not self.instance.photo:
            del self.fields["remove_photo"]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_photo_file(self):
        uploaded = self.cleaned_data["photo_file"]
        return clean_image(uploaded) if uploaded else None

    def save(self, commit: bool = True) -> Member:
        member = self.instance
        member.visibility = {field: self.cleaned_data[f"seen_{field}"] or member.who_sees(field) for field in Member.DEFAULT_VISIBILITY}
        if self.cleaned_data["photo_file"]:
            photos.replace(member, self.cleaned_data["photo_file"])
        elif self.cleaned_data.get("remove_photo"):
            photos.take_away(member)
        return super().save(commit)

    def parts(self) -> list[tuple[str, list[tuple]]]:
        """The form as it is read: a heading, then each field with the field that says who sees it."""
        return [
            (_("Who you are"), self._rows("name", "pronouns", "photo_file", "remove_photo", "about")),
            (_("Your work"), self._rows("role", "professions", "place", "languages")),
            (_("What you are interested in"), self._rows("methods", "topics")),
        ]

    def _rows(self, *names: str) -> list[tuple]:
        shown_by = {"photo_file": "seen_photo", "remove_photo": None, "name": None}
        rows = []
        for name in names:
            if name in self.fields:
                seen_by = shown_by.get(name, f"seen_{name}")
                rows.append((self[name], self[seen_by] if seen_by else None))
        return rows


class ClaimForm(forms.Form):
    """Say where one works."""

    organization = forms.ModelChoiceField(
        label=_("Organization"),
        queryset=Organization.objects.all(),
        empty_label=_("Choose"),
        help_text=_("Somebody there confirms it before it stands on your page."),
    )

    def __init__(self, *args, member: Member, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.exclude(affiliations__in=member.affiliations.exclude(state="declined"))
