"""A chart as files: the figures for calculating, the drawing for slides. All of them are made of the one reduced series that the page shows."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import Truncator, slugify
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from measures import words
from measures.chart import SLIDE, Size, draw
from measures.kept_pictures import picture
from measures.picture import standalone
from measures.showing import Shown
from stories.charted import Charted

SHEET = Size("f", 720, 0, 5, height=450)  # a chart with its title, its finding and its source
LONGEST_SOURCE = 70  # in a picture, where the address has to stand beside it
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "group", "begins", "period", "number", "whole", "figure", "centre", "lower", "upper", "aim", "phase", "left_out", "rules", "note",
)  # fmt: skip
Record = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One of the files."""

    make: Callable[[Charted], bytes]
    content_type: str
    is_saved: bool  # by the browser, rather than shown


# --- The rows ---


def records(charted: Charted) -> Iterator[Record]:
    """One for each point of everybody and of each group, as the table says them, with numbers as numbers."""
    for shown in (charted.shown, *charted.shown.strata):
        table = charted.table if shown is charted.shown else words.table(shown)
        left_out = dict(shown.left_out)
        for place, row in enumerate(table.rows):
            said = dict(zip(table.columns, row, strict=True))
            yield {**_numbers(shown, place), "period": said["period"], "left_out": left_out.get(place, ""),
                   "rules": said.get("rules", ""), "note": said.get("note", "")}  # fmt: skip


def _numbers(shown: Shown, place: int) -> Record:
    point = shown.points[place]
    read = shown.analysis.points[place] if shown.analysis else None
    return {
        "group": shown.stratum,
        "begins": point.on,
        "number": _exact(point.numerator),
        "whole": _exact(point.denominator if point.denominator is not None else point.size),
        "figure": _exact(read.value if read else None),
        "centre": _exact(read.centre if read else None),
        "lower": _exact(read.lower if read else None),
        "upper": _exact(read.upper if read else None),
        "aim": _exact(shown.aims[place] if place < len(shown.aims) else None),
        "phase": read.part + 1 if read else 1,
    }


def _exact(value: float | None) -> float | int | None:
    """Twelve digits, which is more than anybody counts, and whole numbers as such."""
    if value is None:
        return None
    short = float(f"{value:.12g}")
    return int(short) if short.is_integer() else short


def headings() -> dict[str, str]:
    return {
        "group": _("Group"),
        "begins": _("Begins"),
        "period": _("Period"),
        "number": _("Number"),
        "whole": _("Out of"),
        "figure": _("Figure"),
        "centre": _("Centre line"),
        "lower": _("Lower limit"),
        "upper": _("Upper limit"),
        "aim": _("Aim"),
        "phase": _("Phase"),
        "left_out": _("Left out"),
        "rules": _("What the rules say"),
        "note": _("Notes"),
    }


def warning(charted: Charted) -> str:
    """What nobody may miss who sees the figures alone."""
    said = [_("Illustrative data.")] if charted.definition.is_illustrative else []
    page = charted.page
    if page.is_retracted:
        said.append(_("Retracted %(date)s. Do not rely on it.") % {"date": date_format(localtime(page.retracted_at), "DATE_FORMAT")})
    return " ".join(said)


def about(charted: Charted) -> list[tuple[str, str]]:
    """All that stands with the chart, as pairs."""
    definition, page = charted.definition, charted.page
    pairs = [
        (_("Measure"), charted.title),
        (_("To know first"), warning(charted)),
        (_("Finding"), charted.outcome),
        (_("Aim"), charted.aim),
        (_("What is counted"), definition.operational),
        (_("The number"), definition.numerator_words),
        (_("Out of"), definition.denominator_words),
        (_("How it is collected"), definition.collection),
        *charted.about,
        (_("Checked"), checked_words(charted)),
        (_("Story"), page.title),
        (_("Address"), whole(charted.address)),
        (_("Licence"), page.get_licence_display()),
    ]
    return [(label, text) for label, text in pairs if text]


def checked_words(charted: Charted) -> str:
    if not charted.checked:
        return ""
    return _("By %(name)s, %(date)s") % {
        "name": charted.checked.name,
        "date": date_format(localtime(charted.checked.at), "DATE_FORMAT"),
    }


def whole(address: str) -> str:
    """For a text outside this site."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{address}"


# --- Figures ---


def csv_of(charted: Charted) -> bytes:
    """A heading and rows, nothing above them. The byte order mark tells Excel that it is UTF-8."""
    columns, warned = headings(), warning(charted)
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([*columns.values(), *([_("To know first")] if warned else [])])
    for record in records(charted):
        writer.writerow([*(_plain_cell(record[name]) for name in columns), *([_plain_cell(warned)] if warned else [])])
    return out.getvalue().encode("utf-8-sig")


def _plain_cell(value: Any) -> Any:
    """No text of anybody's begins a formula in a spreadsheet."""
    if isinstance(value, date):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_A_FORMULA) else value


