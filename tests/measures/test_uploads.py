"""Which column of a file holds what, in English and French, and how cells reach the grid as they stood."""

import pytest

from measures import uploads
from measures.series import UnfitData

SHARE = ["period", "numerator", "denominator"]
WORDS = {"period": "Month", "numerator": "Missed", "denominator": "Booked"}


def roles(pasted: object, wanted: list[str] = SHARE, **more: dict[str, str]) -> tuple[str, ...]:
    return uploads.guess(uploads.table_of(pasted), wanted, **more).roles  # type: ignore[arg-type]


def brought(pasted: str, wanted: list[str] = SHARE) -> list[dict[str, str]]:
    table = uploads.table_of(pasted)
    return uploads.rows_for(table, uploads.guess(table, wanted, WORDS))


@pytest.mark.parametrize(
    "pasted",
    [
        "Jan 2024\t11\t70\nFeb 2024\t13\t63",
        "Month,Missed,Booked\nJan 2024,11,70\nFeb 2024,13,63",
        "Mois;Numérateur;Dénominateur\njanv. 2024;11;70\nfévr. 2024;13;63",
        "period\tcases\ttotal\n2024-01\t11\t70",
    ],
)
def test_months_numbers_and_wholes_are_found(pasted):
    assert roles(pasted, words=WORDS) == ("period", "numerator", "denominator")


def test_the_measures_own_words_count_wherever_their_columns_stand():
    assert roles("Booked\tNotes\tMissed\tMonth\n70\tx\t11\tJan 2024", words=WORDS) == ("denominator", "", "numerator", "period")


def test_headings_that_were_named_once_are_remembered():
    remembered = {"Kl.": "period", "DNA": "numerator", "All": "denominator", "Total": ""}

    assert roles("Kl.\tDNA\tTotal\tAll\n2024-01\t11\t5\t70", remembered=remembered) == ("period", "numerator", "", "denominator")


def test_a_lone_column_of_figures_is_the_one_that_the_grid_has():
    assert roles("Jan 2024\t11\nFeb 2024\t12", ["period", "numerator"]) == ("period", "numerator")
    assert roles("month,n\nJan 2024,11", ["period", "value", "denominator"]) == ("period", "value")


def test_columns_without_headings_stand_in_the_order_of_the_grid():
    assert roles("2024-01\t5.1\t1.2\t30\n2024-02\t5.2\t1.1\t28", ["period", "value", "sd", "size"]) == ("period", "value", "sd", "size")


def test_cells_stay_as_they_were_typed():
    rows = brought("Month\tMissed\tBooked\nJan 2024\ttwelve\t1 204,5\n\nMarch ’24\t\t60 %")

    assert rows == [
        {"period": "Jan 2024", "numerator": "twelve", "denominator": "1 204,5"},
        {"period": "March ’24", "numerator": "", "denominator": "60 %"},
    ]


def test_a_note_about_the_separator_is_passed_over():
    assert brought("sep=;\nMonth;Missed;Booked\nJan 2024;11;70") == [{"period": "Jan 2024", "numerator": "11", "denominator": "70"}]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_letters_are_read_in_every_usual_coding(coding):
    assert uploads.text_of("Décembre".encode(coding)) == "Décembre"


def test_letters_of_no_coding_get_a_sentence():
    with pytest.raises(UnfitData, match="coding that we do not know"):
        uploads.text_of(b"\xe9 \x81 \x8d")


def test_a_missing_column_is_named_and_a_column_said_twice_too():
    with pytest.raises(UnfitData, match="No column was found for “Booked”"):
        uploads.check(uploads.Roles(("period", "numerator"), True), SHARE, WORDS)
    with pytest.raises(UnfitData, match="Two columns are said to hold “Missed”"):
        uploads.check(uploads.Roles(("period", "numerator", "numerator", "denominator"), True), SHARE, WORDS)


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("", "nothing to read"),
        ("\n\n \t \n", "nothing to read"),
        ("1\t2\n" * 10_002, "More than 10,000 rows"),
        ("\t".join(["1"] * 61), "More than 60 columns"),
        ('a,b\n"' + "x" * 200_000 + ",1\n2,3", "quotation mark"),
    ],
)
def test_nothing_and_too_much_get_a_sentence(pasted, sentence):
    with pytest.raises(UnfitData, match=sentence):
        uploads.table_of(pasted)


def test_words_that_a_spreadsheet_would_run_are_made_safe():
    assert [uploads.safe_cell(words) for words in ("=cmd|'/C calc'!A0", "@SUM(1)", "Missed")] == [
        "'=cmd|'/C calc'!A0",
        "'@SUM(1)",
        "Missed",
    ]


@pytest.mark.parametrize(
    "pasted",
    [
        "Month\tNo-shows\tVisits held\t%\nJan 2024\t11\t70\t15.7%\nFeb 2024\t13\t63\t20.6%",
        "Visits held\tMonth\tNo-shows\n70\tJan 2024\t11\n63\tFeb 2024\t13",
        "Jan 2024\t70\t11\nFeb 2024\t63\t13",
        "Month\tJan 2024\tFeb 2024\tMar 2024\nNo-shows\t11\t13\t9\nVisits held\t70\t63\t66",
    ],
)
def test_a_number_and_its_whole_are_told_apart_wherever_they_stand(pasted):
    first = brought(pasted)[0]

    assert (first["period"], first["numerator"], first["denominator"]) == ("Jan 2024", "11", "70")


def test_how_many_were_measured_is_found_beside_a_figure():
    assert roles("Month\tMedian wait\tClients\n2024-01\t12.5\t41", ["period", "value", "denominator"]) == ("period", "value", "denominator")
    assert roles("Month\tMedian wait\tSpread\n2024-01\t12.5\t4.1", ["period", "value", "denominator"]) == ("period", "value", "")
