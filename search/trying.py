"""“Who has tried this?”: open stories near an aim that is being written, those that did not work among them, and whom to ask."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.models import Member
from search import engine, synonyms
from search.access import Reader, reader_of
from search.asking import Query
from search.kinds import KINDS
from search.models import SearchDocument
from search.ranking import analysis
from search.ranking.question import SMALL_WORDS, parse
from stories.models import StoryPage

LONGEST_AIM = 400
MOST = 5
LOOKED_AT = 20
WORDS_IN_COMMON = 2  # one word alone is too little to say that somebody has tried it


@dataclass(frozen=True)
class Tried:
    """A story, and the members among its authors whom one may ask."""

    story: StoryPage
    people: list[Member]


@login_required
@require_POST
@never_cache
def tried(request: HttpRequest) -> HttpResponse:
    """A piece of a page for the composer's script, or a page for those without it. What is posted is read and forgotten."""
    aim = " ".join(request.POST.get("aim", "")[: LONGEST_AIM * 4].replace("\0", " ").split())[:LONGEST_AIM]
    template = "search/tried_list.html" if request.headers.get("X-Requested-With") == "fetch" else "search/tried.html"
    return render(request, template, {"aim": aim, "found": who_has_tried(aim, to=request.user, not_this=request.POST.get("story", ""))})


def who_has_tried(aim: str, *, to, not_this: str = "") -> list[Tried]:
    """At most five, the nearest first, none retracted. What did not work is worth as much: one of those keeps the last place."""
    reader = reader_of(to)
    keys = [key for key in _near(aim, reader) if str(key) != not_this]
    may_see = KINDS["story"].open_to(keys, to)
    stories = (
        StoryPage.objects.open_to_all()
        .filter(pk__in=may_see, retracted_at__isnull=True)
        .with_findings()
        .prefetch_related("authors__member__user")
    )
    by_key = {story.pk: story for story in stories}
    near = [by_key[key] for key in keys if key in by_key]
    return [Tried(story, _people(story, but=to.pk)) for story in _with_one_that_failed(near)]


def _near(aim: str, reader: Reader) -> list[int]:
    if not aim:
        return []
    query = Query(
        parse(" ".join(analysis.words(aim)), synonyms.current()), reader, {"type": ("story",)}, per_page=LOOKED_AT, with_facets=False
    )
    hits = engine.ask(query).hits
    rows = SearchDocument.objects.in_bulk([hit.key for hit in hits])
    return [rows[hit.key].object_id for hit in hits if hit.key in rows and _has_enough_in_common(aim, rows[hit.key])]


def _has_enough_in_common(aim: str, row: SearchDocument) -> bool:
    wanted = {analysis.stem(word, row.language) for word in analysis.words(aim) if word not in SMALL_WORDS}
    return len(wanted.intersection(row.stems.split())) >= min(WORDS_IN_COMMON, len(wanted))


def _with_one_that_failed(near: list[StoryPage]) -> list[StoryPage]:
    shown = near[:MOST]
    failed = StoryPage.Status.DID_NOT_WORK
    if len(shown) == MOST and all(story.status != failed for story in shown):
        return shown[:-1] + ([story for story in near[MOST:] if story.status == failed][:1] or shown[-1:])
    return shown


def _people(story: StoryPage, *, but: int) -> list[Member]:
    """Authors who have a page of their own here; nobody asks themselves."""
    members = [author.member for author in story.authors.all() if author.member and not author.member.closed_at]
    return [member for member in members if member.user and member.user.is_active and member.user_id != but]
