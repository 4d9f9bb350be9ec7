"""How well an order answers judged questions, reckoned as trec_eval does. Plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import mean, quantiles

Grades = Mapping[str, int]  # document -> grade; 1 and more is relevant, and the grade is its gain


def ndcg(ranking: Sequence[str], grades: Grades, depth: int = 10) -> float:
    """Gains of the first ones, later ones discounted, beside the best order there could be."""
    best = _discounted(sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:depth])
    return _discounted([max(grades.get(document, 0), 0) for document in ranking[:depth]]) / best if best else 0.0


def average_precision(ranking: Sequence[str], grades: Grades) -> float:
    relevant = {document for document, grade in grades.items() if grade > 0}
    found, total = 0, 0.0
    for place, document in enumerate(ranking, 1):
        if document in relevant:
            found += 1
            total += found / place
    return total / len(relevant) if relevant else 0.0


def recall(ranking: Sequence[str], grades: Grades, depth: int = 100) -> float:
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(place + 1) for place, gain in enumerate(gains, 1))


@dataclass(frozen=True)
class Figures:
    """Of all judged questions that have something relevant."""

    questions: int
    ndcg_at_10: float
    mean_average_precision: float
    recall_at_100: float
    empty: int  # answers without a hit, of all questions
    p50: float  # milliseconds
    p95: float


def figures(rankings: Mapping[str, Sequence[str]], judged: Mapping[str, Grades], milliseconds: Sequence[float]) -> Figures:
    scored = [(rankings.get(question, ()), grades) for question, grades in judged.items() if any(grade > 0 for grade in grades.values())]
    return Figures(
        questions=len(rankings),
        ndcg_at_10=mean([ndcg(*each) for each in scored] or [0.0]),
        mean_average_precision=mean([average_precision(*each) for each in scored] or [0.0]),
        recall_at_100=mean([recall(*each) for each in scored] or [0.0]),
        empty=sum(not ranking for ranking in rankings.values()),
        p50=percentile(milliseconds, 50),
        p95=percentile(milliseconds, 95),
    )


def percentile(values: Sequence[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else sum(values)
