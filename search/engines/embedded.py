"""What the two engines inside the database have in common: nothing to install, and the same answers on both.

The database says in one question which rows match and how well, with the access tokens inside it. Choices, counts of facets and other
orders are bit operations on search/ranking/bitmaps.py, which each process keeps and brings up to date before it answers. The best
WINDOW rows are read once and put in order by search/ranking/order.py; before a row is handed out its access is looked at again.
"""

import threading
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import nlargest

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Left
from django.utils import timezone
from rapidfuzz import process
from rapidfuzz.distance import OSA

from search import indexing
from search.access import Reader
from search.asking import FACETS, WINDOW, Answer, Hit, Query
from search.full_text import TABLE
from search.models import SearchDocument, SearchTerm
from search.ranking import analysis, bm25, order
from search.ranking.bitmaps import Bitmaps, Row
from search.ranking.question import Phrase, Question, Wanted

MOST_PHRASES = 200  # of one question, synonyms included
TELLING = 12  # words that speak for a row in "more like this"
MOST_NAMES = 300  # rows looked at for a suggestion
LONGEST_NAME = 400
SLOW_TO_READ, PATIENCE = 0.05, 60  # seconds: a long list of words is read again at most so often

Scored = list[tuple[int, float]]


@dataclass
class Kept:
    """What a process keeps of one index."""

    bitmaps: Bitmaps = field(default_factory=Bitmaps)
    words: dict[int, list[str]] = field(default_factory=dict)  # by their length
    words_known: int = -1
    words_read_at: float = 0.0
    words_took: float = 0.0


_kept: dict[str, Kept] = {}
_lock = threading.RLock()


def forget() -> None:
    """Everything that this process keeps: for tests, whose databases go back to what they were."""
    with _lock:
        _kept.clear()


def fresh() -> Bitmaps:
    """The bits as the index is now."""
    using = indexing.database()
    with _lock:
        kept = _kept.setdefault(using, Kept())
        current = _current(using)
        if kept.bitmaps.known != current:
            if current < kept.bitmaps.known or indexing.floor() > kept.bitmaps.known:
                kept.bitmaps = Bitmaps()
            kept.bitmaps.keep(_rows_since(kept.bitmaps))
            kept.bitmaps.known = max(kept.bitmaps.known, current)
        return kept.bitmaps


