"""The one place that speaks to networks, from the rows of the ledger. Never twice, never unapproved, never lost.

A post is claimed by changing its row from due to sending: one process of all wins. Between two writes anything may die. What is found
in sending afterwards is unknown, and an unknown post is looked for before it is tried again. No network is spoken to inside of a
transaction, and nothing here sleeps: who has to wait gets an hour (`next_at`) and the next round sees.
"""

import logging
import os
import socket
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from content.models import BasePage
from sharing import breaker, budget, channels, drafting, hours, ledger, signing_in
from sharing.channels.base import (
    ChannelError,
    Duplicate,
    Limited,
    LoggedOut,
    Login,
    NoCredit,
    Outgoing,
    Refused,
    Remote,
    Unsure,
)
from sharing.ledger import Overtaken
from sharing.models import Account, SharePost, SharingSettings
from sharing.models.share_post import MOST_TRIES
from sharing.outgoing import count_of, kept_of, outgoing, price_of, problem_of, remote_of
from sharing.withdrawing import is_out_of_reach, take_down

__all__ = ["count_of", "outgoing", "preview_of", "price_of", "send_due", "work_off"]

log = logging.getLogger("throughline.sharing")
S, K = SharePost.State, SharePost.Kind

SLOW_SECONDS = 5.0  # an account that took longer waits for the next round
LOOKS = [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30)]  # then a person decides
SECOND_LOOK = timedelta(minutes=1)  # a request that we gave up may still be carried out: not there once is not enough
MOST_DELETES = 12

preview_of = outgoing


@task()
def send_due() -> None:
    """After a decision, so that nobody waits for the clock. Running twice changes nothing."""
    work_off()


def wake() -> None:
    """Once the decision stands."""
    transaction.on_commit(lambda: send_due.enqueue(), robust=True)


def work_off(limit: int = 200, seconds: float = 20.0) -> int:
    """One round: deletes first, then what is unknown, then what is due; one post of each account in turn, for so many seconds.

    Returns how many posts were looked at. An account that another process is busy with is left to it, so that one slow network
    holds up one process at most.
    """
    _find_what_was_left()
    _let_come_due()
    until, done, slow = time.monotonic() + seconds, 0, set()
    while done < limit and time.monotonic() < until:
        turn = _next_of_each_account(slow)
        if not turn:
            break
        for post in turn:
            if done >= limit or time.monotonic() >= until:
                break
            began = time.monotonic()
            _one(post)
            done += 1
            if time.monotonic() - began > SLOW_SECONDS:
                slow.add(post.account_id)
    return done


# --- Which is next ---


def _find_what_was_left() -> None:
    """A process died in the middle: perhaps the post is live, perhaps not."""
    for post in SharePost.objects.filter(state=S.SENDING, claimed_until__lt=timezone.now()):
        _quietly(lambda post=post: ledger.change(post, S.UNKNOWN, reason="crashed", next_at=timezone.now(), **_FREE))


def _let_come_due() -> None:
    for post in SharePost.objects.filter(state=S.APPROVED, next_at__lte=timezone.now()).order_by("next_at")[:500]:
        _quietly(lambda post=post: ledger.change(post, S.DUE, reason=post.reason, detail=post.detail))


def _next_of_each_account(slow: set[int]) -> list[SharePost]:
    """The most urgent post of each account, deletes before everything."""
    now = timezone.now()
    free = SharePost.objects.filter(Q(claimed_until=None) | Q(claimed_until__lt=now), next_at__lte=now).exclude(account__in=slow)
    busy = SharePost.objects.filter(claimed_until__gte=now).values("account")
    able = Account.objects.able_to_send().exclude(pk__in=busy)
    others = free.filter(account__in=able)
    found: dict[int, SharePost] = {}
    for posts in (free.filter(state=S.RETRACTING), others.filter(state=S.UNKNOWN), others.filter(state=S.DUE)):
        for account in posts.order_by().values_list("account", flat=True).distinct():
            if account not in found:
                mine = posts.filter(account=account).select_related("account", "parent").order_by("-is_urgent", "next_at", "pk").first()
                found |= {account: mine} if mine else {}
    return sorted(found.values(), key=lambda post: post.state != S.RETRACTING)


