"""Lists for editors, with export: what is in review and how long, what was said in public."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn, UserColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import TaskState

from editorial.models import Notice, ReviewTask


def _edit_page(page_id: int | str) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])


class InReviewReport(ReportView):
    """Every page in review, the oldest first."""

    page_title = _("In review")
    header_icon = "time"
    index_url_name = "editorial_in_review"
    index_results_url_name = "editorial_in_review_results"
    columns = [
        TitleColumn("title", label=_("Title"), accessor="revision.object_str", get_url=lambda state: _edit_page(state.revision.object_id)),
        UserColumn("submitted_by", label=_("Handed in by"), accessor="workflow_state.requested_by"),
        Column("age", label=_("Waiting"), accessor=lambda state: timesince(state.started_at)),
        DateColumn("started_at", label=_("Since")),
    ]
    list_export = ["revision.object_str", "workflow_state.requested_by", "started_at"]
    export_headings = {"revision.object_str": _("Title"), "workflow_state.requested_by": _("Handed in by"), "started_at": _("Since")}

    def get_filename(self) -> str:
        return "in-review"

    def get_queryset(self) -> QuerySet[TaskState]:
        waiting = TaskState.objects.filter(task__in=ReviewTask.objects.all(), status=TaskState.STATUS_IN_PROGRESS)
        return waiting.select_related("revision", "workflow_state__requested_by").order_by("started_at")


class NoticesReport(ReportView):
    """Corrections and retractions, the newest first."""

    page_title = _("Corrections and retractions")
    header_icon = "warning"
    index_url_name = "editorial_notices"
    index_results_url_name = "editorial_notices_results"
    columns = [
        TitleColumn("title", label=_("Page"), accessor="page.title", get_url=lambda notice: _edit_page(notice.page_id)),
        Column("kind", label=_("What"), accessor="get_kind_display"),
        Column("reason", label=_("Reason"), accessor="reason"),
        Column("by_name", label=_("Who"), accessor="by_name"),
        DateColumn("at", label=_("When")),
    ]
    list_export = ["page.title", "get_kind_display", "reason", "by_name", "at"]
    export_headings = {"page.title": _("Page"), "get_kind_display": _("What"), "by_name": _("Who"), "at": _("When")}

    def get_filename(self) -> str:
        return "notices"

    def get_queryset(self) -> QuerySet[Notice]:
        return Notice.objects.select_related("page").order_by("-at")
