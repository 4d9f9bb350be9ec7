"""Two figures and no series: a ring before, a filled mark after, a dotted aim. Plain Python: rows in, SVG out."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from measures.svg import clean, mark, n, opening, path, text

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
    kind = "dumbbell small" if width == NARROW else "dumbbell"
    return opening(width=width, height=height, key=key, title=title, description=description, kind=kind) + "".join(parts) + "</svg>"


def _row(row: Row, *, top: float, scale: float, width: int, to: str) -> tuple[list[str], float]:
    """One measure: its name, its figures at the right end, the line with its marks, the aim below."""
    values = [words for words in (row.before_words, to if row.before_words and row.after_words else "", row.after_words) if words]
    lines, y = _name(row.name, value_letters=len(" ".join(values)), top=top, width=width)
    parts = [*lines, _figures(row, to=to, x=width, y=y)]
    y += 14
    parts.append(path("grid", f"M{INSET} {n(y)}H{width - INSET - 1}"))
    bottom = y + 14
    if row.aim is not None:
        x = _x(row.aim, scale, width)
        parts.insert(0, path("aim", f"M{n(x)} {n(y - 7)}V{n(y + 18)}"))
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
    parts = [text(line, x=0, y=top + LINE * (at + 1), kind="row-name") for at, line in enumerate(lines) if line]
    return parts, top + LINE * len(lines)


def _figures(row: Row, *, to: str, x: float, y: float) -> str:
    arrow = f' <tspan class="arrow">{clean(to)}</tspan> ' if row.before_words and row.after_words else ""
    after = f'<tspan class="to">{clean(row.after_words)}</tspan>' if row.after_words else ""
    return f'<text class="row-val" x="{x}" y="{n(y)}" text-anchor="end">{clean(row.before_words)}{arrow}{after}</text>'


def _marks(row: Row, *, y: float, scale: float, width: int) -> list[str]:
    """Shape before colour: ring before; after a circle, or a diamond where it got worse."""
    parts = []
    if row.before is not None and row.after is not None:
        kind = {"better": "better", "worse": "worse"}.get(row.verdict, "same")
        parts.append(path(f"bar bar-{kind}", f"M{n(_x(row.before, scale, width))} {n(y)}H{n(_x(row.after, scale, width))}"))
    if row.before is not None:
        parts.append(mark("circle", "ring", x=_x(row.before, scale, width), y=y, r=4.5))
    if row.after is not None:
        shape, kind, r = {"worse": ("diamond", "pt pt-out", 3.5), "better": ("circle", "pt pt-good", 5.5)}.get(
            row.verdict, ("circle", "pt", 5.5)
        )
        parts.append(mark(shape, kind, x=_x(row.after, scale, width), y=y, r=r))
    return parts


def _aim_words(words: str, *, x: float, y: float, width: int) -> str:
    half = len(words) * LETTER / 2
    at, anchor = (0, "start") if x < half else (width, "end") if x > width - half else (x, "middle")
    return text(words, x=at, y=y, kind="end end-aim", anchor=anchor)


def _x(value: float, scale: float, width: int) -> float:
    return INSET + min(max(value / scale, 0), 1) * (width - 2 * INSET - 1)
