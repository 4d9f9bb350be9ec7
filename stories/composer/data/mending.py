"""What is doubtful in the grid, each with what one press can do about it."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from measures import keeping
from measures.dates import read_period, step_between
from measures.doubts import Problem, shown
from measures.models import Measure
from measures.numbers import NumberStyle, read_number, style_of
from measures.words import said
from stories.composer.versions import print_of

from .grid import Row

MOST_ANSWERS = 2000
FEWEST_ALIKE = 3  # rows with the same trouble, before one press mends them all
DAY_OR_MONTH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})")


@dataclass(frozen=True)
class Offer:
    """One press: its verb and which doubt, as the form posts them, and the same for a script that does it in place."""

    verb: str  # mend, settle, gap or fix
    doubt: str
    label: str
    cells: dict[str, str] = field(default_factory=dict)  # what a script writes into the row
    takes_row: bool = False

    @property
    def cells_as_json(self) -> str:
        return json.dumps(self.cells)


@dataclass(frozen=True)
class Doubt:
    """One problem as the writer meets it. `place` is the row's, from 0, empty rows counted."""

    key: str  # short, for the form
    settles: str  # as the measure remembers it
    place: int
    column: str
    sentence: str
    blocks: bool
    offers: list[Offer]
    problem: Problem

    @property
    def number(self) -> int:
        return self.place + 1

    @property
    def cell(self) -> str:
        return f"{self.column}-{self.number}"


def doubts_in(found: keeping.Read, rows: Sequence[Row], places: Sequence[int]) -> list[Doubt]:
    """Every open problem, with the numbers that the rows bear before the writer."""
    doubts = [_doubt(problem, found, rows, places) for problem in found.problems] if found.series else []
    alike: dict[str, list[Doubt]] = {}
    for doubt in doubts:
        if is_mended_alike(doubt.problem):
            alike.setdefault(doubt.problem.said, []).append(doubt)
    for first, *others in alike.values():
        if len(others) >= FEWEST_ALIKE - 1:
            first.offers.insert(1, Offer("fix", first.key, _("Do so in all %(n)s rows") % {"n": len(others) + 1}))
    return doubts


def _doubt(problem: Problem, found: keeping.Read, rows: Sequence[Row], places: Sequence[int]) -> Doubt:
    settles = keeping.key_of(problem, found.series)  # type: ignore[arg-type]
    key = print_of(settles)
    place = places[problem.row - 1]
    column = problem.column if problem.column in rows[place] else "period"
    sentence = said(_numbered(problem, places))
    return Doubt(key, settles, place, column, sentence, problem.blocks, _offers(problem, key), problem)


def _numbered(problem: Problem, places: Sequence[int]) -> Problem:
    """Sentences name other rows by the numbers that stand beside them."""
    row = problem.about.get("row")
    return replace(problem, about={**problem.about, "row": places[row - 1] + 1}) if isinstance(row, int) else problem


# --- What is offered ---


def _offers(problem: Problem, key: str) -> list[Offer]:
    if is_gap(problem):
        return [Offer("gap", key, _("Not collected")), Offer("settle", key, _("Leave the gap"))]
    if "row" in problem.mends and problem.blocks:
        return [Offer("mend", key, _("Take this row away"), takes_row=True)]
    if "row" in problem.mends:
        is_late = "days" in problem.about
        return [
            Offer("mend", key, _("Leave it out for now"), takes_row=True),
            Offer("settle", key, _("All are in") if is_late else _("It is complete")),
        ]
    offers = []
    if problem.mends:
        offers.append(Offer("mend", key, _use_words(problem), dict(problem.mends)))
    elif problem.mend is not None:
        label = _("Use %(text)s") % {"text": problem.mend} if problem.mend else _("Empty the cell")
        offers.append(Offer("mend", key, label, {problem.column: problem.mend}))
    elif is_repeated(problem):
        offers.append(Offer("mend", key, _("Take this row away"), takes_row=True))
    elif fix := _fix_of(problem):
        offers.append(Offer("fix", key, fix[0]))
    if not problem.blocks:
        offers.append(Offer("settle", key, _("It is right")))
    return offers


def _use_words(problem: Problem) -> str:
    if not any(problem.mends.values()):
        return _("Leave this period empty")
    number, whole = problem.mends.get("numerator"), problem.mends.get("denominator")
    return _("Swap to %(number)s of %(whole)s") % {"number": number, "whole": whole} if number and whole else _("Mend it")


def is_mended_alike(problem: Problem) -> bool:
    """Cells only: rows are taken away one by one."""
    return bool(problem.mend) or (bool(problem.mends) and "row" not in problem.mends)


