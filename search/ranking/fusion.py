"""Two lists of the same things, each with its own idea of what is best, as one. Plain Python."""

from collections.abc import Sequence

K = 60  # how little the first places count more than the next


def fused(*lists: Sequence[int]) -> list[int]:
    """Reciprocal rank fusion: a thing is worth 1/(60 + its place) in each list that has it. Equal ones stand as in the first list."""
    worth: dict[int, float] = {}
    for each in lists:
        for place, thing in enumerate(each, 1):
            worth[thing] = worth.get(thing, 0.0) + 1 / (K + place)
    return sorted(worth, key=lambda thing: -worth[thing])
