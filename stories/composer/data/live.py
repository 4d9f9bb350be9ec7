"""What stands beside the grid while it is typed: the doubts, the chart as readers would see it, and what it may say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures import keeping, words
from measures.choosing import Kind
from measures.models import Measure, MeasureRevision
from measures.showing import Shown
from measures.spelling import bare_figure, number
from stories.charted import Drawn
from stories.models import StoryMeasure, StoryPage

from . import grid, mending
from .grid import Column, Row

MOST_LIVE = 1000  # rows; with more, the chart is read when they are saved
MOST_DRAWN = 250  # points
MOST_LISTED = 20  # doubts in the list beside
MOST_IN_SUMMARY = 8


@dataclass
class Cell:
    column: Column
    text: str
    is_wrong: bool = False


@dataclass
class ShownRow:
    """One row of the grid as it lies on the page."""

    number: int
    cells: list[Cell]
    computed: str = ""
    doubts: list[mending.Doubt] = field(default_factory=list)

    @property
    def tone(self) -> str:
        return "bad" if any(doubt.blocks for doubt in self.doubts) else "asked" if self.doubts else ""


@dataclass
class Sheet:
    """The grid of one measure in one story, read as it stands: the page's own rows among all others."""

    draft: StoryPage
    link: StoryMeasure
    measure: Measure
    rows: list[Row]  # all of them, empty ones of the page too
    start: int
    after: int
    spare: int = grid.SPARE
    version: str = ""

    def __post_init__(self) -> None:
        self.columns = grid.columns(self.measure)
        self.places = grid.places_of(self.rows)
        self.found = keeping.read(self.measure, self.rows)
        self.doubts = mending.doubts_in(self.found, self.rows, self.places)
        self.computed_heading = grid.computed_heading(self.measure)
        if not self.version:
            kept = keeping.filled(self.rows, keeping.columns_of(self.measure))
            self.version = str(grid.version_of(kept, self.start, self.after))

    # --- The grid ---

    @property
    def page_rows(self) -> list[ShownRow]:
        doubts: dict[int, list[mending.Doubt]] = {}
        for doubt in self.doubts:
            doubts.setdefault(doubt.place, []).append(doubt)
        computed = self._computed()
        return [
            self._row(place, self.rows[place], computed.get(place, ""), doubts.get(place, [])) for place in range(self.start, self.page_end)
        ]

    @property
    def spare_rows(self) -> list[ShownRow]:
        """Empty ones at the end of the last page."""
        blank = dict.fromkeys([column.name for column in self.columns], "")
        first = len(self.rows)
        return [] if self.after else [self._row(first + more, blank, "", []) for more in range(self.spare)]

    @property
    def blank_row(self) -> ShownRow:
        """The pattern of a row that a script adds; it numbers it itself."""
        return self._row(-1, {}, "", [])

    def _row(self, place: int, row: Row, computed: str, doubts: list[mending.Doubt]) -> ShownRow:
        wrong = {name for doubt in doubts for name in (doubt.column, *doubt.problem.mends) if doubt.blocks}
        cells = [Cell(column, row.get(column.name, ""), column.name in wrong) for column in self.columns]
        return ShownRow(place + 1, cells, "?" if wrong and computed else computed, doubts)

    def _computed(self) -> dict[int, str]:
        """The share, rate or days between, by place."""
        if self.found.series is None:
            return {}
        shown = {}
        definition = keeping.definition_of(self.measure)
        for row in self.found.series.rows:
            if self.computed_heading and row.numerator is not None and row.denominator:
                value = row.numerator / row.denominator * definition.drawn_multiplier
                shown[self.places[row.number - 1]] = bare_figure(value, definition)
        return shown

    @property
    def is_empty(self) -> bool:
        return not self.places

    @property
    def earlier(self) -> int | None:
        """The number of the first row on the page before."""
        return max(0, self.start - grid.ON_A_PAGE) + 1 if self.start else None

    @property
    def later(self) -> int | None:
        return len(self.rows) - self.after + 1 if self.after else None

    @property
    def page_end(self) -> int:
        return len(self.rows) - self.after

    # --- The doubts ---

    @property
    def wrong(self) -> list[mending.Doubt]:
        return [doubt for doubt in self.doubts if doubt.blocks]

    @property
    def asked(self) -> list[mending.Doubt]:
        return [doubt for doubt in self.doubts if not doubt.blocks]

    @property
    def tally(self) -> str:
        """Two rows need you, one is a question."""
        wrong, asked = len({doubt.place for doubt in self.wrong}), len(self.asked)
        need = ngettext("One row needs you", "%(n)s rows need you", wrong) % {"n": wrong}
        if wrong and asked:
            return need + ngettext(", and there is one question", ", and there are %(n)s questions", asked) % {"n": asked}
        return need if wrong else ngettext("One question about your figures", "%(n)s questions about your figures", asked) % {"n": asked}

    @property
    def waiting(self) -> str:
        """Which rows the chart does not show yet."""
        numbers = sorted({doubt.number for doubt in self.wrong})
        named = ", ".join(map(str, numbers[:MOST_IN_SUMMARY])) + (" …" if len(numbers) > MOST_IN_SUMMARY else "")
        words_ = ngettext("Row %(rows)s waits until you mend it.", "Rows %(rows)s wait until you mend them.", len(numbers))
        return words_ % {"rows": named} if numbers else ""

    # --- The chart ---

    def shown(self) -> Shown | None:
        """As readers would see it if these figures were published now."""
        if self.is_empty or len(self.places) > MOST_LIVE:
            return None
        revision = MeasureRevision(measure=self.measure)
        revision.snapshot = keeping.snapshot_if_saved(self.measure, self.found)
        link = StoryMeasure(
            page=self.draft,
            measure=self.measure,
            revision=revision,
            chart=self.link.chart,
            chart_reason=self.link.chart_reason,
            rules=self.link.rules,
        )
        return link.shown


