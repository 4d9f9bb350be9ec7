"""What comes first. Plain Python; docs/search.md shows the table."""

from typing import NamedTuple

EACH_WORD, WHOLE_TITLE, EACH_IN_TITLE = 1000, 100, 1


class Found(NamedTuple):
    """One thing that says at least one of the words."""

    kind: str
    key: int
    points: int
    at: str  # when it was published, as text that sorts; empty for what has no date
    title: str
    bits: int = 0  # which words


def points(in_title: int, in_text: int, plain_title: str) -> int:
    """More different words, then a title that is nothing but these words, then more of them in the title."""
    titled = in_title.bit_count()
    is_whole = titled > 0 and len(plain_title.split()) <= titled
    return EACH_WORD * (in_title | in_text).bit_count() + WHOLE_TITLE * is_whole + EACH_IN_TITLE * titled


def best_first(found: list[Found]) -> list[Found]:
    """By points; equals by date, the newest first, then by title."""
    return sorted(newest_first(found), key=lambda each: -each.points)


def newest_first(found: list[Found]) -> list[Found]:
    """By date; what has none comes last."""
    return sorted(sorted(found, key=lambda each: each.title), key=lambda each: each.at, reverse=True)
