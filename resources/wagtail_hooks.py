"""The library in Wagtail's admin: resources, those to look at again, collections, and links that no longer work."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from members.roles import may_approve
from resources import link_report
from resources.models import Collection, ResourcePage
from resources.review_report import DueForReview
from stories.wagtail_hooks import COLUMNS


class ResourceListing(PageListingViewSet):
    model = ResourcePage
    icon = "folder-open-inverse"
    menu_label = _("Resources")
    menu_order = 130
    add_to_admin_menu = True
    columns = [*COLUMNS, Column("kind", label=_("Type"), accessor="get_kind_display"), Column("review_on", label=_("Look at it again on"))]
    list_filter = ["kind", "level", "licence", "language"]


@hooks.register("register_admin_viewset")
def listing() -> ResourceListing:
    return ResourceListing("resources")


class CollectionViewSet(SnippetViewSet):
    """Collections and reading paths, in the order in which readers see them."""

    model = Collection
    icon = "list-ol"
    menu_label = _("Collections")
    menu_name = "reading-collections"
    menu_order = 325
    add_to_admin_menu = True
    list_display = [
        "title_en",
        Column("title_fr", label=_("French")),
        BooleanColumn("is_ordered", label=_("Reading path")),
        BooleanColumn("is_shown", label=_("Shown")),
    ]
    list_filter = ["is_ordered", "is_shown"]
    ordering = ["sort_order", "title_en"]
    search_fields = ["title_en", "title_fr"]
    search_backend_name = None


register_snippet(CollectionViewSet)


class ForEditors(MenuItem):
    def is_shown(self, request) -> bool:
        return may_approve(request.user)


@hooks.register("register_admin_urls")
def library_urls() -> list[URLPattern]:
    return [
        path("links/", link_report.LinksReport.as_view(), name="resources_links"),
        path("links/results/", link_report.LinksReport.as_view(results_only=True), name="resources_links_results"),
        path("resources-due/", DueForReview.as_view(), name="resources_due"),
        path("resources-due/results/", DueForReview.as_view(results_only=True), name="resources_due_results"),
        path("links/<int:link_id>/look/", link_report.look_now, name="resources_look_now"),
    ]


@hooks.register("register_reports_menu_item")
def links_menu_item() -> MenuItem:
    return ForEditors(_("Links"), reverse("resources_links"), icon_name="link", order=160)


@hooks.register("register_reports_menu_item")
def due_menu_item() -> MenuItem:
    return ForEditors(DueForReview.page_title, reverse("resources_due"), icon_name=DueForReview.header_icon, order=150)
