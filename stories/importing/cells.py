"""One cell as words, whatever a spreadsheet made of it: dates, percentages, long fractions."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.utils.translation import gettext as _


class CannotRead(Exception):
    """The file as a whole is of no use; the words say why and what to do."""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and what is wrong with it."""

    words: str = ""
    problem: str = ""


def as_words(value: object, number_format: str = "General") -> str:
    """As a person reads it in the sheet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return _date(value, number_format)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, int | float):
        return _number(value, number_format)
    return str(value).replace("_x000D_", "")


def _date(value: datetime | date, number_format: str) -> str:
    """“June 2017” typed in a sheet becomes a date that shows no day: it stays a month."""
    shown = number_format.lower()
    if "d" not in shown and "y" in shown:
        return value.strftime("%Y-%m") if "m" in shown else value.strftime("%Y")
    day = value.strftime("%Y-%m-%d")
    return f"{day} {value:%H:%M}" if isinstance(value, datetime) and (value.hour or value.minute) else day


def _number(value: int | float, number_format: str) -> str:
    """A share shown as a percentage is kept in the sheet as a fraction."""
    if "%" in number_format:
        return f"{_bare(round(Decimal(repr(value)) * 100, 4))}%"
    return _bare(Decimal(repr(value)))


def _bare(number: Decimal) -> str:
    if not number.is_finite():
        return str(number)
    return format(number.quantize(Decimal(1)) if number == number.to_integral() and abs(number) < 10**20 else number.normalize(), "f")


def broken_formula(shown: str) -> Cell:
    return Cell("", _("Its formula gives %(error)s. Mend it in the sheet.") % {"error": shown})


def unsaved_formula() -> Cell:
    return Cell("", _("Its formula has no saved result. Open the file in a spreadsheet program, save it, then try again."))
