"""Figures as typed, and as they are. Plain Python: numbers in, numbers out."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

SHARE = r"(?<![\d.,])(?P<share>\d{1,3}(?:[.,]\d{1,3})?)\s?%"
PARTS = r"(?<![\d.,/])(?P<number>\d{1,7})\s?(?:of|out of|sur|/)\s?(?P<whole>\d{1,7})(?![\d/]|[.,]\d)"
BESIDE = r"(?:[^\d%.;()]{0,30}\(|,?\s|\s?=\s?)"  # a bracket may follow a few words; without one they touch
SHARES_BESIDE_PARTS = (re.compile(SHARE + BESIDE + PARTS), re.compile(PARTS + BESIDE + SHARE))


@dataclass(frozen=True)
class Figure:
    """A value (in its unit; percent for shares), or numerator out of denominator. Any of the three may be None."""

    stated: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None

    @property
    def problem(self) -> str:
        """Empty, or what no reading can mend: numerator-above-denominator, numerator-alone."""
        if self.numerator is not None and not self.denominator:
            return "numerator-alone"
        if self.numerator is not None and self.denominator and self.numerator > self.denominator:
            return "numerator-above-denominator"
        return ""

    @property
    def computed(self) -> Decimal | None:
        """100 x numerator / denominator, to one decimal, in percent; None when the parts are not there."""
        if self.numerator is None or not self.denominator:
            return None
        return (Decimal(100) * self.numerator / self.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def value(self) -> Decimal | None:
        """What is shown and drawn: recomputed where it can be, else as stated."""
        return self.computed if self.computed is not None else self.stated

    @property
    def is_misprinted(self) -> bool:
        """True when the stated percentage is further from numerator / denominator than rounding or cutting could take it."""
        if self.stated is None or self.numerator is None or not self.denominator:
            return False
        exact = Decimal(100) * self.numerator / self.denominator
        places = max(0, -int(self.stated.normalize().as_tuple().exponent))
        return abs(self.stated - exact) >= Decimal(1).scaleb(-places)


def shares_in(text: str) -> list[Figure]:
    """Each percentage that stands in a sentence right beside its counts: 58.6% (204 of 318), or 204/318 = 58.6%."""
    found = sorted((match for way in SHARES_BESIDE_PARTS for match in way.finditer(text)), key=lambda match: match.start())
    return [Figure(Decimal(match["share"].replace(",", ".")), int(match["number"]), int(match["whole"])) for match in found]
