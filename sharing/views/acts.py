"""What each button on a post does, and the sentence that follows. Refusals are raised; the screen says them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import User
from sharing import hours, posts, words
from sharing.models import Account, SharePost

MOST_YEARS_AHEAD = 5
READ_FOR = timedelta(minutes=15)  # the hour in the box was now when the screen was drawn


def _save(post: SharePost, by: User, data: object) -> str:
    return _("The text is saved. It waits for approval.")


def _approve(post: SharePost, by: User, data: object) -> str:
    posts.approve(post, by=by)
    return _goes(post)


def _approve_at(post: SharePost, by: User, data: object) -> str:
    return _at(post, by, hour_of(post.account, data.get("due_at", "")))


def _approve_slot(post: SharePost, by: User, data: object) -> str:
    return _at(post, by, hours.next_slot(post.account, timezone.now()))


def _at(post: SharePost, by: User, due_at: datetime) -> str:
    """Another hour for words that are approved; for others, a yes and the hour."""
    now = timezone.now()
    if due_at < now - READ_FOR:
        raise ValidationError(_("This hour has passed. Choose one that is still to come."))
    due_at = max(due_at, now + timedelta(minutes=1))
    change = posts.schedule if post.state in SharePost.QUEUED else posts.approve
    change(post, by=by, due_at=due_at)
    quiet = _("The account keeps quiet at the hour that you chose.") if post.due_at > due_at else ""
    return f"{_goes(post)} {quiet}".strip()


def _now(post: SharePost, by: User, data: object) -> str:
    posts.send_now(post, by=by)
    if post.state == SharePost.State.DUE:
        return _("It goes out now.")
    return _("The account keeps quiet now. It goes out %(at)s.") % {"at": words.moment(post.next_at)}


def _goes(post: SharePost) -> str:
    return _("Approved. It goes out %(at)s.") % {"at": words.moment(post.next_at)}


def hour_of(account: Account, typed: str) -> datetime:
    """An hour as typed, by the account's own clock."""
    try:
        hour = datetime.fromisoformat(typed)
    except ValueError as problem:
        raise ValidationError(_("Give a day and an hour, for example 2026-12-01 12:15.")) from problem
    if abs(hour.year - timezone.now().year) > MOST_YEARS_AHEAD:
        raise ValidationError(_("Choose an hour within the next years."))
    return hour.replace(tzinfo=ZoneInfo(account.time_zone))


def _skip(post: SharePost, by: User, data: object) -> str:
    if not data.get("why", "").strip():
        raise ValidationError(_("Say in a few words why it is skipped."))
    posts.skip(post, by=by, why=data["why"].strip())
    return _("Skipped. The reason stands in the ledger.")


def _take_back(post: SharePost, by: User, data: object) -> str:
    posts.take_back(post, by=by)
    return _("Taken back. It waits for approval again.")


def _retry(post: SharePost, by: User, data: object) -> str:
    posts.retry(post, by=by)
    return _("It is tried again within a minute.")


def _late(post: SharePost, by: User, data: object) -> str:
    posts.send_late(post, by=by)
    return _("It goes out, although it is late.")


def _live(post: SharePost, by: User, data: object) -> str:
    posts.decide_unknown(post, by=by, is_live=True, url=data.get("address", "").strip())
    return _("Noted: it is live.")


def _not_live(post: SharePost, by: User, data: object) -> str:
    posts.decide_unknown(post, by=by, is_live=False)
    return _("Noted: it is not live. It is sent again.")


def _by_hand(post: SharePost, by: User, data: object) -> str:
    posts.posted_by_hand(post, by=by, url=data.get("address", "").strip())
    return _("Noted: posted by hand.")


def _retract(post: SharePost, by: User, data: object) -> str:
    how = data.get("how", "")
    if how not in ("delete", "notice", "edit"):
        raise ValidationError(_("Choose how it is taken back."))
    posts.retract(post, by=by, how=how)
    return {
        "delete": _deleted(post),
        "notice": _("A notice under the post is drafted. Approve its text."),
        "edit": _("An edit of the post is drafted. Approve its text."),
    }[how]


def _withdraw_again(post: SharePost, by: User, data: object) -> str:
    posts.retract(post, by=by, how="delete")
    return _deleted(post)


def _deleted(post: SharePost) -> str:
    if post.is_out_of_reach:
        return _("We cannot delete it there. It is listed until somebody has done so by hand.")
    return _("It is being deleted there.")


def _gone(post: SharePost, by: User, data: object) -> str:
    posts.taken_down_by_hand(post, by=by)
    return _("Noted: it is gone there.")


def _mended(post: SharePost, by: User, data: object) -> str:
    posts.mended_by_hand(post, by=by)
    return _("Noted: it is mended there.")


def _give_up(post: SharePost, by: User, data: object) -> str:
    posts.give_up_retracting(post, by=by)
    return _("It is listed as out of reach until somebody has deleted it there.")


def _unskip(post: SharePost, by: User, data: object) -> str:
    posts.unskip(post, by=by)
    return _("It is a draft again. It waits for approval.")


Act = Callable[[SharePost, User, object], str]
ACTS: dict[str, Act] = {
    "save": _save,
    "approve": _approve,
    "approve-at": _approve_at,
    "approve-slot": _approve_slot,
    "now": _now,
    "skip": _skip,
    "take-back": _take_back,
    "retry": _retry,
    "late": _late,
    "live": _live,
    "not-live": _not_live,
    "by-hand": _by_hand,
    "retract": _retract,
    "withdraw-again": _withdraw_again,
    "gone": _gone,
    "mended": _mended,
    "give-up": _give_up,
    "unskip": _unskip,
}
WITH_WORDS = {"save", "approve", "approve-at", "approve-slot", "now"}
