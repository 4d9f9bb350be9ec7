"""Figures from elsewhere: pasted, in a CSV or an Excel file. What cannot be used gets a sentence, and the grid stays as it was."""

import io
import zipfile
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from measures import keeping
from measures.models import Measure
from stories.composer.data import bringing
from stories.models import StoryPage

from .desk import sign_in
from .figures_desk import counted, open_grid, url_of, year

pytestmark = pytest.mark.django_db

PASTED = "Month\tNumber\tOut of\n" + "\n".join("\t".join(row) for row in year())


def as_csv(separator: str = ",", coding: str = "utf-8") -> bytes:
    lines = [("Mois", "Manqués", "Prévus"), *year()]
    return "\r\n".join(separator.join(line) for line in lines).encode(coding)


def as_xlsx(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    book.close()
    return out.getvalue()


class Desk:
    """The page for files, as its writer meets it."""

    def __init__(self, story: StoryPage, measure: Measure) -> None:
        self.client: Client = sign_in(story.owner)
        self.url = url_of(story, measure, "measure_file")

    def bring(self, name: str, data: bytes) -> BeautifulSoup:
        self.answer = self.client.post(self.url, {"file": SimpleUploadedFile(name, data)})
        self.page = BeautifulSoup(self.answer.content, "html.parser")
        return self.page

    @property
    def roles(self) -> list[str]:
        selects = [select for select in self.page.find_all("select") if select["name"].startswith("role-")]
        return [(select.find("option", selected=True) or {"value": ""})["value"] for select in selects]

    def say(self, then: str = "bring", **answers: str):
        """Press a button of the page on which columns are named."""
        posted = {f"role-{place}": role for place, role in enumerate(self.roles)}
        posted["table"] = self.page.find("input", attrs={"name": "table"})["value"]
        if self.page.find("input", attrs={"name": "has_heading"}).has_attr("checked"):
            posted["has_heading"] = "on"
        self.answer = self.client.post(self.url, {**posted, "then": then, **answers})
        self.page = BeautifulSoup(self.answer.content, "html.parser")
        return self.answer


def typed(measure: Measure) -> list[tuple[str, ...]]:
    measure.refresh_from_db()
    return [tuple(row[name] for name in keeping.columns_of(measure) if name in row) for row in measure.typed]


# --- Pasted ---


def test_a_pasted_table_becomes_rows():
    story, measure = counted()

    after = open_grid(story, measure).pressed("paste", paste=PASTED)

    assert after.rows == list(year())
    assert "12 rows came in" in after.page.get_text()


def test_what_is_pasted_stands_below_or_in_the_place_of_what_is_there_and_can_be_put_back():
    story, measure = counted()
    grid = open_grid(story, measure).fill(("Dec 2023", "20", "100")).pressed("save")

    below = grid.pressed("paste", paste=PASTED, paste_how="append")
    instead = below.pressed("paste", paste=PASTED, paste_how="replace")

    assert below.rows == [("Dec 2023", "20", "100"), *year()]
    assert instead.rows == list(year())
    assert instead.pressed("undo").rows == below.rows


def test_cells_that_cannot_be_read_stay_as_typed_and_are_named():
    story, measure = counted()

    after = open_grid(story, measure).pressed("paste", paste="Jan 2024\t11\t70\nFeb 2024\ttwelve\t63")

    assert after.rows[1] == ("Feb 2024", "twelve", "63")
    assert "“twelve” is no number." in after.complaints


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("", "nothing to read"),
        ("Hello", "No column was found for “Month”"),
        ("Jan 2024\t12%\nFeb 2024\t13%", "These look like shares or rates"),
        ("2024\t1\t2\n" * 10_050, "More than 10,000 rows"),
        ("\t".join("1" * 70), "More than 60 columns"),
    ],
)
def test_a_paste_that_is_of_no_use_gets_a_sentence_and_stays_in_its_field(pasted, sentence):
    story, measure = counted()
    grid = open_grid(story, measure).fill(*year())

    after = grid.pressed("paste", paste=pasted)

    assert after.answer.status_code == 422
    assert sentence in after.page.find(id="paste_error").get_text()
    assert after["paste"].strip() == pasted.replace("\r", "").strip()
    assert after.rows == list(year())
    assert typed(measure) == list(year())


