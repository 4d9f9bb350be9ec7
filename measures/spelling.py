"""Figures and periods as the reader's language writes them: 22.8% and 22,8 %, March 2024 and mars 2024."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from math import isfinite

from django.utils.dates import MONTHS
from django.utils.formats import get_format
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy

from measures.choosing import Kind
from measures.dates import last_day_of
from measures.facts import Facts
from measures.found import When
from measures.showing import Shown
from measures.snapshot import Definition

NO_BREAK, NARROW_NO_BREAK = "\u00a0", "\u202f"
NOTHING = "–"
STEPS = [Decimal(1).scaleb(-decimals) for decimals in range(5)]
WHOLE = (Kind.COUNT, Kind.CASES_BETWEEN, Kind.TIME_BETWEEN)
SHORT_MONTHS = (
    pgettext_lazy("short month", "Jan"),
    pgettext_lazy("short month", "Feb"),
    pgettext_lazy("short month", "Mar"),
    pgettext_lazy("short month", "Apr"),
    pgettext_lazy("short month", "May"),
    pgettext_lazy("short month", "Jun"),
    pgettext_lazy("short month", "Jul"),
    pgettext_lazy("short month", "Aug"),
    pgettext_lazy("short month", "Sep"),
    pgettext_lazy("short month", "Oct"),
    pgettext_lazy("short month", "Nov"),
    pgettext_lazy("short month", "Dec"),
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one language writes figures and periods; asked for once, since a page writes hundreds of them."""

    signs: dict[int, str]
    share: str
    months: tuple[str, ...]  # from 1
    short_months: tuple[str, ...]
    first_day: str
    event: str
    week: str
    quarter: str


def spelling() -> Spelling:
    return _spelling(get_language() or "en")


@cache
def _spelling(language: str) -> Spelling:
    """By Django's formats and our catalogue; thousands are parted by a narrow space, not by a wide one."""
    thousands = str(get_format("THOUSAND_SEPARATOR", language)).replace(NO_BREAK, NARROW_NO_BREAK)
    return Spelling(
        signs={ord(","): thousands, ord("."): str(get_format("DECIMAL_SEPARATOR", language)), ord("-"): "−"},
        share=pgettext("share", "%(number)s%%"),
        months=("", *(str(MONTHS[number]) for number in range(1, 13))),
        short_months=("", *map(str, SHORT_MONTHS)),
        first_day=pgettext("first day of a month", "1"),
        event=gettext("Event %(number)s"),
        week=gettext("week of %(day)s"),
        quarter=gettext("Q%(number)s %(year)s"),
    )


# --- Figures ---


def number(value: float | None, decimals: int = 0, *, trims: bool = False, way: Spelling | None = None) -> str:
    """Rounded half up; `trims` leaves trailing zeros out: an aim of 20, not 20.0."""
    if value is None or not isfinite(value):
        return NOTHING
    step = STEPS[decimals] if decimals < len(STEPS) else Decimal(1).scaleb(-decimals)
    rounded = Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP)
    if trims:
        decimals = min(decimals, max(0, -int(rounded.normalize().as_tuple().exponent)))
    return f"{rounded or abs(rounded):,.{decimals}f}".translate((way or spelling()).signs)


def bare_figure(value: float | None, about: Definition | Facts, *, trims: bool = False, way: Spelling | None = None) -> str:
    """A figure of this measure without its unit; a share keeps its percent sign."""
    way = way or spelling()
    text = number(value, _decimals(value, about), trims=trims, way=way)
    return way.share % {"number": text} if about.kind == Kind.PROPORTION and text != NOTHING else text


def figure(value: float | None, about: Definition | Facts, *, trims: bool = False) -> str:
    """A figure of this measure with its unit: 22.8%, or 4.31 falls per 1,000 bed-days."""
    text, unit = bare_figure(value, about, trims=trims), about.unit.strip()
    return f"{text}{NO_BREAK}{unit}" if unit and about.kind != Kind.PROPORTION and text != NOTHING else text


def _decimals(value: float | None, about: Definition | Facts) -> int:
    """As the team has set them; else one for shares, and for the rest as many as its size deserves."""
    if about.decimals is not None:
        return about.decimals
    if value is None or about.kind == Kind.PROPORTION:
        return 1
    if about.kind in WHOLE:
        return 0 if value == int(value) else 1
    if about.kind == Kind.VALUE and value == int(value):
        return 0
    return 2 if abs(value) < 10 else 1 if abs(value) < 1000 else 0


# --- Periods ---


def period_names(shown: Shown) -> list[str]:
    """The full name of each point."""
    way = spelling()
    return [period_name(point.on, shown.time_unit, shown.merged_months, way=way) for point in shown.points]


def period_name(on: date | When, time_unit: str, merged_months: int = 0, *, way: Spelling | None = None) -> str:
    """The full name: March 2024, Jan–Feb 2024, Q1 2024, week of 5 Feb 2024, Event 7."""
    day, way = _day(on), way or spelling()
    if day is None:
        return way.event % {"number": on}
    if time_unit == "month" and merged_months < 2:
        return f"{way.months[day.month]} {day.year}"
    if time_unit == "week":
        return way.week % {"day": _day_month_year(day, way)}
    return period_short(on, time_unit, merged_months, way=way)


def period_short(on: date | When, time_unit: str, merged_months: int = 0, *, way: Spelling | None = None) -> str:
    """The name under an axis: Mar 2024, Q1 2024, 5 Feb 2024, 7."""
    day, way = _day(on), way or spelling()
    if day is None:
        return str(on)
    if time_unit == "year":
        return str(day.year)
    if time_unit == "quarter":
        return way.quarter % {"number": (day.month + 2) // 3, "year": day.year}
    if time_unit != "month":
        return _day_month_year(day, way)
    first, last = way.short_months[day.month], way.short_months[last_day_of(day, "month", merged_months).month]
    return f"{first} {day.year}" if first == last else f"{first}–{last} {day.year}"


def span(first: date | When, last: date | When, time_unit: str, merged_months: int = 0) -> str:
    """From when to when: Jan to Jun 2024, Q3 2023 to Q1 2024, events 3 to 9."""
    begin, end = _day(first), _day(last)
    if first == last:
        return period_name(first, time_unit, merged_months)
    if begin is None or end is None:
        return gettext("events %(first)s to %(last)s") % {"first": first, "last": last}
    if time_unit == "month":
        end, months = last_day_of(end, "month", merged_months), spelling().short_months
        start = months[begin.month] if begin.year == end.year else f"{months[begin.month]} {begin.year}"
        names = start, f"{months[end.month]} {end.year}"
    else:
        names = period_short(first, time_unit), period_short(last, time_unit)
    return gettext("%(first)s to %(last)s") % {"first": names[0], "last": names[1]}


def day_name(on: date | str) -> str:
    """A single day: 5 Feb 2024, 1er févr. 2024."""
    day = _day(on)
    return _day_month_year(day, spelling()) if day else str(on)


def sentence_case(text: str) -> str:
    """The first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def _day(on: date | When) -> date | None:
    if isinstance(on, date):
        return on
    try:
        return date.fromisoformat(on) if isinstance(on, str) else None
    except ValueError:
        return None


def _day_month_year(day: date, way: Spelling) -> str:
    return f"{way.first_day if day.day == 1 else day.day} {way.short_months[day.month]} {day.year}"
