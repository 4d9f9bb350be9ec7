"""What a decision sets going: mails to those concerned, pages drawn anew. Rows first, then the work.

The rows are written in the transaction of the decision, so a process that is killed right after it loses nothing.
The work itself is one transaction per row: done and marked done together, or not at all.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone
from django_tasks import task
from wagtail.models import Page

from content.models import BasePage, Stamp
from content.shelves import page_types
from editorial import mails
from editorial.models.effect import Effect
from members.models import User
from sharing import drafting, withdrawing

log = logging.getLogger("throughline.effects")

RENEW, SHARE = "renew-pages", "draft-shares"
LOOKED_BACK = timedelta(days=60)  # how long after its publication a page is still caught up with

# What an effect does. All but the first two are mails, each to one person.
DOERS: dict[str, Callable[[Effect], None]] = {
    RENEW: lambda effect: Stamp.bump(),
    SHARE: lambda effect: drafting.draft_for(Page.objects.get(pk=effect.page_id).specific),
    "mail-submitted": mails.send,
    "mail-returned": mails.send,
    "mail-scheduled": mails.send,
    "mail-published": mails.send,
    "mail-withdrawn": mails.send,
    "mail-correction": mails.send,
    "mail-retraction": mails.send,
    "mail-restored": mails.send,
}
HEARERS: dict[str, Callable[[BasePage], Iterable[User]]] = {}  # who else hears what is said about a page, by the name of the effect
OF_PUBLICATION = {RENEW, SHARE, "mail-published"}  # only while readers can open the page
OF_DECISION = {"mail-submitted", "mail-returned", "mail-scheduled"}


# --- What sets something going ---


def submitted(page: BasePage, *, task_state, to: list[User]) -> None:
    """Those who may decide hear that a page waits."""
    _drop(page, {"mail-submitted"})
    _queue(page, "mail-submitted", event=f"task-{task_state.pk}", to=to, revision=task_state.revision_id)


def decided(page: BasePage, action: str, *, task_state, by: User, note: str) -> None:
    """The authors hear what was decided, and the other readers of the desk need not look any more."""
    _drop(page, {"mail-submitted"})
    if action == "reject":
        _queue(page, "mail-returned", event=f"task-{task_state.pk}", to=page.writer_users(), note=note, by=str(getattr(by, "member", by)))
    elif action == "approve" and (scheduled := page.revisions.filter(approved_go_live_at__isnull=False).first()):
        _scheduled(page, scheduled)


def taken_back(page: BasePage) -> None:
    """The author writes on: nobody needs to be told that it waits."""
    _drop(page, {"mail-submitted"})


def announce(page: BasePage) -> None:
    """A version went live, or will. What readers may not open yet waits for the end of its embargo."""
    if page.live and page.live_revision_id:
        at = max(page.embargo_until or timezone.now(), timezone.now())
        event = str(page.live_revision_id)
        _queue(page, RENEW, event=event, due_at=at)
        _queue(page, "mail-published", event=event, to=page.author_users(), due_at=at)
        if drafting.is_wanted(page):
            withdrawing.withdraw_if_closed(page)
            _queue(page, SHARE, event=event, due_at=at)
    elif scheduled := page.revisions.filter(approved_go_live_at__isnull=False).first():
        _scheduled(page, scheduled)


def withdraw(page: BasePage) -> None:
    """Unpublished or deleted: what was queued is dropped, posts on networks are taken back, and the authors hear of it."""
    _drop(page, OF_PUBLICATION | OF_DECISION)
    withdrawing.withdraw(page)
    if page.first_published_at:
        event = f"withdrawn-{timezone.now().isoformat()}"
        _queue(page, "mail-withdrawn", event=event, to=page.author_users())
        _queue_to_hearers(page, event=event, what="withdrawn")


def noticed(page: BasePage, notice) -> None:
    """A correction, a retraction or its end stands on the page."""
    _queue(page, f"mail-{notice.kind}", event=f"notice-{notice.pk}", to=page.author_users(), note=notice.reason, by=notice.by_name)
    _queue_to_hearers(page, event=f"notice-{notice.pk}", what=notice.kind, note=notice.reason)


def tell_also(name: str, who: Callable[[BasePage], Iterable[User]], send: Callable[[Effect], None]) -> None:
    """Said once at start-up by a part of the house above: who goes by a page, and how they hear that it was corrected or is gone."""
    HEARERS[name], DOERS[name] = who, send


# --- Doing it ---


@task()
def tell_the_world(page_id: int) -> None:
    """What follows from the last decision about this page. Running twice changes nothing; a deleted page is no fault."""
    work_off(page_id=page_id)


def work_off(**which: int) -> int:
    """Do what is due (of one page, one row, or all), one row after the other. Returns how many were done."""
    due = Effect.objects.due().filter(**which).order_by("queued_at", "pk")
    return sum(_do(pk) for pk in list(due.values_list("pk", flat=True)[:500]))


def catch_up() -> int:
    """Pages that readers can open and of whose publication no row tells: killed in between, or opened by the end of an embargo."""
    told = Effect.objects.filter(page_id=OuterRef("pk"), name=RENEW, event=Cast(OuterRef("live_revision_id"), CharField())).exclude(
        state=Effect.State.DROPPED
    )
    found = 0
    for page_type in page_types():
        since = timezone.now() - LOOKED_BACK
        for page in page_type.objects.open_to_all().filter(~Exists(told), live_revision__isnull=False, last_published_at__gte=since):
            announce(page)
            found += 1
    return found


def try_again(effect: Effect) -> None:
    """An editor has mended the cause: from the beginning."""
    Effect.objects.filter(pk=effect.pk, state=Effect.State.FAILED).update(state=Effect.State.QUEUED, tries=0, due_at=timezone.now())


def _do(pk: int) -> bool:
    try:
        with transaction.atomic():
            effect = Effect.objects.due().select_for_update(skip_locked=True).filter(pk=pk).first()
            if effect is None:  # done or being done by somebody else
                return False
            if effect.name in OF_PUBLICATION and not _is_open(effect):
                effect.mark_dropped()
                return False
            DOERS[effect.name](effect)
            effect.mark_done()
            return True
    except Exception as problem:
        log.exception("Effect %s failed", pk)
        Effect.objects.get(pk=pk).mark_failed(problem)
        return False


def _is_open(effect: Effect) -> bool:
    page = Page.objects.filter(pk=effect.page_id).first()
    return page is not None and page.specific.is_open_to_all


def _scheduled(page: BasePage, revision) -> None:
    at = revision.approved_go_live_at.isoformat()
    _queue(page, "mail-scheduled", event=str(revision.pk), to=page.author_users(), goes_live_at=at)


def _queue(page: BasePage, name: str, *, event: str, to: Iterable[User] | None = None, due_at: datetime | None = None, **data) -> None:
    targets = [""] if to is None else [f"user:{user.pk}" for user in to if user.is_active]
    data = {"title": page.title, "page": page.pk, **data}
    rows = [
        Effect(page_id=page.pk, event=event, name=name, target=target, data=data, due_at=due_at or timezone.now()) for target in targets
    ]
    Effect.objects.bulk_create(rows, ignore_conflicts=True)
    again = Effect.objects.filter(page_id=page.pk, event=event, name=name, state=Effect.State.DROPPED)
    again.update(state=Effect.State.QUEUED, done_at=None, due_at=due_at or timezone.now(), data=data)
    transaction.on_commit(lambda: tell_the_world.enqueue(page.pk), robust=True)


def _queue_to_hearers(page: BasePage, *, event: str, **data) -> None:
    """Each person once, whatever makes them hear of it. Authors have a mail of their own."""
    known = {user.pk for user in page.author_users()}
    for name, who in HEARERS.items():
        hearers = {user.pk: user for user in who(page) if user.pk not in known}
        known |= hearers.keys()
        _queue(page, name, event=event, to=hearers.values(), **data)


def _drop(page: BasePage, names: set[str]) -> None:
    Effect.objects.waiting().filter(page_id=page.pk, name__in=names).update(state=Effect.State.DROPPED, done_at=timezone.now())
