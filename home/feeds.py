"""RSS, Atom and JSON feeds of stories, lessons and resources: all of them, of a hashtag, of a method."""

import re
from collections.abc import Iterable
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.http import http_date
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.models import BasePage, Hashtag, Method
from resources.models import ResourcePage
from stories.models import LessonPage, StoryPage

NEWEST = 30
KEPT_BY_READERS = 300  # seconds
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
KINDS = ("rss", "atom", "json")
SORTS: dict[str, type[BasePage]] = {"stories": StoryPage, "lessons": LessonPage, "resources": ResourcePage}
TITLES = {
    "stories": gettext_lazy("Stories on Throughline"),
    "lessons": gettext_lazy("Lessons on Throughline"),
    "resources": gettext_lazy("Resources on Throughline"),
}


@require_safe
def everything(request: HttpRequest, what: str, kind: str) -> HttpResponse:
    if what not in SORTS:
        raise Http404
    return _feed(request, kind, str(TITLES[what]), _newest(SORTS[what].objects.open_to_all()))


@require_safe
def of_hashtag(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    hashtag = Hashtag.objects.spelled(name)
    if hashtag is None:
        raise Http404
    pages = [page for sort in SORTS.values() for page in _newest(sort.objects.open_to_all().filter(tagged_with__tag=hashtag))]
    return _feed(request, kind, _("#%(hashtag)s on Throughline") % {"hashtag": hashtag.name}, pages)


@require_safe
def of_method(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    method = get_object_or_404(Method, slug=slug)
    pages = [page for sort in SORTS.values() for page in _newest(sort.objects.open_to_all().filter(methods=method))]
    return _feed(request, kind, _("%(method)s on Throughline") % {"method": method.name}, pages)


def _newest(pages) -> Iterable[BasePage]:
    return pages.with_findings().order_by("-first_published_at", "-pk")[:NEWEST]


def _named(page: BasePage) -> str:
    """A reader of feeds that knows the title only must see a retraction too."""
    title = NOT_IN_XML.sub(" ", page.title)
    return _("Retracted: %(title)s") % {"title": title} if page.is_retracted else title


def _said(page: BasePage) -> str:
    """The finding, with its caution or retraction where there is one."""
    words = [_("Retracted.") if page.is_retracted else "", page.finding, getattr(page, "caution", "")]
    return NOT_IN_XML.sub(" ", " ".join(word for word in words if word))


def _changed_at(page: BasePage):
    """The last time that a reader would see something else."""
    return max(at for at in (page.last_published_at, page.corrected_at, page.retracted_at, page.first_published_at) if at)


def _whole(address: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{address}"


def _feed(request: HttpRequest, kind: str, title: str, pages: Iterable[BasePage]) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    newest = sorted(pages, key=lambda page: page.first_published_at, reverse=True)[:NEWEST]
    answer = _json_feed(request, title, newest) if kind == "json" else _xml_feed(request, kind, title, newest)
    return _once_only(request, answer, newest)


def _once_only(request: HttpRequest, answer: HttpResponse, pages: list[BasePage]) -> HttpResponse:
    """Who asks again for what has not changed gets a short answer."""
    etag = f'"{sha256(answer.content).hexdigest()[:32]}"'
    last_modified = int(max(_changed_at(page) for page in pages).timestamp()) if pages else None
    answer.headers["ETag"] = etag
    if last_modified:
        answer.headers["Last-Modified"] = http_date(last_modified)
    patch_cache_control(answer, public=True, max_age=KEPT_BY_READERS)
    return get_conditional_response(request, etag=etag, last_modified=last_modified, response=answer) or answer


def _xml_feed(request: HttpRequest, kind: str, title: str, pages: list[BasePage]) -> HttpResponse:
    generator = Rss201rev2Feed if kind == "rss" else Atom1Feed
    feed = generator(title=title, link=_whole("/"), description=title, language=get_language(), feed_url=_whole(request.path))
    for page in pages:
        feed.add_item(
            title=_named(page),
            link=_whole(page.get_absolute_url()),
            description=_said(page),
            unique_id=f"urn:uuid:{page.translation_key}",
            unique_id_is_permalink=False,
            pubdate=localtime(page.first_published_at),
            updateddate=localtime(_changed_at(page)),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=f"application/{kind}+xml; charset=utf-8")


def _json_feed(request: HttpRequest, title: str, pages: list[BasePage]) -> JsonResponse:
    """JSON Feed 1.1."""
    items = [
        {
            "id": f"urn:uuid:{page.translation_key}",
            "url": _whole(page.get_absolute_url()),
            "title": _named(page),
            "content_text": _said(page),
            "language": page.language,
            "date_published": localtime(page.first_published_at).isoformat(),
            "date_modified": localtime(_changed_at(page)).isoformat(),
        }
        for page in pages
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "feed_url": _whole(request.path),
        "language": get_language(),
        "home_page_url": _whole("/"),
        "items": items,
    }
    return JsonResponse(feed, content_type="application/feed+json")
