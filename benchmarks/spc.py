"""CPU time of the analysis: a P chart of 60 points, and the Making Data Count set on 60 values. python -m benchmarks.spc"""

import random
import time
from datetime import date

from measures.analysis import analyse
from measures.rules import MAKING_DATA_COUNT
from measures.series import Chart, Direction, Options, Point

ROUNDS = 300


def milliseconds(chart: Chart, points: list[Point], options: Options) -> float:
    """The best of five rounds, per analysis."""
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        for _ in range(ROUNDS):
            analyse(chart, points, options)
        best = min(best, time.process_time() - began)
    return 1000 * best / ROUNDS


def main() -> None:
    rng = random.Random(1)
    months = [date(2020 + number // 12, number % 12 + 1, 1) for number in range(60)]
    shares = [Point(on, numerator=rng.randint(20, 45), denominator=rng.randint(90, 130)) for on in months]
    values = [Point(on, value=rng.gauss(50, 5)) for on in months]
    print(f"P chart, 60 points, two parts, Anhøj rules: {milliseconds(Chart.P, shares, Options(parts=(30,))):.2f} ms CPU")
    counting = Options(rules=MAKING_DATA_COUNT, direction=Direction.UP, target=55)
    print(f"XmR chart, 60 points, Making Data Count: {milliseconds(Chart.I, values, counting):.2f} ms CPU")


if __name__ == "__main__":
    main()
