"""What follows for a post when it went out, did not, or nobody knows: the next state, the next hour, what it cost."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from sharing import breaker, ledger
from sharing.channels.base import ChannelError, Duplicate, Limited, LoggedOut, NoCredit, Refused, Remote, Unsure
from sharing.claims import FREE, until
from sharing.ledger import Overtaken
from sharing.models import SharePost
from sharing.models.share_post import MOST_TRIES
from sharing.outgoing import kept_of, price_of
from sharing.withdrawing import take_down

S, K = SharePost.State, SharePost.Kind

LOOKS = [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30)]  # then a person decides


def keep(post: SharePost, remote: Remote) -> None:
    """What is live is written down before anything else. When we were so slow that the post counts as left, whoever looks may know it."""
    remotes = [*post.remotes, kept_of(remote)]
    mine = SharePost.objects.filter(pk=post.pk, state=S.SENDING, claimed_by=post.claimed_by)
    if not mine.update(remotes=remotes, claimed_until=until()):
        SharePost.objects.filter(pk=post.pk, state=S.UNKNOWN, claimed_by="", remotes=post.remotes).update(remotes=remotes)
        raise Overtaken
    post.remotes = remotes


def is_sent(post: SharePost, reason: str = "") -> None:
    """All of it is live."""
    sent_at = timezone.now()
    ledger.change(post, S.SENT, reason=reason, remotes=post.remotes, sent_at=sent_at, next_at=None, is_urgent=False, **FREE)
    breaker.closed(post.account)
    if why := wanted_back(post):
        take_down(post, why)


def wanted_back(post: SharePost) -> str:
    """The page may have gone away while the network was answering."""
    return SharePost.objects.values_list("retract_reason", flat=True).get(pk=post.pk)


def stop(post: SharePost, why: str) -> None:
    """Not to be sent any more: nothing is live, or the first parts of a thread."""
    to = S.RETRACTING if post.remotes else S.SKIPPED
    cost, now = cost_of_live(post), timezone.now()
    ledger.change(post, to, reason=why, retract_reason=why, is_urgent=True, next_at=now, tries=0, cost=cost, remotes=post.remotes, **FREE)


def is_unknown(post: SharePost, reason: str, detail: str = "") -> None:
    """It may be live: we look before anything is tried again."""
    ledger.change(post, S.UNKNOWN, reason=reason, detail=detail, next_at=timezone.now() + LOOKS[0], **FREE)


def try_again_later(post: SharePost, reason: str, detail: str = "", *, at: datetime | None = None, is_counted: bool = True) -> None:
    """Certainly not live."""
    tries = post.tries if is_counted else max(0, post.tries - 1)
    if why := wanted_back(post):
        stop(post, why)
    elif tries >= MOST_TRIES:
        fail(post, "too-many-tries", detail)
    else:
        at = at or timezone.now() + breaker.backoff(tries)
        cost = cost_of_live(post)
        ledger.change(post, S.DUE, reason=reason, detail=detail, next_at=at, tries=tries, cost=cost, **FREE)


def fail(post: SharePost, reason: str, detail: str = "") -> None:
    """Trying again would change nothing: an editor sees it."""
    if why := wanted_back(post):
        stop(post, why)
    else:
        ledger.change(post, S.FAILED, reason=reason, detail=detail, next_at=None, cost=cost_of_live(post), **FREE)


def cost_of_live(post: SharePost) -> Decimal:
    return price_of(post, parts=len(post.remotes))


# --- What a channel says ---


def went_wrong(post: SharePost, problem: ChannelError) -> None:
    match problem:
        case Unsure() if post.kind != K.EDIT:  # the same edit once more changes nothing
            is_unknown(post, "unsure", problem.detail)
        case Duplicate():
            _is_there_already(post, problem)
        case Refused() if problem.code == "suspended":
            breaker.opened(post.account, "suspended", until=problem.until)
            try_again_later(post, "suspended", problem.detail, is_counted=False)
        case Refused():
            fail(post, "refused", problem.detail)
        case Limited():
            at = breaker.spread(problem.until or timezone.now() + breaker.backoff(post.tries))
            breaker.opened(post.account, "limited", until=at)
            try_again_later(post, "limited", problem.detail, at=at, is_counted=False)
        case NoCredit():
            breaker.opened(post.account, "no-credit", until=problem.until)
            reason = problem.code if problem.code == "usage-capped" else "no-credit"
            try_again_later(post, reason, problem.detail, is_counted=False)
        case LoggedOut():  # the account waits for a person, and its posts with it
            try_again_later(post, "logged-out", problem.detail, at=timezone.now(), is_counted=False)
        case _:
            breaker.failed(post.account)
            try_again_later(post, "not-sent", problem.detail, at=problem.until)


def _is_there_already(post: SharePost, problem: Duplicate) -> None:
    """The post that the network names is ours, unless another row has it. Where it names none, we look."""
    if problem.remote is None or not problem.remote.id:
        is_unknown(post, "duplicate", problem.detail)
    elif is_known(post, problem.remote):
        fail(post, "duplicate", problem.detail)
    else:
        keep(post, problem.remote)
        if len(post.remotes) < len(post.parts):
            ledger.change(post, S.DUE, reason="found", next_at=timezone.now(), **FREE)
        else:
            is_sent(post, "found")


def is_known(post: SharePost, remote: Remote) -> bool:
    """True for a post that the ledger has already: another row's, or another part of this one."""
    rows = SharePost.objects.filter(account=post.account).exclude(remotes=[]).values_list("remotes", flat=True)
    return any(kept.get("id") == remote.id for remotes in rows.iterator() for kept in remotes)
