"""Lists for editors: stories without outcome data, measures whose figures are late, charts whose newer figures nobody has published."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn, UserColumn
from wagtail.admin.views.reports import ReportView

from measures.models import Measure
from members.roles import may_approve
from stories.models import StoryMeasure, StoryPage


def _edit_story(page_id: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])


def _edit_measure(measure: Measure) -> str:
    return reverse(Measure.snippet_viewset.get_url_name("edit"), args=[measure.pk])


class EditorsReport(ReportView):
    """Names pages that not everybody in the admin may read."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_approve(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class WithoutDataReport(EditorsReport):
    """Published stories without a chart, the newest first."""

    page_title = _("Stories without outcome data")
    header_icon = "doc-empty"
    index_url_name = "stories_without_data"
    index_results_url_name = "stories_without_data_results"
    columns = [
        TitleColumn("title", label=_("Title"), get_url=lambda story: _edit_story(story.pk)),
        UserColumn("owner", label=_("Begun by")),
        Column("status", label=_("What came of it"), accessor="get_status_display"),
        Column("stated", label=_("Stated results")),
        DateColumn("first_published_at", label=_("Published")),
    ]
    list_export = ["title", "owner", "get_status_display", "stated", "first_published_at"]
    export_headings = {
        "title": _("Title"),
        "owner": _("Begun by"),
        "get_status_display": _("What came of it"),
        "stated": _("Stated results"),
    }

    def get_filename(self) -> str:
        return "stories-without-outcome-data"

    def get_queryset(self) -> QuerySet[StoryPage]:
        charts = StoryMeasure.objects.with_figures().filter(page=OuterRef("pk"))
        stories = StoryPage.objects.live().filter(~Exists(charts), retracted_at__isnull=True).select_related("owner")
        return stories.annotate(stated=Count("stated_results")).order_by(F("first_published_at").desc(nulls_last=True))


class OutOfDateReport(EditorsReport):
    """Measures in published stories whose next figures should be in by now, the oldest first."""

    page_title = _("Measures out of date")
    header_icon = "time"
    index_url_name = "measures_out_of_date"
    index_results_url_name = "measures_out_of_date_results"
    columns = [
        TitleColumn("name", label=_("Measure"), get_url=_edit_measure),
        UserColumn("owner", label=_("Kept by")),
        Column("time_unit", label=_("Counted by"), accessor="get_time_unit_display"),
        DateColumn("last_on", label=_("Last figure")),
        Column("story_count", label=_("Published stories")),
    ]
    list_export = ["name", "owner", "get_time_unit_display", "last_on", "story_count"]
    export_headings = {"name": _("Measure"), "owner": _("Kept by"), "get_time_unit_display": _("Counted by"), "last_on": _("Last figure")}

    def get_filename(self) -> str:
        return "measures-out-of-date"

    def get_queryset(self) -> QuerySet[Measure]:
        live = Count("story_links", filter=Q(story_links__page__live=True), distinct=True)
        return (
            Measure.objects.out_of_date().annotate(story_count=live).filter(story_count__gt=0).select_related("owner").order_by("last_on")
        )


class NewerFiguresReport(EditorsReport):
    """Charts of published stories that show an older revision than the newest."""

    page_title = _("Newer figures not yet published")
    header_icon = "history"
    index_url_name = "newer_figures"
    index_results_url_name = "newer_figures_results"
    columns = [
        TitleColumn("page", label=_("Story"), accessor="page.title", get_url=lambda link: _edit_story(link.page_id)),
        Column("measure", label=_("Measure"), accessor="measure.name"),
        DateColumn("shown_at", label=_("Readers see"), accessor="revision.made_at"),
        DateColumn("newest_at", label=_("Newest figures")),
        Column("has_draft", label=_("Draft"), accessor=lambda link: _("A draft is begun") if link.page.has_unpublished_changes else ""),
    ]
    list_export = ["page.title", "measure.name", "revision.made_at", "newest_at"]
    export_headings = {
        "page.title": _("Story"),
        "measure.name": _("Measure"),
        "revision.made_at": _("Readers see"),
        "newest_at": _("Newest figures"),
    }

    def get_filename(self) -> str:
        return "newer-figures"

    def get_queryset(self) -> QuerySet[StoryMeasure]:
        links = StoryMeasure.objects.filter(page__live=True, revision__isnull=False).select_related("page", "measure", "revision")
        newest = links.annotate(newest=Max("measure__revisions__number"), newest_at=Max("measure__revisions__made_at"))
        return newest.filter(newest__gt=F("revision__number")).order_by("-newest_at")


REPORTS = {"without-data": WithoutDataReport, "out-of-date": OutOfDateReport, "newer-figures": NewerFiguresReport}
