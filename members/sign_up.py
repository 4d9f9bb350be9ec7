"""The form that makes a member."""

from allauth.account.forms import SignupForm
from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from members import joining, proof
from members.account_forms import PASSWORD_HINT, Worded
from members.models import User


class SignUpForm(Worded, SignupForm):
    """Name, address, password, and a proof that a person is here: work done by the browser, or a word typed."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As it shall stand under what you write. Your own name builds trust; a first name is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    website = forms.CharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )
    word = forms.CharField(
        label=_("The word"), required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    word_seal = forms.CharField(required=False, widget=forms.HiddenInput)
    altcha = forms.CharField(required=False, widget=forms.HiddenInput, max_length=8000)
    clock = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ["name", "email", "password1", "website", "word", "word_seal", "altcha", "clock"]
    hints = {"password1": PASSWORD_HINT, "email": _("We write to it once, to see that it is yours. Nobody else sees it.")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clock"].initial = proof.start_clock()

    @cached_property
    def word_to_type(self) -> proof.WordToType:
        """A new word each time the form is shown."""
        return proof.new_word()

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if any(sign in name for sign in "<>@/\\") or "http" in name.lower():
            raise forms.ValidationError(_("Only your name, please: no address and no link."))
        return name

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("A field that people do not see was filled in. Empty “Leave this empty” and send again."))
        return ""

    def clean(self) -> dict:
        super().clean()
        if not self.errors:  # a mistake elsewhere comes first, and does not use the proof up
            self._check_clock()
        if not self.errors:
            self._spend_proof()
        return self.cleaned_data

    def _check_clock(self) -> None:
        seconds = proof.seconds_since(self.cleaned_data.get("clock", ""))
        if seconds is None or seconds > proof.VALID_FOR:
            self.data = self.data.copy()
            self.data["clock"] = proof.start_clock()
            self.add_error(None, _("The form was open for too long. Please send it again."))
        elif seconds < settings.SIGN_UP_SECONDS:
            self.add_error(None, _("That was quicker than people type. Please wait a moment and send it again."))

    def _spend_proof(self) -> None:
        if self.cleaned_data["altcha"]:
            mark, field = proof.mark_of_work(self.cleaned_data["altcha"]), None
            sentence = _("The check of your browser has run out or was used before. Please send the form again.")
        else:
            mark, field = proof.mark_of_word(self.cleaned_data["word"], self.cleaned_data["word_seal"]), "word"
            sentence = _("Type the word that stands above the field. It is a new one each time.")
        if not mark or not proof.spend(mark):
            self.add_error(field, sentence)

    @transaction.atomic
    def save(self, request):
        """The log-in and the person, both or neither."""
        return super().save(request)

    def try_save(self, request):
        if not self.cleaned_data["altcha"] and not ratelimit.consume(request, action="signup_by_word", key="everybody"):
            return None, ratelimit.respond_429(request)
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])  # takes as long as a new account: nobody learns who is here
        return super().try_save(request)

    def custom_signup(self, request, user) -> None:
        joining.join(user, name=self.cleaned_data["name"])
