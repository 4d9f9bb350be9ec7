"""Drawings of reported figures, for cards and stories."""

from django import template
from django.utils.safestring import SafeString

from stories import dumbbell, reported
from stories.models import StoryPage

register = template.Library()


@register.simple_tag
def card_drawing(page: StoryPage, most: int = 2) -> SafeString:
    """The first figures of a story, small."""
    return reported.drawing(page, width=dumbbell.NARROW, most=most, key="c")


@register.simple_tag
def wide_drawing(page: StoryPage, key: str = "w", most: int | None = None) -> SafeString:
    return reported.drawing(page, width=dumbbell.WIDE, key=key, most=most)


@register.simple_tag
def narrow_drawing(page: StoryPage, key: str = "n", most: int | None = None) -> SafeString:
    return reported.drawing(page, width=dumbbell.NARROW, key=key, most=most)
