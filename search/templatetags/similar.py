"""{% more_like_this "story" page.pk stamp %}: the list below a page; nothing where there is nothing like it."""

from django import template

from content.models import Stamp
from search import similar

register = template.Library()


@register.inclusion_tag("search/more_like_this.html")
def more_like_this(kind: str, key: int | None, stamp: str = "") -> dict[str, list[similar.Like]]:
    """`stamp` is the edition that the page knows already; without it one question more is asked."""
    return {"like": similar.more_like(kind, key, stamp or Stamp.current()) if key else []}
