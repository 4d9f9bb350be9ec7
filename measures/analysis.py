"""A series read as one chart: lines, parts, and findings by the rules that were chosen. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from statistics import fmean, stdev

from measures import rules as rule
from measures.control_chart import BOUNDED, NEVER_BELOW_ZERO, Lines, Plotted, lines
from measures.run_chart import Runs, runs_count_limits, runs_of, side
from measures.sentences import gettext_noop
from measures.series import Chart, Direction, Options, Point, UnfitData, check, part_of_each

TRIAL_BELOW = 13  # limits of a part with fewer points are trial limits
OF_RATIOS = {Chart.P, Chart.P_PRIME, Chart.U, Chart.U_PRIME, Chart.I_PRIME}
WITHOUT_RUNS = {Chart.MR}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: which points (from 0), and whether above, below, rising or falling (1 or -1; 0 for a whole part)."""

    rule: str
    first: int
    last: int
    sign: int = 0


@dataclass(slots=True)
class Reading:
    """One point as it is drawn, in the unit that is drawn."""

    on: date | int | str
    value: float | None
    n: float | None
    part: int
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    lower_2s: float | None = None
    upper_2s: float | None = None
    lower_1s: float | None = None
    upper_1s: float | None = None
    in_base: bool = True
    excluded: bool = False
    findings: dict[str, int] = field(default_factory=dict)  # rule: mark


@dataclass(frozen=True, slots=True)
class Part:
    """One phase of the chart, as a person has set it."""

    first: int
    last: int
    count: int  # points with a value
    centre: float | None
    runs: Runs
    outside: int
    is_trial: bool


@dataclass(frozen=True, slots=True)
class Analysis:
    chart: Chart
    options: Options
    points: list[Reading]
    parts: list[Part]
    findings: list[Finding]
    variation: str  # common_cause, improvement_high, improvement_low, concern_high, concern_low, neutral_high, neutral_low
    assurance: str | None  # pass, fail, hit_or_miss; None without target or direction

    @property
    def has_limits(self) -> bool:
        return any(each.upper is not None for each in self.points)

    @property
    def has_findings(self) -> bool:
        return bool(self.findings)


def analyse(chart: Chart, points: Sequence[Point], options: Options = Options()) -> Analysis:  # noqa: B008 - frozen
    """Read the series as this chart.

    `points`: one for each period, in order; a missing period is a point without figures. Values of the result are multiplied by
    `options.multiply`. Raises UnfitData with a sentence when the series cannot be drawn so.
    """
    check(chart, points, options)
    plotted = [_plot(chart, each) for each in points] if chart != Chart.MR else _plot_ranges(points)
    if all(each.y is None for each in plotted):
        raise UnfitData(gettext_noop("There is no figure to draw: each point needs a value, or a numerator and a denominator."))
    readings: list[Reading] = []
    parts: list[Part] = []
    findings: list[Finding] = []
    for number, span in enumerate(part_of_each(len(points), options.parts)):
        read = _read_part(chart, points, plotted, span, number, options)
        runs = _mark(chart, read, span.start, options, findings)
        readings += read
        counted = sum(each.value is not None for each in read)
        centre = next((each.centre for each in read if each.centre is not None), None)
        outside = sum(bool(each.findings.get("outside")) for each in read)
        parts.append(Part(span.start, span.stop - 1, counted, centre, runs, outside, is_trial=counted < TRIAL_BELOW))
    variation = _variation(readings, options.direction)
    return Analysis(chart, options, readings, parts, findings, variation, _assurance(readings, options))


# --- From figures to what is plotted ---


def _plot(chart: Chart, point: Point) -> Plotted:
    if chart in (Chart.XBAR, Chart.S):
        return _plot_subgroup(chart, point)
    if chart == Chart.C:
        return Plotted(point.numerator if point.value is None else point.value)
    if point.value is not None and chart not in OF_RATIOS:
        return Plotted(point.value)
    if point.numerator is not None and point.denominator is None and chart not in OF_RATIOS:
        return Plotted(point.numerator)
    if point.numerator is None or not point.denominator:
        if chart in OF_RATIOS and point.value is not None and point.denominator:
            return Plotted(point.value, point.denominator)
        return Plotted(None, point.denominator or 0)
    return Plotted(point.numerator / point.denominator, point.denominator)


