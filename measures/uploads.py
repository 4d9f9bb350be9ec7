"""From a file or a pasted block to the rows of a grid: which column holds what. Plain Python.

Nothing is read as a figure here: cells stay as they are, so that what cannot be read later still stands where it was typed.
"""

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measures.dates import read_period
from measures.numbers import looks_like_number, read_number
from measures.reading import cells_of, read_series
from measures.sentences import gettext_noop
from measures.series import UnfitData

LONGEST_CELL = 200
UNKNOWN_LETTERS = gettext_noop("Its letters are in a coding that we do not know. Save it as “CSV UTF-8”, then try again.")
NO_FIGURES = gettext_noop("No column was found for “%(heading)s”. Say which one it is.")
ONLY_SHARES = gettext_noop(
    "These look like shares or rates. This measure counts a number out of a whole: bring both, or change what one figure is."
)
TWICE = gettext_noop("Two columns are said to hold “%(heading)s”. Keep one of them.")
STANDS_FOR = {"numerator": "value", "value": "numerator"}  # a lone column of figures, whatever it is called; never a share for its number
Columns = Sequence[str]  # the columns that the grid has, in order


@dataclass(frozen=True, slots=True)
class Roles:
    """What each column of a table holds: a column of the grid, or nothing."""

    roles: tuple[str, ...]
    has_heading: bool


def text_of(data: bytes) -> str:
    """The letters of a CSV file, however its program wrote them."""
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.decode("cp1252")
    except UnicodeDecodeError:
        raise UnfitData(UNKNOWN_LETTERS) from None


def table_of(pasted: str | Sequence[Sequence[object]]) -> list[list[str]]:
    """Rows of cells, each as long as the longest. Raises UnfitData where there is nothing, or too much."""
    if isinstance(pasted, str):
        first, _newline, rest = pasted.partition("\n")
        if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # a spreadsheet's own note about the separator
            pasted = rest
    rows = [[" ".join(cell.split())[:LONGEST_CELL] for cell in row] for row in cells_of(pasted)]
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows))
    return _turned([row + [""] * (width - len(row)) for row in rows])


def _turned(table: list[list[str]]) -> list[list[str]]:
    """Months that stand side by side, as in many reports, become rows."""
    across = [cell for cell in table[0][1:] if cell]
    is_across = len(across) > 2 and all(map(read_period, across)) and not all(map(looks_like_number, across))
    return [list(column) for column in zip(*table, strict=True)] if is_across and not read_period(table[0][0]) else table


def guess(
    table: Sequence[Sequence[str]], wanted: Columns, words: Mapping[str, str] | None = None, remembered: Mapping[str, str] | None = None
) -> Roles:
    """What the columns of a table hold: as last time, by the measure's own words, by usual headings, by what stands in them."""
    roles = [""] * len(table[0])
    known = {heading.casefold(): role for role, heading in (words or {}).items()} | {
        heading.casefold(): role for heading, role in (remembered or {}).items()
    }
    named = [known.get(cell.casefold(), "") if cell else "" for cell in table[0]]
    found, has_heading = _found_by_reading(table)
    has_heading = has_heading or (len(table) > 1 and any(named))
    if "numerator" not in found and not {"numerator", "denominator"} & set(named):
        found |= _number_and_whole(table, found, has_heading)
    for column, role in enumerate(named if has_heading else []):
        if role in wanted and role not in roles:
            roles[column] = role
    for role, column in found.items():
        if role not in wanted and not (role == "value" and "denominator" in wanted):
            role = STANDS_FOR.get(role, role)
        if role in wanted and role not in roles and not roles[column]:
            roles[column] = role
    if not has_heading and len(roles) == len(wanted) and not all(roles):
        roles = list(wanted)
    _fill_by_figures(roles, table, wanted, has_heading)
    return Roles(tuple(roles), has_heading)


