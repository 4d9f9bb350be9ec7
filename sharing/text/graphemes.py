"""What people see as one character: a letter with its marks, a flag, a family."""

import regex

_GRAPHEME = regex.compile(r"\X")


def graphemes(text: str) -> int:
    return len(text) - text.count("\r\n") if text.isascii() else sum(1 for _ in _GRAPHEME.finditer(text))
