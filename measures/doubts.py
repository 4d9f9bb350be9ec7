"""What in pasted figures cannot be right, or may be meant otherwise: each a sentence with its row and column. Plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from measures.dates import Period, step_between
from measures.sentences import gettext_noop

EMPTY = {"numerator": "", "denominator": ""}  # the period stays, and counts nothing


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to look at. `said` with `about` is a sentence in English; `mend` is the text that would put the cell right."""

    row: int
    column: str  # period, numerator, denominator, value or note
    said: str
    about: Mapping[str, object] = field(default_factory=dict)
    mend: str | None = None
    blocks: bool = True  # False: a question, the figure stands as read
    mends: Mapping[str, str] = field(default_factory=dict)  # column: text, where one cell is not enough; "row" takes the row away

    def __str__(self) -> str:
        return self.said % self.about if self.about else self.said


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read; what could not be read is None."""

    number: int
    period: Period | None
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    note: str = ""
    stratum: str = ""
    sd: float | None = None
    size: float | None = None

    @property
    def has_figure(self) -> bool:
        return self.value is not None or self.numerator is not None


def doubts_about(rows: Sequence[Row], unit: str, is_percent: bool, *, is_share: bool = True) -> list[Problem]:
    """`is_share`: a number is part of its whole and cannot be larger."""
    doubts: list[Problem] = []
    for row in rows:
        doubts += _about(row, is_percent, is_share)
    doubts += _fractions(rows, is_percent)
    doubts += _repeated(rows)
    if unit != "event":
        doubts += _gaps(rows, unit)
    return doubts


def _about(row: Row, is_percent: bool, is_share: bool) -> list[Problem]:
    found: list[Problem] = []
    if row.numerator is not None and row.denominator is not None:
        if row.denominator == 0:
            said = gettext_noop("Out of none? A period without cases stays empty; it is not 0%%.")
            found.append(Problem(row.number, "denominator", said, {"": ""}, mends=EMPTY))
        elif is_share:
            found += _about_share(row, row.numerator, row.denominator)
    for name in ("numerator", "denominator"):
        figure = getattr(row, name)
        if figure is not None and figure < 0:
            found.append(Problem(row.number, name, gettext_noop("One cannot count fewer than none."), mend=shown(abs(figure))))
    if is_percent and row.value is not None and not 0 <= row.value <= 100:
        found.append(
            Problem(row.number, "value", gettext_noop("%(value)s%% is no share."), {"value": shown(row.value)}, blocks=row.value < 0)
        )
    return found


def _about_share(row: Row, number: float, whole: float) -> list[Problem]:
    about: dict[str, object] = {"number": shown(number), "whole": shown(whole)}
    if 0 < whole < 1 <= number:
        said = gettext_noop(
            "The whole is %(whole)s, which looks like a share. How many were there? %(number)s would be that share of %(meant)s."
        )
        meant = shown(round(number / whole))
        return [Problem(row.number, "denominator", said, {**about, "meant": meant}, mend=meant)]
    if 0 < number < 1 < whole:
        said = gettext_noop("%(number)s of %(whole)s looks like a share. How many were there? That share of %(whole)s would be %(meant)s.")
        meant = shown(round(number * whole))
        return [Problem(row.number, "numerator", said, {**about, "meant": meant}, mend=meant)]
    if number > whole:
        said = gettext_noop("%(number)s of %(whole)s: the number is larger than the whole. Were the two swapped?")
        return [Problem(row.number, "numerator", said, about, mends={"numerator": shown(whole), "denominator": shown(number)})]
    share = whole and number / whole * 100
    if row.value is not None and abs(row.value - share) > 0.1 and abs(row.value - share / 100) > 0.001:
        said = gettext_noop("%(number)s of %(whole)s is %(share)s%%, but %(value)s was given. The number and its whole are used.")
        about |= {"share": shown(round(share, 1)), "value": shown(row.value)}
        return [Problem(row.number, "value", said, about, mend="", blocks=False)]
    return []


def _fractions(rows: Sequence[Row], is_percent: bool) -> list[Problem]:
    """29.5% typed as 0.295 among percentages."""
    values = [row for row in rows if row.value is not None]
    small = [row for row in values if row.value is not None and 0 < row.value < 1]
    if not is_percent or not small:
        return []
    if len(small) == len(values) > 1:
        return [_all_fractions(small[0])]
    return [_fraction(row) for row in small]


def _fraction(row: Row) -> Problem:
    meant = shown(round((row.value or 0) * 100, 10))
    said = gettext_noop("%(value)s%% is less than one in a hundred. Did you mean %(meant)s%%?")
    return Problem(row.number, "value", said, {"value": shown(row.value or 0), "meant": meant}, mend=meant, blocks=False)


def _all_fractions(row: Row) -> Problem:
    said = gettext_noop("All percentages are below 1. Were they written as fractions, so that %(value)s means %(meant)s%%?")
    about = {"value": shown(row.value or 0), "meant": shown(round((row.value or 0) * 100, 10))}
    return Problem(row.number, "value", said, about, blocks=False)


def _repeated(rows: Sequence[Row]) -> list[Problem]:
    seen: dict[tuple[str, date | int], int] = {}
    found = []
    for row in rows:
        if row.period is None:
            continue
        key = (row.stratum, row.period.first)
        if key in seen:
            about = {"period": row.period.text, "row": seen[key]}
            found.append(Problem(row.number, "period", gettext_noop("%(period)s stands in row %(row)s already. Keep one of them."), about))
        seen.setdefault(key, row.number)
    return found


def _gaps(rows: Sequence[Row], unit: str) -> list[Problem]:
    dated = {row.period.first: (row.period.text, row.number) for row in reversed(rows) if row.period and isinstance(row.period.first, date)}
    found = []
    for (before, (text, _row)), (after, (_text, number)) in pairwise(sorted(dated.items())):
        if missing := step_between(before, after, unit):
            said = gettext_noop("%(n)s missing after %(after)s. Leave a gap, or add what was not collected.")
            found.append(Problem(number, "period", said, {"n": len(missing), "after": text}, blocks=False))
    return found


def shown(figure: float) -> str:
    return f"{figure:.10g}"
