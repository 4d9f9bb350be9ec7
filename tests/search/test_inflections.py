"""Other forms of a word are found: by their stem, or because a synonym links them."""

import pytest

from search.ranking.analysis import stems
from search.ranking.question import parse
from tests.search.inflections import PAIRS
from tests.search.test_synonyms import KEPT

ENOUGH = 0.95


def finds(language: str, typed: str, written: str) -> bool:
    said = " ".join(stems(written, language))
    phrases = [phrase for wanted in parse(typed, KEPT[language]).wanted for phrase in wanted.phrases]
    return any(" ".join(stems(" ".join(phrase.words), language)) == said for phrase in phrases) or " ".join(stems(typed, language)) == said


def test_there_are_two_hundred_pairs():
    assert len(set(PAIRS)) >= 200


@pytest.mark.parametrize("language", ["en", "fr"])
def test_nearly_every_form_finds_the_other_in_both_directions(language):
    asked = [(one, other) for its, *pair in PAIRS if its == language for one, other in (pair, pair[::-1])]

    missed = [pair for pair in asked if not finds(language, *pair)]

    assert len(missed) <= (1 - ENOUGH) * len(asked), missed
