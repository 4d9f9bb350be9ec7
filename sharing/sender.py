"""The one place that speaks to networks, from the rows of the ledger. Never twice, never unapproved, never lost.

A post is claimed by changing its row from due to sending: one process of all wins. Between two writes anything may die. What is found
in sending afterwards is unknown, and an unknown post is looked for before it is tried again. No network is spoken to inside of a
transaction, and nothing here sleeps: who has to wait gets an hour (`next_at`) and the next round sees.
"""

import logging
import time
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from content.models import BasePage
from sharing import breaker, budget, channels, claims, drafting, hours, ledger, outcomes
from sharing.asking import as_account
from sharing.channels.base import ChannelError, Outgoing, Remote
from sharing.claims import FREE, quietly
from sharing.deleting import delete
from sharing.ledger import Overtaken
from sharing.looking import look
from sharing.models import Account, SharePost, SharingSettings
from sharing.outgoing import count_of, outgoing, price_of, problem_of, remote_of

__all__ = ["count_of", "outgoing", "preview_of", "price_of", "send_due", "work_off"]

log = logging.getLogger("throughline.sharing")
S, K = SharePost.State, SharePost.Kind

SLOW_SECONDS = 5.0  # an account that took longer waits for the next round
DRY_WAIT = timedelta(minutes=5)

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
        quietly(lambda post=post: ledger.change(post, S.UNKNOWN, reason="crashed", next_at=timezone.now(), **FREE))


def _let_come_due() -> None:
    for post in SharePost.objects.filter(state=S.APPROVED, next_at__lte=timezone.now()).order_by("next_at")[:500]:
        quietly(lambda post=post: ledger.change(post, S.DUE, reason=post.reason, detail=post.detail))


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
        if post.state == S.DUE:
            _send(post)
        elif SharingSettings.load().is_dry_run:  # nothing leaves, not even this; the desk says so
            ledger.change(post, post.state, reason="dry-run", detail=post.detail, next_at=timezone.now() + DRY_WAIT)
        elif post.state == S.UNKNOWN:
            look(post)
        else:
            delete(post)
    except Overtaken:
        log.info("Post %s was taken by somebody else", post.pk)
    except Exception as problem:
        log.exception("Post %s", post.pk)
        fault = type(problem).__name__
        quietly(lambda: _stumbled(SharePost.objects.select_related("account").get(pk=post.pk), fault))


def _stumbled(post: SharePost, fault: str) -> None:
    """A mistake of ours: what was being sent may be live, everything else is tried again later."""
    if post.state == S.SENDING:
        outcomes.is_unknown(post, "crashed", fault)
    elif post.state == S.DUE:
        post.tries += 1  # it was never claimed, and counts all the same: else it would be tried for ever
        outcomes.try_again_later(post, "error", fault)
    elif post.state in (S.UNKNOWN, S.RETRACTING):
        ledger.change(post, post.state, reason="error", detail=fault, next_at=timezone.now() + breaker.LONGEST_WAIT, **FREE)


# --- Sending ---


def _send(post: SharePost) -> None:
    """Everything is asked at the last moment, before the claim and once more after it, of the row as it is then."""
    _look_at_the_page_again(post)
    if post.state != S.DUE or _is_held_back(post) or not _claim_and_pay(post):
        return
    post = SharePost.objects.select_related("account", "parent").get(pk=post.pk)
    if why := post.retract_reason or why_closed(post):
        outcomes.stop(post, why)
    elif not ledger.is_approved(post):
        ledger.change(post, S.PAUSED, reason="not-approved", cost=outcomes.cost_of_live(post), **FREE)
    elif parts := _made_ready(post):
        with claims.kept(post):
            _send_parts(post, parts)


def why_closed(post: SharePost) -> str:
    """Why it may not be told about now. Empty when it may; a notice may stand under a retracted page's post, while that stands."""
    page = post.page.specific if post.page else None
    if not isinstance(page, BasePage):
        return "deleted"
    why = page.why_not_shared()
    if post.kind not in (K.NOTICE, K.EDIT):
        return why
    if post.parent is None or post.parent.state != S.SENT:
        return "gone"
    return "" if why == "retraction" else why


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
        outcomes.stop(post, why)
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
        post = SharePost.objects.select_related("account", "parent").get(pk=post.pk)  # what others have written in between is what goes
        if post.state != S.DUE:
            return False
        price = price_of(post)
        if not budget.allows(account, price - post.cost):
            ledger.change(post, S.PAUSED, reason="budget")
            return False
        breaker.probe(account)
        ledger.change(post, S.SENDING, tries=post.tries + 1, looks=0, cost=price, **claims.new_claim())
    return True


def _made_ready(post: SharePost) -> list[Outgoing]:
    """The messages with their pictures. No network has been asked yet: a fault here is no question of whether it is live."""
    try:
        return outgoing(post)
    except Exception as problem:
        log.exception("Post %s could not be made ready", post.pk)
        outcomes.try_again_later(post, "error", type(problem).__name__)
        return []


def _send_parts(post: SharePost, parts: list[Outgoing]) -> None:
    """Each part is saved as soon as the network has answered, so that a thread goes on where it stopped."""
    for number in range(len(post.remotes), len(parts)):
        if number and (why := outcomes.wanted_back(post)):
            outcomes.stop(post, why)
            return
        before = [remote_of(kept) for kept in post.remotes]
        part = replace(parts[number], reply_to=before[-1], root=before[0]) if before else parts[number]
        try:
            remote = _carry_out(post, part)
        except ChannelError as problem:
            outcomes.went_wrong(post, problem)
            return
        outcomes.keep(post, remote)
    outcomes.is_sent(post)


def _carry_out(post: SharePost, part: Outgoing) -> Remote:
    channel = channels.channel(post.account.network)
    if post.kind == K.EDIT and post.parent is not None:
        live = remote_of(post.parent.remotes[0])
        return as_account(post.account, lambda login: channel.edit(login, live, part))
    return as_account(post.account, lambda login: channel.send(login, part))
