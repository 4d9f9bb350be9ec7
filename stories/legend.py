"""What the marks and lines of a chart mean: only those that occur in it, each drawn as it stands there."""

from collections.abc import Iterator

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from measures.analysis import Analysis
from measures.found import compared_with
from measures.marks import Mark, marks_of
from measures.showing import Shown
from measures.svg import mark, path

Line = tuple[SafeString, str]
IN_RUN = {
    "good": lambda: _("part of a run, shift or trend, in the wanted direction"),
    "concern": lambda: _("part of a run, shift or trend, against the wanted direction"),
    "neutral": lambda: _("part of a run, shift or trend"),
}
OUTSIDE = {
    "good": lambda: _("outside the limits, in the wanted direction"),
    "concern": lambda: _("outside the limits, against the wanted direction"),
    "neutral": lambda: _("outside the limits"),
}


def legend(shown: Shown, centre: str) -> list[Line]:
    """Marks first, then lines, in the order in which they are looked for. `centre`: the name of the centre line."""
    if shown.analysis is None:
        return []
    analysis = shown.analysis
    return [*_marks(shown, analysis), *_lines(shown, analysis, centre.lower())]


def _marks(shown: Shown, analysis: Analysis) -> Iterator[Line]:
    found = {each for each, read in zip(marks_of(analysis), analysis.points, strict=True) if read.value is not None}
    for each in sorted(found, key=lambda each: (each.is_hollow, ("circle", "square", "diamond").index(each.shape), each.tone)):
        yield _drawn(mark(each.shape, each.classes, x=14, y=8, r=3.6)), _said_of(each, shown)


def _said_of(each: Mark, shown: Shown) -> str:
    if each.is_hollow:
        return _("left out of the lines, with a reason")
    if each.shape == "circle" and not each.tone:
        return _one(shown)
    return (OUTSIDE if each.shape == "diamond" else IN_RUN)[each.tone or "neutral"]()


def _one(shown: Shown) -> str:
    if shown.merged_months > 1 and shown.time_unit == "month":
        return _("%(count)s months together") % {"count": shown.merged_months}
    names = {
        "day": _("one day"),
        "week": _("one week"),
        "month": _("one month"),
        "quarter": _("one quarter"),
        "year": _("one year"),
    }
    return names.get(shown.time_unit, _("one event")) if shown.shows_dates else _("one event")


def _lines(shown: Shown, analysis: Analysis, centre: str) -> Iterator[Line]:
    read = [each for each in analysis.points if each.centre is not None]
    if read:
        yield _drawn(path("centre", "M0 8H28")), centre
    if any(not each.in_base and not each.excluded for each in read):
        yield _drawn(path("centre centre-ext", "M0 8H28")), _("%(centre)s carried on") % {"centre": centre}
    if analysis.has_limits:
        yield _drawn(path("limit", "M0 8H28")), _("limits")
    if any(aim is not None for aim in shown.aims):
        yield _drawn(path("aim", "M0 8H28")), _("aim")
    if len(analysis.parts) > 1:
        yield _drawn(path("phase", "M14 0V16")), _("a new phase")
    if compared_with(shown) == "phases":
        has_limit = shown.against_first_phase and any("outside" in each.findings for each in shown.against_first_phase.points)
        limit = path("carried carried-limit", "M0 12H28") if has_limit else ""
        yield _drawn(path("carried", f"M0 {4 if limit else 8}H28") + limit), _("the first phase, carried on")


def _drawn(what: str) -> SafeString:
    return mark_safe(f'<svg viewBox="0 0 28 16" class="chart-svg" aria-hidden="true">{what}</svg>')
