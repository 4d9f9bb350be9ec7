"""Periods, figures, the table and what stands with a chart, in the reader's language."""

import re
from datetime import date

import pytest
from django.utils import translation

from measures.analysis import analyse
from measures.choosing import REASONS, Kind
from measures.doubts import Problem
from measures.facts import facts_of
from measures.reading import read_series
from measures.rules import RULE_SETS
from measures.series import Chart, Options, Point, UnfitData
from measures.snapshot import AimStep, Definition, Note, PhaseStart
from measures.spelling import figure, number, period_name, period_short, span
from measures.words import chart_name, chart_words, facts_about, findings, outcome_line, rules_title, said, table
from tests.measures.tiny import LOWER, MIXED, STABLE, month, shown_of

MARCH = date(2024, 3, 1)
REMINDERS = (PhaseStart(month(12), "Reminders"),)


@pytest.mark.parametrize(
    ("on", "unit", "months", "english", "short", "french"),
    [
        (MARCH, "month", 0, "March 2024", "Mar 2024", "mars 2024"),
        (MARCH, "month", 2, "Mar–Apr 2024", "Mar–Apr 2024", "mars–avr. 2024"),
        (date(2024, 7, 1), "month", 6, "Jul–Dec 2024", "Jul–Dec 2024", "juill.–déc. 2024"),
        (date(2024, 1, 1), "quarter", 3, "Q1 2024", "Q1 2024", "T1 2024"),
        (date(2024, 10, 1), "quarter", 0, "Q4 2024", "Q4 2024", "T4 2024"),
        (date(2024, 2, 5), "week", 0, "week of 5 Feb 2024", "5 Feb 2024", "semaine du 5 févr. 2024"),
        (MARCH, "day", 0, "1 Mar 2024", "1 Mar 2024", "1er mars 2024"),
        (MARCH, "year", 12, "2024", "2024", "2024"),
        (MARCH, "event", 0, "1 Mar 2024", "1 Mar 2024", "1er mars 2024"),
        (7, "event", 0, "Event 7", "7", "Événement 7"),
    ],
)
def test_a_period_has_its_name_in_both_languages(on, unit, months, english, short, french):
    assert (period_name(on, unit, months), period_short(on, unit, months)) == (english, short)
    with translation.override("fr"):
        assert period_name(on, unit, months) == french


@pytest.mark.parametrize(
    ("first", "last", "unit", "months", "english", "french"),
    [
        (date(2024, 1, 1), date(2024, 6, 1), "month", 0, "Jan to Jun 2024", "janv. à juin 2024"),
        (date(2023, 7, 1), date(2024, 2, 1), "month", 0, "Jul 2023 to Feb 2024", "juill. 2023 à févr. 2024"),
        (date(2024, 1, 1), date(2024, 11, 1), "month", 2, "Jan to Dec 2024", "janv. à déc. 2024"),
        (date(2023, 4, 1), date(2024, 1, 1), "quarter", 3, "Q2 2023 to Q1 2024", "T2 2023 à T1 2024"),
        (3, 9, "event", 0, "events 3 to 9", "événements 3 à 9"),
        (MARCH, MARCH, "month", 0, "March 2024", "mars 2024"),
    ],
)
def test_a_span_is_short(first, last, unit, months, english, french):
    assert span(first, last, unit, months) == english
    with translation.override("fr"):
        assert span(first, last, unit, months) == french


@pytest.mark.parametrize(
    ("value", "definition", "english", "french"),
    [
        (22.75, Definition("x"), "22.8%", "22,8\u00a0%"),
        (0.0, Definition("x"), "0.0%", "0,0\u00a0%"),
        (22.75, Definition("x", decimals=0), "23%", "23\u00a0%"),
        (4.306, Definition("x", kind=Kind.RATE, unit="falls per 1,000 bed-days"), "4.31\u00a0falls per 1,000 bed-days", "4,31\u00a0falls per 1,000 bed-days"),
        (1234.5, Definition("x", kind=Kind.VALUE, unit="days"), "1,235\u00a0days", "1\u202f235\u00a0days"),
        (12.0, Definition("x", kind=Kind.COUNT), "12", "12"),
        (12.5, Definition("x", kind=Kind.COUNT), "12.5", "12,5"),
        (-3.0, Definition("x", kind=Kind.VALUE), "−3", "−3"),
        (None, Definition("x"), "–", "–"),
    ],
)  # fmt: skip
def test_a_figure_is_written_as_its_readers_write(value, definition, english, french):
    assert figure(value, definition) == english
    with translation.override("fr"):
        assert figure(value, definition) == french


