"""Runs and crossings around a centre line. Plain Python.

Sources: Anhøj and Olesen 2014 (doi 10.1371/journal.pone.0113825) for the longest run and the crossings; Schilling 2012 and Chen 2010
for their limits; Swed and Eisenhart 1943 for the number of runs; Perla, Provost and Murray 2011 for the run chart rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import comb, log2

TIE = 1e-9  # of the scale: a value this near to the line lies on it


@dataclass(frozen=True, slots=True)
class Runs:
    """What runs analysis counts in one part. None where no point is useful."""

    useful: int
    longest: int | None
    longest_max: int | None
    crossings: int | None
    crossings_min: int | None

    @property
    def is_long(self) -> bool:
        return self.longest is not None and self.longest_max is not None and self.longest > self.longest_max

    @property
    def crosses_too_rarely(self) -> bool:
        return self.crossings is not None and self.crossings_min is not None and self.crossings < self.crossings_min

    @property
    def signals(self) -> bool:
        return self.is_long or self.crosses_too_rarely


def side(value: float | None, centre: float | None) -> int:
    """1 above the line, -1 below, 0 on it or missing."""
    if value is None or centre is None:
        return 0
    if abs(value - centre) <= TIE * max(abs(value), abs(centre)):
        return 0
    return 1 if value > centre else -1


@cache
def longest_run_max(useful: int) -> int:
    """The longest run that `useful` points may have by chance: round(log2 n) + 3."""
    return round(log2(useful)) + 3


@cache
def crossings_min(useful: int) -> int:
    """The fewest crossings by chance: the lower 5% point of a binomial with n - 1 trials and one half, in exact integers."""
    trials = useful - 1
    ways = so_far = 1  # one way to cross never; each next number of ways from the one before, so that 10,000 points stay quick
    for k in range(trials):
        if 20 * so_far >= 2**trials:
            return k
        ways = ways * (trials - k) // (k + 1)
        so_far += ways
    return trials


def runs_of(sides: Sequence[int]) -> Runs:
    """Runs analysis of one part. Points on the line (0) are skipped and do not break a run."""
    useful = [each for each in sides if each]
    if not useful:
        return Runs(0, None, None, None, None)
    longest = length = 1
    crossings = 0
    for before, now in pairwise(useful):
        length = length + 1 if now == before else 1
        crossings += now != before
        longest = max(longest, length)
    return Runs(len(useful), longest, longest_run_max(len(useful)), crossings, crossings_min(len(useful)))


@cache
def runs_count_limits(useful: int) -> tuple[int, int] | None:
    """(too few at or below, too many at or above) for the number of runs, two-sided 5%, halves as equal as can be.

    The exact distribution of Swed and Eisenhart 1943; printed tables are off by one in places. None below 10 points.
    """
    if useful < 10:
        return None
    below, above = useful // 2, useful - useful // 2
    ways = [0] * (useful + 2)
    for k in range(1, useful // 2 + 1):
        ways[2 * k] += 2 * comb(below - 1, k - 1) * comb(above - 1, k - 1)
        ways[2 * k + 1] += comb(below - 1, k) * comb(above - 1, k - 1) + comb(below - 1, k - 1) * comb(above - 1, k)
    total = comb(useful, below)
    few = sum_ = 0
    for runs in range(1, useful + 1):
        sum_ += ways[runs]
        if 40 * sum_ > total:
            break
        few = runs
    many, sum_ = useful + 1, 0
    for runs in range(useful, 0, -1):
        sum_ += ways[runs]
        if 40 * sum_ > total:
            break
        many = runs
    return few, many
