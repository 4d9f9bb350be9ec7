"""Stories, lessons, change ideas and series in Wagtail's admin."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, UserColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.documents.models import Document
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from stories import files
from stories.models import ChangeIdea, LessonPage, Series, StoryPage

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
