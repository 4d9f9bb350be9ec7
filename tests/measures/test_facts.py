"""Facts fit into a database column, come back whole, and hold nothing that the chart does not show."""

import json

from measures.facts import MOST_IN_SPARK, Facts, facts_of
from measures.snapshot import AimStep, PhaseStart
from tests.measures.tiny import LOWER, STABLE, month, noise, shown_of


def test_facts_come_back_from_a_column_as_they_went_in():
    shown = shown_of(STABLE + LOWER, whole=200, chart="p", phases=(PhaseStart(month(12), "Reminders"),), aims=(AimStep(10.0),))
    facts = facts_of(shown)

    kept = json.dumps(facts.to_plain())

    assert Facts.from_plain(json.loads(kept)) == facts
    assert len(kept) < 3000


def test_facts_of_another_edition_of_the_program_still_open():
    assert Facts.from_plain({"signal": "none", "once_known": 3}) == Facts("none")


def test_a_long_series_is_drawn_small_with_its_last_point():
    shown = shown_of(noise(1, 500))

    spark = facts_of(shown).spark

    assert len(spark) == MOST_IN_SPARK
    assert (spark[0], spark[-1]) == (shown.points[0].value, shown.points[-1].value)


def test_the_small_drawing_holds_only_figures_that_are_shown():
    shown = shown_of([3, *STABLE, 90, *LOWER], whole=100, merges_small_numbers=False, left_out={13: "The clinic was closed"})

    spark = facts_of(shown).spark

    assert (spark[0], spark[13]) == (None, None)
    assert {each for each in spark if each is not None} <= {point.numerator for point in shown.points}


def test_periods_wait_for_their_language():
    facts = facts_of(shown_of(STABLE + LOWER, whole=100, phases=(PhaseStart(month(12), "Reminders"),)))

    assert [(each.rule, each.first, each.last, each.points, each.way) for each in facts.found] == [
        ("long-run", "2024-01-01", "2024-12-01", 12, -1)
    ]


def test_a_fall_that_began_in_the_first_phase_is_known_as_such():
    """Lower already half a year before the change: the first phase's own findings are told, too."""
    facts = facts_of(shown_of(STABLE + LOWER + LOWER, whole=100, phases=(PhaseStart(month(24), "Reminders"),)))

    assert "first-phase" in {each.within for each in facts.found}
