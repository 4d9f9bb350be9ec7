"""What people see as one character: a letter with its marks, a flag, a family."""

from collections.abc import Iterator

import regex

# Flags by hand: in a long row of regional letters \X looks back to the beginning of the row each time.
_REGION = "[\U0001f1e6-\U0001f1ff]"
_GRAPHEME = regex.compile(rf"{_REGION}{_REGION}[\p{{GCB=Extend}}\p{{GCB=SpacingMark}}\u200d]*+|\X")


def graphemes(text: str) -> int:
    return len(text) - text.count("\r\n") if text.isascii() else sum(1 for _ in _GRAPHEME.finditer(text))


def grapheme_ends(text: str) -> Iterator[int]:
    return (match.end() for match in _GRAPHEME.finditer(text))
