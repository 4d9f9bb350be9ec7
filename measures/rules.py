"""Sets of rules by name, and what each rule marks. Plain Python.

A rule gives a mark to each point: 1 for above or rising, -1 for below or falling, 0 for none. Missing points are skipped and get 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from measures.run_chart import TIE
from measures.sentences import gettext_noop

SHEWHART_FACTOR = 3 / 1.128
ROUNDED_FACTOR = 2.66  # as Making Data Count writes it


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Which findings a chart reports. Its title stands under every chart."""

    name: str
    title: str
    outside: bool = True  # beyond three standard deviations, strictly
    runs: bool = False  # longest run and crossings (Anhøj)
    runs_count: bool = False  # too few or too many runs (Swed and Eisenhart)
    shift: int | None = None  # so many points on one side
    trend: int | None = None  # so many points rising or falling
    two_of_three: bool = False  # beyond two standard deviations
    third_on_same_side: bool = False
    near_is_inside: bool = False  # a point outside the limits is none of the two
    mark_whole_window: bool = False
    four_of_five: bool = False  # beyond one standard deviation
    three_sigma: float = SHEWHART_FACTOR


ANHOEJ = RuleSet("anhoej", gettext_noop("Anhøj rules: longest run and crossings; points outside the limits on control charts"), runs=True)
RUN_CHART_RULES = RuleSet(
    "run-chart",
    gettext_noop("Run chart rules (Perla, Provost and Murray): shift of 6, trend of 5, number of runs"),
    outside=False,
    runs_count=True,
    shift=6,
    trend=5,
)
MAKING_DATA_COUNT = RuleSet(
    "making-data-count",
    gettext_noop("Making Data Count: outside the limits, 7 on one side, 7 rising or falling, 2 of 3 near a limit"),
    shift=7, trend=7, two_of_three=True, third_on_same_side=True, near_is_inside=True, three_sigma=ROUNDED_FACTOR,
)  # fmt: skip
WESTERN_ELECTRIC = RuleSet("western-electric", gettext_noop("Western Electric rules"), shift=8, two_of_three=True, four_of_five=True)
LIFE_QI = RuleSet("life-qi", gettext_noop("Life QI: outside the limits, shift of 8, trend of 6"), shift=8, trend=6)
SHEWHART = RuleSet("shewhart", gettext_noop("Shewhart: points outside the limits only"))

RULE_SETS = {each.name: each for each in (ANHOEJ, RUN_CHART_RULES, MAKING_DATA_COUNT, WESTERN_ELECTRIC, LIFE_QI, SHEWHART)}


def outside(values: Sequence[float | None], lower: Sequence[float | None], upper: Sequence[float | None]) -> list[int]:
    """Strictly outside: a value that equals a limit is inside."""
    return [_beyond(value, low, high) for value, low, high in zip(values, lower, upper, strict=True)]


def shift(sides: Sequence[int | None], length: int) -> list[int]:
    """Every point of a row of at least `length` on one side. A point on the line breaks the row."""
    marks = [0] * len(sides)
    for row in _rows([(place, each) for place, each in enumerate(sides) if each is not None]):
        if row[0][1] and len(row) >= length:
            for place, each in row:
                marks[place] = each
    return marks


def trend(values: Sequence[float | None], length: int) -> list[int]:
    """Every point of a row of at least `length` that rises or falls at each step. At a turn the following step counts."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    steps = [(number, (now[1] > before[1]) - (now[1] < before[1])) for number, (before, now) in enumerate(pairwise(known))]
    marks = [0] * len(values)
    for row in _rows(steps):
        if row[0][1] and len(row) >= length - 1:
            for number in range(row[0][0], row[-1][0] + 2):
                marks[known[number][0]] = row[0][1]
    return marks


def some_of(
    marks: Sequence[int | None], sides: Sequence[int | None], *, least: int, window: int, all_on_one_side: bool, whole: bool
) -> list[int]:
    """`least` of `window` neighbours that carry the same mark, such as two of three beyond two standard deviations."""
    known = [place for place, mark in enumerate(marks) if mark is not None]
    found = [0] * len(marks)
    for first in range(len(known) - window + 1):
        places = known[first : first + window]
        for sign in (1, -1):
            marked = [place for place in places if marks[place] == sign]
            if len(marked) < least or (all_on_one_side and any(sides[place] != sign for place in places)):
                continue
            for place in places if whole else marked:
                found[place] = found[place] or sign
    return found


def _beyond(value: float | None, low: float | None, high: float | None) -> int:
    if value is None:
        return 0
    if high is not None and value > high and value - high > TIE * max(abs(value), abs(high)):
        return 1
    if low is not None and value < low and low - value > TIE * max(abs(value), abs(low)):
        return -1
    return 0


def _rows(marked: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Neighbours with the same mark, together."""
    rows: list[list[tuple[int, int]]] = []
    for each in marked:
        if rows and rows[-1][-1][1] == each[1]:
            rows[-1].append(each)
        else:
            rows.append([each])
    return rows
