"""Stories, lessons, change ideas and series in Wagtail's admin."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, UserColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.documents.models import Document
from wagtail.models import Revision
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from measures.models import Measure
from members.roles import may_approve
from stories import files
from stories.models import ChangeIdea, LessonPage, Series, StoryPage
from stories.reports import REPORTS, EditorsReport

COLUMNS = [
    *PageListingViewSet.index_view_class.base_columns,
    UserColumn("owner", label=_("Begun by")),
    Column("language", label=_("Language"), accessor="get_language_display"),
    DateColumn("first_published_at", label=_("Published"), sort_key="first_published_at"),
    BooleanColumn("is_retracted", label=_("Retracted")),
]


class StoryListing(PageListingViewSet):
    """All stories, whatever shelf of the tree they stand on."""

    model = StoryPage
    icon = "doc-full"
    menu_label = _("Stories")
    menu_order = 110
    add_to_admin_menu = True
    columns = [*COLUMNS, Column("status", label=_("What came of it"), accessor="get_status_display")]
    list_filter = ["status", "language", "is_retold"]


class LessonListing(PageListingViewSet):
    model = LessonPage
    icon = "help"
    menu_label = _("Lessons")
    menu_order = 120
    add_to_admin_menu = True
    columns = [*COLUMNS, Column("kind", label=_("Kind"), accessor="get_kind_display")]
    list_filter = ["kind", "language", "is_retold"]


class ChangeIdeaViewSet(SnippetViewSet):
    model = ChangeIdea
    icon = "pick"
    menu_label = _("Change ideas")
    menu_order = 310
    add_to_admin_menu = True
    list_display = ["title", "method", Column("slug", label=_("Key"))]
    search_fields = ["title", "description"]
    search_backend_name = None
    edit_handler = ObjectList([FieldPanel("title"), FieldPanel("slug"), FieldPanel("description"), FieldPanel("method")])


class SeriesChooser(SnippetChooserViewSet):
    choose_one_text = _("Choose a series")


class SeriesViewSet(SnippetViewSet):
    model = Series
    icon = "list-ol"
    menu_label = _("Series")
    menu_order = 320
    add_to_admin_menu = True
    list_display = ["title", Column("slug", label=_("Key"))]
    search_fields = ["title", "description"]
    search_backend_name = None
    chooser_viewset_class = SeriesChooser


register_snippet(ChangeIdeaViewSet)
register_snippet(SeriesViewSet)


@hooks.register("register_admin_viewset")
def listings() -> list[PageListingViewSet]:
    return [StoryListing("stories"), LessonListing("lessons")]


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    actions.register_action("throughline.import", _("Bring in from a file"), _("Brought in from a file"))


@hooks.register("before_serve_document")
def file_waits_for_its_story(document: Document, request: HttpRequest) -> None:
    """Strangers learn nothing of a file in a draft, not even that it is there."""
    if files.is_kept_back(document, request):
        raise Http404


# --- Outcome data ---


class ForEditors(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_approve(request.user)


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    return [
        address
        for key, report in REPORTS.items()
        for address in (
            path(f"desk/{key}/", report.as_view(), name=report.index_url_name),
            path(f"desk/{key}/results/", report.as_view(results_only=True), name=report.index_results_url_name),
        )
    ]


def _menu_item(report: type[EditorsReport], order: int) -> None:
    @hooks.register("register_reports_menu_item")
    def item() -> MenuItem:
        return ForEditors(report.page_title, reverse(report.index_url_name), icon_name=report.header_icon, order=order)


for _order, _report in enumerate(REPORTS.values(), 120):
    _menu_item(_report, _order)


@hooks.register("before_delete_snippet")
def a_measure_in_a_story_stays(request: HttpRequest, instances: list) -> HttpResponse | None:
    """Versions of a story are read from what was kept of them: without the measure that they name, none of them could be opened."""
    wanted = {each.pk for each in instances if isinstance(each, Measure)}
    if not wanted:
        return None
    versions = Revision.page_revisions.filter(content_type__app_label="stories", content_type__model="storypage")
    kept = versions.values_list("object_str", "content__measure_links")
    titles = {title for title, links in kept.iterator() for link in links or [] if link.get("measure") in wanted}
    titles |= set(StoryPage.objects.filter(measure_links__measure__in=wanted).values_list("title", flat=True))
    if not titles:
        return None
    said = now("It stands in a story, or in a version of one: %(stories)s. Take it out there; what was published with it keeps it.")
    messages.error(request, said % {"stories": ", ".join(f"“{title}”" for title in sorted(titles)[:5])})
    return redirect(Measure.snippet_viewset.get_url_name("list"))
