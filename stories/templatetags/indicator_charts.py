"""One published chart of an indicator, small, drawn from what is kept beside the story."""

from typing import Any

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from measures.small_chart import draw_small
from measures.spelling import bare_figure
from measures.words import aim_line, outcome_line
from stories.models import StoryMeasure

register = template.Library()


@register.inclusion_tag("stories/indicator_chart.html")
def indicator_chart(link: StoryMeasure) -> dict[str, Any]:
    facts = link.known
    if facts is None:
        return {"link": link}
    outcome = outcome_line(facts)
    drawing = draw_small(
        facts,
        title=f"{facts.name}. {outcome}",
        figure=lambda value: bare_figure(value, facts, trims=True),
        width=300,
        key=f"i{link.pk}",
    )
    return {"link": link, "drawing": mark_safe(drawing), "outcome": outcome, "aim": aim_line(facts), "here": get_language()}
