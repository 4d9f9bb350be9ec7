"""allauth's forms in our words: no placeholders in place of labels, hints that say what is wanted."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

PASSWORD_HINT = _("At least 10 characters. A short sentence is easy to keep and hard to guess.")


class Worded:
    """Takes placeholders away and puts our labels and hints beside the fields."""

    labels: dict = {}
    hints: dict = {}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name == "email" or name == "login":
                field.label = _("E-mail address")
            if name in self.labels:
                field.label = self.labels[name]
            if name in self.hints:
                field.help_text = self.hints[name]


class LoginForm(Worded, account.LoginForm):
    labels = {"remember": _("Keep me signed in here for two weeks")}
    hints = {"password": "", "remember": _("Leave it out on a computer that others use too.")}


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("New password, once more")}
    hints = {"password1": PASSWORD_HINT}


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    labels = {"oldpassword": _("Password that you use now"), "password1": _("New password"), "password2": _("New password, once more")}
    hints = {"oldpassword": "", "password1": PASSWORD_HINT}


class SetPasswordForm(Worded, account.SetPasswordForm):
    labels = {"password1": _("Password"), "password2": _("Password, once more")}
    hints = {"password1": PASSWORD_HINT}


class AddEmailForm(Worded, account.AddEmailForm):
    labels = {"email": _("New e-mail address")}
    hints = {"email": _("We send a link to it. Until you open the link, your old address stays.")}


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    labels = {"password": _("Password")}


class CodeForm(Worded, mfa.AuthenticateForm):
    """The second step: six digits of the app, or a recovery code."""

    labels = {"code": _("Code")}
    hints = {"code": _("Six digits from your authenticator app, or one of your recovery codes.")}


class CodeAgainForm(Worded, mfa.ReauthenticateForm):
    labels = CodeForm.labels
    hints = CodeForm.hints


class ActivateAppForm(Worded, totp.ActivateTOTPForm):
    labels = {"code": _("Code that the app shows now")}
    hints = {"code": _("Six digits. They change every half minute.")}


class AddPasskeyForm(Worded, webauthn.AddWebAuthnForm):
    """A passkey has a name, so that one knows which to remove when a phone is lost."""

    labels = {"name": _("Name of this passkey"), "passwordless": _("Sign in with it alone, without a password")}
    hints = {
        "name": _("For example: my phone, key on my ring."),
        "passwordless": _("Your device then asks for your fingerprint, face or PIN each time."),
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class EditPasskeyForm(Worded, webauthn.EditWebAuthnForm):
    labels = {"name": _("Name of this passkey")}
