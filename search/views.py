"""One question over everything that the reader may read: the page, its suggestions, its feed."""

from dataclasses import replace
from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from search import counting, recent, suggesting
from search.browsing import browsed
from search.finding import Finding
from search.promoting import promoted_for
from search.results import Line, lines

LONGEST_START = 200  # of what is typed, for suggestions


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    finding = Finding(request.GET, request.path, request.user)
    context = {"finding": finding}
    if finding.is_shown:
        shown = lines((hit.key for hit in finding.answer.hits), request.user, finding.shown_question, finding.labels)
        finding.unshown = len(finding.answer.hits) - len(shown)
        promoted = _promoted(finding, request.user)
        first = {line.key for line in promoted}
        context |= {"lines": [line for line in shown if line.key not in first], "promoted": promoted}
        _count(request, finding)
    if not finding.is_shown or not finding.count:
        context |= {"browsed": browsed(), "editors_email": parseaddr(settings.EDITORS_EMAIL)[1]}
    answer = render(request, "search/part.html" if _is_part(request) else "search/search.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """A piece of a page for the list under a search box."""
    typed = request.GET.get("q", "")[:LONGEST_START]
    answer = render(request, "search/suggestions.html", {"suggestions": suggesting.suggestions(typed, request.user)})
    patch_cache_control(answer, private=True, max_age=60)
    return answer


def _is_part(request: HttpRequest) -> bool:
    """htmx asks for the results alone; going back in its history needs the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def _count(request: HttpRequest, finding: Finding) -> None:
    """Once for each question: its further pages are the same question."""
    if finding.query.page == 1 and finding.typed:
        counting.note(finding.typed, get_language() or "en", found=finding.count, milliseconds=finding.answer.milliseconds)
        recent.note(finding.feed_query, by=request.user)


def _promoted(finding: Finding, user) -> list[Line]:
    """What editors put first, above the first page of a list that is neither filtered nor ordered otherwise."""
    if not finding.typed or finding.chips or finding.sort != "best" or finding.query.page > 1:
        return []
    notes = {row.pk: note for row, note in promoted_for(finding.instead or finding.typed, finding.query.reader, user)}
    drawn = lines(notes, user, finding.shown_question, finding.labels) if notes else []
    return [replace(line, note=notes[line.key]) for line in drawn]
