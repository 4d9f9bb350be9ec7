"""Numbers as people type them, in English and French: 1,234.5 and 1 234,5 and 12 %. Plain Python."""

import re
from collections.abc import Sequence
from enum import StrEnum
from math import isfinite

SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009'’"))
BARE = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)*|[.,]\d+)(?:[eE][+-]?\d{1,3})?")
ONE_COMMA_AND_THREE = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")


class NumberStyle(StrEnum):
    """What the comma means in a column."""

    POINT = "point"  # 1,234.5
    COMMA = "comma"  # 1 234,5 or 1.234,5
    DOUBTFUL = "doubtful"  # only such as 1,234: read as thousands, and asked


def looks_like_number(text: str) -> bool:
    return bool(BARE.fullmatch(bare(text)))


def bare(text: str) -> str:
    """Without spaces, percent and plus signs; the true minus becomes a hyphen."""
    return text.translate(SPACES).replace("−", "-").removesuffix("%").removeprefix("+")


def style_of(texts: Sequence[str]) -> NumberStyle:
    """One style for a whole column, by the cells that can be read in one way only."""
    numbers = [found for text in texts if BARE.fullmatch(found := bare(text))]
    with_comma = [number for number in numbers if "," in number]
    if any("." in number and number.rfind(".") > number.rfind(",") for number in numbers if "," in number):
        return NumberStyle.POINT
    if any("." in number and number.rfind(",") > number.rfind(".") for number in with_comma):
        return NumberStyle.COMMA
    if any(not ONE_COMMA_AND_THREE.fullmatch(number) and number.count(",") == 1 for number in with_comma):
        return NumberStyle.COMMA
    if with_comma and not any("." in number for number in numbers) and all(number.count(",") == 1 for number in with_comma):
        return NumberStyle.DOUBTFUL
    return NumberStyle.POINT


def read_number(text: str, style: NumberStyle = NumberStyle.POINT) -> float | None:
    """The number in this cell, or None. "12 %" is 12."""
    found = bare(text)
    if not BARE.fullmatch(found):
        return None
    if style == NumberStyle.COMMA:
        found = found.replace(".", "").replace(",", ".") if "," in found else found
    else:
        found = found.replace(",", "")
    try:
        number = float(found)
    except ValueError:
        return None
    return number if isfinite(number) else None