def test_figures_are_rounded_half_up():
    assert [number(each, 1) for each in (0.05, 0.15, 2.25, 99.95, 1e-12)] == ["0.1", "0.2", "2.3", "100.0", "0.0"]


def test_the_table_holds_exactly_the_figures_of_the_drawing():
    shown = shown_of([*STABLE, None, *LOWER], whole=200, chart="p")

    rows = [dict(zip(table(shown).columns, row, strict=True)) for row in table(shown).rows]

    assert len(rows) == len(shown.analysis.points) == 25
    for row, read in zip(rows, shown.analysis.points, strict=True):
        assert row["figure"] == ("–" if read.value is None else f"{read.value:.1f}%")
        assert row["upper"] == ("" if read.upper is None else f"{read.upper:.1f}%")
    assert (rows[0]["period"], rows[0]["number"], rows[0]["whole"]) == ("January 2023", "30", "200")


def test_columns_that_hold_nothing_are_left_out():
    assert table(shown_of(MIXED)).columns == ("period", "figure", "centre")
    assert table(shown_of(MIXED)).headings == ("Period", "Figure", "Median")


def test_a_point_that_is_left_out_says_so_with_its_reason():
    shown = shown_of([*STABLE, 90, *STABLE], whole=100, left_out={12: "The clinic was closed"})

    points = table(shown)

    assert points.rows[12][points.columns.index("rules")] == "Left out: The clinic was closed"
    assert ("Left out", "January 2024 (The clinic was closed)") in facts_about(shown)
    assert "Left out: January 2024." in chart_words(shown).description


def test_what_the_rules_say_stands_at_each_point_of_a_finding():
    points = table(shown_of(STABLE + LOWER, whole=100, phases=REMINDERS))

    told = [row[points.columns.index("rules")] for row in points.rows]

    assert told == [""] * 12 + ["Against the first phase: run below"] * 12


def test_a_row_says_of_its_own_lines_only_what_they_show():
    """15.2% is not below a lower limit of 10.9%, but below the one of the first phase."""
    points = table(shown_of(STABLE + LOWER, whole=2000, chart="p", phases=REMINDERS))

    row = dict(zip(points.columns, points.rows[12], strict=True))

    assert float(row["figure"].rstrip("%")) > float(row["lower"].rstrip("%"))
    assert row["rules"].startswith("Against the first phase: ")


def test_a_finding_against_the_first_phase_says_so_in_the_list():
    told = findings(shown_of(STABLE + LOWER, whole=100, phases=REMINDERS))

    assert told[0] == "Against the first phase: longest run of 12 points below the median, Jan to Dec 2024."


def test_phases_and_notes_stand_in_the_table():
    notes = (Note(month(3), "New form"), Note(month(12), "Reminders begin"))
    points = table(shown_of(STABLE + LOWER, whole=100, phases=REMINDERS, notes=notes))

    told = [row[points.columns.index("note")] for row in points.rows]

    assert (told[3], told[12]) == ("New form", "New phase: Reminders; Reminders begin")


def test_everything_stands_with_a_chart():
    shown = shown_of(
        STABLE + LOWER, whole=100, operational="Visits that were missed.", source="Booking system", as_of=date(2025, 1, 5),
        phases=REMINDERS, is_illustrative=True,
    )  # fmt: skip

    told = dict(facts_about(shown))

    assert told["Figure"] == "Visits that were missed."
    assert told["Points"] == "24 points, out of 2,400 in all"
    assert told["Phases"] == "From January 2024: Reminders"
    assert told["Rules"].startswith("Anhøj rules")
    assert (told["Source"], told["Figures as of"], told["Data"]) == ("Booking system", "Jan. 5, 2025", "Illustrative data")


def test_limits_from_few_points_are_called_trial_limits():
    told = dict(facts_about(shown_of(STABLE, whole=200, chart="p")))

    assert told["Limits"] == "Trial limits: a phase holds fewer than 13 points, so they may still move."


