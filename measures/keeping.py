"""Keeping figures: what was typed is never lost, what can be read becomes observations, and each saving is a revision."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.choosing import Kind
from measures.doubts import EMPTY, Problem
from measures.models import AimStep as AimStepRow
from measures.models import Measure, MeasureRevision, Observation
from measures.reading import Row, Series, read_series
from measures.sentences import gettext_noop
from measures.series import Direction, UnfitData
from measures.snapshot import AimStep, Definition, Figure, Note, PhaseStart, Snapshot
from members.models import User

NUMBERS = ("numerator", "denominator", "value", "sd", "size")
COLUMNS: dict[Kind, tuple[str, ...]] = {
    Kind.PROPORTION: ("numerator", "denominator"),
    Kind.RATE: ("numerator", "denominator"),
    Kind.COUNT: ("numerator",),
    Kind.VALUE: ("value", "denominator"),
    Kind.SUBGROUP: ("value", "sd", "size"),
    Kind.CASES_BETWEEN: ("value",),
    Kind.TIME_BETWEEN: ("value",),
}
RARE = (Kind.CASES_BETWEEN, Kind.TIME_BETWEEN)
LARGEST_NUMBER = 2**31 - 1  # of an event that never came
NO_WHOLE = gettext_noop("Out of how many? The whole is missing.")
NO_NUMBER = gettext_noop("The number is missing. When nobody was counted, write 0.")
EVERYBODY = ("all", "everybody", "everyone", "total", "overall", "tous", "toutes", "tout le monde", "ensemble")
Cells = Mapping[str, str]  # one row as typed: column, text


@dataclass(frozen=True, slots=True)
class Read:
    """What a grid says: the series where it can be read, and every problem that is not settled."""

    series: Series | None
    problems: list[Problem]
    unfit: UnfitData | None = None

    @property
    def blocks(self) -> bool:
        return any(problem.blocks for problem in self.problems)


def columns_of(measure: Measure) -> list[str]:
    """The columns of its grid, in order."""
    return ["period", *(["stratum"] if measure.groups else []), *COLUMNS[Kind(measure.kind)]]


def filled(typed: Sequence[Cells], columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows in which something stands."""
    rows = [{name: str(row.get(name, "")).strip()[:200] for name in columns} for row in typed]
    return [row for row in rows if any(row.values())]


def read(measure: Measure, typed: Sequence[Cells], *, today: date | None = None) -> Read:
    """Read a grid as this measure means it. Never raises: a grid without figures is empty, not wrong."""
    columns = columns_of(measure)
    rows = _with_known_groups(filled(typed, columns), measure.groups)
    kind = Kind(measure.kind)
    if kind in RARE and not any(row["period"] for row in rows):
        columns = [name for name in columns if name != "period"]
    if not rows:
        return Read(None, [])
    try:
        series = read_series(
            [[row[name] for name in columns] for row in rows],
            columns={name: place for place, name in enumerate(columns)},
            percent=measure.unit.strip().startswith("%"),
            has_heading=False,
            is_share=kind == Kind.PROPORTION,
            only_dates=kind == Kind.TIME_BETWEEN,
        )
    except UnfitData as unfit:
        return Read(None, [], unfit)
    if kind == Kind.TIME_BETWEEN:
        series = _days_between(series)
    problems = [*series.problems, *_unknown_groups(measure, series), *_half_rows(kind, series)]
    problems += _unfinished(measure, series, today or timezone.localdate())
    settled = set(measure.answers)
    open_ones = [problem for problem in problems if problem.blocks or key_of(problem, series) not in settled]
    return Read(series, sorted(open_ones, key=lambda problem: (problem.row, not problem.blocks)))


def key_of(problem: Problem, series: Series) -> str:
    """A doubt is known by what it says of which period, wherever its row has moved."""
    row = next((row for row in series.rows if row.number == problem.row), None)
    return f"{problem.column}:{row.period.text if row and row.period else problem.row}:{problem}"[:300]


def _with_known_groups(rows: list[dict[str, str]], groups: Sequence[str]) -> list[dict[str, str]]:
    """“women” is the group “Women”, and “All” is everybody, who bear no name."""
    named = dict.fromkeys(EVERYBODY, "") | {group.casefold(): group for group in groups}
    return [{**row, "stratum": named.get(row["stratum"].casefold(), row["stratum"])} for row in rows] if groups else rows


def _unknown_groups(measure: Measure, series: Series) -> list[Problem]:
    said = gettext_noop("“%(group)s” is none of this measure's groups: %(groups)s.")
    groups = measure.groups
    return [
        Problem(row.number, "stratum", said, {"group": row.stratum[:60], "groups": ", ".join(groups)})
        for row in series.rows
        if row.stratum and row.stratum not in groups
    ]


