"""The axes of a chart: round figures up the side, periods along the foot. Plain Python."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil, floor, log10

from measures.svg import width_of

STEPS = (1, 2, 5, 10)
FROM_ZERO_WITHIN = 9  # an axis starts at 0 unless the figures lie more than so many times their spread above it ...
VALUES_WITHIN = 1  # ... and measured values already when they lie farther away than this
SMALLEST = 1e-290  # what is nearer to 0 is 0
BETWEEN_TICKS = 14  # pixels of air between periods ...
LEAST_ROOM = 34  # ... and at least so much from one to the next
FIRST_STEPS = {"week": (1, 2, 4), "day": (1, 2, 7, 14)}  # counted from the first; then come months
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)


@dataclass(frozen=True, slots=True)
class Scale:
    """Figures from `low` to `high`, with a grid line at each tick."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """0 at the low end, 1 at the high end; what lies beyond stays at the end."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)


def scale_for(
    values: Iterable[float], *, lines: int, never_below_zero: bool = False, roof: float | None = None, whole: bool = False
) -> Scale:
    """A scale with about so many grid lines, 1, 2 or 5 times a power of ten apart.

    `never_below_zero`: shares, counts and rates, which start at 0 unless all lie far above. `roof`: 100 for shares. `whole`: counts.
    """
    low, high = _span([value if roof is None else min(value, roof) for value in values], never_below_zero=never_below_zero)
    high = high if roof is None else min(high, roof)
    step = round_step((high - low) / lines)
    if whole:
        step = max(step, 1)
    if high - low > (lines + 1) * step:
        step = round_step(step * 1.5)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    last = max(last, first + 1)
    end = last * step if roof is None else min(last * step, roof)
    return Scale(first * step, end, tuple(tick * step for tick in range(first, floor(end / step + 1e-9) + 1)))


def given_scale(low: float, high: float, *, lines: int) -> Scale:
    """A scale that several charts share."""
    if not high > low:
        return scale_for([low, high], lines=lines)
    step = round_step((high - low) / lines)
    return Scale(low, high, tuple(tick * step for tick in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)))


def round_step(rough: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 and so on; below 1, too."""
    power = 10.0 ** floor(log10(rough))
    return next((step * power for step in STEPS if rough <= step * power * (1 + 1e-9)), 10 * power)


def _span(values: list[float], *, never_below_zero: bool) -> tuple[float, float]:
    low, high = min(values), max(values)
    spread = high - low
    largest = max(abs(low), abs(high))
    if largest < SMALLEST:
        return 0.0, 1.0
    if spread <= 1e-9 * largest:
        return (0.0, high * 1.25) if high > 0 else (low * 1.25, 0.0)
    within = FROM_ZERO_WITHIN if never_below_zero else VALUES_WITHIN
    if 0 <= low <= within * spread:
        return 0.0, high
    if high <= 0 and -high <= VALUES_WITHIN * spread:
        return low, 0.0
    return low, high


def labels_of(scale: Scale, figure: Callable[[float], str]) -> list[tuple[float, str]]:
    """Each tick with its figure. Where rounding makes two figures alike, every other tick goes, until they differ."""
    ticks = list(scale.ticks)
    while True:
        labels = [(tick, figure(tick + 0.0)) for tick in ticks]
        if len(labels) < 2 or all(one != two for (_, one), (_, two) in pairwise(labels)):
            return labels
        ticks = ticks[::2] if len(ticks) > 2 else ticks[:1]


# --- Along the foot ---


@dataclass(frozen=True, slots=True)
class Foot:
    """The room for periods: where the first point's begins, from one point to the next, and how wide the drawing is."""

    left: float
    step: float
    width: float

    def middle(self, place: int, words: str) -> float:
        """Below its point, moved in where words would leave the drawing."""
        half = width_of(words) / 2
        return min(max(self.left + (place + 0.5) * self.step, half), max(self.width - half, half))

    def span(self, place: int, words: str) -> tuple[float, float]:
        """From where to where no other words may stand."""
        middle, half = self.middle(place, words), max(width_of(words) + BETWEEN_TICKS, LEAST_ROOM) / 2
        return middle - half, middle + half


def period_labels(foot: Foot, on: Sequence[date | int | str], words: Sequence[str], *, unit: str) -> dict[int, str]:
    """The places that bear a period: the first, the last, and round ones as close as they fit without touching."""
    last = len(on) - 1
    ends = {place: foot.span(place, words[place]) for place in sorted({0, last})}
    if last and _touch(ends[0], ends[last]):
        return {0: words[0]}
    for candidates in _round_places(on, unit):
        inner = [place for place in candidates if place not in ends]
        if len(inner) * LEAST_ROOM > foot.width:
            continue
        fitting = _fitting(foot, {place: words[place] for place in inner}, list(ends.values()))
        if fitting is not None:
            return {place: words[place] for place in ends} | (fitting or _years(foot, on, list(ends.values())))
    return {place: words[place] for place in ends}


def _years(foot: Foot, on: Sequence[date | int | str], taken: Sequence[tuple[float, float]]) -> dict[int, str]:
    """Bare years where no whole period has room between the first and the last."""
    begins = {place: each.year for place in years(on) if isinstance(each := on[place], date)}
    for every in (1, 2, 5, 10, 20, 50):
        fitting = _fitting(foot, {place: str(year) for place, year in begins.items() if year % every == 0}, taken)
        if fitting is not None:
            return fitting
    return {}


def _fitting(foot: Foot, words: dict[int, str], taken: Sequence[tuple[float, float]]) -> dict[int, str] | None:
    """Those that do not touch what is there; None where they touch each other."""
    spans = {place: foot.span(place, word) for place, word in words.items()}
    if any(_touch(one, two) for one, two in pairwise(spans.values())):
        return None
    return {place: words[place] for place, span in spans.items() if not any(_touch(span, other) for other in taken)}


def years(on: Sequence[date | int | str]) -> list[int]:
    """The places where a new year begins."""
    found = []
    for place, (before, now) in enumerate(pairwise(on), 1):
        if isinstance(before, date) and isinstance(now, date) and before.year != now.year:
            found.append(place)
    return found


def _touch(one: tuple[float, float], two: tuple[float, float]) -> bool:
    return one[0] < two[1] and two[0] < one[1]


def _round_places(on: Sequence[date | int | str], unit: str) -> Iterator[list[int]]:
    """Places at round distances, close ones first: whole months, years that can be divided by 5, every tenth event."""
    if unit == "year" or not isinstance(on[0], date):
        numbers = [each.year if isinstance(each, date) else each if isinstance(each, int) else place for place, each in enumerate(on)]
        for step in (each * 10**power for power in range(len(str(len(on)))) for each in (1, 2, 5)):
            yield [place for place, number in enumerate(numbers) if number % step == 0]
        return
    for step in FIRST_STEPS.get(unit, ()):
        yield list(range(0, len(on), step))
    months = [each.year * 12 + each.month - 1 for each in on if isinstance(each, date)]
    begins = [(0, months[0]), *((place, now) for place, (before, now) in enumerate(pairwise(months), 1) if now != before)]
    for step in MONTHS:
        yield [place for place, month in begins if month % step == 0]
