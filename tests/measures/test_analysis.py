"""What must hold for any series, and what is refused in words."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.analysis import analyse
from measures.rules import MAKING_DATA_COUNT, RULE_SETS, WESTERN_ELECTRIC
from measures.series import Chart, Direction, Options, Point, UnfitData

whole_numbers = st.integers(-1000, 1000)
series = st.lists(whole_numbers, min_size=4, max_size=40)
BY_VALUE = [Chart.RUN, Chart.I, Chart.I_MEDIAN, Chart.MR]


def of(values) -> list[Point]:
    return [Point(number, value=None if value is None else float(value)) for number, value in enumerate(values)]


def lines_of(analysis) -> list[tuple]:
    return [(each.value, each.centre, each.lower, each.upper) for each in analysis.points]


@given(series, st.sampled_from(BY_VALUE))
@settings(deadline=None)
def test_one_part_of_the_whole_series_is_no_part(values, chart):
    whole = analyse(chart, of(values))

    parted = analyse(chart, of(values), Options(parts=(0, len(values))))

    assert lines_of(parted) == lines_of(whole)


@given(series, st.sampled_from(BY_VALUE))
@settings(deadline=None)
def test_multiplying_all_values_multiplies_all_lines(values, chart):
    once = analyse(chart, of(values))

    doubled = analyse(chart, of([2 * value for value in values]))

    for before, after in zip(lines_of(once), lines_of(doubled), strict=True):
        assert after == pytest.approx([None if each is None else 2 * each for each in before], nan_ok=True)
    assert [each.findings for each in once.points] == [each.findings for each in doubled.points]


@given(series, st.sampled_from(list(RULE_SETS.values())))
@settings(deadline=None)
def test_a_mirrored_series_has_the_same_counts_on_the_other_side(values, rules):
    upright = analyse(Chart.I, of(values), Options(rules=rules))

    mirrored = analyse(Chart.I, of([-value for value in values]), Options(rules=rules))

    assert [part.runs for part in upright.parts] == [part.runs for part in mirrored.parts]
    for up, down in zip(upright.points, mirrored.points, strict=True):
        assert {name: -mark for name, mark in up.findings.items()} == down.findings


@given(series, st.integers(0, 40))
@settings(deadline=None)
def test_a_missing_period_changes_no_figure_of_a_run_chart(values, place):
    full = analyse(Chart.RUN, of(values))

    gapped = analyse(Chart.RUN, of([*values[:place], None, *values[place:]]))

    assert gapped.parts[0].centre == full.parts[0].centre
    assert gapped.parts[0].runs == full.parts[0].runs


@given(st.lists(st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)), max_size=30), st.sampled_from(list(Chart)))
@settings(deadline=None)
def test_any_values_give_a_chart_or_a_sentence(values, chart):
    if chart.startswith("funnel"):
        return
    try:
        analysis = analyse(chart, [Point(number, value=value) for number, value in enumerate(values)])
    except UnfitData as refusal:
        assert str(refusal).endswith(".")
    else:
        assert len(analysis.points) == len(values)


def test_constant_values_are_never_a_finding():
    for rules in RULE_SETS.values():
        for chart in (Chart.RUN, Chart.I):
            assert not analyse(chart, of([5] * 30), Options(rules=rules)).has_findings


def test_one_part_of_a_changed_process_is_found_and_two_parts_are_not():
    values = [10, 12, 9, 11, 10, 13, 9, 12, 10, 11, 12, 9, 20, 22, 19, 21, 20, 23, 19, 22, 20, 21, 22, 19]

    assert {each.rule for each in analyse(Chart.I, of(values)).findings} >= {"long-run", "few-crossings"}
    assert not analyse(Chart.I, of(values), Options(parts=(12,))).has_findings


def test_the_longest_run_is_shown_where_it_lies():
    values = [1, 9, 1, 9, 1, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9, 9, 1, 9]

    found = next(each for each in analyse(Chart.RUN, of(values), Options(centre=5)).findings if each.rule == "long-run")

    assert (found.first, found.last, found.sign) == (6, 14, -1)


def test_a_frozen_baseline_is_respected_inside_each_part():
    values = [10, 12, 9, 11, 40, 42, 30, 32, 29, 31, 5, 6]

    frozen = analyse(Chart.I, of(values), Options(parts=(6,), freeze=4))

    assert frozen.parts[0].centre == pytest.approx(10.5)
    assert frozen.parts[1].centre == pytest.approx(30.5)


def test_an_excluded_point_keeps_its_place_and_gives_no_line():
    values = [10, 12, 9, 11, 90, 10, 12, 9, 11, 10, 12, 9]

    left_out = analyse(Chart.I, of(values), Options(exclude=frozenset({4})))

    assert left_out.points[4].excluded
    assert left_out.points[4].value == 90
    assert left_out.parts[0].centre == pytest.approx(sum(value for value in values if value != 90) / 11)


def test_better_depends_on_the_direction():
    values = [10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11, 30]
    by = {
        direction: analyse(Chart.I, of(values), Options(rules=MAKING_DATA_COUNT, direction=direction)).variation for direction in Direction
    }

    assert by == {Direction.UP: "improvement_high", Direction.DOWN: "concern_high", Direction.NEITHER: "neutral_high"}


def test_four_of_five_is_found_by_western_electric():
    values = [0, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 0, 1.7, 1.7, 1.7, 1.7, 0]

    assert "four-of-five" in {each.rule for each in analyse(Chart.I, of(values), Options(rules=WESTERN_ELECTRIC)).findings}


@pytest.mark.parametrize(
    ("chart", "points", "says"),
    [
        (Chart.I, [], "no figures"),
        (Chart.I, [Point(1), Point(2)], "no figure to draw"),
        (Chart.P, [Point(1, numerator=5, denominator=4)], "larger than the whole"),
        (Chart.P, [Point(1, numerator=-5, denominator=4)], "below 0"),
        (Chart.U, [Point(1, numerator=5, denominator=-4)], "below 0"),
        (Chart.C, [Point(1, value=-1)], "below 0"),
        (Chart.T, [Point(1, value=0), Point(2, value=3)], "above 0"),
        (Chart.I, [Point(1, value=float("nan"))], "no number"),
        (Chart.P, [Point(1, numerator=5, denominator=0)], "no figure to draw"),
        (Chart.XBAR, [Point(1, value=5)], "out of how many"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(chart, points, says):
    with pytest.raises(UnfitData, match=says):
        analyse(chart, points)


def test_a_denominator_of_none_in_one_period_leaves_a_gap():
    points = [Point(date(2024, month, 1), numerator=month, denominator=0 if month == 3 else 20) for month in range(1, 9)]

    read = analyse(Chart.P, points).points[2]

    assert (read.value, read.lower, read.upper) == (None, None, None)


def test_refusals_carry_what_they_are_about_for_another_language():
    with pytest.raises(UnfitData) as refused:
        analyse(Chart.P, [Point(1, numerator=1, denominator=2), Point(2, numerator=5, denominator=4)])

    assert refused.value.about == {"row": 2}
    assert "%(row)s" in refused.value.said


def test_a_funnel_chart_is_no_series():
    with pytest.raises(UnfitData):
        analyse(Chart.FUNNEL_RATE, of([1, 2, 3]))


def test_lists_of_points_stay_as_they_were():
    points = of([1, 2, 3, 4])
    kept = [replace(each) for each in points]

    analyse(Chart.I, points, Options(exclude=frozenset({1})))

    assert points == kept
