"""Organizations that count the same, side by side in a funnel: only those that said yes, only what their published charts show, only one steady phase.

A funnel asks one question, whether a place differs from the others by more than chance; it ranks nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures import words
from measures.analysis import Analysis
from measures.chart import NARROW, WIDE, ChartWords, Size
from measures.choosing import Kind
from measures.funnel import Unit, UnitReading, funnel
from measures.funnel_chart import draw_funnel
from measures.models import Indicator
from measures.series import Chart, Point, UnfitData
from measures.showing import Shown, show
from measures.snapshot import Definition
from measures.spelling import bare_figure, span
from stories.models import StoryMeasure, StoryPage

FEWEST = 5
MOST = 80
FUNNELS = {Kind.PROPORTION: Chart.FUNNEL_PROPORTION, Kind.RATE: Chart.FUNNEL_RATE}


@dataclass(frozen=True)
class Place:
    """One organization: its last steady phase, as everybody may see it in its story."""

    organization: str
    story: StoryPage
    numerator: float
    denominator: float
    period: str
    is_illustrative: bool


@dataclass(frozen=True)
class Line:
    """A row of the table beside the funnel."""

    place: Place
    number: int  # as it stands on the drawing
    figure: str
    says: str


@dataclass(frozen=True)
class Comparison:
    """Who can be compared, who cannot yet, and the drawing when there are enough."""

    indicator: Indicator
    places: list[Place]
    unsteady: list[str]  # organizations whose figures moved within their last phase

    @property
    def is_possible(self) -> bool:
        return self.indicator.kind in FUNNELS

    @property
    def needed(self) -> int:
        return max(FEWEST - len(self.places), 0)

    @property
    def is_illustrative(self) -> bool:
        return any(place.is_illustrative for place in self.places)

    @cached_property
    def readings(self) -> list[UnitReading]:
        if not self.is_possible or self.needed:
            return []
        units = [Unit(place.organization, place.numerator, place.denominator) for place in self.places]
        try:
            return funnel(FUNNELS[Kind(self.indicator.kind)], units, multiply=self._multiplier)
        except UnfitData:
            return []

    @property
    def _multiplier(self) -> float:
        return 100 if self.indicator.kind == Kind.PROPORTION else float(self.indicator.multiplier)

    def _figure(self, value: float) -> str:
        return words.figure(value, self._about)

    @cached_property
    def _about(self) -> Definition:
        each = self.indicator
        unit = "%" if each.kind == Kind.PROPORTION else each.unit
        return Definition(each.name, unit=unit, decimals=each.decimals, kind=Kind(each.kind), multiplier=float(each.multiplier))

    @cached_property
    def lines(self) -> list[Line]:
        """By name: a funnel makes no order of merit."""
        places = {place.organization: place for place in self.places}
        lines = [
            Line(places[each.name], number, self._figure(each.value), self._says(each)) for number, each in enumerate(self.readings, 1)
        ]
        return sorted(lines, key=lambda line: line.place.organization.casefold())

    def _says(self, reading: UnitReading) -> str:
        if reading.mark:
            return _("above the outer limits") if reading.mark > 0 else _("below the outer limits")
        if not reading.lower_95 <= reading.value <= reading.upper_95:
            return _("between the inner and the outer limits")
        return _("within the limits: the difference may be chance")

    @property
    def finding(self) -> str:
        outside = sum(bool(each.mark) for each in self.readings)
        if not outside:
            return _("No organization lies outside the outer limits: the differences between them may be chance.")
        said = ngettext(
            "%(n)s organization lies outside the outer limits: more than chance alone. Ask first how it counts, and whom it serves.",
            "%(n)s organizations lie outside the outer limits: more than chance alone. Ask first how they count, and whom they serve.",
            outside,
        )
        return said % {"n": outside}

    @property
    def wide(self) -> SafeString:
        return self._draw(WIDE)

    @property
    def narrow(self) -> SafeString:
        return self._draw(NARROW)

    def _draw(self, size: Size) -> SafeString:
        name, is_share = self.indicator.name, self.indicator.kind == Kind.PROPORTION
        said = ChartWords(
            f"{name}: {words.chart_name(FUNNELS[Kind(self.indicator.kind)])}",
            self.finding,
            (),
            (),
            lambda value: bare_figure(value, self._about),
            _("Mean"),
            _("Upper limit"),
            _("Lower limit"),
            _("Aim"),
            tick=lambda value: bare_figure(value, self._about, trims=True),
        )
        return mark_safe(draw_funnel(self.readings, said, size=size, key="funnel", is_share=is_share))


def comparison(indicator: Indicator, links: Iterable[StoryMeasure]) -> Comparison:
    """Of these published charts, with their measures, organizations, pages and revisions."""
    places: dict[int, Place] = {}
    unsteady: dict[int, str] = {}
    kind = indicator.kind
    shown = [(link, show(link.revision.snapshot)) for link in links if indicator.kind in FUNNELS]
    fitting = [(link, each) for link, each in shown if each.definition.kind == kind and each.analysis]
    real = [pair for pair in fitting if not pair[1].definition.is_illustrative]
    for link, each in sorted(real or fitting, key=lambda pair: pair[1].as_of or pair[0].revision.made_at.date()):
        organization = link.measure.organization
        place = _last_steady_phase(each, each.analysis, organization.shown_name, link.page)
        places.pop(organization.pk, None)
        unsteady.pop(organization.pk, None)
        if place:
            places[organization.pk] = place
        else:
            unsteady[organization.pk] = organization.shown_name
    return Comparison(indicator, list(places.values()), sorted(unsteady.values(), key=str.casefold))


def _last_steady_phase(shown: Shown, analysis: Analysis | None, name: str, story: StoryPage) -> Place | None:
    """None where the figures moved within the phase: their sum would stand for no time at all."""
    if analysis is None or not analysis.parts:
        return None
    first = analysis.parts[-1].first
    if any(finding.last >= first and finding.first >= first for finding in analysis.findings):
        return None
    left_out = {place for place, _reason in shown.left_out}
    points = [point for place, point in enumerate(shown.points) if place >= first and place not in left_out and _has_both(point)]
    if not points:
        return None
    period = span(points[0].on, points[-1].on, shown.time_unit, shown.merged_months)
    numerator, denominator = (sum(getattr(point, part) for point in points) for part in ("numerator", "denominator"))
    return Place(name, story, numerator, denominator, period, shown.definition.is_illustrative)


def _has_both(point: Point) -> bool:
    return point.numerator is not None and bool(point.denominator)
