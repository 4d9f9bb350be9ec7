"""An attack on what is shown: nobody gets a small number out of it, neither by reading nor by subtracting nor from the limits."""

from datetime import date
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from measures.choosing import Kind, has_figure
from measures.series import Direction, Point
from measures.showing import Shown, show
from measures.snapshot import Definition, Figure, Snapshot
from measures.suppression import is_small

LIMIT = 11
GROUPS = ("Under 25", "25 to 64", "65 and over")
counts = st.integers(0, 40)


@st.composite
def series(draw, *, months: int = 18, with_groups: bool = True) -> Snapshot:
    """Monthly shares of a team, with groups, some of them missing, and people in no group."""
    rows = []
    for month in range(months):
        on = date(2023 + month // 12, month % 12 + 1, 1)
        groups = {}
        for name in GROUPS if with_groups else ():
            number = draw(counts)
            groups[name] = (number, number + draw(counts) or 1)
        beside = draw(st.integers(0, 15))
        whole = (sum(number for number, _all in groups.values()) + beside, sum(all_ for _number, all_ in groups.values()) + 2 * beside or 1)
        rows.append(Figure(on, *whole))
        rows += [Figure(on, *figures, stratum=name) for name, figures in groups.items() if draw(st.integers(0, 9))]
    merges = draw(st.booleans())
    definition = Definition(
        "Missed", kind=Kind.PROPORTION, direction=Direction.DOWN, strata=GROUPS, small_number_limit=LIMIT, merges_small_numbers=merges
    )
    return Snapshot(definition, tuple(rows))


def told(shown: Shown) -> list[Point]:
    return [point for each in (shown, *shown.strata) for point in each.points if has_figure(point)]


@given(series())
def test_no_point_that_is_shown_is_small(snapshot):
    assert not any(is_small(point, LIMIT) for point in told(show(snapshot)))


@given(series())
def test_taking_the_groups_from_everybody_leaves_no_small_rest(snapshot):
    shown = show(snapshot)

    for place, whole in enumerate(shown.points):
        groups = [group.points[place] for group in shown.strata if has_figure(group.points[place])]
        if has_figure(whole) and groups:
            number = whole.numerator - sum(group.numerator for group in groups)
            people = whole.denominator - sum(group.denominator for group in groups)
            assert not is_small(Point(whole.on, numerator=number, denominator=people), LIMIT)


@given(series())
def test_a_period_that_is_hidden_for_everybody_is_hidden_for_each_group(snapshot):
    shown = show(snapshot)

    for place, whole in enumerate(shown.points):
        if not has_figure(whole):
            assert not any(has_figure(group.points[place]) for group in shown.strata)


@given(series(with_groups=False))
def test_the_limits_give_away_no_denominator_but_those_shown(snapshot):
    """From a P chart, n = 9 p (1 - p) / (upper - p)^2."""
    shown = show(snapshot)
    known = {point.denominator for point in told(shown)}

    for read in shown.analysis.points if shown.analysis else ():
        if read.upper is not None and read.centre and read.centre < read.upper < 100:
            p, reach = read.centre / 100, (read.upper - read.centre) / 100
            n = 9 * p * (1 - p) / reach**2
            assert any(abs(n - each) < 1e-6 * each for each in known) or read.value is None


@st.composite
def sides_and_ages(draw) -> Snapshot:
    """Everybody is counted twice: by gender, where some say nothing, and by age."""
    rows = []
    for month in range(1, 7):
        on, cells = date(2024, month, 1), [[(draw(counts), 41 + draw(counts)) for _age in range(2)] for _gender in range(2)]
        women, men = ([sum(each) for each in zip(*row, strict=True)] for row in cells)
        young, old = ([sum(each) for each in zip(*column, strict=True)] for column in zip(*cells, strict=True))
        unsaid = (draw(st.integers(0, 12)), 12)
        whole = [a + b + c for a, b, c in zip(women, men, unsaid, strict=True)]
        rows += [Figure(on, *whole), *(Figure(on, *row, stratum=name) for name, row in zip(TWICE, (women, men, young, old), strict=True))]
    return Snapshot(Definition("Missed", strata=TWICE, small_number_limit=LIMIT, merges_small_numbers=False), tuple(rows))


TWICE = ("Women", "Men", "Under 40", "40 and over")


@given(sides_and_ages())
def test_groups_that_overlap_give_no_small_rest_in_any_combination(snapshot):
    shown = show(snapshot)

    for place, whole in enumerate(shown.points):
        groups = [group.points[place] for group in shown.strata if has_figure(group.points[place])]
        for several in (chosen for size in range(1, 5) for chosen in combinations(groups, size)):
            number = whole.numerator - sum(group.numerator for group in several)
            people = whole.denominator - sum(group.denominator for group in several)
            assert number < 0 or people < 0 or not is_small(Point(whole.on, numerator=number, denominator=people), LIMIT)


def test_means_of_groups_do_not_leave_a_few_people_over():
    """50 people wait 20 days on average: from two groups of 23, the mean of the other four would follow."""
    on, groups = date(2024, 1, 1), ("North", "South")
    rows = [Figure(on, value=20, denominator=50), *(Figure(on, value=15, denominator=23, stratum=name) for name in groups)]

    shown = show(Snapshot(Definition("Wait", kind=Kind.VALUE, strata=groups), tuple(rows)))

    assert has_figure(shown.points[0])
    assert not any(has_figure(group.points[0]) for group in shown.strata)


def test_dates_of_rare_harms_are_nowhere():
    days = (date(2024, 1, 5), date(2024, 3, 17), date(2024, 4, 2))
    figures = tuple(Figure(number, value=float(30 + number)) for number, _day in enumerate(days, 1))

    shown = show(Snapshot(Definition("Falls with harm", kind=Kind.TIME_BETWEEN, time_unit="event"), figures))

    assert [point.on for point in shown.points] == [1, 2, 3]
    assert not shown.shows_dates


def test_an_editor_may_allow_dates_of_events():
    figures = tuple(Figure(date(2024, month, 5), value=float(30 + month)) for month in (1, 3, 4))

    hidden = show(Snapshot(Definition("Falls", kind=Kind.TIME_BETWEEN, time_unit="event"), figures))
    allowed = show(Snapshot(Definition("Falls", kind=Kind.TIME_BETWEEN, time_unit="event", shows_dates_of_events=True), figures))

    assert not hidden.shows_dates
    assert allowed.shows_dates