def is_gap(problem: Problem) -> bool:
    return set(problem.about) == {"n", "after"}


def is_repeated(problem: Problem) -> bool:
    return set(problem.about) == {"period", "row"}


def _fix_of(problem: Problem) -> tuple[str, Callable[[list[Row], str], list[Row]]] | None:
    """What mends a whole column, where one cell would not do."""
    if problem.mend is not None or problem.blocks:
        return None
    match frozenset(problem.about):
        case names if names == {"value", "meant"}:
            return _("Multiply all by 100"), _times_hundred
        case names if names == {"text", "mend"}:
            return _("Read its commas as decimal commas"), _with_decimal_commas
        case names if names == {"text", "read"}:
            return _("The month comes first"), _month_first
    return None


def _times_hundred(rows: list[Row], column: str) -> list[Row]:
    style = style_of([row.get(column, "") for row in rows])

    def hundredfold(text: str) -> str:
        number = read_number(text, NumberStyle.COMMA if style == NumberStyle.COMMA else NumberStyle.POINT)
        return text if number is None else shown(round(number * 100, 10))

    return [{**row, column: hundredfold(row.get(column, ""))} for row in rows]


def _with_decimal_commas(rows: list[Row], column: str) -> list[Row]:
    return [{**row, column: row.get(column, "").replace(",", ".")} for row in rows]


def _month_first(rows: list[Row], column: str) -> list[Row]:
    def turned(text: str) -> str:
        period = read_period(text, day_first=False) if DAY_OR_MONTH.fullmatch(text) else None
        return period.first.isoformat() if period and isinstance(period.first, date) else text

    return [{**row, column: turned(row.get(column, ""))} for row in rows]


# --- Doing it ---


def act(measure: Measure, rows: list[Row], verb: str, key: str) -> list[Row]:
    """The rows after one press; the same rows when that doubt is not there any more."""
    kept = keeping.filled(rows, keeping.columns_of(measure))
    found = keeping.read(measure, kept)
    doubt = next((each for each in doubts_in(found, kept, range(len(kept))) if each.key == key), None)
    if doubt is None:
        return rows
    if verb == "settle":
        settle(measure, doubt)
        return rows
    if verb == "gap" and is_gap(doubt.problem):
        return _with_missing(kept, doubt, found)
    if verb == "fix" and (fix := _fix_of(doubt.problem)):
        return fix[1](kept, doubt.column)
    if verb == "fix" and is_mended_alike(doubt.problem):
        return _all_mended(kept, doubts_in(found, kept, range(len(kept))), doubt.problem.said)
    if verb == "mend":
        return _mended(kept, doubt)
    return rows


def settle(measure: Measure, doubt: Doubt) -> None:
    """A question is answered once. What cannot be right stays a problem."""
    if not doubt.blocks and doubt.settles not in measure.answers:
        measure.answers = [*measure.answers, doubt.settles][-MOST_ANSWERS:]
        measure.save(update_fields=["answers"])


def _mended(rows: list[Row], doubt: Doubt) -> list[Row]:
    offer = next((each for each in doubt.offers if each.verb == "mend"), None)
    if offer is None:
        return rows
    if offer.takes_row:
        return [row for place, row in enumerate(rows) if place != doubt.place]
    return [{**row, **offer.cells} if place == doubt.place else row for place, row in enumerate(rows)]


def _all_mended(rows: list[Row], doubts: Sequence[Doubt], said_: str) -> list[Row]:
    for each in doubts:
        if each.problem.said == said_:
            rows = _mended(rows, each)
    return rows


def _with_missing(rows: list[Row], doubt: Doubt, found: keeping.Read) -> list[Row]:
    """A row for each period that was not collected, before the row that comes after the gap."""
    series: Any = found.series
    dated = {row.number: row.period.first for row in series.rows if row.period and isinstance(row.period.first, date)}
    after = dated.get(doubt.place + 1)
    before = max((first for first in dated.values() if after and first < after), default=None)
    if before is None or after is None:
        return rows
    blank = dict.fromkeys(rows[0], "")
    missing = [{**blank, "period": written(first, series.unit)} for first in step_between(before, after, series.unit)]
    return [*rows[: doubt.place], *missing, *rows[doubt.place :]]


def written(first: date, unit: str) -> str:
    """As every language reads it."""
    if unit == "year":
        return f"{first.year}"
    if unit == "quarter":
        return f"{first.year}-Q{(first.month + 2) // 3}"
    return first.strftime("%Y-%m") if unit == "month" else first.isoformat()
