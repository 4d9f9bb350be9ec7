"""For editors: the resources whose day has come, to see whether they still hold."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from resources.models import ResourcePage
from stories.reports import EditorsReport


class DueForReview(EditorsReport):
    """The one that has waited longest first. A later day, set in the page, takes it off the list."""

    page_title = _("Resources to look at again")
    header_icon = "date"
    index_url_name = "resources_due"
    index_results_url_name = "resources_due_results"
    columns = [
        TitleColumn("title", label=_("Title"), get_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk])),
        Column("kind", label=_("Type"), accessor="get_kind_display"),
        Column("publisher", label=_("Published by")),
        DateColumn("review_on", label=_("Since")),
    ]
    list_export = ["title", "get_kind_display", "publisher", "review_on"]
    export_headings = {"title": _("Title"), "get_kind_display": _("Type"), "publisher": _("Published by"), "review_on": _("Since")}

    def get_filename(self) -> str:
        return "resources-to-look-at-again"

    def get_queryset(self) -> QuerySet[ResourcePage]:
        return ResourcePage.objects.live().due_for_review(localdate()).order_by("review_on", "pk")
