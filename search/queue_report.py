"""For editors: what has changed and is not in the index yet, what went wrong, and another try."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from members.roles import may_approve
from search import feeding
from search.kinds import KINDS
from search.models import Queued


class TryAgainColumn(Column):
    cell_template_name = "search/admin/index_again_cell.html"

    def get_cell_context_data(self, instance: Queued, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().get_cell_context_data(instance, parent_context), "csrf_token": get_token(parent_context["request"])}


def _in_words(row: Queued) -> str:
    """Lesson 12; everything under organization 5; all stories."""
    kind = KINDS.get(row.kind.removeprefix(feeding.UNDER))
    if row.kind == feeding.ALL:
        return _("Everything")
    if row.kind.startswith(feeding.UNDER):
        return _("All that depends on %(what)s %(key)s") % {"what": kind.label if kind else _("page"), "key": row.object_id}
    name = kind.label if kind else row.kind
    return f"{name} {row.object_id}" if row.object_id else _("All of the kind %(what)s") % {"what": name}


class QueueReport(ReportView):
    """What failed first, then what waits longest; an embargo waits for its hour."""

    page_title = gettext_lazy("Changes to index")
    header_icon = "history"
    index_url_name = "search_queue"
    index_results_url_name = "search_queue_results"
    columns = [
        Column("kind", label=gettext_lazy("What"), accessor=_in_words),
        DateColumn("queued_at", label=gettext_lazy("Changed")),
        DateColumn("due_at", label=gettext_lazy("Due")),
        Column("tries", label=gettext_lazy("Tries")),
        Column("error", label=gettext_lazy("What went wrong")),
        TryAgainColumn("pk", label=gettext_lazy("Action")),
    ]
    list_export = ["kind", "object_id", "queued_at", "due_at", "tries", "error"]

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_approve(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_filename(self) -> str:
        return "changes-to-index"

    def get_queryset(self) -> QuerySet[Queued]:
        return Queued.objects.order_by("-tries", "due_at", "pk")


@require_POST
def index_again(request: HttpRequest, queued_id: int) -> HttpResponse:
    """The worker takes it at its next round."""
    if not may_approve(request.user):
        raise PermissionDenied
    row = get_object_or_404(Queued, pk=queued_id)
    feeding.try_again(row)
    messages.success(request, _("“%(what)s” is tried again within a minute.") % {"what": _in_words(row)})
    return redirect("search_queue")
