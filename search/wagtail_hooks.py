"""Search in Wagtail's admin: synonyms, promoted results, a question to try, and the report."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from members.roles import may_approve
from search import file_report, queue_report, trial
from search.choosing import document_chooser
from search.models import Promoted, Synonym
from search.reports import REPORTS


class SynonymViewSet(SnippetViewSet):
    """Words that mean the same."""

    model = Synonym
    icon = "openquote"
    list_display = [
        "terms",
        Column("language", label=_("Language"), accessor="get_language_display"),
        BooleanColumn("is_one_way", label=_("One way")),
        BooleanColumn("minds_capitals", label=_("Only in capitals")),
        BooleanColumn("is_in_use", label=_("In use")),
    ]
    list_filter = ["language", "is_in_use"]
    list_export = ["terms", "language", "is_one_way", "minds_capitals", "is_in_use"]
    list_per_page = 50
    search_fields = ["terms"]
    panels = [
        HelpPanel(_("Whoever types one of these words also finds what says another. It works at once, whatever was indexed before.")),
        FieldPanel("terms"),
        FieldRowPanel([FieldPanel("language"), FieldPanel("is_in_use")]),
        MultiFieldPanel([FieldPanel("is_one_way"), FieldPanel("minds_capitals")], heading=_("When they count")),
    ]


class PromotedViewSet(SnippetViewSet):
    """What stands first for a question."""

    model = Promoted
    icon = "pick"
    list_display = [
        "questions",
        Column("document", label=_("What is shown"), accessor=lambda promoted: promoted.document or _("gone")),
        DateColumn("until", label=_("Until")),
    ]
    list_export = ["questions", "document", "note", "until"]
    search_fields = ["questions", "note"]
    panels = [
        HelpPanel(_("It stands above the results of these questions, for whoever may read it. Nobody else learns that it is there.")),
        FieldPanel("questions"),
        FieldPanel("document"),
        FieldPanel("note"),
        FieldPanel("until"),
    ]

    def get_queryset(self, request):
        return Promoted.objects.select_related("document")


class Search(SnippetViewSetGroup):
    menu_label = _("Search words")
    menu_icon = "search"
    menu_order = 315
    items = (SynonymViewSet, PromotedViewSet)

    def get_submenu_items(self):
        return [*super().get_submenu_items(), TrialItem(_("Try a question"), reverse("search_trial"), icon_name="search", order=30)]


class TrialItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm("search.change_synonym")


class FilesItem(MenuItem):
    def is_shown(self, request) -> bool:
        return may_approve(request.user)


class ReportItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm("search.change_synonym")


register_snippet(Search)


@hooks.register("register_admin_viewset")
def chooser_of_rows():
    return document_chooser


@hooks.register("register_admin_urls")
def search_urls() -> list[URLPattern]:
    reports = []
    for name, report in REPORTS.items():
        reports.append(path(f"search-report/{name}/", report.as_view(), name=report.index_url_name))
        reports.append(path(f"search-report/{name}/results/", report.as_view(results_only=True), name=report.index_results_url_name))
    return [
        path("search-trial/", trial.trial, name="search_trial"),
        path("search-files/", file_report.UnreadFilesReport.as_view(), name="search_unread_files"),
        path("search-files/results/", file_report.UnreadFilesReport.as_view(results_only=True), name="search_unread_files_results"),
        path("search-files/<int:text_id>/try-again/", file_report.try_file_again, name="search_try_file_again"),
        path("search-queue/", queue_report.QueueReport.as_view(), name="search_queue"),
        path("search-queue/results/", queue_report.QueueReport.as_view(results_only=True), name="search_queue_results"),
        path("search-queue/<int:queued_id>/try-again/", queue_report.index_again, name="search_index_again"),
        *reports,
    ]


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    return ReportItem(_("Searches"), reverse("search_report_top"), icon_name="search", order=150)


@hooks.register("register_reports_menu_item")
def files_menu_item() -> MenuItem:
    return FilesItem(_("Files without text"), reverse("search_unread_files"), icon_name="doc-full", order=155)


@hooks.register("register_reports_menu_item")
def queue_menu_item() -> MenuItem:
    return FilesItem(_("Changes to index"), reverse("search_queue"), icon_name="history", order=156)
