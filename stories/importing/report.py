"""What became of each row: a table to read, and a file to keep."""

import csv
from collections import Counter
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .columns import Columns
from .writing import Line, Outcome

WIDEST_TITLE = 70
FORMULA_STARTS = ("=", "+", "-", "@", "\t")


def heading() -> str:
    return f"{_('Row'):>6}  {_('Draft'):<11}  {_('Title')}"


def as_text(line: Line) -> str:
    title = line.title if len(line.title) <= WIDEST_TITLE else f"{line.title[: WIDEST_TITLE - 1]}…"
    first = f"{line.row:>6}  {line.outcome.label:<11}  {title or _('(no title)')}"
    return "\n".join([first, *(f"{'':>21}{note}" for note in line.notes)])


def about_columns(columns: Columns) -> list[str]:
    """Said before anything is written: what of this file is not taken."""
    said = []
    for unknown, near in columns.unknown.items():
        if near:
            words = _("The column “%(column)s” is unknown and kept out of the drafts. Did you mean “%(near)s”?")
        else:
            words = _("The column “%(column)s” is unknown and kept out of the drafts.")
        said.append(words % {"column": unknown, "near": near})
    return said


def counts(found: Counter[Outcome], *, dry_run: bool) -> str:
    parts = [f"{found[outcome]:,} {outcome.label}" for outcome in Outcome]
    total = found.total()
    rows = ngettext("%(n)s row", "%(n)s rows", total) % {"n": f"{total:,}"}
    ending = _("Nothing was written: this was a dry run.") if dry_run else _("All are drafts: nothing was sent, shared or mailed.")
    return f"{rows}: {', '.join(parts)}. {ending}"


def write(path: Path, lines: list[Line]) -> None:
    """For a spreadsheet program; what begins like a formula stays words."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow([_("Row"), _("Draft"), _("Title"), _("Your reference"), _("Address"), _("What to know")])
        for line in lines:
            values = [line.outcome.label, line.title, line.reference, line.url, " | ".join(map(str, line.notes))]
            table.writerow([line.row, *(f"'{value}" if value.startswith(FORMULA_STARTS) else value for value in values)])
