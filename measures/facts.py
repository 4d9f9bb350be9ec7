"""What a chart supports, small enough for a database column: the words are made of it later, in either language. Plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from measures.analysis import Analysis
from measures.dates import last_day_of
from measures.found import Found, When, compared_with, found_in, grouped, useful, when_of
from measures.marks import marks_of
from measures.series import Chart, Direction
from measures.showing import Shown

FEW = 12  # fewer points are too few to be sure
MOST_IN_SPARK = 120
MOST_FOUND = 20
ENOUGH_FOR_A_CENTRE = 3
WITH_MEDIAN = {Chart.RUN, Chart.G, Chart.I_MEDIAN, Chart.I_MEDIAN_RANGE}
TIE = 1e-9


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
    family: str = "outcome"  # process and balancing measures never speak for a story
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
    spark_marks: tuple[str, ...] = ()  # as Mark.to_plain writes them
    spark_breaks: tuple[int, ...] = ()  # where a phase begins

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Facts":
        known = {each.name for each in fields(cls)}
        given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items() if name in known}
        baseline = given.get("baseline")
        return replace(
            cls(**given),
            phases=tuple(Stretch(**each) for each in given.get("phases", ())),
            found=tuple(Found(**each) for each in given.get("found", ())),
            baseline=Stretch(**baseline) if baseline else None,
        )


_last: tuple[Shown, Facts] | None = None  # every part of a page asks for the facts of the chart that is drawn just now


def facts_of(shown: Shown) -> Facts:
    """All that the outcome line, the card and the search need to know of this chart."""
    global _last
    if (kept := _last) is None or kept[0] is not shown:
        kept = _last = (shown, _facts_of(shown))
    return kept[1]


def _facts_of(shown: Shown) -> Facts:
    facts = _frame(shown)
    analysis = shown.analysis
    if analysis is None or not (places := useful(analysis, range(len(analysis.points)))):
        return facts
    found = found_in(shown)
    values = [analysis.points[place].value or 0 for place in places]
    facts = replace(
        facts,
        signal=_signal(found, len(places)),
        has_limits=analysis.has_limits,
        points=len(places),
        first=when_of(analysis, places[0]),
        last=when_of(analysis, places[-1]),
        is_constant=max(values) - min(values) <= TIE * max(map(abs, values)),
        compared=compared_with(shown),
        phases=tuple(_stretch(analysis, part.first, part.last, part.centre) for part in analysis.parts),
        found=tuple(grouped(found)[:MOST_FOUND]),
        spark=tuple(_short(each.value, each.excluded) for each in _thinned(analysis.points)),
        spark_centre=tuple(_short(each.centre) for each in _thinned(analysis.points)),
        spark_marks=tuple(each.to_plain() for each in _thinned(marks_of(analysis))),
        spark_breaks=tuple(place for place, (a, b) in enumerate(pairwise(_thinned(analysis.points)), 1) if a.part != b.part),
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
        family=definition.family,
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


def _stretch(analysis: Analysis, first: int, last: int, centre: float | None) -> Stretch:
    places = useful(analysis, range(first, last + 1)) or [first, last]
    return Stretch(centre, when_of(analysis, places[0]), when_of(analysis, places[-1]), len(useful(analysis, range(first, last + 1))))


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
        now_first=when_of(analysis, first),
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
