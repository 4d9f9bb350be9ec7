"""How long a post is for X: 280, where most letters weigh one, others two, an emoji two, and any link 23."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from .characters import FORBIDDEN
from .emoji import sequences
from .links import links_with_indices
from .measure import Count


@dataclass(frozen=True)
class Rules:
    """Weights in hundredths, as in the reference's configuration files."""

    most: int = 280
    scale: int = 100
    weight: int = 200
    ranges: tuple[tuple[int, int, int], ...] = ((0, 0x10FF, 100), (0x2000, 0x200D, 100), (0x2010, 0x201F, 100), (0x2032, 0x2037, 100))
    link: int = 23
    knows_emoji: bool = True

    @classmethod
    def read(cls, said: Mapping) -> "Rules":
        return cls(
            most=said["maxWeightedTweetLength"],
            scale=said["scale"],
            weight=said["defaultWeight"],
            ranges=tuple((each["start"], each["end"], each["weight"]) for each in said.get("ranges", [])),
            link=said["transformedURLLength"],
            knows_emoji=said.get("emojiParsingEnabled", False),
        )

    def of(self, text: str) -> int:
        """What these signs weigh together, each by itself."""
        return self.weight * len(text) + sum((weight - self.weight) * len(signs.findall(text)) for signs, weight in _classes(self.ranges))


@lru_cache
def _classes(ranges: tuple[tuple[int, int, int], ...]) -> list[tuple[re.Pattern[str], int]]:
    return [(re.compile(f"[{re.escape(chr(start))}-{re.escape(chr(end))}]"), weight) for start, end, weight in ranges]


TODAY = Rules()


@dataclass(frozen=True)
class Weighed:
    """The answer of the reference, ranges in UTF-16 units as there: what is shown, and how much of it may be posted."""

    weight: int
    is_valid: bool
    permillage: int
    shown_to: int
    valid_to: int


def weigh(text: str, rules: Rules = TODAY) -> Weighed:
    composed = unicodedata.normalize("NFC", text)
    wholes = {link.start: (link.start + len(link.url), rules.link * rules.scale) for link in links_with_indices(composed)}
    if rules.knows_emoji:
        for start, end in sequences(composed).items():
            wholes.setdefault(start, (end, rules.weight))
    most = rules.most * rules.scale
    weight = units = valid_to = at = 0
    is_clean = True
    known: dict[str, int] = {}
    while at < len(composed) and weight <= most:  # sign by sign as far as it may be posted
        sign = composed[at]
        if sign not in known:
            known[sign] = rules.of(sign)
        end, adds = wholes.get(at) or (at + 1, known[sign])
        weight += adds
        units += _units(composed[at:end])
        is_clean = is_clean and composed[end - 1] not in FORBIDDEN
        if is_clean and weight <= most:
            valid_to = units - 1
        at = end
    for start, (end, adds) in sorted(wholes.items()):
        if start >= at:
            weight += rules.of(composed[at:start]) + adds
            at = end
    weight += rules.of(composed[at:])
    total = weight // rules.scale
    return Weighed(
        weight=total,
        is_valid=0 < weight <= most and not any(sign in composed for sign in FORBIDDEN),
        permillage=total * 1000 // rules.most,
        shown_to=max(_units(text) - 1, 0),
        valid_to=valid_to + _units(text) - _units(composed),
    )


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def x_weight(text: str) -> int:
    return weigh(one_line_end(text)).weight


def x_count(text: str) -> Count:
    """As X counts it, and what keeps it from being posted."""
    weighed = weigh(one_line_end(text))
    problems = []
    if not text.strip():
        problems.append("empty")
    if weighed.weight > TODAY.most:
        problems.append("too-long")
    if any(sign in text for sign in FORBIDDEN):
        problems.append("forbidden-character")
    return Count(weighed.weight, TODAY.most, "weighted", tuple(problems))


def one_line_end(text: str) -> str:
    """Browsers send CRLF; networks count and keep a line end as one sign."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
