"""Rows of the index: exactly what was drafted, numbered as it changes, and nothing private in the counts."""

from datetime import UTC, datetime

import pytest

from search import indexing
from search.indexing import Draft
from search.models import Counter, SearchDocument, SearchTerm

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def nothing_indexed(db):
    """The foundation of the tests has rows of its own."""
    indexing.clear()


def draft(key: int, title: str, body: str = "", *, access: str = "all", **more) -> Draft:
    return Draft(kind="story", object_id=key, language=more.pop("language", "en"), title=title, body=body, access=access, **more)


def written(*drafts: Draft) -> int:
    return indexing.write({(each.kind, each.object_id) for each in drafts}, drafts)


def counts() -> dict[tuple[str, str], int]:
    return {(term.form, term.term): term.documents for term in SearchTerm.objects.all()}


def test_a_row_holds_its_words_as_they_are_looked_for():
    """Given a draft with accents and other forms of words, when it is written, then its row bears stems, words and facets."""
    made = draft(
        1, "Réduire l’attente", "Les équipes attendaient.", language="fr", also="Zoé Example", published_on=datetime(2024, 5, 1, tzinfo=UTC)
    )

    assert written(made) == 1

    row = SearchDocument.objects.get()
    assert row.exact.split() == ["reduire", "attente", "zoe", "example", "les", "equipes", "attendaient"]
    assert row.title_stems == "reduir attent" and row.length == 7
    assert row.facets == {"type": ["story"], "language": ["fr"], "year": ["2024"], "author": ["example", "zoe", "zoe example"]}


def test_what_has_not_changed_keeps_its_version():
    """Given two rows, when both are drafted again and one differs, then only that one gets a new version."""
    written(draft(1, "Sleep"), draft(2, "Falls"))
    before = dict(SearchDocument.objects.values_list("object_id", "version"))

    changed = written(draft(1, "Sleep"), draft(2, "Fewer falls"))

    after = dict(SearchDocument.objects.values_list("object_id", "version"))
    assert changed == 1
    assert after[1] == before[1]
    assert after[2] > max(before.values()) and after[2] == Counter.current()


def test_what_is_not_drafted_any_more_is_emptied_and_later_forgotten(settings):
    """Given a row, when its thing is drafted no more, then nothing of its text stays, and it goes once the cluster has heard."""
    settings.SEARCH_HOSTS = ["http://127.0.0.1:1"]
    written(draft(1, "Secret plan", "Nobody may read this."))

    indexing.write([("story", 1)], [])

    row = SearchDocument.objects.get()
    assert row.is_gone and not (row.title + row.body + row.stems + row.exact + row.access) and row.facets == {}
    assert counts() == {}
    assert indexing.forget_gone() == 0  # the cluster has not heard yet
    SearchDocument.objects.update(sent_version=row.version)
    assert indexing.forget_gone() == 1 and not SearchDocument.objects.exists()
    assert indexing.floor() == row.version


def test_without_a_cluster_what_is_gone_is_forgotten_at_once():
    written(draft(1, "Secret plan", "Nobody may read this."))

    indexing.write([("story", 1)], [])

    assert indexing.forget_gone() == 1 and not SearchDocument.objects.exists()


def test_what_comes_back_is_the_same_row():
    """Given a row that is gone, when its thing is drafted again, then it is there with a newer version under the same key."""
    written(draft(1, "Sleep"))
    key = SearchDocument.objects.get().pk
    indexing.write([("story", 1)], [])

    written(draft(1, "Sleep"))

    assert SearchDocument.objects.get(is_gone=False).pk == key


def test_counts_of_terms_are_those_of_public_rows_whatever_happens_to_them():
    """Given public and private rows, when they change, become private and go, then the counts are those of a fresh count."""
    written(draft(1, "Sleep on wards", "Sleeping"), draft(2, "Ward rounds"), draft(3, "Hidden sleep", access="group7 super"))
    assert counts()["en", "sleep"] == 1 and counts()["en", "ward"] == 2 and ("word", "hidden") not in counts()

    written(draft(1, "Sleep at home"), draft(2, "Ward rounds", access="in"))
    indexing.write([("story", 3)], [])

    assert counts() == {("en", each): 1 for each in ("sleep", "at", "home")} | {("word", each): 1 for each in ("sleep", "at", "home")}


def test_a_draft_that_nobody_may_find_is_no_row():
    """Given a draft without access, when it is written, then there is no row."""
    assert written(draft(1, "For nobody", access=" ")) == 0

    assert not SearchDocument.objects.exists()


def test_both_parts_of_a_thing_are_rows_of_their_own():
    """Given a thing in two languages, when one is left out, then only that row goes."""
    parts = [draft(1, "Waiting", part="en", access="all-en"), draft(1, "Attente", part="fr", access="all-fr", language="fr")]
    written(*parts)

    written(parts[0])

    assert dict(SearchDocument.objects.values_list("part", "is_gone")) == {"en": False, "fr": True}


def test_signs_that_a_database_refuses_are_written_as_spaces():
    """Given a text with a null sign, when it is written, then it stands there without it."""
    written(draft(1, "No\0show", "'; DROP \\ \"quoted\" ''"))

    assert SearchDocument.objects.get().exact.split() == ["no", "show", "drop", "quoted"]
