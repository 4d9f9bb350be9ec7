"""The table beside a chart: the same figures as the drawing, what the rules say of each point, and the notes in full."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from measures.analysis import Reading
from measures.facts import Facts, facts_of
from measures.found import Found, found_in
from measures.names import centre_name, what_was_found
from measures.showing import Shown
from measures.spelling import bare_figure, number, period_name, sentence_case

ALWAYS = {"period", "figure"}


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows of text. A column that is empty in every row is left out; `columns` names the others for programs."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]


def table(shown: Shown) -> Table:
    """One row a point, missing ones too. A figure that is not shown in the drawing is not shown here."""
    facts, found = facts_of(shown), found_in(shown)
    rows = [_row(shown, facts, found, place) for place in range(len(shown.points))]
    headings = _headings(shown, facts)
    columns = tuple(name for name in headings if name in ALWAYS or any(row[name] for row in rows))
    return Table(tuple(headings[name] for name in columns), tuple(tuple(row[name] for name in columns) for row in rows), columns)


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


def _row(shown: Shown, facts: Facts, found: list[Found], place: int) -> dict[str, str]:
    point = shown.points[place]
    read = shown.analysis.points[place] if shown.analysis else None
    aim = shown.aims[place] if place < len(shown.aims) else None
    return {
        "period": period_name(point.on, shown.time_unit, shown.merged_months),
        "number": _count(point.numerator),
        "whole": _count(point.denominator if point.denominator is not None else point.size),
        "figure": bare_figure(read.value if read else None, shown.definition),
        "centre": _line(read.centre if read else None, shown),
        "lower": _line(read.lower if read else None, shown),
        "upper": _line(read.upper if read else None, shown),
        "aim": "" if aim is None else bare_figure(aim, shown.definition, trims=True),
        "rules": _what_rules_say(shown, facts, found, place, read),
        "note": _notes(shown, place),
    }


def _count(figure: float | None) -> str:
    return "" if figure is None else number(figure, 3, trims=True)


def _line(figure: float | None, shown: Shown) -> str:
    return "" if figure is None else bare_figure(figure, shown.definition)


def _what_rules_say(shown: Shown, facts: Facts, found: list[Found], place: int, read: Reading | None) -> str:
    """The findings that this point is part of. A whole phase's finding, such as too few crossings, is said in words beside the chart."""
    if reason := dict(shown.left_out).get(place):
        return gettext("Left out: %(reason)s") % {"reason": reason}
    if read is None or read.value is None:
        return ""
    on = read.on.isoformat() if isinstance(read.on, date) else read.on
    here = [each for each in found if each.sign and _holds(each, on)]
    return sentence_case("; ".join(dict.fromkeys(what_was_found(each, facts) for each in here)))


def _holds(found: Found, on: str | int) -> bool:
    if isinstance(on, str):
        return str(found.first) <= on <= str(found.last)
    return int(found.first) <= on <= int(found.last)


def _notes(shown: Shown, place: int) -> str:
    said = [
        gettext("New phase: %(reason)s") % {"reason": phase.reason} if phase.reason else gettext("New phase")
        for phase in shown.phases
        if phase.first == place
    ]
    if shown.baseline_last == place:
        said.append(
            gettext("The baseline ends here: %(reason)s") % {"reason": shown.baseline_reason}
            if shown.baseline_reason
            else gettext("The baseline ends here")
        )
    return "; ".join([*said, *(note.text for note in shown.notes if note.place == place)])
