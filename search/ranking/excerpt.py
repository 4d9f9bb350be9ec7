"""The piece of a text that says the words, and the words marked in it. Plain Python."""

import re
from collections.abc import Sequence

from .words import PLAIN, Word, plain

BEFORE, LONGEST = 70, 220
LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)|\[\^[^\]\n]{0,40}\]")
SIGNS = re.compile(r"[*`|\\]+|^\s*(?:#{1,6}\s|>+\s?|[-+]\s|-{3,})", re.MULTILINE)


def readable(markdown: str) -> str:
    """A text without the signs of Markdown, in one line."""
    return " ".join(SIGNS.sub(" ", LINK.sub(r"\1", markdown)).split())


def excerpt(text: str, words: Sequence[Word]) -> str:
    """The surroundings of the first word that the text says; empty when it says none."""
    text = readable(text)
    places = [at for word in words if (at := word.place_in(plain(text))) >= 0]
    if not places:
        return ""
    start = max(0, min(places) - BEFORE)
    if start:
        start = text.find(" ", start, start + 30) + 1 or start
    cut = text[start : start + LONGEST].lstrip(" .,;:!?)")
    is_short = start + LONGEST >= len(text)
    if not is_short:
        cut = cut.rsplit(" ", 1)[0]
    return f"{'… ' if start else ''}{cut}{'' if is_short else ' …'}"


def marked(text: str, words: Sequence[Word]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words."""
    pieces, end = [], 0
    for start, stop in _places(text, words):
        if start >= end:
            pieces += [(text[end:start], False), (text[start:stop], True)]
            end = stop
    pieces.append((text[end:], False))
    return [piece for piece in pieces if piece[0]]


def _places(text: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    """Where the words stand in the text as it is written: a letter may have become two when it was made plain."""
    letters, origin = [], []
    for at, letter in enumerate(text):
        for each in letter.lower().translate(PLAIN):
            letters.append(each)
            origin.append(at)
    plain_text, places = "".join(letters), []
    for word in words:
        at = word.place_in(plain_text)
        while at >= 0:
            end = at + len(word.stem)
            while end < len(plain_text) and plain_text[end].isalnum():
                end += 1
            places.append((origin[at], origin[end - 1] + 1))
            at = word.place_in(plain_text, end)
    return sorted(places)
