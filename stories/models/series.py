"""Stories that are read one after the other."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

from content.models import Stamped


class Series(Stamped, index.Indexed, ClusterableModel):
    """An ordered set of stories and lessons."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("what it is about"), blank=True, help_text=_("Markdown."))

    panels = [FieldPanel("title"), FieldPanel("slug"), FieldPanel("description"), InlinePanel("entries", label=_("Part"))]
    search_fields = [index.SearchField("title"), index.SearchField("description")]

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("series", args=[self.slug])


class SeriesEntry(Orderable):
    """One part of a series."""

    series = ParentalKey(Series, on_delete=models.CASCADE, related_name="entries")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="series_entries", verbose_name=_("page"))

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["series", "page"], name="once_in_a_series")]