def _plot_subgroup(chart: Chart, point: Point) -> Plotted:
    if not point.values:
        return Plotted(point.value if chart == Chart.XBAR else point.sd, point.size or 0, point.sd)
    n = len(point.values)
    spread = stdev(point.values) if n > 1 else None
    return Plotted(fmean(point.values) if chart == Chart.XBAR else spread, n, spread)


def _plot_ranges(points: Sequence[Point]) -> list[Plotted]:
    values = [_plot(Chart.I, each).y for each in points]
    ranges = [None if before is None or now is None else abs(now - before) for before, now in pairwise(values)]
    return [Plotted(None), *(Plotted(each) for each in ranges)]


# --- Lines ---


def _read_part(
    chart: Chart, points: Sequence[Point], plotted: Sequence[Plotted], span: range, number: int, options: Options
) -> list[Reading]:
    base_end = span.stop if options.freeze is None else min(span.stop, span.start + options.freeze)
    base = [plotted[place] for place in span if place < base_end and place not in options.exclude]
    inside = [plotted[place] for place in span]
    drawn = lines(chart, inside, base, options, three_sigma=options.rules.three_sigma)
    floor = _floor(chart, plotted, options)
    return [
        _reading(points[place], plotted[place], line, floor, BOUNDED.get(chart), number, options, place, in_base=place < base_end)
        for place, line in zip(span, drawn, strict=True)
    ]


def _floor(chart: Chart, plotted: Sequence[Plotted], options: Options) -> float | None:
    if chart in NEVER_BELOW_ZERO:
        return 0.0
    clips = options.clip_below_zero and all(each.y is None or each.y >= 0 for each in plotted)
    return 0.0 if clips else None


def _reading(
    point: Point,
    plot: Plotted,
    line: Lines,
    floor: float | None,
    roof: float | None,
    part: int,
    options: Options,
    place: int,
    *,
    in_base: bool,
) -> Reading:
    def shown(value: float | None) -> float | None:
        return None if value is None else value * options.multiply

    def within(value: float | None) -> float | None:
        if value is None:
            return None
        value = value if floor is None else max(value, floor)
        return shown(value if roof is None else min(value, roof))

    read = Reading(point.on, shown(plot.y), plot.n or None, part, shown(line.centre), in_base=in_base, excluded=place in options.exclude)
    (low, high), (low_2s, high_2s), (low_1s, high_1s) = (line.at(sigmas) for sigmas in (3, 2, 1))
    read.lower, read.upper, read.lower_2s, read.upper_2s = within(low), within(high), within(low_2s), within(high_2s)
    read.lower_1s, read.upper_1s = within(low_1s), within(high_1s)
    return read


# --- Findings ---


def _mark(chart: Chart, read: list[Reading], start: int, options: Options, findings: list[Finding]) -> Runs:
    """Put each rule's marks on the points of one part and its findings on the list. Returns the runs analysis."""
    chosen = options.rules
    values = [None if each.excluded else each.value for each in read]
    sides = [None if value is None else side(value, each.centre) for value, each in zip(values, read, strict=True)]
    marks: dict[str, list[int]] = {}
    if chosen.outside:
        marks["outside"] = rule.outside([each.value for each in read], [each.lower for each in read], [each.upper for each in read])
    if options.in_time and chart not in WITHOUT_RUNS:
        marks |= _marks_in_time(chosen, values, sides, read)
    for name, row in marks.items():
        for each, mark in zip(read, row, strict=True):
            if mark:
                each.findings[name] = mark
        findings += _findings(name, row, start)
    runs = runs_of([each or 0 for each in sides])
    if options.in_time and chart not in WITHOUT_RUNS:
        findings += _findings_of_runs(chosen, runs, sides, start, start + len(read) - 1)
    return runs


