"""The words of each kind of file, with the numbers of their pages; and what is said of files that mean harm."""

import subprocess
import sys

import pytest

from search.extracting import child, limits
from search.extracting.readers import READERS, CannotRead
from tests.search.extracting import files


def words_of(kind: str, data: bytes) -> list[tuple[int, str]]:
    return child.gathered(READERS[kind](data))["pages"]


@pytest.mark.parametrize(
    ("kind", "data", "pages"),
    [
        ("pdf", lambda: files.pdf(["Falls bundle", "Élan vital"]), [(1, "Falls bundle"), (2, "Élan vital")]),
        ("docx", lambda: files.docx("First", "Second"), [(0, "First\nSecond\nin a table")]),
        ("pptx", lambda: files.pptx("Huddles", "Walks"), [(1, "Huddles\nsaid of Huddles"), (2, "Walks\nsaid of Walks")]),
        ("xlsx", lambda: files.xlsx(("Beds", "seven"), ("Staff", "nine")), [(2, "Beds\nseven"), (3, "Staff\nnine")]),
        ("odt", files.odt, [(0, "Huddles\nEvery morning at eight")]),
        ("html", lambda: b"<title>T</title><p>im<b>prove</b>ment<script>no()</script><p>two", [(0, "T\nimprovement\ntwo")]),
        ("txt", lambda: "Qualité".encode("cp1252"), [(0, "Qualité")]),
        ("txt", lambda: "Qualité".encode("utf-16"), [(0, "Qualité")]),
        ("csv", lambda: b"month,falls\n1,7\n", [(0, "month,falls\n1,7")]),
        ("md", lambda: b"# Title\n- one **bold** [link](https://example.org/a)\n", [(0, "Title\none bold link")]),
    ],
)
def test_words_of_each_kind_come_with_the_number_of_their_page(kind, data, pages):
    read = words_of(kind, data())

    assert read == pages


def test_a_word_broken_at_the_end_of_a_line_is_whole_again_and_ligatures_are_letters():
    text = "qual-\nity of the \ufb01rst\x00 word\xad"

    assert child.clean(text) == "quality of the first word"


def test_a_scan_has_no_text():
    assert words_of("pdf", files.pdf(["", "12 / 7"])) == []


def test_no_more_than_the_limit_is_kept_and_that_is_said():
    long = ("word " * (limits.MOST_KEPT // 4)).encode()

    read = child.gathered(READERS["txt"](long))

    assert read["is_cut"]
    assert len(read["pages"][0][1].encode()) <= limits.MOST_KEPT


def test_of_ten_thousand_pages_the_first_thousand_are_read():
    endless = ((number, "word") for number in range(1, 10_001))

    read = child.gathered(endless)

    assert len(read["pages"]) == limits.MOST_PAGES
    assert read["is_cut"]


def test_a_locked_pdf_says_so():
    with pytest.raises(CannotRead, match="locked"):
        words_of("pdf", files.locked_pdf())


def test_a_pdf_whose_list_of_pages_contains_itself_ends():
    looped = files.pdf(["once"], kids="2 0 R 5 0 R")

    try:
        read = words_of("pdf", looped)
    except Exception:  # what the child calls “broken”
        read = []

    assert read in ([], [(1, "once")])


def test_a_picture_that_draws_itself_ends():
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X1 6 0 R>>>>/Length 6>>stream\n/X1 Do\nendstream"

    read = words_of("pdf", files.pdf(["once"], resources="/XObject<</X1 6 0 R>>", more=[form]))

    assert read in ([], [(1, "once")])


@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx", "odt"])
def test_an_archive_that_would_unpack_to_far_too_much_is_left_alone(kind, monkeypatch):
    monkeypatch.setattr("search.extracting.readers.MOST_UNPACKED", 1_000_000)
    bomb = files.zipped({"content.xml": b"0" * 1_000_001})

    with pytest.raises(CannotRead, match="too-large"):
        words_of(kind, bomb)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("odt", lambda: files.odt(before=files.LAUGHS, inside="&h;")),
        (
            "docx",
            lambda: files.with_part(
                files.docx("x"),
                "word/document.xml",
                f'{files.LAUGHS}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                "<w:body><w:p><w:r><w:t>&h;</w:t></w:r></w:p></w:body></w:document>".encode(),
            ),
        ),
        (
            "xlsx",
            lambda: files.with_part(
                files.xlsx(("Beds", "seven")),
                "xl/sharedStrings.xml",
                f'{files.LAUGHS}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&h;</t></si></sst>'.encode(),
            ),
        ),
    ],
)
def test_entities_that_multiply_are_never_unfolded(kind, data):
    try:
        read = words_of(kind, data())
    except Exception:  # what the child calls “broken”
        read = []

    assert "hahaha" not in str(read)


def test_a_sheet_that_claims_a_million_rows_is_read_as_far_as_it_goes():
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>first</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>last</t></is></c></row></sheetData></worksheet>'
    )

    read = words_of("xlsx", files.with_part(files.xlsx(("Beds", "seven")), "xl/worksheets/sheet2.xml", sheet.encode()))

    assert read == [(2, "Beds\nfirst")]


def test_reading_a_workbook_hides_no_library_from_the_process_that_reads():
    program = (
        "import sys; from search.extracting.readers import READERS; "
        "before = set(sys.modules); list(READERS['xlsx'](sys.stdin.buffer.read())); "
        "print([name for name in set(sys.modules) - before if sys.modules[name] is None])"
    )

    said = subprocess.run([sys.executable, "-c", program], input=files.xlsx(("Beds", "seven")), capture_output=True, check=True).stdout

    assert said.strip() == b"[]"
