"""From an edition of a measure to what may be shown of it. Every output begins here: drawing, words, table, files, feeds. Plain Python.

Small numbers are gone and dates of rare harms are numbers before anything is analysed, so no output can tell more than another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

from measures.analysis import Analysis, analyse
from measures.choosing import Kind, has_figure, suggest
from measures.dates import MOST_MISSING, step_between
from measures.rules import RULE_SETS, RuleSet
from measures.series import Chart, Options, Point, UnfitData
from measures.snapshot import AimStep, Definition, Figure, Snapshot
from measures.suppression import emptied, is_small, merge_months

MOST_OVERLAPPING = 6  # groups of which every combination is tried


@dataclass(frozen=True, slots=True)
class ChartChoice:
    """How a story draws a measure. An empty chart means: the suggested one."""

    chart: str = ""
    reason: str = ""  # why not the suggested one
    rules: str = "anhoej"


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A numbered note on a point (from 0)."""

    number: int
    place: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class ShownPhase:
    """A phase that begins at a point, with the reason that a person gave."""

    first: int
    reason: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One chart as everybody may see it."""

    definition: Definition
    stratum: str
    points: tuple[Point, ...]  # reduced; `on` is a date, or the number of an event
    time_unit: str  # after merging
    merged_months: int  # 0: nothing was merged
    hidden: int  # periods without figures because they are small
    chart: Chart
    suggested: Chart
    why_suggested: str  # English; through gettext before it is shown
    reason: str  # of the author, for another chart than the suggested one
    rules: RuleSet
    analysis: Analysis | None
    unfit: UnfitData | None
    aims: tuple[float | None, ...] = ()
    notes: tuple[ShownNote, ...] = ()
    phases: tuple[ShownPhase, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    baseline_last: int | None = None
    baseline_reason: str = ""
    against_first_phase: Analysis | None = None  # the first phase's lines carried on over all phases
    strata: tuple["Shown", ...] = ()
    as_of: date | None = None

    @property
    def shows_dates(self) -> bool:
        return any(isinstance(point.on, date) for point in self.points)

    @property
    def useful(self) -> int:
        """Points with a figure."""
        return sum(has_figure(point) for point in self.points)

    @property
    def aim(self) -> float | None:
        return next((aim for aim in reversed(self.aims) if aim is not None), None)

    @property
    def total(self) -> float | None:
        """The sum of all wholes that are shown; None where a figure has none."""
        wholes = [point.denominator for point in self.points if has_figure(point)]
        return sum(whole or 0 for whole in wholes) if wholes and None not in wholes else None


def show(snapshot: Snapshot, choice: ChartChoice = ChartChoice(), notes: Sequence[tuple[date | int, str, str]] = ()) -> Shown:
    """What may be shown of this edition. `notes` are more of them (day, text, kind), such as the story's PDSA cycles.

    Never raises: a series that cannot be drawn comes back with `unfit` set and without analysis.
    """
    series, months, hidden = reduced(snapshot)
    whole = series.pop("", [])
    shown = _shown(snapshot, choice, whole, months, hidden, notes)
    groups = tuple(
        replace(_shown(snapshot, replace(choice, chart=shown.chart), points, months, 0, ()), stratum=name)
        for name, points in series.items()
    )
    return replace(shown, strata=groups)


# --- What may be told ---


def reduced(snapshot: Snapshot) -> tuple[dict[str, list[Point]], int, int]:
    """The points of everybody ("") and of each group without small numbers, the months that were merged, and how many periods are hidden."""
    definition = snapshot.definition
    series = _series(snapshot)
    whole, months = series[""], 0
    has_small = any(holds_few(definition, point) for point in whole)
    if has_small and definition.merges_small_numbers and _can_be_merged(snapshot, series):
        months = _months_until_large(definition, whole)
        series = {name: merge_months(points, months) for name, points in series.items()}
    before = {name: list(points) for name, points in series.items()}
    series = {name: _suppressed(definition, points) for name, points in series.items()}
    _hide_what_follows(definition, before, series)
    hidden = sum(has_figure(old) and not has_figure(new) for old, new in zip(before[""], series[""], strict=True))
    if definition.is_of_rare_events and not definition.shows_dates_of_events:
        series = {name: [replace(point, on=number) for number, point in enumerate(points, 1)] for name, points in series.items()}
    return series, months, hidden


def _series(snapshot: Snapshot) -> dict[str, list[Point]]:
    """One row of points for everybody and one for each group, all over the same periods, missing ones included."""
    definition = snapshot.definition
    names = ["", *[name for name in definition.strata if any(row.stratum == name for row in snapshot.figures)]]
    days = sorted({row.on for row in snapshot.figures}, key=lambda on: (isinstance(on, date), on))
    if definition.time_unit != "event":
        days = _without_gaps(days, definition.time_unit)
    found = {(row.stratum, row.on): row for row in snapshot.figures}
    series = {name: [_point(found.get((name, on)), on) for on in days] for name in names}
    if not any(has_figure(point) for point in series[""]) and len(names) > 1:
        series[""] = [_sum_of([series[name][place] for name in names[1:]], on) for place, on in enumerate(days)]
    return series


def _without_gaps(days: list[Any], unit: str) -> list[Any]:
    """With the periods that are missing between them, as long as there are not many more of those than of days."""
    filled, most = days[:1], 2 * len(days) + MOST_MISSING
    for before, after in pairwise(days):
        filled += [*(step_between(before, after, unit) if len(filled) < most else []), after]
    return filled


def _point(row: Figure | None, on: date | int) -> Point:
    if row is None:
        return Point(on)
    return Point(on, row.value, row.numerator, row.denominator, sd=row.sd, size=row.size)


def _sum_of(points: Sequence[Point], on: date | int) -> Point:
    """Everybody, where every group has its number."""
    if any(point.numerator is None for point in points):
        return Point(on)
    wholes = [point.denominator for point in points if point.denominator is not None]
    return Point(
        on, numerator=sum(point.numerator or 0 for point in points), denominator=sum(wholes) if len(wholes) == len(points) else None
    )


def holds_few(definition: Definition, point: Point) -> bool:
    """One could count too few people or events: in the number, in the whole, or in what is left between them where that is people, too."""
    limit, zero = definition.small_number_limit, definition.zero_is_small
    if definition.kind == Kind.PROPORTION:
        return is_small(Point(point.on, numerator=point.numerator, denominator=point.denominator), limit, zero_is_small=zero)
    counts = (point.numerator, point.denominator, point.size)
    return any(is_small(Point(point.on, numerator=count), limit, zero_is_small=zero) for count in counts)


def _suppressed(definition: Definition, points: list[Point]) -> list[Point]:
    if definition.is_of_rare_events:
        return list(points)
    return [emptied(point) if holds_few(definition, point) else point for point in points]


def _hide_what_follows(definition: Definition, before: dict[str, list[Point]], series: dict[str, list[Point]]) -> None:
    """Everybody less the groups that are shown gives the rest away: so much is hidden that the rest is no small number."""
    groups = [name for name in series if name]
    for place in range(len(series[""]) if groups else 0):
        if has_figure(before[""][place]) and not has_figure(series[""][place]):
            for name in groups:
                series[name][place] = emptied(series[name][place])
            continue
        shown = sorted((name for name in groups if has_figure(series[name][place])), key=lambda name: _counts(before[name][place]))
        whole, hidden = before[""][place], sum(has_figure(before[name][place]) for name in groups) - len(shown)
        while shown and (hidden == 1 or leaves_few(definition, whole, [before[name][place] for name in shown])):
            name = shown.pop(0)
            series[name][place] = emptied(series[name][place])
            hidden += 1


def leaves_few(definition: Definition, whole: Point, groups: Sequence[Point]) -> bool:
    """Is a small number left of everybody when some of these groups are taken away?

    Groups that lie beside each other leave least when all are taken away. Such as overlap, women and under 40, are tried in every combination.
    """
    if len(groups) > MOST_OVERLAPPING and any(left < 0 for left in _left(whole, groups) if left is not None):
        return True
    together = [groups] if all(left is None or left >= 0 for left in _left(whole, groups)) else _combinations(groups)
    return any(holds_few(definition, rest_of(whole, several)) for several in together)


def _combinations(groups: Sequence[Point]) -> Iterator[Sequence[Point]]:
    return (several for size in range(1, len(groups) + 1) for several in combinations(groups, size))


def _counts(point: Point) -> tuple[float, float]:
    return point.numerator or 0, point.denominator or point.size or 0


def _left(whole: Point, groups: Sequence[Point]) -> list[float | None]:
    """The number, the whole and the size of everybody less these groups; None where one of them is not known."""
    return [_less(getattr(whole, name), [getattr(group, name) for group in groups]) for name in ("numerator", "denominator", "size")]


def _less(all_: float | None, taken: Sequence[float | None]) -> float | None:
    known = [each for each in taken if each is not None]
    return None if all_ is None or len(known) < len(taken) else all_ - sum(known)


def rest_of(whole: Point, groups: Sequence[Point]) -> Point:
    """Hidden groups, and people in no group. What would be less than nothing is no rest."""
    number, people, size = (left if left is None or left >= 0 else None for left in _left(whole, groups))
    return Point(whole.on, numerator=number, denominator=people, size=size)


def _months_until_large(definition: Definition, whole: list[Point]) -> int:
    """The shortest periods in which nothing is small, else years."""
    return next((months for months in (3, 6) if not any(holds_few(definition, point) for point in merge_months(whole, months))), 12)


def _can_be_merged(snapshot: Snapshot, series: dict[str, list[Point]]) -> bool:
    """Only months with numbers: a mean of means would be wrong. A year must hold more than one period that is left."""
    is_monthly = snapshot.definition.time_unit == "month" and all(isinstance(row.on, date) for row in snapshot.figures)
    return is_monthly and all(point.value is None for points in series.values() for point in points)


# --- How it is read ---


def _shown(
    snapshot: Snapshot,
    choice: ChartChoice,
    points: list[Point],
    months: int,
    hidden: int,
    more_notes: Sequence[tuple[date | int, str, str]],
) -> Shown:
    definition = snapshot.definition
    unit = {3: "quarter", 6: "half-year", 12: "year"}.get(months, definition.time_unit)
    suggested, why = suggest(definition.kind, points)
    rules = RULE_SETS.get(choice.rules, RULE_SETS["anhoej"])
    places = _Places(snapshot, points, months)
    phases = [ShownPhase(first, each.reason) for each in snapshot.phases if (first := places.first_of(each.on)) > 0]
    left_out = places.left_out()
    baseline = places.last_of(snapshot.baseline_until)
    aims = tuple(places.aim_at(place) for place in range(len(points)))
    options = Options(
        parts=tuple(each.first for each in phases),
        freeze=None if baseline is None else baseline + 1,
        exclude=frozenset(place for place, _reason in left_out),
        multiply=definition.drawn_multiplier,
        clip_below_zero=True,
        rules=rules,
        direction=definition.direction,
        target=next((aim for aim in reversed(aims) if aim is not None), None),
    )
    chart, analysis, unfit = _read(choice.chart, suggested, points, options)
    notes = sorted(
        [(places.last_of(on), text, kind) for on, text, kind in [*((n.on, n.text, n.kind) for n in snapshot.notes), *more_notes]],
        key=lambda note: -1 if note[0] is None else note[0],
    )
    return Shown(
        definition=definition,
        stratum="",
        points=tuple(points),
        time_unit=unit,
        merged_months=months,
        hidden=hidden,
        chart=chart,
        suggested=suggested,
        why_suggested=why,
        reason=choice.reason,
        rules=rules,
        analysis=analysis,
        unfit=unfit,
        aims=aims,
        notes=tuple(
            ShownNote(number, place, text, kind)
            for number, (place, text, kind) in enumerate([note for note in notes if note[0] is not None], 1)
            if place is not None
        ),
        phases=tuple(phases),
        left_out=left_out,
        baseline_last=baseline,
        baseline_reason=snapshot.baseline_reason if baseline is not None else "",
        against_first_phase=_against_first_phase(chart, points, options) if analysis and phases else None,
        as_of=snapshot.as_of,
    )


def _read(chosen: str, suggested: Chart, points: list[Point], options: Options) -> tuple[Chart, Analysis | None, UnfitData | None]:
    """As chosen; where that cannot be drawn any more, as a run chart."""
    chart = Chart(chosen) if chosen else suggested
    problem: UnfitData | None = None
    for each in dict.fromkeys((chart, Chart.RUN)):
        try:
            return each, analyse(each, points, options), problem
        except UnfitData as unfit:
            problem = problem or unfit
    return chart, None, problem


def _against_first_phase(chart: Chart, points: list[Point], options: Options) -> Analysis | None:
    try:
        return analyse(chart, points, replace(options, parts=(), freeze=options.parts[0]))
    except UnfitData:
        return None


class _Places:
    """Where a day lies among the points that are shown."""

    def __init__(self, snapshot: Snapshot, points: Sequence[Point], months: int) -> None:
        self.snapshot, self.months = snapshot, months
        series = _days_of(snapshot, months)
        self.days: list[date | int] = series if len(series) == len(points) else [number for number, _point in enumerate(points, 1)]

    def first_of(self, on: date | int) -> int:
        """The first point that begins on this day or later. A phase that begins within a merged period counts from the next."""
        return next((place for place, day in enumerate(self.days) if _at(day) >= _at(on)), 0)

    def last_of(self, on: date | int | None) -> int | None:
        """The point whose period holds this day; None before the first and long after the last, and where events bear no dates."""
        if on is None or not self.days or isinstance(on, date) != isinstance(self.days[0], date) or _at(on) < _at(self.days[0]):
            return None
        place = max(place for place, day in enumerate(self.days) if _at(day) <= _at(on))
        return None if place == len(self.days) - 1 and self._is_long_after(on) else place

    def _is_long_after(self, on: date | int) -> bool:
        if not isinstance(on, date):
            return _at(on) > _at(self.days[-1])
        length = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}.get(self.snapshot.definition.time_unit, 10**6)
        return isinstance(self.days[-1], date) and on >= self.days[-1] + timedelta(days=length * max(self.months, 1))

    def left_out(self) -> tuple[tuple[int, str], ...]:
        found: dict[int, str] = {}
        for row in self.snapshot.figures:
            if row.left_out and not row.stratum and (place := self.last_of(row.on)) is not None:
                found.setdefault(place, row.left_out)
        return tuple(sorted(found.items()))

    def aim_at(self, place: int) -> float | None:
        steps: list[AimStep] = sorted(self.snapshot.definition.aims, key=lambda step: step.from_on or date.min)
        day = self.days[place]
        begun = [step.value for step in steps if step.from_on is None or (isinstance(day, date) and step.from_on <= day)]
        return begun[-1] if begun else None


def _days_of(snapshot: Snapshot, months: int) -> list[Any]:
    """The first day of each point, known also where the points bear numbers."""
    points = _series(snapshot)[""]
    return [point.on for point in (merge_months(points, months) if months else points)]


def _at(on: date | int) -> tuple[bool, date | int]:
    return isinstance(on, date), on
