"""What readers and networks fetch: the counted link of a post, and the cards of pages and of the site. No session, no cookie."""

from hashlib import sha256
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe
from wagtail.models import Page

from content.models import BasePage
from members.roles import is_editor
from sharing import cards, links
from sharing.menu import LONGEST_TEXT, mastodon_address

KEPT = 24 * 3600  # seconds, in caches between us and networks: a card of a page that is closed meanwhile is asked for again after them
KEPT_OF_OLD = 300  # an address of an older version shows what holds today


@require_safe
def share_link(request: HttpRequest, code: str) -> HttpResponse:
    """To the page that the post is about; a calm page where it has been taken away."""
    post = links.find(code)
    if post is None or not links.was_public(post):
        raise Http404
    page = links.open_page(post)
    if page is None:
        with override(post.language):
            answer = render(request, "sharing/withdrawn.html", status=HTTPStatus.GONE)
    else:
        if links.is_reader(request):
            links.count(post)
        answer = HttpResponse(status=HTTPStatus.FOUND, headers={"Location": links.address(post, page)})
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@require_safe
def share_mastodon(request: HttpRequest) -> HttpResponse:
    """A post begins on the reader's own server, which only they know: its address is shown, and followed by them alone."""
    asked = {name: request.GET.get(name, "") for name in ("server", "text", "language")}
    language = asked["language"] if asked["language"] in dict(settings.LANGUAGES) else get_language()
    address = mastodon_address(asked["server"], asked["text"])
    told = {**asked, "text": asked["text"][:LONGEST_TEXT], "server": asked["server"][:400], "language": language}
    with override(language):
        answer = render(request, "sharing/mastodon.html", {**told, "address": address, "host": urlsplit(address).hostname})
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@require_safe
def share_card(request: HttpRequest, page_id: int, version: str) -> HttpResponse:
    """Of a page that is open to all. Whatever version the address names, it is the card of today: networks ask for old ones for days."""
    page = _shareable(page_id)
    if not page.is_open_to_all:
        raise Http404
    return _kept(request, cards.card_png(page), is_old=version != cards.version_of(page))


@require_safe
def site_card(request: HttpRequest, language: str, version: str) -> HttpResponse:
    """Under the pages that have no card of their own: the front page, lists, people."""
    return _kept(request, cards.site_card_png(language), is_old=version != cards.site_card_version(language))


@require_safe
def card_preview(request: HttpRequest, page_id: int) -> HttpResponse:
    """The card as the newest version of a page will have it, also before anybody else may see it: for editors."""
    if not is_editor(request.user):
        raise PermissionDenied
    page = _shareable(page_id)
    answer = HttpResponse(cards.card_png(page, page.latest_revision), content_type=cards.MIME)
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def _kept(request: HttpRequest, card: bytes, *, is_old: bool) -> HttpResponse:
    answer = HttpResponse(card, content_type=cards.MIME)
    tag = f'"{sha256(card).hexdigest()[:32]}"'
    answer.headers["ETag"] = tag
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # networks show it in their own pages
    patch_cache_control(answer, public=True, max_age=KEPT_OF_OLD if is_old else KEPT)
    return get_conditional_response(request, etag=tag, response=answer) or answer


def _shareable(page_id: int) -> BasePage:
    page = get_object_or_404(Page, pk=page_id).specific
    if not getattr(page, "share_kind", ""):
        raise Http404
    return page
