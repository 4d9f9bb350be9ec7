"""The library that a team's measure may start from: defined once, counted alike by many."""

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from content.models.vocabularies import Vocabulary

from .definition import Defined


class Indicator(Defined, Vocabulary):
    """A shared definition, with its source. Description: the operational definition."""

    numerator_en = models.CharField(_("number, in English"), max_length=300, blank=True)
    numerator_fr = models.CharField(_("number, in French"), max_length=300, blank=True)
    denominator_en = models.CharField(_("out of, in English"), max_length=300, blank=True)
    denominator_fr = models.CharField(_("out of, in French"), max_length=300, blank=True)
    unit_fr = models.CharField(_("unit in French"), max_length=60, blank=True)
    source = models.CharField(_("who defined it"), max_length=300, blank=True)
    source_url = models.URLField(_("where"), max_length=500, blank=True)

    panels = [
        *Vocabulary.panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("family"), FieldPanel("direction")]),
                FieldPanel("kind"),
                FieldRowPanel([FieldPanel("numerator_en"), FieldPanel("numerator_fr")]),
                FieldRowPanel([FieldPanel("denominator_en"), FieldPanel("denominator_fr")]),
                FieldRowPanel([FieldPanel("unit"), FieldPanel("unit_fr"), FieldPanel("multiplier"), FieldPanel("decimals")]),
                FieldRowPanel([FieldPanel("time_unit"), FieldPanel("small_number_limit")]),
            ],
            heading=_("What is counted"),
        ),
        MultiFieldPanel([FieldPanel("source"), FieldPanel("source_url")], heading=_("Source")),
    ]
    search_fields = [*Vocabulary.search_fields, index.SearchField("description_en"), index.SearchField("description_fr")]

    class Meta(Vocabulary.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def get_absolute_url(self) -> str:
        return reverse("indicator", args=[self.slug])

    @property
    def shown_unit(self) -> str:
        return self.unit_in(get_language())

    def unit_in(self, language: str | None) -> str:
        return (self.unit_fr if language == "fr" else "") or self.unit

    @property
    def numerator(self) -> str:
        return (self.numerator_fr if get_language() == "fr" else "") or self.numerator_en

    @property
    def denominator(self) -> str:
        return (self.denominator_fr if get_language() == "fr" else "") or self.denominator_en
