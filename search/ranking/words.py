"""The words of a question, and whether a text says them: whatever the case and the accents. Plain Python."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

LONGEST_QUERY = 200
MOST_WORDS = 12
WHOLE_UP_TO = 3  # "ED" is not the beginning of "educated"

WORD = re.compile(r"\w+")
ACCENTED = {"a": "àáâãäå", "c": "ç", "e": "èéêë", "i": "ìíîï", "n": "ñ", "o": "òóôõö", "u": "ùúûü", "y": "ýÿ", "oe": "œ", "ae": "æ"}
PLAIN = str.maketrans({letter: plain for plain, letters in ACCENTED.items() for letter in letters})
SMALL_WORDS = frozenset(
    [
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "did",
        "do",
        "does",
        "for",
        "from",
        "has",
        "have",
        "how",
        "in",
        "into",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "their",
        "this",
        "to",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "with",
        "you",
        "your",
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "cette",
        "comment",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "en",
        "est",
        "et",
        "il",
        "ils",
        "la",
        "le",
        "les",
        "leur",
        "leurs",
        "nos",
        "notre",
        "nous",
        "on",
        "ou",
        "où",
        "par",
        "pas",
        "pour",
        "pourquoi",
        "que",
        "qui",
        "quoi",
        "sa",
        "se",
        "ses",
        "son",
        "sont",
        "sur",
        "un",
        "une",
        "vos",
        "votre",
        "vous",
    ]
)


def plain(text: str) -> str:
    """As it is compared: small letters, without accents."""
    text = text.lower()
    return text if text.isascii() else text.translate(PLAIN)


@dataclass(frozen=True)
class Word:
    """One word somebody looks for: with or without a plural s; from four letters on also as the beginning of a longer word."""

    typed: str

    @cached_property
    def plain(self) -> str:
        return plain(self.typed)

    @cached_property
    def stem(self) -> str:
        has_plural = len(self.plain) > WHOLE_UP_TO + 1 and self.plain.endswith("s") and not self.plain.endswith("ss")
        return self.plain[:-1] if has_plural else self.plain

    @cached_property
    def is_whole(self) -> bool:
        return len(self.plain) <= WHOLE_UP_TO

    @property
    def is_small(self) -> bool:
        return self.plain in SMALL_WORDS or (len(self.plain) == 1 and self.plain.isascii())

    def place_in(self, plain_text: str, start: int = 0) -> int:
        """Where a text (made plain) says it next; -1 if nowhere."""
        at = plain_text.find(self.stem, start)
        while at >= 0:
            end = at + len(self.stem)
            begins = at == 0 or not plain_text[at - 1].isalnum()
            ends = not self.is_whole or end == len(plain_text) or not plain_text[end].isalnum()
            if begins and ends:
                return at
            at = plain_text.find(self.stem, at + 1)
        return -1


def said(words: Sequence[Word], plain_text: str) -> int:
    """Which of the words a text (made plain) says: one bit each."""
    bits = 0
    for number, word in enumerate(words):
        if word.stem in plain_text and word.place_in(plain_text) >= 0:
            bits |= 1 << number
    return bits


@dataclass(frozen=True)
class Question:
    """What was asked, cut to what can be looked for."""

    text: str
    words: tuple[Word, ...]
    left_out: tuple[str, ...]  # too small to tell one text from another
    is_cut: bool


def question(asked: str) -> Question:
    """The different words of a question in their order; small words count only when there are no others."""
    whole = " ".join(unicodedata.normalize("NFC", asked[: LONGEST_QUERY * 2].replace("\0", " ")).split())
    text = whole[:LONGEST_QUERY].strip()
    different: dict[str, Word] = {}
    for typed in WORD.findall(text):
        if any(letter.isalnum() for letter in typed):
            word = Word(typed.strip("_"))
            different.setdefault(word.stem, word)
    words = [word for word in different.values() if not word.is_small] or list(different.values())
    left_out = tuple(word.typed for word in different.values() if word not in words)
    is_cut = len(asked.strip()) > LONGEST_QUERY or len(words) > MOST_WORDS
    return Question(text, tuple(words[:MOST_WORDS]), left_out, is_cut)