def _marks_in_time(chosen: rule.RuleSet, values: list[float | None], sides: list[int | None], read: list[Reading]) -> dict[str, list[int]]:
    marks = {}
    if chosen.shift:
        marks["shift"] = rule.shift(sides, chosen.shift)
    if chosen.trend:
        marks["trend"] = rule.trend(values, chosen.trend)
    if chosen.two_of_three:
        near = rule.outside(values, [each.lower_2s for each in read], [each.upper_2s for each in read])
        if chosen.near_is_inside:
            beyond = rule.outside(values, [each.lower for each in read], [each.upper for each in read])
            near = [0 if far else mark for mark, far in zip(near, beyond, strict=True)]
        marks["two-of-three"] = _some(chosen, near, values, sides, least=2, window=3)
    if chosen.four_of_five:
        near = rule.outside(values, [each.lower_1s for each in read], [each.upper_1s for each in read])
        marks["four-of-five"] = _some(chosen, near, values, sides, least=4, window=5)
    return marks


def _some(
    chosen: rule.RuleSet, near: list[int], values: list[float | None], sides: list[int | None], *, least: int, window: int
) -> list[int]:
    known = [None if value is None else mark for value, mark in zip(values, near, strict=True)]
    return rule.some_of(known, sides, least=least, window=window, all_on_one_side=chosen.third_on_same_side, whole=chosen.mark_whole_window)


def _findings(name: str, row: list[int], start: int) -> list[Finding]:
    """Neighbouring points with the same mark are one finding; each point outside the limits is one by itself."""
    found: list[Finding] = []
    for place, mark in enumerate(row, start=start):
        if not mark:
            continue
        if name != "outside" and found and found[-1].last == place - 1 and found[-1].sign == mark:
            found[-1] = Finding(name, found[-1].first, place, mark)
        else:
            found.append(Finding(name, place, place, mark))
    return found


def _findings_of_runs(chosen: rule.RuleSet, runs: Runs, sides: list[int | None], first: int, last: int) -> list[Finding]:
    found = []
    if chosen.runs and runs.is_long:
        found.append(_longest_run(sides, runs, first))
    if chosen.runs and runs.crosses_too_rarely:
        found.append(Finding("few-crossings", first, last))
    limits = runs_count_limits(runs.useful) if chosen.runs_count else None
    if limits and runs.crossings is not None:
        if runs.crossings + 1 <= limits[0]:
            found.append(Finding("few-runs", first, last))
        elif runs.crossings + 1 >= limits[1]:
            found.append(Finding("many-runs", first, last))
    return found


def _longest_run(sides: list[int | None], runs: Runs, first: int) -> Finding:
    """Where the longest run lies; of several equally long ones the first."""
    useful = [(place, each) for place, each in enumerate(sides, start=first) if each]
    begin = 0
    for number in range(1, len(useful) + 1):
        if number == len(useful) or useful[number][1] != useful[begin][1]:
            if number - begin == runs.longest:
                return Finding("long-run", useful[begin][0], useful[number - 1][0], useful[begin][1])
            begin = number
    raise AssertionError("A run of the longest length is always found.")


# --- Icons (Making Data Count): the last point, and the target against the last part ---

FIRST_THAT_COUNTS = ("outside", "trend", "two-of-three", "four-of-five", "shift")


def mark_of(read: Reading) -> int:
    """The mark that decides a point's colour: outside the limits before trend before near the limits before shift."""
    return next((read.findings[name] for name in FIRST_THAT_COUNTS if name in read.findings), 0)


def kind_of(mark: int, direction: Direction) -> str:
    if not mark:
        return "common_cause"
    height = "high" if mark > 0 else "low"
    if direction == Direction.NEITHER:
        return f"neutral_{height}"
    return f"improvement_{height}" if (mark > 0) == (direction == Direction.UP) else f"concern_{height}"


def _variation(readings: Sequence[Reading], direction: Direction) -> str:
    last = next((each for each in reversed(readings) if each.value is not None), None)
    return kind_of(mark_of(last), direction) if last else "common_cause"


def _assurance(readings: Sequence[Reading], options: Options) -> str | None:
    """The target against the limits of the last part. Without limits, or with the target inside them, it is hit or miss."""
    target, is_up = options.target, options.direction == Direction.UP
    if target is None or options.direction == Direction.NEITHER:
        return None
    last = next((each for each in reversed(readings) if each.value is not None), None)
    if last is None or last.upper is None or last.lower is None or last.lower <= target <= last.upper:
        return "hit_or_miss"
    return "fail" if (target > last.upper) == is_up else "pass"