def beside(sheet: Sheet) -> dict[str, Any]:
    """What the right-hand column needs."""
    shown = sheet.shown()
    context: dict[str, Any] = {"sheet": sheet, "is_long": len(sheet.places) > MOST_LIVE, "most_live": number(MOST_LIVE)}
    context |= {"link": sheet.link, "outcome_saved": words.outcome_line(sheet.link.known) if sheet.link.known else ""}
    context |= {"listed": sheet.doubts[:MOST_LISTED], "more": len(sheet.doubts[MOST_LISTED:]), "most": MOST_LISTED}
    if sheet.found.unfit:
        context["unfit"] = words.said(sheet.found.unfit)
    if shown is None:
        return context
    is_drawn = shown.analysis is not None and len(shown.points) <= MOST_DRAWN
    return context | {
        "drawn": Drawn(shown, "live"),
        "is_drawn": is_drawn,
        "rules": words.rules_title(shown.rules),
        "small": words.small_numbers(shown),
        "unfit": words.said(shown.unfit) if shown.unfit and shown.useful else context.get("unfit", ""),
        "is_crowded": shown.analysis is not None and not is_drawn,
        "advice": _advice(sheet, shown),
    }


def _advice(sheet: Sheet, shown: Shown) -> dict[str, str]:
    """Why this chart; or that another would suit better."""
    if not shown.useful:
        return {}
    why = _(shown.why_suggested)
    if sheet.link.chart and shown.suggested != shown.chart:
        return {
            "title": _("%(chart)s would suit this") % {"chart": words.chart_name(shown.suggested)},
            "why": why,
            "act": _("Choose the chart"),
        }
    return {"title": words.chart_name(shown.chart), "why": why if not sheet.link.chart else "", "act": _("Choose another chart")}


# --- The answer to a form that saved itself ---


def told(sheet: Sheet, request: Any, page: StoryPage) -> dict[str, Any]:
    """Pieces of the page to be put in place, and for each row of it what stands beside."""
    context = {**beside(sheet), "page": page, "measure": sheet.measure}
    pieces = {
        "figures-summary": render_to_string("composer/figures_summary.html", context, request).strip(),
        "figures-live": render_to_string("composer/figures_live.html", context, request).strip(),
    }
    return {"checks": pieces, "rows": [_told_row(row, sheet) for row in sheet.page_rows]}


def _told_row(row: ShownRow, sheet: Sheet) -> dict[str, Any]:
    said = {"computed": row.computed, "tone": row.tone, "wrong": [cell.column.name for cell in row.cells if cell.is_wrong]}
    if row.doubts:
        said["html"] = render_to_string("composer/figures_says.html", {"row": row, "sheet": sheet}).strip()
    return said


def rows_of_revision(revision: MeasureRevision, names: Sequence[str]) -> list[Row]:
    """An old edition as it would be typed."""
    snapshot = revision.snapshot
    unit = snapshot.definition.time_unit
    rows = []
    for figure in snapshot.figures:
        cells = {name: "" if (value := getattr(figure, name, None)) is None else f"{value:.15g}" for name in keeping.NUMBERS}
        cells["period"] = str(figure.on) if isinstance(figure.on, int) else mending.written(figure.on, unit)
        rows.append({name: {**cells, "stratum": figure.stratum}.get(name, "") for name in names})
    is_rare = Kind(snapshot.definition.kind) in keeping.RARE
    return [{**row, "period": ""} for row in rows] if is_rare and all(row["period"].isdecimal() for row in rows) else rows
