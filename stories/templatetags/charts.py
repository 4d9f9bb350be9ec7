"""Small drawings for cards, and drawings of reported figures: a series where the story has one, else its two figures."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from measures.small_chart import draw_small
from measures.spelling import bare_figure
from measures.words import outcome_line
from stories import dumbbell, reported
from stories.models import StoryPage

register = template.Library()


@register.simple_tag
def card_drawing(page: StoryPage, most: int = 2) -> SafeString:
    """The first outcome measure of a story, or the first of its figures, small."""
    return small_series(page, "c") or reported.drawing(page, width=dumbbell.NARROW, most=most, key="c")


@register.simple_tag
def small_series(page: StoryPage, key: str = "s", width: int = 320) -> SafeString:
    """The first outcome measure with figures, small. Drawn from what is kept beside the story: no figures are read again."""
    facts = page.outcome
    if facts is None:
        return mark_safe("")
    drawn = draw_small(
        facts,
        title=f"{facts.name}. {outcome_line(facts)}",
        width=width,
        figure=lambda value: bare_figure(value, facts, trims=True),
        key=f"p{page.pk}{key}",
    )
    return mark_safe(drawn)


@register.simple_tag
def wide_drawing(page: StoryPage, key: str = "w", most: int | None = None) -> SafeString:
    return reported.drawing(page, width=dumbbell.WIDE, key=key, most=most)


@register.simple_tag
def narrow_drawing(page: StoryPage, key: str = "n", most: int | None = None) -> SafeString:
    return reported.drawing(page, width=dumbbell.NARROW, key=key, most=most)
