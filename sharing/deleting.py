"""Taking a post back from its network. Breaker, quiet hours and budget hold up none of it."""

from datetime import timedelta

from django.utils import timezone

from sharing import breaker, channels, claims, ledger
from sharing.asking import as_account
from sharing.channels.base import ChannelError, Limited, LoggedOut, Refused
from sharing.claims import FREE
from sharing.models import SharePost
from sharing.outgoing import remote_of
from sharing.withdrawing import is_out_of_reach

S = SharePost.State

MOST_DELETES = 12  # tries, over some hours; then it is listed as out of reach
SIGNED_OUT_WAIT = timedelta(hours=1)


def delete(post: SharePost) -> None:
    """Of a thread, the last part first. What is gone already is done."""
    claims.take(post)
    if is_out_of_reach(post):
        _cannot_be_taken_back(post, Refused())
        return
    try:
        with claims.kept(post):
            for kept in reversed(post.remotes):
                _delete_one(post, kept)
    except LoggedOut as problem:  # listed at once, and done when the account is connected again
        at = timezone.now() + SIGNED_OUT_WAIT
        ledger.change(post, S.RETRACTING, reason="logged-out", detail=problem.detail, is_out_of_reach=True, next_at=at, **FREE)
    except Refused as problem:
        _cannot_be_taken_back(post, problem)
    except ChannelError as problem:
        _try_again_later(post, problem)
    else:
        done = {"retracted_at": timezone.now(), "is_out_of_reach": False, "is_urgent": False, "next_at": None}
        ledger.change(post, S.RETRACTED, reason=post.retract_reason, **done, **FREE)


def _delete_one(post: SharePost, kept: dict) -> None:
    channel = channels.channel(post.account.network)
    as_account(post.account, lambda login: channel.delete(login, remote_of(kept)))


def _try_again_later(post: SharePost, problem: ChannelError) -> None:
    tries = post.tries + (0 if isinstance(problem, Limited) else 1)
    if tries >= MOST_DELETES:
        _cannot_be_taken_back(post, problem)
        return
    at = problem.until or timezone.now() + breaker.backoff(tries)
    ledger.change(post, S.RETRACTING, reason=problem.reason, detail=problem.detail, tries=tries, next_at=at, **FREE)
    if isinstance(problem, Limited):  # the others would hear the same
        SharePost.objects.filter(account=post.account, state=S.RETRACTING, claimed_by="", next_at__lt=at).update(next_at=at)


def _cannot_be_taken_back(post: SharePost, problem: ChannelError) -> None:
    """It stays on the network until a person has acted there."""
    listed = {"is_out_of_reach": True, "is_urgent": False, "sent_at": post.sent_at or timezone.now(), "next_at": None}
    ledger.change(post, S.SENT, reason=problem.reason, detail=problem.detail, **listed, **FREE)
