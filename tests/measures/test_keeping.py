"""What was typed is kept, what can be read becomes observations, and a revision never changes."""

from datetime import date

import pytest

from measures import keeping
from measures.models import Measure
from measures.showing import show

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def months(*rows: tuple[str, str, str]) -> list[dict[str, str]]:
    return [{"period": period, "numerator": number, "denominator": whole} for period, number, whole in rows]


@pytest.fixture
def measure(user):
    return Measure.objects.create(name="Missed first visits", owner=user, direction="down")


@pytest.fixture
def user(django_user_model):
    return django_user_model.objects.create(email="keeper@example.org")


def test_good_rows_become_observations_and_wrong_ones_stay_in_the_grid(measure, user):
    typed = months(("2024-01", "20", "90"), ("2024-02", "twelve", "80"), ("2024-03", "90", "30"))

    found = keeping.save_figures(measure, typed, by=user)

    assert [str(each.numerator) for each in measure.observations.all()] == ["20.000000"]
    assert [problem.row for problem in found.problems] == [2, 3]
    measure.refresh_from_db()
    assert measure.typed == typed


def test_saving_the_same_grid_twice_changes_nothing(measure, user):
    typed = months(("2024-01", "20", "90"), ("2024-02", "12", "80"))
    keeping.save_figures(measure, typed, by=user)
    before = list(measure.observations.values_list("pk", "entered_at"))
    first = keeping.revise(measure, by=user)

    keeping.save_figures(measure, typed, by=user)

    assert list(measure.observations.values_list("pk", "entered_at")) == before
    assert keeping.revise(measure, by=user) == first


def test_a_changed_figure_is_a_new_revision_and_the_old_one_stays(measure, user):
    keeping.save_figures(measure, months(("2024-01", "20", "90")), by=user)
    first = keeping.revise(measure, by=user)

    keeping.save_figures(measure, months(("2024-01", "25", "90")), by=user)
    second = keeping.revise(measure, by=user)

    first.refresh_from_db()
    assert (first.number, second.number) == (1, 2)
    assert first.snapshot.figures[0].numerator == 20
    assert second.snapshot.figures[0].numerator == 25


def test_a_reason_for_leaving_a_point_out_stays_with_its_period(measure, user):
    keeping.save_figures(measure, months(("2024-01", "20", "90"), ("2024-02", "21", "91")), by=user)
    measure.observations.filter(period_on=date(2024, 2, 1)).update(left_out="The clinic was closed")

    keeping.save_figures(measure, months(("2024-02", "30", "91"), ("2024-03", "21", "91")), by=user)

    assert {each.period_on.month: each.left_out for each in measure.observations.all()} == {2: "The clinic was closed", 3: ""}


def test_days_of_rare_events_become_days_between_and_no_date_is_shown(measure, user):
    measure.kind = "time-between"
    measure.save()

    keeping.save_figures(measure, [{"period": day} for day in ("2024-01-05", "2024-02-01", "2024-02-03")], by=user)
    shown = show(keeping.revise(measure, by=user).snapshot)

    assert [(point.on, point.value) for point in shown.points] == [(1, 27), (2, 2)]


def test_a_phase_of_rare_events_begins_with_the_first_event_from_its_day_on(measure, user):
    measure.kind = "time-between"
    measure.save()
    keeping.save_figures(measure, [{"period": day} for day in ("2024-01-05", "2024-02-01", "2024-02-03", "2024-05-01")], by=user)
    measure.parts.create(starts_on=date(2024, 2, 2), reason="Two people check")
    measure.notes.create(on=date(2024, 4, 30), text="New pack")
    measure.notes.create(on=date(2024, 6, 1), text="After the last event")

    shown = show(keeping.revise(measure, by=user).snapshot, notes=[(date(2024, 2, 2), "A cycle", "cycle")])

    assert [phase.first for phase in shown.phases] == [1]
    assert [(note.place, note.text) for note in shown.notes] == [(2, "New pack")]


def test_a_settled_doubt_is_not_asked_again(measure, user):
    typed = months(("2024-01", "20", "90"), ("2024-03", "21", "91"))
    found = keeping.read(measure, typed)
    measure.answers = [keeping.key_of(problem, found.series) for problem in found.problems]

    assert len(found.problems) == 1
    assert keeping.read(measure, typed).problems == []


def test_a_month_that_is_not_over_is_asked_about(measure):
    found = keeping.read(measure, months(("2024-01", "20", "90"), ("2024-02", "3", "20")), today=date(2024, 2, 10))

    assert [str(problem) for problem in found.problems] == ["2024-02 is not over. A period that is not over often looks better than it is."]


def test_ten_thousand_rows_are_saved_and_revised(measure, user):
    measure.kind, measure.strata = "count", "\n".join(f"Site {n}" for n in range(100))
    measure.save()
    typed = [
        {"period": f"{2010 + month // 12}-{month % 12 + 1:02}", "numerator": str(20 + month), "stratum": f"Site {site}"}
        for site in range(100)
        for month in range(100)
    ]

    found = keeping.save_figures(measure, typed, by=user)

    assert not found.blocks
    assert measure.observations.count() == 10_000
    assert len(keeping.revise(measure, by=user).snapshot.figures) == 10_000
