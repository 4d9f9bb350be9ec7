"""Small numbers are held back before anything is drawn: a control chart publishes its denominators. Plain Python.

A drawn P chart gives its numerators away, because each denominator follows from the limits: n = 9 p(1 - p) / (upper - p)^2. So what is
small is dropped, or merged into longer periods, first; only what is left is analysed, drawn, listed and exported.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from measures.sentences import gettext_noop
from measures.series import Point, UnfitData

FLOOR = 6  # no measure shows fewer without an editor's written reason


def is_small(point: Point, limit: int, *, zero_is_small: bool = False) -> bool:
    """True when one could count fewer than `limit` people: those counted, those not counted, or all of them."""
    counts = [point.denominator, point.numerator]
    if point.numerator is not None and point.denominator is not None:
        counts.append(point.denominator - point.numerator)
    return any(count is not None and count < limit and (count > 0 or zero_is_small) for count in counts)


def suppress(points: Sequence[Point], limit: int, *, total_is_shown: bool = False, zero_is_small: bool = False) -> list[Point]:
    """The series with small points emptied; their periods stay.

    With a total beside the series, a single hidden point would follow from the others: then the next smallest is hidden, too.
    Raises UnfitData for a limit below 1.
    """
    if limit < 1:
        raise UnfitData(gettext_noop("The limit for small numbers is at least 1."))
    hidden = {place for place, point in enumerate(points) if is_small(point, limit, zero_is_small=zero_is_small)}
    if total_is_shown and len(hidden) == 1:
        others = [place for place, point in enumerate(points) if place not in hidden and point.numerator is not None]
        hidden |= set(sorted(others, key=lambda place: (points[place].numerator or 0, place))[:1])
    return [emptied(point) if place in hidden else point for place, point in enumerate(points)]


def emptied(point: Point) -> Point:
    return Point(point.on)


def merge_months(points: Sequence[Point], months: int) -> list[Point]:
    """Periods of `months` calendar months (3: quarters, 12: years), numerators and denominators summed.

    A period in which a month is missing or has no figures has none either. Raises UnfitData for points without dates or with values only.
    """
    if months not in (2, 3, 4, 6, 12):
        raise UnfitData(gettext_noop("Months are merged into periods of 2, 3, 4, 6 or 12."))
    groups: dict[date, list[Point]] = {}
    for point in points:
        if not isinstance(point.on, date):
            raise UnfitData(gettext_noop("Only periods with dates can be merged."))
        if point.numerator is None and point.value is not None:
            raise UnfitData(gettext_noop("Only numbers with their wholes can be merged: a mean of means would be wrong."))
        first = point.on.replace(month=(point.on.month - 1) // months * months + 1, day=1)
        groups.setdefault(first, []).append(point)
    return [_merged(first, group, months) for first, group in sorted(groups.items())]


def merge_until_large(points: Sequence[Point], limit: int) -> tuple[list[Point], int]:
    """The shortest periods in which nothing is small, and their length in months; what is small in a year stays hidden."""
    for months in (2, 3, 4, 6, 12):
        merged = merge_months(points, months)
        if not any(is_small(point, limit) for point in merged):
            return merged, months
    return suppress(merged, limit), 12


def _merged(first: date, group: Sequence[Point], months: int) -> Point:
    if len(group) < months or any(point.numerator is None for point in group):
        return Point(first)
    wholes = [point.denominator for point in group if point.denominator is not None]
    whole = sum(wholes) if len(wholes) == len(group) else None
    return replace(Point(first), numerator=sum(point.numerator or 0 for point in group), denominator=whole)
