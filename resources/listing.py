"""The finder of resources: what one filters and orders them by."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from stories.listing import NEWEST_FIRST, OLDEST_FIRST, TITLE, Facet, Order

RESOURCE_FACETS = (
    Facet("kind", _("Type"), "kind"),
    Facet("level", _("Level"), "level"),
    Facet("topic", _("Topic"), "topics"),
    Facet("method", _("Method"), "methods"),
    Facet("setting", _("Where care happens"), "care_settings"),
    Facet("organization", _("Organization"), "organizations"),
    Facet("licence", _("Licence"), "licence"),
    Facet("language", _("Language"), "language"),
    Facet("year", _("Year"), "year"),
)
ORDERS = (NEWEST_FIRST, OLDEST_FIRST, TITLE, Order("year", _("Year"), (F("year").desc(nulls_last=True), "title", "pk")))
WORDS_IN = ("title", "summary", "publisher", "made_by")
