"""What a chart supports, small enough for a database column: the words are made of it later, in either language. Plain Python.

Two questions are kept apart: what a rule found (`Found.sign`: above or below, rising or falling), and where the figures went (`Found.way`).
A long run above the median early in a series means that the figures came down; a hump in the middle, that they went nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from statistics import median
from typing import Any

from measures.analysis import Analysis, Finding, Part
from measures.dates import last_day_of
from measures.run_chart import side
from measures.series import Chart, Direction
from measures.showing import Shown

FEW = 12  # fewer points are too few to be sure
MOST_IN_SPARK = 120
MOST_FOUND = 20
ENOUGH_FOR_A_CENTRE = 3
WITH_MEDIAN = {Chart.RUN, Chart.G, Chart.I_MEDIAN, Chart.I_MEDIAN_RANGE}
TIE = 1e-9

When = str | int  # an ISO day, or the number of an event


@dataclass(frozen=True, slots=True)
class Found:
    """What one rule found, from when to when."""

    rule: str
    sign: int  # 1 above or rising, -1 below or falling, 0 for neither
    first: When
    last: When
    points: int
    way: int = 0  # where the figures went: 1 up, -1 down, 0 not sure or not lasting
    kind: str = "neutral"  # improvement, concern, neutral
    within: str = ""  # empty: in the comparison or in the whole series; else first-phase, phase, baseline


@dataclass(frozen=True, slots=True)
class Stretch:
    """One phase, or the baseline."""

    centre: float | None
    first: When
    last: When
    points: int


@dataclass(frozen=True, slots=True)
class Facts:
    """One chart in facts, as `outcome_line` words them."""

    signal: str  # improvement, concern, both, neutral (no direction is wanted, or none is sure), none, too_few, no_figures
    aim_met: bool | None = None  # None: no aim, no figures, or no direction
    name: str = ""
    stratum: str = ""
    language: str = "en"
    kind: str = "proportion"
    unit: str = ""
    decimals: int | None = None
    direction: str = "neither"
    chart: str = "run"
    rules: str = "anhoej"
    has_limits: bool = False
    centre_is: str = "median"  # median or mean
    points: int = 0
    first: When | None = None
    last: When | None = None
    time_unit: str = "month"
    merged_months: int = 0
    hides_small: bool = False
    is_constant: bool = False
    compared: str = ""  # phases, baseline, or empty
    phases: tuple[Stretch, ...] = ()  # one where a person has set none
    baseline: Stretch | None = None
    found: tuple[Found, ...] = ()
    aim: float | None = None
    aim_by: str | None = None
    aim_is_due: bool = True  # the figures reach the day of the aim
    now: float | None = None  # what stands against the aim
    now_is: str = ""  # centre, after-baseline (its median) or last (one figure)
    now_first: When | None = None
    as_of: str | None = None
    is_illustrative: bool = False
    spark: tuple[float | None, ...] = ()
    spark_centre: tuple[float | None, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Facts":
        known = {each.name for each in fields(cls)}
        given = {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items() if name in known}
        baseline = given.get("baseline")
        return replace(
            cls(**given),
            phases=tuple(Stretch(**each) for each in given.get("phases", ())),
            found=tuple(Found(**each) for each in given.get("found", ())),
            baseline=Stretch(**baseline) if baseline else None,
        )


def facts_of(shown: Shown) -> Facts:
    """All that the outcome line, the card and the search need to know of this chart."""
    facts = _frame(shown)
    analysis = shown.analysis
    if analysis is None or not (places := _useful(analysis, range(len(analysis.points)))):
        return facts
    found = found_in(shown)
    values = [analysis.points[place].value or 0 for place in places]
    facts = replace(
        facts,
        signal=_signal(found, len(places)),
        has_limits=analysis.has_limits,
        points=len(places),
        first=_when(analysis, places[0]),
        last=_when(analysis, places[-1]),
        is_constant=max(values) - min(values) <= TIE * max(map(abs, values)),
        compared=_compared(shown),
        phases=tuple(_stretch(analysis, part.first, part.last, part.centre) for part in analysis.parts),
        found=tuple(_grouped(found)[:MOST_FOUND]),
        spark=tuple(_short(each.value, each.excluded) for each in _thinned(analysis.points)),
        spark_centre=tuple(_short(each.centre) for each in _thinned(analysis.points)),
    )
    if facts.compared == "baseline" and shown.baseline_last is not None:
        facts = replace(facts, baseline=_stretch(analysis, 0, shown.baseline_last, analysis.parts[0].centre))
    return _with_aim(facts, shown, analysis, places)


def _frame(shown: Shown) -> Facts:
    """What is known without any analysis."""
    definition = shown.definition
    return Facts(
        signal="no_figures",
        name=definition.name,
        stratum=shown.stratum,
        language=definition.language,
        kind=str(definition.kind),
        unit=definition.drawn_unit,
        decimals=definition.decimals,
        direction=str(definition.direction),
        chart=str(shown.chart),
        rules=shown.rules.name,
        centre_is="median" if shown.chart in WITH_MEDIAN else "mean",
        points=shown.useful,
        time_unit=shown.time_unit,
        merged_months=shown.merged_months,
        hides_small=shown.hidden > 0,
        aim=shown.aim,
        aim_by=definition.aim_by.isoformat() if definition.aim_by else None,
        as_of=shown.as_of.isoformat() if shown.as_of else None,
        is_illustrative=definition.is_illustrative,
    )


def _signal(found: Sequence[Found], points: int) -> str:
    kinds = {each.kind for each in found}
    if {"improvement", "concern"} <= kinds:
        return "both"
    named = next((kind for kind in ("improvement", "concern", "neutral") if kind in kinds), "")
    return named or ("too_few" if points < FEW else "none")


# --- What was found, and where the figures went ---


def found_in(shown: Shown) -> list[Found]:
    """Every finding. With phases, first those of the first phase's lines carried on; then those inside each phase."""
    analysis, direction = shown.analysis, shown.definition.direction
    if analysis is None:
        return []
    compared = _compared(shown)
    if compared == "baseline" and shown.baseline_last is not None:
        return _against_baseline(analysis, shown.baseline_last + 1, direction)
    found: list[Found] = []
    start = 0
    if compared == "phases" and shown.against_first_phase:
        start = shown.phases[0].first
        found = _against_first_phase(shown.against_first_phase, start, direction)
    for finding in analysis.findings:
        within = "" if len(analysis.parts) == 1 else "first-phase" if finding.last < start else "phase"
        way = 0 if within == "first-phase" else _way_inside(analysis, finding)
        found.append(_told(analysis, finding, way, direction, within))
    return found


