"""Funnels: units side by side, each against the limits that its size allows. Plain Python.

Source: Spiegelhalter 2005 (doi 10.1002/sim.1970): proportions on the arcsine scale; ratios of counts on the log scale with
half a case added; observed over expected by exact Poisson limits, which are quantiles of chi-square. 95% and 99.8% limits. Units are compared over one stable period; a funnel has no runs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import asin, exp, fsum, lgamma, log, pi, sin, sqrt
from statistics import NormalDist

from measures.sentences import gettext_noop
from measures.series import Chart, UnfitData


@dataclass(frozen=True, slots=True)
class Unit:
    """One place: its name, what was counted, and out of how many (or how many were expected)."""

    name: str
    numerator: float
    denominator: float


@dataclass(frozen=True, slots=True)
class UnitReading:
    name: str
    denominator: float
    value: float
    centre: float
    lower: float
    upper: float
    lower_95: float
    upper_95: float

    @property
    def mark(self) -> int:
        """1 above the outer limits, -1 below, 0 inside."""
        return (self.value > self.upper) - (self.value < self.lower)


def funnel(chart: Chart, units: Sequence[Unit], *, multiply: float = 1) -> list[UnitReading]:
    """The units in order of their denominators, with 95% and 99.8% limits. Raises UnfitData."""
    if not units:
        raise UnfitData(gettext_noop("There are no units to compare."))
    for unit in units:
        if unit.denominator <= 0:
            raise UnfitData(gettext_noop("%(name)s has a denominator of 0 or less: leave it out."), name=unit.name)
        if unit.numerator < 0 or (chart == Chart.FUNNEL_PROPORTION and unit.numerator > unit.denominator):
            raise UnfitData(gettext_noop("%(name)s has a number that does not fit its whole."), name=unit.name)
    ordered = sorted(units, key=lambda unit: unit.denominator)
    if chart not in LIMITS:
        raise UnfitData(gettext_noop("This is no funnel."))
    pooled = fsum(unit.numerator for unit in units) / fsum(unit.denominator for unit in units)
    centre = 1.0 if chart == Chart.FUNNEL_RATIO else pooled
    return [_reading(unit, centre, LIMITS[chart], multiply) for unit in ordered]


def _reading(unit: Unit, centre: float, limits: Callable[..., tuple[float, float]], multiply: float) -> UnitReading:
    inner, outer = limits(centre, unit.denominator, 0.025), limits(centre, unit.denominator, 0.001)
    figures = (unit.numerator / unit.denominator, centre, *outer, *inner)
    return UnitReading(unit.name, unit.denominator, *(figure * multiply for figure in figures))


def _proportion(p: float, n: float, tail: float) -> tuple[float, float]:
    middle, reach = asin(sqrt(p)), _z(tail) / (2 * sqrt(n))
    return sin(max(middle - reach, 0)) ** 2, sin(min(middle + reach, pi / 2)) ** 2


def _rate(rate: float, n: float, tail: float) -> tuple[float, float]:
    cases = rate * n
    spread = sqrt(cases / (cases + 0.5) ** 2 + n / (n + 0.5) ** 2)
    return rate * exp(-_z(tail) * spread), rate * exp(_z(tail) * spread)


def _ratio(_one: float, expected: float, tail: float) -> tuple[float, float]:
    return chi_square_quantile(tail, 2 * expected) / (2 * expected), chi_square_quantile(1 - tail, 2 * expected + 2) / (2 * expected)


def _z(tail: float) -> float:
    return NormalDist().inv_cdf(1 - tail)


LIMITS = {Chart.FUNNEL_PROPORTION: _proportion, Chart.FUNNEL_RATE: _rate, Chart.FUNNEL_RATIO: _ratio}


@lru_cache(maxsize=4096)
def chi_square_quantile(probability: float, df: float) -> float:
    """The value below which chi-square with `df` degrees lies with this probability; by halving, to the last digit."""
    low, high = 0.0, df + 20 * sqrt(2 * df) + 60
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if _gamma_below(df / 2, middle / 2) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _gamma_below(a: float, x: float) -> float:
    """The regularized lower incomplete gamma function, by its series or its continued fraction (Lentz)."""
    if x <= 0:
        return 0.0
    front = exp(a * log(x) - x - lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        n = a
        while abs(term) > abs(total) * 1e-17:
            n += 1
            term *= x / n
            total += term
        return total * front
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    h = d
    for i in range(1, 10_000):
        an = -i * (i - a)
        b += 2
        d = 1 / (an * d + b or tiny)
        c = b + an / c or tiny
        h *= d * c
        if abs(d * c - 1) < 1e-16:
            break
    return 1 - front * h
