"""The one path of a page: submit, review, publish, and what follows. Every door leads through here."""

from django.db import transaction
from django_tasks import task
from wagtail.models import Page

from content.models import BasePage, Stamp
from editorial import effects
from members.models import User


@transaction.atomic
def submit(page: BasePage, *, by: User) -> None:
    """The author asks for review. The draft is already the latest revision: saving the page again would overwrite it."""
    draft = page.get_latest_revision_as_object()
    draft.check_ready_to_submit()
    if state := page.current_workflow_state:  # sent back: resume, never start twice
        state.resume(user=by)
    else:
        page.get_workflow().start(draft, by)


def take_back(page: BasePage, *, by: User) -> None:
    """The author goes on writing before anybody has decided."""
    page.current_workflow_state.cancel(user=by)


def return_to_author(page: BasePage, *, by: User, note: str) -> None:
    """The editor sends it back with a note that says what to do."""
    _decide(page, "reject", by=by, note=note)


def approve(page: BasePage, *, by: User, note: str = "") -> None:
    """The editor accepts (never their own work). After the last review task Wagtail publishes and indexes the page itself."""
    _decide(page, "approve", by=by, note=note)


def _decide(page: BasePage, action: str, *, by: User, note: str) -> None:
    """Through the task, as the admin's buttons do: there the author's own approval is refused."""
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, by, action, comment=note)


def on_published(page: BasePage) -> None:
    """Every publication lands here, whichever door it came through."""
    Stamp.bump()
    transaction.on_commit(lambda: tell_the_world.enqueue(page.pk))


def on_withdrawn(page: BasePage) -> None:
    """Unpublished or deleted: what was announced is taken back while the page is still known."""
    Stamp.bump()
    effects.withdraw(page)


@task()
def tell_the_world(page_id: int) -> None:
    """What follows, in order. Each step may run twice and change nothing the second time."""
    page = Page.objects.get(pk=page_id).specific
    if not page.is_open_to_all:
        return  # scheduled for later, private, or withdrawn since it was queued
    effects.announce(page)
