"""What readers ask, for editors: most often, without results, without a click, slowly answered. Counted without persons."""

from datetime import timedelta

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import F, Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from search import counting, feeding
from search.models import AskedCount

PERIODS = [("7", _("Last 7 days")), ("30", _("Last 30 days")), ("90", _("Last 3 months")), ("365", _("Last year"))]


class PeriodFilter(WagtailFilterSet):
    period = django_filters.ChoiceFilter(
        label=_("Period"), choices=PERIODS, method="in_period", empty_label=_("All that is kept"), widget=forms.RadioSelect
    )

    def in_period(self, asked: QuerySet, name: str, days: str) -> QuerySet:
        return asked.filter(day__gt=timezone.localdate() - timedelta(days=int(days)))

    class Meta:
        model = AskedCount
        fields = ["language"]


class SearchReport(ReportView):
    """Questions asked on at least three occasions: a rarer one might say who asked it."""

    template_name = "search/report.html"
    header_icon = "search"
    filterset_class = PeriodFilter
    is_searchable = False
    name, about = "", ""
    columns = [
        Column("words", label=_("Question"), accessor="words"),
        Column("language", label=_("Language"), accessor="language"),
        Column("asked", label=_("Asked"), accessor="asked"),
        Column("nothing", label=_("Found nothing"), accessor="nothing"),
        Column("opened", label=_("Clicks"), accessor="opened"),
        Column("slowly", label=_("Slow"), accessor="slowly"),
        Column("slowest", label=_("Slowest (ms)"), accessor="slowest"),
    ]
    list_export = ["words", "language", "asked", "nothing", "opened", "slowly", "slowest"]
    export_headings = {column.name: column.label for column in columns}

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm("search.change_synonym"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_filename(self) -> str:
        return f"searches-{self.name}"

    def get_queryset(self) -> QuerySet:
        """The period is chosen first, then counted: what is rare in it is not shown."""
        self.filters = PeriodFilter(self.request.GET, queryset=AskedCount.objects.all(), request=self.request)
        asked = self.filters.qs.order_by().values("words", "language")
        counts = {
            "asked": Sum("times"),
            "nothing": Sum("without_results"),
            "opened": Sum("clicks"),
            "slowly": Sum("slow"),
            "slowest": Max("slowest_ms"),
        }
        return self.chosen(asked.annotate(**counts).filter(asked__gte=counting.OCCASIONS))

    def chosen(self, asked: QuerySet) -> QuerySet:
        return asked.order_by("-asked", "words")

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset  # get_queryset() has

    def get_context_data(self, *args, **kwargs) -> dict:
        reports = [(report.page_title, report.index_url_name, report is type(self)) for report in REPORTS.values()]
        return super().get_context_data(*args, reports=reports, about=self.about, depth=feeding.depth(), **kwargs)


class TopReport(SearchReport):
    name, page_title, about = "top", _("What readers search for"), _("The questions asked most often.")
    index_url_name, index_results_url_name = "search_report_top", "search_report_top_results"


class NothingReport(SearchReport):
    """What nobody found: a synonym is missing, or a story."""

    name, page_title = "nothing", _("Searches without results")
    about = _("Questions that found nothing at least once. A synonym may be missing, or somebody's story.")
    index_url_name, index_results_url_name = "search_report_nothing", "search_report_nothing_results"

    def chosen(self, asked: QuerySet) -> QuerySet:
        return asked.filter(nothing__gt=0).order_by("-nothing", "words")


class NoClicksReport(SearchReport):
    name, page_title = "no-clicks", _("Searches without a click")
    about = _("Something was found, and nobody opened it. Clicks are counted only in browsers with JavaScript.")
    index_url_name, index_results_url_name = "search_report_no_clicks", "search_report_no_clicks_results"

    def chosen(self, asked: QuerySet) -> QuerySet:
        return asked.filter(opened=0, asked__gt=F("nothing")).order_by("-asked", "words")


class SlowReport(SearchReport):
    name, page_title = "slow", _("Slow searches")
    about = _("Questions that took half a second or longer at least once.")
    index_url_name, index_results_url_name = "search_report_slow", "search_report_slow_results"

    def chosen(self, asked: QuerySet) -> QuerySet:
        return asked.filter(slowly__gt=0).order_by("-slowest", "words")


REPORTS: dict[str, type[SearchReport]] = {report.name: report for report in (TopReport, NothingReport, NoClicksReport, SlowReport)}
