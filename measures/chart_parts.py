"""The pieces of a chart: grid, lines, points and flags, each drawn within one frame. Plain Python."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from measures.analysis import Analysis
from measures.axes import Foot, Scale, period_labels, years
from measures.marks import PLAIN, Mark
from measures.showing import ShownNote
from measures.svg import apart, mark, n, outline, path, text, width_of

MANY = 300  # with more points only the line is drawn, and marks where something was found
RADIUS = 3.6
FLAG = 9  # the radius of a note's number
FLAG_ROOM = 21


@dataclass(slots=True)
class Frame:
    """Where the figures lie, and from figures to pixels."""

    left: float
    right: float
    top: float
    bottom: float
    scale: Scale
    count: int
    step: float = field(init=False)
    per_unit: float = field(init=False)

    def __post_init__(self) -> None:
        self.step = (self.right - self.left) / self.count
        self.per_unit = (self.bottom - self.top) / (self.scale.high - self.scale.low)

    @property
    def radius(self) -> float:
        """Marks grow smaller where they would touch."""
        return max(min(RADIUS, self.step * 0.42), 2.0)

    @property
    def is_dense(self) -> bool:
        return self.count > MANY

    def x(self, place: int) -> float:
        return self.left + (place + 0.5) * self.step

    def edge(self, place: int) -> float:
        """Where a point's period begins."""
        return self.left + place * self.step

    def y(self, value: float) -> float:
        """What lies beyond the scale stays at its end."""
        return min(max(self.bottom - (value - self.scale.low) * self.per_unit, self.top), self.bottom)


# --- Behind ---


def grid(frame: Frame, labels: Sequence[tuple[float, str]]) -> list[str]:
    drawn = []
    for value, label in labels:
        y = frame.y(value)
        drawn.append(path("grid", f"M{n(frame.left)} {n(y)}H{n(frame.right)}"))
        drawn.append(text(label, x=frame.left - 8, y=y + 4, kind="tick", anchor="end"))
    return drawn


def periods(frame: Frame, on: Sequence[date | int | str], words: Sequence[str], *, unit: str, width: float) -> list[str]:
    """The periods along the foot; a year begins with a longer stroke."""
    y = frame.bottom
    begins = years(on)
    if len(begins) * 9 > frame.right - frame.left:
        begins = []
    foot = Foot(frame.left, frame.step, width)
    named = period_labels(foot, on, words, unit=unit)
    strokes = "".join(f"M{n(frame.x(place))} {n(y)}v{9 if place in begins else 5}" for place in sorted({*named, *begins}))
    labels = [text(word, x=foot.middle(place, word), y=y + 22, kind="tick", anchor="middle") for place, word in named.items()]
    return [path("tickmark", strokes), *labels]


def phases(frame: Frame, analysis: Analysis, names: Sequence[str], *, top: float) -> list[str]:
    """A thin line where a phase begins, and its short name or number above it."""
    drawn = []
    for number, part in enumerate(analysis.parts):
        x, room = frame.edge(part.first), (part.last - part.first + 1) * frame.step - 6
        if number:
            drawn.append(path("phase", f"M{n(x)} {n(top + 2)}V{n(frame.bottom)}"))
        wanted = [names[number]] if number < len(names) else []
        name = next((each for each in [*wanted, str(number + 1)] if width_of(each) <= room), "")
        if name:
            drawn.append(text(name, x=x + (5 if number else 0), y=top + 13, kind="phase-name"))
    return drawn


# --- Lines ---


def limits(frame: Frame, analysis: Analysis) -> list[str]:
    """Stepped where the sizes of points differ, straight where they do not."""
    drawn = []
    for part in analysis.parts:
        inside = analysis.points[part.first : part.last + 1]
        drawn.append(path("limit", level_line(frame, [each.upper for each in inside], part.first)))
        drawn.append(path("limit", level_line(frame, [each.lower for each in inside], part.first)))
    return drawn


def centres(frame: Frame, analysis: Analysis) -> list[str]:
    """The centre of each phase, carried on with long dashes over the points that it was not taken from."""
    drawn = []
    for part in analysis.parts:
        inside = analysis.points[part.first : part.last + 1]
        base = sum(each.in_base for each in inside)
        values = [each.centre for each in inside]
        drawn.append(path("centre", level_line(frame, values[:base], part.first)))
        drawn.append(path("centre centre-ext", level_line(frame, values[base:], part.first + base)))
    return drawn


def carried(frame: Frame, analysis: Analysis, first: int) -> list[str]:
    """The first phase's lines over the points from `first` on: its centre, and each limit that a point there lies beyond."""
    later = analysis.points[first:]
    signs = {each.findings.get("outside", 0) for each in later}
    centre = path("carried", level_line(frame, [each.centre for each in later], first))
    upper = path("carried carried-limit", level_line(frame, [each.upper for each in later], first)) if 1 in signs else ""
    lower = path("carried carried-limit", level_line(frame, [each.lower for each in later], first)) if -1 in signs else ""
    return [centre, upper, lower]


def aim(frame: Frame, aims: Sequence[float | None]) -> str:
    return path("aim", level_line(frame, aims, 0))


