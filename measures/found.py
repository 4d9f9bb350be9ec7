"""What the rules found in a chart, from when to when, and where the figures went. Plain Python.

Two questions are kept apart: what a rule found (`Found.sign`: above or below, rising or falling), and where the figures went (`Found.way`).
A long run above the median early in a series means that the figures came down; a hump in the middle, that they went nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from measures.analysis import Analysis, Finding, Part
from measures.run_chart import side
from measures.series import Direction
from measures.showing import Shown

When = str | int  # an ISO day, or the number of an event
OF_RUNS = {"long-run", "other-long-run", "shift"}


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


def found_in(shown: Shown) -> list[Found]:
    """Every finding. With phases, first those of the first phase's lines carried on; then those inside each phase."""
    analysis, direction = shown.analysis, shown.definition.direction
    if analysis is None:
        return []
    compared = compared_with(shown)
    if compared == "baseline" and shown.baseline_last is not None:
        return _against_baseline(analysis, shown.baseline_last + 1, direction)
    found: list[Found] = []
    start = 0
    if compared == "phases" and shown.against_first_phase:
        start = shown.phases[0].first
        moved = side(analysis.parts[-1].centre, analysis.parts[0].centre)
        found = _against_first_phase(shown.against_first_phase, start, moved, direction)
    courses = [_Course.of(analysis, part) for part in analysis.parts]
    for finding in analysis.findings:
        within = "" if len(analysis.parts) == 1 else "first-phase" if finding.last < start else "phase"
        course = next(each for each in courses if each.part.first <= finding.first <= each.part.last)
        way = 0 if within and compared else _way_inside(course, finding)  # where phases are compared, they decide
        found.append(_told(analysis, finding, way, direction, within))
    return found


def compared_with(shown: Shown) -> str:
    """What the figures are held against: phases before the baseline, since a baseline with phases lies inside each of them."""
    analysis = shown.analysis
    if analysis is None:
        return ""
    if len(analysis.parts) > 1:
        has_both = shown.against_first_phase and analysis.parts[0].centre is not None and analysis.parts[-1].centre is not None
        return "phases" if has_both else ""
    is_inside = shown.baseline_last is not None and shown.baseline_last < len(analysis.points) - 1
    return "baseline" if is_inside and analysis.parts[0].centre is not None else ""


def _against_first_phase(carried: Analysis, start: int, moved: int, direction: Direction) -> list[Found]:
    """Findings in later points. Too few crossings count only when the later points lie on one side: else the first phase may be the cause.

    `moved`: where the last phase's centre lies from the first one's. Findings that only tell of a time in between are no change that held.
    """
    found = _later(carried, start, direction)
    return _unless_gone([each for each in found if each.way], moved, is_known=True)


