"""The table beside a chart: the same figures as the drawing, what the rules say of each point, and the notes in full."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from measures.facts import Facts, facts_of
from measures.found import Found, compared_with, found_in
from measures.names import centre_name
from measures.showing import Shown
from measures.spelling import NOTHING, bare_figure, number, period_names, sentence_case, spelling

ALWAYS = {"period", "figure"}


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows of text. A column that is empty in every row is left out; `columns` names the others for programs."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]


def table(shown: Shown) -> Table:
    """One row a point, missing ones too. A figure that is not shown in the drawing is not shown here."""
    facts, cells = facts_of(shown), _Cells(shown)
    told = _Told(shown)
    names, left_out = period_names(shown), dict(shown.left_out)
    rows = [
        {"period": names[place], **cells.row(place), "rules": _what_rules_say(shown, left_out, told, place)} for place in range(len(names))
    ]
    for place, note in _notes(shown):
        rows[place]["note"] = f"{rows[place]['note']}; {note}" if "note" in rows[place] else note
    headings = _headings(shown, facts)
    columns = tuple(name for name in headings if name in ALWAYS or any(row.get(name) for row in rows))
    return Table(tuple(headings[name] for name in columns), tuple(tuple(row.get(name, "") for name in columns) for row in rows), columns)


def _headings(shown: Shown, facts: Facts) -> dict[str, str]:
    unit = shown.definition.drawn_unit
    figure = gettext("Figure")
    return {
        "period": gettext("Event") if any(not isinstance(point.on, date) for point in shown.points) else gettext("Period"),
        "number": gettext("Number"),
        "whole": gettext("Out of"),
        "figure": f"{figure} ({unit})" if unit.strip() and unit != "%" else figure,
        "centre": sentence_case(centre_name(facts.centre_is)),
        "lower": gettext("Lower limit"),
        "upper": gettext("Upper limit"),
        "aim": gettext("Aim"),
        "rules": gettext("What the rules say"),
        "note": gettext("Notes"),
    }


class _Cells:
    """Figures of one chart as text; lines that stay where they are, are written once."""

    def __init__(self, shown: Shown) -> None:
        self.shown, self.way = shown, spelling()
        self.written: dict[float | None, str] = {None: ""}

    def row(self, place: int) -> dict[str, str]:
        point, aims = self.shown.points[place], self.shown.aims
        read = self.shown.analysis.points[place] if self.shown.analysis else None
        row = {
            "number": self.count(point.numerator),
            "whole": self.count(point.denominator if point.denominator is not None else point.size),
            "figure": (self.figure(read.value) if read else "") or NOTHING,
            "aim": ""
            if place >= len(aims) or aims[place] is None
            else bare_figure(aims[place], self.shown.definition, trims=True, way=self.way),
        }
        lines = {"centre": read.centre, "lower": read.lower, "upper": read.upper} if read else {}
        return row | {name: self.figure(line) for name, line in lines.items()}

    def count(self, figure: float | None) -> str:
        return "" if figure is None else number(figure, 3, trims=True, way=self.way)

    def figure(self, figure: float | None) -> str:
        if figure not in self.written:
            self.written[figure] = bare_figure(figure, self.shown.definition, way=self.way)
        return self.written[figure]


class _Told:
    """Findings that belong to points, in few words; those of the first phase's lines apart, since a row bears the lines of its own phase."""

    def __init__(self, shown: Shown) -> None:
        is_carried = compared_with(shown) == "phases"
        self.days = [_key(point.on) for point in shown.points]
        self.own: list[list[str]] = [[] for _day in self.days]
        self.carried: list[list[str]] = [[] for _day in self.days]
        for each in found_in(shown):
            if each.sign:
                self._put(self.carried if is_carried and not each.within else self.own, each)

    def _put(self, told: list[list[str]], found: Found) -> None:
        said = _in_short(found)
        for place in range(bisect_left(self.days, _key(found.first)), bisect_right(self.days, _key(found.last))):
            told[place].append(said)

    def at(self, place: int) -> str:
        said = [_joined(self.own[place])]
        if carried := _joined(self.carried[place]):
            said.append(gettext("against the first phase: %(found)s") % {"found": carried})
        return sentence_case("; ".join(part for part in said if part))


def _key(on: date | str | int) -> tuple[str, int]:
    """In the order of time: ISO days as they are, events by their number."""
    return ("", on) if isinstance(on, int) else (on if isinstance(on, str) else on.isoformat(), 0)


def _joined(told: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(told))


def _in_short(found: Found) -> str:
    """One finding at one of its points; the list beside the chart says it whole."""
    is_high = found.sign > 0
    match found.rule:
        case "outside":
            return gettext("above the upper limit") if is_high else gettext("below the lower limit")
        case "shift":
            return gettext("shift above") if is_high else gettext("shift below")
        case "trend":
            return gettext("upward trend") if is_high else gettext("downward trend")
        case "two-of-three":
            return gettext("near the upper limit") if is_high else gettext("near the lower limit")
        case "four-of-five":
            return gettext("well above") if is_high else gettext("well below")
        case _:
            return gettext("run above") if is_high else gettext("run below")


def _what_rules_say(shown: Shown, left_out: Mapping[int, str], told: _Told, place: int) -> str:
    """The findings that this point is part of. A whole phase's finding, such as too few crossings, is said in words beside the chart."""
    if reason := left_out.get(place):
        return gettext("Left out: %(reason)s") % {"reason": reason}
    read = shown.analysis.points[place] if shown.analysis else None
    if read is None or read.value is None:
        return ""
    return told.at(place)


def _notes(shown: Shown) -> Iterator[tuple[int, str]]:
    """Phases with their reasons, the end of the baseline, then what happened."""
    for phase in shown.phases:
        yield phase.first, gettext("New phase: %(reason)s") % {"reason": phase.reason} if phase.reason else gettext("New phase")
    if shown.baseline_last is not None:
        reason = shown.baseline_reason
        said = gettext("The baseline ends here: %(reason)s") % {"reason": reason} if reason else gettext("The baseline ends here")
        yield shown.baseline_last, said
    for note in shown.notes:
        yield note.place, note.text
