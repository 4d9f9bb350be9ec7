"""What the editors' panels of a story show: each chart as readers would get it, and what the team says beside what the figures say."""

from dataclasses import dataclass

from django import template

from measures.models import MeasureRevision
from measures.templatetags.measure_panels import Preview, preview
from measures.words import aim_line, outcome_line
from stories.claims import Stronger, claims_of
from stories.measured import linked, newest_of
from stories.models import StoryMeasure, StoryPage

register = template.Library()


@dataclass(frozen=True)
class LinkPreview:
    """One chart of a story, with the revision that is pinned to it."""

    chart: Preview
    revision: MeasureRevision
    newer: int  # the number of the newest revision, where that is another one


@register.simple_tag
def link_preview(link: StoryMeasure) -> LinkPreview | None:
    if not link.revision_id or not link.measure_id:
        return None
    newest = newest_of([link]).get(link.measure_id)
    is_newest = newest is None or newest.pk == link.revision_id
    return LinkPreview(preview(link.shown), link.revision, 0 if is_newest else newest.number)


@register.simple_tag
def figures_say(page: StoryPage) -> list[tuple[str, str, str]]:
    """Each measure with its outcome line and its aim."""
    known = [(link.measure.name, facts) for link in linked(page) if (facts := link.known)]
    return [(name, outcome_line(facts), aim_line(facts)) for name, facts in known]


@register.simple_tag
def stronger_claims(page: StoryPage) -> list[Stronger]:
    return claims_of(page)
