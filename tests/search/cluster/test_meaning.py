"""Meaning beside words on the cluster: the same rules as in the embedded engines."""

import pytest

from search.access import Reader
from search.asking import Query
from search.engines.cluster import connection, sending
from search.engines.cluster.documents import aliases
from search.models import SearchDocument
from search.ranking.question import parse
from search.vectors import rows as vectors
from search.vectors.cluster import ClusterBeside
from tests.search.vectors.fake import stand_in

from .rows import a_draft, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows")]
VISITOR, MEMBER = Reader(frozenset({"all"})), Reader(frozenset({"all", "in"}))


@pytest.fixture
def meaning(monkeypatch, settings):
    settings.SEARCH_VECTORS = True
    yield from stand_in(monkeypatch)


def with_vectors(*drafts) -> None:
    """Written, and sent; then their vectors are made, which sends them again."""
    written(*drafts)
    sending.send()
    vectors.make_some()
    sending.send()
    connection.for_writing().indices.refresh(index=aliases())


def found(words: str, reader: Reader = VISITOR, **more) -> list[str]:
    answer = ClusterBeside().answer(Query(parse(words), reader, **more))
    titles = dict(SearchDocument.objects.values_list("pk", "title"))
    if answer.pages == 1:
        assert answer.count == len(answer.hits)
    assert sum(answer.facets.get("type", {}).values()) in (0, answer.count)
    return [titles[hit.key] for hit in answer.hits]


def test_what_only_means_the_word_joins_unless_the_reader_may_not_find_it(filled, meaning):
    """Given rows of which two mean a fall, one for members alone, when a visitor and a member ask for falls, then each finds what is theirs."""
    filled()
    with_vectors(
        a_draft(1, "Fewer falls"), a_draft(2, "Fewer tumbles"), a_draft(3, "Tumbles, among us", access="in"), a_draft(4, "Better sleep")
    )

    assert set(found("falls")) == {"Fewer falls", "Fewer tumbles"}
    assert set(found("falls", MEMBER)) == {"Fewer falls", "Fewer tumbles", "Tumbles, among us"}
    assert found('"falls"') == ["Fewer falls"]


def test_every_row_stands_on_one_page_and_no_more(filled, meaning):
    """Given more rows than are fused, when all pages are read, then each row was there once."""
    filled()
    with_vectors(*[a_draft(number, f"Falls {number}") for number in range(1, 451)])

    pages = [title for page in range(1, 9) for title in found("falls", page=page, per_page=60)]

    assert len(pages) == len(set(pages)) == 450


def test_a_row_goes_again_once_it_has_its_vector(filled, meaning):
    """Given a row that was sent, when its vector is made, then the row is queued for the cluster, and afterwards nothing is."""
    filled()
    written(a_draft(1, "Fewer falls"))
    sending.send()

    vectors.make_some()

    assert SearchDocument.objects.unsent().count() == 1
    assert sending.send().refused == {}
    assert vectors.make_some() == 0