def _current(using: str) -> int:
    """Counter.current(), asked so often that the way through the models shows."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT number FROM search_counter WHERE id = 1")
        found = cursor.fetchone()
    return found[0] if found else 0


def _rows_since(bitmaps: Bitmaps) -> Iterable[Row]:
    rows = SearchDocument.objects.filter(version__gt=bitmaps.known).order_by("pk")
    if not bitmaps.known:
        rows = rows.filter(is_gone=False)
    fields = ("pk", "access", "facets", "published_on", "title", "length", "version")
    zone, public = timezone.get_default_timezone(), {}
    for key, access, facets, at, title, length, version in rows.values_list(*fields).iterator(chunk_size=2000):
        bitmaps.known = max(bitmaps.known, version)
        if access not in public:
            public[access] = (tuple(access.split()), indexing.is_public(access))
        tokens, is_public = public[access]
        day, moment = (at.astimezone(zone).date().toordinal(), at.timestamp()) if at else (None, None)
        yield Row(key, tokens, facets, day, moment, analysis.fold(title), length, is_public)


class Embedded:
    """One of the two; what differs between the databases is the four questions at the end."""

    name = "embedded"

    # --- Answers -----------------------------------------------------------------------------------------------------
    def answer(self, query: Query) -> Answer:
        began = time.perf_counter()
        bitmaps, scores = fresh(), self._scores(query)
        with _lock:
            hits = self._hits(query, bitmaps, scores)
            bits = _among(bitmaps, hits, query.chosen)
            counts = bitmaps.counts(hits, query.chosen, FACETS) if query.with_facets else {}
            count = bits.bit_count()
            pages = max(1, -(-count // query.per_page))
            page = min(max(query.page, 1), pages)
            start, stop = (page - 1) * query.per_page, page * query.per_page
            by_score = bool(scores) and query.sort == "best"
            if by_score:
                keys = list(scores or ()) if count == len(scores or ()) else bitmaps.keys_of(bits)
            else:
                keys = bitmaps.in_order(bits, _sort(query), start, stop)
        window: list[order.Candidate] = []
        if by_score:
            shown, window = self._best(query, bitmaps, scores or {}, keys, start, stop)
        else:
            shown = [Hit(key) for key in keys]
        return Answer(
            hits=self._still_readable(shown, window, query.reader),
            count=count,
            facets=counts,
            engine=self.name,
            page=page,
            pages=pages,
            unsaid=self._unsaid(query, window),
            milliseconds=(time.perf_counter() - began) * 1000,
        )

    def every_key(self, query: Query) -> Iterable[int]:
        bitmaps, scores = fresh(), self._scores(query)
        with _lock:
            return bitmaps.keys_of(_among(bitmaps, self._hits(query, bitmaps, scores), query.chosen))

    def _scores(self, query: Query) -> dict[int, float] | None:
        """What the database finds, with its scores; None when no word is asked for."""
        if query.question.has_no_word or not query.question.wanted:
            return None
        return dict(self.matching(query.question, query.reader.all_tokens))

    def _hits(self, query: Query, bitmaps: Bitmaps, scores: Mapping[int, float] | None) -> int:
        """All that the reader finds with the question and the dates, before anything is chosen."""
        question, tokens = query.question, query.reader.all_tokens
        if question.has_no_word:
            return 0
        hits = bitmaps.readable(tokens)
        if scores is not None:
            hits &= bitmaps.of_keys(scores)
        elif question.unwanted:
            hits &= ~bitmaps.of_keys(self.saying(question.unwanted, tokens))
        if query.after is not None or query.before is not None:
            hits &= bitmaps.published(_ordinal(query.after), _ordinal(query.before))
        return hits

    # --- Order -------------------------------------------------------------------------------------------------------
    def _best(
        self, query: Query, bitmaps: Bitmaps, scores: Mapping[int, float], keys: Sequence[int], start: int, stop: int
    ) -> tuple[list[Hit], list[order.Candidate]]:
        """The hits from one place to another, and the rows that were read for it: only the best are put in order by what they say."""
        best = _top(scores, keys, max(WINDOW, stop))
        if start >= WINDOW:
            return [Hit(*pair) for pair in best[start:stop]], []
        candidates = self._candidates(bitmaps, best[:WINDOW], query.reader)
        ordered = [Hit(*pair) for pair in order.in_order(candidates, query.question, self._statistics(query.question, bitmaps), _today())]
        last, first = (ordered[-1].score if ordered else 0.0), (best[WINDOW][1] if len(best) > WINDOW else 1.0)
        beyond = [Hit(key, last * score / first if first > 0 else 0.0) for key, score in best[WINDOW:stop]]
        return [*ordered, *beyond][start:stop], candidates

    def _candidates(self, bitmaps: Bitmaps, scored: Scored, reader: Reader) -> list[order.Candidate]:
        """The rows behind the scores, read once; those that the reader may not find any more are left out."""
        base, tokens = dict(scored), set(reader.all_tokens)
        rows = self._read(
            f"id, access, language, title_stems, substr(stems, 1, {order.READ}), substr(exact, 1, {order.READ}), length, usefulness, kind",
            base,
        )
        return [
            order.Candidate(key, base[key], language, title, text, exact, length, bitmaps.day_of(key), usefulness, kind)
            for key, access, language, title, text, exact, length, usefulness, kind in rows
            if not tokens.isdisjoint(access.split())
        ]

    def _still_readable(self, hits: list[Hit], window: Collection[order.Candidate], reader: Reader) -> list[Hit]:
        """The rows are looked at once more, unless they were read just now: another process may have changed them since."""
        seen, tokens = {each.key for each in window}, set(reader.all_tokens)
        rest = [hit.key for hit in hits if hit.key not in seen]
        seen |= {key for key, access in self._read("id, access", rest) if not tokens.isdisjoint(access.split())}
        return [hit for hit in hits if hit.key in seen]

    def _read(self, columns: str, keys: Collection[int]) -> list[tuple]:
        """These columns of the rows that are there."""
        if not keys:
            return []
        with self.connection.cursor() as cursor:
            numbers = ", ".join(map(str, keys))
            cursor.execute(f"SELECT {columns} FROM {TABLE} WHERE id IN ({numbers}) AND NOT is_gone")  # noqa: S608 (names and numbers of ours)
            return cursor.fetchall()

    def _statistics(self, question: Question, bitmaps: Bitmaps) -> order.Statistics:
        return order.Statistics(bitmaps.public_rows, bitmaps.average_length, documents(order.terms(question)))

    def public_rows(self) -> int:
        """How many rows everybody may find."""
        return fresh().public_rows

    def _unsaid(self, query: Query, window: Collection[order.Candidate]) -> list[str]:
        """Typed words that no readable row says. Most are seen in the rows that were read anyway."""
        question, unsaid = query.question, []
        for wanted in [each for each in question.wanted[:24] if not each.is_beside]:
            if not any(says(row, wanted) for row in window) and not self.saying(wanted.phrases, query.reader.all_tokens, most=1):
                unsaid.append(wanted.typed)
        return list(dict.fromkeys(unsaid))

    # --- Suggestions and likenesses ----------------------------------------------------------------------------------
    def suggest(self, typed: str, reader: Reader, *, most: int) -> list[Hit]:
        words = analysis.words(typed[:200])[-6:]
        if not words:
            return []
        keys = dict.fromkeys([*self.named(words, reader.all_tokens, first=True), *self.named(words, reader.all_tokens, first=False)])
        tokens, found = set(reader.all_tokens), []
        for key, access, exact, usefulness in self._read(f"id, access, substr(exact, 1, {LONGEST_NAME}), usefulness", keys):
            if not tokens.isdisjoint(access.split()):
                found.append((_nearness(exact.split("\n")[0].split(), words), usefulness, -key))
        return [Hit(-key, score) for score, _usefulness, key in nlargest(most, found)]

    def words_like(self, word: str, *, most: int) -> Sequence[str]:
        """Looked up once more before they are handed out: the list may be older than the last word that became private."""
        with _lock:
            kept = self._words()
            lengths = [kept.words.get(length, []) for length in range(len(word) - 2, len(word) + 3)]
        near = {
            other: distance
            for words in lengths
            for other, distance, _place in process.extract(word, words, scorer=OSA.distance, score_cutoff=2, limit=None)
        }
        best = nlargest(most * 3, near, key=lambda other: -near[other])
        rows = dict(SearchTerm.objects.filter(form=SearchTerm.Form.WORD, term__in=best).values_list("term", "documents"))
        return sorted(rows, key=lambda other: (near[other], -rows[other], other))[:most]

    def _words(self) -> Kept:
        using, now = indexing.database(), time.monotonic()
        kept, current = _kept.setdefault(using, Kept()), _current(using)
        if kept.words_known != current and (kept.words_took < SLOW_TO_READ or now - kept.words_read_at > PATIENCE):
            kept.words = {}
            for term in SearchTerm.objects.filter(form=SearchTerm.Form.WORD).values_list("term", flat=True).iterator(chunk_size=5000):
                kept.words.setdefault(len(term), []).append(term)
            kept.words_known, kept.words_read_at, kept.words_took = current, now, time.monotonic() - now
        return kept

    def more_like(self, key: int, reader: Reader, *, most: int) -> list[Hit]:
        fields = ("kind", "object_id", "language", "title_stems", Left("stems", order.READ))
        row = SearchDocument.objects.filter(pk=key, is_gone=False).values_list(*fields).first()
        if row is None:
            return []
        kind, thing, language, title, text = row
        telling = self._telling(language, title, text)
        if not telling:
            return []
        scored = nlargest(most * 3 + 6, self.alike(language, telling, reader.all_tokens), key=lambda pair: (pair[1], -pair[0]))
        tokens = set(reader.all_tokens)
        other = {
            its
            for its, access, its_kind, its_thing in self._read("id, access, kind, object_id", [its for its, _score in scored])
            if (its_kind, its_thing) != (kind, thing) and not tokens.isdisjoint(access.split())
        }
        return [Hit(*pair) for pair in scored if pair[0] in other][:most]

    def _telling(self, language: str, title: str, text: str) -> list[str]:
        """The words that tell this row from others: said often here and by few; at least by one other."""
        times: dict[str, int] = {}
        for word in [*title.split(), *text.split()]:
            times[word] = times.get(word, 0) + 1
        known, rows = documents({(language, word) for word in times}), max(self.public_rows(), 1)
        worth = {
            word: bm25.saturation(number, 1, 1) * bm25.idf(said, rows)
            for word, number in times.items()
            if (said := known.get((language, word), 0)) > 1 and len(word) > 2
        }
        return nlargest(TELLING, worth, key=lambda word: (worth[word], word))

    # --- What the databases are asked --------------------------------------------------------------------------------
    @property
    def connection(self) -> BaseDatabaseWrapper:
        return connections[indexing.database()]

    def matching(self, question: Question, tokens: Sequence[str]) -> Scored:
        """Every row with one of the tokens that answers the question, with a score."""
        raise NotImplementedError

    def saying(self, phrases: Sequence[Phrase], tokens: Sequence[str], most: int | None = None) -> list[int]:
        """Rows with one of the tokens that say any of the phrases."""
        raise NotImplementedError

    def named(self, words: Sequence[str], tokens: Sequence[str], *, first: bool) -> list[int]:
        """Rows whose title and names say all the words, the last of them begun; `first`: whose title begins with them."""
        raise NotImplementedError

    def alike(self, language: str, stems: Sequence[str], tokens: Sequence[str]) -> Scored:
        """Rows with one of the tokens that say any of the stems, with a score."""
        raise NotImplementedError


def documents(terms: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How many of the rows that everybody may find say each (language, stem)."""
    counts: dict[tuple[str, str], int] = {}
    known = sorted(terms)
    with connections[indexing.database()].cursor() as cursor:
        for start in range(0, len(known), 300):
            some = known[start : start + 300]
            either = " OR ".join(["(form = %s AND term = %s)"] * len(some))
            sql = f"SELECT form, term, documents FROM search_searchterm WHERE {either}"  # noqa: S608 (nothing but places for values)
            cursor.execute(sql, [value for pair in some for value in pair])
            counts |= {(form, term): number for form, term, number in cursor.fetchall()}
    return counts


