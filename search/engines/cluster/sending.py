"""Rows on their way to the cluster: whatever it has not heard of goes by bulk, each with its version, removals too.

A row is marked as sent only when every index that is written has it, so nothing is lost when a process or a node dies in between; it goes
again. Versions are given by the database and compared by the cluster, so two senders at once, or an old write that comes late, do no harm.
"""

import logging
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from elasticsearch import Elasticsearch, helpers

from search.engines.base import EngineAway
from search.models import ClusterIndex, SearchDocument

from . import connection
from .documents import KINDS, SAID, alias_of, said, written_as

log = logging.getLogger("throughline.search")

BATCH, MOST_BYTES = 200, 8_000_000
BULK: dict[str, Any] = {"raise_on_error": False, "require_alias": True, "max_chunk_bytes": MOST_BYTES}
PATIENCE: dict[str, Any] = {"max_retries": 4, "initial_backoff": 0.25, "max_backoff": 4}  # with a cluster that says 429
NEWER_IS_THERE, NOT_THERE = 409, 404
BUSY = (429, 503)


@dataclass
class Sent:
    """How it went. What was refused stays unsent, with the reason, and holds up nothing else."""

    rows: int = 0
    refused: dict[int, str] = field(default_factory=dict)


def send(*, seconds: float | None = None) -> Sent:
    """Everything that the cluster has not heard of, or as much as there is time for. Raises EngineAway."""
    until = None if seconds is None else time.monotonic() + seconds
    sent, last = Sent(), 0
    while rows := _next(last):
        last = rows[-1].version
        refused = put(rows, _indexes())
        keys = [row.pk for row in rows if row.pk not in refused]
        mark(keys, last)
        sent.rows += len(keys)
        sent.refused |= refused
        if until is not None and time.monotonic() > until:
            break
    if sent.refused:
        log.warning("The cluster refused %s rows, the first because: %s", len(sent.refused), next(iter(sent.refused.values())))
    return sent


def _next(last: int) -> list[SearchDocument]:
    return list(SearchDocument.objects.unsent().filter(version__gt=last).only(*SAID).order_by("version")[:BATCH])


def _indexes() -> Mapping[str, Sequence[str]]:
    """Asked for after the rows were read: an index that begins to be filled later than this has read these rows, or newer ones, itself."""
    names = ClusterIndex.objects.written()
    indexes = {language: names[alias_of(language)] for language in KINDS}
    if not all(indexes.values()):
        raise EngineAway("there is no index on the cluster yet")
    return indexes


def mark(keys: Collection[int], last: int) -> None:
    """These rows are there as they were when version `last` was the newest. Numbers grow in the order in which changes become visible."""
    SearchDocument.objects.filter(pk__in=keys, version__lte=last).update(sent_version=F("version"))


def put(rows: Sequence[SearchDocument], indexes: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """Into the indexes of its language, and out of those of the others: a row may have been in the other language before."""
    return write((action for row in rows for action in _actions(row, indexes)), client=connection.for_writing())


def _actions(row: SearchDocument, indexes: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Any]]:
    for language in KINDS:
        is_there = row.language == language and not row.is_gone
        for name in indexes[language]:
            yield action(row, name) if is_there else action(row, name, is_gone=True)


def action(row: SearchDocument, name: str, *, is_gone: bool = False) -> dict[str, Any]:
    """One line of a bulk request."""
    head = {"_index": written_as(name), "_id": str(row.pk), "version": row.version, "version_type": "external"}
    return {"_op_type": "delete", **head} if is_gone else {"_op_type": "index", **head, "_source": said(row)}


def write(actions: Iterable[dict[str, Any]], *, client: Elasticsearch) -> dict[int, str]:
    """What was refused, with the reason. A cluster that has too much to do is asked again, later and later; one that is away raises."""
    refused: dict[int, str] = {}
    try:
        for ok, result in helpers.streaming_bulk(client, actions, chunk_size=BATCH, **BULK, **PATIENCE):
            if not ok:
                refused |= refusal(result)
    except connection.AWAY as problem:
        raise EngineAway(connection.reason(problem)) from None
    return refused


def refusal(result: dict[str, Any]) -> dict[int, str]:
    """Of one line of the answer. Raises where all lines would meet the same: the index is gone, the cluster is full or away."""
    ((verb, how),) = result.items()
    status, error = how.get("status"), how.get("error")
    if status == NEWER_IS_THERE or (status == NOT_THERE and not error):
        return {}
    kind = error.get("type", "") if isinstance(error, dict) else str(error)
    if status == NOT_THERE or status in BUSY:
        raise EngineAway(f"the cluster does not take rows now: {kind} ({status})")
    caused = error.get("caused_by", error) if isinstance(error, dict) else {}
    return {int(how["_id"]): f"{verb}: {kind} ({status}) {str(caused.get('reason', ''))[:200]}".strip()}