# --- Files ---


@pytest.mark.parametrize(("separator", "coding"), [(",", "utf-8"), (";", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")])
def test_a_csv_file_comes_in_whatever_its_coding(separator, coding):
    story, measure = counted()
    desk = Desk(story, measure)

    page = desk.bring("données.csv", as_csv(separator, coding))
    shown = page.get_text(" ", strip=True)
    desk.say()

    assert "12 rows were found" in shown
    assert "Manqués" in shown
    assert desk.answer.status_code == 302
    assert typed(measure) == list(year())


def test_only_the_first_rows_are_shown_and_columns_can_be_left_out():
    story, measure = counted()
    desk = Desk(story, measure)
    page = desk.bring("a.csv", b"Month,Site,Number,Out of\n" + b"\n".join(f"{m},north,{n},{w}".encode() for m, n, w in year()))

    assert len(page.find("tbody").find_all("tr")) == 5
    assert desk.roles == ["period", "", "numerator", "denominator"]


def test_what_a_column_holds_is_remembered_by_its_heading():
    story, measure = counted()
    data = b"When,A,B\n" + b"\n".join(",".join(row).encode() for row in year())
    desk = Desk(story, measure)
    desk.bring("a.csv", data)
    desk.say(**{"role-0": "period", "role-1": "denominator", "role-2": "numerator"})

    again = Desk(story, measure)
    again.bring("b.csv", data)

    assert again.roles == ["period", "denominator", "numerator"]


def test_a_needed_column_that_is_not_named_is_asked_for_and_the_grid_stays():
    story, measure = counted()
    desk = Desk(story, measure)
    desk.bring("a.csv", as_csv())

    answer = desk.say(**{"role-2": ""})

    assert answer.status_code == 422
    assert "No column was found for “First visits booked”" in desk.page.find(class_="error-summary").get_text()
    assert typed(measure) == []


def test_an_excel_file_keeps_its_dates_months_and_percentages():
    story, measure = counted(kind="value", unit="%")
    desk = Desk(story, measure)
    book = Workbook()
    book.active.append(["Month", "Value"])
    book.active.append([date(2024, 1, 1), 0.295])
    book.active["A2"].number_format, book.active["B2"].number_format = "mmm yyyy", "0.0%"
    out = io.BytesIO()
    book.save(out)
    book.close()

    desk.bring("a.xlsx", out.getvalue())
    desk.say()

    assert typed(measure) == [("2024-01", "29.5%", "")]


def test_the_sheet_is_chosen_without_bringing_the_file_again():
    story, measure = counted()
    desk = Desk(story, measure)
    rows = [["Month", "Number", "Out of"], *[list(row) for row in year()]]
    page = desk.bring("a.xlsx", as_xlsx(("Read me", [["About this file"]]), ("Data", rows)))

    offered = [option.get_text() for option in page.find(id="id_sheet").find_all("option")]
    desk.say("sheet", sheet="1")
    desk.say(sheet="1")

    assert offered == ["Read me", "Data"]
    assert typed(measure) == list(year())


def test_a_cover_sheet_is_passed_over_for_the_one_with_figures():
    story, measure = counted()
    rows = [["Month", "Number", "Out of"], *[list(row) for row in year()]]

    page = Desk(story, measure).bring("a.xlsx", as_xlsx(("Read me", [["About this file"]]), ("Data", rows)))

    assert page.find(id="id_sheet").find("option", selected=True).get_text() == "Data"


def test_a_formula_that_fails_is_named_with_its_row():
    story, measure = counted()
    page = Desk(story, measure).bring(
        "a.xlsx", as_xlsx(("Data", [["Month", "Number", "Out of"], ["Jan 2024", "=A1/0", 70], ["Feb 2024", 3, 70]]))
    )

    assert "Row 2" in page.find(class_="notice").get_text()


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


REFUSED = {
    "empty": ("a.csv", lambda: b"", "empty"),
    "blank": ("a.csv", lambda: b"\n\n \n", "nothing to read"),
    "old": ("a.xls", lambda: b"\xd0\xcf\x11\xe0", "old Excel file"),
    "macros": ("a.xlsm", lambda: b"PK", "macros"),
    "hidden macros": ("a.xlsx", lambda: zipped(("xl/workbook.xml", b"<x/>"), ("xl/vbaProject.bin", b"x")), "macros"),
    "broken": ("a.xlsx", lambda: b"PK\x03\x04 not a book", "broken"),
    "no workbook": ("a.xlsx", lambda: zipped(("xl/workbook.xml", b"<x/>")), "broken"),
    "locked": ("a.xlsx", lambda: zipped(("EncryptedPackage", b"x"), ("xl/workbook.xml", b"<x/>")), "password"),
    "bomb": ("a.xlsx", lambda: zipped(("xl/workbook.xml", b"<x/>"), ("xl/worksheets/sheet1.xml", b"0" * 30_000_000)), "far too large"),
    "program": ("a.csv", lambda: b"MZ\x90\x00", "program"),
    "page": ("a.csv", lambda: b"<!doctype html><p>1,2", "web page"),
    "binary": ("a.csv", lambda: b"a,b\n\x00\x01\x02", "not text"),
    "coding": ("a.csv", lambda: b"Month,\xe9\x81 \x8d\n1,2", "coding that we do not know"),
    "ending": ("a.pdf", lambda: b"%PDF-1.4", "cannot be read here"),
    "no ending": ("figures", lambda: b"1,2", "cannot be read here"),
    "large": ("a.csv", lambda: b"1,2\n" * 1_500_000, "larger than 5 MB"),
    "long": ("a.csv", lambda: b"2024-01,1,2\n" * 10_100, "More than 10,000 rows"),
    "wide": ("a.csv", lambda: b",".join([b"x"] * 70), "More than 60 columns"),
    "quotes": ("a.csv", lambda: b'a,b\n"' + b"x" * 200_000 + b",1\n2,3", "quotation mark"),
    "empty book": ("a.xlsx", lambda: as_xlsx(("Data", [])), "nothing to read"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_of_no_use_gets_a_sentence_and_the_grid_stays(case):
    story, measure = counted(figures=(20,) * 3)
    name, data, sentence = REFUSED[case]
    before = typed(measure)

    page = Desk(story, measure).bring(name, data())

    assert sentence in page.find(id="file_error").get_text()
    assert typed(measure) == before


def test_sheets_that_together_hold_more_lines_than_a_measure_needs_are_refused():
    """Each of them is no longer than what may be brought; twelve of them would keep the site busy for a minute."""
    story, measure = counted()
    sheets = [(f"Sheet {number}", [["2024-01", 20, 100]] * 40) for number in range(3)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bringing, "MOST_LINES", 100)
        page = Desk(story, measure).bring("figures.xlsx", as_xlsx(*sheets))

    assert "This file holds too much text" in page.get_text(" ")


def test_no_file_at_all_gets_a_sentence():
    story, measure = counted()

    answer = sign_in(story.owner).post(url_of(story, measure, "measure_file"), {})

    assert (answer.status_code, "Choose a file first" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("table", ["", "x", "W1tdXQ:1:2", "'" * 5000])
def test_cells_that_were_not_sealed_here_are_refused(table):
    story, measure = counted()

    answer = sign_in(story.owner).post(url_of(story, measure, "measure_file"), {"table": table, "then": "bring"})

    assert answer.status_code == 422
    assert "Choose the file again" in answer.content.decode()


# --- The sample ---


def test_the_sample_has_the_headings_of_the_measure_in_the_language_of_the_page():
    story, measure = counted(numerator_words="=cmd|'/C calc'!A0", denominator_words="booked")

    english = sign_in(story.owner).get(url_of(story, measure, "measure_sample"))
    french = sign_in(story.owner).get(url_of(story, measure, "measure_sample").replace("/en/", "/fr/"))

    first, second, *_rest = english.content.decode("utf-8-sig").splitlines()
    assert first == "Month,'=cmd|'/C calc'!A0,Booked"
    assert second.endswith("-01,,")
    assert french.content.decode("utf-8-sig").count(";") == 8
    assert english["Content-Disposition"].startswith("attachment;")


def test_the_sample_comes_back_in_as_it_is():
    story, measure = counted()
    sample = sign_in(story.owner).get(url_of(story, measure, "measure_sample")).content
    desk = Desk(story, measure)

    desk.bring("sample.csv", sample)

    assert desk.roles == ["period", "numerator", "denominator"]
