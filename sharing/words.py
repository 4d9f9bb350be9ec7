"""What the ledger knows in codes, said for people: where a post stands, why, and what an editor can do about it."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sharing.channels.base import Count
from sharing.models import Account, ShareEvent, SharePost
from sharing.models.share_post import MEND

S = SharePost.State
MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>")


@dataclass(frozen=True)
class Mark:
    """How a state looks: its word, the class of `.ledger-state`, a symbol of icons/sprite.svg."""

    word: str
    look: str
    icon: str


MARKS: dict[str, Mark] = {
    S.DRAFT: Mark(gettext_lazy("Waits for approval"), "waiting", "pencil"),
    S.APPROVED: Mark(gettext_lazy("Queued"), "queued", "clock"),
    S.DUE: Mark(gettext_lazy("Queued"), "queued", "clock"),
    S.SENDING: Mark(gettext_lazy("Being sent"), "queued", "clock"),
    S.UNKNOWN: Mark(gettext_lazy("Unknown"), "unknown", "circle-help"),
    S.SENT: Mark(gettext_lazy("Sent"), "sent", "circle-check"),
    S.FAILED: Mark(gettext_lazy("Failed"), "failed", "circle-x"),
    S.PAUSED: Mark(gettext_lazy("Paused"), "unknown", "circle-dashed"),
    S.SKIPPED: Mark(gettext_lazy("Skipped"), "withdrawn", "x"),
    S.RETRACTING: Mark(gettext_lazy("Being withdrawn"), "withdrawn", "undo-2"),
    S.RETRACTED: Mark(gettext_lazy("Withdrawn"), "withdrawn", "undo-2"),
}
OUT_OF_REACH = Mark(gettext_lazy("Out of reach"), "failed", "triangle-alert")

# Why a post is where it is. Codes of channels (base.py), of the sender, and of people's acts.
REASONS: dict[str, str] = {
    # what a network, or the way to it, said
    "not-sent": gettext_lazy("The network could not be reached. Nothing was posted."),
    "unsure": gettext_lazy("The network did not answer. The post may be live; we look before anything is tried again."),
    "limited": gettext_lazy("The network asks us to wait. Nothing was posted."),
    "no-credit": gettext_lazy("No credits are left at the network. The queue is kept."),
    "usage-capped": gettext_lazy("The network's cap for this month is reached. The queue is kept."),
    "logged-out": gettext_lazy("The account has to be connected again. Nothing was posted."),
    "refused": gettext_lazy("The network refused it. Trying again unchanged would change nothing."),
    "duplicate": gettext_lazy("The network has the same text already."),
    "too-long": gettext_lazy("The text is too long for this network."),
    "too-many-bytes": gettext_lazy("The text has too many bytes for this network: emoji and accents count more than once."),
    "forbidden-character": gettext_lazy("The text holds a character that this network does not take."),
    "empty": gettext_lazy("There is no text."),
    "suspended": gettext_lazy("The network has suspended the account."),
    "picture": gettext_lazy("The network could not read the picture."),
    "picture-too-big": gettext_lazy("The picture is too big for this network."),
    "permission": gettext_lazy("The account may not do this there. Connect it again with every permission."),
    "gone": gettext_lazy("It is not there any more."),
    # what the sender found, or decided
    "found": gettext_lazy("We looked: it is live."),
    "not-there": gettext_lazy("We looked: it is not there. We look once more before it is sent again."),
    "ask": gettext_lazy("We looked several times and cannot tell. Look there yourself, and say what you see."),
    "error": gettext_lazy("Something went wrong on our side. It is tried again."),
    "dry-run": gettext_lazy("Held back by the dry run: everything was checked, nothing was sent."),
    "late": gettext_lazy("It is late. Send it all the same, or skip it."),
    "budget": gettext_lazy("This month's budget is used. Give the account more in its settings, or try again next month."),
    "breaker": gettext_lazy("The account failed several times in a row and rests for a while."),
    "quiet": gettext_lazy("Waits for the end of the quiet hours."),
    "account": gettext_lazy("The account is paused or not connected."),
    "crashed": gettext_lazy("The sender stopped in the middle. The post may be live; we look before anything is tried again."),
    "too-many-tries": gettext_lazy("It was tried as often as is sensible."),
    "not-approved": gettext_lazy("The text is not the one that was approved."),
    "no-alt-text": gettext_lazy("The picture has no description."),
    "disconnected": gettext_lazy("The account was disconnected."),
    # why it was taken back, or came about
    "drafted": gettext_lazy("Drafted from the page."),
    "again": gettext_lazy("Ordered to be shared again."),
    "new-version": gettext_lazy("The page has a new version, so the text was made anew and waits for approval."),
    "page-changed": gettext_lazy("The page says something else now. Read your text again, then approve it."),
    "page-is-back": gettext_lazy("The page is open again, so the post waits for approval."),
    "unpublished": gettext_lazy("The page was taken offline."),
    "deleted": gettext_lazy("The page was deleted."),
    "embargo": gettext_lazy("The page is to appear later."),
    "consent": gettext_lazy("Consent was withdrawn."),
    "restricted": gettext_lazy("The page is no longer open to all."),
    "retraction": gettext_lazy("The page was retracted."),
    "correction": gettext_lazy("The page was corrected."),
    "editor": gettext_lazy("An editor decided so."),
    "now": gettext_lazy("An editor ordered it to go at once."),
    "recalled": gettext_lazy("Everything in the queue was taken back."),
    "by-hand": gettext_lazy("A person does this by hand."),
    "edited": gettext_lazy("The text was changed, so it wants approval again."),
    "text-changed": gettext_lazy("The text it starts from was changed after its page was approved. Somebody has to read it."),
    "mention-changed": gettext_lazy("An account that it mentions was changed after its page was approved. Somebody has to read it."),
    "from-correction": gettext_lazy("Drafted from the correction of the page."),
    "from-retraction": gettext_lazy("Drafted from the retraction of the page."),
    "from-restored": gettext_lazy("Drafted as the retraction of the page was lifted."),
    "from-editor": gettext_lazy("Drafted because an editor ordered it."),
    "mend-by-hand": gettext_lazy("Its page has a new notice, and we can put none under this post. Do it there by hand, then say so here."),
    "mended": gettext_lazy("A person has put the notice there by hand."),
    "rule": gettext_lazy("Approved with the page, by the rule of its organization."),
}

UNITS: dict[str, str] = {
    "weighted": gettext_lazy("by X's measure, each link counts 23"),
    "graphemes": gettext_lazy("characters"),
    "characters": gettext_lazy("characters"),
    "bytes": gettext_lazy("bytes"),
}


def mark_of(post: SharePost) -> Mark:
    return OUT_OF_REACH if post.is_out_of_reach else MARKS[post.state]


def reason_words(reason: str) -> str:
    """A sentence; nothing for a code that nobody has written words for yet."""
    return str(REASONS.get(reason, ""))


def moment(at: datetime | None) -> str:
    """Day and hour; the year where it is another one."""
    if at is None:
        return ""
    here = localtime(at)
    return date_format(here, _("D j M, H:i") if here.year == localtime().year else _("j M Y, H:i"))


def happened(post: SharePost) -> str:
    """One sentence: what became of it, or what it waits for."""
    detail = _plain(post.detail)
    said = " ".join(part for part in (reason_words(post.reason), detail) if part)
    if post.is_out_of_reach:
        return _("It could not be taken back by us. Delete it there by hand, then say so here.") + (f" {said}" if said else "")
    match post.state:
        case S.DRAFT:
            return said or str(REASONS["drafted"])
        case S.APPROVED | S.DUE:
            return _queued(post, said)
        case S.SENT:
            return _sent(post)
        case S.RETRACTED:
            return " ".join(filter(None, [reason_words(post.retract_reason), _("Deleted there; copies may live on elsewhere.")]))
        case S.RETRACTING if post.reason in ("not-sent", "limited") and post.next_at:
            again = _("It could not be deleted yet. It is tried again, %(at)s.") % {"at": moment(post.next_at)}
            return " ".join(filter(None, [reason_words(post.retract_reason), again, detail]))
        case S.RETRACTING:
            return " ".join(filter(None, [reason_words(post.retract_reason), said]))
        case S.PAUSED if post.reason == "late" and post.due_at:
            return " ".join([_("It was planned for %(at)s.") % {"at": moment(post.due_at)}, said])
        case _:
            return said or str(MARKS[post.state].word)


def _plain(detail: str) -> str:
    """What a network said, without the page of HTML that some answer a fault with: “500” alone."""
    told, *page = MARKUP.split(detail, maxsplit=1)
    return told.rstrip(" :") if page else detail


def _queued(post: SharePost, said: str) -> str:
    who = _name(post)
    by = _("Approved by the rule of its organization.") if post.is_by_rule else _("Approved by %(who)s.") % {"who": who} if who else ""
    return " ".join(filter(None, [by, _goes(post), said]))


def _goes(post: SharePost) -> str:
    """Its hour, or a later one while its account rests; of an account that cannot send, that."""
    at, account = post.next_at or post.due_at, post.account
    if account.state != Account.State.CONNECTED:
        return "" if post.reason in ("account", "logged-out") else str(REASONS["account"])
    if at and account.open_until and account.is_open():
        at = max(at, account.open_until)
    return _("Goes out %(at)s.") % {"at": moment(at)} if at else ""


def resting(account: Account) -> str:
    """Until when an account sends nothing, and why; nothing for one that is awake."""
    if account.state != Account.State.CONNECTED or not account.is_open():
        return ""
    until = _("“%(name)s” sends nothing until %(at)s.") % {"name": account, "at": moment(account.open_until)}
    return " ".join(filter(None, [until, reason_words(account.open_reason)]))


def _sent(post: SharePost) -> str:
    how = _("Posted by hand, %(at)s.") if post.is_by_hand else _("Sent %(at)s.")
    price = _("It cost %(price)s.") % {"price": dollars(post.cost)} if post.cost else ""
    wanted = reason_words(post.reason) if post.reason == MEND else ""
    return " ".join(filter(None, [how % {"at": moment(post.sent_at)}, price, wanted]))


def _name(post: SharePost) -> str:
    by = post.approved_by
    return str(getattr(by, "member", by)) if by else ""


def dollars(amount: Decimal) -> str:
    """Fractions of a cent only where there are some."""
    cents = max(2, -Decimal(amount).normalize().as_tuple().exponent)
    return _("$%(amount)s") % {"amount": number_format(amount, cents)}


def address_on_desk(post: SharePost) -> str:
    """Where editors see this post, also when its page is gone."""
    return f"{reverse('sharing_page_posts', args=[post.content.removeprefix('page-')])}?post={post.pk}"


def event_words(event: ShareEvent) -> str:
    """One line of the ledger: what the change was."""
    if event.was == event.became:
        return _("Text or hour changed") if event.by_id or event.by_name else _("Looked at again")
    if event.became == S.DRAFT:
        return _("Drafted") if not event.was else _("Wants approval again")
    return str(MARKS[event.became].word) if event.became in MARKS else event.became


def count_words(count: Count) -> str:
    """For example: 200 of 280, by X's measure, each link counts 23."""
    unit = UNITS.get(count.unit, count.unit)
    if not count.limit:
        return _("%(used)s %(unit)s") % {"used": count.used, "unit": unit}
    joined = _("%(used)s of %(limit)s, %(unit)s") if count.unit == "weighted" else _("%(used)s of %(limit)s %(unit)s")
    return joined % {"used": count.used, "limit": count.limit, "unit": unit}


def problem_words(count: Count) -> list[str]:
    over = count.used - count.limit
    many = ngettext("%(n)d too many.", "%(n)d too many.", over) % {"n": over} if over > 0 else ""
    return [
        " ".join(filter(None, [reason_words(code) or code, many if code in ("too-long", "too-many-bytes") else ""]))
        for code in count.problems
    ]
