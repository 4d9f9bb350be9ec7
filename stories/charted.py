"""The measures of a story as a reader meets them: in words, in a drawing, in a table. All of it is made of `Shown` and nothing else."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from html import escape

from django.core.cache import caches
from django.db.models import Exists
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction, TaskState

from measures import words
from measures.chart import NARROW, WIDE, ChartWords, draw, scale_of
from measures.facts import Facts, facts_of
from measures.glance import at_a_glance
from measures.icons import icon
from measures.models import MeasureRevision
from measures.showing import Shown
from measures.table import Table
from stories.legend import Line, legend
from stories.models import StoryMeasure, StoryPage

MANY_ROWS = 24  # in a story a longer table is folded
MOST_OPEN = 60  # and where a chart has its own page, one that is longer still
MOST_ROWS = 400  # of a longer one the first rows stand here, and all of them in the files
FIRST_ROWS = 100
KEEP_FOR = 24 * 3600
MANY_CHARTS = 5  # from so many on, false alarms are spoken of
NUMBERS = {"number", "whole", "figure", "centre", "lower", "upper", "aim"}


@dataclass(frozen=True, eq=False)
class Drawn:
    """One chart: of everybody, or of one group."""

    shown: Shown
    key: str  # makes its ids unique on a page
    scale: tuple[float, float] | None = None

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.shown)

    @cached_property
    def words(self) -> ChartWords:
        """Both drawings say of a point what the table says."""
        return replace(words.chart_words(self.shown), about=self._points.__getitem__)

    @cached_property
    def _points(self) -> list[str]:
        return words.points_in_words(self.table)

    @cached_property
    def outcome(self) -> str:
        return words.outcome_line(self.facts)

    @cached_property
    def aim(self) -> str:
        return words.aim_line(self.facts)

    @cached_property
    def at_a_glance(self) -> list[tuple[SafeString, str, str]]:
        """Drawing, question and answer, where Making Data Count is the rule."""
        return [(mark_safe(icon(kind)), question, answer) for kind, question, answer in at_a_glance(self.shown)]

    @cached_property
    def wide(self) -> SafeString:
        return self._draw(WIDE)

    @cached_property
    def narrow(self) -> SafeString:
        return self._draw(NARROW)

    def _draw(self, size) -> SafeString:
        return mark_safe(draw(self.shown, self.words, size=size, key=self.key, scale=self.scale))

    @property
    def name(self) -> str:
        """The group, or everybody."""
        return self.shown.stratum or _("Everybody")

    @property
    def unfit(self) -> str:
        """Why it is not drawn, or not drawn as chosen."""
        return words.said(self.shown.unfit) if self.shown.unfit else ""

    @property
    def is_too_small(self) -> bool:
        """Nothing of it may be shown."""
        return self.shown.useful == 0

    @cached_property
    def findings(self) -> list[str]:
        return words.findings(self.shown)

    # --- The table ---

    @cached_property
    def table(self) -> Table:
        return words.table(self.shown)

    @property
    def is_folded(self) -> bool:
        return len(self.table.rows) > MANY_ROWS

    @property
    def is_long(self) -> bool:
        return len(self.table.rows) > MOST_OPEN

    @property
    def is_cut(self) -> bool:
        return len(self.table.rows) > MOST_ROWS

    @property
    def first_rows(self) -> int:
        return FIRST_ROWS

    @cached_property
    def rows(self) -> SafeString:
        """The rows as HTML, joined here: of a long table the template engine would make a tenth of a second."""
        starts = ['<th scope="row">', *(self._cell(column) for column in self.table.columns[1:])]
        ends = ["</th>", *("</td>" for _column in self.table.columns[1:])]
        rows = self.table.rows[:FIRST_ROWS] if self.is_cut else self.table.rows
        return mark_safe(
            "".join(
                f'<tr data-place="{place}">{"".join(a + escape(text) + z for a, text, z in zip(starts, row, ends, strict=True))}</tr>'
                for place, row in enumerate(rows)
            )
        )

    def _cell(self, column: str) -> str:
        if column == "note" and self.shown.definition.language != get_language():
            return f'<td class="note" lang="{escape(self.shown.definition.language)}">'
        kind = f"n {column}" if column in NUMBERS else column
        return f'<td class="{kind}">'

    @property
    def headings(self) -> list[tuple[str, bool]]:
        """Each with whether numbers stand below it."""
        return [(heading, column in NUMBERS) for heading, column in zip(self.table.headings, self.table.columns, strict=True)]


@dataclass(frozen=True)
class Checked:
    """The editor who read these figures in review, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, eq=False)
