"""What people paste is read as they meant it, and what is doubtful is asked in words."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.dates import read_period
from measures.numbers import NumberStyle, read_number, style_of
from measures.reading import read_series
from measures.series import UnfitData

FROM_EXCEL = "Month\tNumerator\tDenominator\n2024-01\t12\t100\n2024-02\t15\t110\n2024-03\t9\t95\n"


def says(series) -> list[str]:
    return [str(problem) for problem in series.problems]


def test_a_table_with_headings_is_read_by_its_headings():
    series = read_series(FROM_EXCEL)

    assert series.columns == {"period": 0, "numerator": 1, "denominator": 2}
    assert [(point.on, point.numerator, point.denominator) for point in series.points()] == [
        (date(2024, 1, 1), 12, 100),
        (date(2024, 2, 1), 15, 110),
        (date(2024, 3, 1), 9, 95),
    ]
    assert series.is_whole
    assert series.unit == "month"


@pytest.mark.parametrize(
    "pasted",
    [
        "2024-01\t12\t100\n2024-02\t15\t110\n2024-03\t9\t95",
        "Mois;Numérateur;Dénominateur\njanv. 2024;12;100\nfévr. 2024;15;110\nmars 2024;9;95",
        "month,cases,total\nJan 2024,12,100\nFeb 2024,15,110\nMar 2024,9,95\n",
        "\ufeffdate\tnombre\tsur\r\n01/01/2024\t12\t100\r\n01/02/2024\t15\t110\r\n01/03/2024\t9\t95\r\n",
        "2024-03\t9\t95\n2024-01\t12\t100\n2024-02\t15\t110",
        [["Month", "n", "of"], [date(2024, 1, 1), 12, 100.0], [date(2024, 2, 1), 15, 110], [date(2024, 3, 1), 9.0, 95]],
    ],
)
def test_the_same_figures_in_many_dresses_are_the_same_series(pasted):
    assert read_series(pasted).points() == read_series(FROM_EXCEL).points()


@pytest.mark.parametrize(
    ("cells", "style", "first"),
    [
        (["1,234.5", "2"], NumberStyle.POINT, 1234.5),
        (["1 234,5", "2"], NumberStyle.COMMA, 1234.5),
        (["1.234,5", "2"], NumberStyle.COMMA, 1234.5),
        (["12,5", "13"], NumberStyle.COMMA, 12.5),
        (["12.5", "13"], NumberStyle.POINT, 12.5),
        (["12,5 %", "13 %"], NumberStyle.COMMA, 12.5),
        (["1\u202f234", "5"], NumberStyle.POINT, 1234),
        (["1,234", "2,345"], NumberStyle.DOUBTFUL, 1234),
        (["1,234,567", "1"], NumberStyle.POINT, 1234567),
        (["−5", "3"], NumberStyle.POINT, -5),
    ],
)
def test_numbers_are_read_by_the_whole_column(cells, style, first):
    assert style_of(cells) == style
    assert read_number(cells[0], style) == first


@pytest.mark.parametrize(
    ("text", "first", "unit"),
    [
        ("2024-03-15", date(2024, 3, 15), "day"),
        ("2024-03-15 00:00:00", date(2024, 3, 15), "day"),
        ("2024-03", date(2024, 3, 1), "month"),
        ("03/2024", date(2024, 3, 1), "month"),
        ("March 2024", date(2024, 3, 1), "month"),
        ("Mar-24", date(2024, 3, 1), "month"),
        ("mars 2024", date(2024, 3, 1), "month"),
        ("août 2023", date(2023, 8, 1), "month"),
        ("Déc. 2023", date(2023, 12, 1), "month"),
        ("2024 April", date(2024, 4, 1), "month"),
        ("15 March 2024", date(2024, 3, 15), "day"),
        ("March 15, 2024", date(2024, 3, 15), "day"),
        ("1er février 2024", date(2024, 2, 1), "day"),
        ("15/03/2024", date(2024, 3, 15), "day"),
        ("Q2 2024", date(2024, 4, 1), "quarter"),
        ("T2 2024", date(2024, 4, 1), "quarter"),
        ("2024-Q4", date(2024, 10, 1), "quarter"),
        ("2024-W05", date(2024, 1, 29), "week"),
        ("semaine 5 2024", date(2024, 1, 29), "week"),
        ("2019", date(2019, 1, 1), "year"),
    ],
)
def test_periods_are_read_in_both_languages(text, first, unit):
    period = read_period(text)

    assert period is not None
    assert (period.first, period.unit) == (first, unit)


@pytest.mark.parametrize("text", ["juill.-24", "juill. 2024", "Jul '24", "juil ’24", "202407", "20240715"])
def test_months_as_spreadsheets_write_them_are_read(text):
    period = read_period(text)

    assert period is not None
    assert (period.first.year, period.first.month) == (2024, 7)


@pytest.mark.parametrize("text", ["12%", "12,0 %"])
def test_a_share_in_the_place_of_its_number_is_refused_and_worked_out(text):
    series = read_series(f"Month\tEvents\tTotal\n2024-01\t{text}\t150\n2024-02\t14\t140")

    (problem,) = series.problems
    assert (problem.row, problem.column, problem.blocks, problem.mend) == (2, "numerator", True, "18")
    assert "is a share" in str(problem)


def test_a_fraction_in_the_place_of_a_number_is_refused_and_worked_out():
    (problem,) = read_series("Month\tEvents\tTotal\n2024-01\t0.12\t150").problems

    assert (problem.column, problem.blocks, problem.mend) == ("numerator", True, "18")


def test_a_comma_in_whole_counts_needs_no_question():
    series = read_series("Month\tEvents\tTotal\n2024-01\t1,204\t12,040")

    assert (series.rows[0].numerator, series.rows[0].denominator) == (1204, 12040)
    assert series.problems == []


def test_nothing_before_a_comma_makes_it_a_decimal_comma():
    series = read_series([["2024-01", "0,295"], ["2024-02", "0,281"]])

    assert [row.value for row in series.rows] == [0.295, 0.281]


@pytest.mark.parametrize("last", ["Total\t23\t133", "Moyenne\t11\t66", "Grand total\t23\t133", "Mois\tManqués\tPrévus"])
def test_a_row_that_is_no_period_can_be_taken_away_with_one_press(last):
    series = read_series(f"2024-01\t11\t70\n2024-02\t12\t63\n{last}", columns={"period": 0, "numerator": 1, "denominator": 2})

    assert series.problems[0].mends == {"row": ""}
    assert "is no period" in str(series.problems[0])


def test_none_out_of_none_is_left_empty_with_one_press():
    (problem,) = read_series("Month\tEvents\tTotal\n2024-01\t0\t0").problems

    assert problem.mends == {"numerator": "", "denominator": ""}


@pytest.mark.parametrize("text", ["", "soon", "2024-13", "31/02/2024", "12", "0", "Q5 2024", "2024-W60", "Smarch 2024", "99999-01"])
def test_what_is_no_period_is_not_taken_for_one(text):
    assert read_period(text) is None


def test_a_column_of_values_without_periods_keeps_its_order():
    series = read_series("12\n15\n11\n14")

    assert [(point.on, point.value) for point in series.points()] == [(1, 12), (2, 15), (3, 11), (4, 14)]


def test_numbers_of_order_before_values_are_no_figures():
    series = read_series("1\t12\n2\t15\n3\t11")

    assert [point.value for point in series.points()] == [12, 15, 11]


def test_a_missing_month_is_a_gap_that_is_told():
    series = read_series("2024-01\t5\n2024-02\t6\n2024-05\t7")

    assert [point.value for point in series.points()] == [5, 6, None, None, 7]
    assert "2 missing after 2024-02" in says(series)[0]
    assert series.is_whole


def test_a_month_said_twice_names_both_rows():
    series = read_series("2024-01\t5\n2024-02\t6\n2024-01\t7")

    assert says(series) == ["2024-01 stands in row 1 already. Keep one of them."]
    assert not series.is_whole


def test_a_number_larger_than_its_whole_is_refused_with_its_row():
    series = read_series("Month\tn\tof\n2024-01\t12\t100\n2024-02\t120\t110\n2024-03\t9\t95")

    (problem,) = series.problems
    assert (problem.row, problem.column) == (3, "numerator")
    assert str(problem) == "120 of 110: the number is larger than the whole. Were the two swapped?"


def test_out_of_none_is_no_share():
    series = read_series("2024-01\t1\t10\n2024-02\t0\t0\n2024-03\t1\t9")

    assert "not 0%" in says(series)[0]


def test_a_fraction_among_percentages_is_asked_and_can_be_mended_in_one_press():
    series = read_series("Month\tPercent\n2024-01\t29.5%\n2024-02\t0.31\n2024-03\t28.2%")

    (problem,) = series.problems
    assert "Did you mean 31%?" in str(problem)
    assert problem.mend == "31"
    assert series.is_whole


def test_words_in_a_cell_are_named_with_the_number_they_may_mean():
    series = read_series("2024-01\t5\n2024-02\t31 clients\n2024-03\t7\n2024-04\t8\n2024-05\t9")

    (problem,) = series.problems
    assert (problem.row, problem.mend) == (2, "31")
    assert [point.value for point in series.points()] == [5, None, 7, 8, 9]


@pytest.mark.parametrize("missing", ["", "-", "n/a", "NA", "manquant"])
def test_signs_for_nothing_are_nothing(missing):
    series = read_series(f"2024-01\t5\n2024-02\t{missing}\n2024-03\t7\n2024-04\t8\n2024-05\t9\n2024-06\t5")

    assert series.problems == []
    assert series.points()[1].value is None


def test_a_date_that_can_be_read_in_two_ways_is_asked():
    series = read_series("03/04/2024\t5\n07/08/2024\t6\n09/10/2024\t9")

    assert "can be read in two ways" in says(series)[0]


def test_american_dates_are_seen_by_a_day_above_twelve():
    series = read_series("01/31/2024\t5\n02/29/2024\t6\n03/31/2024\t7")

    assert [point.on for point in series.points()] == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]
    assert series.problems == []


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("", "nothing to read"),
        ("   \n\t\n", "nothing to read"),
        ("Month\tn", "No column with figures"),
        ("just words", "No column with figures"),
        ("\n".join(f"{number}" for number in range(10_002)), "10,000 rows"),
        ("\t".join(["1"] * 61), "60 columns"),
    ],
)
def test_what_is_no_series_is_refused_in_words(pasted, sentence):
    with pytest.raises(UnfitData, match=sentence):
        read_series(pasted)


def test_columns_that_the_person_chose_are_taken():
    series = read_series("a\tb\tc\n2024-01\t9\t5\n2024-02\t9\t6", columns={"period": 0, "value": 2})

    assert [point.value for point in series.points()] == [5, 6]


@given(st.text(max_size=300))
@settings(deadline=None)
def test_any_text_gives_a_series_or_a_sentence(text):
    try:
        series = read_series(text)
    except UnfitData as refusal:
        assert str(refusal)
    else:
        assert all(str(problem) for problem in series.problems)


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=12), st.dates()), max_size=4), max_size=12))
@settings(deadline=None)
def test_any_cells_give_a_series_or_a_sentence(rows):
    try:
        series = read_series(rows)
    except UnfitData as refusal:
        assert str(refusal)
    else:
        series.points()
