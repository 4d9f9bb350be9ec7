"""The editors' desk: what waits, what is scheduled, what could not be done. Shown on the first page of the admin."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision, TaskState

from content.models import BasePage
from content.shelves import page_types
from editorial.models import Effect
from members.models import User
from members.roles import is_editor, is_reviewer

SHOWN = 30


@dataclass(frozen=True)
class Waiting:
    """A page that this person may decide on."""

    page: Page
    title: str
    authors: str
    since: datetime
    task_state: TaskState
    is_a_change: bool  # of a page that readers know already
    may_approve: bool


@dataclass(frozen=True)
class Held:
    """A page that goes before readers later."""

    page: Page
    title: str
    until: datetime
    is_scheduled: bool
    is_embargoed: bool


def waiting_for(user: User) -> list[Waiting]:
    """What this person may decide on, the oldest first."""
    states = TaskState.objects.reviewable_by(user).select_related("revision", "task", "workflow_state").order_by("started_at")
    return [_waiting(state, user) for state in states[:SHOWN] if state.workflow_state.content_object]


def held_back() -> list[Held]:
    """Scheduled, under embargo, or both: the next hour first."""
    now = timezone.now()
    held: dict[int, Held] = {}
    for page_type in page_types():
        for page in page_type.objects.filter(embargo_until__gt=now):
            held[page.pk] = Held(page, page.get_admin_display_title(), page.embargo_until, is_scheduled=False, is_embargoed=True)
    for revision in Revision.page_revisions.filter(approved_go_live_at__gt=now).order_by("approved_go_live_at"):
        version = revision.as_object()
        is_embargoed = isinstance(version, BasePage) and version.is_embargoed
        held[version.pk] = Held(version, revision.object_str, revision.approved_go_live_at, is_scheduled=True, is_embargoed=is_embargoed)
    return sorted(held.values(), key=lambda page: page.until)


class WaitingPanel(Component):
    """“Waiting for me”."""

    name = "waiting"
    order = 100
    template_name = "editorial/desk/waiting.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict:
        user = parent_context["request"].user
        return {"is_reviewer": is_reviewer(user), "waiting": waiting_for(user), "shown": SHOWN}


class HeldPanel(Component):
    """“Scheduled and under embargo”."""

    name = "held"
    order = 120
    template_name = "editorial/desk/held.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict:
        return {"held": held_back() if is_editor(parent_context["request"].user) else []}


class FailedEffectsPanel(Component):
    """“Could not be done”: mails and the like that failed."""

    name = "failed-effects"
    order = 140
    template_name = "editorial/desk/failed_effects.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict:
        request = parent_context["request"]
        failed = (
            Effect.objects.filter(state=Effect.State.FAILED).order_by("queued_at") if is_editor(request.user) else Effect.objects.none()
        )
        return {"failed": failed[:10], "count": failed.count(), "csrf_token": parent_context.get("csrf_token")}


def _waiting(state: TaskState, user: User) -> Waiting:
    page = state.workflow_state.content_object.specific
    draft = state.revision.as_object()
    actions = {name for name, _label, _modal in state.task.specific.get_actions(page, user)}
    authors = draft.author_users() if isinstance(draft, BasePage) else []
    return Waiting(
        page=page,
        title=draft.title,
        authors=", ".join(str(getattr(author, "member", author)) for author in authors),
        since=state.started_at,
        task_state=state,
        is_a_change=page.live,
        may_approve="approve" in actions,
    )
