"""Sign-ins that end: editors hear of it by mail, once each at 14, 7 and 1 days, and see it on the first page of the admin."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from members.mail import language_of
from members.models import User
from members.roles import ADMINISTRATORS, EDITORS, is_editor
from sharing import channels, words
from sharing.models import Account

DAYS = (1, 7, 14)  # before the end
OLD_MONTHS = 10  # a version of LinkedIn's API lives about a year

S = Account.State


@dataclass(frozen=True)
class Ending:
    """One line of the panel."""

    account: Account
    said: str
    is_over: bool


def warn() -> int:
    """By the clock: the warnings that are due. Returns how many accounts were warned of."""
    now = timezone.now()
    ending = Account.objects.filter(state__in=[S.CONNECTED, S.PAUSED], sign_in_expires_at__lte=now + timedelta(days=max(DAYS)))
    warned = sum(_warned(account, _step(account.sign_in_expires_at, now)) for account in ending if account.sign_in_expires_at)
    return warned + _warned_of_version()


def tell_that_it_ended(account: Account) -> None:
    """Nothing goes out until somebody signs in again: that must not wait for someone to look."""
    _write("ended", account)


def warnings() -> list[Ending]:
    """What the desk shows, the most pressing first: who has to sign in again, who sends nothing for a while, whose sign-in ends soon."""
    now = timezone.now()
    stopped = Account.objects.filter(Q(state=S.RECONNECT) | Q(state=S.CONNECTED, open_until__gt=now)).order_by("-state", "open_until", "pk")
    said = [
        Ending(
            account,
            words.resting(account) or _("“%(name)s” has to be connected again. Until then its posts wait.") % {"name": account},
            True,
        )
        for account in stopped
    ]
    soon = now + timedelta(days=max(DAYS))
    for account in Account.objects.filter(state__in=[S.CONNECTED, S.PAUSED], sign_in_expires_at__lte=soon).order_by("sign_in_expires_at"):
        on = date_format(timezone.localtime(account.sign_in_expires_at), "DATE_FORMAT")
        said.append(
            Ending(account, _("The sign-in of “%(name)s” ends on %(day)s. Connect it again before.") % {"name": account, "day": on}, False)
        )
    if is_version_old():
        said += [Ending(account, version_said(), False) for account in Account.objects.in_use().filter(network="linkedin")[:1]]
    return said


def is_version_old(version: str = "", today: date | None = None) -> bool:
    """Ten months after its month; one that cannot be read is no version at all."""
    version, today = version or settings.LINKEDIN_VERSION, today or timezone.localdate()
    try:
        year, month = int(version[:4]), int(version[4:6])
        return (today.year - year) * 12 + today.month - month >= OLD_MONTHS
    except ValueError:
        return True


def version_said() -> str:
    return _("LINKEDIN_VERSION is %(version)s and ends soon: LinkedIn keeps a version for about a year. Set a newer one.") % {
        "version": settings.LINKEDIN_VERSION
    }


class EndingPanel(Component):
    """“Accounts on networks”, when one of them needs somebody."""

    name = "sharing-accounts"
    order = 90
    template_name = "sharing/accounts/panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict:
        return {"warnings": warnings() if is_editor(parent_context["request"].user) else []}


def _step(ends_at: datetime, now: datetime) -> int:
    """The smallest of 14, 7 and 1 that the days left fit in."""
    return next(days for days in DAYS if ends_at <= now + timedelta(days=days))


@transaction.atomic
def _warned(account: Account, days: int) -> bool:
    """Once for each step, whoever runs: the mark and the mails are one transaction."""
    unwarned = Q(warned_days=None) | Q(warned_days__gt=days)
    if not Account.objects.filter(unwarned, pk=account.pk, sign_in_expires_at=account.sign_in_expires_at).update(warned_days=days):
        return False
    _write("ends", account)
    return True


@transaction.atomic
def _warned_of_version() -> bool:
    """Once for each version: the history of the account remembers."""
    account = Account.objects.in_use().filter(network="linkedin").order_by("pk").first()
    if account is None or not is_version_old():
        return False
    told = {"version": settings.LINKEDIN_VERSION}
    if ModelLogEntry.objects.for_instance(account).filter(action="sharing.old_version", data=told).exists():
        return False
    log(account, "sharing.old_version", data=told)
    _write("version", account)
    return True


def _write(name: str, account: Account) -> None:
    """To each editor and administrator, in their own language."""
    label = channels.CHANNELS[account.network].label if account.network in channels.CHANNELS else account.network
    readers = User.objects.filter(is_active=True, groups__name__in=[EDITORS, ADMINISTRATORS]).exclude(email="").distinct()
    for user in readers.select_related("member", "wagtail_userprofile"):
        with translation.override(language_of(user)):
            words = render_to_string(
                f"sharing/accounts/mails/{name}.txt",
                {
                    "name": getattr(getattr(user, "member", None), "name", str(user)),
                    "account": account,
                    "network": label,
                    "version": settings.LINKEDIN_VERSION,
                    "url": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("sharing_accounts"),
                },
            )
        subject, _line, body = words.strip().partition("\n")
        headers = {"Auto-Submitted": "auto-generated"}
        EmailMessage(" ".join(subject.split())[:200], body.strip() + "\n", to=[user.email], headers=headers).send()
