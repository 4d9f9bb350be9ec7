"""A measure as one story shows it: which revision, which chart, and what its analysis supports."""

from functools import cached_property
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from measures.dates import read_period
from measures.facts import Facts, facts_of
from measures.models import Measure, MeasureRevision
from measures.rules import RULE_SETS
from measures.showing import ChartChoice, Shown, show
from measures.snapshot import Definition
from measures.words import aim_line, outcome_line

from .story_page import StoryPage

SIGNALS = ("improvement", "concern", "both", "neutral")
NO_SIGNALS = ("none", "too_few")


class StoryMeasureQuerySet(models.QuerySet):
    def with_figures(self) -> Self:
        return self.filter(signal__in=[*SIGNALS, *NO_SIGNALS])

    def with_signal(self) -> Self:
        return self.filter(signal__in=SIGNALS)

    def without_signal(self) -> Self:
        """Nothing found; also too few points to find anything."""
        return self.filter(signal__in=NO_SIGNALS)

    def with_aim_met(self) -> Self:
        return self.filter(aim_met=True)


class StoryMeasure(Orderable):
    """One chart of a story. It shows the revision that was read in review, until a newer one is published."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="measure_links")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="story_links", verbose_name=_("measure"))
    revision = models.ForeignKey(
        MeasureRevision, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("figures as of")
    )
    chart = models.CharField(_("chart"), max_length=10, blank=True)
    chart_reason = models.CharField(_("why not the suggested chart"), max_length=200, blank=True)
    rules = models.CharField(
        _("rules"), max_length=20, default="anhoej", choices=[(name, rules.title) for name, rules in RULE_SETS.items()]
    )
    # --- Kept by save(), for cards and filters ---
    facts = models.JSONField(null=True, blank=True, editable=False)
    signal = models.CharField(max_length=12, blank=True, editable=False, db_index=True)
    aim_met = models.BooleanField(null=True, blank=True, editable=False)
    said = models.TextField(blank=True, editable=False)  # for the search: what is counted and what was found, in each language

    objects = StoryMeasureQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = _("measure in a story")
        constraints = [models.UniqueConstraint(fields=["page", "measure"], name="a_measure_once_a_story")]

    def __str__(self) -> str:
        return self.measure.name

    def save(self, *args, **kwargs) -> None:
        self.refresh_facts()
        super().save(*args, **kwargs)

    def pin(self) -> None:
        """Show the newest revision where none of this measure is chosen yet, and say what the chart as it is set supports."""
        if self.revision is None or self.revision.measure_id != self.measure_id:
            self.revision = self.measure.latest
        self.__dict__.pop("shown", None)
        self.refresh_facts()

    def refresh_facts(self) -> None:
        found = facts_of(self.shown) if self.revision_id else None
        self.facts = found.to_plain() if found else None
        self.signal = found.signal if found else ""
        self.aim_met = found.aim_met if found else None
        self.said = _said(self.revision.snapshot.definition, found) if found else ""

    @property
    def known(self) -> Facts | None:
        """What the analysis supports, without reading the figures again."""
        return Facts.from_plain(self.facts) if self.facts else None

    @cached_property
    def shown(self) -> Shown:
        """What may be shown, with the story's own PDSA cycles on the points."""
        choice = ChartChoice(self.chart, self.chart_reason, self.rules)
        return show(self.revision.snapshot, choice, [note for cycle in self.page.cycles.all() if (note := _note_of(cycle))])


def _said(definition: Definition, facts: Facts) -> str:
    """Made of what may be shown: no figure that was typed and is not in the chart."""
    said = [definition.name, definition.numerator_words, definition.denominator_words]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said += [outcome_line(facts), aim_line(facts)]
    return "\n".join(text for text in said if text)


def _note_of(cycle) -> tuple | None:
    """A cycle whose time is written so that it can be placed."""
    period = read_period(cycle.when) if cycle.when else None
    return (period.first, cycle.title[:60], "cycle") if period else None
