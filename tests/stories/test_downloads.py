"""The files of a chart: the same figures in each, nothing that runs, and a short answer to who asks again."""

import csv
import json
import re
from io import BytesIO, StringIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from measures import keeping, kept_pictures
from stories.models import StoryMeasure
from tests.factories import a_chart, a_live_story, a_measure

pytestmark = pytest.mark.django_db
FILES = ("chart.svg", "chart.png", "slide.png", "figures.csv", "figures.xlsx", "figures.json")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path / "charts"


def fetch(link: StoryMeasure, file: str = "", language: str = "en", **headers):
    return Client(headers=headers).get(f"/{language}/stories/{link.page.slug}/charts/{link.measure_id}/{file}")


def rows_of_csv(link: StoryMeasure) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(fetch(link, "figures.csv").content.decode("utf-8-sig"))))


def sheets_of(link: StoryMeasure) -> dict[str, list[tuple]]:
    book = load_workbook(BytesIO(fetch(link, "figures.xlsx").content))
    return {sheet.title: [tuple(cell.value for cell in row) for row in sheet] for sheet in book}


def as_percent(figure: float | str) -> str:
    return f"{float(figure):.1f}%"


def test_page_drawing_csv_workbook_and_json_tell_the_same_figures():
    link = a_chart(a_live_story(), a_measure(figures=[22, 24, 21, 3, 22, 25, 20, 23, 24, 21, 22, 23, 13], small_numbers="hide"))

    page = fetch(link).content.decode()
    table = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r'<td class="n figure">(.*?)</td>', page)]
    drawn = dict(re.findall(r"data-place=\"(\d+)\"><title>[^<]*?(\d+(?:\.\d+)?%)", page))
    of_csv = [row["Figure"] for row in rows_of_csv(link)]
    of_book = [row[5] for row in sheets_of(link)["Figures"][1:]]
    of_json = [point["figure"] for point in fetch(link, "figures.json").json()["points"]]

    assert table == [as_percent(figure) if figure is not None else "–" for figure in of_json]
    assert [float(figure) if figure else None for figure in of_csv] == of_json == of_book
    assert of_json[3] is None and of_json.count(None) >= 1
    assert {int(place): as_percent(said.rstrip("%")) for place, said in drawn.items()} == {
        place: as_percent(figure) for place, figure in enumerate(of_json) if figure is not None
    }


def test_groups_follow_everybody_in_every_file():
    measure = a_measure(figures=[], strata="Town\nCountry")
    rows = [
        {"period": f"2024-{month:02}", "stratum": group, "numerator": "30", "denominator": "90"}
        for month in range(1, 13)
        for group in ("Town", "Country")
    ]
    keeping.save_figures(measure, rows, by=measure.owner)
    keeping.revise(measure, by=measure.owner)
    link = a_chart(a_live_story(), measure)

    of_csv = [row["Group"] for row in rows_of_csv(link)]
    of_json = [point["group"] for point in fetch(link, "figures.json").json()["points"]]

    assert of_csv == of_json == [""] * 12 + ["Town"] * 12 + ["Country"] * 12


def test_no_text_becomes_a_formula():
    measure = a_measure(name='=HYPERLINK("http://evil.example")', source="+1+1", is_illustrative=True)
    measure.notes.create(on="2023-03-01", text="=cmd|' /C calc'!A0")
    keeping.revise(measure, by=measure.owner)
    link = a_chart(a_live_story(), measure)

    notes = [row["Notes"] for row in rows_of_csv(link) if row["Notes"]]
    book = load_workbook(BytesIO(fetch(link, "figures.xlsx").content))

    assert notes == ["'=cmd|' /C calc'!A0"]
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)
    assert ("Source", "+1+1") in sheets_of(link)["About"]


def test_a_csv_says_of_made_up_data_in_every_row_that_they_are():
    link = a_chart(a_live_story(), a_measure(is_illustrative=True))

    assert {row["To know first"] for row in rows_of_csv(link)} == {"Illustrative data."}


def test_json_has_the_fields_that_are_documented(settings):
    link = a_chart(a_live_story())

    told = fetch(link, "figures.json").json()

    assert told["measure"]["operational_definition"] and told["finding"] and told["chart"]["rules"] == "anhoej"
    assert set(told["points"][0]) == {
        "group", "begins", "period", "number", "whole", "figure", "centre", "lower", "upper", "aim", "phase", "left_out", "rules", "note",
    }  # fmt: skip
    documented = (settings.BASE_DIR / "docs" / "measures.md").read_text(encoding="utf-8")
    assert all(f"`{field}`" in documented for field in told)


@pytest.mark.parametrize("file", FILES)
def test_every_file_has_its_type_its_name_and_a_date(file):
    link = a_chart(a_live_story(), a_measure(name="Missed first visits"))

    answer = fetch(link, file)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].split(";")[0].rpartition("/")[2] in {
        "svg+xml", "png", "csv", "json", "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }  # fmt: skip
    assert "missed-first-visits-" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Last-Modified"]
    assert fetch(link, file, if_none_match=answer.headers["ETag"]).status_code == 304


def test_a_french_file_speaks_french():
    link = a_chart(a_live_story())

    told = fetch(link, "figures.json", language="fr").json()

    assert told["language"] == "fr"
    assert told["points"][0]["period"] == "janvier 2023"


def test_a_picture_is_made_once_and_whole(folder, monkeypatch):
    link = a_chart(a_live_story())
    first = fetch(link, "chart.png").content
    assert first.startswith(b"\x89PNG")
    monkeypatch.setattr(kept_pictures, "png", lambda svg, width: pytest.fail("made twice"))

    assert fetch(link, "chart.png").content == first
    assert [file.suffix for file in folder.iterdir()] == [".png"]


def test_pictures_that_nobody_asks_for_any_more_go(folder, monkeypatch):
    monkeypatch.setattr(kept_pictures, "MOST_KEPT", 3)
    monkeypatch.setattr(kept_pictures, "CLEARED_TO", 2)
    monkeypatch.setattr(kept_pictures, "png", lambda svg, width: b"picture")
    drawing = '<svg class="chart-svg" viewBox="0 0 {} 10"><title>t</title></svg>'

    for width in range(10, 15):
        kept_pictures.picture(drawing.format(width), width=100)

    assert len(list(folder.iterdir())) <= 3


def test_a_disk_that_cannot_be_written_costs_no_picture(monkeypatch):
    def full(*_args: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(kept_pictures, "_keep", full)
    link = a_chart(a_live_story())

    assert fetch(link, "slide.png").content.startswith(b"\x89PNG")


def test_a_drawing_alone_names_what_it_is_and_where_it_is_from():
    link = a_chart(a_live_story(), a_measure(is_illustrative=True))

    drawn = fetch(link, "chart.svg").content.decode()

    for said in ("Missed first visits", "Illustrative data", "The booking system.", f"/charts/{link.measure_id}/"):
        assert said in drawn
    assert "<script" not in drawn and "href" not in drawn


def test_without_a_drawing_there_are_no_pictures():
    link = a_chart(a_live_story(), a_measure(figures=[]))

    assert [fetch(link, file).status_code for file in FILES] == [404, 404, 404, 200, 200, 200]
    assert json.loads(fetch(link, "figures.json").content)["points"] == []


def test_there_are_no_other_files():
    link = a_chart(a_live_story())

    assert fetch(link, "figures.exe").status_code == 404
