"""Tiny series for tests of words: made up, monthly from January 2023 unless said otherwise."""

import random
from datetime import date
from typing import Any

from measures.choosing import Kind
from measures.series import Direction
from measures.showing import ChartChoice, Shown, show
from measures.snapshot import Definition, Figure, Snapshot

STABLE = [30, 33, 29, 32, 28, 31, 34, 30, 33, 29, 32, 31]
LOWER = [22, 20, 23, 19, 21, 22, 20, 18, 21, 19, 22, 20]
MIXED = [30, 33, 29, 32, 28, 31, 34, 27, 33, 29, 32, 31, 28, 33, 30, 34, 29, 32, 27, 33, 30, 32, 28, 31]


def month(number: int) -> date:
    return date(2023 + number // 12, number % 12 + 1, 1)


def snapshot_of(values: list[float | None], *, whole: float | None = None, **given: Any) -> Snapshot:
    """A proportion out of `whole`, or single values. What is no field of the snapshot describes the measure."""
    of_snapshot = {name: given.pop(name) for name in ("phases", "baseline_until", "baseline_reason", "notes", "as_of") if name in given}
    days = given.pop("days", None) or [month(number) for number in range(len(values))]
    left_out = given.pop("left_out", {})
    wholes = given.pop("wholes", None) or [whole] * len(values)
    kind = given.pop("kind", Kind.PROPORTION if wholes and wholes[0] else Kind.VALUE)
    definition = Definition(**{"name": "Missed visits", "kind": kind, "direction": Direction.DOWN, "small_number_limit": 6, **given})
    figures = tuple(
        Figure(on, value if each else None, each, None if each else value, left_out=left_out.get(number, ""))
        for number, (on, value, each) in enumerate(zip(days, values, wholes, strict=True))
        if value is not None
    )
    return Snapshot(definition, figures, **of_snapshot)


def shown_of(values: list[float | None], *, chart: str = "run", rules: str = "anhoej", **given: Any) -> Shown:
    return show(snapshot_of(values, **given), ChartChoice(chart, "", rules))


def noise(seed: int, length: int, level: float = 30, spread: float = 4) -> list[float]:
    dice = random.Random(seed)
    return [round(dice.gauss(level, spread), 1) for _ in range(length)]
