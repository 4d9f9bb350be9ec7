"""Forms of accounts: connecting one, choosing the page, what holds for it, what holds for all."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sharing import hosts
from sharing.channels.base import Choice
from sharing.models import Account, SharingSettings


def _line(label: Any, help_text: Any = "", *, is_secret: bool = False, **attrs: str) -> forms.CharField:
    widget = (
        forms.PasswordInput(attrs={"autocomplete": "off"})
        if is_secret
        else forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", **attrs})
    )
    return forms.CharField(label=label, help_text=help_text, max_length=600, widget=widget)


# What a channel may ask for in `form_fields`.
ASKED: dict[str, Any] = {
    "handle": lambda: _line(_("Handle"), _("Such as name.bsky.social, without @."), autocomplete="username"),
    "app_password": lambda: _line(_("App password"), _("Not the password of the account itself."), is_secret=True),
    "host": lambda: _line(_("Server"), _("Such as social.example, or the whole handle @name@social.example."), inputmode="url"),
    "token": lambda: _line(_("Access token"), _("Kept encrypted; nobody sees it again, only its last four characters."), is_secret=True),
    "token_secret": lambda: _line(_("Access token secret"), is_secret=True),
}


NAMED, NAMED_BY_HAND = _("As editors know it. Empty: its handle."), _("As editors know it, for example “Throughline on Instagram”.")


class ConnectForm(forms.ModelForm):
    """What is asked before the sign-in. Of an account that is connected again, only what the network wants."""

    class Meta:
        model = Account
        fields = ["name", "organization", "language"]

    def __init__(self, *args: Any, asked: tuple[str, ...] = (), is_again: bool = False, has_name: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        if is_again:
            self.fields.clear()
        else:
            self.fields["name"].required = has_name
            self.fields["name"].help_text = NAMED_BY_HAND if has_name else NAMED
        own = list(self.fields)
        for name in asked:
            self.fields[name] = ASKED[name]()
        self.order_fields([*asked, *own])

        if "organization" in self.fields:
            self.fields["organization"].empty_label = _("The whole community")  # type: ignore[attr-defined]

    def clean_host(self) -> str:
        return hosts.checked(self.cleaned_data["host"], may_be_private=settings.SHARING_HOSTS_MAY_BE_PRIVATE)

    def clean_handle(self) -> str:
        return self.cleaned_data["handle"].strip().removeprefix("@")

    def _post_clean(self) -> None:
        """The account is not known yet: its own checks come when it is kept."""

    @property
    def typed(self) -> dict[str, str]:
        return {name: self.cleaned_data[name].strip() for name in self.asked}

    @property
    def chosen(self) -> dict[str, Any]:
        """What a new account starts with, as plain words for the session."""
        organization = self.cleaned_data.get("organization")
        return {
            "name": self.cleaned_data.get("name", ""),
            "organization_id": organization.pk if organization else None,
            "language": self.cleaned_data.get("language", ""),
        }


class ChooseForm(forms.Form):
    """Which of the accounts that the person may speak for."""

    which = forms.ChoiceField(
        label=_("Account"), widget=forms.RadioSelect, error_messages={"required": _("Choose the account that shall post.")}
    )

    def __init__(self, *args: Any, choices: tuple[Choice, ...], known: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(place), self._named(choice, choice.who.remote_id in known)) for place, choice in enumerate(choices)]
        self.fields["which"].choices = named  # type: ignore[attr-defined]

    @staticmethod
    def _named(choice: Choice, is_known: bool) -> str:
        who = choice.who
        words = f"{who.name} (@{who.handle})" if who.name and who.handle else who.name or f"@{who.handle}"
        return gettext("%(account)s, connected already") % {"account": words} if is_known else words


class AccountForm(forms.ModelForm):
    """What holds for one account."""

    class Meta:
        model = Account
        fields = [
            "name", "organization", "language", "price_plain", "price_linked", "monthly_budget",
            "time_zone", "quiet_from", "quiet_to", "is_quiet_on_weekends",
        ]  # fmt: skip
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
            "quiet_to": forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
            "price_plain": forms.NumberInput(attrs={"class": "short", "step": "0.0001", "min": "0"}),
            "price_linked": forms.NumberInput(attrs={"class": "short", "step": "0.0001", "min": "0"}),
            "monthly_budget": forms.NumberInput(attrs={"class": "short", "step": "0.01", "min": "0"}),
            "time_zone": forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
        }
        help_texts = {
            "price_plain": _("In US dollars; 0 where posts are free."),
            "price_linked": _("X asks much more for a post with a link."),
            "time_zone": _("In which its hours are meant, such as America/Toronto."),
            "quiet_from": _("Nothing is sent between these hours; what falls due waits. Both empty: no quiet hours."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].empty_label = _("The whole community")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("quiet_from")) != bool(cleaned.get("quiet_to")) and not {"quiet_from", "quiet_to"} & set(self.errors):
            self.add_error("quiet_to", ValidationError(_("Give both hours, or none.")))
        return cleaned


class SettingsForm(forms.ModelForm):
    """What holds for every account."""

    class Meta:
        model = SharingSettings
        fields = ["is_dry_run", "late_after_hours", "again_after_days", "evergreen_per_week"]
        help_texts = {
            "late_after_hours": _("A post that could not go out in time is news no longer: after so many hours an editor decides."),
            "again_after_days": _("An editor may order it again after that, with a changed text."),
            "evergreen_per_week": _("How many pages come round again in seven days; each is drafted for all of its accounts."),
        }
        widgets = {
            name: forms.NumberInput(attrs={"class": "short"}) for name in ("late_after_hours", "again_after_days", "evergreen_per_week")
        }
