"""Hostile questions through the engine of the database: each is answered."""

import pytest

from search import engine, indexing, spelling
from search.access import Reader
from search.asking import Query
from search.indexing import Draft
from search.ranking.question import parse
from tests.search.test_hostile import TYPED
from tests.search.test_hostile_questions import generated
from tests.search.test_synonyms import KEPT

pytestmark = [pytest.mark.django_db, pytest.mark.database]
VISITOR = Reader(frozenset({"all", "anon"}), "en")


def test_every_question_has_an_answer():
    body = "ward waits a b 日本 سلامة é œ ß İ NEAR no show EQIPON PDSA 1e999 title OR AND"
    indexing.clear()
    indexing.write([("story", 1)], [Draft(kind="story", object_id=1, language="en", title=body, body=body, access="all")])

    for number, typed in enumerate([*generated(seed=9, number=200), *TYPED]):
        question = parse(typed, KEPT["en"])
        answer = engine.ask(Query(question, VISITOR, after=question.after, before=question.before, with_facets=not number % 10))
        assert answer.count in (0, 1), repr(typed)
        if not number % 10:
            assert isinstance(spelling.did_you_mean(question, VISITOR), str)
            assert len(engine.embedded().suggest(typed, VISITOR, most=3)) <= 3
