"""Which charts a measure may be drawn as, and why not as another; what each set of rules does, with its false alarms."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.choosing import Kind
from measures.series import Chart
from measures.showing import ChartChoice, Shown, show
from measures.snapshot import Snapshot
from measures.words import chart_name, said

MOST_TRIED = 2_000  # of a longer series it is not tried beforehand whether a chart can be drawn
OFFERED = (
    Chart.RUN, Chart.P, Chart.P_PRIME, Chart.U, Chart.U_PRIME, Chart.C, Chart.I, Chart.I_PRIME, Chart.I_MEDIAN, Chart.XBAR, Chart.G, Chart.T,
)  # fmt: skip
FITS: dict[Kind, tuple[Chart, ...]] = {
    Kind.PROPORTION: (Chart.RUN, Chart.P, Chart.P_PRIME, Chart.I, Chart.I_PRIME, Chart.I_MEDIAN),
    Kind.RATE: (Chart.RUN, Chart.U, Chart.U_PRIME, Chart.I, Chart.I_PRIME, Chart.I_MEDIAN),
    Kind.COUNT: (Chart.RUN, Chart.C, Chart.I, Chart.I_MEDIAN),
    Kind.VALUE: (Chart.RUN, Chart.I, Chart.I_PRIME, Chart.I_MEDIAN),
    Kind.SUBGROUP: (Chart.RUN, Chart.XBAR, Chart.I),
    Kind.CASES_BETWEEN: (Chart.RUN, Chart.G, Chart.I),
    Kind.TIME_BETWEEN: (Chart.RUN, Chart.T, Chart.G, Chart.I),
}
NEEDS: dict[Chart, str | Promise] = {
    Chart.P: gettext_lazy("It is for shares: a number out of a whole."),
    Chart.P_PRIME: gettext_lazy("It is for shares: a number out of a whole."),
    Chart.U: gettext_lazy("It is for rates: events per exposure."),
    Chart.U_PRIME: gettext_lazy("It is for rates: events per exposure."),
    Chart.C: gettext_lazy("It is for numbers of events with the same opportunity each time."),
    Chart.I: gettext_lazy("It is for single measurements."),
    Chart.I_PRIME: gettext_lazy("It is for measurements that rest on different numbers of cases."),
    Chart.I_MEDIAN: gettext_lazy("It is for single measurements."),
    Chart.XBAR: gettext_lazy("It is for means of several measurements, with their spread."),
    Chart.G: gettext_lazy("It is for rare events, by the cases between them."),
    Chart.T: gettext_lazy("It is for rare events, by the time between them."),
}
RULES: dict[str, str | Promise] = {
    "anhoej": gettext_lazy(
        "The usual choice: a run that is unusually long, or a line that is crossed unusually rarely, and points outside the limits. "
        "False alarms with 24 stable points: 3 in 100 on a run chart, 12 in 100 on an I chart, whose limits are one more chance to be wrong."
    ),
    "run-chart": gettext_lazy(
        "Six points on one side, five rising or falling, too few or too many runs. Known from IHI and Scotland. "
        "It cries wolf: 38 in 100 stable run charts of 24 points."
    ),
    "making-data-count": gettext_lazy(
        "As the NHS in England does: outside the limits, seven on one side, seven rising or falling, two of three near a limit. "
        "False alarms on an I chart of 24 stable points: 19 in 100."
    ),
    "western-electric": gettext_lazy(
        "The factory rules of 1956: outside the limits, two of three, four of five, eight on one side. "
        "They need limits. False alarms on an I chart of 24 stable points: 19 in 100."
    ),
    "life-qi": gettext_lazy(
        "As Life QI does: outside the limits, eight on one side, six rising or falling. "
        "False alarms on an I chart of 24 stable points: 15 in 100."
    ),
    "shewhart": gettext_lazy(
        "Only points outside the limits; on a run chart it finds nothing. False alarms on an I chart of 24 stable points: 9 in 100."
    ),
}


@dataclass(frozen=True)
class ChartOption:
    """One chart to choose, or why it is not to be chosen."""

    chart: Chart
    is_suggested: bool
    why_not: str

    @property
    def name(self) -> str:
        return chart_name(self.chart)


def options_for(snapshot: Snapshot, shown: Shown) -> list[ChartOption]:
    """Every chart by its name, those that do not fit with the reason."""
    fits = FITS[snapshot.definition.kind]
    tries = len(shown.points) <= MOST_TRIED
    return [
        ChartOption(
            chart,
            chart == shown.suggested,
            str(NEEDS[chart]) if chart not in fits else _why_not(snapshot, chart) if tries and chart != shown.chart else "",
        )
        for chart in OFFERED
    ]


def _why_not(snapshot: Snapshot, chart: Chart) -> str:
    """What the figures lack for it."""
    tried = show(replace(snapshot, notes=()), ChartChoice(chart))
    if tried.unfit is None or tried.chart == chart:
        return ""
    return said(tried.unfit) or _("These figures cannot be drawn so.")
