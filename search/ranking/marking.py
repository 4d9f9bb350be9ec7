"""The words of a question marked in a text, and the piece of the text that says most of them. Plain Python, the same for every engine.

A word is marked as the engines match it: by its stem in the language of the row; a phrase as a phrase; what means the same, too.
Whoever shows the pieces escapes them. Each text is gone through once, whatever it holds.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .analysis import APOSTROPHES, LANGUAGES, TOKEN, stem, whole, word_of
from .question import Question

BEFORE, LONGEST = 70, 220  # signs before the first word of a snippet, and in all
LONGEST_TEXT = 200_000  # of what is marked and looked through
LINK = re.compile(r"(!?\[)([^\[\]\n]{0,300})(\]\([^()\n]{0,500}\))|\[\^[^\[\]\n]{0,40}\]")
SIGNS = re.compile(r"[*`\\]+|\|+|^[ \t]{0,20}(?:#{1,6}[ \t]|>+[ \t]?|[-+][ \t])|-{3,}", re.MULTILINE)
HINTS = ("*", "`", "\\", "|", "#", ">", "- ", "+ ", "-\t", "+\t", "---")  # one of them is in each of these signs
GONE = "\0"  # in the place of a sign, so that everything else stays where it was
BLANKS = re.compile(r"[ \t\r\n\f\v]+")  # no-break spaces stay: French does not part a figure from its sign


class Place(NamedTuple):
    """Where a text says something that was asked, and which of the wanted things it is: one bit each."""

    start: int
    end: int
    bits: int


class _Said(NamedTuple):
    """One phrase in the stems of a language."""

    stems: tuple[str, ...]
    bits: int


class Marker:
    """A question made ready for the texts of one language."""

    def __init__(self, question: Question, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        phrases: dict[tuple[str, ...], int] = {}
        for number, wanted in enumerate(question.wanted):
            for phrase in wanted.phrases:
                stems = tuple(stem(word, self.language) for word in phrase.words)
                phrases[stems] = phrases.get(stems, 0) | 1 << number
        self._by_first: dict[str, list[_Said]] = {}
        for stems, bits in sorted(phrases.items(), key=lambda each: -len(each[0])):
            self._by_first.setdefault(stems[0], []).append(_Said(stems, bits))
        self._rest = {each for stems in phrases for each in stems}

    def places(self, text: str) -> Iterator[Place]:
        """From left to right, none overlapping, the longest phrase first. `text` is whole()."""
        if not self._by_first:
            return
        known: dict[str, str] = {}  # a word as it is written -> its stem; "-" when nobody asked for it, "" when it is no word
        words: list[tuple[str, re.Match[str]]] = []
        for found in TOKEN.finditer(text.translate(APOSTROPHES)):
            written = found[0]
            its = known.get(written)
            if its is None:
                its = known[written] = self._asked(word_of(written))
            if its:
                words.append((its, found))
        free = 0
        for at, (its, found) in enumerate(words):
            if at >= free and its in self._by_first:
                for said in self._by_first[its]:
                    free = at + len(said.stems)
                    if said.stems == (its,) or said.stems == tuple(each for each, _found in words[at:free]):
                        yield Place(found.start(), words[free - 1][1].end(), said.bits)
                        break
                else:
                    free = at + 1

    def _asked(self, word: str) -> str:
        if not word:
            return ""
        its = stem(word, self.language)
        return its if its in self._rest else "-"


_last: dict[str, tuple[Question, Marker]] = {}  # a page of results marks sixty texts for one question


def _marker(question: Question, language: str) -> Marker:
    asked, marker = _last.get(language, (None, None))
    if asked is not question or marker is None:
        marker = Marker(question, language)
        _last[language] = question, marker
    return marker


def marked(text: str, question: Question, language: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words; together they are the text."""
    text = whole(text)
    pieces, end = [], 0
    for place in _marker(question, language).places(text[:LONGEST_TEXT]):
        pieces += [(text[end : place.start], False), (text[place.start : place.end], True)]
        end = place.end
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


def snippet(text: str, question: Question, language: str, length: int = LONGEST) -> str:
    """The piece of a text that says most of the wanted things, without the signs of Markdown; empty when it says none."""
    text = without_signs(whole(text[: 2 * LONGEST_TEXT]))[:LONGEST_TEXT]
    best = _best(_marker(question, language), text, length)
    return _cut(text, best.start, length) if best else ""


def place_of(text: str, question: Question, language: str, length: int = LONGEST) -> int:
    """Where in the text its snippet says the first word; -1 when it says none."""
    text = without_signs(whole(text[: 2 * LONGEST_TEXT]))[:LONGEST_TEXT]
    best = _best(_marker(question, language), text, length)
    return best.start if best else -1


def page_of(pages: Sequence[Sequence[int]], place: int) -> int | None:
    """The number of the page of a file that a place in its text belongs to; None when the text has no pages or the place is none."""
    at = bisect_right([begins for _number, begins in pages], place) - 1
    return (pages[at][0] or None) if place >= 0 and at >= 0 else None


def beginning(text: str, length: int = LONGEST) -> str:
    """How a text begins, without the signs of Markdown: where there is no word to show."""
    return _cut(without_signs(whole(text[: length * 8])), 0, length)


def readable(text: str) -> str:
    """A text without the signs of Markdown, in one line."""
    return BLANKS.sub(" ", without_signs(whole(text)).replace(GONE, "")).strip()


def without_signs(text: str) -> str:
    """As long as before: each sign is GONE or, where it parted words, a space. So a place here is a place there."""
    text = text.replace(GONE, " ")
    if "[" in text:
        text = LINK.sub(_label, text)
    if not any(sign in text for sign in HINTS):
        return text
    return SIGNS.sub(lambda sign: (GONE if sign[0][0] in "*`\\" else " ") * len(sign[0]), text)


def _label(link: re.Match[str]) -> str:
    if link[1] is None:
        return GONE * len(link[0])
    return GONE * len(link[1]) + link[2] + GONE * len(link[3])


def _best(marker: Marker, text: str, length: int) -> Place | None:
    """The first of the places after which most different wanted things are said within the length of a snippet."""
    best, best_points = None, (0, 0)
    within: list[Place] = []
    for place in marker.places(text):
        within = [*(each for each in within if place.end - each.start <= length - BEFORE), place]
        bits = 0
        for each in within:
            bits |= each.bits
        points = (bits.bit_count(), len(within))
        if points[0] > best_points[0] or (points[0] == best_points[0] and best is within[0] and points > best_points):
            best, best_points = within[0], points
    return best


def _cut(text: str, place: int, length: int) -> str:
    """So many signs around a place, from one word to another."""
    start = max(0, place - BEFORE)
    if start:
        start = text.find(" ", start, place) + 1 or place
    line = BLANKS.sub(" ", text[start : start + length * 8].replace(GONE, "")).strip()
    line = line.lstrip(".,;:!?)]» ") if start else line
    is_whole = start + length * 8 >= len(text) and len(line) <= length
    if not is_whole:
        line = line[:length].rsplit(" ", 1)[0].rstrip(" ,;:")
    return f"{'… ' if start else ''}{line}{'' if is_whole else ' …'}"
