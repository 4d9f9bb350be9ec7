"""From a file to rows of words: CSV, Excel or JSON. What cannot be read is refused as a whole, with one sentence."""

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from content import uploads
from stories.composer.cleaning import clean_words

from . import workbooks
from .cells import CannotRead, Cell

MOST_ROWS = 10_000
MOST_COLUMNS = 200
LONGEST_CELL = 131_072  # characters: the most that Python's own reader of CSV takes
DEEPEST = 4  # lists and objects inside each other
KINDS = (".csv", ".xlsx", ".json")


@dataclass(frozen=True)
class Row:
    """One row with its number as the file's own program shows it."""

    number: int
    words: dict[str, str]  # heading: what stands there
    problems: tuple[tuple[str, str], ...] = ()  # heading, sentence


@dataclass
class Table:
    """All rows, and what the reader should know about how they were read."""

    headings: list[str]
    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read(path: Path, *, sheet: str = "") -> Table:
    """Raises CannotRead with a sentence. Nothing is guessed that the report does not say."""
    kind = path.suffix.lower()
    if path.is_dir():
        raise CannotRead(_("%(file)s is a folder. Name one file: .csv, .xlsx or .json.") % {"file": path})
    if kind not in KINDS:
        words = _("%(file)s is none of .csv, .xlsx and .json. Save it as one of these, then try again.")
        raise CannotRead(words % {"file": path.name})
    if sheet and kind != ".xlsx":
        raise CannotRead(_("Only Excel files have sheets. Leave --sheet out."))
    data = _content(path)
    if not data.strip():
        raise CannotRead(_("%(file)s is empty.") % {"file": path.name})
    table = _table(data, kind, sheet)
    if not table.rows:
        raise CannotRead(_("%(file)s holds headings, but no story.") % {"file": path.name} if table.headings else _("No story is in it."))
    return table


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise CannotRead(_("There is no file %(file)s. Look at its name and folder.") % {"file": path})
        if path.stat().st_size > settings.WAGTAILDOCS_MAX_UPLOAD_SIZE:
            raise CannotRead(_("This file is larger than 20 MB. Take pictures out of it, or split it."))
        return path.read_bytes()
    except PermissionError:
        raise CannotRead(_("You have no right to read %(file)s.") % {"file": path}) from None
    except (OSError, ValueError) as problem:
        raise CannotRead(_("%(file)s cannot be read: %(why)s") % {"file": path, "why": problem}) from None


def _table(data: bytes, kind: str, sheet: str) -> Table:
    if kind == ".json":
        return _from_json(data)
    try:
        uploads.clean_document(SimpleUploadedFile(f"stories{kind}", data))
    except ValidationError as problem:
        raise CannotRead(problem.messages[0]) from None
    if kind == ".xlsx":
        return _from_grid(workbooks.lines(data, sheet, most_columns=MOST_COLUMNS), remarks=[])
    return _from_csv(data)


# --- Rows under headings ---


def _from_grid(lines: Iterable[tuple[int, list[Cell]]], *, remarks: list[str]) -> Table:
    """The first line that holds anything gives the headings."""
    table = Table([], remarks=remarks)
    for number, cells in lines:
        cells = _without_empty_end(cells)
        if not cells:
            continue
        if not table.headings:
            table.headings = _headings([cell.words for cell in cells])
        else:
            table.rows.append(_row(number, cells, table.headings))
            _check_number(len(table.rows))
    return table


def _without_empty_end(cells: list[Cell]) -> list[Cell]:
    last = max((place for place, cell in enumerate(cells, 1) if cell.words.strip() or cell.problem), default=0)
    return cells[:last]


def _headings(words: list[str]) -> list[str]:
    headings = [" ".join(clean_words(heading).split()) for heading in words]
    if len(headings) > MOST_COLUMNS:
        raise CannotRead(_("It has more than %(n)s columns. Keep those that docs/import.md names.") % {"n": MOST_COLUMNS})
    for place, heading in enumerate(headings):
        if heading and heading in headings[:place]:
            raise CannotRead(_("The column “%(column)s” stands twice. Take one of them out.") % {"column": heading})
    return headings


