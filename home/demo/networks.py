"""The demo's accounts, which live on the fake networks beside it, and a desk with something on it: sent, queued, unknown, failed, waiting.

Everything goes the way that editors' clicks go, once: what the log of the demo names is left alone, whatever became of it.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from content.models import BasePage
from content.shelves import page_types
from members.models import User
from sharing import channels, drafting, evergreen, hours, ledger, outcomes, posts, sender, signing_in
from sharing.channels.base import ChannelError, Choice, Tokens, Who
from sharing.models import Account, SharePost, SharingSettings, Slot
from sharing.views.calendar import SUGGESTED

from . import files
from .ledger import remember

S = SharePost.State
SECONDS = 40.0  # for what is sent at once
QUIET = {"quiet_from": time(20), "quiet_to": time(7), "is_quiet_on_weekends": True}
AWAKE = {"quiet_from": None, "quiet_to": None, "is_quiet_on_weekends": False}


def bring(known: set[str], named: Mapping[str, User]) -> list[str]:
    """Connect what can be reached and fill the desk once. Returns a sentence for each thing that was done, or could not be."""
    wanted, by = files.rows_of("shares"), named.get("second_editor")
    if by is None:
        return []
    _follow_the_fakes()
    said = [sentence for row in wanted["accounts"] if (sentence := _account(row, known, by))]
    on_fakes = Account.objects.filter(name__in=[row["name"] for row in wanted["accounts"]]).exclude(network="by-hand")
    if "shares" not in known and on_fakes.exists():
        with transaction.atomic():
            _fill_the_desk(wanted, by)
            remember(SharingSettings.load(), "shares", by=by)
        sender.work_off(seconds=SECONDS)
        _usual_hours(wanted, on_fakes)
        said.append("Posts for some of the stories wait on the sharing desk; a few went out to the fake networks.")
    return said


def _follow_the_fakes() -> None:
    """They may listen at another port than the last time; the Mastodon server is named in the row."""
    if settings.FAKE_NETWORKS_URL:
        Account.objects.filter(network="mastodon", host__startswith="http://127.0.0.1:").update(host=settings.FAKE_NETWORKS_URL)


# --- Accounts ---


def _account(row: dict[str, Any], known: set[str], by: User) -> str:
    key = f"share-account/{row['network']}"
    if key in known or Account.objects.filter(name=row["name"]).exists():
        return ""
    fields = {**AWAKE, **row.get("fields", {})}
    account = Account(network=row["network"], name=row["name"], connected_at=timezone.now(), connected_by=by, **fields)
    if row["network"] == "by-hand":
        account.save()
    else:
        try:
            signing_in.connected(account, _choice(account, row), by=by)
        except (ChannelError, ValidationError):
            return f"{row['name']}: not connected, since the fake networks do not answer. scripts/start.py demo starts them."
    remember(account, key, by=by)
    return ""


def _choice(account: Account, row: dict[str, Any]) -> Choice:
    """What signing in brings: asked of the fake where a form does it, written down where a browser would have to go there."""
    if not settings.FAKE_NETWORKS_URL:
        raise ChannelError("Nobody to sign in to: the demo never speaks to a real network.")
    if "secrets" in row:
        return Choice(Who(**row["who"]), Tokens(row["secrets"]))
    if account.network == "mastodon":
        account.host = settings.FAKE_NETWORKS_URL
    app = signing_in.app_of(account.network, account.host)
    return channels.channel(account.network).connect(app, row["form"])[0]


# --- What is on the desk ---


def _fill_the_desk(wanted: dict[str, Any], by: User) -> None:
    settings_row = SharingSettings.load()
    settings_row.is_dry_run = False  # there is nobody real to hear it
    settings_row.save()
    for row in wanted["pages"]:
        if page := _page(row["page"]):
            made = {post.account.network: post for post in drafting.draft_for(page, by=by)}
            _tell(row, made, by)
    for key in wanted["evergreen"]:
        if page := _page(key):
            evergreen.add(page, by=by)


def _usual_hours(wanted: dict[str, Any], accounts: QuerySet[Account]) -> None:
    """Only now: what was approved before went out at once, also at night."""
    accounts.update(**QUIET)
    with_slots = accounts.filter(name__in=[row["name"] for row in wanted["accounts"] if row.get("slots")])
    slots = [Slot(account=account, weekday=weekday, at=at) for account in with_slots for weekday, at in SUGGESTED]
    Slot.objects.bulk_create(slots, ignore_conflicts=True)


def _tell(row: dict[str, Any], made: dict[str, SharePost], by: User) -> None:
    for network in row.get("sent", ()):
        if network in made:
            posts.approve(made[network], by, timezone.now())
    for network, days in row.get("queued", {}).items():
        if network in made:
            posts.approve(made[network], by, _some_morning(made[network].account, days))
    for network in row.get("unknown", ()):
        if network in made:
            post = _begun(made[network], by)
            ledger.change(post, S.UNKNOWN, reason="unsure", tries=1, looks=len(outcomes.LOOKS), next_at=None)
    for network in row.get("failed", ()):
        if network in made:
            ledger.change(_begun(made[network], by), S.FAILED, reason="refused", detail="403 (made up for the demo)", tries=1, next_at=None)


def _begun(post: SharePost, by: User) -> SharePost:
    """As far as a sender comes before the network answers."""
    posts.approve(post, by, timezone.now() + timedelta(days=1))
    ledger.change(post, S.DUE, due_at=timezone.now())
    return ledger.change(post, S.SENDING)


def _some_morning(account: Account, days: int) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    wanted = timezone.make_aware(datetime.combine(day, time(12, 15)))
    return hours.next_hour(Account(time_zone=account.time_zone, **QUIET), wanted)


def _page(key: str) -> BasePage | None:
    kind, _slash, slug = key.partition("/")
    for page_type in page_types():
        if page_type.share_kind == kind:
            return page_type.objects.to_share().filter(slug=slug).first()
    return None
