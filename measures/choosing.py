"""Which chart suits a measure, and why. Plain Python.

Source: the table of chart choice common to Provost and Murray, The Health Care Data Guide, and Mohammed, Worthington and Woodall 2008
(doi 10.1136/qshc.2004.012047); Laney 2002 for large denominators.
"""

from collections.abc import Sequence
from enum import StrEnum
from statistics import fmean

from measures.analysis import analyse
from measures.sentences import gettext_noop
from measures.series import Chart, Options, Point, UnfitData

ENOUGH_FOR_LIMITS = 12
OVERDISPERSED = 1.5  # the limits of an I chart are so many times wider than those of a P or U chart
VARIES = 0.2  # by more than a fifth of the mean
TELLING = 1_000  # so many of the latest points tell whether they differ more than their denominators explain


class Kind(StrEnum):
    """What one figure of a measure is."""

    PROPORTION = "proportion"
    RATE = "rate"
    COUNT = "count"
    VALUE = "value"
    SUBGROUP = "subgroup"
    CASES_BETWEEN = "cases-between"
    TIME_BETWEEN = "time-between"


REASONS: dict[str, str] = {
    "few": gettext_noop("A run chart, because limits from fewer than 12 points would not be firm."),
    "p": gettext_noop("A P chart, because each point is a share of cases."),
    "pp": gettext_noop("A P′ chart, because the numbers of cases are so large that the limits of a P chart would be too narrow."),
    "u": gettext_noop("A U chart, because each point is a number of events per exposure."),
    "up": gettext_noop("A U′ chart, because the exposures are so large that the limits of a U chart would be too narrow."),
    "c": gettext_noop("A C chart, because each point counts events where the opportunity stays the same."),
    "c-u": gettext_noop("A U chart, because the opportunity for events differs by more than a fifth between points."),
    "i": gettext_noop("An I chart, because each point is one measurement."),
    "ip": gettext_noop("An I′ chart, because each measurement rests on a different number of cases."),
    "xbar": gettext_noop("An Xbar chart, because each point is the mean of several measurements."),
    "g": gettext_noop("A G chart, because rare events are best seen in the cases between them."),
    "t": gettext_noop("A T chart, because rare events are best seen in the time between them."),
    "t-g": gettext_noop("A G chart, because some events happened at the same time and a T chart cannot show a time of 0."),
}


def suggest(kind: Kind, points: Sequence[Point]) -> tuple[Chart, str]:
    """The chart, and the sentence that says why. A run chart is always allowed."""
    chart, reason = _suited(kind, points)
    return chart, REASONS[reason]


def _suited(kind: Kind, points: Sequence[Point]) -> tuple[Chart, str]:
    useful = [point for point in points if has_figure(point)]
    if len(useful) < ENOUGH_FOR_LIMITS:
        return Chart.RUN, "few"
    match kind:
        case Kind.PROPORTION:
            return (Chart.P_PRIME, "pp") if _is_overdispersed(Chart.P, points) else (Chart.P, "p")
        case Kind.RATE:
            return (Chart.U_PRIME, "up") if _is_overdispersed(Chart.U, points) else (Chart.U, "u")
        case Kind.COUNT:
            return (Chart.U, "c-u") if _opportunity_varies(useful) else (Chart.C, "c")
        case Kind.SUBGROUP:
            return Chart.XBAR, "xbar"
        case Kind.CASES_BETWEEN:
            return Chart.G, "g"
        case Kind.TIME_BETWEEN:
            return (Chart.G, "t-g") if any(point.value == 0 for point in useful) else (Chart.T, "t")
        case _:
            return (Chart.I_PRIME, "ip") if _opportunity_varies(useful) else (Chart.I, "i")


def has_figure(point: Point) -> bool:
    return point.value is not None or bool(point.values) or (point.numerator is not None and point.denominator != 0)


def _opportunity_varies(points: Sequence[Point]) -> bool:
    wholes = [point.denominator for point in points if point.denominator]
    return len(wholes) == len(points) and max(wholes) - min(wholes) > VARIES * fmean(wholes)


def _is_overdispersed(chart: Chart, points: Sequence[Point]) -> bool:
    """Do the points differ from month to month much more than their denominators explain?"""
    latest = points[-TELLING:]
    try:
        counted, measured = analyse(chart, latest), analyse(Chart.I, latest, Options())
    except UnfitData:
        return False
    widths = [each.upper_2s - each.centre for each in counted.points if each.upper_2s is not None and each.centre is not None]
    by_range = next((each.upper - each.centre for each in measured.points if each.upper is not None and each.centre is not None), None)
    if not widths or not by_range:
        return False
    by_counts = fmean(widths) / 2 * 3
    return by_counts > 0 and by_range / by_counts > OVERDISPERSED