def _one(post: SharePost) -> None:
    """Whatever goes wrong with one stops no other."""
    try:
        {S.RETRACTING: _delete, S.UNKNOWN: _look, S.DUE: _send}[post.state](post)
    except Overtaken:
        log.info("Post %s was taken by somebody else", post.pk)
    except Exception as problem:
        log.exception("Post %s", post.pk)
        fault = type(problem).__name__
        _quietly(lambda: _stumbled(SharePost.objects.select_related("account").get(pk=post.pk), fault))


def _stumbled(post: SharePost, detail: str) -> None:
    """A mistake of ours: what was being sent may be live, everything else is tried again later."""
    if post.state == S.SENDING:
        ledger.change(post, S.UNKNOWN, reason="crashed", detail=detail, next_at=timezone.now() + LOOKS[0], **_FREE)
    elif post.state == S.DUE:
        _try_again_later(post, "error", detail)
    elif post.state in (S.UNKNOWN, S.RETRACTING):
        ledger.change(post, post.state, reason="error", detail=detail, next_at=timezone.now() + breaker.LONGEST_WAIT, **_FREE)


# --- Sending ---


def _send(post: SharePost) -> None:
    """Everything is asked again at the last moment, before the claim and once more after it."""
    _look_at_the_page_again(post)
    if post.state != S.DUE or _is_held_back(post):
        return
    parts = outgoing(post)
    if not _claim_and_pay(post):
        return
    post = SharePost.objects.select_related("account", "parent").get(pk=post.pk)
    if why := post.retract_reason or why_closed(post):
        _stop(post, why)
        return
    hours_shown = outgoing(post, with_pictures=False)  # known with the claim: that of the first try
    login = _login(post)
    if login is not None:
        parts = [replace(part, created_at=known.created_at) for part, known in zip(parts, hours_shown, strict=True)]
        _send_parts(post, parts, login)


def why_closed(post: SharePost) -> str:
    """Why its page may not be told about now. Empty when it may; a notice may stand under a retracted page's post."""
    page = post.page.specific if post.page else None
    if not isinstance(page, BasePage):
        return "deleted"
    why = page.why_not_shared()
    return "" if why == "retraction" and post.kind in (K.NOTICE, K.EDIT) else why


def _look_at_the_page_again(post: SharePost) -> None:
    """A version went live that the draft has not seen: it would be sent with old words."""
    page = post.page.specific if post.page else None
    if not isinstance(page, BasePage) or post.kind not in drafting.OF_THE_PAGE or page.live_revision_id == post.revision:
        return
    if not page.why_not_shared():
        drafting.follow(post, page)


def _is_held_back(post: SharePost) -> bool:
    """The post goes another way than out, and the ledger says why."""
    now, account = timezone.now(), post.account
    rules = SharingSettings.load()
    quiet_until = now if post.is_urgent else hours.next_hour(account, now)
    late_after = hours.next_hour(account, post.due_at) + timedelta(hours=rules.late_after_hours) if post.due_at else now
    if why := why_closed(post):
        ledger.change(post, S.RETRACTING if post.remotes else S.SKIPPED, reason=why, retract_reason=why, next_at=now)
    elif not ledger.is_approved(post):
        ledger.change(post, S.DRAFT, reason="not-approved", **drafting.NO_APPROVAL)
    elif not channels.channel(account.network).signs_in_by:
        ledger.change(post, S.PAUSED, reason="by-hand")
    elif problem := problem_of(post):
        ledger.change(post, S.FAILED, reason=problem)
    elif late_after < now and not post.is_late_ok:
        ledger.change(post, S.PAUSED, reason="late")
    elif quiet_until > now:
        ledger.change(post, S.DUE, reason="quiet", next_at=quiet_until)
    elif rules.is_dry_run:
        outgoing(post)
        ledger.change(post, S.PAUSED, reason="dry-run")
    else:
        return False
    return True


def _claim_and_pay(post: SharePost) -> bool:
    """From due to sending, its price written down: by one process of all, within the budget, and one alone while the breaker probes."""
    with transaction.atomic():
        account = Account.objects.select_for_update(no_key=True).get(pk=post.account_id)
        if account.state != Account.State.CONNECTED or account.is_open():
            return False
        price = price_of(post)
        if not budget.allows(account, price - post.cost):
            ledger.change(post, S.PAUSED, reason="budget")
            return False
        breaker.probe(account)
        ledger.change(post, S.SENDING, tries=post.tries + 1, looks=0, cost=price, **_claim())
    return True


