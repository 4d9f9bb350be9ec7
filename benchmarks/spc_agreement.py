"""How far the charts agree with reference cases: python -m benchmarks.spc_agreement DIR [DIR ...]

Reads every `qic.json`, `ptd.json` and `rules.json` below the folders, runs each case through the public functions of `measures`, and
prints per file how many cases agree, and each figure that does not. Figures agree within 1e-9 relative, flags exactly.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from math import isclose
from pathlib import Path
from statistics import fmean, median
from typing import Any

from measures.analysis import Analysis, analyse, kind_of, mark_of
from measures.funnel import Unit, funnel
from measures.rules import ANHOEJ, MAKING_DATA_COUNT, RuleSet
from measures.run_chart import side
from measures.series import Chart, Direction, Options, Point, UnfitData

TOLERANCE = 1e-9
Case = dict[str, Any]
Difference = tuple[str, Any, Any]  # what, expected, found
DIRECTIONS = {"increase": Direction.UP, "decrease": Direction.DOWN, "neutral": Direction.NEITHER, None: Direction.NEITHER}
SUMMED = {"p", "pp", "u", "up", "ip", "c"}
AGGREGATES = {"mean": fmean, "median": median, "sum": sum, "max": max, "min": min}


def agree(expected: Any, found: Any) -> bool:
    if isinstance(expected, bool) or isinstance(found, bool) or isinstance(expected, str) or expected is None or found is None:
        return expected == found
    return isclose(expected, found, rel_tol=TOLERANCE, abs_tol=1e-12)


def compare(what: str, expected: Sequence[Any], found: Sequence[Any]) -> Iterator[Difference]:
    if len(expected) != len(found):
        yield f"{what}: length", len(expected), len(found)
        return
    for number, (wanted, got) in enumerate(zip(expected, found, strict=True), start=1):
        if not agree(wanted, got):
            yield f"{what}[{number}]", wanted, got


def by_stratum(case: Case) -> Iterator[tuple[Any, list[int]]]:
    strata = case["data"].get("stratum")
    if not strata:
        yield None, list(range(len(case["data"]["y"])))
        return
    for stratum in dict.fromkeys(strata):
        yield stratum, [place for place, each in enumerate(strata) if each == stratum]


def when(x: Any) -> date | int | str:
    try:
        return date.fromisoformat(x) if isinstance(x, str) else x
    except ValueError:
        return x


# --- Cases of qicharts2 ---


def points_of(case: Case, rows: list[int]) -> list[Point]:
    """Rows with the same x are one subgroup."""
    data, chart = case["data"], case["chart"]
    groups: dict[Any, list[int]] = {}
    for row in rows:
        groups.setdefault(data["x"][row], []).append(row)
    return [_point(case, chart, when(x), members) for x, members in groups.items()]


def _point(case: Case, chart: str, on: Any, rows: list[int]) -> Point:
    data = case["data"]
    y = [data["y"][row] for row in rows if data["y"][row] is not None]
    if data.get("n"):
        pairs = [(data["y"][row], data["n"][row]) for row in rows if data["y"][row] is not None and data["n"][row] is not None]
        if not pairs:
            return Point(on)
        return Point(on, numerator=sum(pair[0] for pair in pairs), denominator=sum(pair[1] for pair in pairs))
    if chart in ("xbar", "s"):
        return Point(on, values=tuple(y))
    if not y:
        return Point(on)
    if chart in ("p", "pp", "u", "up", "ip"):  # one row for each case: y of len(y)
        return Point(on, numerator=sum(y), denominator=len(y))
    return Point(on, value=sum(y) if chart == "c" else AGGREGATES[case["settings"].get("aggregate") or "mean"](y))


def options_of(case: Case, count: int, points: list[Point]) -> Options:
    settings = case["settings"]
    ends = settings.get("parts_end") or []
    return Options(
        parts=tuple(end for end in ends if end < count),
        freeze=None if ends else settings.get("freeze"),
        exclude=frozenset(place - 1 for place in settings.get("exclude") or []),
        centre=settings.get("centre_line"),
        multiply=settings.get("multiply") or 1,
        screen=settings.get("screen_moving_ranges", True),
        clip_below_zero=settings.get("allow_negative_axis") is False,
        in_time=not isinstance(points[0].on, str),
        rules=ANHOEJ,
        target=settings.get("target") if isinstance(settings.get("target"), int | float) else None,
    )


def differences_qic(case: Case) -> Iterator[Difference]:
    expected = case["expected"]
    if expected.get("error"):
        yield from _must_refuse(case)
        return
    found: dict[str, list[Any]] = {}
    keys: list[tuple[Any, Any]] = []
    parts: list[dict[str, Any]] = []
    for stratum, rows in by_stratum(case):
        points = points_of(case, rows)
        analysis = analyse(Chart(case["chart"]), points, options_of(case, len(points), points))
        keys += [(stratum, x) for x in dict.fromkeys(case["data"]["x"][row] for row in rows)]
        for name, column in columns_qic(analysis).items():
            found.setdefault(name, []).extend(column)
        parts += [{"stratum": stratum, **part} for part in parts_qic(analysis)]
    order = _order(expected, keys)
    for name in ("y", "cl", "lcl", "ucl", "lcl_2s", "ucl_2s", "part", "baseline", "included", "sigma_signal"):
        if expected.get(name) is not None:
            yield from compare(name, expected[name], [found[name][place] for place in order])
    yield from compare_rows(expected.get("parts") or [], parts, "part")


def _order(expected: Case, keys: list[tuple[Any, Any]]) -> list[int]:
    """Where each expected row stands in ours: strata may be listed in another order."""
    strata = expected.get("stratum") or [None] * len(keys)
    if not expected.get("x") or len(set(keys)) != len(keys):
        return list(range(len(keys)))
    place = {key: number for number, key in enumerate(keys)}
    return [place[key] for key in zip(strata, expected["x"], strict=True)]


def _must_refuse(case: Case) -> Iterator[Difference]:
    points = points_of(case, list(range(len(case["data"]["y"]))))
    try:
        analyse(Chart(case["chart"]), points, options_of(case, len(points), points))
    except UnfitData:
        return
    yield "refused", True, False


def columns_qic(analysis: Analysis) -> dict[str, list[Any]]:
    read = analysis.points
    return {
        "y": [each.value for each in read],
        "cl": [each.centre for each in read],
        "lcl": [each.lower for each in read],
        "ucl": [each.upper for each in read],
        "lcl_2s": [each.lower_2s for each in read],
        "ucl_2s": [each.upper_2s for each in read],
        "part": [each.part + 1 for each in read],
        "baseline": [each.in_base for each in read],
        "included": [not each.excluded for each in read],
        "sigma_signal": ["outside" in each.findings for each in read],
    }


def parts_qic(analysis: Analysis) -> list[dict[str, Any]]:
    found = []
    for number, part in enumerate(analysis.parts, start=1):
        runs = part.runs
        signal = any(each.rule in ("long-run", "few-crossings") and part.first <= each.first <= part.last for each in analysis.findings)
        found.append(
            {
                "part": number,
                "n_obs": sum(not each.excluded for each in analysis.points[part.first : part.last + 1]),
                "n_useful": runs.useful,
                "longest_run": runs.longest,
                "longest_run_max": runs.longest_max,
                "n_crossings": runs.crossings,
                "n_crossings_min": runs.crossings_min,
                "runs_signal": signal,
                "n_sigma_signals": part.outside,
            }
        )
    return found


def compare_rows(expected: list[Case], found: list[Case], what: str) -> Iterator[Difference]:
    if len(expected) != len(found):
        yield f"{what}s", len(expected), len(found)
        return
    key = lambda row: (str(row.get("stratum") or "no facet"), row.get("part", 0))  # noqa: E731
    for wanted, got in zip(sorted(expected, key=key), sorted(found, key=key), strict=True):
        for name in wanted.keys() & got.keys():
            if not agree(wanted[name], got[name]):
                yield f"{what} {key(wanted)} {name}", wanted[name], got[name]


# --- Cases of NHSRplotthedots ---

CAUSES = {
    ("outside", 1): "Above UCL",
    ("outside", -1): "Below LCL",
    ("trend", 1): "7 Point Trend (Increasing)",
    ("trend", -1): "7 Point Trend (Decreasing)",
    ("two-of-three", 1): "2 in 3 Above CL",
    ("two-of-three", -1): "2 in 3 Below CL",
    ("shift", 1): "7 Points Above CL",
    ("shift", -1): "7 Points Below CL",
}
TYPES = {"improvement": "special_cause_improvement", "concern": "special_cause_concern"}


def differences_ptd(case: Case) -> Iterator[Difference]:
    expected, settings = case["expected"], case["settings"]
    found: dict[str, list[Any]] = {}
    icons = []
    keys: list[tuple[Any, Any]] = []
    for stratum, rows in by_stratum(case):
        data = case["data"]
        rows = sorted(rows, key=lambda row: data["x"][row])
        target = settings.get("target")
        target = target.get(stratum) if isinstance(target, dict) else target
        rebase = settings.get("rebase") or []
        rebase = rebase.get(stratum, []) if isinstance(rebase, dict) else rebase
        starts = tuple(next((number for number, row in enumerate(rows) if data["x"][row] >= first), len(rows)) for first in rebase)
        options = Options(
            parts=starts,
            freeze=settings.get("fix_after_n_points"),
            screen=bool(settings.get("screen_outliers")),
            rules=MAKING_DATA_COUNT,
            direction=DIRECTIONS[settings["improvement_direction"]],
            target=target,
        )
        analysis = analyse(Chart.I, [Point(when(data["x"][row]), data["y"][row]) for row in rows], options)
        for name, column in columns_ptd(analysis).items():
            found.setdefault(name, []).extend(column)
        icons.append({"stratum": stratum or "no facet", **icon_ptd(analysis)})
        keys += [(stratum, data["x"][row]) for row in rows]
    order = _order(expected, keys)
    for name, column in found.items():
        if expected.get(name) is not None:
            yield from compare(name, expected[name], [column[place] for place in order])
    yield from compare_rows(expected.get("icons") or [], icons, "icon")


def columns_ptd(analysis: Analysis) -> dict[str, list[Any]]:
    read = analysis.points
    return {
        "y": [each.value for each in read],
        "mean": [each.centre for each in read],
        "lpl": [each.lower for each in read],
        "upl": [each.upper for each in read],
        "outside_limits": [None if each.upper is None else "outside" in each.findings for each in read],
        "relative_to_mean": [side(each.value, each.centre) for each in read],
        "special_cause_type": [cause_of(each.findings) for each in read],
        "point_type": [type_of(analysis, mark_of(each)) for each in read],
        "short_group_warning": [analysis.parts[each.part].is_trial for each in read],
        "rebase_group": [each.part for each in read],
    }


def cause_of(findings: dict[str, int]) -> str:
    name = next((name for name in ("outside", "trend", "two-of-three", "shift") if name in findings), None)
    return CAUSES[name, findings[name]] if name else "Common Cause"


def type_of(analysis: Analysis, mark: int) -> str:
    kind = kind_of(mark, analysis.options.direction)
    return f"special_cause_{kind}" if kind.startswith("neutral") else TYPES.get(kind.partition("_")[0], kind)


def icon_ptd(analysis: Analysis) -> dict[str, Any]:
    kind = analysis.variation
    words = {"pass": "consistent_pass", "fail": "consistent_fail", "hit_or_miss": "inconsistent", None: None}
    variation = f"special_cause_{kind}" if kind.startswith("neutral") else TYPES.get(kind.partition("_")[0], kind)
    return {"variation_type": variation, "variation_icon": kind, "assurance_type": words[analysis.assurance]}


# --- Cases of rules with adjustable lengths, and funnels ---


def differences_rules(case: Case) -> Iterator[Difference]:
    if case["chart"].startswith("funnel"):
        yield from differences_funnel(case)
        return
    settings, data, expected = case["settings"], case["data"], case["expected"]
    chart = Chart(case["chart"])
    n = data.get("n") or [None] * len(data["y"])
    sds = data.get("subgroup_sd") or [None] * len(n)
    points = [_rule_point(chart, x, y, whole, sd) for x, y, whole, sd in zip(data["x"], data["y"], n, sds, strict=True)]
    phases = data.get("phase") or []
    starts = tuple(place for place in range(1, len(phases)) if phases[place] != phases[place - 1])
    chosen = RuleSet(
        "adjusted", "", outside=True, shift=settings.get("shift_points"), trend=settings.get("trend_points"), two_of_three=True,
        mark_whole_window=bool(settings.get("two_of_three_mark_whole_window")),
    )  # fmt: skip
    direction = DIRECTIONS[settings.get("improvement_direction")]
    options = Options(
        parts=starts, freeze=settings.get("baseline_first_n"), multiply=settings.get("multiply") or 1,
        screen=settings.get("screen_moving_ranges", True), rules=chosen, direction=direction,
    )  # fmt: skip
    read = analyse(chart, points, options).points
    lines = {
        "value": "value", "cl": "centre", "lcl": "lower", "ucl": "upper", "lcl_2s": "lower_2s", "ucl_2s": "upper_2s",
        "lcl_1s": "lower_1s", "ucl_1s": "upper_1s",
    }  # fmt: skip
    for name, attribute in lines.items():
        if expected.get(name) is not None:
            yield from compare(name, expected[name], [getattr(each, attribute) for each in read])
    for name, finding in {"astronomical": "outside", "shift": "shift", "trend": "trend", "two_of_three": "two-of-three"}.items():
        if expected.get(name) is not None:
            yield from compare(name, expected[name], [_rule_word(each.findings.get(finding, 0), direction) for each in read])


def _rule_point(chart: Chart, x: Any, y: Any, n: Any, sd: Any) -> Point:
    if chart in (Chart.XBAR, Chart.S):
        return Point(when(x), value=y, sd=y if chart == Chart.S else sd, size=n)
    return Point(when(x), value=y) if n is None else Point(when(x), numerator=y, denominator=n)


def _rule_word(mark: int, direction: Direction) -> str:
    kind = kind_of(mark, direction)
    if kind == "common_cause":
        return "none"
    return kind if kind.startswith("neutral") else {"improvement": "improvement", "concern": "deterioration"}[kind.partition("_")[0]]


def differences_funnel(case: Case) -> Iterator[Difference]:
    data, expected = case["data"], case["expected"]
    percent = 100 if case["chart"] == "funnel_pr" else 1
    units = [Unit(name, y, n) for name, y, n in zip(data["unit"], data["y"], data["n"], strict=True)]
    read = funnel(Chart(case["chart"]), units, multiply=percent * (case["settings"].get("multiply") or 1))
    names = {"unit": "name", "value": "value", "cl": "centre", "lcl": "lower", "ucl": "upper", "lcl_2s": "lower_95", "ucl_2s": "upper_95"}
    for name, attribute in names.items():
        if expected.get(name) is not None:
            yield from compare(name, expected[name], [getattr(each, attribute) for each in read])


FILES = {"qic.json": differences_qic, "ptd.json": differences_ptd, "rules.json": differences_rules}


def differences(path: Path, case: Case) -> list[Difference]:
    """What differs in one case; a case that cannot be run differs as a whole."""
    try:
        return list(FILES[path.name](case))
    except Exception as problem:
        return [("run", "figures", f"{type(problem).__name__}: {problem}")]


def cases_below(folder: Path) -> Iterator[tuple[Path, Case]]:
    for path in sorted(folder.rglob("*.json")):
        if path.name in FILES:
            content = json.loads(path.read_text(encoding="utf-8"))
            for case in content if isinstance(content, list) else content["cases"]:
                yield path, case


def main(folders: Sequence[str]) -> int:
    if not folders:
        sys.exit("Name a folder: python -m benchmarks.spc_agreement DIR")
    counted: dict[tuple[Path, str], list[int]] = {}
    held = True
    for folder in folders:
        for path, case in cases_below(Path(folder)):
            found = differences(path, case)
            agreed = counted.setdefault((path, case.get("authority", "normative")), [0, 0])
            agreed[0] += not found
            agreed[1] += 1
            held = held and not (found and case.get("authority") == "normative")
            for what, wanted, got in found[:12]:
                print(f"{path.name} {case['id']} ({case.get('authority')}): {what}: expected {wanted}, found {got}")
    for (path, authority), (agreed, of) in counted.items():
        print(f"{path}: {agreed} of {of} {authority} cases agree")
    if not counted:
        sys.exit("No qic.json, ptd.json or rules.json was found there.")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
