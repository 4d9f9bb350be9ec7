"""Series to draw, and drawings to look at."""

import re
from collections.abc import Sequence
from datetime import date
from xml.etree import ElementTree

from measures.chart import ChartWords
from measures.choosing import Kind
from measures.series import Direction
from measures.showing import ChartChoice, Shown, show
from measures.snapshot import AimStep, Definition, Figure, Note, PhaseStart, Snapshot


def month(number: int) -> date:
    """January 2024 is 0."""
    return date(2024 + number // 12, number % 12 + 1, 1)


def shown(
    values: Sequence[float | None],
    *,
    chart: str = "i",
    kind: Kind = Kind.VALUE,
    direction: Direction = Direction.NEITHER,
    aims: tuple[AimStep, ...] = (),
    phases: Sequence[int] = (),
    notes: Sequence[int] = (),
    baseline: int | None = None,
    left_out: Sequence[int] = (),
    wholes: Sequence[float] = (),
    rules: str = "anhoej",
    name: str = "Days to the first visit",
) -> Shown:
    """A measure by month. With `wholes`, the values are numerators."""
    figures = []
    for place, value in enumerate(values):
        given = {"numerator": value, "denominator": wholes[place]} if wholes else {"value": value}
        figures.append(Figure(month(place), left_out="strike" if place in left_out else "", **given))
    definition = Definition(name, kind=kind, direction=direction, aims=aims, unit="days", small_number_limit=1)
    snapshot = Snapshot(
        definition,
        tuple(figures),
        tuple(PhaseStart(month(place), "a reason") for place in phases),
        None if baseline is None else month(baseline),
        notes=tuple(Note(month(place), f"note on {place}") for place in notes),
    )
    return show(snapshot, ChartChoice(chart, rules=rules))


def words_for(shown: Shown, **more) -> ChartWords:
    names = tuple(f"{point.on:%B %Y}" if isinstance(point.on, date) else f"Event {point.on}" for point in shown.points)
    ticks = tuple(f"{point.on:%b %Y}" if isinstance(point.on, date) else str(point.on) for point in shown.points)
    given = {"title": "A title", "description": "What was found", "periods": names, "ticks": ticks, "figure": "{:.1f} d".format}
    lines = {"centre": "Mean", "upper": "Upper limit", "lower": "Lower limit", "aim": "Aim"}
    return ChartWords(**{**given, **lines, **more})


class Drawing:
    """A drawing as somebody would look at it: its words, its lines, its marks."""

    def __init__(self, svg: str) -> None:
        self.svg, self.root = svg, ElementTree.fromstring(svg)

    def having(self, kind: str) -> list[ElementTree.Element]:
        return [each for each in self.root.iter() if kind in each.get("class", "").split()]

    def words(self, kind: str = "") -> list[str]:
        return [each.text or "" for each in self.root.iter("text") if not kind or kind in each.get("class", "").split()]

    def lines(self, kind: str) -> list[str]:
        return [each.get("d", "") for each in self.having(kind)]

    def shape(self, place: int) -> str:
        """circle, square or diamond, with the classes of its tone."""
        found = next(each for each in self.root.iter() if each.get("data-place") == str(place))
        shape = "circle" if found.tag == "circle" else "square" if "h" in found.get("d", "") else "diamond"
        return " ".join([shape, *(each for each in found.get("class", "").split() if each != "pt")])

    def about(self, place: int) -> str:
        return next(each for each in self.root.iter() if each.get("data-place") == str(place)).findtext("title") or ""


def numbers(d: str) -> list[float]:
    return [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", d)]
