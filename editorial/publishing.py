"""The one path of a page: submit, review, publish, and what follows. Every door leads through here."""

import logging
from collections.abc import Callable
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, TaskState, WorkflowState

from content.models import BasePage, Stamp
from editorial import effects
from members.models import User
from members.roles import may_approve

log = logging.getLogger("throughline.publishing")


@transaction.atomic
def submit(page: BasePage, *, by: User) -> None:
    """The author asks for review. The draft is already the latest revision: saving the page again would overwrite it."""
    page = _held(page)
    if not page.is_author(by) and not may_approve(by):
        raise PermissionDenied(_("Only its authors hand a page in."))
    state = page.current_workflow_state
    _check_it_can_be_submitted(page, state)
    draft = page.get_latest_revision_as_object()
    draft.full_clean()
    draft.check_ready_to_submit()
    if state:  # sent back: resume, never start twice
        state.resume(user=by)
    else:
        page.get_workflow().start(draft, by)


@transaction.atomic
def take_back(page: BasePage, *, by: User) -> None:
    """The author goes on writing before anybody has decided."""
    page = _held(page)
    if not page.is_author(by) and not may_approve(by):
        raise PermissionDenied(_("Only its authors take a page back."))
    _in_review(page).workflow_state.cancel(user=by)
    effects.taken_back(page)


@transaction.atomic
def return_to_author(page: BasePage, *, by: User, note: str) -> None:
    """The editor sends it back with a note that says what to do."""
    if not note.strip():
        raise ValidationError({"note": _("Say what has to change.")})
    _decide(page, "reject", by=by, note=note)


@transaction.atomic
def approve(page: BasePage, *, by: User, note: str = "") -> None:
    """The editor accepts (never their own work). After the last review task Wagtail publishes and indexes the page itself."""
    _decide(page, "approve", by=by, note=note)


def on_published(page: BasePage) -> None:
    """Every publication lands here, whichever door it came through, scheduled ones too."""
    Stamp.bump()
    effects.announce(page)


def on_withdrawn(page: BasePage) -> None:
    """Unpublished or deleted: what was announced is taken back while the page is still known."""
    Stamp.bump()
    effects.withdraw(page)


def publish_due() -> int:
    """Scheduled versions whose hour has come go live, expired pages go away. One that fails does not stop the others."""
    done = 0
    for revision in Revision.objects.filter(approved_go_live_at__lte=timezone.now()).order_by("approved_go_live_at"):
        done += _alone(partial(revision.publish, log_action="wagtail.publish.scheduled"), f"publish revision {revision.pk}")
    for page in Page.objects.live().filter(expire_at__lt=timezone.now()).specific():
        done += _alone(partial(page.unpublish, set_expired=True, log_action="wagtail.unpublish.scheduled"), f"expire page {page.pk}")
    return done


def _decide(page: BasePage, action: str, *, by: User, note: str) -> None:
    """Through the task, as the admin's buttons do: there the author's own approval is refused."""
    state = _in_review(_held(page))
    state.task.specific.on_action(state, by, action, comment=note)


def _held(page: BasePage) -> BasePage:
    """The page as it is now, and nobody else decides on it until this transaction ends."""
    Page.objects.select_for_update().get(pk=page.pk)
    return type(page).objects.get(pk=page.pk)


def _in_review(page: BasePage) -> TaskState:
    state = page.current_workflow_task_state
    if state is None:
        raise ValidationError(_("It is not in review."), code="not-in-review")
    return state


def _check_it_can_be_submitted(page: BasePage, state: WorkflowState | None) -> None:
    if state and state.status == WorkflowState.STATUS_IN_PROGRESS:
        raise ValidationError(_("It is already in review."), code="in-review")
    if page.scheduled_revision:
        raise ValidationError(_("It is approved and waits for its hour. Ask an editor to cancel that first."), code="scheduled")
    if page.live and not page.has_unpublished_changes:
        raise ValidationError(_("Nothing has changed since it was published."), code="unchanged")
    if page.get_workflow() is None:
        raise ValidationError(_("Nobody reviews pages here yet. Ask an administrator to set up the review."), code="no-workflow")


def _alone(act: Callable[[], object], what: str) -> bool:
    try:
        with transaction.atomic():
            act()
    except Exception:
        log.exception("Could not %s", what)
        return False
    return True
