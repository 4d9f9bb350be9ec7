"""For editors: the files whose words nobody can search, why, and another try."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from members.roles import may_approve
from search.extracting import waiting
from search.models import ExtractedText


class TryAgainColumn(Column):
    cell_template_name = "search/admin/try_again_cell.html"

    def get_cell_context_data(self, instance: ExtractedText, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().get_cell_context_data(instance, parent_context), "csrf_token": get_token(parent_context["request"])}


def _edit_document(text: ExtractedText) -> str | None:
    known = text.files.all()
    return reverse("wagtaildocs:edit", args=[known[0].document_id]) if known else None


class UnreadFilesReport(ReportView):
    """What failed first, then what has no text, then what waits."""

    page_title = gettext_lazy("Files without text")
    header_icon = "doc-full"
    index_url_name = "search_unread_files"
    index_results_url_name = "search_unread_files_results"
    columns = [
        TitleColumn("name", label=gettext_lazy("File"), get_url=_edit_document),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        Column("reason", label=gettext_lazy("Reason"), accessor="reason_in_words"),
        Column("tries", label=gettext_lazy("Tries")),
        DateColumn("read_at", label=gettext_lazy("Last tried")),
        TryAgainColumn("pk", label=gettext_lazy("Action")),
    ]
    list_export = ["name", "get_state_display", "reason_in_words", "tries", "read_at"]
    export_headings = {
        "name": gettext_lazy("File"),
        "get_state_display": gettext_lazy("State"),
        "reason_in_words": gettext_lazy("Reason"),
        "tries": gettext_lazy("Tries"),
        "read_at": gettext_lazy("Last tried"),
    }

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_approve(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_filename(self) -> str:
        return "files-without-text"

    def get_queryset(self) -> QuerySet[ExtractedText]:
        unread = ExtractedText.objects.exclude(state=ExtractedText.State.READ)
        return unread.prefetch_related("files").order_by("state", "name", "pk")  # failed, no-text, waiting


@require_POST
def try_file_again(request: HttpRequest, text_id: int) -> HttpResponse:
    """The worker reads it at its next round."""
    if not may_approve(request.user):
        raise PermissionDenied
    text = get_object_or_404(ExtractedText, pk=text_id)
    waiting.try_again(text)
    messages.success(request, _("“%(file)s” is read again within a minute.") % {"file": text.name})
    return redirect("search_unread_files")
