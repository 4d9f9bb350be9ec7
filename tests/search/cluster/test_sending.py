"""Rows on their way to the cluster: nothing lost, nothing old over something new, whatever the cluster answers."""

import pytest

from search.engines.base import EngineAway
from search.engines.cluster import connection, filling, indexes, sending
from search.engines.cluster.documents import aliases, said, written_as
from search.models import ClusterIndex, SearchDocument

from .rows import a_draft, gone, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows")]


def there(word: str = "") -> set[int]:
    """The things on the cluster that say this word, or all."""
    client = connection.for_writing()
    client.indices.refresh(index=aliases())
    query = {"match_phrase": {"all": word}} if word else {"match_all": {}}
    hits = client.search(index=aliases(), query=query, size=1000)["hits"]["hits"]
    by_key = dict(SearchDocument.objects.values_list("pk", "object_id"))
    return {by_key[int(hit["_id"])] for hit in hits}


def test_what_changes_reaches_the_cluster_and_what_goes_leaves_it(filled):
    """Given two rows on the cluster, when one changes, one goes and one comes, then the cluster holds just that."""
    written(a_draft(1, "Sleep at night"), a_draft(2, "Falls"))
    filled()

    written(a_draft(1, "Quiet nights"), a_draft(3, "Réduire l’attente", language="fr"))
    gone(2)
    sent = sending.send()

    assert (sent.rows, sent.refused) == (3, {})
    assert there() == {1, 3} and there("quiet") == {1} and there("sleep") == set()
    assert not SearchDocument.objects.unsent().exists()


def test_a_row_that_changes_its_language_leaves_the_other_index(filled):
    """Given an English row, when its thing becomes French, then it is found once, in French."""
    written(a_draft(1, "Waits"))
    filled()

    written(a_draft(1, "Attentes", language="fr"))
    sending.send()

    client = connection.for_writing()
    client.indices.refresh(index=aliases())
    assert client.count(index=aliases())["count"] == 1
    assert there("attent") == {1}


def test_an_old_write_that_comes_late_changes_nothing(filled):
    """Given a sender that was held up with an old row, when it writes after the newer one and after a removal, then nothing comes back."""
    written(a_draft(1, "First"), a_draft(2, "Private soon"))
    filled()
    late = list(SearchDocument.objects.order_by("pk"))
    written(a_draft(1, "Second"))
    gone(2)
    sending.send()

    refused = sending.put(late, sending._indexes())

    assert refused == {}
    assert there() == {1} and there("second") == {1} and there("first") == set()


def test_two_senders_at_once_do_no_harm(filled):
    """Given rows that two processes have read, when both send them, then each is there once and marked."""
    written(a_draft(1, "Sleep"))
    filled()
    written(a_draft(1, "Sleep well"), a_draft(2, "Falls"))
    rows = sending._next(0)

    sending.put(rows, sending._indexes())
    sent = sending.send()

    assert sent.refused == {} and there() == {1, 2}


def test_a_row_changed_while_it_was_sent_is_sent_again(filled):
    """Given a row that changes between reading and marking, when the first sender marks it, then it still counts as unsent."""
    written(a_draft(1, "Sleep"))
    filled()
    written(a_draft(1, "Sleep well"))
    rows = sending._next(0)
    sending.put(rows, sending._indexes())
    written(a_draft(1, "Sleep better"))

    sending.mark([row.pk for row in rows], rows[-1].version)

    assert SearchDocument.objects.unsent().count() == 1
    sending.send()
    assert there("better") == {1}


def test_a_row_that_the_cluster_refuses_holds_up_nothing_and_waits(filled, monkeypatch):
    """Given one row that does not fit the mapping, when rows are sent, then the others arrive, and this one stays unsent with the reason."""
    written(a_draft(1, "Sleep"))
    filled()
    written(a_draft(2, "Bad"), a_draft(3, "Good"))
    monkeypatch.setattr(sending, "said", lambda row: {**said(row), **({"unknown": 1} if row.title == "Bad" else {})})

    sent = sending.send()

    (reason,) = sent.refused.values()
    assert "strict_dynamic_mapping_exception" in reason and sent.rows == 1
    assert there() == {1, 3}
    assert list(SearchDocument.objects.unsent().values_list("title", flat=True)) == ["Bad"]


def test_nothing_is_written_to_an_index_that_is_gone(filled):
    """Given an index that somebody deleted on the cluster, when rows are sent, then no wrong index comes up and nothing counts as sent."""
    written(a_draft(1, "Sleep"))
    node = filled()
    name = ClusterIndex.objects.get(alias__endswith="-en").name
    node.ask("DELETE", f"/{name}")
    written(a_draft(2, "Falls"))

    with pytest.raises(EngineAway):
        sending.send()

    assert SearchDocument.objects.unsent().count() == 1
    assert not connection.for_writing().indices.exists(index=name)
    filling.rebuild()
    assert there() == {1, 2}


def test_rows_wait_while_there_is_no_index_and_while_the_cluster_is_away(cluster, settings):
    """Given rows, when there is no index yet, or nobody answers, then that is said and the rows stay unsent."""
    written(a_draft(1, "Sleep"))
    with pytest.raises(EngineAway, match="no index"):
        sending.send()
    filling.rebuild()
    written(a_draft(2, "Falls"))

    settings.SEARCH_HOSTS = ["http://127.0.0.1:9"]
    with pytest.raises(EngineAway):
        sending.send()

    assert list(SearchDocument.objects.unsent().values_list("object_id", flat=True)) == [2]


def test_an_index_takes_no_field_that_it_does_not_know(filled):
    """Given the mapping of the code, when something else is written, then it is refused, in the facets as well."""
    written(a_draft(1, "Sleep"))
    filled()
    name = written_as(indexes.State and ClusterIndex.objects.get(alias__endswith="-en").name)

    for wrong in ({"colour": "red"}, {"facets": {"colour": ["red"]}}):
        answer = connection.for_writing().bulk(operations=[{"index": {"_index": name, "_id": "9"}}, wrong])
        assert answer["items"][0]["index"]["error"]["type"] == "strict_dynamic_mapping_exception"
