"""Every kind of chart once, of made-up figures that are the same each time."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from measures import words
from measures.chart import NARROW, WIDE, ChartWords, draw
from measures.choosing import Kind
from measures.facts import facts_of
from measures.funnel import Unit, funnel
from measures.funnel_chart import draw_funnel
from measures.icons import icon
from measures.series import Chart, Direction
from measures.showing import ChartChoice, Shown, show
from measures.small_chart import draw_small
from measures.snapshot import AimStep, Definition, Figure, Note, PhaseStart, Snapshot

POINTS = 32
CHANGED = 17  # from this point on the figures are lower
ICONS = ("common_cause", "improvement_low", "concern_high", "neutral_high", "pass", "fail", "hit_or_miss")
KINDS = {
    **dict.fromkeys((Chart.RUN, Chart.P, Chart.P_PRIME), Kind.PROPORTION),
    **dict.fromkeys((Chart.U, Chart.U_PRIME), Kind.RATE),
    **dict.fromkeys((Chart.XBAR, Chart.S), Kind.SUBGROUP),
    Chart.C: Kind.COUNT,
    Chart.G: Kind.CASES_BETWEEN,
    Chart.T: Kind.TIME_BETWEEN,
}


def chart_examples() -> dict[str, Any]:
    """What the gallery shows of charts: each kind in both sizes, small ones, a funnel, and the icons with their words."""
    shown = {chart: _shown(chart) for chart in Chart if not chart.name.startswith("FUNNEL")}
    charts = [_drawn(chart, each) for chart, each in shown.items()]
    small = [_small(shown[chart], str(chart)) for chart in (Chart.P, Chart.RUN, Chart.T)]
    return {"charts": [*charts, _funnel()], "small_charts": small, "chart_icons": [(mark_safe(icon(kind)), kind) for kind in ICONS]}


def _drawn(chart: Chart, shown: Shown) -> tuple[str, SafeString, SafeString]:
    said = words.chart_words(shown)
    return words.chart_name(chart), *(mark_safe(draw(shown, said, size=size, key=f"g-{chart}")) for size in (WIDE, NARROW))


def _small(shown: Shown, key: str) -> tuple[SafeString, str]:
    facts = facts_of(shown)
    drawn = draw_small(facts, title=words.outcome_line(facts), figure=lambda value: words.figure(value, facts), key=f"g-small-{key}")
    return mark_safe(drawn), words.outcome_line(facts)


def _funnel() -> tuple[str, SafeString, SafeString]:
    rng = random.Random(3)  # noqa: S311 - a drawing, no secret
    units = [Unit(_("Team %(number)s") % {"number": number}, 0, rng.randint(40, 700)) for number in range(1, 15)]
    units = [Unit(each.name, round(each.denominator * rng.gauss(0.2, 0.012)), each.denominator) for each in units[:-1]]
    readings = funnel(Chart.FUNNEL_PROPORTION, [*units, Unit(_("Team %(number)s") % {"number": 14}, 150, 480)], multiply=100)
    name = words.chart_name(Chart.FUNNEL_PROPORTION)
    said = ChartWords(name, name, (), (), "{:.0f}%".format, _("Mean"), _("Upper limit"), _("Lower limit"), _("Aim"))
    return name, *(mark_safe(draw_funnel(readings, said, size=size, key="g-funnel")) for size in (WIDE, NARROW))


def _shown(chart: Chart) -> Shown:
    rng = random.Random(str(chart))  # noqa: S311 - a drawing, no secret
    definition = Definition(
        _("Made-up figures"),
        kind=KINDS.get(chart, Kind.VALUE),
        multiplier=1000 if chart in (Chart.U, Chart.U_PRIME) else 1,
        direction=Direction.UP if chart in (Chart.G, Chart.T) else Direction.DOWN,
        aims=(AimStep(20), AimStep(16, _month(CHANGED))) if chart in (Chart.RUN, Chart.P, Chart.I) else (),
        is_illustrative=True,
    )
    has_phase, has_baseline = chart in (Chart.P, Chart.U, Chart.I), chart in (Chart.RUN, Chart.P_PRIME, Chart.I_PRIME)
    snapshot = Snapshot(
        definition,
        tuple(_figures(chart, rng)),
        phases=(PhaseStart(_month(CHANGED), _("Texts to everybody")),) if has_phase else (),
        baseline_until=_month(11) if has_baseline else None,
        notes=(Note(_month(CHANGED), _("Texts to everybody")), Note(_month(27), _("The phone was down"))) if has_phase else (),
    )
    return show(snapshot, ChartChoice(str(chart)))


def _figures(chart: Chart, rng: random.Random) -> Iterator[Figure]:
    """Lower after the change, one month far above, one missing, one left out."""
    for place in range(POINTS):
        level = (22 if place < CHANGED else 17) * (1.9 if place == 27 else 1)
        on = place + 1 if chart in (Chart.G, Chart.T) else _month(place)
        if place == 6 and chart in (Chart.RUN, Chart.I):
            yield Figure(on)
        elif chart in (Chart.G, Chart.T):
            yield Figure(on, value=round(rng.expovariate(level / 600), None if chart == Chart.G else 1))
        elif chart == Chart.C:
            yield Figure(on, round(rng.gauss(level, 4)))
        elif chart in (Chart.XBAR, Chart.S):
            yield Figure(on, value=rng.gauss(level, 1.5), sd=abs(rng.gauss(4, 0.8)), size=rng.randint(12, 20))
        elif chart in KINDS or chart == Chart.I_PRIME:
            whole = rng.randint(110, 180) * (40 if chart in (Chart.P_PRIME, Chart.U_PRIME) else 1)
            share = level / 100 + rng.gauss(0, 0.025)
            yield Figure(on, round(whole * share), whole, left_out=_("Strike") if place == 3 and chart == Chart.RUN else "")
        else:
            yield Figure(on, value=rng.gauss(level, 2))


def _month(place: int) -> date:
    return date(2024 + (place + 2) // 12, (place + 2) % 12 + 1, 1)