def _against_baseline(analysis: Analysis, start: int, direction: Direction) -> list[Found]:
    """Findings since the baseline, then those inside it."""
    since = _sides(analysis, start)
    lately = _side_of_most(since[-max(len(since) // 3, 1) :])
    inside = [_told(analysis, finding, 0, direction, "baseline") for finding in analysis.findings if finding.last < start]
    return [*_unless_gone(_later(analysis, start, direction), lately, is_known=bool(lately)), *inside]


def _later(analysis: Analysis, start: int, direction: Direction) -> list[Found]:
    """What was found from `start` on around a line that was set before. Every run that is too long counts, not only the longest."""
    found = []
    for finding in [*analysis.findings, *_other_long_runs(analysis)]:
        if finding.last >= start:
            way = finding.sign or (_side_of_most(_sides(analysis, start)) if finding.rule != "many-runs" else 0)
            found.append(_told(analysis, finding, way, direction, ""))
    return found


def _other_long_runs(analysis: Analysis) -> list[Finding]:
    longest = next((each for each in analysis.findings if each.rule == "long-run"), None)
    if longest is None:
        return []
    most = analysis.parts[0].runs.longest_max or 0
    places = [place for place in useful(analysis, range(len(analysis.points))) if _side_at(analysis, place)]
    runs = [list(run) for _sign, run in groupby(places, key=lambda place: _side_at(analysis, place))]
    others = [run for run in runs if len(run) > most and run[0] != longest.first]
    return [Finding("other-long-run", run[0], run[-1], _side_at(analysis, run[0])) for run in others]


def _unless_gone(found: list[Found], lately: int, *, is_known: bool) -> list[Found]:
    """Where all that was found went the other way than the figures lie lately, it came and went: neither better nor worse."""
    if not is_known or lately in {each.way for each in found}:
        return found
    return [replace(each, way=0, kind="neutral") for each in found]


@dataclass(frozen=True, slots=True)
class _Course:
    """One phase: where its points lie, and whether they went from one side of the line to the other. Read once for all findings."""

    part: Part
    places: list[int]
    moved: int

    @classmethod
    def of(cls, analysis: Analysis, part: Part) -> "_Course":
        return cls(part, useful(analysis, range(part.first, part.last + 1)), _moved(_sides(analysis, part.first, part.last)))


def _way_inside(course: _Course, finding: Finding) -> int:
    """Where the figures went, around a line that all of them have drawn.

    A finding in the first half tells where the figures came from, a later one where they are. What it tells must agree with the first and
    the last third of the points lying on the two sides of the line; a later finding against them, or one that reaches into the last third
    while they say nothing, stands by its own sign.
    """
    if finding.rule == "many-runs":
        return 0
    places, moved = course.places, course.moved
    reaches_the_end = finding.last >= places[-max(len(places) // 3, 1)]
    if not finding.sign:
        return moved
    if finding.rule == "trend":
        return finding.sign if moved == finding.sign or reaches_the_end else 0
    is_early = finding.first + finding.last < places[0] + places[-1]
    if moved:
        told = -finding.sign if is_early else finding.sign
        return told if told == moved or not is_early else 0
    return finding.sign if reaches_the_end else 0


def _moved(sides: Sequence[int]) -> int:
    """1 where the first third lies below the line and the last third above, -1 the other way round, else 0."""
    third = len(sides) // 3
    last = _side_of_most(sides[-third:]) if third else 0
    return last if last and _side_of_most(sides[:third]) == -last else 0


def _side_of_most(sides: Sequence[int]) -> int:
    """The side on which at least two thirds lie."""
    return next((sign for sign in (1, -1) if sides and sides.count(sign) * 3 >= len(sides) * 2), 0)


def _told(analysis: Analysis, finding: Finding, way: int, direction: Direction, within: str) -> Found:
    places = useful(analysis, range(finding.first, finding.last + 1))
    if finding.rule in OF_RUNS:
        on_side = _sides(analysis, finding.first, finding.last).count(finding.sign)
    else:
        on_side = len(places)
    kind = "neutral"
    if way and direction != Direction.NEITHER:
        kind = "improvement" if (way > 0) == (direction == Direction.UP) else "concern"
    return Found(
        finding.rule, finding.sign, when_of(analysis, finding.first), when_of(analysis, finding.last), max(on_side, 1), way, kind, within
    )


def grouped(found: Sequence[Found]) -> list[Found]:
    """Points outside the limits on one side are told together."""
    groups: dict[tuple[object, ...], Found] = {}
    for number, each in enumerate(found):
        key = (each.rule, each.sign, each.way, each.within) if each.rule == "outside" else (number,)
        before = groups.get(key)
        groups[key] = replace(before, last=each.last, points=before.points + each.points) if before else each
    return list(groups.values())


# --- Points ---


def useful(analysis: Analysis, places: range) -> list[int]:
    return [place for place in places if analysis.points[place].value is not None and not analysis.points[place].excluded]


def _sides(analysis: Analysis, first: int, last: int | None = None) -> list[int]:
    places = range(first, len(analysis.points) if last is None else last + 1)
    return [_side_at(analysis, place) for place in useful(analysis, places)]


def _side_at(analysis: Analysis, place: int) -> int:
    return side(analysis.points[place].value, analysis.points[place].centre)


def when_of(analysis: Analysis, place: int) -> When:
    on = analysis.points[place].on
    return on.isoformat() if isinstance(on, date) else on