def _compared(shown: Shown) -> str:
    """What the figures are held against: phases before the baseline, since a baseline with phases lies inside each of them."""
    analysis = shown.analysis
    if analysis is None:
        return ""
    if len(analysis.parts) > 1:
        has_both = shown.against_first_phase and analysis.parts[0].centre is not None and analysis.parts[-1].centre is not None
        return "phases" if has_both else ""
    is_inside = shown.baseline_last is not None and shown.baseline_last < len(analysis.points) - 1
    return "baseline" if is_inside and analysis.parts[0].centre is not None else ""


def _against_first_phase(carried: Analysis, start: int, direction: Direction) -> list[Found]:
    """Findings in later points. Too few crossings count only when the later points lie on one side: else the first phase may be the cause."""
    found = []
    for finding in carried.findings:
        way = finding.sign or (_side_of_most(_sides(carried, start)) if finding.rule != "many-runs" else 0)
        if finding.last >= start and way:
            found.append(_told(carried, finding, way, direction, ""))
    return found


def _against_baseline(analysis: Analysis, start: int, direction: Direction) -> list[Found]:
    found = []
    for finding in analysis.findings:
        if finding.last < start:
            found.append(_told(analysis, finding, 0, direction, "baseline"))
            continue
        way = finding.sign or (_side_of_most(_sides(analysis, start)) if finding.rule != "many-runs" else 0)
        found.append(_told(analysis, finding, way, direction, ""))
    return found


