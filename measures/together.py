"""Two editions of one measure, read side by side. Plain Python.

Months that one of them shows, taken from the quarter that the other shows, may leave a small number; so may groups that each shows alone.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from measures.choosing import has_figure
from measures.series import Point
from measures.showing import Shown, holds_few, leaves_few, rest_of
from measures.snapshot import Definition

MONTHS_IN = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
Stretch = tuple[int, int]  # the first month, counted from year 0, and how many; or the first day, and 0
Stretches = dict[str, dict[Stretch, Point]]  # of everybody ("") and of each group


def tell_small_numbers(known: Shown, now: Shown) -> bool:
    """Could somebody who has read `known` work out from `now` a number that neither of them shows?"""
    before, after = _stretches(known), _stretches(now)
    names = before.keys() & after.keys()
    differ = any(_differ(now.definition, one[name], other[name]) for name in names for one, other in ((before, after), (after, before)))
    return differ or _groups_fill_each_other(now.definition, before, after)


def _stretches(shown: Shown) -> Stretches:
    return {each.stratum: {_stretch(each, point): point for point in each.points if has_figure(point)} for each in (shown, *shown.strata)}


def _stretch(shown: Shown, point: Point) -> Stretch:
    months = MONTHS_IN.get(shown.time_unit, 0)
    if not isinstance(point.on, date):
        return int(point.on), 0
    return (point.on.year * 12 + point.on.month - 1 if months else point.on.toordinal()), months


def _differ(definition: Definition, long: Mapping[Stretch, Point], short: Mapping[Stretch, Point]) -> bool:
    """Is a small number left of a long period of one edition, when the shorter ones of the other are taken away?"""
    for (first, months), whole in long.items():
        inside = {place: point for place, point in short.items() if _lies_in(place, (first, months))}
        is_filled = sum(length for _first, length in inside) >= months
        if inside and not is_filled and holds_few(definition, rest_of(whole, list(inside.values()))):
            return True
    return False


def _lies_in(place: Stretch, around: Stretch) -> bool:
    return 0 < place[1] < around[1] and around[0] <= place[0] and sum(place) <= sum(around)


def _groups_fill_each_other(definition: Definition, before: Stretches, after: Stretches) -> bool:
    everybody = before[""] | after[""]
    groups = [_both(before, after, name) for name in (before | after) if name]
    return any(leaves_few(definition, whole, shown) for place, whole in everybody.items() if (shown := _at(groups, place)))


def _both(before: Stretches, after: Stretches, name: str) -> dict[Stretch, Point]:
    return before.get(name, {}) | after.get(name, {})


def _at(groups: Sequence[Mapping[Stretch, Point]], place: Stretch) -> list[Point]:
    return [group[place] for group in groups if place in group]
