"""A new index beside the old one: filled from the rows while both are written, counted, and only then read.

This is also the backup: a cluster that was lost is filled again from the database. `manage.py search_reindex`.
"""

import time
from collections.abc import Callable, Iterator

from django.db.models import Count
from elasticsearch import helpers

from search.engines.base import EngineAway
from search.models import ClusterIndex, SearchDocument

from . import connection, indexes, sending
from .documents import KINDS, SAID

READ_AT_ONCE = 2000
THREADS = 2
TRIES_TO_COUNT, PAUSE = 40, 0.25  # while members go on writing


class HalfFilled(Exception):
    """The new index does not hold what it should; it is not read, and the old one goes on."""


def rebuild(tell: Callable[[str], object] = lambda line: None) -> list[ClusterIndex]:
    """New indexes of all languages, in use when this returns. Should it fail, readers and writers notice nothing."""
    for name in indexes.clear_away():
        tell(f"{name}: half filled and left behind, deleted")
    is_first = not ClusterIndex.objects.live().exists()
    new = {language: indexes.make(language) for language in KINDS}
    for language, index in new.items():
        for number in _fill(language, index, is_first=is_first):
            tell(f"{index.name}: {number} rows")
    sending.send()
    _compare({language: index.name for language, index in new.items()})
    indexes.swap(list(new.values()))
    tell(f"{', '.join(index.name for index in new.values())}: in use")
    return list(new.values())


def _fill(language: str, index: ClusterIndex, *, is_first: bool) -> Iterator[int]:
    """All rows of a language, as they are when they are read. What changes later goes to both by `sending`, with a higher version."""
    number = 0
    for rows in _batches(language):
        if refused := _put(rows, index):
            raise HalfFilled(f"{index.name} does not take row {next(iter(refused.items()))}")
        if is_first:
            sending.mark([row.pk for row in rows], max(row.version for row in rows))
        number += len(rows)
        yield number


def _batches(language: str) -> Iterator[list[SearchDocument]]:
    last, rows = 0, SearchDocument.objects.there().filter(language=language).only(*SAID).order_by("pk")
    while some := list(rows.filter(pk__gt=last)[:READ_AT_ONCE]):
        yield some
        last = some[-1].pk


def _put(rows: list[SearchDocument], index: ClusterIndex) -> dict[int, str]:
    """Several requests at once; what a busy cluster did not take is offered again, one request after the other."""
    client = connection.for_writing()
    by_key = {str(row.pk): row for row in rows}
    refused: dict[int, str] = {}
    again = []
    try:
        actions = [sending.action(row, index.name) for row in rows]
        for ok, result in helpers.parallel_bulk(
            client, actions, thread_count=THREADS, chunk_size=sending.BATCH, raise_on_exception=False, **sending.BULK
        ):
            ((_verb, how),) = result.items()
            if not ok and how["status"] in sending.BUSY:
                again.append(by_key[how["_id"]])
            elif not ok:
                refused |= sending.refusal(result)
    except connection.AWAY as problem:
        raise EngineAway(connection.reason(problem)) from None
    return refused | sending.write((sending.action(row, index.name) for row in again), client=client)


def _compare(names: dict[str, str]) -> None:
    """As many rows on the cluster as here: asked again while members write, for both numbers move."""
    client = connection.for_writing()
    for _try in range(TRIES_TO_COUNT):
        before = _here()
        client.indices.refresh(index=list(names.values()))
        there = {language: client.count(index=name)["count"] for language, name in names.items()}
        if before == there == _here():
            return
        time.sleep(PAUSE)
        sending.send()
    raise HalfFilled(f"The new indexes hold {there}, the database {_here()}. They are not used.")


def _here() -> dict[str, int]:
    counted = SearchDocument.objects.there().order_by().values_list("language").annotate(number=Count("pk"))
    return {**dict.fromkeys(KINDS, 0), **dict(counted)}
