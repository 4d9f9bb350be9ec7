"""Small answers that the composer's templates ask for."""

from typing import Any

from django import template
from django.db.models import Model
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from measures.words import rules_title
from stories.composer import check

register = template.Library()


@register.filter
def at(things: dict[str, Any], key: str) -> SafeString:
    """What was drawn for this place; it was escaped when it was drawn."""
    return mark_safe(things.get(key, ""))


@register.filter
def kind_of_page(model: type[Model]) -> str:
    return str(model._meta.verbose_name)


@register.filter
def write_url(page: Page) -> str:
    """Where its writers go on."""
    return check.step_url(page, check.steps_of(page)[0])


@register.filter
def in_words(rules: str) -> str:
    """A set of rules by its title."""
    return rules_title(rules)


@register.filter
def place_of(page: Page, name: str) -> str:
    """Where one answer is written."""
    return check.place_of(page, name)
