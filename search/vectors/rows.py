"""The vectors of rows: made by the worker, kept in a table of their own, compared in memory."""

import logging
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from search import indexing
from search.models import Counter, RowVector, SearchDocument
from search.vectors import model

log = logging.getLogger("throughline.search")

LANGUAGE = "en"  # the model knows no other
FIRST_WORDS = 2000  # characters of a text: more than the model reads
AT_ONCE = 64
GROWS_BY = 4096
_lock = threading.Lock()


@dataclass
class Kept:
    """What a process keeps: a matrix with room to grow, and the row that each line belongs to."""

    lines: Any = None
    keys: list[int] = field(default_factory=list)
    line_of: dict[int, int] = field(default_factory=dict)
    known: int = 0  # the newest RowVector that has been read


_kept: dict[str, Kept] = {}


def forget() -> None:
    with _lock:
        _kept.clear()


# --- Made by the worker ------------------------------------------------------------------------------------------------------------------
def make_some(*, seconds: float = 10, even_when_off: bool = False) -> int:
    """Vectors of rows that are new or say something else, until the seconds are over. Nothing when the plug-in is off."""
    if not settings.SEARCH_VECTORS and not even_when_off:
        return 0
    until, made = time.monotonic() + seconds, 0
    RowVector.objects.filter(Q(document__is_gone=True) | Q(document__access="")).delete()
    while time.monotonic() < until and (rows := _without()):
        _make(rows)
        made += len(rows)
    return made


def _without() -> list[SearchDocument]:
    rows = SearchDocument.objects.there().filter(language=LANGUAGE).exclude(access="")
    return list(rows.exclude(vector__version=F("version")).order_by("version")[:AT_ONCE])


def _make(rows: list[SearchDocument]) -> None:
    """Each as a new line of the table, so that a process sees by the newest key what it does not know."""
    made = model.vectors([text_of(row) for row in rows]).astype("float16")
    with transaction.atomic(using=indexing.database()):
        if settings.SEARCH_HOSTS:
            rows, made = _sent_again(rows, made)
        RowVector.objects.filter(document__in=rows).delete()
        RowVector.objects.bulk_create(
            [RowVector(document=row, version=row.version, numbers=line.tobytes()) for row, line in zip(rows, made, strict=True)]
        )


def _sent_again(rows: list[SearchDocument], made: Any) -> tuple[list[SearchDocument], Any]:
    """With a new version each, so that they go to the cluster with their vector; but not those that have changed meanwhile."""
    first, left = Counter.take(len(rows)), []
    for place, row in enumerate(rows):
        if SearchDocument.objects.filter(pk=row.pk, version=row.version).update(version=first + place):
            row.version = first + place
            left.append(place)
    return [rows[place] for place in left], made[left]


def vector_of(row: SearchDocument) -> list[float]:
    """As the cluster takes it; nothing for a row without one."""
    import numpy

    found = RowVector.objects.filter(document=row.pk, version=row.version).values_list("numbers", flat=True).first()
    return numpy.frombuffer(found, dtype=numpy.float16).astype(float).tolist() if found else []


def text_of(row: SearchDocument) -> str:
    """The title, then how the text begins: what the model reads of a row."""
    return f"{row.title}. {row.summary} {row.body[:FIRST_WORDS]}"


# --- Compared ----------------------------------------------------------------------------------------------------------------------------
def nearest(text: str, readable: Collection[int], *, most: int) -> list[tuple[int, float]]:
    """The rows nearest in meaning among those that the reader may find, nearest first, with their cosine."""
    question = model.vectors([text])[0]
    kept = fresh()
    if not kept.keys:
        return []
    alike = kept.lines[: len(kept.keys)] @ question
    found = []
    for line in (-alike).argsort(kind="stable"):
        if kept.keys[line] in readable:
            found.append((kept.keys[line], float(alike[line])))
            if len(found) == most:
                break
    return found


def fresh() -> Kept:
    """The matrix as the table is now. Lines of rows that are gone stay until the process ends: nobody may find them."""
    import numpy

    using = indexing.database()
    with _lock:
        kept = _kept.setdefault(using, Kept())
        newest = RowVector.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        if newest < kept.known:  # another table: a test, a database laid anew
            kept = _kept[using] = Kept()
        if newest == kept.known:
            return kept
        for key, row, numbers in (
            RowVector.objects.filter(pk__gt=kept.known).order_by("pk").values_list("pk", "document_id", "numbers").iterator()
        ):
            line = kept.line_of.setdefault(row, len(kept.keys))
            if line == len(kept.keys):
                kept.keys.append(row)
                if kept.lines is None or line >= len(kept.lines):
                    more = numpy.zeros((GROWS_BY if kept.lines is None else len(kept.lines), model.SIZE), dtype=numpy.float32)
                    kept.lines = more if kept.lines is None else numpy.vstack([kept.lines, more])
            kept.lines[line] = numpy.frombuffer(numbers, dtype=numpy.float16)
            kept.known = key
        return kept
