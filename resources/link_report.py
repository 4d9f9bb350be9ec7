"""For editors: the links that no longer lead where they did, with the pages that name them."""

from collections.abc import Iterable, Mapping
from typing import Any

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, Table
from wagtail.admin.views.reports import ReportView

from members.roles import may_approve
from resources import links
from resources.models import LinkCheck

State = LinkCheck.State
WORST_FIRST = (State.BROKEN, State.MOVED, State.DOUBTFUL, State.REFUSED, State.UNCHECKED, State.WORKING)


class LinkFilter(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=State.choices)

    class Meta:
        model = LinkCheck
        fields = ["state"]


class LinkColumn(Column):
    cell_template_name = "resources/admin/link_cell.html"


class LookColumn(Column):
    cell_template_name = "resources/admin/look_cell.html"

    def get_cell_context_data(self, instance: LinkCheck, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().get_cell_context_data(instance, parent_context), "csrf_token": get_token(parent_context["request"])}


class LinksReport(ReportView):
    """Broken ones first, then moved ones, then those that nobody has looked at."""

    page_title = gettext_lazy("Links")
    header_icon = "link"
    index_url_name = "resources_links"
    index_results_url_name = "resources_links_results"
    filterset_class = LinkFilter
    columns = [
        LinkColumn("address", label=gettext_lazy("Address")),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        Column("what", label=gettext_lazy("What happened"), accessor="what_happened"),
        DateColumn("checked_at", label=gettext_lazy("Checked")),
        DateColumn("seen_at", label=gettext_lazy("Last seen working")),
        LookColumn("pk", label=gettext_lazy("Action")),
    ]
    list_export = ["address", "get_state_display", "what_happened", "moved_to", "named_by", "failures", "checked_at", "seen_at"]
    export_headings = {
        "address": gettext_lazy("Address"),
        "get_state_display": gettext_lazy("State"),
        "what_happened": gettext_lazy("What happened"),
        "moved_to": gettext_lazy("Moved to"),
        "named_by": gettext_lazy("Named by"),
        "failures": gettext_lazy("Failures in a row"),
        "checked_at": gettext_lazy("Checked"),
        "seen_at": gettext_lazy("Last seen working"),
    }

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_approve(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_filename(self) -> str:
        return "links"

    def get_queryset(self) -> QuerySet[LinkCheck]:
        order = Case(*(When(state=state, then=Value(at)) for at, state in enumerate(WORST_FIRST)), output_field=IntegerField())
        return LinkCheck.objects.order_by(order, "address")

    def get_table(self, object_list: Iterable[LinkCheck]) -> Table:
        return super().get_table(_with_pages(object_list))

    def as_spreadsheet(self, queryset: QuerySet[LinkCheck], spreadsheet_format: str) -> HttpResponse:
        return super().as_spreadsheet(_Listed(queryset), spreadsheet_format)


class _Listed(list):
    """Rows for a file, which Wagtail asks for one by one."""

    def __init__(self, links_found: QuerySet[LinkCheck]) -> None:
        super().__init__(_with_pages(links_found))

    def iterator(self, *_args: object, **_kwargs: object):
        return iter(self)


def _with_pages(found: Iterable[LinkCheck]) -> list[LinkCheck]:
    """Each with the pages that name it and with what happened, in one question for each kind of page."""
    found = list(found)
    pages = links.pages_naming(link.address for link in found)
    for link in found:
        link.pages = pages.get(link.address, [])
        link.named_by = "; ".join(page.title for page in link.pages)
        link.what_happened = links.what_happened(link)
    return found


@require_POST
def look_now(request: HttpRequest, link_id: int) -> HttpResponse:
    """An editor has mended something, or wants to know."""
    if not may_approve(request.user):
        raise PermissionDenied
    link = get_object_or_404(LinkCheck, pk=link_id)
    links.check(link)
    messages.info(request, _("%(address)s: %(state)s. %(what)s") % {
        "address": link.address, "state": link.get_state_display(), "what": links.what_happened(link),
    })  # fmt: skip
    return redirect(reverse("resources_links"))
