"""How allauth speaks and behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _


class MemberAdapter(DefaultAccountAdapter):
    """Sign-up and sign-in in our words. They never say whether somebody has an account."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _(
            "This e-mail address and this password do not belong together. Look at both, or choose a new password."
        ),
        "enter_current_password": _("This is not the password that you use now."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link has been used or has run out. Ask for a new one."),
        "too_many_login_attempts": _(
            "There were too many wrong passwords for this address. Wait five minutes, or choose a new password by e-mail: that works at once."
        ),
        "rate_limited": _("That was too often. Wait a few minutes and try again."),
        "duplicate_email": _("This is already your address."),
        "same_as_current": _("This is already your address."),
    }

    def format_email_subject(self, subject: str) -> str:
        return f"Throughline: {subject}"


class SecondStepAdapter(DefaultMFAAdapter):
    """The second step of signing in, in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or it has run out. Take the one that your app shows now."),
    }

    def generate_authenticator_name(self, user, type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}
