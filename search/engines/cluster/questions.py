"""A question in the language of the cluster: what has to be said, who may find it, what was chosen.

Every one of these goes out with the reader's access tokens inside: for hits, for counts, for suggestions.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from elasticsearch.dsl import A, Q
from elasticsearch.dsl.aggs import Agg
from elasticsearch.dsl.query import Bool, MatchAll, MatchNone, Query

from search import asking
from search.asking import FACETS
from search.engines.embedded import bounded
from search.ranking.question import Phrase

from .documents import LONGEST_BEGINNING

FIELDS = {"": "all", "title": "title"}
MOST_VALUES = 4000  # of one facet; with fifteen facets still below what a cluster counts in one question


def readable(tokens: Sequence[str], hidden: Collection[int] = ()) -> Bool:
    """What bears one of the tokens. `hidden`: rows that became closed so recently that the cluster has not heard of it."""
    return Bool(filter=[Q("terms", access=list(tokens))], must_not=[Q("terms", key=sorted(hidden))] if hidden else [])


def says(phrases: Iterable[Phrase]) -> Bool:
    """Any of these; each counts by its weight."""
    return Bool(should=[_phrase(phrase) for phrase in phrases if phrase.words], minimum_should_match=1)


def _phrase(phrase: Phrase) -> Query:
    return Q("match_phrase", **{FIELDS[phrase.place]: {"query": " ".join(phrase.words), "boost": phrase.weight}})


def asked(query: asking.Query, hidden: Collection[int]) -> Query:
    """The words and the dates of a question for one reader, before anything is chosen."""
    question = query.question
    wanted, unwanted = bounded(question)
    if question.has_no_word or (question.wanted and not wanted):
        return MatchNone()
    needed = [says(each.phrases) for each in wanted if each.is_needed]
    others = [says(each.phrases) for each in wanted if not each.is_needed]
    words = Bool(must=needed, should=others, minimum_should_match=0 if needed else 1) if wanted else MatchAll()
    may = readable(query.reader.all_tokens, hidden)
    return Bool(must=[words], filter=[may, *published(query.after, query.before)], must_not=[_phrase(each) for each in unwanted])


def published(after: date | None, before: date | None) -> list[Query]:
    """From the first moment of the one day to the last of the other, as days are counted where the site is."""
    bounds = {"gte": _moment(after)} if after else {}
    if before:
        bounds["lt"] = _moment(before + timedelta(days=1)) if before < date.max else float(2**53)
    return [Q("range", moment=bounds)] if bounds else []


def _moment(day: date) -> float:
    return datetime.combine(day, time.min, timezone.get_default_timezone()).timestamp()


def chosen(choices: Mapping[str, Sequence[str]], *, but: str = "") -> Bool:
    """What was chosen: values of one facet are alternatives, facets go together. `but` leaves out one facet."""
    return Bool(filter=[Q("terms", **{f"facets.{name}": list(values)}) for name, values in choices.items() if name != but])


def counts(choices: Mapping[str, Sequence[str]]) -> dict[str, Agg]:
    """For each facet how many there would be: the choices of the others count, its own do not."""
    counted = {}
    for name in FACETS:
        counted[name] = A("filter", chosen(choices, but=name)) if choices else A("filter", MatchAll())
        counted[name].bucket("values", "terms", field=f"facets.{name}", size=MOST_VALUES)
    return counted


ORDERS: dict[str, list[dict]] = {
    "newest": [{"moment": {"order": "desc", "missing": "_last"}}, {"key": "asc"}],
    "oldest": [{"moment": {"order": "asc", "missing": "_last"}}, {"key": "asc"}],
    "title": [{"title_key": "asc"}, {"key": "asc"}],
    "best": [{"_score": "desc"}, {"key": "asc"}],
    "any": [{"key": "asc"}],
}


def order_of(query: asking.Query) -> str:
    """Without words nothing is better than anything else: the newest first."""
    if query.sort == "best":
        return "best" if query.question.wanted else "newest"
    return query.sort if query.sort in ORDERS else "newest"


def named(words: Sequence[str], *, first: bool) -> Query:
    """Rows whose title and names say all the words, the last one begun; `first`: whose title begins with them."""
    if first:
        return Q("prefix", title_words=" ".join(words))
    *whole, last = words
    begun = Q("term", names=last) if len(last) <= LONGEST_BEGINNING else Q("prefix", names__exact=last)
    return Bool(filter=[*(Q("term", names__exact=word) for word in whole), begun])
