"""How often a stable process looks special: 4,000 charts of 24 points by each rule set. python -m benchmarks.false_alarms [CHARTS] [POINTS]"""

import random
import sys

from measures.analysis import analyse
from measures.rules import RULE_SETS, RuleSet
from measures.series import Chart, Options, Point


def share_of_false_alarms(chart: Chart, chosen: RuleSet, charts: int, points: int, *, seed: int = 1) -> float:
    rng = random.Random(seed)
    options = Options(rules=chosen)
    alarms = 0
    for _ in range(charts):
        alarms += analyse(chart, [Point(number, value=rng.gauss(0, 1)) for number in range(points)], options).has_findings
    return alarms / charts


def main() -> None:
    charts, points = (int(word) for word in (*sys.argv[1:3], "4000", "24")[:2]) if len(sys.argv) > 2 else (4000, 24)
    print(f"{charts} charts of {points} points from a stable process (normal, independent): share with at least one finding")
    for name, chosen in RULE_SETS.items():
        run, control = (share_of_false_alarms(chart, chosen, charts, points) for chart in (Chart.RUN, Chart.I))
        print(f"  {name:20} run chart {run:6.1%}   control chart (I) {control:6.1%}")


if __name__ == "__main__":
    main()
