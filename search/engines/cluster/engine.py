"""The engine on the cluster. It finds, counts and chooses the best; their order, the spelling and the last look at each row are the
product's own, the same as in the embedded engines, whose class this one extends.
"""

import logging
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from elasticsearch.dsl import A, MultiSearch, Q, Search
from elasticsearch.dsl.query import Bool
from elasticsearch.dsl.query import Query as Clause
from elasticsearch.dsl.response import Response

from search import indexing
from search.asking import WINDOW, Answer, Hit, Query
from search.engines.base import EngineAway
from search.engines.embedded import MOST_NAMES, Embedded, Scored, says
from search.models import SearchDocument
from search.ranking import order
from search.ranking.bitmaps import Bitmaps
from search.ranking.question import Phrase

from . import connection, indexes, questions
from .breaker import breaker
from .documents import alias_of, aliases

log = logging.getLogger("throughline.search")

DEEP = 10_000  # rows that one question reaches; further on a point in time is walked along
STEP = 5000
KEEP = "1m"  # a point in time, between two steps
MOST_UNSENT, MOST_BEHIND = 20_000, 2000  # rows, and closed rows, that the cluster has not heard of: with more of them it is not asked
ALIKE = 60
STATISTICS_FOR = 30.0  # seconds


class Known(Bitmaps):
    """In the place of the bits that the embedded engines keep of all rows: only what the order asks for, of the rows on top."""

    average_length = 1.0

    def __init__(self, keys: Collection[int], public_rows: int, average_length: float) -> None:
        dates = SearchDocument.objects.filter(pk__in=list(keys), published_on__isnull=False).values_list("pk", "published_on")
        self._day = {key: timezone.localtime(at, timezone.get_default_timezone()).date().toordinal() for key, at in dates}
        self.public_rows, self.average_length = public_rows, average_length

    def day_of(self, key: int) -> int | None:
        return self._day.get(key)


