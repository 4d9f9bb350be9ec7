"""An embedded engine with meaning beside its words: what is found by words stays found, a few rows that only mean it join them."""

from collections.abc import Mapping, Sequence
from functools import cache
from heapq import nlargest

from search.asking import WINDOW, Hit, Query
from search.engines.embedded import Embedded, fresh
from search.ranking import order
from search.ranking.bitmaps import Bitmaps
from search.ranking.fusion import fused
from search.vectors import rows

MOST_ADDED = 20  # rows that say none of the words
LEAST_ALIKE = 0.45  # and so near they have to be
NEARLY_NOTHING = 1e-9  # their score by words


class Beside(Embedded):
    """Put before an embedded engine. Fused by rank: no score of one kind is held against the other's."""

    def _scores(self, query: Query) -> dict[int, float] | None:
        scores = super()._scores(query)
        self.near: list[int] = []
        self.added: set[int] = set()
        if scores is not None and is_plain(query):
            bitmaps = fresh()
            readable = set(bitmaps.keys_of(bitmaps.readable(query.reader.all_tokens)))
            found = rows.nearest(words_of(query), readable, most=WINDOW)
            self.added = set([key for key, alike in found if key not in scores and alike >= LEAST_ALIKE][:MOST_ADDED])
            self.near = [key for key, _alike in found if key in scores or key in self.added]
            scores |= dict.fromkeys(self.added, NEARLY_NOTHING)
        return scores

    def _best(
        self, query: Query, bitmaps: Bitmaps, scores: Mapping[int, float], keys: Sequence[int], start: int, stop: int
    ) -> tuple[list[Hit], list[order.Candidate]]:
        if not self.near:
            return super()._best(query, bitmaps, scores, keys, start, stop)
        by_words, window = super()._best(query, bitmaps, scores, keys, 0, WINDOW)
        there = set(keys)
        head = fused([hit.key for hit in by_words if hit.key not in self.added], [key for key in self.near if key in there])
        rest = [-key for _score, key in nlargest(max(0, stop), ((scores[key], -key) for key in there.difference(head)))]
        ordered = [*head, *rest]
        return [Hit(key, 1 / (place + 1)) for place, key in enumerate(ordered)][start:stop], window


def is_plain(query: Query) -> bool:
    """Words alone, in the language that the model knows. Whoever writes quotes, a minus or a field means words."""
    question = query.question
    return query.reader.language == rows.LANGUAGE and not question.unwanted and not any(wanted.is_needed for wanted in question.wanted)


def words_of(query: Query) -> str:
    return query.question.text


@cache
def with_vectors(engine: type[Embedded]) -> type[Embedded]:
    """The same engine, with meaning beside its words."""
    return type(f"{engine.__name__}WithVectors", (Beside, engine), {"name": engine.name})
