"""Figures from elsewhere: pasted text, a CSV or an Excel file. They go into the grid as they stand; nothing is saved by it."""

from collections.abc import Sequence
from pathlib import PurePath

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.uploads import clean_document
from measures import keeping, uploads
from measures.models import Measure
from measures.reading import MOST_COLUMNS, MOST_ROWS
from measures.series import UnfitData
from measures.words import said
from members.models import User
from stories.composer.cleaning import clean_words
from stories.importing import workbooks
from stories.importing.cells import CannotRead

from . import grid
from .grid import Row

LARGEST = 5 * 1024 * 1024
MOST_SHEETS = 12
MOST_LINES = 2 * MOST_ROWS  # in all sheets together, empty ones too
MOST_LETTERS = 1_500_000  # in all cells that are kept while the writer says what the columns hold
KINDS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx"}
ONE_DAY = 24 * 60 * 60
Tables = list[tuple[str, list[list[str]]]]  # the name of each sheet and its rows


class Refused(Exception):
    """A file that is of no use here; the words say why and what to do."""


# --- What is pasted ---


def rows_in_text(text: str, measure: Measure) -> list[Row]:
    """Raises UnfitData with a sentence when its columns cannot be told."""
    table = uploads.table_of(text)
    wanted = keeping.columns_of(measure)
    roles = uploads.guess(table, wanted, headings_of(measure), measure.columns)
    if "numerator" in wanted and "denominator" in wanted and uploads.holds_only_shares(table, roles):
        raise UnfitData(uploads.ONLY_SHARES)
    uploads.check(roles, needed_columns(measure), headings_of(measure))
    return uploads.rows_for(table, roles)


def headings_of(measure: Measure) -> dict[str, str]:
    return {column.name: column.heading for column in grid.columns(measure)}


def needed_columns(measure: Measure) -> list[str]:
    """Without these there is nothing to draw. Days of events are enough by themselves."""
    wanted = keeping.columns_of(measure)
    if measure.kind in keeping.RARE:
        return [] if measure.kind == "time-between" else ["value"]
    return [name for name in wanted if name in ("period", "numerator", "value") or (name == "denominator" and "numerator" in wanted)]


def put_in(rows: Sequence[Row], brought: Sequence[Row], how: str) -> list[Row]:
    """Below what stands there, or in its place."""
    together = [*([] if how == "replace" else rows), *brought]
    if len(together) > MOST_ROWS:
        raise UnfitData("More than %(most)s rows at once are too many.", most=f"{MOST_ROWS:,}")
    names = dict.fromkeys(name for row in together for name in row)
    return [{name: row.get(name, "") for name in names} for row in together]


def brought_words(number: int) -> str:
    """Said after a paste or a file."""
    return ngettext("One row came in. Look it through, then save.", "%(n)s rows came in. Look them through, then save.", number) % {
        "n": number
    }


# --- What comes as a file ---


def tables_in(uploaded: UploadedFile) -> tuple[Tables, list[str]]:
    """The sheets of a file with their rows, and what the writer should know. Raises Refused with a sentence."""
    kind = _kind_of(uploaded)
    data = uploaded.read()
    try:
        if kind == "csv":
            return [("", uploads.table_of(clean_words(uploads.text_of(data))))], []
        return _sheets(data)
    except UnfitData as unfit:
        raise Refused(said(unfit)) from None
    except CannotRead as problem:
        raise Refused(str(problem)) from None


def _kind_of(uploaded: UploadedFile) -> str:
    ending = PurePath(uploaded.name or "").suffix.lower()
    if ending == ".xls":
        raise Refused(_("This is an old Excel file. Open it, save it as .xlsx or CSV, then try again."))
    if ending in (".xlsm", ".xlsb"):
        raise Refused(_("This file may hold macros. Save it as .xlsx or CSV, then try again."))
    if ending not in KINDS:
        raise Refused(_("Files ending in “%(kind)s” cannot be read here. Save it as .xlsx or CSV.") % {"kind": ending[:12] or "?"})
    if (uploaded.size or 0) > LARGEST:
        raise Refused(_("This file is larger than 5 MB. Keep the sheet with your figures, then try again."))
    uploaded.name = f"figures.{'xlsx' if KINDS[ending] == 'xlsx' else 'csv'}"
    try:
        clean_document(uploaded)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from None
    uploaded.seek(0)
    return KINDS[ending]


def _sheets(data: bytes) -> tuple[Tables, list[str]]:
    """The first sheets that hold anything."""
    tables: Tables = []
    remarks: list[str] = []
    letters = 0
    refused: UnfitData | None = None
    lines = MOST_LINES
    book = workbooks.Book(data)
    for name in _sheet_names(book)[:MOST_SHEETS]:
        rows, remark, read = _rows_of_sheet(book, name, lines)
        lines -= read
        try:
            table = uploads.table_of(rows)
        except UnfitData as unfit:
            refused = refused if rows == [] else unfit
            continue
        letters += sum(len(cell) for row in table for cell in row)
        if letters > MOST_LETTERS or lines <= 0:
            raise Refused(_("This file holds too much text. Keep the columns with your figures, then try again."))
        tables.append((clean_words(name), table))
        remarks += [remark] if remark else []
    if not tables:
        raise refused or UnfitData("There is nothing to read yet.")
    return tables, remarks


def _sheet_names(book: workbooks.Book) -> list[str]:
    try:
        return [sheet.title for sheet in book.shown.worksheets]
    except Exception:  # openpyxl raises whatever a broken file makes it raise
        raise Refused(_("This file is broken, or is not what its name says. Save it again, then try again.")) from None


def _rows_of_sheet(book: workbooks.Book, name: str, most_lines: int) -> tuple[list[list[str]], str, int]:
    """Its rows, a remark, and how many lines were read, empty ones too."""
    rows: list[list[str]] = []
    remark, number = "", 0
    for number, cells in workbooks.lines(book, name, most_columns=MOST_COLUMNS):
        if len(rows) > MOST_ROWS + 1 or number > most_lines:
            break
        wrong = next((cell for cell in cells if cell.problem), None)
        if wrong and not remark:
            remark = _("Row %(n)s: %(problem)s") % {"n": number, "problem": wrong.problem}
        words = [clean_words(cell.words) if cell.words else "" for cell in cells]
        if any(words):
            while words and not words[-1]:
                words.pop()
            rows.append(words)
    return rows, remark, number


# --- Carried between the two pages ---


def _salt(measure: Measure, user: User) -> str:
    return f"figures:{measure.pk}:{user.pk}"


def packed(tables: Tables, measure: Measure, user: User) -> str:
    """The cells of a file as the next page carries them, sealed, so that nobody can put others in their place."""
    return signing.dumps(tables, salt=_salt(measure, user), compress=True)


def unpacked(words: str, measure: Measure, user: User) -> Tables | None:
    try:
        return [(name, rows) for name, rows in signing.loads(words, salt=_salt(measure, user), max_age=ONE_DAY)]
    except signing.BadSignature:
        return None
