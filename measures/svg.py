"""What every drawing of ours is made of: numbers, words, marks, and room for words. Plain Python; classes only, no colours."""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from itertools import accumulate

TEXT = 13  # pixels, the size of words in a chart
LINE = 16  # from one line of words to the next

# How wide letters are, in parts of their size: Atkinson Hyperlegible Next at weight 600, a little on the wide side.
NARROW_LETTERS = dict.fromkeys("',.:;|jil!`´· ()[]\xa0\u202f\u2009", 0.32) | dict.fromkeys('ftr-{}°/I1\\"_', 0.42)
WIDE_LETTERS = dict.fromkeys("0CDGHNOQUw&#ÀÁÂÇÉÈÊÎÔÛ@", 0.76) | dict.fromkeys("mMW%", 0.95)
LETTERS = NARROW_LETTERS | WIDE_LETTERS

NO_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def n(number: float) -> str:
    """A coordinate: a tenth of a pixel is fine enough, and hides nothing that the table does not tell."""
    written = f"{number:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


@lru_cache(maxsize=2048)
def width_of(words: str, size: float = TEXT) -> float:
    """How much room words take. Letters that we do not ship count as wide as they are high."""
    return size * sum(LETTERS.get(letter, 0.6 if letter < "\u2e80" else 1.0) for letter in words)


def wrapped(words: str, room: float, *, size: float = TEXT, most: int = 9) -> list[str]:
    """Words in lines of so much room; what does not fit in the last line ends in dots."""
    lines: list[str] = []
    rest = words.split()
    while rest and len(lines) < most:
        fitting = next((count for count in range(len(rest), 1, -1) if width_of(" ".join(rest[:count]), size) <= room), 1)
        lines.append(" ".join(rest[:fitting]))
        rest = rest[fitting:]
    if rest:
        lines[-1] += " …"
    return lines


def clean(words: str) -> str:
    """Words as XML may hold them: escaped, and without control characters."""
    return escape(NO_XML.sub("", str(words)))  # words that wait for a language are no str yet


def opening(*, width: float, height: float, key: str, title: str, description: str, kind: str = "") -> str:
    """The beginning of a drawing, described in words for those who do not see it."""
    classes = f"chart-svg {kind}".strip()
    names, more = (f"{key}-t {key}-d", f'<desc id="{key}-d">{clean(description)}</desc>') if description else (f"{key}-t", "")
    return (
        f'<svg class="{classes}" viewBox="0 0 {n(width)} {n(height)}" role="img" aria-labelledby="{names}">'
        f'<title id="{key}-t">{clean(title)}</title>{more}'
    )


def text(words: str, *, x: float, y: float, kind: str = "", anchor: str = "") -> str:
    classes = f' class="{kind}"' if kind else ""
    end = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text{classes} x="{n(x)}" y="{n(y)}"{end}>{clean(words)}</text>'


def path(kind: str, d: str) -> str:
    return f'<path class="{kind}" d="{d}"/>' if d else ""


# --- Marks ---


def outline(shape: str, x: float, y: float, r: float) -> str:
    """The outline of a square or a diamond that looks as large as a circle of this radius."""
    if shape == "diamond":
        half = r * 2
        return f"M{n(x)} {n(y - half)}l{n(half)} {n(half)}l{n(-half)} {n(half)}l{n(-half)} {n(-half)}z"
    half = r * 1.15
    return f"M{n(x - half)} {n(y - half)}h{n(2 * half)}v{n(2 * half)}h{n(-2 * half)}z"


def mark(shape: str, kind: str, *, x: float, y: float, r: float, about: str = "", place: int | None = None) -> str:
    """A mark by its shape (circle, square, diamond), with the words that it answers a pointer with."""
    where = "" if place is None else f' data-place="{place}"'
    body = f"<title>{clean(about)}</title>" if about else ""
    if shape == "circle":
        return _closed(f'<circle class="{kind}" cx="{n(x)}" cy="{n(y)}" r="{n(r)}"{where}', body, "circle")
    return _closed(f'<path class="{kind}" d="{outline(shape, x, y, r)}"{where}', body, "path")


def _closed(start: str, body: str, name: str) -> str:
    return f"{start}>{body}</{name}>" if body else f"{start}/>"


# --- Room ---


def apart(wanted: Sequence[float], sizes: Sequence[float], *, low: float, high: float) -> list[float]:
    """Where the middles of labels lie when none may touch another: as near as can be to where each wants to be, in the same order.

    Labels that collide share the shift between them (pooling adjacent violators). Where there is too little room they start at `low`.
    """
    order = sorted(range(len(wanted)), key=lambda each: wanted[each])
    edges = [0.0, *accumulate(sizes[each] for each in order)]
    offsets = [edge + sizes[each] / 2 for edge, each in zip(edges, order, strict=False)]
    pools: list[tuple[float, int]] = []
    for each, offset in zip(order, offsets, strict=True):
        sum_, count = wanted[each] - offset, 1
        while pools and pools[-1][0] / pools[-1][1] >= sum_ / count:
            more, others = pools.pop()
            sum_, count = sum_ + more, count + others
        pools.append((sum_, count))
    last = max(high - edges[-1], low)
    starts = [min(max(sum_ / count, low), last) for sum_, count in pools for _ in range(count)]
    placed = [0.0] * len(wanted)
    for each, start, offset in zip(order, starts, offsets, strict=True):
        placed[each] = start + offset
    return placed
