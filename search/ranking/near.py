"""Which word was probably meant by one that nobody says. Plain Python."""

from collections.abc import Collection, Mapping
from math import log

from rapidfuzz.distance import OSA

SHORTEST = 3  # letters; fewer give no hint of what was meant
SURE_UP_TO = 5  # letters: of short words one may be wrong, of longer ones two
NO_SLIP, ONE_SLIP = 4, 7  # letters up to which nothing, or one letter, is changed without asking
SLIP, STRANGE, FAR = 1.0, 3.0, 8.0
WEIGHT_OF_USE = 0.35
FAVOUR = 1.5
ENDINGS = ("s", "es", "e", "x")  # of a plural or a feminine: the same word
NEIGHBOURS = {
    letter: row[max(0, at - 1) : at] + row[at + 1 : at + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for at, letter in enumerate(row)
}


def nearest(word: str, documents: Mapping[str, int], favoured: Collection[str] = ()) -> list[str]:
    """Of these words, with how many rows say each, those that may have been meant: the likeliest first.

    Favoured are those of the language of who typed.
    """
    farthest = 1 if len(word) <= SURE_UP_TO else 2
    costs = {}
    for other, number in documents.items():
        distance = OSA.distance(word, other, score_cutoff=farthest)
        if 0 < distance <= farthest and (distance == 1 or word[0] == other[0] or word[:2] == other[1::-1]):
            odd = FAR if distance > 1 else _oddness(word, other)
            costs[other] = odd - WEIGHT_OF_USE * log(1 + number) - FAVOUR * (other in favoured)
    return sorted(costs, key=lambda other: (costs[other], other))


def is_another_form(word: str, other: str) -> bool:
    """A plural or a feminine of each other: both are found already."""
    shorter, longer = sorted((word, other), key=len)
    return longer.startswith(shorter) and longer[len(shorter) :] in ENDINGS


def is_clear(word: str, other: str) -> bool:
    """Are they so close that nobody needs to be asked? Short words have many neighbours: a ride is no rise."""
    slips = 0 if len(word) <= NO_SLIP else 1 if len(word) <= ONE_SLIP else 2
    return OSA.distance(word, other) <= slips


def _oddness(typed: str, meant: str) -> float:
    """How seldom this one slip is made. A letter left out or two that changed places happen to any; a wrong one is mostly a neighbour's."""
    odd = 0.5 if typed[0] != meant[0] and typed[:2] != meant[1::-1] else 0.0  # the first letter is seldom wrong
    if len(typed) < len(meant) or sorted(typed) == sorted(meant):
        return odd
    if len(typed) == len(meant):
        wrong, right = next((ours, theirs) for ours, theirs in zip(typed, meant, strict=True) if ours != theirs)
        return odd + (SLIP if wrong in NEIGHBOURS.get(right, "") else STRANGE)
    at = next((at for at, letter in enumerate(meant) if typed[at] != letter), len(meant))  # the letter too many
    return odd + (SLIP if at and typed[at] == typed[at - 1] else STRANGE)