def _row(number: int, cells: list[Cell], headings: list[str]) -> Row:
    words, problems = {}, []
    for place, cell in enumerate(cells):
        heading = headings[place] if place < len(headings) else ""
        if heading:
            words[heading] = cell.words
        elif cell.words.strip():
            what = _("cell %(n)s") % {"n": place + 1}
            problems.append(
                (what, _("It stands under no heading. Give its column a heading, or put quotes around texts that hold a comma."))
            )
            continue
        if cell.problem:
            problems.append((heading, cell.problem))
    return Row(number, words, tuple(problems))


def _check_number(rows: int) -> None:
    if rows > MOST_ROWS:
        raise CannotRead(_("It holds more than %(n)s rows. Split it into several files.") % {"n": f"{MOST_ROWS:,}"})


# --- CSV ---


def _from_csv(data: bytes) -> Table:
    text, remarks = _text(data)
    first, _newline, rest = text.partition("\n")
    separator = ""
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own note about the separator
        separator, text = first.strip()[4], rest
    records = _records(text, separator or _separator(text))
    return _from_grid(((number, [Cell(words) for words in record]) for number, record in records), remarks=remarks)


def _text(data: bytes) -> tuple[str, list[str]]:
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16"), []
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), [_("It was read as Windows-1252, not as UTF-8: look whether the accents are right.")]
    except UnicodeDecodeError:
        raise CannotRead(_("Its letters are in a coding that we do not know. Save it as “CSV UTF-8”, then try again.")) from None


def _separator(text: str) -> str:
    """The sign that cuts the headings into the most columns."""
    return max(",;\t", key=lambda sign: len(_first_record(text, sign)))


def _first_record(text: str, separator: str) -> list[str]:
    lines = (line for line in io.StringIO(text, newline="") if line.strip())
    try:
        return next(csv.reader(lines, delimiter=separator), [])
    except csv.Error:
        return []


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Strict about quotes: one that is never closed would swallow every row after it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, 1):
            yield number, record
    except csv.Error:
        words = _("The quotation marks around a text do not match, or a cell is longer than %(n)s characters: look at row %(row)s.")
        raise CannotRead(words % {"n": f"{LONGEST_CELL:,}", "row": number + 1}) from None


# --- JSON ---


def _from_json(data: bytes) -> Table:
    try:
        found = json.loads(_text(data)[0], parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_without_twins)
    except (ValueError, RecursionError) as problem:
        where = f" ({problem})" if isinstance(problem, json.JSONDecodeError) else ""
        raise CannotRead(_("This is not JSON, or it is broken.") + where) from None
    if not isinstance(found, list):
        raise CannotRead(_("A JSON file holds a list of stories: [{…}, {…}]."))
    _check_number(len(found))
    table = Table([])
    for number, story in enumerate(found, 1):
        if not isinstance(story, dict):
            table.rows.append(Row(number, {}, (("", _("This is no story: write an object with names and values.")),)))
            continue
        words, problems = _flat(story)
        table.rows.append(Row(number, words, tuple(problems)))
    table.headings = list(dict.fromkeys(heading for row in table.rows for heading in row.words))
    if len(table.headings) > MOST_COLUMNS:
        raise CannotRead(_("It has more than %(n)s columns. Keep those that docs/import.md names.") % {"n": MOST_COLUMNS})
    return table


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _value in pairs]
    if len(names) != len(set(names)):
        twice = next(name for name in names if names.count(name) > 1)
        raise CannotRead(_("The column “%(column)s” stands twice. Take one of them out.") % {"column": twice[:80]})
    return dict(pairs)


def _flat(story: dict[str, object]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Nested objects and lists under the headings that a table would have: results > 1 > before > value."""
    words: dict[str, str] = {}
    problems: list[tuple[str, str]] = []

    def take(heading: str, value: object, depth: int) -> None:
        if depth > DEEPEST:
            problems.append((heading, _("There are too many lists inside each other.")))
        elif isinstance(value, dict):
            for name, inner in value.items():
                take(" ".join(clean_words(f"{heading} {name}").split()), inner, depth + 1)
        elif isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value):
            for number, inner in enumerate(value, 1):
                take(f"{heading} {number}", inner, depth + 1)
        elif heading in words:
            problems.append((heading, _("It stands twice in this story.")))
        else:
            words[heading] = "\n".join(map(_scalar, value)) if isinstance(value, list) else _scalar(value)

    take("", story, 0)
    return words, problems


def _scalar(value: object) -> str:
    if value is None:
        return ""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
