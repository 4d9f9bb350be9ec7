"""RSS, Atom and JSON feeds of stories and lessons: all of them, of a hashtag, of a method."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.models import BasePage, Hashtag, Method
from stories.models import LessonPage, StoryPage

NEWEST = 30
KINDS = ("rss", "atom", "json")
SORTS: dict[str, type[BasePage]] = {"stories": StoryPage, "lessons": LessonPage}


def everything(request: HttpRequest, what: str, kind: str) -> HttpResponse:
    if what not in SORTS:
        raise Http404
    title = _("Stories on Throughline") if what == "stories" else _("Lessons on Throughline")
    return _feed(request, kind, title, _newest(SORTS[what].objects.open_to_all()))


def of_hashtag(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    hashtag = Hashtag.objects.spelled(name)
    if hashtag is None:
        raise Http404
    pages = [page for sort in SORTS.values() for page in _newest(sort.objects.open_to_all().filter(tagged_with__tag=hashtag))]
    return _feed(request, kind, _("#%(hashtag)s on Throughline") % {"hashtag": hashtag.name}, pages)


def of_method(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    method = get_object_or_404(Method, slug=slug)
    pages = [page for sort in SORTS.values() for page in _newest(sort.objects.open_to_all().filter(methods=method))]
    return _feed(request, kind, _("%(method)s on Throughline") % {"method": method.name}, pages)


def _newest(pages) -> Iterable[BasePage]:
    return pages.order_by("-first_published_at")[:NEWEST]


def _said(page: BasePage) -> str:
    """The finding, with its caution or retraction where there is one."""
    words = [_("Retracted.") if page.is_retracted else "", page.finding, getattr(page, "caution", "")]
    return " ".join(word for word in words if word)


def _feed(request: HttpRequest, kind: str, title: str, pages: Iterable[BasePage]) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    newest = sorted(pages, key=lambda page: page.first_published_at, reverse=True)[:NEWEST]
    here, home = request.build_absolute_uri(), request.build_absolute_uri("/")
    if kind == "json":
        return _json_feed(request, title, newest)
    generator = Rss201rev2Feed if kind == "rss" else Atom1Feed
    feed = generator(title=title, link=home, description=title, language=get_language(), feed_url=here)
    for page in newest:
        address = request.build_absolute_uri(page.get_absolute_url())
        feed.add_item(
            title=page.title,
            link=address,
            description=_said(page),
            unique_id=str(page.translation_key),
            unique_id_is_permalink=False,
            pubdate=page.first_published_at,
            updateddate=page.last_published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=f"application/{kind}+xml; charset=utf-8")


def _json_feed(request: HttpRequest, title: str, pages: list[BasePage]) -> JsonResponse:
    """JSON Feed 1.1."""
    items = [
        {
            "id": str(page.translation_key),
            "url": request.build_absolute_uri(page.get_absolute_url()),
            "title": page.title,
            "content_text": _said(page),
            "language": page.language,
            "date_published": page.first_published_at.isoformat(),
            "date_modified": page.last_published_at.isoformat(),
        }
        for page in pages
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "feed_url": request.build_absolute_uri(),
        "language": get_language(),
    }
    return JsonResponse({**feed, "home_page_url": request.build_absolute_uri("/"), "items": items}, content_type="application/feed+json")