def _login(post: SharePost) -> Login | None:
    try:
        return signing_in.login_of(post.account)
    except ChannelError as problem:
        _nothing_was_sent(post, problem)
        return None


def _send_parts(post: SharePost, parts: list[Outgoing], login: Login) -> None:
    """Each part is saved as soon as the network has answered, so that a thread goes on where it stopped."""
    for number in range(len(post.remotes), len(parts)):
        if number and (why := _renewed(post)):
            _stop(post, why)
            return
        before = [remote_of(kept) for kept in post.remotes]
        part = replace(parts[number], reply_to=before[-1], root=before[0]) if before else parts[number]
        try:
            remote = _carry_out(post, part, login)
        except ChannelError as problem:
            _went_wrong(post, problem)
            return
        _keep(post, remote)
    _sent(post)


def _carry_out(post: SharePost, part: Outgoing, login: Login) -> Remote:
    """One request; with fresh tokens once more when the network does not take these: nothing was created then."""
    channel = channels.channel(post.account.network)

    def act(login: Login) -> Remote:
        if post.kind == K.EDIT:
            return channel.edit(login, remote_of(post.parent.remotes[0]), part)
        return channel.send(login, part)

    return _with_fresh_tokens(post.account, login, act)


def _with_fresh_tokens(account: Account, login: Login, act: Callable[[Login], "Remote | None"]):
    try:
        return act(login)
    except LoggedOut:
        fresh = signing_in.login_of(account, refused=login)
    try:
        return act(fresh)
    except LoggedOut as problem:
        signing_in.must_sign_in_again(account, "refused", problem.detail)
        raise


def _renewed(post: SharePost) -> str:
    """The claim goes on for the next part; a reason when the post is to be taken back instead."""
    if not SharePost.objects.filter(pk=post.pk, state=S.SENDING, claimed_by=post.claimed_by).update(claimed_until=_until()):
        raise Overtaken
    return SharePost.objects.values_list("retract_reason", flat=True).get(pk=post.pk)


def _keep(post: SharePost, remote: Remote) -> None:
    """What is live is written down before anything else. When we were so slow that the post counts as left, whoever looks may know it."""
    remotes = [*post.remotes, kept_of(remote)]
    mine = SharePost.objects.filter(pk=post.pk, state=S.SENDING, claimed_by=post.claimed_by)
    if not mine.update(remotes=remotes, claimed_until=_until()):
        SharePost.objects.filter(pk=post.pk, state=S.UNKNOWN, claimed_by="").update(remotes=remotes)
        raise Overtaken
    post.remotes = remotes


def _sent(post: SharePost) -> None:
    ledger.change(post, S.SENT, sent_at=timezone.now(), next_at=None, is_urgent=False, **_FREE)
    breaker.closed(post.account)
    _take_back_if_wanted(post)


def _take_back_if_wanted(post: SharePost) -> None:
    """The page went away while the network was answering."""
    if why := SharePost.objects.values_list("retract_reason", flat=True).get(pk=post.pk):
        take_down(post, why)


def _stop(post: SharePost, why: str) -> None:
    """Claimed, but not to be sent any more: nothing is live, or the first parts of a thread."""
    to = S.RETRACTING if post.remotes else S.SKIPPED
    ledger.change(
        post, to, reason=why, retract_reason=why, is_urgent=True, next_at=timezone.now(), tries=0, cost=_cost_of_live(post), **_FREE
    )


# --- What follows when it goes wrong ---


def _went_wrong(post: SharePost, problem: ChannelError) -> None:
    is_repeatable = post.kind == K.EDIT
    match problem:
        case Unsure() if not is_repeatable:
            ledger.change(post, S.UNKNOWN, reason="unsure", detail=problem.detail, next_at=timezone.now() + LOOKS[0], **_FREE)
        case Duplicate():
            _is_there_already(post, problem)
        case Refused() if problem.code == "suspended":
            breaker.opened(post.account, "suspended", until=problem.until)
            _try_again_later(post, "refused", problem.detail, is_counted=False)
        case Refused():
            _fail(post, "refused", problem.detail)
        case _:
            _nothing_was_sent(post, problem)


