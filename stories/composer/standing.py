"""Where a text stands on its way to readers, and what happened to it so far, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.locks import ScheduledForPublishLock, WorkflowLock
from wagtail.models import Page, PageLogEntry, WorkflowState

from content.models import BasePage
from members.models import Member, User

from .coauthors import name_of


class Stage(TextChoices):
    CHANGES_ASKED = "changes-asked", gettext_lazy("Changes asked")
    DRAFT = "draft", gettext_lazy("Draft")
    IN_REVIEW = "in-review", gettext_lazy("In review")
    SCHEDULED = "scheduled", gettext_lazy("Accepted, not yet open")
    LIVE_CHANGED = "live-changed", gettext_lazy("Live, with changes not yet sent")
    LIVE = "live", gettext_lazy("Live")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")


TONES = {
    Stage.CHANGES_ASKED: "caution",
    Stage.IN_REVIEW: "info",
    Stage.LIVE: "good",
    Stage.SCHEDULED: "good",
    Stage.LIVE_CHANGED: "caution",
}


@dataclass
class Standing:
    """One text of mine and where it stands."""

    page: BasePage
    stage: Stage
    state: WorkflowState | None = None

    @property
    def tone(self) -> str:
        return TONES.get(self.stage, "line")

    @property
    def label(self) -> str:
        return self.stage.label

    @property
    def title(self) -> str:
        return self.page.draft_title or self.page.title

    @property
    def may_be_written(self) -> bool:
        return self.stage not in (Stage.IN_REVIEW, Stage.SCHEDULED)

    @property
    def note(self) -> str:
        """What the editor asked for, while it is still to be done."""
        return (
            self.state.current_task_state.comment
            if self.stage == Stage.CHANGES_ASKED and self.state and self.state.current_task_state
            else ""
        )

    @property
    def note_by(self) -> str:
        return name_of(self.state.current_task_state.finished_by) if self.note and self.state else ""

    @property
    def note_at(self) -> datetime | None:
        return self.state.current_task_state.finished_at if self.note and self.state else None

    @property
    def status_url(self) -> str:
        return reverse("story_status", args=[self.page.pk])


def stage_of(page: Page, state: WorkflowState | None) -> Stage:
    if state is not None:
        return Stage.IN_REVIEW if state.status == WorkflowState.STATUS_IN_PROGRESS else Stage.CHANGES_ASKED
    if page.latest_revision and page.latest_revision.approved_go_live_at:
        return Stage.SCHEDULED
    if page.live:
        return Stage.LIVE_CHANGED if page.has_unpublished_changes else Stage.LIVE
    return Stage.WITHDRAWN if page.first_published_at else Stage.DRAFT


def why_closed(page: BasePage) -> str:
    """Why nothing can be changed now; empty when it can."""
    lock = page.get_lock()
    if lock is None:
        return ""
    if isinstance(lock, WorkflowLock):
        return _("It is in review: editors are reading it.")
    if isinstance(lock, ScheduledForPublishLock):
        return _("An editor has accepted it and given it a day to open.")
    return _("An editor has locked it while working on it.")


def standing_of(page: BasePage) -> Standing:
    state = page.current_workflow_state
    return Standing(page, stage_of(page, state), state)


def standings(pages: Iterable[Page]) -> list[Standing]:
    """Several at once, what waits for the writer first, then the newest."""
    pages = list(pages)
    states = WorkflowState.objects.active().filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id__in=[str(page.pk) for page in pages]
    )
    by_page = {state.object_id: state for state in states.select_related("current_task_state__finished_by")}
    lines = [Standing(page, stage_of(page, by_page.get(str(page.pk))), by_page.get(str(page.pk))) for page in pages]
    lines.sort(key=lambda line: line.page.latest_revision_created_at or line.page.first_published_at or timezone.now(), reverse=True)
    return sorted(lines, key=lambda line: list(Stage).index(line.stage))


@dataclass(frozen=True)
class Moment:
    """One thing that happened, in words."""

    at: datetime
    words: str
    note: str = ""


SAID = {
    "wagtail.create": gettext_lazy("%(name)s began the draft."),
    "throughline.import": gettext_lazy("%(name)s brought it in from a file."),
    "wagtail.workflow.start": gettext_lazy("%(name)s sent it to the editors."),
    "wagtail.workflow.resume": gettext_lazy("%(name)s sent it again."),
    "wagtail.workflow.reject": gettext_lazy("%(name)s sent it back with a note."),
    "wagtail.workflow.approve": gettext_lazy("%(name)s accepted it."),
    "wagtail.workflow.cancel": gettext_lazy("%(name)s took it back."),
    "wagtail.publish": gettext_lazy("It is open to all readers."),
    "wagtail.publish.schedule": gettext_lazy("It was given a day to open."),
    "wagtail.unpublish": gettext_lazy("%(name)s withdrew it from readers."),
}


def history(page: BasePage) -> list[Moment]:
    """The way so far, newest first."""
    entries = list(PageLogEntry.objects.filter(page=page.pk, action__in=SAID).select_related("user").order_by("-timestamp", "-pk")[:60])
    names = dict(Member.objects.filter(user_id__in={entry.user_id for entry in entries}).values_list("user_id", "name"))
    return [
        Moment(
            entry.timestamp,
            SAID[entry.action] % {"name": names.get(entry.user_id) or _name_without_member(entry.user)},
            (entry.data or {}).get("comment") or "",
        )
        for entry in entries
    ]


def _name_without_member(user: User | None) -> str:
    return (user.get_full_name() if user else "") or _("The editors")


def sent_at(page: BasePage) -> datetime | None:
    entry = (
        PageLogEntry.objects.filter(page=page.pk, action__in=["wagtail.workflow.start", "wagtail.workflow.resume"])
        .order_by("-timestamp")
        .first()
    )
    return entry.timestamp if entry else None


def waiting_before(page: BasePage) -> int:
    """How many texts the editors received earlier and have not answered."""
    mine = page.current_workflow_state
    waiting = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    if mine and mine.status == WorkflowState.STATUS_IN_PROGRESS and mine.current_task_state:
        waiting = waiting.filter(current_task_state__started_at__lt=mine.current_task_state.started_at)
    return waiting.count()
