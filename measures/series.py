"""A series of measured points and how it shall be read. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import isfinite

from measures.rules import ANHOEJ, RuleSet
from measures.sentences import gettext_noop


class Chart(StrEnum):
    """The charts by the names that the field gives them."""

    RUN = "run"
    I = "i"  # noqa: E741 - the field's own name: individual values, XmR
    MR = "mr"
    XBAR = "xbar"
    S = "s"
    P = "p"
    P_PRIME = "pp"
    C = "c"
    U = "u"
    U_PRIME = "up"
    G = "g"
    T = "t"
    I_PRIME = "ip"
    I_MEDIAN = "i_m"  # median centre, mean moving range
    I_MEDIAN_RANGE = "i_mm"  # median centre, median moving range
    FUNNEL_PROPORTION = "funnel_pr"
    FUNNEL_RATE = "funnel_rc"  # ratio of two counts
    FUNNEL_RATIO = "funnel_sr"  # observed over expected


OF_PROPORTIONS = {Chart.P, Chart.P_PRIME}
OF_COUNTS = {*OF_PROPORTIONS, Chart.C, Chart.U, Chart.U_PRIME, Chart.G}

LARGEST = 1e15


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


class UnfitData(ValueError):
    """The series cannot be drawn as this chart. The sentence is for people; `said` and `about` let it be said in another language."""

    def __init__(self, said: str, **about: object) -> None:
        super().__init__(said % about if about else said)
        self.said, self.about = said, about


@dataclass(frozen=True, slots=True)
class Point:
    """One period. A numerator with its denominator, or a value, or several values of one subgroup (or their mean, sd and size)."""

    on: date | int | str
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    values: tuple[float, ...] = ()
    sd: float | None = None
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """How a series is read. Points are counted from 0, missing ones too."""

    parts: tuple[int, ...] = ()  # index of the first point of each part after the first
    freeze: int | None = None  # how many points of each part feed centre and limits
    exclude: frozenset[int] = field(default_factory=frozenset)  # drawn hollow, left out of centre, limits and runs
    centre: float | None = None  # a centre line known beforehand, in the unit that is drawn
    multiply: float = 1  # for example 1000 bed-days
    screen: bool = True  # leave out extreme moving ranges, once (Nelson 1982)
    clip_below_zero: bool = False  # lower limits of charts of measurements stop at 0 when no value is negative
    in_time: bool = True  # False for units compared side by side: no runs, no trends
    rules: RuleSet = ANHOEJ
    direction: Direction = Direction.NEITHER
    target: float | None = None


def check(chart: Chart, points: Sequence[Point], options: Options) -> None:
    """Raises UnfitData for what no chart can be drawn of."""
    if not points:
        raise UnfitData(gettext_noop("There are no figures yet."))
    for number, point in enumerate(points, start=1):
        for figure in (point.value, point.numerator, point.denominator, point.sd, point.size, *point.values):
            if figure is not None and not isfinite(figure):
                raise UnfitData(gettext_noop("Row %(row)s holds a figure that is no number."), row=number)
            if figure is not None and abs(figure) > LARGEST:
                raise UnfitData(gettext_noop("Row %(row)s holds a figure that is too large."), row=number)
        if point.denominator is not None and point.denominator < 0:
            raise UnfitData(gettext_noop("Row %(row)s has a denominator below 0."), row=number)
        if chart in OF_COUNTS and min(point.numerator or 0, point.value or 0) < 0:
            raise UnfitData(gettext_noop("Row %(row)s has a number below 0, and one cannot count fewer than none."), row=number)
        if chart in OF_PROPORTIONS and point.denominator and (point.numerator or 0) > point.denominator:
            raise UnfitData(gettext_noop("Row %(row)s has a number that is larger than the whole."), row=number)
    if options.freeze is not None and options.freeze < 1:
        raise UnfitData(gettext_noop("A baseline needs at least one point."))
    if options.multiply <= 0:
        raise UnfitData(gettext_noop("Figures are multiplied by a number above 0, such as 100 or 1,000."))


def part_of_each(length: int, starts: Sequence[int]) -> list[range]:
    """The parts as ranges of indices. Starts outside the series are ignored.

    >>> part_of_each(5, [3])
    [range(0, 3), range(3, 5)]
    """
    inside = sorted({start for start in starts if 0 < start < length})
    return [range(first, last) for first, last in zip([0, *inside], [*inside, length], strict=True)]
