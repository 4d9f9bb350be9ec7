"""What pages for readers show of sharing: the tags by which networks draw a card, and the menu by which a reader passes a page on."""

from html import unescape

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context

from content.models import BasePage
from sharing import open_graph
from sharing.menu import Share
from sharing.open_graph import Shown, Told

register = template.Library()


class Keep(template.Node):
    """What stands between the tags is not shown here: it is kept as plain words, to be shown in several places."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Context) -> str:
        context[self.name] = " ".join(unescape(self.nodelist.render(context)).split())
        return ""


@register.tag
def keep(parser: Parser, token: Token) -> Keep:
    """`{% keep page_title %}{% block title %}{% endblock %}{% endkeep %}`, since a block can stand in one place only."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return Keep(name, nodelist)


@register.simple_tag
def told_of_page(page: BasePage) -> Told | None:
    """Without a question to the database where the page knows who may read it."""
    return open_graph.of_page(page)


@register.simple_tag
def told_of(path: str, title: str, about: str, picture: str = "", alt: str = "", width: int = 0, height: int = 0) -> Told:
    """What is no page of the tree; `picture`, with its words and size, in the place of the site's card."""
    own = Shown(open_graph.whole(picture), open_graph.short(alt, open_graph.LONGEST_ALT), (width, height)) if picture else None
    return open_graph.of_address(path, title, about, own)


@register.simple_tag
def share_of_page(page: BasePage) -> Share | None:
    """Nothing for what not everybody may read."""
    is_there = page.pk and page.slug and page.is_open_to_all
    return Share(open_graph.title_of(page), open_graph.whole(page.get_absolute_url())) if is_there else None


@register.simple_tag
def share_of(title: str, path: str) -> Share:
    """For what is open to everybody and no page of the tree: a series, a chart."""
    return Share(str(title), open_graph.whole(path))
