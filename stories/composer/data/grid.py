"""The grid: which rows lie before the writer, what they are called, and how a posted page goes back among the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from measures import keeping
from measures.choosing import Kind
from measures.models import Measure
from stories.composer.versions import print_of

ON_A_PAGE = 200  # rows; those before lie on pages of their own
SPARE = 5  # empty rows at the end
FIRST_SPARE = 12
LONGEST_HEADING = 26
DIGITS = {"numerator": "numeric", "denominator": "numeric", "size": "numeric", "value": "decimal", "sd": "decimal"}
Row = dict[str, str]


@dataclass(frozen=True)
class Column:
    """One column with its heading, in the measure's own words where they are short."""

    name: str
    heading: str
    keypad: str  # which keys a phone offers; empty: letters


def columns(measure: Measure) -> list[Column]:
    headings = _headings(measure)
    return [Column(name, headings[name], DIGITS.get(name, "")) for name in keeping.columns_of(measure)]


def _headings(measure: Measure) -> dict[str, str]:
    kind = Kind(measure.kind)
    return {
        "period": _period_heading(measure),
        "stratum": _("Group"),
        "numerator": _short(measure.numerator_words) or (_("Number") if kind == Kind.PROPORTION else _("Events")),
        "denominator": _short(measure.denominator_words) or _whole_heading(kind),
        "value": _value_heading(measure, kind),
        "sd": _("Standard deviation"),
        "size": _("Measurements"),
    }


def _whole_heading(kind: Kind) -> str:
    return {Kind.PROPORTION: _("Out of"), Kind.RATE: _("Exposure")}.get(kind, _("Measurements"))


def _value_heading(measure: Measure, kind: Kind) -> str:
    if kind == Kind.CASES_BETWEEN:
        return _("Cases between")
    if kind == Kind.TIME_BETWEEN:
        return _("Days between")
    return _short(measure.unit) or (_("Mean") if kind == Kind.SUBGROUP else _("Figure"))


def _period_heading(measure: Measure) -> str:
    if measure.kind in keeping.RARE:
        return _("Date of the event")
    names = {
        "day": _("Day"),
        "week": _("Week"),
        "month": _("Month"),
        "quarter": _("Quarter"),
        "year": _("Year"),
    }
    return names.get(measure.time_unit, _("Date"))


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words[:1].upper() + words[1:] if len(words) <= LONGEST_HEADING else ""


def computed_heading(measure: Measure) -> str:
    """What stands after each row, worked out and never typed."""
    if measure.kind == Kind.PROPORTION:
        return pgettext("of a whole", "Share")
    return pgettext("events per exposure", "Rate") if measure.kind == Kind.RATE else ""


# --- Pages of rows, and going back among the others ---


@dataclass(frozen=True)
class Version:
    """What a form showed: a print of all rows as they were kept, and how many rows lie before and after its own."""

    print_: str
    start: int
    after: int

    def __str__(self) -> str:
        return f"{self.print_}.{self.start}.{self.after}"


def version_of(typed: Sequence[Row], start: int, after: int) -> Version:
    return Version(print_of(list(typed)), start, after)


def read_version(words: str) -> Version:
    """Nonsense is the print of nothing, so that a difference is asked about."""
    print_, _dot, rest = words[:100].partition(".")
    start, _dot, after = rest.partition(".")
    numbers = [int(part) if part.isdecimal() and len(part) < 7 else 0 for part in (start, after)]
    return Version(print_, *numbers)


def page_of(total: int, wanted: str = "") -> tuple[int, int]:
    """The first row of a page (from 0) and how many rows lie after it. Without a wish: the last page, where people go on typing."""
    last = max(0, total - ON_A_PAGE)
    asked = int(wanted[:7]) if wanted.isdecimal() else 0
    start = min(asked, max(1, total)) - 1 if asked else last
    return start, max(0, total - start - ON_A_PAGE)


def posted_rows(data: QueryDict, names: Sequence[str]) -> list[Row]:
    """The rows of a form, empty ones too."""
    cells = zip_longest(*[data.getlist(name) for name in names], fillvalue="")
    return [dict(zip(names, (" ".join(cell.split())[:200] for cell in row), strict=True)) for row in cells]


def put_among(kept: Sequence[Row], rows: Sequence[Row], version: Version) -> list[Row]:
    """All rows with those of one page in their place."""
    after = len(kept) - version.after if version.after else len(kept)
    return [*kept[: version.start], *rows, *(kept[max(after, version.start) :] if version.after else [])]


def places_of(rows: Sequence[Row]) -> list[int]:
    """Where the rows in which something stands lie among all rows."""
    return [place for place, row in enumerate(rows) if any(row.values())]
