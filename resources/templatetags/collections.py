"""{% part_of page stamp %}: the collections and reading paths that a page belongs to, kept until something public changes."""

from django import template
from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from content.models import BasePage
from resources.collecting import places_of

register = template.Library()
KEEP_FOR = 3600


@register.simple_tag
def part_of(page: BasePage, stamp: str) -> SafeString:
    kept_as = f"part-of:{page.pk}:{stamp}:{get_language()}"
    kept = caches["pages"].get(kept_as)
    if kept is None:
        kept = render_to_string("resources/part_of.html", {"places": places_of(page)})
        caches["pages"].set(kept_as, kept, KEEP_FOR)
    return mark_safe(kept)
