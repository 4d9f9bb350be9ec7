"""Centre lines and limits of control charts. Plain Python.

Sources: Montgomery, Introduction to Statistical Quality Control (I, MR, Xbar, S, P, C, U; constants); Nelson 1982 (screening of moving
ranges); Laney 2002 (P', U'); Benneyan 2001 (G); Nelson 1994 and Montgomery (T by the power 1/3.6); Taylor 2017 (I', normalized individuals);
Spiegelhalter 2005 (funnels). A moving range is never taken across a missing period; an excluded point closes the gap.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp, fsum, isclose, lgamma, pi, sqrt
from statistics import median, stdev

from measures.sentences import gettext_noop
from measures.series import Chart, Options, UnfitData

D2 = 1.128  # mean moving range of two neighbours, in standard deviations
D2_MEDIAN = 0.954  # the same of the median moving range
D4 = 3.267  # upper limit of a moving range, in mean moving ranges
D4_MEDIAN = 3.865
TO_NORMAL = 1 / 3.6  # the power that makes waiting times nearly normal

BOUNDED = {Chart.P: 1.0, Chart.P_PRIME: 1.0}
NEVER_BELOW_ZERO = {Chart.P, Chart.P_PRIME, Chart.C, Chart.U, Chart.U_PRIME, Chart.G, Chart.S, Chart.MR, Chart.T}


@dataclass(frozen=True, slots=True)
class Plotted:
    """One point as it is drawn, before the multiplier. `n` is the denominator, or the size of the subgroup; 0 where there is none."""

    y: float | None
    n: float = 0.0
    sd: float | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Centre and the distance of one standard deviation, upwards and downwards; None where there is none."""

    centre: float | None
    sigma: float | None = None
    limits: Callable[[float], tuple[float | None, float | None]] | None = None  # where limits are no multiples of sigma

    def at(self, sigmas: float) -> tuple[float | None, float | None]:
        if self.limits is not None:
            return self.limits(sigmas)
        if self.centre is None or self.sigma is None:
            return None, None
        return self.centre - sigmas * self.sigma, self.centre + sigmas * self.sigma


Plots = Sequence[Plotted]
Draw = Callable[[Plots, Plots, Plots, Options, float], list[Lines]]
NOTHING = Lines(None)


def mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)


def values_of(points: Plots) -> list[float]:
    return [each.y for each in points if each.y is not None]


def moving_ranges(values: Sequence[float | None]) -> list[float]:
    """Absolute differences of neighbours; none across a missing one."""
    pairs = pairwise(values)
    return [abs(now - before) for before, now in pairs if before is not None and now is not None]


def mean_range(ranges: Sequence[float], *, screen: bool) -> float | None:
    """The mean moving range, extreme ones left out once when `screen`. None when nothing is left."""
    if not ranges:
        return None
    if screen:
        limit = D4 * mean(ranges)
        ranges = [each for each in ranges if each < limit and not isclose(each, limit, rel_tol=1e-12)]
    return mean(ranges) if ranges else None


def median_range(ranges: Sequence[float], *, screen: bool) -> float | None:
    if ranges and screen:
        limit = D4_MEDIAN * median(ranges)
        ranges = [each for each in ranges if each < limit]
    return median(ranges) if ranges else None


def ratio_of_sums(known: Plots) -> float:
    """Pooled ratio: sum of numerators over sum of denominators."""
    whole = fsum(each.n for each in known)
    if not whole:
        raise UnfitData(gettext_noop("No point says out of how many."))
    return fsum(each.y * each.n for each in known if each.y is not None) / whole


@cache
def c4(n: float) -> float:
    """What the mean of sample standard deviations has to be divided by, for subgroups of n."""
    return sqrt(2 / (n - 1)) * exp(lgamma(n / 2) - lgamma((n - 1) / 2))


def lines(chart: Chart, points: Plots, base: Plots, options: Options, *, three_sigma: float = 3 / D2) -> list[Lines]:
    """Centre and limits for each point of one part.

    `points`: all of the part; `base`: those that feed the lines, in order, missing ones kept (y None) and excluded ones gone.
    `three_sigma`: three standard deviations in mean moving ranges (Making Data Count rounds 3/1.128 to 2.66).
    """
    if chart not in OF_CHART:
        raise UnfitData(gettext_noop("Units side by side are drawn as a funnel."))
    known = [each for each in base if each.y is not None]
    if not known:
        return [NOTHING for _ in points]
    return OF_CHART[chart](points, base, known, options, three_sigma)


def _run(points: Plots, base: Plots, known: Plots, options: Options, three_sigma: float) -> list[Lines]:
    centre = _given(options, median(values_of(known)))
    return [Lines(centre)] * len(points)


def _individuals(points: Plots, base: Plots, known: Plots, options: Options, three_sigma: float) -> list[Lines]:
    centre = _given(options, mean(values_of(known)))
    amr = mean_range(moving_ranges([each.y for each in base]), screen=options.screen)
    return [Lines(centre, None if amr is None else amr * three_sigma / 3)] * len(points)


def _median_individuals(points: Plots, base: Plots, known: Plots, options: Options, three_sigma: float) -> list[Lines]:
    centre = _given(options, median(values_of(known)))
    amr = mean_range(moving_ranges([each.y for each in base]), screen=options.screen)
    return [Lines(centre, None if amr is None else amr / D2)] * len(points)


def _median_ranges(points: Plots, base: Plots, known: Plots, options: Options, three_sigma: float) -> list[Lines]:
    centre = _given(options, median(values_of(known)))
    middle = median_range(moving_ranges([each.y for each in base]), screen=options.screen)
    return [Lines(centre, None if middle is None else middle / D2_MEDIAN)] * len(points)