def _nothing_was_sent(post: SharePost, problem: ChannelError) -> None:
    """Certainly not live: the post waits, and so does its account where the fault is not the post's."""
    match problem:
        case Limited():
            until = breaker.spread(problem.until or timezone.now() + breaker.backoff(post.tries))
            breaker.opened(post.account, "limited", until=until)
            _try_again_later(post, "limited", problem.detail, at=until, is_counted=False)
        case NoCredit():
            reason = problem.code if problem.code == "usage-capped" else "no-credit"
            breaker.opened(post.account, "no-credit", until=problem.until)
            _try_again_later(post, reason, problem.detail, is_counted=False)
        case LoggedOut():  # the account waits for a person, and its posts with it
            _try_again_later(post, "logged-out", problem.detail, at=timezone.now(), is_counted=False)
        case _:
            breaker.failed(post.account)
            _try_again_later(post, "not-sent", problem.detail, at=problem.until)


def _is_there_already(post: SharePost, problem: Duplicate) -> None:
    """The post that the network names is ours, unless another row has it. Where it names none, we look."""
    if problem.remote is None or not problem.remote.id:
        ledger.change(post, S.UNKNOWN, reason="duplicate", detail=problem.detail, next_at=timezone.now() + LOOKS[0], **_FREE)
    elif _belongs_to_another(post, problem.remote):
        _fail(post, "duplicate", problem.detail)
    else:
        _keep(post, problem.remote)
        if len(post.remotes) < len(post.parts):
            ledger.change(post, S.DUE, reason="found", next_at=timezone.now(), **_FREE)
        else:
            _sent(post)


def _belongs_to_another(post: SharePost, remote: Remote) -> bool:
    others = SharePost.objects.filter(account=post.account).exclude(pk=post.pk).exclude(remotes=[])
    return any(kept.get("id") == remote.id for remotes in others.values_list("remotes", flat=True).iterator() for kept in remotes)


def _try_again_later(post: SharePost, reason: str, detail: str = "", *, at: datetime | None = None, is_counted: bool = True) -> None:
    if post.retract_reason:
        _stop(post, post.retract_reason)
        return
    tries = post.tries if is_counted else max(0, post.tries - 1)
    if tries >= MOST_TRIES:
        _fail(post, "too-many-tries", detail)
        return
    at = at or timezone.now() + breaker.backoff(tries)
    ledger.change(post, S.DUE, reason=reason, detail=detail, next_at=at, tries=tries, cost=_cost_of_live(post), **_FREE)


def _fail(post: SharePost, reason: str, detail: str = "") -> None:
    if post.retract_reason:
        _stop(post, post.retract_reason)
    else:
        ledger.change(post, S.FAILED, reason=reason, detail=detail, next_at=None, cost=_cost_of_live(post), **_FREE)


def _cost_of_live(post: SharePost):
    return price_of(post, parts=len(post.remotes))


# --- Unknown: look before anything is tried again ---


def _look(post: SharePost) -> None:
    """Is it there? Sent, then. Certainly not? Once more, with the same key. It cannot be told? Later, and in the end a person says."""
    if SharingSettings.load().is_dry_run:
        _wait_for_the_dry_run(post)
        return
    _claim_a_look(post)
    if len(post.remotes) >= len(post.parts):
        _is_there(post)
        return
    if post.kind == K.EDIT:  # the same words once more change nothing
        _is_not_there(post)
        return
    channel, part = channels.channel(post.account.network), outgoing(post, with_pictures=False)[len(post.remotes)]
    try:
        login = signing_in.login_of(post.account)
        found = _with_fresh_tokens(post.account, login, lambda login: channel.find(login, part))
    except ChannelError as problem:
        _cannot_be_told(post, problem)
        return
    if found is None or _belongs_to_another(post, found):
        _is_not_there(post)
    else:
        post.remotes = [*post.remotes, kept_of(found)]
        _is_there(post)


def _is_there(post: SharePost) -> None:
    if post.retract_reason:
        ledger.change(post, S.RETRACTING, reason=post.retract_reason, remotes=post.remotes, next_at=timezone.now(), tries=0, **_FREE)
    elif len(post.remotes) < len(post.parts):
        ledger.change(post, S.DUE, reason="found", remotes=post.remotes, next_at=timezone.now(), **_FREE)
    else:
        ledger.change(post, S.SENT, reason="found", remotes=post.remotes, sent_at=timezone.now(), next_at=None, is_urgent=False, **_FREE)
        _take_back_if_wanted(post)


