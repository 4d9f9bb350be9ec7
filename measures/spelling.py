"""Figures and periods as the reader's language writes them: 22.8% and 22,8 %, March 2024 and mars 2024."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, pgettext, pgettext_lazy

from measures.choosing import Kind
from measures.dates import last_day_of
from measures.facts import Facts
from measures.found import When
from measures.snapshot import Definition

NO_BREAK, NARROW_NO_BREAK = "\u00a0", "\u202f"
NOTHING = "–"
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


# --- Figures ---


def number(value: float | None, decimals: int = 0, *, trims: bool = False) -> str:
    """Rounded half up; `trims` leaves trailing zeros out: an aim of 20, not 20.0."""
    if value is None or not isfinite(value):
        return NOTHING
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if trims:
        decimals = min(decimals, max(0, -int(rounded.normalize().as_tuple().exponent)))
    text = number_format(rounded or abs(rounded), decimals, use_l10n=True, force_grouping=True)
    return text.replace(NO_BREAK, NARROW_NO_BREAK).replace("-", "−")


def bare_figure(value: float | None, about: Definition | Facts, *, trims: bool = False) -> str:
    """A figure of this measure without its unit; a share keeps its percent sign."""
    text = number(value, _decimals(value, about), trims=trims)
    return pgettext("share", "%(number)s%%") % {"number": text} if about.kind == Kind.PROPORTION and text != NOTHING else text


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


def period_name(on: date | When, time_unit: str, merged_months: int = 0) -> str:
    """The full name: March 2024, Jan–Feb 2024, Q1 2024, week of 5 Feb 2024, Event 7."""
    day = _day(on)
    if day is None:
        return gettext("Event %(number)s") % {"number": on}
    if time_unit == "month" and merged_months < 2:
        return date_format(day, "F Y")
    if time_unit == "week":
        return gettext("week of %(day)s") % {"day": _day_month_year(day)}
    return period_short(on, time_unit, merged_months)


def period_short(on: date | When, time_unit: str, merged_months: int = 0) -> str:
    """The name under an axis: Mar 2024, Q1 2024, 5 Feb 2024, 7."""
    day = _day(on)
    if day is None:
        return str(on)
    if time_unit == "year":
        return str(day.year)
    if time_unit == "quarter":
        return gettext("Q%(number)s %(year)s") % {"number": (day.month + 2) // 3, "year": day.year}
    if time_unit != "month":
        return _day_month_year(day)
    last = last_day_of(day, "month", merged_months)
    months = _month(day) if last.month == day.month else f"{_month(day)}–{_month(last)}"
    return f"{months} {day.year}"


def span(first: date | When, last: date | When, time_unit: str, merged_months: int = 0) -> str:
    """From when to when: Jan to Jun 2024, Q3 2023 to Q1 2024, events 3 to 9."""
    begin, end = _day(first), _day(last)
    if first == last:
        return period_name(first, time_unit, merged_months)
    if begin is None or end is None:
        return gettext("events %(first)s to %(last)s") % {"first": first, "last": last}
    if time_unit == "month":
        end = last_day_of(end, "month", merged_months)
        names = _month(begin) if begin.year == end.year else f"{_month(begin)} {begin.year}", f"{_month(end)} {end.year}"
    else:
        names = period_short(first, time_unit), period_short(last, time_unit)
    return gettext("%(first)s to %(last)s") % {"first": names[0], "last": names[1]}


def day_name(on: date | str) -> str:
    """A single day: 5 Feb 2024, 1er févr. 2024."""
    day = _day(on)
    return _day_month_year(day) if day else str(on)


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


def _month(day: date) -> str:
    return str(SHORT_MONTHS[day.month - 1])


def _day_month_year(day: date) -> str:
    number_of_day = pgettext("first day of a month", "1") if day.day == 1 else str(day.day)
    return f"{number_of_day} {_month(day)} {day.year}"
