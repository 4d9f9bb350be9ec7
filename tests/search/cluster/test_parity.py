"""The cluster and the database of the site answer the scripted questions alike. PostgreSQL is laid beside them by `make search-parity`."""

import pytest

from search import engine
from search.engines.cluster.engine import Cluster
from tests.search.parity import comparing, corpus, questions
from tests.search.test_hostile import TYPED
from tests.search.test_hostile_questions import generated

pytestmark = pytest.mark.django_db


def test_two_hundred_questions_have_the_same_answers(filled):
    """Given the same rows, when both engines are asked, then hits, counts, marks and decided orders are equal, and so nearly is the top."""
    corpus.load()
    filled()
    scripted = questions.scripted()
    assert len(scripted) >= 200

    compared = comparing.compared(scripted, comparing.answers(engine.embedded(), scripted), comparing.answers(Cluster(), scripted))

    assert (compared.hits, compared.facets, compared.marks, compared.orders) == ([], [], [], [])
    assert compared.overlap >= 8


def test_hostile_questions_have_the_same_answers(filled):
    """Given the same rows, when whatever is typed is asked, then the cluster refuses none and finds as many. All of them: benchmarks/search_hostile."""
    corpus.load()
    filled()
    hostile = [questions.Scripted(typed).query() for typed in [*generated(seed=7, number=60), *TYPED]]

    found = [Cluster().answer(query).count for query in hostile]

    assert found == [engine.embedded().answer(query).count for query in hostile]
    assert any(found) and not all(found)


def test_pages_go_to_the_end_of_a_long_answer(filled, monkeypatch):
    """Given more hits than one question reaches, when all pages are asked for, then each hit comes once, in the order of the first pages."""
    from search.engines.cluster import engine as cluster_engine

    corpus.load()
    filled()
    monkeypatch.setattr(cluster_engine, "DEEP", 220)
    monkeypatch.setattr(cluster_engine, "STEP", 70)
    for sort in ("best", "newest"):
        query = questions.Scripted("night OR nuit OR checklist OR falls", questions.MEMBER, sort=sort).query()
        first = Cluster().answer(query)
        assert first.count > 260

        pages = [
            Cluster().answer(questions.Scripted(query.question.text, questions.MEMBER, sort=sort, page=page).query())
            for page in range(1, first.pages + 1)
        ]
        keys = [hit.key for page in pages for hit in page.hits]

        assert len(keys) == len(set(keys)) == first.count
        assert set(keys) == set(Cluster().every_key(query))


def test_suggestions_and_likenesses_are_those_of_the_database(filled):
    """Given the same rows, when words are begun or a row is looked at, then both engines suggest the same things."""
    corpus.load()
    filled()
    ours, theirs = engine.embedded(), Cluster()

    for typed in ("sl", "noise at n", "l’équ", "ana", "the fictional wa", "zzz", "'", ""):
        for reader in (questions.VISITOR, questions.MEMBRE):
            assert [hit.key for hit in theirs.suggest(typed, reader, most=6)] == [hit.key for hit in ours.suggest(typed, reader, most=6)], (
                typed
            )
    key = ours.answer(questions.Scripted("hand hygiene").query()).hits[0].key
    alike = {hit.key for hit in theirs.more_like(key, questions.VISITOR, most=5)}
    assert key not in alike and len(alike) == 5
    assert len(alike & {hit.key for hit in ours.more_like(key, questions.VISITOR, most=8)}) >= 3
    assert theirs.words_like("fals", most=3) == ours.words_like("fals", most=3)
