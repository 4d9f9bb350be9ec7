"""What is looked for when quotes are let go. No database: the synonyms are none."""

import pytest

from search import finding, synonyms
from search.ranking.question import parse
from search.ranking.synonyms import NONE


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ('"no show" OR "did not attend"', ["show", "attend"]),
        ('"not today" title:ward -opioid', ["today", "ward"]),
        ('"no"', ["no"]),
    ],
)
def test_words_that_tell_nothing_alone_are_left_out_when_quotes_are_let_go(monkeypatch, typed, left):
    monkeypatch.setattr(synonyms, "current", lambda: NONE)

    loose = finding.without_conditions(parse(typed))

    assert [each.typed for each in loose.wanted] == left
    assert loose.unwanted == parse(typed).unwanted
