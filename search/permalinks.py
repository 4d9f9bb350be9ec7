"""The one address of a question: what a saved search, an alert, a feed and a link to a list keep."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from search import facets, synonyms
from search.access import Reader
from search.asking import FACETS, Query
from search.ranking.question import LONGEST_QUESTION, parse

MOST_VALUES = 20  # of one facet
LONGEST_VALUE = 100
LONGEST_TYPED = 8000
OLD_NAMES = {"kind": "type"}  # of the first search page, whose links are about
OLD_VALUES = {"person": "member"}


def asked(typed: str | QueryDict) -> QueryDict:
    """What counts of a query string: words, choices, dates; each once, in one order, within bounds. Page and sort are not kept."""
    given = QueryDict(typed[:LONGEST_TYPED]) if isinstance(typed, str) else typed
    kept = QueryDict(mutable=True)
    for name, value in _pairs(given):
        kept.appendlist(name, value)
    return kept


def permalink(typed: str | QueryDict) -> str:
    """The query string that stands for this question, whatever the order in which it was put together."""
    return urlencode(list(_all_pairs(asked(typed))))


def words_of(typed: str | QueryDict) -> str:
    return asked(typed).get("q", "")


def query_of(typed: str | QueryDict, reader: Reader, **more) -> Query:
    """The same question for an engine. Choices typed among the words count like those beside the results."""
    kept = asked(typed)
    question = parse(kept.get("q", ""), synonyms.current())
    chosen = {facet: tuple(kept.getlist(facet)) for facet in FACETS if facet in kept}
    if question.chosen:
        named = facets.labels()
        for facet, values in question.chosen.items():
            chosen[facet] = tuple(dict.fromkeys([*chosen.get(facet, ()), *(facets.meant(facet, value, named) for value in values)]))
    return Query(
        question=question,
        reader=reader,
        chosen=chosen,
        after=day(kept.get("after", "")) or question.after,
        before=day(kept.get("before", "")) or question.before,
        **more,
    )


def day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _pairs(given: QueryDict) -> Iterator[tuple[str, str]]:
    if words := " ".join(given.get("q", "").replace("\0", " ").split())[
        : LONGEST_QUESTION + 1
    ].strip():  # one more: so that who reads it can say that it was cut
        yield "q", words
    for facet in FACETS:
        values = [*given.getlist(facet), *(OLD_VALUES.get(value, value) for old in _old(facet) for value in given.getlist(old))]
        for value in sorted({value.strip() for value in values if value.strip() and "\0" not in value})[:MOST_VALUES]:
            if len(value) <= LONGEST_VALUE:
                yield facet, value
    for name in ("after", "before"):
        if day(given.get(name, "")):
            yield name, given[name]


def _old(facet: str) -> list[str]:
    return [old for old, new in OLD_NAMES.items() if new == facet]


def _all_pairs(kept: QueryDict) -> Iterator[tuple[str, str]]:
    for name, values in kept.lists():
        for value in values:
            yield name, value
