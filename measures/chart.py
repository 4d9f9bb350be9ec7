"""A series as a chart: what was measured, its lines, and what was found. Plain Python: `Shown` and words in, SVG out.

The drawing bears classes only; static/css/components/chart.css colours it in pages, chart_in_pictures.css in files. Two drawings, WIDE
and NARROW, stand in a page, of which its style sheet shows the one that fits, so that words stay readable on a phone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from measures import chart_parts as parts
from measures.analysis import Analysis, Reading
from measures.axes import Scale, given_scale, labels_of, scale_for
from measures.chart_parts import Frame
from measures.choosing import Kind
from measures.found import compared_with
from measures.marks import OF_SPREAD, marks_of
from measures.series import OF_PROPORTIONS, Chart
from measures.showing import Shown
from measures.svg import LINE, TEXT, apart, n, opening, text, width_of, wrapped


@dataclass(frozen=True, slots=True)
class ChartWords:
    """Everything that is language. What has a default is there for those who want more said."""

    title: str
    description: str  # the findings in words
    periods: tuple[str, ...]  # the full name of each point: "March 2024", "Event 7"
    ticks: tuple[str, ...]  # short: "Mar 2024"
    figure: Callable[[float], str]  # a figure in the reader's language with its unit: "22.8%"
    centre: str  # "Median" or "Mean"
    upper: str  # "Upper limit"
    lower: str  # "Lower limit"
    aim: str  # "Aim"
    upper_short: str = ""  # "Upper", for phones; empty: the figure alone
    lower_short: str = ""
    figure_short: Callable[[float], str] | None = None  # a figure without its unit, for phones
    tick: Callable[[float], str] | None = None  # a figure at the side of the chart: "20%" where a figure is "20.0%"
    phases: tuple[str, ...] = ()  # short names; empty: numbers
    about: Callable[[int], str] | None = None  # all there is to say of a point: its period, figure, n, notes and findings
    sentence: str = ""  # on a slide, above the chart
    source: str = ""  # on a slide, below it
    illustrative: str = ""  # on a slide, for data that are made up: "Illustrative data"


@dataclass(frozen=True, slots=True)
class Size:
    """One of the drawings of a chart."""

    name: str  # makes its ids unique beside the others
    width: float
    plot: float  # how high the part with the figures is
    lines: int  # about so many grid lines
    is_narrow: bool = False
    height: float | None = None  # None: as it comes


WIDE = Size("w", 680, 264, 5)
NARROW = Size("n", 320, 220, 4, is_narrow=True)
SLIDE = Size("s", 800, 0, 5, height=439.4)  # with the margin of picture.py 16 to 9

HEAD = 10  # above the plot
FOOT = 28  # below the plot: the periods
PHASE_ROW = 18
FOOT_LINE = 15  # on a slide, from one line of the source to the next
LEAST_PLOT = 80  # on a slide, however many notes stand above
LABEL_GAP = 8  # from a line's end to its label
LABEL_SHARE = 0.25  # of the width: longer labels go into two lines
TICK_SHARE = 0.25  # longer figures at the side are written short
NEVER_BELOW_ZERO = {Kind.PROPORTION, Kind.RATE, Kind.COUNT, Kind.CASES_BETWEEN}


def draw(shown: Shown, words: ChartWords, *, size: Size = WIDE, key: str = "", scale: tuple[float, float] | None = None) -> str:
    """The chart as SVG; empty where there is no analysis. `key` makes its ids unique on a page; `scale` is shared by several charts."""
    if shown.analysis is None:
        return ""
    head = _slide_head(words, size) if size.height else []
    top = head[-1][0] if head else 0.0
    drawn, height = _chart(shown, shown.analysis, words, size, scale, top)
    foot = _slide_foot(words, size) if size.height else []
    id_ = f"{key or 'chart'}{size.name}"
    start = opening(width=size.width, height=max(size.height or 0, height), key=id_, title=words.title, description=words.description)
    return start + "".join([*(line for _, line in head), *drawn, *foot]) + "</svg>"


def scale_of(*several: Shown) -> tuple[float, float]:
    """One scale for all of these, such as the groups of one measure."""
    known = [(shown, shown.analysis) for shown in several if shown.analysis]
    if not known:
        return 0.0, 1.0
    values = [value for shown, analysis in known for value in _values(shown, analysis)]
    scale = _scale(known[0][0], known[0][1], values, lines=WIDE.lines)
    return scale.low, scale.high


def _chart(
    shown: Shown, analysis: Analysis, words: ChartWords, size: Size, given: tuple[float, float] | None, top: float
) -> tuple[list[str], float]:
    """The pieces from back to front, and where the chart ends."""
    values = list(_values(shown, analysis))
    scale = given_scale(*given, lines=size.lines) if given else _scale(shown, analysis, values, lines=size.lines)
    side = _figures_at_the_side(scale, words, size)
    ends = _ends(shown, analysis, words, size)
    has_phases = len(analysis.parts) > 1
    left = max([width_of(label) for _, label in side], default=0) + LABEL_GAP + 1
    right = size.width - max([end.width for end in ends], default=0) - LABEL_GAP - 1
    flags = parts.flags_for(shown.notes, len(analysis.points), left=left, right=right, top=top + PHASE_ROW * has_phases)
    begin = flags.bottom + HEAD
    bottom = max(size.height - FOOT - _foot_height(words, size), begin + LEAST_PLOT) if size.height else begin + size.plot
    frame = Frame(left, right, begin, bottom, scale, len(analysis.points))
    lines = [
        *_carried(frame, shown),
        *parts.limits(frame, analysis),
        *parts.centres(frame, analysis),
        parts.aim(frame, _aims(shown, analysis)),
    ]
    unit = shown.time_unit if shown.shows_dates else "event"
    drawn = [
        *parts.grid(frame, side),
        *parts.periods(frame, [each.on for each in analysis.points], words.ticks, unit=unit, width=size.width),
        *(parts.phases(frame, analysis, words.phases, top=top) if has_phases else []),
        *parts.flag_lines(frame, flags, analysis),
        *(lines if not frame.is_dense else []),
        parts.series(frame, analysis),
        *(lines if frame.is_dense else []),
        *parts.points(frame, analysis, marks_of(analysis), _about(shown, analysis, words)),
        *parts.flag_heads(flags),
        *_end_labels(frame, ends),
    ]
    return drawn, bottom + FOOT


def _carried(frame: Frame, shown: Shown) -> list[str]:
    """What the words hold later phases against has to be seen."""
    first = _first_phase(shown)
    return parts.carried(frame, first, shown.phases[0].first) if first else []


def _first_phase(shown: Shown) -> Analysis | None:
    return shown.against_first_phase if compared_with(shown) == "phases" else None


# --- The scale ---


def _values(shown: Shown, analysis: Analysis) -> Iterator[float]:
    """All that has a place on the scale."""
    points = analysis.points
    for row in ([getattr(each, name) for each in points] for name in ("value", "centre", "lower", "upper")):
        yield from (value for value in row if value is not None)
    yield from (aim for aim in _aims(shown, analysis) if aim is not None)
    if first := _first_phase(shown):
        yield from (value for each in first.points for value in (each.centre, each.lower, each.upper) if value is not None)


def _aims(shown: Shown, analysis: Analysis) -> Sequence[float | None]:
    """The aim is one for the figures, not for their spread."""
    return () if analysis.chart in OF_SPREAD else shown.aims


def _scale(shown: Shown, analysis: Analysis, values: Sequence[float], *, lines: int) -> Scale:
    kind = shown.definition.kind
    is_share = kind == Kind.PROPORTION or analysis.chart in OF_PROPORTIONS
    return scale_for(
        values,
        lines=lines,
        never_below_zero=kind in NEVER_BELOW_ZERO or analysis.chart in OF_SPREAD,
        roof=analysis.options.multiply if is_share and analysis.chart not in OF_SPREAD else None,
        whole=kind == Kind.COUNT or analysis.chart in (Chart.C, Chart.G),
    )


def _figures_at_the_side(scale: Scale, words: ChartWords, size: Size) -> list[tuple[float, str]]:
    labels = labels_of(scale, words.tick or words.figure)
    if max(width_of(label) for _, label in labels) <= size.width * TICK_SHARE:
        return labels
    return labels_of(scale, lambda value: f"{value:.3g}")


# --- What stands at the right end ---


@dataclass(frozen=True, slots=True)
class End:
    """A label at the right end of a line."""

    value: float
    lines: tuple[str, ...]
    kind: str

    @property
    def width(self) -> float:
        return max(width_of(line) for line in self.lines)


def _ends(shown: Shown, analysis: Analysis, words: ChartWords, size: Size) -> list[End]:
    """Centre, limits and aim as they are at the end, each with its figure."""
    last = _last_with_lines(analysis)
    upper, lower = (words.upper_short, words.lower_short) if size.is_narrow else (words.upper, words.lower)
    aim = next((value for value in reversed(_aims(shown, analysis)) if value is not None), None)
    lines = [(last.upper, upper, "end"), (last.centre, words.centre, "end end-centre"), (last.lower, lower, "end")]
    found = [(value, name, kind) for value, name, kind in [*lines, (aim, words.aim, "end end-aim")] if value is not None]
    figure = words.figure_short or words.figure if size.is_narrow else words.figure
    return [End(value, _lines(name, figure(value), size), kind) for value, name, kind in found]


def _last_with_lines(analysis: Analysis) -> Reading:
    last = analysis.points[analysis.parts[-1].first :]
    known = [each for each in last if each.upper is not None] or [each for each in last if each.centre is not None]
    return (known or last)[-1]


def _lines(name: str, figure: str, size: Size) -> tuple[str, ...]:
    if not name:
        return (figure,)
    together = f"{name} {figure}"
    return (together,) if width_of(together) <= size.width * LABEL_SHARE else (name, figure)


def _end_labels(frame: Frame, ends: Sequence[End]) -> list[str]:
    heights = [LINE * len(end.lines) for end in ends]
    middles = apart([frame.y(end.value) for end in ends], heights, low=frame.top - HEAD, high=frame.bottom + HEAD)
    drawn = []
    for end, middle, height in zip(ends, middles, heights, strict=True):
        for number, line in enumerate(end.lines):
            drawn.append(text(line, x=frame.right + LABEL_GAP, y=middle - height / 2 + LINE * number + 12, kind=end.kind))
    return drawn


# --- What a point says ---


def _about(shown: Shown, analysis: Analysis, words: ChartWords) -> Callable[[int], str]:
    if words.about:
        return words.about
    notes: dict[int, list[str]] = {}
    for note in shown.notes:
        notes.setdefault(note.place, []).append(f"{note.number}: {note.text}")

    def about(place: int) -> str:
        each = analysis.points[place]
        figure = "" if each.value is None else words.figure(each.value)
        size = [] if each.n is None else [f"n = {each.n:.12g}"]
        return ". ".join([f"{words.periods[place]}: {figure}", *size, *notes.get(place, [])])

    return about


# --- A slide ---


def _slide_head(words: ChartWords, size: Size) -> list[tuple[float, str]]:
    """Title and sentence, each line with where the next one may begin."""
    drawn, y = [], 0.0
    for said, kind, letters, most in ((words.title, "title", 18, 2), (words.sentence, "finding", 15, 5)):
        for line in wrapped(said, size.width, size=letters, most=most):
            drawn.append((y + letters * 1.7, text(line, x=0, y=y + letters, kind=kind)))
            y += letters * 1.35
        y += 4
    return drawn


def _foot_height(words: ChartWords, size: Size) -> float:
    if not words.source and not words.illustrative:
        return 0.0
    return 20.0 + FOOT_LINE * max(len(_source_lines(words, size)) - 1, 0)


def _source_lines(words: ChartWords, size: Size) -> list[str]:
    """The source, and the address of the chart below it where one line does not hold both."""
    room = size.width - (width_of(words.illustrative) + 24 if words.illustrative else 0)
    return wrapped(words.source, room, size=12, most=2)


def _slide_foot(words: ChartWords, size: Size) -> list[str]:
    y = (size.height or 0) - 4
    lines = _source_lines(words, size)
    source = [text(line, x=0, y=y - FOOT_LINE * above, kind="small") for above, line in enumerate(reversed(lines))]
    if not words.illustrative:
        return source
    width = width_of(words.illustrative, TEXT - 1) + 12
    box = f'<rect class="illustrative" x="{n(size.width - width)}" y="{n(y - 14)}" width="{n(width)}" height="19" rx="3"/>'
    return [*source, box, text(words.illustrative, x=size.width - width / 2, y=y, kind="illustrative", anchor="middle")]