def _half_rows(kind: Kind, series: Series) -> list[Problem]:
    """A number without its whole, or a whole without its number: neither can be drawn."""
    if kind not in (Kind.PROPORTION, Kind.RATE):
        return []
    found, named = [], {(problem.row, problem.column) for problem in series.problems}
    for row in series.rows:
        if row.numerator is not None and row.denominator is None and (row.number, "denominator") not in named:
            found.append(Problem(row.number, "denominator", NO_WHOLE, mends=EMPTY))
        elif row.denominator is not None and row.numerator is None and (row.number, "numerator") not in named:
            found.append(Problem(row.number, "numerator", NO_NUMBER, mends=EMPTY))
    return found


def _unfinished(measure: Measure, series: Series, today: date) -> list[Problem]:
    """A period that is not over, or whose figures cannot all be in, often looks better than it is."""
    found = []
    for row in series.rows:
        if not row.period or not isinstance(row.period.first, date) or not row.has_figure or measure.kind in RARE:
            continue
        over = _end_of(row.period.first, series.unit)
        if over > today:
            said = gettext_noop("%(period)s is not over. A period that is not over often looks better than it is.")
            found.append(Problem(row.number, "period", said, {"period": row.period.text}, blocks=False, mends={"row": ""}))
        elif measure.allowed_lag_days and over + timedelta(days=measure.allowed_lag_days) > today:
            said = gettext_noop("Figures of %(period)s may still come in: you said that it takes %(days)s days.")
            about = {"period": row.period.text, "days": measure.allowed_lag_days}
            found.append(Problem(row.number, "period", said, about, blocks=False, mends={"row": ""}))
    return found


def _end_of(first: date, unit: str) -> date:
    """The first day after a period."""
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if months is None:
        return first + timedelta(days={"week": 7}.get(unit, 1))
    total = first.year * 12 + first.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def _days_between(series: Series) -> Series:
    """Days of events become the days between them; the first event only begins the count."""
    if any(row.value is not None for row in series.rows):
        return series
    dated = [row for row in series.rows if row.period and isinstance(row.period.first, date)]
    rows = [replace(now, value=float((now.period.first - before.period.first).days)) for before, now in pairwise(dated)]  # type: ignore[union-attr, operator]
    return replace(series, rows=rows, unit="event")


# --- Saving ---


@transaction.atomic
def keep_typed(measure: Measure, typed: Sequence[Cells], *, by: User | None = None, put_aside: Sequence[Cells] | None = None) -> None:
    """As it stands in the grid, wrong cells too. No revision: nothing has been said yet. `put_aside` is a grid that may be wanted back."""
    measure.typed, measure.typed_by = filled(typed, columns_of(measure)), by
    changed = ["typed", "typed_by", "changed_at"]
    if put_aside is not None:
        measure.typed_before = filled(put_aside, columns_of(measure))
        changed.append("typed_before")
    measure.save(update_fields=changed)


@transaction.atomic
def save_figures(measure: Measure, typed: Sequence[Cells], *, by: User) -> Read:
    """Keep the grid, and make observations of every row that can be read."""
    keep_typed(measure, typed, by=by)
    found = read(measure, measure.typed)
    rows = sound_rows(found)
    kept = {_key(each): each for each in measure.observations.all()}
    wanted = {_key(each): each for each in _observations(measure, rows, by)}
    for key, new in wanted.items():
        if key in kept:
            new.pk, new.left_out = kept[key].pk, kept[key].left_out
    same = {key for key in wanted.keys() & kept.keys() if _figures(wanted[key]) == _figures(kept[key])}
    measure.observations.filter(pk__in=[each.pk for key, each in kept.items() if key not in wanted]).delete()
    Observation.objects.bulk_create([each for key, each in wanted.items() if key not in kept], batch_size=500)
    changed = [each for key, each in wanted.items() if key in kept and key not in same]
    Observation.objects.bulk_update(changed, [*NUMBERS[:-1], "n", "entered_by"], batch_size=200)
    if found.series and measure.kind not in RARE and len(rows) > 1:
        measure.time_unit = found.series.unit
    measure.last_on = max((row.period.first for row in rows if row.period and isinstance(row.period.first, date)), default=None)
    measure.save(update_fields=["time_unit", "last_on"])
    return found


def sound_rows(found: Read) -> list[Row]:
    wrong = {problem.row for problem in found.problems if problem.blocks}
    return [row for row in (found.series.rows if found.series else []) if row.period and row.number not in wrong]


def _observations(measure: Measure, rows: Sequence[Row], by: User | None) -> list[Observation]:
    is_event = measure.kind in RARE
    return [
        Observation(
            measure=measure,
            stratum=row.stratum,
            period_on=row.period.first if row.period and isinstance(row.period.first, date) else None,
            number=place if is_event or (row.period and isinstance(row.period.first, int)) else None,
            numerator=_decimal(row.numerator),
            denominator=_decimal(row.denominator) or None,
            value=None if measure.kind in (Kind.PROPORTION, Kind.RATE, Kind.COUNT) else _decimal(row.value),
            sd=_decimal(row.sd),
            n=_decimal(row.size),
            entered_by=by,
        )
        for place, row in enumerate(rows, 1)
    ]


