"""Texts of people, drawn once and kept."""

import hashlib

from django import template
from django.core.cache import caches
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from content.hashtags import HASHTAG
from content.markdown import render

register = template.Library()


def _hashtag_url(name: str) -> str:
    return reverse("hashtag", args=[name])


@register.filter
def markdown(text: str | None, heading_level: int | str = 3) -> SafeString:
    """Safe HTML of a Markdown text, its highest heading at this level."""
    if not text:
        return mark_safe("")
    key = hashlib.sha256(f"{get_language()}|{heading_level}|{text}".encode("utf-8", "replace")).hexdigest()
    kept = caches["pages"].get(f"prose-{key}")
    if kept is None:
        kept = render(text, int(heading_level), hashtag_url=_hashtag_url)
        caches["pages"].set(f"prose-{key}", kept, 24 * 3600)
    return mark_safe(kept)


@register.filter
def hashtags(text: str | None) -> SafeString:
    """One line of plain text, its hashtags as links."""

    def link(match) -> str:
        return f'<a class="hashtag" href="{escape(_hashtag_url(match[1]))}">#{escape(match[1])}</a>'

    parts, at = [], 0
    for match in HASHTAG.finditer(text or ""):
        parts += [escape(text[at : match.start()]), link(match)]
        at = match.end()
    return mark_safe("".join([*parts, escape((text or "")[at:])]))
