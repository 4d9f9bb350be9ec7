"""Words that mean the same, found in what was typed: the longest first. Plain Python; the rows behind it are kept by editors."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .analysis import ELIDED, LANGUAGES, composed, stem, tokens

WEIGHT = 0.7  # of a synonym, where what was typed counts 1
MOST_ALTERNATIVES = 12
LONGEST_KEPT_WHOLE = 4  # letters: "ACT" is neither "acts" nor "acting"
PLURAL_ABBREVIATION = re.compile(r"[A-Z0-9]{2,}s")


def as_typed(token: str) -> str:
    """One word as it was typed, with its capitals, without article and ’s."""
    head, apostrophe, rest = token.partition("'")
    return (rest if apostrophe and head.lower() in ELIDED else token).removesuffix("'s")


@dataclass(frozen=True, slots=True)
class Term:
    """One word, abbreviation or sequence of words, as written and folded."""

    written: str
    words: tuple[str, ...]
    typed: tuple[str, ...]  # the same words with their capitals

    @classmethod
    def of(cls, written: str) -> "Term":
        found = list(tokens(composed(written)))
        typed = (as_typed(composed(written)[token.start : token.end]) for token in found)
        return cls(written, tuple(token.word for token in found), tuple(typed))

    @property
    def is_in_capitals(self) -> bool:
        return self.written.isupper()


@dataclass(frozen=True, slots=True)
class Group:
    """Terms that mean the same; in one direction, the first may be said by the others and not the other way round."""

    terms: tuple[Term, ...]
    language: str = ""  # "en", "fr", or "" for both
    is_one_way: bool = False
    minds_capitals: bool = False

    @classmethod
    def of(cls, written: Iterable[str], language: str = "", *, is_one_way: bool = False, minds_capitals: bool = False) -> "Group":
        terms = tuple(term for each in written if (term := Term.of(each)).words)
        return cls(terms, language, is_one_way, minds_capitals)


class Synonyms:
    """All groups, ready to be asked about the words of a question."""

    def __init__(self, groups: Iterable[Group] = (), language: str = "en") -> None:
        self.language = language  # of who asks
        self._groups: dict[tuple[str, ...], list[tuple[Group, Term]]] = defaultdict(list)
        self._longest = 0
        for group in groups:
            for term in group.terms[:1] if group.is_one_way else group.terms:
                keys = {_key(term.words, term.typed, each) for each in _languages(group)}
                for key in keys:
                    self._groups[key].append((group, term))
                    self._longest = max(self._longest, len(key))

    def __bool__(self) -> bool:
        return bool(self._groups)

    def at(self, words: Sequence[str], typed: Sequence[str], start: int) -> tuple[int, list[Term]]:
        """How many words from here on are the longest known term, and what else says it; (0, []) when none is known."""
        for length in range(min(self._longest, len(words) - start), 0, -1):
            part = slice(start, start + length)
            if others := self.of(words[part], typed[part]):
                return length, others
        return 0, []

    def of(self, words: Sequence[str], typed: Sequence[str]) -> list[Term]:
        """What says the same as these words. The asker's own language goes first: the other one counts where it knows nothing."""
        known: dict[str, dict[tuple[str, ...], Term]] = {"": {}, "en": {}, "fr": {}}
        for key in {_key(words, typed, each) for each in LANGUAGES}:
            for group, term in self._groups.get(key, ()):
                if not group.minds_capitals or not term.is_in_capitals or all(each.removesuffix("s").isupper() for each in typed):
                    for other in group.terms:
                        if other.words not in (term.words, tuple(words)):
                            known[group.language].setdefault(other.words, other)
        own = known.get(self.language) or known["en"] | known["fr"]
        return list((known[""] | own).values())[:MOST_ALTERNATIVES]


NONE = Synonyms()


def _languages(group: Group) -> Sequence[str]:
    return (group.language,) if group.language else LANGUAGES


def _key(words: Sequence[str], typed: Sequence[str], language: str) -> tuple[str, ...]:
    """Under what a term is kept: long words by their stem, so that a plural is known; abbreviations as they are, or less their s."""
    key = []
    for at, word in enumerate(words):
        if PLURAL_ABBREVIATION.fullmatch(typed[at]):
            key.append(word.removesuffix("s"))
        else:
            key.append(word if len(word) <= LONGEST_KEPT_WHOLE else stem(word, language))
    return tuple(key)