def level_line(frame: Frame, values: Sequence[float | None], first: int) -> str:
    """A level for each period from `first` on, broken where there is none."""
    d: list[str] = []
    before: float | None = None
    level = ""
    for place, value in enumerate(values, first):
        if value == before and place > first:
            continue
        before = value
        now = "" if value is None else n(frame.y(value))
        if now == level:
            continue
        if level:
            d.append(f"H{n(frame.edge(place))}")
        if now:
            d.append(f"V{now}" if level else f"M{n(frame.edge(place))} {now}")
        level = now
    if level:
        d.append(f"H{n(frame.edge(first + len(values)))}")
    if len(d) > 4 * MANY:
        return "".join(polyline(run) for run in _runs(frame, values, first))
    return "".join(d)


def series(frame: Frame, analysis: Analysis) -> str:
    """The line through the points, broken at missing ones and where a phase begins."""
    d = []
    for part in analysis.parts:
        values = [each.value for each in analysis.points[part.first : part.last + 1]]
        d += [polyline(run, dot=frame.is_dense) for run in _runs(frame, values, part.first)]
    return path("series", "".join(d))


def _runs(frame: Frame, values: Sequence[float | None], first: int) -> Iterator[list[tuple[float, float]]]:
    """Neighbours without a gap, as pixels; of thousands only those that can be told apart."""
    for missing, group in groupby(enumerate(values, first), key=lambda pair: pair[1] is None):
        if not missing:
            run = [(frame.x(place), frame.y(value)) for place, value in group if value is not None]
            yield list(_thinned(run)) if frame.is_dense else run


def _thinned(run: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """In each column of pixels the first, the lowest, the highest and the last point: the line looks the same."""
    for _column, group in groupby(run, key=lambda point: int(point[0])):
        points = list(group)
        if len(points) <= 4:
            yield from points
            continue
        heights = [y for _, y in points]
        kept = sorted({0, heights.index(min(heights)), heights.index(max(heights)), len(points) - 1})
        yield from (points[each] for each in kept)


def polyline(run: Sequence[tuple[float, float]], *, dot: bool = False) -> str:
    if len(run) < 2:
        return f"M{n(run[0][0] - 1)} {n(run[0][1])}h2" if dot else ""
    return "M" + "L".join(f"{n(x)} {n(y)}" for x, y in run)


# --- Points ---


def points(frame: Frame, analysis: Analysis, marks: Sequence[Mark], about: Callable[[int], str]) -> list[str]:
    """Each point by its mark, plain ones behind; where there are many, only those that say something."""
    placed = [(place, frame.x(place), frame.y(each.value)) for place, each in enumerate(analysis.points) if each.value is not None]
    if frame.is_dense:
        placed = [each for each in placed if marks[each[0]] is not PLAIN]
    if len(placed) > MANY:
        return _merged(placed, marks)
    placed.sort(key=lambda each: marks[each[0]] is not PLAIN)
    r = frame.radius
    return [mark(marks[place].shape, marks[place].classes, x=x, y=y, r=r, about=about(place), place=place) for place, x, y in placed]


def _merged(placed: Sequence[tuple[int, float, float]], marks: Sequence[Mark]) -> list[str]:
    """Hundreds of marks as one outline for each kind; what would lie on top of its like is drawn once."""
    kinds: dict[str, dict[tuple[int, int], str]] = {}
    for place, x, y in placed:
        shape = "square" if marks[place].shape == "circle" else marks[place].shape
        outlines = kinds.setdefault(marks[place].classes, {})
        outlines.setdefault((int(x / 3), int(y / 3)), outline(shape, x, y, 2))
    return [path(kind, "".join(outlines.values())) for kind, outlines in kinds.items()]


# --- Notes ---


@dataclass(frozen=True, slots=True)
class Flags:
    """The numbers of the notes, side by side above the plot: note, where its number stands, and the x of its point."""

    placed: tuple[tuple[ShownNote, float, float, float], ...]
    bottom: float


def flags_for(notes: Sequence[ShownNote], count: int, *, left: float, right: float, top: float) -> Flags:
    """Numbers that stand above their points, and beside each other where points are near; in more rows when one does not hold them."""
    notes = sorted((note for note in notes if 0 <= note.place < count), key=lambda note: (note.place, note.number))
    low, high = left - FLAG, right + FLAG
    rows = -(-len(notes) // max(int((high - low) / FLAG_ROOM), 1))
    placed = []
    for row in range(rows):
        here = notes[row::rows]
        wanted = [left + (note.place + 0.5) * (right - left) / count for note in here]
        found = apart(wanted, [FLAG_ROOM] * len(here), low=low, high=high)
        placed += [(note, x, top + FLAG + 2 + row * FLAG_ROOM, at) for note, x, at in zip(here, found, wanted, strict=True)]
    return Flags(tuple(placed), top + rows * FLAG_ROOM)


def flag_lines(frame: Frame, flags: Flags, analysis: Analysis) -> list[str]:
    """A hairline from each number down to its point; to the foot where the point is missing."""
    drawn = []
    bend = flags.bottom + 4
    for note, x, y, at in flags.placed:
        value = analysis.points[note.place].value
        end = frame.bottom if value is None else max(frame.y(value) - frame.radius * 2 - 3, bend)
        turn = "" if abs(x - at) < 0.1 else f"V{n(flags.bottom - 1)}L{n(at)} {n(bend)}"
        drawn.append(path("note-line", f"M{n(x)} {n(y + FLAG)}{turn}V{n(end)}"))
    return drawn


def flag_heads(flags: Flags) -> list[str]:
    return [
        f'<circle class="note-dot" cx="{n(x)}" cy="{n(y)}" r="{FLAG}"/>'
        + text(str(note.number), x=x, y=y + 4.2, kind="note-num", anchor="middle")
        for note, x, y, _ in flags.placed
    ]
