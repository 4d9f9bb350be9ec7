"""A resource drawn from the page alone, so that a preview and the public page are the same drawing; and what cards and stories say of it."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from resources.models import ResourcePage
from resources.reading import format_of, host_of, resource_parts

register = template.Library()


@register.simple_tag
def resource_article(page: ResourcePage, is_published: bool = False) -> SafeString:
    return render_to_string("resources/resource_article.html", {**resource_parts(page, is_published=is_published), "here": get_language()})


@register.filter
def host(url: str) -> str:
    return host_of(url)


@register.filter
def what_one_gets(page: ResourcePage) -> str:
    """The format and size of its first file; nothing when it stands elsewhere."""
    return next((format_of(file) for file in page.files.all()), "")
