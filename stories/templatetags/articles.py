"""A story or lesson drawn from the page alone, so that a preview and the public page are the same drawing."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from stories.models import LessonPage, StoryPage
from stories.reading import lesson_parts, story_parts

register = template.Library()


@register.simple_tag
def article(page: StoryPage | LessonPage, is_published: bool = False) -> SafeString:
    """Its text with everything that stands around it. What is not published has no files of charts."""
    if isinstance(page, StoryPage):
        return render_to_string("stories/story_article.html", {**story_parts(page, is_published=is_published), "here": get_language()})
    return render_to_string("stories/lesson_article.html", {**lesson_parts(page), "here": get_language()})
