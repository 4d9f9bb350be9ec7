"""Rows of one sheet of an Excel file, read as it streams by. uploads.clean_document has looked into the file before."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from functools import cached_property
from itertools import repeat
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL

from .cells import CannotRead, Cell, as_words, broken_formula, unsaved_formula

MOST_LINES = 1_048_576  # what Excel itself can hold
NOTHING = Cell()
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


class Book:
    """A file, opened once for all its sheets: opening goes through each of them."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def shown(self) -> Any:
        return load_workbook(io.BytesIO(self.data), read_only=True, data_only=True, keep_links=False)

    @cached_property
    def formulas(self) -> Any:
        """The same sheets as they were written; None where no cell is computed."""
        is_computed = _holds_formulas(self.data)
        return load_workbook(io.BytesIO(self.data), read_only=True, keep_links=False) if is_computed else None


def lines(book: Book | bytes, sheet: str, *, most_columns: int) -> Iterator[tuple[int, list[Cell]]]:
    """Each line with its number in the sheet. One column more than allowed is read, so that too many are noticed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl cannot keep (styles, filters) is not read here
            yield from _lines(book if isinstance(book, Book) else Book(book), sheet, most_columns + 1)
    except CannotRead:
        raise
    except Exception:  # openpyxl raises whatever a broken file makes it raise
        raise CannotRead(_("This file is broken, or is not what its name says. Save it again, then try again.")) from None


def _lines(book: Book, sheet: str, most_columns: int) -> Iterator[tuple[int, list[Cell]]]:
    shown = _sheet(book.shown, sheet)
    formulas = _sheet(book.formulas, sheet) if book.formulas else None
    beside: Any = formulas.iter_rows(max_col=most_columns, values_only=True) if formulas else repeat(())
    for number, (cells, written) in enumerate(zip(shown.iter_rows(max_col=most_columns), beside, strict=False), 1):
        if number > MOST_LINES:
            raise CannotRead(_("This file is broken, or is not what its name says. Save it again, then try again."))
        if written:
            yield number, [_cell(cell, written[place] if place < len(written) else None) for place, cell in enumerate(cells)]
        else:
            yield number, [NOTHING if cell is EMPTY_CELL else _cell(cell, None) for cell in cells]


def _sheet(book: Any, name: str) -> Any:
    if not book.worksheets:
        raise CannotRead(_("This file has no sheet with rows."))
    wanted = [sheet for sheet in book.worksheets if sheet.title.casefold() == name.casefold()] if name else book.worksheets[:1]
    if not wanted:
        names = ", ".join(sheet.title for sheet in book.worksheets)
        raise CannotRead(_("It has no sheet “%(name)s”. There are: %(names)s.") % {"name": name, "names": names})
    wanted[0].reset_dimensions()  # what the file says of its own size may be wrong
    return wanted[0]


def _holds_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [member for member in archive.namelist() if member.startswith("xl/worksheets/") and member.endswith(".xml")]
        return any(FORMULA.search(archive.read(member)) for member in sheets)


def _cell(cell: Any, written: Any) -> Cell:
    if cell.value is None:
        return unsaved_formula() if isinstance(written, str) and written.startswith("=") else Cell()
    if cell.data_type == "e":
        return broken_formula(str(cell.value))
    return Cell(as_words(cell.value, getattr(cell, "number_format", None) or "General"))
