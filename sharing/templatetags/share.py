"""What pages for readers show of sharing: the tags by which networks draw a card, and the menu by which a reader passes a page on."""

from django import template
from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from content.models import BasePage
from sharing import cards
from sharing.menu import Share

register = template.Library()


@register.simple_tag
def told_of(page: BasePage) -> dict[str, str]:
    """What networks read of it, without a question to the database; no card for what is not live."""
    about = cards.retracted(page) if page.is_retracted else page.finding
    title = _title(page)
    return {
        "title": title,
        "about": about,
        "address": _whole(page.get_absolute_url()),
        "card": cards.card_address(page) if page.pk and page.live else "",
        "alt": Truncator(f"{title if title.endswith(('.', '?', '!', '…')) else f'{title}.'} {about}").chars(400),
    }


@register.simple_tag
def share_of_page(page: BasePage) -> Share | None:
    """Nothing for what not everybody may read."""
    is_there = page.pk and page.slug and page.is_open_to_all
    return Share(_title(page), _whole(page.get_absolute_url())) if is_there else None


@register.simple_tag
def share_of(title: str, path: str) -> Share:
    """For what is open to everybody and no page of the tree: a series, a chart."""
    return Share(str(title), _whole(path))


def _title(page: BasePage) -> str:
    return _("Retracted: %(title)s") % {"title": page.title} if page.is_retracted else page.title


def _whole(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"
