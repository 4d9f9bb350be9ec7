"""The controlled vocabularies. Each term has a slug (its natural key) and English and French words."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from .stamp import Stamped


class VocabularyQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug: str) -> "Vocabulary":
        return self.get(slug=slug)

    def in_use(self) -> Self:
        return self.filter(retired_at__isnull=True)


class Vocabulary(Stamped, index.Indexed, models.Model):
    """A term that editors keep, in both languages. Saved with a slug that never changes."""

    slug = models.SlugField(_("key"), max_length=80, unique=True, help_text=_("Stands in addresses and files. Do not change it later."))
    name_en = models.CharField(_("name in English"), max_length=120)
    name_fr = models.CharField(_("name in French"), max_length=160, blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    description_fr = models.TextField(_("description in French"), blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=100)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    objects = VocabularyQuerySet.as_manager()

    panels = [
        MultiFieldPanel([FieldRowPanel([FieldPanel("name_en"), FieldPanel("name_fr")]), FieldPanel("slug"), FieldPanel("sort_order")]),
        MultiFieldPanel([FieldPanel("description_en"), FieldPanel("description_fr")], heading=_("What it is")),
    ]
    search_fields = [
        index.SearchField("name_en"),
        index.SearchField("name_fr"),
        index.AutocompleteField("name_en"),
        index.AutocompleteField("name_fr"),
    ]

    class Meta:
        abstract = True
        ordering = ["sort_order", "name_en"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @property
    def name(self) -> str:
        return (self.name_fr if get_language() == "fr" else "") or self.name_en

    @property
    def description(self) -> str:
        return (self.description_fr if get_language() == "fr" else "") or self.description_en


class Method(Vocabulary):
    """A way of doing improvement work, such as PDSA. Methods form a tree."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children", verbose_name=_("part of"))
    synonyms = models.TextField(_("also called"), blank=True, help_text=_("One a line, English and French."))

    panels = [*Vocabulary.panels, FieldPanel("parent"), FieldPanel("synonyms")]
    search_fields = [*Vocabulary.search_fields, index.SearchField("synonyms")]

    class Meta(Vocabulary.Meta):
        verbose_name = _("method")
        verbose_name_plural = _("methods")

    @property
    def synonym_list(self) -> list[str]:
        return [line.strip() for line in self.synonyms.splitlines() if line.strip()]

    def get_absolute_url(self) -> str:
        return reverse("method", args=[self.slug])


class MethodAlias(models.Model):
    """An old address of a method: it leads to the method that took its place."""

    key = models.SlugField(max_length=80, unique=True)
    method = models.ForeignKey(Method, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = _("old address of a method")

    def __str__(self) -> str:
        return self.key


class Topic(Vocabulary):
    """What a story is about, mental health and addictions first."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class QualityDomain(Vocabulary):
    """One of the six aims of quality: safe, effective, patient-centred, efficient, timely, equitable."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("quality domain")
        verbose_name_plural = _("quality domains")


class CareSetting(Vocabulary):
    """Where care happens."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("care setting")
        verbose_name_plural = _("care settings")


class Scale(Vocabulary):
    """How far the work reaches: team, organization, region, province."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("scale")
        verbose_name_plural = _("scales")


class ResultType(Vocabulary):
    """What kind of result a story claims: better outcomes, system performance, professional development."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("type of result")
        verbose_name_plural = _("types of result")


class Audience(Vocabulary):
    """One of the nine groups of Figure 1 of the founding paper, with the share that agencies reached in 2017."""

    baseline_percent = models.DecimalField(
        _("share in 2017 (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Figure 1 of the founding paper, n = 61."),
    )

    panels = [*Vocabulary.panels, FieldPanel("baseline_percent")]

    class Meta(Vocabulary.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