def _decimal(figure: float | None) -> Decimal | None:
    return None if figure is None else round(Decimal(repr(figure)), 6)


def _key(each: Observation) -> tuple[object, ...]:
    return each.stratum, each.number, None if each.number else each.period_on


def _figures(each: Observation) -> tuple[object, ...]:
    return each.period_on, each.numerator, each.denominator, each.value, each.sd, each.n


# --- Revisions ---


def snapshot_of(measure: Measure, *, as_of: date | None = None, figures: tuple[Figure, ...] | None = None) -> Snapshot:
    """The measure as it is kept now, or with other figures."""
    at = _when(measure)
    return Snapshot(
        definition=definition_of(measure),
        figures=tuple(_figure(measure, each) for each in measure.observations.all()) if figures is None else figures,
        phases=tuple(PhaseStart(at(each.starts_on), each.reason) for each in measure.parts.all()),
        baseline_until=at(measure.baseline_until, is_last=True) if measure.baseline_until else None,
        baseline_reason=measure.baseline_reason,
        notes=tuple(Note(at(each.on), each.text, each.kind) for each in measure.notes.all()),
        as_of=as_of or timezone.localdate(),
    )


def _when(measure: Measure) -> Callable[..., date | int]:
    """Days as the figures have them: rare events bear numbers, so a day becomes the number of the first event from then on."""
    if measure.kind not in RARE or measure.shows_dates_of_events:
        return lambda day, is_last=False: day
    kept = measure.observations.filter(period_on__isnull=False, number__isnull=False).values_list("period_on", "number")
    events = [(on, number) for on, number in kept if on and number]

    def number_of(day: date, *, is_last: bool = False) -> int:
        if is_last:
            return max((number for on, number in events if on <= day), default=0)
        return min((number for on, number in events if on >= day), default=LARGEST_NUMBER)

    return number_of


def snapshot_if_saved(measure: Measure, found: Read) -> Snapshot:
    """The measure as it would be kept if this grid were saved now. Nothing is written."""
    rows = sound_rows(found)
    wanted = {_key(each): each for each in _observations(measure, rows, None)}
    reasons = {_key(each): each.left_out for each in measure.observations.exclude(left_out="")}
    for key in wanted.keys() & reasons.keys():
        wanted[key].left_out = reasons[key]
    figures = tuple(_figure(measure, each) for each in wanted.values())
    is_dated = found.series is not None and measure.kind not in RARE and len(rows) > 1
    definition = replace(definition_of(measure), time_unit=found.series.unit) if found.series and is_dated else definition_of(measure)
    return replace(snapshot_of(measure, figures=figures), definition=definition)


@transaction.atomic
def revise(measure: Measure, *, by: User, what_changed: str = "") -> MeasureRevision:
    """Say what the figures are as of today. When nothing has changed, the last revision stands."""
    Measure.objects.select_for_update().get(pk=measure.pk)
    content = snapshot_of(measure).to_plain()
    last = measure.latest
    if last and {**last.content, "as_of": None} == {**content, "as_of": None}:
        return last
    return MeasureRevision.objects.create(
        measure=measure, number=last.number + 1 if last else 1, made_by=by, what_changed=what_changed[:300], content=content
    )


def definition_of(measure: Measure) -> Definition:
    plain: dict[str, Any] = {
        name: getattr(measure, name)
        for name in (
            "name", "language", "family", "operational", "numerator_words", "denominator_words", "unit", "decimals", "time_unit", "source",
            "collection", "aim_by", "aim_set_by", "small_number_limit", "zero_is_small", "shows_dates_of_events", "is_illustrative",
        )
    }  # fmt: skip
    return Definition(
        **plain,
        kind=Kind(measure.kind),
        direction=Direction(measure.direction),
        multiplier=float(measure.multiplier),
        strata=tuple(measure.groups),
        aims=tuple(AimStep(float(step.value), step.from_on) for step in sorted(measure.aims.all(), key=_since)),
        merges_small_numbers=measure.small_numbers == Measure.SmallNumbers.MERGE,
    )


def _since(step: AimStepRow) -> date:
    """Databases disagree on where a step without a day stands: here, first."""
    return step.from_on or date.min


def _figure(measure: Measure, each: Observation) -> Figure:
    by_date = each.number is None or (measure.shows_dates_of_events and each.period_on is not None)
    on = each.period_on if by_date else each.number
    numbers = {name: None if (kept := getattr(each, name)) is None else float(kept) for name in ("numerator", "denominator", "value", "sd")}
    return Figure(on or 0, **numbers, size=None if each.n is None else float(each.n), stratum=each.stratum, left_out=each.left_out)
