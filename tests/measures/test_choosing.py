"""The chart that suits a measure, and the sentence that says why."""

import random

import pytest

from measures.choosing import Kind, suggest
from measures.series import Chart, Point

rng = random.Random(7)
SHARES = [Point(number, numerator=rng.randint(20, 40), denominator=rng.randint(95, 105)) for number in range(24)]
LARGE = [Point(number, numerator=50_000 + rng.randint(-4000, 4000), denominator=100_000) for number in range(24)]
VALUES = [Point(number, value=rng.gauss(50, 5)) for number in range(24)]


@pytest.mark.parametrize(
    ("kind", "points", "chart", "says"),
    [
        (Kind.VALUE, VALUES[:11], Chart.RUN, "fewer than 12"),
        (Kind.PROPORTION, SHARES, Chart.P, "share of cases"),
        (Kind.PROPORTION, LARGE, Chart.P_PRIME, "too narrow"),
        (Kind.RATE, SHARES, Chart.U, "per exposure"),
        (Kind.RATE, LARGE, Chart.U_PRIME, "too narrow"),
        (Kind.COUNT, [Point(number, numerator=rng.randint(2, 9)) for number in range(24)], Chart.C, "stays the same"),
        (Kind.COUNT, [Point(n, numerator=rng.randint(2, 9), denominator=100 + 20 * (n % 3)) for n in range(24)], Chart.U, "a fifth"),
        (Kind.VALUE, VALUES, Chart.I, "one measurement"),
        (Kind.VALUE, [Point(n, numerator=300 + n, denominator=10 + n % 5) for n in range(24)], Chart.I_PRIME, "different number"),
        (Kind.SUBGROUP, [Point(n, values=(1.0, 2.0, n / 3)) for n in range(24)], Chart.XBAR, "mean of several"),
        (Kind.CASES_BETWEEN, [Point(n, value=rng.randint(0, 90)) for n in range(24)], Chart.G, "cases between"),
        (Kind.TIME_BETWEEN, [Point(n, value=rng.randint(1, 90)) for n in range(24)], Chart.T, "time between"),
        (Kind.TIME_BETWEEN, [Point(n, value=n % 5) for n in range(24)], Chart.G, "same time"),
    ],
)
def test_the_chart_follows_from_what_is_counted(kind, points, chart, says):
    suggested, sentence = suggest(kind, points)

    assert suggested == chart
    assert says in sentence


def test_missing_periods_do_not_count_as_points():
    points = [Point(number, numerator=None if number % 2 else 30, denominator=100) for number in range(22)]

    assert suggest(Kind.PROPORTION, points)[0] == Chart.RUN


def test_an_empty_series_is_a_run_chart_to_come():
    assert suggest(Kind.PROPORTION, [])[0] == Chart.RUN
