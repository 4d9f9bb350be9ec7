"""Periods as people type them, in English and French: 2024-03, March 2024, mars 2024, T1 2024, 2024-W05. Plain Python."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from statistics import median

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janv janvier",
            "feb february fev fevr fevrier",
            "mar march mars",
            "apr april avr avril",
            "may mai",
            "jun june juin",
            "jul july juil juill juillet",
            "aug august aou aout",
            "sep sept september septembre",
            "oct october octobre",
            "nov november novembre",
            "dec december decembre",
        ),
        start=1,
    )
    for name in names.split()
}
MOST_MISSING = 600
LONGEST = 60  # letters; nobody writes a period in more
BLANKS = str.maketrans(",'’", "   ")  # Jan '24


@dataclass(frozen=True, slots=True)
class Period:
    """The first day of a period (or the number of an event), its unit, and as it was typed."""

    first: date | int
    unit: str
    text: str

    @classmethod
    def event(cls, number: int) -> "Period":
        return cls(number, "event", str(number))


def read_period(text: str, *, day_first: bool = True) -> Period | None:
    """The period that this text names, or None."""
    return _read_period(text, day_first) if len(text) <= LONGEST else None


@lru_cache(maxsize=20_000)
def _read_period(text: str, day_first: bool) -> Period | None:
    typed = " ".join(text.split())
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", typed.casefold()) if not unicodedata.combining(letter))
    plain = re.sub(r"[ t]00:00(:00(\.0+)?)?z?$", "", plain)
    plain = re.sub(r"(?<=\d)(st|nd|rd|th|er|e)\b", "", plain).translate(BLANKS).replace(".", " . ")
    for pattern, make in FORMS:
        found = re.fullmatch(pattern, re.sub(r"\s+", " ", plain.replace(" . ", ".")).strip())
        if found:
            try:
                first, unit = make(found, day_first)
            except (ValueError, KeyError):
                continue
            return Period(first, unit, typed) if 1900 <= first.year <= 2100 else None
    return None


def _year(text: str) -> int:
    number = int(text)
    return number if number > 99 else number + (2000 if number < 70 else 1900)


def _month(text: str) -> int:
    return MONTHS[text.strip(". ")]


def _day_month(found: re.Match[str], day_first: bool) -> tuple[date, str]:
    first, second, year = int(found[1]), int(found[2]), _year(found[3])
    if first > 12 or (day_first and second <= 12):
        return date(year, second, first), "day"
    return date(year, first, second), "day"


def _week(year: str, week: str) -> tuple[date, str]:
    return date.fromisocalendar(int(year), int(week), 1), "week"


def _quarter(year: str, quarter: str) -> tuple[date, str]:
    return date(_year(year), 3 * int(quarter) - 2, 1), "quarter"


WORD = r"([a-z]+)\.?"
SEP = r"[-/. ]"
FORMS = [
    (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", lambda f, _d: (date(int(f[1]), int(f[2]), int(f[3])), "day")),
    (r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})", _day_month),
    (r"(\d{4})[-/.](\d{1,2})", lambda f, _d: (date(int(f[1]), int(f[2]), 1), "month")),
    (r"(\d{1,2})[-/.](\d{4})", lambda f, _d: (date(int(f[2]), int(f[1]), 1), "month")),
    (r"(\d{4})", lambda f, _d: (date(int(f[1]), 1, 1), "year")),
    (r"((?:19|20)\d\d)(\d\d)", lambda f, _d: (date(int(f[1]), int(f[2]), 1), "month")),
    (r"((?:19|20)\d\d)(\d\d)(\d\d)", lambda f, _d: (date(int(f[1]), int(f[2]), int(f[3])), "day")),
    (rf"{WORD}{SEP}*(\d{{4}}|\d{{2}})", lambda f, _d: (date(_year(f[2]), _month(f[1]), 1), "month")),
    (rf"(\d{{4}}){SEP}*{WORD}", lambda f, _d: (date(int(f[1]), _month(f[2]), 1), "month")),
    (rf"(\d{{1,2}}){SEP}+{WORD}{SEP}+(\d{{4}}|\d{{2}})", lambda f, _d: (date(_year(f[3]), _month(f[2]), int(f[1])), "day")),
    (rf"{WORD} (\d{{1,2}}) (\d{{4}})", lambda f, _d: (date(int(f[3]), _month(f[1]), int(f[2])), "day")),
    (rf"[qt]([1-4]){SEP}*(\d{{4}}|\d{{2}})", lambda f, _d: _quarter(f[2], f[1])),
    (rf"(\d{{4}}){SEP}*[qt]([1-4])", lambda f, _d: _quarter(f[1], f[2])),
    (rf"([1-4]) ?(?:quarter|trimestre|trim\.?){SEP}*(\d{{4}})", lambda f, _d: _quarter(f[2], f[1])),
    (rf"(\d{{4}}){SEP}*[ws](\d{{1,2}})", lambda f, _d: _week(f[1], f[2])),
    (rf"(?:w|s|week|semaine) ?(\d{{1,2}}){SEP}*(\d{{4}})", lambda f, _d: _week(f[2], f[1])),
]


def unit_of(periods: Sequence[Period]) -> str:
    """day, week, month, quarter or year; event where the steps between dates follow no calendar."""
    units = {period.unit for period in periods}
    if not periods or "event" in units:
        return "event"
    if units == {"day"}:
        return _unit_of_days(sorted({period.first for period in periods if isinstance(period.first, date)}))
    return next(unit for unit in ("day", "week", "month", "quarter", "year") if unit in units)


def _unit_of_days(days: Sequence[date]) -> str:
    gaps = [(after - before).days for before, after in pairwise(days)]
    if not gaps:
        return "month" if days and days[0].day == 1 else "event"
    middle = median(gaps)
    for unit, (least, most) in {"day": (1, 1), "week": (7, 7), "month": (28, 31), "quarter": (89, 92), "year": (365, 366)}.items():
        if least <= middle <= most and all(gap >= least for gap in gaps):
            return unit
    return "event"


def step_between(before: date | int | str, after: date | int | str, unit: str) -> list[date]:
    """The first days of the periods missing between two, at most a few hundred."""
    if not isinstance(before, date) or not isinstance(after, date) or unit == "event":
        return []
    missing: list[date] = []
    step = _next(before, unit)
    while _is_before(step, after, unit) and len(missing) < MOST_MISSING:
        missing.append(step)
        step = _next(step, unit)
    return missing


def _next(day: date, unit: str) -> date:
    if unit in ("day", "week"):
        return day + timedelta(days=7 if unit == "week" else 1)
    months = day.year * 12 + day.month - 1 + {"month": 1, "quarter": 3, "year": 12}[unit]
    return date(months // 12, months % 12 + 1, 1)


def _is_before(step: date, after: date, unit: str) -> bool:
    return step < after if unit in ("day", "week") else (step.year, step.month) < (after.year, after.month)


def last_day_of(first: date, unit: str, months: int = 0) -> date:
    """The last day of a period, or of so many months merged."""
    if unit not in ("week", "month", "quarter", "year"):
        return first
    if unit == "week":
        return first + timedelta(days=6)
    end = first.replace(day=1)
    for _step in range(months or {"month": 1, "quarter": 3, "year": 12}[unit]):
        end = _next(end, "month")
    return end - timedelta(days=1)