def xlsx_of(charted: Charted) -> bytes:
    """Two sheets: the figures, and what they are."""
    book = Workbook(write_only=True)
    columns = headings()
    figures = book.create_sheet(_("Figures")[:31])
    figures.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHIJKLMN", (14, 12, 18, *[11] * 7, 8, 20, 44, 44), strict=True):
        figures.column_dimensions[letter].width = width
    figures.append([_cell(figures, heading, bold=True) for heading in columns.values()])
    for record in records(charted):
        figures.append([_cell(figures, record[name]) for name in columns])
    facts = book.create_sheet(_("About")[:31])
    facts.column_dimensions["A"].width, facts.column_dimensions["B"].width = 26, 100
    for label, text in about(charted):
        facts.append([_cell(facts, label, bold=True), _cell(facts, text)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet, value: Any, *, bold: bool = False) -> Any:
    """Text stays text, whatever it begins with."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=_without_controls(value))
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _without_controls(text: str) -> str:
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")[:32_000]


def json_of(charted: Charted) -> bytes:
    """Field by field in docs/measures.md."""
    definition, page, shown = charted.definition, charted.page, charted.shown
    plain = {
        "measure": {
            "name": definition.name,
            "language": definition.language,
            "family": definition.family,
            "kind": str(definition.kind),
            "unit": definition.drawn_unit,
            "wanted_direction": str(definition.direction),
            "operational_definition": definition.operational,
            "number": definition.numerator_words,
            "out_of": definition.denominator_words,
            "source": definition.source,
            "collection": definition.collection,
            "is_illustrative": definition.is_illustrative,
        },
        "chart": {
            "kind": str(shown.chart),
            "name": words.chart_name(shown.chart),
            "rules": shown.rules.name,
            "rules_title": words.rules_title(shown.rules),
            "multiplied_by": definition.drawn_multiplier,
        },
        "warning": warning(charted),
        "finding": charted.outcome,
        "findings": charted.findings,
        "signal": charted.facts.signal,
        "aim": charted.aim,
        "aim_met": charted.facts.aim_met,
        "figures_as_of": shown.as_of.isoformat() if shown.as_of else None,
        "small_numbers": words.small_numbers(shown),
        "time_unit": shown.time_unit,
        "groups": list(shown_strata(charted)),
        "points": [_jsonable(record) for record in records(charted)],
        "story": {"title": page.title, "language": page.language, "address": whole(page.get_absolute_url()), "licence": page.licence},
        "address": whole(charted.address),
        "language": get_language(),
    }
    return json.dumps(plain, ensure_ascii=False, indent=1).encode()


def shown_strata(charted: Charted) -> Iterator[dict[str, Any]]:
    for shown in charted.shown.strata:
        yield {"group": shown.stratum, "is_too_small_to_show": shown.useful == 0}


def _jsonable(record: Record) -> Record:
    on = record["begins"]
    return {name: (on.isoformat() if isinstance(on, date) else on) if name == "begins" else record[name] for name in COLUMNS}


# --- Pictures ---


def svg_of(charted: Charted) -> bytes:
    return standalone(_drawn(charted, SHEET)).encode()


def png_of(charted: Charted) -> bytes:
    return picture(_drawn(charted, SHEET), width=1200)


def slide_of(charted: Charted) -> bytes:
    return picture(_drawn(charted, SLIDE), width=1920)


def _drawn(charted: Charted, size: Size) -> str:
    """With its title, its finding and its source: outside the page nothing else says them."""
    page, said = charted.page, charted.words
    source = [Truncator(charted.definition.source).chars(LONGEST_SOURCE), whole(charted.address)]
    around = replace(
        said,
        title=_("Retracted: %(title)s") % {"title": charted.title} if page.is_retracted else charted.title,
        sentence=" ".join(part for part in (_warning_in_words(charted), charted.outcome) if part),
        source=". ".join(part.rstrip(".") for part in source if part),
        illustrative=_("Illustrative data") if charted.definition.is_illustrative else "",
    )
    return draw(charted.shown, around, size=size, key=charted.key)


def _warning_in_words(charted: Charted) -> str:
    return warning(charted) if charted.page.is_retracted else ""


# --- All of them ---

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    "chart.svg": Kind(svg_of, "image/svg+xml", is_saved=True),
    "chart.png": Kind(png_of, "image/png", is_saved=False),
    "slide.png": Kind(slide_of, "image/png", is_saved=False),
    "figures.csv": Kind(csv_of, "text/csv; charset=utf-8", is_saved=True),
    "figures.xlsx": Kind(xlsx_of, SHEET_TYPE, is_saved=True),
    "figures.json": Kind(json_of, "application/json", is_saved=False),
}
PICTURES = {"chart.svg", "chart.png", "slide.png"}  # there is none where nothing can be drawn


def name_of(charted: Charted, file: str) -> str:
    """A name that says what it is when it lies in a folder of downloads."""
    stem, dot, ending = file.rpartition(".")
    as_of = charted.shown.as_of.isoformat() if charted.shown.as_of else ""
    pieces = [slugify(charted.definition.name)[:60].strip("-") or "chart", "slide" if stem == "slide" else "", as_of]
    return "-".join([*(["retracted"] if charted.page.is_retracted else []), *(piece for piece in pieces if piece)]) + dot + ending
