"""Figures as people paste them: from Excel, Google Sheets or a CSV file. Plain Python.

Nothing is guessed silently. What can be read two ways, and what cannot be right, becomes a `Problem` with its row and column, a sentence,
and where there is one a mend that takes one press. Rows are counted as people see them, from 1, the heading included.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite

from measures.dates import Period, read_period, step_between, unit_of
from measures.doubts import Problem, Row, doubts_about, shown
from measures.numbers import NumberStyle, looks_like_number, read_number, style_of
from measures.sentences import gettext_noop
from measures.series import LARGEST, Point, UnfitData

MOST_ROWS = 10_000
MOST_COLUMNS = 60
TOTALS = re.compile(r"\b(totals?|totaux|sum|somme|mean|average|moyenne|median|médiane|ytd|cumul)\b", re.IGNORECASE)
FIGURES = ("numerator", "denominator", "value", "sd", "size")
HEADINGS: dict[str, tuple[str, ...]] = {
    "period": (
        "period",
        "date",
        "month",
        "week",
        "day",
        "year",
        "quarter",
        "time",
        "période",
        "mois",
        "semaine",
        "jour",
        "année",
        "trimestre",
    ),
    "numerator": ("numerator", "numérateur", "events", "cases", "count", "n", "nombre", "cas", "événements", "yes", "oui"),
    "denominator": ("denominator", "dénominateur", "total", "of", "out of", "sur", "whole", "exposure", "exposition", "visits", "visites"),
    "value": ("value", "valeur", "percent", "%", "pourcentage", "rate", "taux", "mean", "moyenne", "median", "médiane", "average"),
    "stratum": ("group", "groupe", "stratum", "strate", "subgroup", "sous-groupe"),
    "sd": ("sd", "deviation", "écart", "et"),
    "size": ("size", "measurements", "mesures"),
    "note": ("note", "notes", "comment", "comments", "commentaire", "remarque"),
}


@dataclass(frozen=True, slots=True)
class Series:
    """What was pasted: rows in order of time, and what to look at."""

    rows: list[Row]
    problems: list[Problem]
    columns: dict[str, int]  # role: column, from 0
    has_heading: bool
    unit: str  # day, week, month, quarter, year or event
    is_percent: bool  # the values bear a percent sign, or their heading does

    @property
    def is_whole(self) -> bool:
        return not any(problem.blocks for problem in self.problems)

    def points(self, stratum: str = "") -> list[Point]:
        """One point a period of one group (empty: everybody), missing periods included."""
        points: list[Point] = []
        for row in self.rows:
            if row.period is None or row.stratum != stratum:
                continue
            if points and self.unit != "event":
                points += [Point(on) for on in step_between(points[-1].on, row.period.first, self.unit)]
            points.append(Point(row.period.first, row.value, row.numerator, row.denominator, sd=row.sd, size=row.size))
        return points


def read_series(
    pasted: str | Sequence[Sequence[object]],
    *,
    columns: dict[str, int] | None = None,
    percent: bool | None = None,
    has_heading: bool | None = None,
    is_share: bool = True,
    only_dates: bool = False,
) -> Series:
    """Read pasted text or rows of cells. `columns` names the column of each role where the person has said it.

    `is_share`: a number cannot be larger than its whole. `only_dates`: days of events without figures are enough.

    Raises UnfitData when there is nothing to read or too much.
    """
    table = cells_of(pasted)
    heading = _heading(table) if has_heading is None else table[0] if has_heading else []
    body = [(number, cells) for number, cells in enumerate(table[1:] if heading else table, start=2 if heading else 1) if any(cells)]
    if not body:
        raise UnfitData(gettext_noop("There is a heading but no figures below it."))
    roles = columns or (_roles_by_heading(heading) if heading else {}) or _roles_by_shape([cells for _number, cells in body])
    if "numerator" not in roles and "value" not in roles and not (only_dates and "period" in roles):
        raise UnfitData(gettext_noop("No column with figures was found. Paste a column of periods and one or two of numbers."))
    texts = {role: [_cell(cells, column) for _number, cells in body] for role, column in roles.items()}
    is_percent = percent if percent is not None else _is_percent(heading, roles, texts)
    problems: list[Problem] = []
    periods = _periods(texts.get("period"), [number for number, _cells in body], problems)
    counts = {"numerator", "size", *(["denominator"] if is_share else [])}
    figures = {role: _figures(role, texts[role], body, problems, is_whole=role in counts) for role in FIGURES if role in texts}
    words = {role: texts[role] for role in ("note", "stratum") if role in texts}
    rows = [
        Row(number, periods[place], **{role: column[place] for role, column in (figures | words).items()})  # type: ignore[arg-type]
        for place, (number, _cells) in enumerate(body)
    ]
    _offer_to_take_away(problems, rows, texts.get("period", []))
    problems += _shares_for_numbers(rows, texts.get("numerator", []))
    unit = unit_of([row.period for row in rows if row.period])
    problems += doubts_about(rows, unit, is_percent, is_share=is_share)
    ordered = sorted(rows, key=lambda row: (row.period is None, row.period.first if row.period else date.max, row.number))
    return Series(ordered, sorted(problems, key=lambda problem: problem.row), roles, bool(heading), unit, is_percent)


# --- Cells ---


def cells_of(pasted: str | Sequence[Sequence[object]]) -> list[list[str]]:
    """Rows of trimmed texts. Tabs first, then semicolons, then commas; a lone column stays one."""
    rows = _split(pasted.strip("\r\n")) if isinstance(pasted, str) else [[_plain(cell) for cell in row] for row in pasted]
    rows = [[cell.strip() for cell in row] for row in rows]
    while rows and not any(rows[-1]):
        rows.pop()
    rows = rows[next((place for place, row in enumerate(rows) if any(row)), 0) :]
    if not rows:
        raise UnfitData(gettext_noop("There is nothing to read yet."))
    if len(rows) > MOST_ROWS + 1:
        raise UnfitData(gettext_noop("More than %(most)s rows at once are too many."), most=f"{MOST_ROWS:,}")
    if max(map(len, rows)) > MOST_COLUMNS:
        raise UnfitData(gettext_noop("More than %(most)s columns are too many: keep the periods and the figures."), most=MOST_COLUMNS)
    return rows


def _split(text: str) -> list[list[str]]:
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    lines = [line for line in text.split("\n") if line.strip()]
    for sign in ("\t", ";"):
        if sum(sign in line for line in lines) * 2 > len(lines):
            return _by(sign, text)
    if sum("," in line for line in lines) * 2 > len(lines) and not all(looks_like_number(line) for line in lines):
        return _by(",", text)
    return [[line] for line in text.split("\n")]


def _by(sign: str, text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text), delimiter=sign))
    except csv.Error as problem:
        raise UnfitData(gettext_noop("The pasted text is no table: a quotation mark may be missing.")) from problem


def _plain(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    if isinstance(cell, float):
        return repr(int(cell)) if isfinite(cell) and cell == int(cell) else repr(cell)
    return str(cell).replace("\x00", "")


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column] if 0 <= column < len(cells) else ""


# --- Which column is what ---


def _heading(table: Sequence[Sequence[str]]) -> Sequence[str]:
    """The first row when none of its cells is a figure or a period, while the next row has one."""
    first = [cell for cell in table[0] if cell]
    is_heading = first and not any(looks_like_number(cell) or read_period(cell) for cell in first)
    return table[0] if is_heading and len(table) > 1 else []


def _roles_by_heading(heading: Sequence[str]) -> dict[str, int]:
    roles: dict[str, int] = {}
    for role, words in HEADINGS.items():
        for column, cell in enumerate(heading):
            said = re.sub(r"[^\w% ]", " ", cell.casefold()).split()
            if column not in roles.values() and role not in roles and any(word in said or word == cell.casefold() for word in words):
                roles[role] = column
    if "sd" in roles and "value" in roles and "size" not in roles and "numerator" in roles:
        roles["size"] = roles.pop("numerator")  # mean, sd and n
    return roles if "numerator" in roles or "value" in roles else {}


def _roles_by_shape(body: Sequence[Sequence[str]]) -> dict[str, int]:
    """A column of periods, then one of values, or two of numbers with their wholes."""
    width = max(map(len, body))
    columns = [[_cell(cells, column) for cells in body] for column in range(width)]
    period = next((place for place, column in enumerate(columns) if _mostly(column, lambda cell: bool(read_period(cell)))), None)
    numbers = [place for place, column in enumerate(columns) if place != period and _mostly(column, looks_like_number)]
    if not numbers and period is not None and _mostly(columns[period], looks_like_number):
        numbers, period = [period], None  # a lone column such as 2019, 2020, 2021 is read as figures
    roles = {} if period is None else {"period": period}
    if period is None and len(numbers) > 1 and _counts_up(columns[numbers[0]]):
        numbers = numbers[1:]
    if len(numbers) >= 2 and _is_part_of(columns[numbers[0]], columns[numbers[1]]):
        return {**roles, "numerator": numbers[0], "denominator": numbers[1]}
    return {**roles, "value": numbers[0]} if numbers else roles


def _counts_up(column: Sequence[str]) -> bool:
    """1, 2, 3 ...: the order of the rows, no figure."""
    return list(column) == [str(number) for number in range(1, len(column) + 1)]


def _mostly(column: Sequence[str], holds: Callable[[str], bool]) -> bool:
    filled = [cell for cell in column if cell]
    return bool(filled) and sum(map(holds, filled)) * 5 >= len(filled) * 4


def _is_part_of(first: Sequence[str], second: Sequence[str]) -> bool:
    style = style_of([*first, *second])
    pairs = [(read_number(a, style), read_number(b, style)) for a, b in zip(first, second, strict=True)]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    return bool(known) and sum(a <= b for a, b in known) * 5 >= len(known) * 4


def _is_percent(heading: Sequence[str], roles: dict[str, int], texts: dict[str, list[str]]) -> bool:
    if "value" not in roles:
        return False
    said = _cell(heading, roles["value"]) if heading else ""
    return "%" in said or "percent" in said.casefold() or "pourcent" in said.casefold() or any("%" in cell for cell in texts["value"])


# --- Reading cells ---


def _periods(texts: list[str] | None, numbers: list[int], problems: list[Problem]) -> list[Period | None]:
    if texts is None:  # no column of periods: the order is the time
        return [Period.event(place) for place, _number in enumerate(numbers, start=1)]
    day_first = day_comes_first(texts)
    periods: list[Period | None] = []
    for number, text in zip(numbers, texts, strict=True):
        period = read_period(text, day_first=day_first is not False)
        if period is None:
            said = (
                gettext_noop("“%(text)s” is no period that can be read. Write it like 2024-03, March 2024 or mars 2024.")
                if text
                else gettext_noop("The period is missing.")
            )
            problems.append(Problem(number, "period", said, {"text": text[:40]}))
        periods.append(period)
    if day_first is None and (doubtful := next((place for place, text in enumerate(texts) if _is_doubtful(text)), None)) is not None:
        read = periods[doubtful]
        about = {"text": texts[doubtful], "read": str(read.first) if read else ""}
        said = gettext_noop("“%(text)s” can be read in two ways. It was read day first, as %(read)s. Is that right?")
        problems.append(Problem(numbers[doubtful], "period", said, about, blocks=False))
    return periods


def _offer_to_take_away(problems: list[Problem], rows: Sequence[Row], texts: Sequence[str]) -> None:
    """A row of totals, or a second heading, has come along with the figures."""
    for place, (row, text) in enumerate(zip(rows, texts, strict=False)):
        if row.period is None and text and (TOTALS.search(text) or not row.has_figure):
            at = next(at for at, each in enumerate(problems) if each.row == rows[place].number and each.column == "period")
            problems[at] = replace(problems[at], mends={"row": ""})


def _shares_for_numbers(rows: Sequence[Row], texts: Sequence[str]) -> list[Problem]:
    """12% where the number of cases is asked: never read as 12 of them."""
    said = gettext_noop("“%(text)s” is a share, and here is asked how many there were.")
    found = []
    for row, text in zip(rows, texts, strict=False):
        if row.numerator is not None and text.endswith("%"):
            meant = shown(round(row.numerator * row.denominator / 100)) if row.denominator else None
            found.append(Problem(row.number, "numerator", said, {"text": text[:40]}, mend=meant))
    return found


def day_comes_first(texts: Sequence[str]) -> bool | None:
    """Of dates such as 03/04/2024: True or False where one of them decides it, None where none does."""
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}", text))]
    if any(first > 12 for first, _second in pairs):
        return True
    if any(second > 12 for _first, second in pairs):
        return False
    if len(pairs) > 2 and len({first for first, _second in pairs}) == 1:
        return True  # 01/03, 01/04, 01/05: the first of each month
    if len(pairs) > 2 and len({second for _first, second in pairs}) == 1:
        return False
    return None


def _is_doubtful(text: str) -> bool:
    found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}", text)
    return found is not None and found[1] != found[2]


def _figures(
    role: str, texts: Sequence[str], body: Sequence[tuple[int, Sequence[str]]], problems: list[Problem], *, is_whole: bool
) -> list[float | None]:
    """`is_whole`: cases are counted, so a comma before three digits stands for thousands."""
    style = style_of(texts)
    if style == NumberStyle.DOUBTFUL and not is_whole:
        place = next(place for place, text in enumerate(texts) if "," in text)
        said = gettext_noop("“%(text)s” was read with a comma for thousands. If it is a decimal comma, write %(mend)s.")
        problems.append(Problem(body[place][0], role, said, {"text": texts[place], "mend": texts[place].replace(",", ".")}, blocks=False))
    found = []
    for (number, _cells), text in zip(body, texts, strict=True):
        figure = read_number(text, style)
        if text and figure is None and not _says_missing(text):
            problems.append(Problem(number, role, gettext_noop("“%(text)s” is no number."), {"text": text[:40]}, mend=_digits_of(text)))
        if figure is not None and abs(figure) > LARGEST:
            problems.append(Problem(number, role, gettext_noop("“%(text)s” is too large a number."), {"text": text[:40]}))
            figure = None
        found.append(figure)
    return found


def _says_missing(text: str) -> bool:
    return text.casefold().strip(".") in {"-", "–", "—", "na", "n/a", "n.a", "nd", "s/o", "missing", "manquant", "null", "none", "#n/a"}


def _digits_of(text: str) -> str | None:
    """One number in the cell, among words: 31 of “31 clients”."""
    found = re.findall(r"\d+(?:[.,]\d+)?", text)
    return found[0] if len(found) == 1 else None