def bounded(question: Question) -> tuple[list[Wanted], list[Phrase]]:
    """What is wanted and unwanted, with no more phrases than an engine takes."""
    left, wanted = MOST_PHRASES, []
    for each in question.wanted:
        phrases = tuple(phrase for phrase in each.phrases if phrase.words)[: max(left, 1)]
        left -= len(phrases)
        if phrases:
            wanted.append(Wanted(each.typed, phrases, each.is_needed))
    return wanted, [phrase for phrase in question.unwanted if phrase.words][:MOST_PHRASES]


def stems_of(phrase: Phrase) -> dict[tuple[str, ...], list[str]]:
    """The stems of a phrase, and in which languages they are these."""
    stems: dict[tuple[str, ...], list[str]] = {}
    for language in analysis.LANGUAGES:
        stems.setdefault(tuple(analysis.stem(word, language) for word in phrase.words), []).append(language)
    return stems


def says(row: order.Candidate, wanted: Wanted) -> bool:
    for phrase in wanted.phrases:
        said = f" {' '.join(analysis.stem(word, row.language) for word in phrase.words)} "
        if said in f" {row.title if phrase.place == 'title' else row.text} ":
            return True
    return False


def _nearness(title: Sequence[str], words: Sequence[str]) -> float:
    """1 and more for a title that begins with what is typed, then one that says it; shorter ones first."""
    begins = all(said.startswith(word) for said, word in zip(title, words, strict=False)) and len(title) >= len(words)
    says = all(any(said.startswith(word) for said in title) for word in words)
    return 2.0 * begins + says + 1 / (1 + len(title))


def _top(scores: Mapping[int, float], keys: Sequence[int], most: int) -> Scored:
    """The best of these keys with their scores; equals by key. Only what can be among them is sorted with its key."""
    least = sorted((scores[key] for key in keys), reverse=True)[most - 1] if len(keys) > most else float("-inf")
    best = sorted((-scores[key], key) for key in keys if scores[key] >= least)
    return [(key, -score) for score, key in best[:most]]


def _among(bitmaps: Bitmaps, hits: int, chosen: Mapping[str, Sequence[str]]) -> int:
    for facet, values in chosen.items():
        hits &= bitmaps.any_of(facet, values)
    return hits


def _sort(query: Query) -> str:
    return query.sort if query.sort in ("oldest", "title") else "newest"


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day else None


def _today() -> int:
    return timezone.localdate().toordinal()
