"""CPU time and size of drawings: a P chart of 60 points in both sizes, and 10,000 days. python -m benchmarks.chart_svg"""

import random
import time
from collections.abc import Callable
from datetime import date, timedelta

from measures.chart import NARROW, WIDE, ChartWords, draw
from measures.choosing import Kind
from measures.showing import ChartChoice, Shown, show
from measures.snapshot import AimStep, Definition, Figure, Note, PhaseStart, Snapshot


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """The best of five rounds, per drawing."""
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        for _ in range(rounds):
            work()
        best = min(best, time.process_time() - began)
    return 1000 * best / rounds


def words_for(shown: Shown) -> ChartWords:
    names = tuple(str(point.on) for point in shown.points)
    return ChartWords("A chart", "What it shows", names, names, "{:.1f}%".format, "Mean", "Upper limit", "Lower limit", "Aim")


def main() -> None:
    rng = random.Random(1)
    months = [date(2020 + number // 12, number % 12 + 1, 1) for number in range(60)]
    shares = tuple(Figure(on, rng.randint(20, 45), rng.randint(90, 130)) for on in months)
    definition = Definition("Missed visits", aims=(AimStep(20),), small_number_limit=6)
    snapshot = Snapshot(
        definition, shares, (PhaseStart(months[30], "Texts"),), notes=(Note(months[30], "Texts"), Note(months[44], "Storm"))
    )
    days = [date(1990, 1, 1) + timedelta(days=number) for number in range(10_000)]
    values = Snapshot(Definition("A value", kind=Kind.VALUE, time_unit="day"), tuple(Figure(on, value=rng.gauss(50, 9)) for on in days))
    for name, shown, rounds in (
        ("P chart, 60 points", show(snapshot, ChartChoice("p")), 200),
        ("I chart, 10,000 points", show(values, ChartChoice("i")), 3),
    ):
        words = words_for(shown)
        for size in (WIDE, NARROW):
            svg = draw(shown, words, size=size, key="b")
            took = milliseconds(lambda shown=shown, words=words, size=size: draw(shown, words, size=size, key="b"), rounds)  # type: ignore[misc]
            print(f"{name}, {size.width:g} wide: {took:.2f} ms CPU, {len(svg):,} bytes")


if __name__ == "__main__":
    main()