def _found_by_reading(table: Sequence[Sequence[str]]) -> tuple[dict[str, int], bool]:
    try:
        series = read_series(table, only_dates=True)
    except UnfitData:
        return {}, False
    return series.columns, series.has_heading


def _cells(table: Sequence[Sequence[str]], column: int, has_heading: bool) -> list[str]:
    return [row[column] for row in table[1 if has_heading else 0 :]]


def _is_counted(cells: Sequence[str]) -> bool:
    """Whole numbers, and no share."""
    figures = [read_number(cell) for cell in cells if cell]
    return (
        bool(figures) and all(figure is not None and figure == int(figure) for figure in figures) and not any("%" in cell for cell in cells)
    )


def _number_and_whole(table: Sequence[Sequence[str]], found: Mapping[str, int], has_heading: bool) -> dict[str, int]:
    """Two columns of counts of which one is never the larger, in whichever order they stand, beside what else there is."""
    periods = [column for column in range(len(table[0])) if _mostly_periods(_cells(table, column, has_heading))]
    period = found.get("period", periods[0] if periods else -1)
    counted = [column for column in range(len(table[0])) if column != period and _is_counted(_cells(table, column, has_heading))]
    if len(counted) != 2:
        return {}
    pairs = list(zip(*(_cells(table, column, has_heading) for column in counted), strict=True))
    both = [(read_number(a) or 0, read_number(b) or 0) for a, b in pairs if a and b]
    first, second = counted
    is_less, is_more = sum(a <= b for a, b in both), sum(b <= a for a, b in both)
    if not both or max(is_less, is_more) * 5 < len(both) * 4:
        return {}
    number, whole = (first, second) if is_less >= is_more else (second, first)
    return {"numerator": number, "denominator": whole, **({"period": period} if period >= 0 else {})}


def _mostly_periods(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(bool(read_period(cell)) for cell in filled) * 5 >= len(filled) * 4


def _fill_by_figures(roles: list[str], table: Sequence[Sequence[str]], wanted: Columns, has_heading: bool) -> None:
    """The one other column of counts, beside a figure or a number: its whole, or how many were measured."""
    left = [column for column, role in enumerate(roles) if not role and _is_counted(_cells(table, column, has_heading))]
    open_roles = [role for role in ("numerator", "denominator") if role in wanted and role not in roles]
    if has_heading and len(left) == len(open_roles) == 1 and {"value", "numerator", "denominator"} & set(roles):
        roles[left[0]] = open_roles[0]


def holds_only_shares(table: Sequence[Sequence[str]], mapping: Roles) -> bool:
    """A column of figures is there, but it is no number out of a whole."""
    return "numerator" not in mapping.roles and "value" in _found_by_reading(table)[0]


def check(mapping: Roles, needed: Columns, words: Mapping[str, str]) -> None:
    """Raises UnfitData when a needed column is missing, or one is named twice."""
    for role in needed:
        if role not in mapping.roles:
            raise UnfitData(NO_FIGURES, heading=words[role])
    for role in {role for role in mapping.roles if role}:
        if mapping.roles.count(role) > 1:
            raise UnfitData(TWICE, heading=words.get(role, role))


def rows_for(table: Sequence[Sequence[str]], mapping: Roles) -> list[dict[str, str]]:
    """The rows below the heading as the grid keeps them."""
    columns = [(column, role) for column, role in enumerate(mapping.roles) if role]
    rows = [{role: row[column] for column, role in columns} for row in table[1 if mapping.has_heading else 0 :]]
    return [row for row in rows if any(row.values())]


def headings_to_remember(table: Sequence[Sequence[str]], mapping: Roles) -> dict[str, str]:
    """For the next file with the same headings. A column that is left out is remembered too."""
    return {cell: role for cell, role in zip(table[0], mapping.roles, strict=True) if cell} if mapping.has_heading else {}


def safe_cell(words: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{words}" if words.startswith(("=", "+", "-", "@", "\t", "\r")) else words