def _way_inside(analysis: Analysis, finding: Finding) -> int:
    """Where the figures went, around a line that all of them have drawn.

    A finding in the first half tells where the figures came from, a later one where they are. What it tells must agree with the first and
    the last third of the points lying on the two sides of the line; a later finding against them, or one that reaches into the last third
    while they say nothing, stands by its own sign.
    """
    if finding.rule in ("trend", "many-runs"):
        return finding.sign
    part = _part_at(analysis, finding.first)
    places = _useful(analysis, range(part.first, part.last + 1))
    moved = _moved(_sides(analysis, part.first, part.last))
    if not finding.sign:
        return moved
    is_early = finding.first + finding.last < places[0] + places[-1]
    if moved:
        told = -finding.sign if is_early else finding.sign
        return told if told == moved or not is_early else 0
    return finding.sign if finding.last >= places[-max(len(places) // 3, 1)] else 0


def _moved(sides: Sequence[int]) -> int:
    """1 where the first third lies below the line and the last third above, -1 the other way round, else 0."""
    third = len(sides) // 3
    last = _side_of_most(sides[-third:]) if third else 0
    return last if last and _side_of_most(sides[:third]) == -last else 0


def _side_of_most(sides: Sequence[int]) -> int:
    """The side on which at least two thirds lie."""
    return next((sign for sign in (1, -1) if sides and sides.count(sign) * 3 >= len(sides) * 2), 0)


def _told(analysis: Analysis, finding: Finding, way: int, direction: Direction, within: str) -> Found:
    places = _useful(analysis, range(finding.first, finding.last + 1))
    if finding.rule in ("long-run", "shift"):
        on_side = _sides(analysis, finding.first, finding.last).count(finding.sign)
    else:
        on_side = len(places)
    kind = "neutral"
    if way and direction != Direction.NEITHER:
        kind = "improvement" if (way > 0) == (direction == Direction.UP) else "concern"
    return Found(
        finding.rule, finding.sign, _when(analysis, finding.first), _when(analysis, finding.last), max(on_side, 1), way, kind, within
    )


def _grouped(found: Sequence[Found]) -> list[Found]:
    """Points outside the limits on one side are told together."""
    groups: dict[tuple[object, ...], Found] = {}
    for number, each in enumerate(found):
        key = (each.rule, each.sign, each.way, each.within) if each.rule == "outside" else (number,)
        before = groups.get(key)
        groups[key] = replace(before, last=each.last, points=before.points + each.points) if before else each
    return list(groups.values())


# --- Points ---


def _useful(analysis: Analysis, places: range) -> list[int]:
    return [place for place in places if analysis.points[place].value is not None and not analysis.points[place].excluded]


def _sides(analysis: Analysis, first: int, last: int | None = None) -> list[int]:
    places = range(first, len(analysis.points) if last is None else last + 1)
    return [side(analysis.points[place].value, analysis.points[place].centre) for place in _useful(analysis, places)]


def _part_at(analysis: Analysis, place: int) -> Part:
    return next(part for part in analysis.parts if part.first <= place <= part.last)


def _when(analysis: Analysis, place: int) -> When:
    on = analysis.points[place].on
    return on.isoformat() if isinstance(on, date) else on


def _stretch(analysis: Analysis, first: int, last: int, centre: float | None) -> Stretch:
    places = _useful(analysis, range(first, last + 1)) or [first, last]
    return Stretch(
        centre, _when(analysis, places[0]), _when(analysis, places[-1]), len(_useful(analysis, range(first, last + 1)))
    )


def _thinned(points: Sequence[Any]) -> list[Any]:
    """At most so many, evenly, the last one kept."""
    if len(points) <= MOST_IN_SPARK:
        return list(points)
    return [points[round(number * (len(points) - 1) / (MOST_IN_SPARK - 1))] for number in range(MOST_IN_SPARK)]


def _short(value: float | None, is_left_out: bool = False) -> float | None:
    return None if value is None or is_left_out else float(f"{value:.5g}")


# --- The aim ---


def _with_aim(facts: Facts, shown: Shown, analysis: Analysis, places: Sequence[int]) -> Facts:
    """The centre line of the last phase against the aim; with a baseline, the median since; with fewer than 3 points, the last figure."""
    if facts.aim is None:
        return facts
    start = analysis.parts[-1].first
    if facts.compared == "baseline" and shown.baseline_last is not None:
        start = shown.baseline_last + 1
    recent = [place for place in places if place >= start]
    if len(recent) < ENOUGH_FOR_A_CENTRE or analysis.parts[-1].centre is None:
        now, now_is, first = analysis.points[places[-1]].value, "last", places[-1]
    elif facts.compared == "baseline":
        now, now_is, first = median(analysis.points[place].value or 0 for place in recent), "after-baseline", recent[0]
    else:
        now, now_is, first = analysis.parts[-1].centre, "centre", recent[0]
    return replace(
        facts,
        aim_met=_is_met(now, facts.aim, facts.direction),
        aim_is_due=_is_due(shown, analysis.points[places[-1]].on),
        now=now,
        now_is=now_is,
        now_first=_when(analysis, first),
    )


def _is_met(now: float | None, aim: float, direction: str) -> bool | None:
    if now is None or direction == Direction.NEITHER:
        return None
    over = (now - aim) * (1 if direction == Direction.UP else -1)
    return over >= -TIE * max(abs(now), abs(aim))


def _is_due(shown: Shown, last: date | int | str) -> bool:
    """Do the figures reach the day of the aim? Numbered events have no days: then the day on which they were collected."""
    aim_by = shown.definition.aim_by
    if aim_by is None:
        return True
    if isinstance(last, date):
        return last_day_of(last, shown.time_unit, shown.merged_months) >= aim_by
    return shown.as_of is None or shown.as_of >= aim_by
