"""The cluster with meaning beside its words: it finds the nearest rows itself (`dense_vector`, `knn`), with the same access inside.

The raw order on the cluster has the nearest rows first and then the others by their words. Its first rows are just those that are fused
here, so that no page shows a row twice and none is left out.
"""

from collections.abc import Collection

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Bool
from elasticsearch.dsl.query import Query as Clause

from search.asking import WINDOW, Answer, Hit, Query
from search.engines.cluster import connection, questions
from search.engines.cluster.documents import alias_of
from search.engines.cluster.engine import Cluster, Known, _guarded, _scored
from search.engines.embedded import Scored
from search.ranking import order
from search.ranking.fusion import fused
from search.vectors import model, rows
from search.vectors.beside import LEAST_ALIKE, MOST_ADDED, is_plain, words_of

FIRST = 1_000_000.0  # beyond every score by words
LOOKED_AT = 1000  # rows that the cluster compares more closely


class ClusterBeside(Cluster):
    window = 2 * WINDOW
    near: tuple[int, ...] = ()
    added: frozenset[int] = frozenset()

    def answer(self, query: Query) -> Answer:
        self.near, self.added = (), frozenset()
        if query.question.wanted and not query.question.has_no_word and is_plain(query):
            self._find_near(query, self._ready(query.reader.all_tokens))
        return super().answer(query)

    def _find_near(self, query: Query, hidden: Collection[int]) -> None:
        """The nearest that say a word, and the few that say none and are very near."""
        may = Bool(filter=[questions.readable(query.reader.all_tokens, hidden), *questions.published(query.after, query.before)])
        question = model.vectors([words_of(query)])[0].tolist()
        nearest = {"field": "vector", "query_vector": question, "k": WINDOW, "num_candidates": LOOKED_AT, "filter": may.to_dict()}
        found = _guarded(lambda: connection.for_reading().search(
            index=alias_of(rows.LANGUAGE), knn=nearest, size=WINDOW, source=False, track_total_hits=False
        ))  # fmt: skip
        alike = {int(hit["_id"]): 2 * hit["_score"] - 1 for hit in found["hits"]["hits"]}
        said = Bool(must=[questions.asked(query, hidden)], filter=[Q("terms", key=list(alike))])
        saying = {key for key, _score in _scored(self._ask(self._search(said, "any")[:WINDOW]))}
        self.added = frozenset([key for key, near in alike.items() if key not in saying and near >= LEAST_ALIKE][:MOST_ADDED])
        self.near = tuple(key for key in alike if key in saying or key in self.added)

    def _asked(self, query: Query, hidden: Collection[int]) -> Clause:
        asked = super()._asked(query, hidden)
        if not self.near:
            return asked
        joined = Bool(should=[asked, Q("terms", key=list(self.added), boost=0)], minimum_should_match=1) if self.added else asked
        return Bool(must=[joined], should=[Q("constant_score", filter=Q("terms", key=list(self.near)), boost=FIRST)])

    def _best_of(self, query: Query, scored: Scored, start: int) -> tuple[list[Hit], list[order.Candidate]]:
        if not self.near or start >= self.window:
            return super()._best_of(query, scored, start)
        keys = [key for key, _score in scored]
        plain = Bool(must=[questions.asked(query, self._ready(query.reader.all_tokens))], filter=[questions.chosen(query.chosen)])
        words = dict(_scored(self._ask(self._search(plain, "best")[:WINDOW]), "best"))
        by_words, window = self._best(query, Known(words, *self._public()), words, list(words), 0, WINDOW)
        there = set(keys)
        head = fused([hit.key for hit in by_words], [key for key in self.near if key in there])
        ordered = [*head, *(key for key in keys if key not in set(head))]
        return [Hit(key, 1 / (place + 1)) for place, key in enumerate(ordered)][start : start + query.per_page], window