def _ranges(points: Plots, base: Plots, known: Plots, options: Options, three_sigma: float) -> list[Lines]:
    centre = _given(options, mean(values_of(known)))
    return [Lines(centre, limits=lambda k: (0.0, k * D4 / 3 * centre))] * len(points)


def _xbar(points: Plots, base: Plots, known: Plots, options: Options, three_sigma: float) -> list[Lines]:
    spread = _mean_sd(known)
    centre = _given(options, ratio_of_sums(known))
    return [Lines(centre, spread / (c4(each.n) * sqrt(each.n)) if spread is not None and each.n > 1 else None) for each in points]


def _sds(points: Plots, base: Plots, known: Plots, options: Options, three_sigma: float) -> list[Lines]:
    found = _mean_sd(known)
    if found is None:
        return [NOTHING for _ in points]
    spread = _given(options, found)
    return [Lines(spread, spread * sqrt(1 - c4(each.n) ** 2) / c4(each.n) if each.n > 1 else None) for each in points]


def _mean_sd(known: Plots) -> float | None:
    """Mean of the subgroups' sds; pooled when their sizes differ."""
    spreads = [(each.n, each.sd) for each in known if each.sd is not None and each.n > 1]
    if not spreads:
        return None
    if len({n for n, _sd in spreads}) == 1:
        return mean([sd for _n, sd in spreads])
    return sqrt(fsum((n - 1) * sd**2 for n, sd in spreads) / fsum(n - 1 for n, _sd in spreads))


def _counted(spread: Callable[[float, Plotted], float], *, prime: bool = False, pooled: bool = True) -> Draw:
    """Charts of counts: the sd follows from the centre and each denominator; prime charts widen it by sigma z (Laney)."""

    def draw(points: Plots, base: Plots, known: Plots, options: Options, three_sigma: float) -> list[Lines]:
        centre = _given(options, ratio_of_sums(known) if pooled else mean(values_of(known)))
        wider = _sigma_z(base, centre, spread, options) if prime else 1.0
        found = []
        for each in points:
            has_whole = not pooled or (each.n and each.y is not None)
            found.append(Lines(centre, spread(centre, each) * wider if has_whole and wider is not None else None))
        return found

    return draw


def _sigma_z(base: Plots, centre: float, spread: Callable[[float, Plotted], float], options: Options) -> float | None:
    scores = [
        (each.y - centre) / spread(centre, each) if each.y is not None and each.n and spread(centre, each) > 0 else None for each in base
    ]
    if not options.in_time:
        known = [score for score in scores if score is not None]
        return stdev(known) if len(known) > 1 else None
    amr = mean_range(moving_ranges(scores), screen=options.screen)
    return None if amr is None else amr / D2


def _between_cases(points: Plots, base: Plots, known: Plots, options: Options, three_sigma: float) -> list[Lines]:
    """G: the median is drawn, the limits come from the mean of a geometric count."""
    drawn = _given(options, median(values_of(known)))
    centre = mean(values_of(known))
    sigma = sqrt(centre * (centre + 1))
    return [Lines(drawn, limits=lambda k: (centre - k * sigma, centre + k * sigma))] * len(points)


def _time_between(points: Plots, base: Plots, known: Plots, options: Options, three_sigma: float) -> list[Lines]:
    """T: an I chart of y^(1/3.6), its lines brought back by the power 3.6."""
    if any(each.y is not None and each.y <= 0 for each in points):
        raise UnfitData(
            gettext_noop("A chart of the time between events needs times above 0. Count cases between events instead (a G chart).")
        )
    changed = [Plotted(None if each.y is None else each.y**TO_NORMAL) for each in base]
    centre = mean([each.y for each in changed if each.y is not None])
    amr = mean_range(moving_ranges([each.y for each in changed]), screen=options.screen)

    def back(value: float) -> float:
        return float(max(value, 0.0) ** (1 / TO_NORMAL))

    def limits(k: float) -> tuple[float | None, float | None]:
        return (None, None) if amr is None else (back(centre - k * amr / D2), back(centre + k * amr / D2))

    return [Lines(_given(options, back(centre)), limits=limits)] * len(points)


def _normalized_individuals(points: Plots, base: Plots, known: Plots, options: Options, three_sigma: float) -> list[Lines]:
    """I': individual ratios whose precision follows their denominators."""
    centre = _given(options, ratio_of_sums(known))
    steps = []
    for before, now in pairwise(base):
        if before.y is not None and now.y is not None:
            steps.append(sqrt(pi / 2) * abs(now.y - before.y) / sqrt(1 / now.n + 1 / before.n))
    spread = mean_range(steps, screen=options.screen)
    return [Lines(centre, spread / sqrt(each.n) if spread is not None and each.n else None) for each in points]


def _given(options: Options, found: float) -> float:
    return options.centre / options.multiply if options.centre is not None else found


OF_CHART: dict[Chart, Draw] = {
    Chart.RUN: _run,
    Chart.I: _individuals,
    Chart.MR: _ranges,
    Chart.XBAR: _xbar,
    Chart.S: _sds,
    Chart.P: _counted(lambda p, each: sqrt(p * (1 - p) / each.n)),
    Chart.P_PRIME: _counted(lambda p, each: sqrt(p * (1 - p) / each.n), prime=True),
    Chart.C: _counted(lambda c, each: sqrt(c), pooled=False),
    Chart.U: _counted(lambda u, each: sqrt(u / each.n)),
    Chart.U_PRIME: _counted(lambda u, each: sqrt(u / each.n), prime=True),
    Chart.G: _between_cases,
    Chart.T: _time_between,
    Chart.I_PRIME: _normalized_individuals,
    Chart.I_MEDIAN: _median_individuals,
    Chart.I_MEDIAN_RANGE: _median_ranges,
}
