"""The figures of the demo: the real ones are those of their source, the others say that they are made up."""

import csv

import pytest

from home.demo import files

FOLDER = files.FOLDER / "measures"
COLUMNS = ("drivers", "front", "rear")
# Worked out in R 4.2.2: colSums(Seatbelts[, c("drivers", "front", "rear")]), and the same over window(Seatbelts, start =, end =).
TOTALS = {
    ("1969-01", "1984-12"): (320699, 160746, 77032),
    ("1969-01", "1983-01"): (290300, 147614, 67654),
    ("1982-02", "1983-01"): (19498, 9482, 4749),
    ("1983-02", "1984-01"): (15335, 6568, 4618),
    ("1984-01", "1984-12"): (16421, 7047, 5056),
}
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def seat_belts() -> list[dict[str, str]]:
    with (FOLDER / "seatbelts.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@pytest.mark.parametrize(("months", "totals"), TOTALS.items())
def test_the_casualties_are_those_that_r_gives(months, totals):
    first, last = months

    inside = [row for row in seat_belts() if first <= row["month"] <= last]

    assert tuple(sum(int(row[column]) for row in inside) for column in COLUMNS) == totals


def test_every_month_of_sixteen_years_is_there_once():
    months = [row["month"] for row in seat_belts()]

    assert months == [f"{year}-{month:02}" for year in range(1969, 1985) for month in range(1, 13)]


def test_the_story_says_the_totals_that_its_figures_give():
    story = next(told for told in files.stories() if told.slug == "seat-belts-great-britain")

    said = [(int(row["before_value"]), int(row["after_value"])) for row in story.rows["stated_results"]]

    assert said == list(zip(TOTALS["1982-02", "1983-01"], TOTALS["1983-02", "1984-01"], strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_every_measure_says_where_its_figures_come_from_and_whether_they_are_made_up(name):
    told = files.measure(name)

    assert ("R, datasets package" in told.attribution) != bool(told.fields.get("is_illustrative")), name
    assert ("Made up" in told.attribution) == bool(told.fields.get("is_illustrative")), name


def test_no_real_project_of_health_care_has_an_invented_series():
    for told in files.stories():
        made_up = [files.measure(row["measure"]).fields.get("is_illustrative", False) for row in told.measures]

        assert all(made_up) if told.is_demo else not any(made_up), told.slug
        assert told.is_demo or not told.measures or told.slug == "seat-belts-great-britain"