def test_merged_months_are_told_and_so_are_hidden_ones():
    merged, hidden = shown_of(STABLE + LOWER, whole=36), shown_of([3, *STABLE], whole=100, merges_small_numbers=False)

    assert dict(facts_about(merged))["Small numbers"] == "Months were merged into quarters because some held fewer than 6."
    with translation.override("fr"):
        assert dict(facts_about(merged))["Petits nombres"] == "Les mois sont regroupés en trimestres, car certains comptaient moins de 6."
    assert dict(facts_about(hidden))["Small numbers"] == "Periods in which a number is below 6, or would follow from others, are not shown."


def test_rare_events_bear_numbers_in_every_text():
    days = [date(2024, 1, 3 + 7 * number) for number in range(4)] + [date(2024, 3, 1 + number) for number in range(12)]
    shown = shown_of(
        [5, 8, 3, 6, 9, 4, 7, 5, 6, 8, 3, 9, 5, 7, 6, 4], kind=Kind.TIME_BETWEEN, time_unit="event", days=days, chart="t", unit="days"
    )

    words = chart_words(shown)
    texts = [
        outcome_line(facts_of(shown)),
        words.description,
        *words.periods,
        *words.ticks,
        *map(str, facts_about(shown)),
        *map(str, table(shown).rows),
    ]

    assert words.periods[6] == "Event 7"
    assert not any(re.search(r"2024|Jan|Mar", text) for text in texts)


def test_the_description_names_every_finding_the_aim_and_what_is_hidden():
    shown = shown_of([3, *STABLE, *LOWER], whole=200, chart="p", merges_small_numbers=False, aims=(AimStep(12.0),))

    description = chart_words(shown).description

    assert all(finding[1:-1] in description for finding in findings(shown))
    assert "Aim not met" in description
    assert "are not shown" in description


def test_words_of_a_drawing():
    words = chart_words(shown_of(MIXED, whole=100))

    assert (words.title, words.centre, words.upper) == ("Missed visits – Run chart", "Median", "Upper limit")
    assert (words.figure(20.0), words.tick(20.0)) == ("20.0%", "20%")
    assert words.about(0) == "January 2023. Figure: 30.0%. Number: 30. Out of: 100."
    with translation.override("fr"):
        words = chart_words(shown_of(MIXED, whole=100))
        assert (words.centre, words.figure(20.0), words.periods[0]) == ("Médiane", "20,0\u00a0%", "janvier 2023")


def test_a_series_without_a_chart_has_words_all_the_same():
    shown = shown_of([2] * 14, whole=100, merges_small_numbers=False)

    assert chart_words(shown).description.startswith("The numbers are too small to be shown.")
    assert findings(shown) == ["The numbers are too small to be shown."]
    assert {row[1] for row in table(shown).rows} == {"–"}


def test_every_chart_and_every_set_of_rules_has_a_french_name():
    names, titles = [chart_name(chart) for chart in Chart], [rules_title(rules) for rules in RULE_SETS.values()]

    with translation.override("fr"):
        french = [chart_name(chart) for chart in Chart] + [rules_title(rules) for rules in RULE_SETS]
        assert chart_name("run") == "Graphique chronologique"
        assert {translation.gettext(reason) for reason in REASONS.values()}.isdisjoint(REASONS.values())

    assert set(french).isdisjoint(names + titles)


def test_what_pure_modules_refuse_is_said_in_french():
    problem = read_series("mois\tnombre\ttotal\n2024-01\t0\t0\n2024-02\tdouze\t40").problems
    with pytest.raises(UnfitData) as refused:
        analyse(Chart.P, [Point(1, numerator=5, denominator=3)], Options())

    with translation.override("fr"):
        assert said(refused.value) == "La ligne 1 a un nombre qui dépasse le total."
        assert "«\u00a0douze\u00a0» n’est pas un nombre." in [said(each) for each in problem]
        assert "Sur aucun? Une période sans cas reste vide; ce n’est pas 0\u00a0%." in [said(each) for each in problem]
    assert said(Problem(1, "value", "One cannot count fewer than none.")) == "One cannot count fewer than none."