class Charted(Drawn):
    """A measure of a story, with everything that stands around its chart."""

    page: StoryPage = None  # type: ignore[assignment]
    link: StoryMeasure = None  # type: ignore[assignment]
    has_files: bool = False  # only where everybody may read the story
    checked: Checked | None = None

    @property
    def definition(self):
        return self.shown.definition

    @property
    def title(self) -> str:
        """What is counted, with its unit."""
        unit = self.definition.drawn_unit.strip()
        is_said = not unit or unit.casefold() in self.definition.name.casefold()
        return self.definition.name if is_said else _("%(measure)s (%(unit)s)") % {"measure": self.definition.name, "unit": unit}

    @property
    def legend(self) -> list[Line]:
        return legend(self.shown, self.words.centre)

    @property
    def notes(self) -> list[tuple[int, str, str, bool]]:
        """Number, period, text, and whether it is a PDSA cycle of the story."""
        return [(note.number, self.words.periods[note.place], note.text, note.kind == "cycle") for note in self.shown.notes]

    @cached_property
    def about(self) -> list[tuple[str, str]]:
        """What stands with the chart; how the figure is defined has a place of its own."""
        return [(label, text) for label, text in words.facts_about(self.shown) if label != _("Figure")]

    @cached_property
    def groups(self) -> list[Drawn]:
        """Everybody first, then each group in its order, on one scale."""
        if not self.shown.strata:
            return []
        several = (self.shown, *self.shown.strata)
        scale = scale_of(*several)
        return [Drawn(each, f"{self.key}g{number}", scale) for number, each in enumerate(several)]

    # --- Addresses ---

    @property
    def address(self) -> str:
        return reverse("story_chart", args=[self.page.slug, self.link.measure_id])

    @property
    def embed_address(self) -> str:
        return reverse("story_chart_embed", args=[self.page.slug, self.link.measure_id])

    def file_address(self, file: str) -> str:
        return reverse("story_chart_file", args=[self.page.slug, self.link.measure_id, file])

    @property
    def slide(self) -> str:
        return self.file_address("slide.png")

    @property
    def downloads(self) -> list[tuple[str, str]]:
        files = ("figures.csv", "figures.xlsx", "figures.json", "chart.svg", "chart.png")
        return [(file.rpartition(".")[2].upper(), self.file_address(file)) for file in files]


@dataclass(frozen=True)
class Family:
    """The measures of one story together: outcomes large, process and balancing in a panel beside each other."""

    large: list[Charted]
    panel: list[Charted]

    @property
    def outcome(self) -> Charted | None:
        """The one that speaks for the story."""
        return next((chart for chart in self.large if chart.definition.family == "outcome" and chart.facts.signal != "no_figures"), None)

    @property
    def are_many(self) -> bool:
        return len(self.large) + len(self.panel) >= MANY_CHARTS


def family_of(charts: list[Charted]) -> Family | None:
    if not charts:
        return None
    outcomes = [chart for chart in charts if chart.definition.family == "outcome"] or charts[:1]
    return Family(outcomes, [chart for chart in charts if chart not in outcomes])


def charts_of(page: StoryPage, *, is_published: bool = False, measure: int | None = None) -> list[Charted]:
    """The charts of a story or of its draft, in its order; only of one measure if it is named. Two questions, however many there are."""
    links = _links(page, measure)
    return _charted(page, links, *_around(page, links, is_published)) if links else []


def _links(page: StoryPage, measure: int | None = None) -> list[StoryMeasure]:
    return [link for link in page.measure_links.all() if link.revision_id and measure in (None, link.measure_id)]


def _around(page: StoryPage, links: list[StoryMeasure], is_published: bool) -> tuple[bool, Checked | None]:
    """Give each link its revision; say whether there are files, and who checked the figures."""
    above = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    closed = PageViewRestriction.objects.filter(page__path__in=above)
    revisions = MeasureRevision.objects.annotate(is_closed=Exists(closed)).in_bulk([link.revision_id for link in links])
    for link in links:
        link.page, link.revision = page, revisions[link.revision_id]
    is_closed = any(revision.is_closed for revision in revisions.values())  # type: ignore[attr-defined]
    has_files = is_published and page.live and not page.is_embargoed and not is_closed
    return has_files, checked_by(page) if is_published else None


def _charted(page: StoryPage, links: list[StoryMeasure], has_files: bool, checked: Checked | None) -> list[Charted]:
    return [Charted(link.shown, f"m{link.measure_id}", page=page, link=link, has_files=has_files, checked=checked) for link in links]


@dataclass(frozen=True)
class KeptCharts:
    """All charts of a story as they stand on its page, and what the first outcome measure says."""

    html: SafeString
    outcome: str = ""
    anchor: str = ""


def charts_in_story(page: StoryPage, *, is_published: bool = False) -> KeptCharts | None:
    """Kept by what they are made of: a new story elsewhere changes none of them."""
    links = _links(page)
    if not links:
        return None
    has_files, checked = _around(page, links, is_published)
    made_of = (
        page.slug,
        [(link.measure_id, link.revision_id, link.chart, link.chart_reason, link.rules) for link in links],
        [(cycle.when, cycle.title) for cycle in page.cycles.all()],
        has_files,
        checked,
        get_language(),
    )
    kept_as = f"charts:{page.pk}:{sha256(repr(made_of).encode()).hexdigest()[:32]}"
    return caches["pages"].get_or_set(kept_as, lambda: _drawn_in_story(_charted(page, links, has_files, checked)), KEEP_FOR)


def _drawn_in_story(charts: list[Charted]) -> KeptCharts:
    family = family_of(charts)
    html = mark_safe(render_to_string("components/charts.html", {"charts": family, "here": get_language()}))
    outcome = family.outcome if family else None
    return KeptCharts(html, outcome.outcome, f"chart-{outcome.link.measure_id}") if outcome else KeptCharts(html)


def checked_by(page: StoryPage) -> Checked | None:
    """Who approved the version that is live."""
    approved = TaskState.objects.filter(revision_id=page.live_revision_id, status=TaskState.STATUS_APPROVED)
    state = approved.select_related("finished_by__member").order_by("-finished_at").first() if page.live_revision_id else None
    if state is None or state.finished_by is None or state.finished_at is None:
        return None
    return Checked(str(getattr(state.finished_by, "member", state.finished_by)), state.finished_at)
