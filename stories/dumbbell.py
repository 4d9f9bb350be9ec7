"""Two figures and no series: a ring before, a filled mark after, a dotted aim. Plain Python: rows in, SVG out."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDE, NARROW = 560, 300
INSET = 6  # a mark at the end of the scale stays inside the drawing
LETTER = 7.3  # the average width of a letter at 14 px, a little on the wide side
LINE = 18  # from one line of a name to the next


@dataclass(frozen=True)
class Row:
    """One measure with its figures, and the words that stand for them."""

    name: str
    before: float | None
    after: float | None
    before_words: str
    after_words: str
    unit: str = ""
    verdict: str = "unknown"  # better, worse, same or unknown
    aim: float | None = None
    aim_words: str = ""

    @property
    def can_be_drawn(self) -> bool:
        return self.before is not None or self.after is not None


def scale_top(values: Sequence[float], *, unit: str) -> float:
    """Where the scale ends: a round number above the largest figure; a share above a half runs to 100."""
    largest = max([abs(value) for value in values], default=0)
    if largest == 0:
        return 1
    if unit == "%" and 50 < largest <= 100:
        return 100
    step = 10 ** floor(log10(largest))
    for part in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10):
        if largest <= part * step * (1 + 1e-9):
            return part * step
    return ceil(largest)  # pragma: no cover - the parts above reach ten steps


def draw(rows: Sequence[Row], *, title: str, description: str, key: str, to: str, width: int = WIDE) -> str:
    """The drawing, described in words for those who do not see it. Empty when there is no figure to draw."""
    rows = [row for row in rows if row.can_be_drawn]
    if not rows:
        return ""
    tops = {
        unit: scale_top([v for row in rows if row.unit == unit for v in (row.before, row.after, row.aim) if v is not None], unit=unit)
        for unit in {row.unit for row in rows}
    }
    parts: list[str] = []
    height = 4.0
    for row in rows:
        drawn, height = _row(row, top=height, scale=tops[row.unit], width=width, to=to)
        parts += drawn
    small = " small" if width == NARROW else ""
    return (
        f'<svg class="chart-svg dumbbell{small}" viewBox="0 0 {width} {_n(height)}" role="img" aria-labelledby="{key}-t {key}-d">'
        f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(description)}</desc>{"".join(parts)}</svg>'
    )


def _row(row: Row, *, top: float, scale: float, width: int, to: str) -> tuple[list[str], float]:
    """One measure: its name, its figures at the right end, the line with its marks, the aim below."""
    values = [words for words in (row.before_words, to if row.before_words and row.after_words else "", row.after_words) if words]
    lines, y = _name(row.name, value_letters=len(" ".join(values)), top=top, width=width)
    parts = [*lines, _figures(row, to=to, x=width, y=y)]
    y += 14
    parts.append(f'<path class="grid" d="M{INSET} {_n(y)}H{width - INSET - 1}"/>')
    bottom = y + 14
    if row.aim is not None:
        x = _x(row.aim, scale, width)
        parts.insert(0, f'<path class="aim" d="M{_n(x)} {_n(y - 7)}V{_n(y + 18)}"/>')
        parts.append(_aim_words(row.aim_words, x=x, y=y + 33, width=width))
        bottom = y + 42
    parts += _marks(row, y=y, scale=scale, width=width)
    return parts, bottom


def _name(name: str, *, value_letters: int, top: float, width: int) -> tuple[list[str], float]:
    """The name in as many lines as it takes; the figures share the last one when they fit."""
    room = int(width / LETTER)
    beside = room - value_letters - 2
    lines = [name] if len(name) <= beside else textwrap.wrap(name, room) or [name]
    if len(lines[-1]) > beside:
        lines.append("")
    parts = [f'<text class="row-name" x="0" y="{_n(top + LINE * (at + 1))}">{escape(line)}</text>' for at, line in enumerate(lines) if line]
    return parts, top + LINE * len(lines)


def _figures(row: Row, *, to: str, x: float, y: float) -> str:
    arrow = f' <tspan class="arrow">{escape(to)}</tspan> ' if row.before_words and row.after_words else ""
    after = f'<tspan class="to">{escape(row.after_words)}</tspan>' if row.after_words else ""
    return f'<text class="row-val" x="{x}" y="{_n(y)}" text-anchor="end">{escape(row.before_words)}{arrow}{after}</text>'


def _marks(row: Row, *, y: float, scale: float, width: int) -> list[str]:
    """Shape before colour: ring before; after a circle, or a diamond where it got worse."""
    parts = []
    if row.before is not None and row.after is not None:
        kind = {"better": "better", "worse": "worse"}.get(row.verdict, "same")
        parts.append(f'<path class="bar bar-{kind}" d="M{_n(_x(row.before, scale, width))} {_n(y)}H{_n(_x(row.after, scale, width))}"/>')
    if row.before is not None:
        parts.append(f'<circle class="ring" cx="{_n(_x(row.before, scale, width))}" cy="{_n(y)}" r="4.5"/>')
    if row.after is not None:
        x = _x(row.after, scale, width)
        if row.verdict == "worse":
            parts.append(f'<path class="pt pt-out" d="M{_n(x)} {_n(y - 7)}L{_n(x + 7)} {_n(y)}L{_n(x)} {_n(y + 7)}L{_n(x - 7)} {_n(y)}Z"/>')
        else:
            good = " pt-good" if row.verdict == "better" else ""
            parts.append(f'<circle class="pt{good}" cx="{_n(x)}" cy="{_n(y)}" r="5.5"/>')
    return parts


def _aim_words(words: str, *, x: float, y: float, width: int) -> str:
    half = len(words) * LETTER / 2
    at, anchor = (0, "start") if x < half else (width, "end") if x > width - half else (x, "middle")
    return f'<text class="end end-aim" x="{_n(at)}" y="{_n(y)}" text-anchor="{anchor}">{escape(words)}</text>'


def _x(value: float, scale: float, width: int) -> float:
    return INSET + min(max(value / scale, 0), 1) * (width - 2 * INSET - 1)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
