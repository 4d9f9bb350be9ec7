"""BM25 as Lucene reckons it: how much it tells that a text says a word. Plain Python.

Rare words tell more than frequent ones; the tenth time tells less than the second; in a long text a word tells less than in a short one.
"""

from math import log

K1, B = 1.2, 0.75


def idf(documents: int, of: int) -> float:
    """What a word tells that so many of so many texts say. Never below nought."""
    return log(1 + (max(of - documents, 0) + 0.5) / (documents + 0.5))


def saturation(times: float, length: int, average: float) -> float:
    """0 for a text that does not say it, towards 1 the more often it does."""
    return times / (times + K1 * (1 - B + B * length / (average or 1))) if times else 0.0
