"""What comes first: the best that an engine has found, put in order. Plain Python, the same for every engine.

An engine finds all that answers and scores it in its own way; the best WINDOW rows are read and come here. Their order is BM25 reckoned
from the stems, so that engines agree, times one plus the bonuses below. docs/search-engines.md shows the table with the reasons.

What an engine has to give for each row: the Candidate below, made from SearchDocument (the first READ signs of `stems` and of `exact`).
What it has to give once: Statistics, from SearchTerm and the rows that everybody may find.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from .analysis import LANGUAGES, stem
from .bm25 import idf, saturation
from .question import Phrase, Question

READ = 8000  # signs of a text that are looked at here; longer ones keep the engine's score, brought to scale
TITLE_COUNTS = 2  # as often as one word of the text
SHORTEST = 0.25  # of the average length: a text of ten words tells no more than one of forty

ALL_WORDS = 0.08  # everything that was typed is there
IN_TITLE = 0.10  # times the share of what was typed that the title says
SIDE_BY_SIDE = 0.10  # times the share of neighbours in the question that are neighbours in the text
WHOLE_TITLE = 0.60  # the title is the question, or means the same as all of it
EXACT = 0.05  # times the share that the text says in the very form typed
RECENT = 0.02  # published now; half of it HALF_LIFE days ago
HALF_LIFE = 730
USEFUL = 0.03  # times the usefulness of the row, 0 to 1
TERMS = ("method", "topic", "hashtag")  # whose other names count like their title
BY_INTEREST = 0.7  # times the points of a person whose own name says nothing of what was typed


@dataclass(frozen=True, slots=True)
class Candidate:
    key: int
    base: float  # the engine's own score
    language: str
    title: str  # stems
    text: str  # the first READ signs of `stems`
    exact: str  # the first READ signs of `exact`
    length: int  # words of the whole text
    day: int | None = None  # of publication, as date.toordinal()
    usefulness: float = 0.0
    kind: str = ""

    @property
    def is_cut(self) -> bool:
        return len(self.text) >= READ

    @property
    def names(self) -> str:
        """What else it is called, where it is a term: the second part of its stems."""
        return self.text.split("\n", 2)[1] if self.kind in TERMS and "\n" in self.text else ""


@dataclass(frozen=True)
class Statistics:
    """Of the rows that everybody may find."""

    rows: int
    average_length: float
    documents: Mapping[tuple[str, str], int]  # (language, stem) -> rows that say it


class Asked:
    """A question made ready for the rows of one language."""

    def __init__(self, question: Question, language: str, statistics: Statistics) -> None:
        self.things = [
            [self._said(phrase, language, statistics) for phrase in wanted.phrases if phrase.words] for wanted in question.wanted
        ]
        self.average = statistics.average_length
        typed = [wanted.phrases[0] for wanted in question.wanted if wanted.phrases and not wanted.is_beside]
        plain = [stem(phrase.words[0], language) if len(phrase.words) == 1 and not phrase.place else "" for phrase in typed]
        self.pairs = [f" {one} {other} " for one, other in pairwise(plain) if one and other]
        self.words = [f" {' '.join(phrase.words)} " for phrase in typed]
        self.wholes = {" ".join(stem(word, language) for phrase in typed for word in phrase.words), *_same(question, typed, language)}

    @staticmethod
    def _said(phrase: Phrase, language: str, statistics: Statistics) -> tuple[str, float]:
        """The stems between spaces, and what they tell. A phrase tells what its words do together."""
        stems = [stem(word, language) for word in phrase.words]
        tells = sum(idf(statistics.documents.get((language, each), 0), statistics.rows) for each in stems)
        return f" {' '.join(stems)} ", phrase.weight * tells

    @cached_property
    def different(self) -> int:
        return len({phrases[0][0] for phrases in self.things if phrases})


def _same(question: Question, typed: Iterable[Phrase], language: str) -> Iterator[str]:
    """The stems of each term that means the same as all that was typed: “PDSA” for “plan do study act”."""
    words = {word for phrase in typed for word in phrase.words}
    for wanted in question.wanted:
        if wanted.phrases and words <= set(wanted.phrases[0].words):
            yield from (" ".join(stem(word, language) for word in phrase.words) for phrase in wanted.phrases)


def terms(question: Question) -> set[tuple[str, str]]:
    """(language, stem) of all that is asked: what Statistics has to know."""
    words = {word for wanted in question.wanted for phrase in wanted.phrases for word in phrase.words}
    return {(language, stem(word, language)) for language in LANGUAGES for word in words}


def in_order(candidates: Collection[Candidate], question: Question, statistics: Statistics, today: int) -> list[tuple[int, float]]:
    """Keys with their scores, the best first; equals by key."""
    asked = {language: Asked(question, language, statistics) for language in {each.language for each in candidates}}
    scored = [(each, *_score(each, asked[each.language], today)) for each in candidates]
    scale = _scale((each.base, score) for each, score, _bonus in scored if not each.is_cut)
    whole = [(each.key, (max(score, each.base * scale) if each.is_cut else score) * (1 + bonus)) for each, score, bonus in scored]
    return sorted(whole, key=lambda pair: (-pair[1], pair[0]))


def _scale(pairs: Iterable[tuple[float, float]]) -> float:
    """How many of our points one of the engine's is worth."""
    bases, scores = 0.0, 0.0
    for base, score in pairs:
        bases, scores = bases + base, scores + score
    return scores / bases if bases > 0 else 1.0


def _score(row: Candidate, asked: Asked, today: int) -> tuple[float, float]:
    """What the row is worth by its words, and its bonuses."""
    title, text = f" {row.title} ", f" {row.text} "
    score, said, titled = 0.0, set(), set()
    length = max(row.length, round(SHORTEST * asked.average))
    for phrases in asked.things:
        best = 0.0
        for stems, tells in phrases:
            times, in_title = text.count(stems), title.count(stems)
            if times or in_title:
                points = tells * saturation(max(times, in_title) + (TITLE_COUNTS - 1) * in_title, length, asked.average)
                best = max(best, points)
                said.add(phrases[0][0])
                if in_title:
                    titled.add(phrases[0][0])
        score += best
    if row.kind == "member" and not titled:
        score *= BY_INTEREST
    return score, _bonus(row, asked, text, len(said), len(titled)) + _tie_breakers(row, today)


def _bonus(row: Candidate, asked: Asked, text: str, said: int, titled: int) -> float:
    bonus = 0.0
    if titled:
        bonus += IN_TITLE * titled / asked.different
    if said == asked.different > 1:
        bonus += ALL_WORDS
    if asked.pairs and said > 1:
        bonus += SIDE_BY_SIDE * sum(map(text.__contains__, asked.pairs)) / len(asked.pairs)
    if (titled and row.title in asked.wholes) or _is_called(row.names, asked.wholes):
        bonus += WHOLE_TITLE
    if said:
        bonus += EXACT * sum(map(f" {row.exact} ".__contains__, asked.words)) / len(asked.words)
    return bonus


def _is_called(names: str, wholes: Iterable[str]) -> bool:
    """Is all that was typed a name of it? Several words side by side: one alone stands in many names."""
    return bool(names) and any(" " in whole and f" {whole} " in f" {names} " for whole in wholes)


def _tie_breakers(row: Candidate, today: int) -> float:
    points = USEFUL * min(max(row.usefulness, 0.0), 1.0)
    if row.day is not None:
        points += RECENT * 0.5 ** (max(today - row.day, 0) / HALF_LIFE)
    return points
