"""A model that knows four words, two of which mean the same. Stands in for the real one, which need not be here."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from search.vectors import model, rows

PLACES = {"falls": 0, "tumbles": 0, "opioid": 1, "sleep": 2}
NOTHING_KNOWN = 9


def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    numpy = pytest.importorskip("numpy", reason="requirements-vectors.txt is not installed")

    def vectors(texts: Sequence[str]) -> Any:
        found = numpy.zeros((len(texts), model.SIZE), dtype=numpy.float32)
        for line, text in enumerate(texts):
            found[line, NOTHING_KNOWN] = 0.01
            for word, place in PLACES.items():
                found[line, place] += word in text.lower()
        return found / numpy.linalg.norm(found, axis=1, keepdims=True)

    monkeypatch.setattr(model, "vectors", vectors)
    rows.forget()
    yield
    rows.forget()