class Cluster(Embedded):
    name = "elasticsearch"
    window = WINDOW  # rows on top that are put in order here

    # --- Answers -----------------------------------------------------------------------------------------------------
    def answer(self, query: Query) -> Answer:
        began = time.perf_counter()
        hidden = self._ready(query.reader.all_tokens)
        by, start = questions.order_of(query), max(query.page - 1, 0) * query.per_page
        found = self._page(query, hidden, by, start)
        count = found.hits.total.value
        pages = max(1, -(-count // query.per_page))
        page = min(max(query.page, 1), pages)
        if page < query.page:  # beyond the end: the last page
            start = (page - 1) * query.per_page
            found = self._page(query, hidden, by, start)
        scored = self._scored_hits(query, hidden, by, start, found)
        window: list[order.Candidate] = []
        if by == "best":
            shown, window = self._best_of(query, scored, start)
        else:
            shown = [Hit(key) for key, _score in scored]
        return Answer(
            hits=self._still_readable(shown, window, query.reader),
            count=count,
            facets=self._counted(found) if query.with_facets else {},
            engine=self.name,
            page=page,
            pages=pages,
            unsaid=self._unsaid(query, window),
            milliseconds=(time.perf_counter() - began) * 1000,
        )

    def _page(self, query: Query, hidden: Collection[int], by: str, start: int) -> Response:
        """The rows of a page; of the first pages the whole window, which is put in order afterwards. And all that is counted."""
        stop = start + query.per_page
        at, size = (0, max(self.window, stop)) if by == "best" and start < self.window else (start, query.per_page)
        if at + size > DEEP:
            at, size = 0, 0
        search = self._search(self._asked(query, hidden), by)[at : at + size]
        if query.chosen:
            search = search.post_filter(questions.chosen(query.chosen))
        if query.with_facets:
            for name, counted in questions.counts(query.chosen).items():
                search.aggs.bucket(name, counted)
        return self._ask(search.extra(track_total_hits=True))

    def _asked(self, query: Query, hidden: Collection[int]) -> Clause:
        """A place for plug-ins: search/vectors/cluster.py."""
        return questions.asked(query, hidden)

    def _scored_hits(self, query: Query, hidden: Collection[int], by: str, start: int, found: Response) -> Scored:
        if start + query.per_page <= DEEP or start >= found.hits.total.value:
            return _scored(found, by)
        return self._walk_to(start, query.per_page, self._chosen(query, hidden), by)

    def _best_of(self, query: Query, scored: Scored, start: int) -> tuple[list[Hit], list[order.Candidate]]:
        if start >= WINDOW:
            return [Hit(key, score) for key, score in scored], []
        scores = dict(scored)
        return self._best(query, Known(scores, *self._public()), scores, list(scores), start, start + query.per_page)

    def _counted(self, found: Response) -> dict[str, dict[str, int]]:
        return {
            name: {each["key"]: each["doc_count"] for each in found.aggregations[name]["values"]["buckets"]} for name in questions.FACETS
        }

    def every_key(self, query: Query) -> Iterable[int]:
        hidden = self._ready(query.reader.all_tokens)
        return [key for some in self._walk(self._chosen(query, hidden), "any") for key, _score in some]

    def _chosen(self, query: Query, hidden: Collection[int]) -> Clause:
        return Bool(must=[self._asked(query, hidden)], filter=[questions.chosen(query.chosen)])

    # --- To the end of a long answer ---------------------------------------------------------------------------------
    def _walk_to(self, start: int, number: int, clause: Clause, by: str) -> Scored:
        passed, found = 0, []
        for some in self._walk(clause, by):
            found += some[max(start - passed, 0) : start + number - passed]
            passed += len(some)
            if passed >= start + number:
                break
        return found

    def _walk(self, clause: Clause, by: str) -> Iterator[Scored]:
        """All rows, step by step, as they are at one point in time: nothing twice, nothing left out while others write."""
        client = connection.for_reading()
        point = _guarded(lambda: client.open_point_in_time(index=aliases(), keep_alive=KEEP))["id"]
        after: list | None = None
        try:
            while True:
                search = self._search(clause, by).index()[:STEP]
                search = search.extra(
                    pit={"id": point, "keep_alive": KEEP}, track_total_hits=False, **({"search_after": after} if after else {})
                )
                found = self._ask(search)
                if not found.hits:
                    return
                yield _scored(found, by)
                after = list(found.hits[-1].meta.sort)
        finally:
            try:
                client.close_point_in_time(id=point)
            except connection.AWAY:  # it closes by itself
                pass

    # --- What the embedded engines ask their database ----------------------------------------------------------------
    def saying(self, phrases: Sequence[Phrase], tokens: Sequence[str], most: int | None = None) -> list[int]:
        clause = Bool(filter=[questions.readable(tokens, self._ready(tokens)), questions.says(phrases)])
        if most is None:
            return [key for some in self._walk(clause, "any") for key, _score in some]
        return [key for key, _score in _scored(self._ask(self._search(clause, "any")[:most].extra(track_total_hits=False)))]

    def named(self, words: Sequence[str], tokens: Sequence[str], *, first: bool) -> list[int]:
        clause = Bool(filter=[questions.readable(tokens, self._ready(tokens)), questions.named(words, first=first)])
        search = self._search(clause, "any").sort({"key": "desc"})[:MOST_NAMES].extra(track_total_hits=False)
        return [key for key, _score in _scored(self._ask(search))]

    def alike(self, language: str, stems: Sequence[str], tokens: Sequence[str]) -> Scored:
        telling = Bool(should=[Q("term", all=stem) for stem in stems], minimum_should_match=1)
        clause = Bool(must=[telling], filter=[questions.readable(tokens, self._ready(tokens))])
        search = self._search(clause, "best").index().index(alias_of(language))[:ALIKE]
        return _scored(self._ask(search.extra(track_total_hits=False)), "best")

    def _unsaid(self, query: Query, window: Collection[order.Candidate]) -> list[str]:
        """As in the embedded engines, but all that is not seen in the window is asked at once."""
        asked = [wanted for wanted in query.question.wanted[:24] if not wanted.is_beside]
        unseen = [wanted for wanted in asked if not any(says(row, wanted) for row in window)]
        if not unseen:
            return []
        may = questions.readable(query.reader.all_tokens, self._ready(query.reader.all_tokens))
        many = MultiSearch(using=connection.for_reading(), index=aliases())
        for wanted in unseen:
            many = many.add(self._search(Bool(filter=[may, questions.says(wanted.phrases)]), "any")[:1].extra(track_total_hits=False))
        answers = _guarded(many.execute)
        return list(dict.fromkeys(wanted.typed for wanted, found in zip(unseen, answers, strict=True) if not found.hits))

    def public_rows(self) -> int:
        return self._public()[0]

    def _public(self) -> tuple[int, float]:
        """How many rows everybody may find, and how long they are; asked now and then."""
        known = _kept.get(settings.SEARCH_PREFIX)
        if known is None or time.monotonic() - known[2] > STATISTICS_FOR:
            search = self._search(Q("terms", access=list(indexing.PUBLIC)), "any")[:0].extra(track_total_hits=True)
            search.aggs.metric("length", A("avg", field="length"))
            found = self._ask(search)
            known = _kept[settings.SEARCH_PREFIX] = (found.hits.total.value, found.aggregations.length.value or 1.0, time.monotonic())
        return known[0], known[1]

    # --- Asking ------------------------------------------------------------------------------------------------------
    def _ready(self, tokens: Sequence[str]) -> list[int]:
        """Raises EngineAway where the cluster must not be asked. Else: rows that it may still show and this reader may not see."""
        if not breaker.lets_through():
            raise EngineAway("the cluster was away a moment ago")
        if not indexes.is_current():
            raise EngineAway("the index on the cluster is not ready")
        may = set(tokens)
        behind = list(SearchDocument.objects.unsent().values_list("pk", "access")[: MOST_UNSENT + 1])
        hidden = [key for key, access in behind if may.isdisjoint(access.split())]
        if len(behind) > MOST_UNSENT or len(hidden) > MOST_BEHIND:
            raise EngineAway("the cluster is too far behind")
        return hidden

    def _search(self, clause: Clause, by: str) -> Search:
        search = Search(using=connection.for_reading(), index=aliases()).query(clause).sort(*questions.ORDERS[by])
        return search.source(False).extra(stored_fields="_none_")

    def _ask(self, search: Search) -> Response:
        """Words weigh the same whatever language, index or shard they stand in; an answer that lacks a shard is none."""
        search = search.params(search_type="dfs_query_then_fetch", allow_partial_search_results=False)
        return _guarded(search.execute)


_kept: dict[str, tuple[int, float, float]] = {}  # by prefix: public rows, their average length, when that was asked


def _scored(found: Response, by: str = "any") -> Scored:
    """Key and score stand in the values that the rows were sorted by, so that the cluster need not look up anything else."""
    key = len(questions.ORDERS[by]) - 1
    return [(hit.meta.sort[key], hit.meta.sort[0] if by == "best" else 0.0) for hit in found.hits]


def _guarded(ask: Any) -> Any:
    """What a call gives; a cluster that does not answer is left alone for a while."""
    try:
        answer = ask()
    except connection.AWAY as problem:
        if connection.is_away(problem):
            breaker.failed()
        log.warning("The search goes on without the cluster: %s", connection.reason(problem))
        raise EngineAway(connection.reason(problem)) from None
    breaker.held()
    return answer
