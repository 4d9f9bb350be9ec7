"""Reading stories, lessons, series and change ideas."""

from collections.abc import Callable
from functools import partial

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail import hooks

from content.models import BasePage, BasePageQuerySet, Stamp
from stories.listing import LESSON_FACETS, STORY_FACETS, Listing
from stories.models import ChangeIdea, LessonPage, Series, StoryPage
from stories.reading import pages_of, stories_by_result
from stories.templatetags.articles import article

KEEP_FOR = 3600


@require_safe
def story_index(request: HttpRequest) -> HttpResponse:
    listing = Listing(
        StoryPage.objects.open_to_all(),
        STORY_FACETS,
        ("title", "result_statement", "aim", "setting_text"),
        asked=request.GET,
        path=request.path,
    )
    return render(request, "stories/story_index.html", {"listing": listing, "page_obj": listing.page})


@require_safe
def lesson_index(request: HttpRequest) -> HttpResponse:
    listing = Listing(LessonPage.objects.open_to_all(), LESSON_FACETS, ("title", "lesson", "context"), asked=request.GET, path=request.path)
    return render(request, "stories/lesson_index.html", {"listing": listing, "page_obj": listing.page})


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    return read(request, StoryPage.objects.with_findings(), slug)


@require_safe
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    return read(request, LessonPage.objects.all(), slug)


@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Series, slug=slug)
    return render(request, "stories/series.html", {"series": found, "pages": pages_of(found)})


@require_safe
def change_idea(request: HttpRequest, slug: str) -> HttpResponse:
    idea = get_object_or_404(ChangeIdea.objects.select_related("method"), slug=slug)
    return render(request, "stories/change_idea.html", {"idea": idea, "sides": stories_by_result(idea)})


def read(request: HttpRequest, pages: BasePageQuerySet, slug: str, *, draw: Callable[..., SafeString] = article) -> HttpResponse:
    """A live page whose embargo is over, to whom Wagtail's own restrictions let it: they stand in its hooks."""
    page = get_object_or_404(pages.knowing_who_may_read(), slug=slug, live=True)
    if page.is_embargoed:
        raise Http404
    for ask in hooks.get_hooks("before_serve_page"):
        answer = ask(page, request, [], {})
        if isinstance(answer, HttpResponse):
            return answer
    show = partial(_show, draw)
    for guard in reversed(hooks.get_hooks("on_serve_page")):
        show = guard(show)
    return show(page, request, [], {})


def _show(draw: Callable[..., SafeString], page: BasePage, request: HttpRequest, args: list, kwargs: dict) -> HttpResponse:
    is_mine = request.user.is_authenticated and page.is_author(request.user)
    stamp = Stamp.current()
    return render(request, page.template, {"page": page, "drawn": _drawn(page, draw, stamp), "is_mine": is_mine, "stamp": stamp})


def _drawn(page: BasePage, draw: Callable[..., SafeString], stamp: str) -> str:
    """The article, kept until something public changes."""
    kept_as = f"article:{page.pk}:{stamp}:{page.live_revision_id}:{page.corrected_at}:{page.retracted_at}:{get_language()}".replace(
        " ", "_"
    )
    kept = caches["pages"].get(kept_as)
    if kept is None:
        kept = draw(page, is_published=True)
        caches["pages"].set(kept_as, kept, KEEP_FOR)
    return kept
