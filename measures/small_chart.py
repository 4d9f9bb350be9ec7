"""A chart for a card: the line with its first and last figure, centre lines and aim. Plain Python: `Facts` in, SVG out."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise

from measures.axes import Scale, scale_for
from measures.chart_parts import Frame, level_line, polyline
from measures.choosing import Kind
from measures.facts import Facts
from measures.marks import Mark
from measures.svg import mark, n, opening, path, text, width_of

HEIGHT = 104
INSET = 10
GAP = 9
FROM_ZERO = {Kind.PROPORTION, Kind.RATE, Kind.COUNT, Kind.CASES_BETWEEN}


def plain(value: float) -> str:
    """A figure in no language, for where nobody gives a better one."""
    return f"{value:.4g}"


def draw_small(facts: Facts, *, title: str, width: int = 360, figure: Callable[[float], str] = plain, key: str = "spark") -> str:
    """The chart as SVG; empty where there are no figures. `title` says what a reader sees who sees no drawing."""
    known = [(place, value) for place, value in enumerate(facts.spark) if value is not None]
    if not known:
        return ""
    (first, begin), (last, end) = known[0], known[-1]
    words = [figure(begin) if first != last else "", figure(end)]
    left, right = (width_of(words[0]) + GAP if words[0] else INSET), width - width_of(words[1]) - GAP
    frame = Frame(left, right, INSET, HEIGHT - INSET, scale_of(facts, [value for _, value in known]), len(facts.spark))
    label = [
        text(words[0], x=left - GAP, y=frame.y(begin) + 4.5, anchor="end"),
        text(words[1], x=right + GAP, y=frame.y(end) + 4.5, kind="end-centre"),
    ]
    drawn = [
        path("grid", f"M{n(left)} {n(frame.bottom)}H{n(right)}") if frame.scale.low == 0 else "",
        *(path("centre", level_line(frame, [facts.spark_centre[place] for place in part], part.start)) for part in parts_of(facts)),
        path("aim", f"M{n(left)} {n(frame.y(facts.aim))}H{n(right)}") if facts.aim is not None else "",
        path("series", "".join(polyline(run) for part in parts_of(facts) for run in runs_in(frame, facts.spark, part))),
        *_points(frame, facts, known),
        *label,
    ]
    return opening(width=width, height=HEIGHT, key=key, title=title, description="", kind="small") + "".join(drawn) + "</svg>"


def scale_of(facts: Facts, values: Sequence[float]) -> Scale:
    """From 0 or from the lowest figure, by the rules of the large chart, to the highest: here nothing is read off a grid."""
    all_ = [*values, *(value for value in (*facts.spark_centre, facts.aim) if value is not None)]
    low = scale_for(all_, lines=3, never_below_zero=facts.kind in FROM_ZERO).low
    low, high = (low if low == 0 else min(all_)), max(all_)
    return Scale(low, high, ()) if high > low else scale_for([*all_, 0], lines=1)


def parts_of(facts: Facts) -> list[range]:
    starts = [0, *facts.spark_breaks, len(facts.spark)]
    return [range(start, stop) for start, stop in pairwise(starts)]


def runs_in(frame: Frame, values: Sequence[float | None], part: range) -> Iterator[list[tuple[float, float]]]:
    for missing, group in groupby(part, key=lambda place: values[place] is None):
        if not missing:
            yield [(frame.x(place), frame.y(values[place] or 0)) for place in group]


def _points(frame: Frame, facts: Facts, known: Sequence[tuple[int, float]]) -> Iterator[str]:
    """What was found bears its mark; of the plain points only the first and the last do, and those that stand alone."""
    for place, value in known:
        here = Mark.from_plain(facts.spark_marks[place]) if place < len(facts.spark_marks) else Mark()
        is_end = place in (known[0][0], known[-1][0])
        if here.tone or is_end or not has_neighbour(facts.spark, place):
            yield mark(here.shape, here.classes, x=frame.x(place), y=frame.y(value), r=max(frame.radius, 2.6))


def has_neighbour(values: Sequence[float | None], place: int) -> bool:
    return any(value is not None for value in (*values[max(place - 1, 0) : place], *values[place + 1 : place + 2]))