def _is_not_there(post: SharePost) -> None:
    channel = channels.channel(post.account.network)
    if not (channel.is_idempotent or post.kind == K.EDIT) and post.reason not in ("not-there", "duplicate"):
        ledger.change(post, S.UNKNOWN, reason="not-there", looks=post.looks + 1, next_at=timezone.now() + SECOND_LOOK, **_FREE)
    elif post.reason == "duplicate":
        _fail(post, "duplicate", post.detail)
    else:
        _try_again_later(post, "not-there", at=timezone.now())


def _cannot_be_told(post: SharePost, problem: ChannelError) -> None:
    looks = post.looks + (1 if isinstance(problem, (Unsure, Refused)) else 0)
    if looks >= len(LOOKS):
        ledger.change(post, S.UNKNOWN, reason="ask", detail=problem.detail, looks=looks, next_at=None, **_FREE)
        return
    if isinstance(problem, Limited):
        breaker.opened(post.account, "limited", until=problem.until or timezone.now() + LOOKS[1])
    at = problem.until or timezone.now() + LOOKS[looks]
    reason = post.reason if post.reason in ("not-there", "duplicate") else "unsure"
    ledger.change(post, S.UNKNOWN, reason=reason, detail=problem.detail, looks=looks, next_at=at, **_FREE)


# --- Taking back: breaker, quiet hours and budget hold up none of it ---


def _delete(post: SharePost) -> None:
    if SharingSettings.load().is_dry_run:
        _wait_for_the_dry_run(post)
        return
    _claim_a_look(post)
    if is_out_of_reach(post):
        _cannot_be_taken_back(post, Refused())
        return
    channel = channels.channel(post.account.network)
    try:
        login = signing_in.login_of(post.account)
        for kept in reversed(post.remotes):  # of a thread, the last answer first; what is gone already is done
            _with_fresh_tokens(post.account, login, lambda login, kept=kept: channel.delete(login, remote_of(kept)))
    except LoggedOut as problem:  # listed at once, and done when the account is connected again
        ledger.change(post, S.RETRACTING, reason="logged-out", detail=problem.detail, is_out_of_reach=True, next_at=_in(1), **_FREE)
    except Refused as problem:
        _cannot_be_taken_back(post, problem)
    except ChannelError as problem:
        tries = post.tries + (0 if isinstance(problem, Limited) else 1)
        if tries >= MOST_DELETES:
            _cannot_be_taken_back(post, problem)
            return
        at = problem.until or timezone.now() + breaker.backoff(tries)
        ledger.change(post, S.RETRACTING, reason=problem.reason, detail=problem.detail, tries=tries, next_at=at, **_FREE)
    else:
        ledger.change(
            post, S.RETRACTED, reason=post.retract_reason, retracted_at=timezone.now(), is_out_of_reach=False, is_urgent=False,
            next_at=None, **_FREE,
        )  # fmt: skip


def _cannot_be_taken_back(post: SharePost, problem: ChannelError) -> None:
    sent_at = post.sent_at or timezone.now()
    ledger.change(
        post,
        S.SENT,
        reason=problem.reason,
        detail=problem.detail,
        is_out_of_reach=True,
        is_urgent=False,
        sent_at=sent_at,
        next_at=None,
        **_FREE,
    )


def _wait_for_the_dry_run(post: SharePost) -> None:
    """Nothing leaves, not even this; the desk says so."""
    ledger.change(post, post.state, reason="dry-run", detail=post.detail, next_at=timezone.now() + timedelta(minutes=5))


# --- Claims ---

_FREE = {"claimed_by": "", "claimed_until": None}


def _until() -> datetime:
    return timezone.now() + timedelta(seconds=settings.SHARING_CLAIM_SECONDS)


def _claim() -> dict:
    return {"claimed_by": f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid.uuid4().hex[:12]}", "claimed_until": _until()}


def _claim_a_look(post: SharePost) -> None:
    """Without a line in the ledger: looking changes nothing."""
    claim = _claim()
    seen = {"state": post.state, "claimed_by": post.claimed_by, "next_at": post.next_at}
    if not SharePost.objects.filter(pk=post.pk, **seen).update(**claim):
        raise Overtaken
    post.claimed_by, post.claimed_until = claim["claimed_by"], claim["claimed_until"]


def _in(number: int) -> datetime:
    return timezone.now() + timedelta(hours=number)


def _quietly(act: Callable[[], object]) -> None:
    try:
        act()
    except Overtaken:
        pass
