"""Small numbers are gone before anything is drawn, and do not follow from what is left."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.analysis import analyse
from measures.series import Chart, Point, UnfitData
from measures.suppression import is_small, merge_months, merge_until_large, suppress

months = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 80)), min_size=3, max_size=36).map(
    lambda pairs: [
        Point(date(2022 + number // 12, number % 12 + 1, 1), numerator=count, denominator=count + more)
        for number, (count, more) in enumerate(pairs)
    ]
)


@given(months, st.integers(1, 20))
@settings(deadline=None)
def test_nothing_small_is_left(points, limit):
    left = suppress(points, limit)

    assert len(left) == len(points)
    assert not any(is_small(point, limit) for point in left)


@given(months, st.integers(6, 20))
@settings(deadline=None)
def test_a_single_hidden_point_never_follows_from_the_total(points, limit):
    left = suppress(points, limit, total_is_shown=True)

    hidden = [before for before, after in zip(points, left, strict=True) if after != before and before.numerator is not None]
    assert len(hidden) != 1 or len(points) == 1


@given(months)
@settings(deadline=None)
def test_denominators_drawn_from_the_limits_are_never_below_the_limit(points):
    """The attack itself: n = 9 p(1 - p) / (upper - p)^2, from the lines of a P chart alone."""
    left = suppress(points, 11)
    if not any(point.denominator for point in left):
        return

    for read in analyse(Chart.P, left).points:
        if read.upper is not None and read.centre and read.centre < read.upper < 1:
            recovered = 9 * read.centre * (1 - read.centre) / (read.upper - read.centre) ** 2
            assert recovered > 10.9


def test_cases_that_did_not_happen_count_too():
    assert is_small(Point(1, numerator=98, denominator=100), 11)
    assert not is_small(Point(1, numerator=80, denominator=100), 11)


def test_none_is_small_only_where_it_is_said():
    assert not is_small(Point(1, numerator=0, denominator=100), 11)
    assert is_small(Point(1, numerator=0, denominator=100), 11, zero_is_small=True)


def test_months_become_quarters_and_an_unfinished_quarter_stays_empty():
    points = [Point(date(2024, month, 1), numerator=month, denominator=10) for month in range(1, 6)]

    first, second = merge_months(points, 3)

    assert (first.on, first.numerator, first.denominator) == (date(2024, 1, 1), 6, 30)
    assert second.numerator is None


def test_periods_grow_until_nothing_is_small():
    points = [Point(date(2022 + n // 12, n % 12 + 1, 1), numerator=6, denominator=14) for n in range(24)]

    merged, length = merge_until_large(points, 11)

    assert length == 2
    assert [point.numerator for point in merged] == [12] * 12


@pytest.mark.parametrize(
    ("points", "length", "says"),
    [
        ([Point(1, numerator=1, denominator=2)], 3, "dates"),
        ([Point(date(2024, 1, 1), value=3.5)], 3, "mean of means"),
        ([Point(date(2024, 1, 1), numerator=1, denominator=2)], 5, "2, 3, 4, 6 or 12"),
    ],
)
def test_what_cannot_be_merged_is_said(points, length, says):
    with pytest.raises(UnfitData, match=says):
        merge_months(points, length)
