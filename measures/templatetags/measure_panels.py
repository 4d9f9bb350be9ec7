"""What the editors' panels show of a measure: its chart as a picture, its figures, its revisions."""

from base64 import b64encode
from dataclasses import dataclass

from django import template
from django.db.models import QuerySet
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from measures import keeping, words
from measures.chart import draw
from measures.facts import Facts, facts_of
from measures.models import Measure, MeasureRevision, Observation
from measures.picture import standalone
from measures.showing import Shown, show

register = template.Library()
MOST_ROWS = 60
MOST_REVISIONS = 10


@dataclass(frozen=True)
class Preview:
    """A chart with its words. The picture stands alone: the admin has style sheets of its own."""

    picture: str
    description: str
    outcome: str
    aim: str
    unfit: str
    facts: Facts


@register.simple_tag
def preview(shown: Shown) -> Preview:
    said, facts = words.chart_words(shown), facts_of(shown)
    drawing = draw(shown, said, key="preview")
    picture = f"data:image/svg+xml;base64,{b64encode(standalone(drawing).encode()).decode()}" if drawing else ""
    unfit = words.said(shown.unfit) if shown.unfit else ""
    return Preview(picture, f"{said.title}. {said.description}", words.outcome_line(facts), words.aim_line(facts), unfit, facts)


@register.simple_tag
def preview_of(measure: Measure) -> Preview | None:
    return preview(show(keeping.snapshot_of(measure))) if measure.pk else None


@register.simple_tag
def figures_kept(measure: Measure) -> tuple[list[Observation], int]:
    """The newest, and how many there are."""
    if not measure.pk:
        return [], 0
    kept = measure.observations.select_related("entered_by").order_by("-period_on", "-number", "stratum")
    return list(kept[:MOST_ROWS]), kept.count()


@register.simple_tag
def last_revisions(measure: Measure) -> list[MeasureRevision]:
    return list(measure.revisions.select_related("made_by").defer("content")[:MOST_REVISIONS]) if measure.pk else []


@register.simple_tag
def who_allowed(measure: Measure) -> QuerySet[ModelLogEntry]:
    """Each time an editor let smaller numbers be shown, the newest first."""
    entries = registry.get_logs_for_instance(measure) if measure.pk else ModelLogEntry.objects.none()
    return entries.filter(action="throughline.small_numbers").select_related("user").order_by("-timestamp")
