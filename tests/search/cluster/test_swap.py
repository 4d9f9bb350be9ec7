"""New indexes while readers search and members write, in threads and with committed rows: nobody notices, nothing is lost."""

import threading

import pytest
from django.db import connection as database
from django.db import connections

from search import engine, indexing
from search.access import Reader
from search.asking import Query
from search.engines import embedded
from search.engines.cluster import connection, documents, filling, indexes, sending
from search.models import ClusterIndex, SearchDocument
from search.ranking.question import parse

from .rows import a_draft, written

VISITOR = Reader(frozenset({"all", "anon"}))
ROWS = 400


@pytest.mark.django_db(transaction=True)
def test_indexes_are_swapped_under_load(cluster):
    """Given readers who ask and members who write without a pause, when the indexes are made anew, then 0 questions fail, 0 edits are lost."""
    embedded.forget()
    indexing.clear()
    written(*(a_draft(number, f"Sleep {number}", "quiet nights") for number in range(1, ROWS + 1)))
    filling.rebuild()
    stop, failed, asked, edits, swaps = threading.Event(), [], [], [], []

    def read() -> None:
        while not stop.is_set():
            try:
                answer = engine.ask(Query(parse("sleep"), VISITOR))
                asked.append((answer.is_reduced, answer.count))
            except Exception as problem:
                failed.append(repr(problem))
        connections.close_all()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            key = 1 + number % ROWS
            written(a_draft(key, f"Sleep {key}", f"edit{number} nights"))
            edits.append((key, f"edit{number}"))
            sending.send()
        connections.close_all()

    threads = [threading.Thread(target=each) for each in (read, read, write)]
    really = connection.for_writing().indices.update_aliases
    try:
        for thread in threads:
            thread.start()
        for _round in range(2):
            filling.rebuild(tell=swaps.append)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    sending.send()

    assert really and failed == []
    assert len(asked) > 10 and not any(is_reduced for is_reduced, _count in asked)
    assert {count for _is_reduced, count in asked} == {ROWS}
    client = connection.for_writing()
    client.indices.refresh(index=documents.aliases())
    last = dict(edits)
    searches = [part for word in last.values() for part in ({"index": documents.aliases()}, {"query": {"term": {"all": word}}, "size": 2})]
    answers = client.msearch(searches=searches)["responses"]
    found = {word: [int(hit["_id"]) for hit in answer["hits"]["hits"]] for word, answer in zip(last.values(), answers, strict=True)}
    keys = dict(SearchDocument.objects.values_list("object_id", "pk"))
    assert len(edits) > 5 and found == {word: [keys[key]] for key, word in last.items()}
    assert sorted(ClusterIndex.objects.values_list("state", flat=True)) == ["live", "live", "old", "old", "old", "old"]
    assert database.vendor and indexes.is_current()
