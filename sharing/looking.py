"""A post of which nobody knows whether it is live: look before anything is tried again, and in the end ask a person."""

from datetime import timedelta

from django.utils import timezone

from sharing import breaker, channels, claims, ledger, outcomes
from sharing.asking import as_account
from sharing.channels.base import ChannelError, Limited, Refused, Unsure
from sharing.claims import FREE
from sharing.models import SharePost
from sharing.outgoing import kept_of, outgoing

S, K = SharePost.State, SharePost.Kind

SECOND_LOOK = timedelta(minutes=1)  # a request that we gave up may still be carried out: not there once is not enough


def look(post: SharePost) -> None:
    """Is it there? Sent, then. Certainly not? Once more, with the same key. It cannot be told? Later, and in the end a person says."""
    claims.take(post)
    if len(post.remotes) >= len(post.parts):
        _is_there(post)
        return
    if post.kind == K.EDIT:
        _is_not_there(post)
        return
    channel, part = channels.channel(post.account.network), outgoing(post, with_pictures=False)[len(post.remotes)]
    try:
        with claims.kept(post):
            found = as_account(post.account, lambda login: channel.find(login, part))
    except ChannelError as problem:
        _cannot_be_told(post, problem)
        return
    if found is None or outcomes.is_known(post, found):
        _is_not_there(post)
    else:
        post.remotes = [*post.remotes, kept_of(found)]
        _is_there(post)


def _is_there(post: SharePost) -> None:
    if why := outcomes.wanted_back(post):
        outcomes.stop(post, why)
    elif len(post.remotes) < len(post.parts):
        ledger.change(post, S.DUE, reason="found", remotes=post.remotes, next_at=timezone.now(), **FREE)
    else:
        outcomes.is_sent(post, "found")


def _is_not_there(post: SharePost) -> None:
    channel = channels.channel(post.account.network)
    is_harmless = channel.is_idempotent or post.kind == K.EDIT
    if post.reason == "duplicate":
        outcomes.fail(post, "duplicate", post.detail)
    elif is_harmless or post.reason == "not-there":
        outcomes.try_again_later(post, "not-there", at=timezone.now())
    else:
        next_at = timezone.now() + SECOND_LOOK
        ledger.change(post, S.UNKNOWN, reason="not-there", looks=post.looks + 1, next_at=next_at, **FREE)


def _cannot_be_told(post: SharePost, problem: ChannelError) -> None:
    looks = post.looks + (1 if isinstance(problem, (Unsure, Refused)) else 0)
    if looks >= len(outcomes.LOOKS):
        ledger.change(post, S.UNKNOWN, reason="ask", detail=problem.detail, looks=looks, next_at=None, **FREE)
        return
    at = problem.until or timezone.now() + outcomes.LOOKS[looks]
    if isinstance(problem, Limited):
        breaker.opened(post.account, "limited", until=at)
    reason = post.reason if post.reason in ("not-there", "duplicate") else "unsure"
    ledger.change(post, S.UNKNOWN, reason=reason, detail=problem.detail, looks=looks, next_at=at, **FREE)
