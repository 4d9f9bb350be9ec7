"""From a change to the index: a row of the queue for each thing, written with the change and worked off soon after. docs/search-feeding.md.

`changed` is called inside the transaction of the change, so that a kill loses nothing. `at_once` takes away in it what readers may not
find any more. `drain` makes the rows of what is queued anew, and may run twice, or in two processes: the rows come out the same.
"""

import logging
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import OperationalError, connections, transaction
from django.db.models import Exists, F, Min, OuterRef, Q
from django.utils import timezone

from search import indexing
from search.kinds import KINDS, PageKind, Thing
from search.kinds.base import in_batches
from search.models import Counter, Queued, SearchDocument
from search.models.queue import LONGEST_PAUSE

log = logging.getLogger("throughline.search")

ALL = "all"  # as a kind: everything
UNDER = "~"  # before a kind: everything that says the words of that thing, or lies below that page
BATCH = 200  # things whose rows are made in one transaction
FEW = 20  # so many are worked off as soon as the change is committed; more wait for the worker
FIRST_PAUSE = timedelta(seconds=10)  # after a failure; then four times as long, at most an hour
LOOKED_BACK = timedelta(days=2)
DEADLOCKS = 3
_held: list[bool] = []  # while it holds something, nothing is drained on commit


@dataclass(frozen=True)
class Depth:
    """How much waits, for the admin and for health checks."""

    waiting: int  # due now
    later: int  # embargoes, and what failed and is to be tried again
    failed: int
    oldest: datetime | None  # the change that has been due longest

    @property
    def lag(self) -> timedelta:
        return timezone.now() - self.oldest if self.oldest else timedelta(0)


# --- Asking for it -------------------------------------------------------------------------------------------------------------------
def changed(kind: str, key: int = 0, *, at: datetime | None = None) -> None:
    """This thing says something else now (or will at this hour). Without a key: everything of this kind."""
    queue([(kind, key)], at=at)


def queue(things: Iterable[Thing], *, at: datetime | None = None) -> None:
    """In the transaction of the change. What it has asked for already is not written twice."""
    if at is not None:
        _write(set(things), at)
        return
    wished = _wished()
    if new := set(things) - wished.known:
        _write(new, timezone.now())
        wished.known |= new


def at_once(things: Collection[Thing]) -> None:
    """In this very transaction, for what closes or hides something; and queued, so that nothing hangs on this one try.

    Should it fail, the change itself goes on: the last check in Django hides what is closed until the queue is drained.
    """
    single = [thing for thing in things if not is_many(thing) and thing[0] in KINDS]
    try:
        with transaction.atomic(using=indexing.database()):
            for kind, keys in _by_kind(single).items():
                make(kind, keys)
    except Exception:
        log.exception("Could not take %s out of the search index at once", single)
    queue(things)


def close_below(page_id: int) -> None:
    """What is found of a page and everything below it goes at once; what is still open to somebody comes back with the queue."""
    below = ((kind.key, key) for kind in KINDS.values() for key in kind.under("below", page_id))
    for things in in_batches(below, BATCH):
        try:
            with transaction.atomic(using=indexing.database()):
                Counter.take(0)
                indexing.write({*known(things), *known(_touched_by(things))}, ())
            queue_counting(things)
        except Exception:
            log.exception("Could not take what lies below page %s out of the search index at once", page_id)
    changed(f"{UNDER}below", page_id)


def known(things: Iterable[Thing]) -> list[Thing]:
    """Those that have rows."""
    rows = SearchDocument.objects.there().order_by()
    return [
        (kind, key)
        for kind, keys in _by_kind(things).items()
        for key in rows.filter(kind=kind, object_id__in=keys).values_list("object_id", flat=True).distinct()
    ]


def expand(kind: str, key: int) -> None:
    """Queues everything that says the words of that thing, or lies below that page."""
    things = ((each.key, one) for each in KINDS.values() for one in each.under(kind, key))
    for some in in_batches(things, 1000):
        _write(set(some), timezone.now())


def _touched_by(things: Iterable[Thing]) -> set[Thing]:
    return {each for kind, keys in _by_kind(things).items() for each in KINDS[kind].touched_by(keys) if each[0] in KINDS}


def queue_counting(things: Iterable[Thing]) -> None:
    """What counts these among what makes it useful is queued: it stays found meanwhile."""
    counting = (each for kind, keys in _by_kind(things).items() for each in KINDS[kind].counted_by(keys))
    queue({thing for thing in counting if thing[0] in KINDS})


@contextmanager
def held() -> Iterator[None]:
    """Many changes in a row, by a command: they wait in the queue until it drains them together."""
    _held.append(True)
    try:
        yield
    finally:
        _held.pop()


class _Wished:
    """What the open transaction has queued, and what is drained once it is committed. A rollback forgets both together."""

    def __init__(self) -> None:
        self.known: set[Thing] = set()

    def __call__(self) -> None:
        things, self.known = {thing for thing in self.known if not is_many(thing)}, set()
        if things and len(things) <= FEW and not _held:
            drain(only=things)


def _wished() -> _Wished:
    """Of the innermost open transaction. Django keeps what shall happen on commit, and drops it with the savepoint it belongs to."""
    connection = connections[indexing.database()]
    inside = set(connection.savepoint_ids)
    for savepoints, act, *_rest in connection.run_on_commit:
        if isinstance(act, _Wished) and savepoints == inside:
            return act
    wished = _Wished()
    wished.known = {thing for _ids, act, *_rest in connection.run_on_commit if isinstance(act, _Wished) for thing in act.known}
    if connection.in_atomic_block:
        transaction.on_commit(wished, using=connection.alias, robust=True)
    return wished


def _write(things: set[Thing], at: datetime) -> None:
    """One row for each thing. Two transactions that wait for each other: one steps back and tries again."""
    now = timezone.now()
    rows = [Queued(kind=kind, object_id=key, queued_at=now, due_at=at, mark=uuid4().hex) for kind, key in sorted(things)]
    for left in reversed(range(DEADLOCKS)):
        try:
            with transaction.atomic(using=indexing.database()):
                Queued.objects.bulk_create(
                    rows,
                    update_conflicts=True,
                    unique_fields=["kind", "object_id"],
                    update_fields=["queued_at", "due_at", "mark", "tries", "error"],
                    batch_size=500,
                )
            return
        except OperationalError:
            if not left:
                raise


# --- Working it off ------------------------------------------------------------------------------------------------------------------
def drain(limit: int = 2000, *, only: Collection[Thing] | None = None, seconds: float = 240) -> int:
    """Make anew what is queued and due, or only these. Returns how many were done. One that fails stops no other."""
    until, done, tried = time.monotonic() + seconds, 0, set()
    while done + len(tried) < limit and time.monotonic() < until:
        _forget_what_was_wished()
        rows = _due(only, tried)
        if not rows:
            break
        for kind, of_kind in _rows_by_kind(rows).items():
            good = _work_off(kind, of_kind)
            done += len(good)
            tried |= {row.pk for row in of_kind} - good
    return done


def _due(only: Collection[Thing] | None, tried: set[int]) -> list[Queued]:
    """Single things before whole kinds: a reader waits for what was changed just now."""
    due = Queued.objects.due().exclude(pk__in=tried)
    if only is not None:
        these = Q(pk__in=[])
        for kind, keys in _by_kind(only).items():
            these |= Q(kind=kind, object_id__in=keys)
        due = due.filter(these)
    rows = list(due.order_by("due_at", "pk")[:BATCH])
    return [row for row in rows if not is_many((row.kind, row.object_id))] or rows[:1]


def _work_off(kind: str, rows: list[Queued]) -> set[int]:
    """The rows that were done: together, or when something fails, each alone."""
    try:
        _do(kind, [row.object_id for row in rows])
    except Exception as problem:
        if len(rows) > 1:
            return {pk for row in rows for pk in _work_off(kind, [row])}
        log.exception("Could not index %s", rows[0])
        _failed(rows[0], problem)
        return set()
    done = Q(pk__in=[])
    for row in rows:
        done |= Q(pk=row.pk, mark=row.mark)  # one that was changed in the meantime has another mark, and stays
    Queued.objects.filter(done).delete()
    return {row.pk for row in rows}


def _do(kind: str, keys: list[int]) -> None:
    if kind == ALL:
        queue((each, 0) for each in KINDS)
    elif kind.startswith(UNDER):
        for key in keys:
            expand(kind.removeprefix(UNDER), key)
    elif kind not in KINDS:
        indexing.write([(kind, key) for key in keys], ())
    else:
        if 0 in keys:
            index_kind(kind)
        make(kind, [key for key in keys if key])


def _failed(row: Queued, problem: Exception) -> None:
    pause = min(FIRST_PAUSE * 4 ** min(row.tries, 10), LONGEST_PAUSE)
    error = f"{type(problem).__name__}: {problem}"[:2000].replace("\0", " ")
    Queued.objects.filter(pk=row.pk, mark=row.mark).update(tries=F("tries") + 1, error=error, due_at=timezone.now() + pause)


def make(kind: str, keys: Collection[int], *, with_touched: bool = True) -> int:
    """The rows of these things as they are now. Whoever makes rows reads and writes under one lock: no older state comes last."""
    if not keys:
        return 0
    with transaction.atomic(using=indexing.database()):
        Counter.take(0)
        number = indexing.write([(kind, key) for key in keys], KINDS[kind].drafts(keys))
        if with_touched:
            for other, others in _by_kind(_touched_by((kind, key) for key in keys)).items():
                number += make(other, others, with_touched=False)
    if with_touched and number:  # only then, so that two that count each other come to an end
        queue_counting((kind, key) for key in keys)
    for key, at in KINDS[kind].opening(keys).items():
        changed(kind, key, at=at)
    return number


def try_again(row: Queued) -> None:
    """An editor has mended the cause: at once."""
    Queued.objects.filter(pk=row.pk).update(due_at=timezone.now(), tries=0)


# --- Everything ----------------------------------------------------------------------------------------------------------------------
def index_all() -> int:
    """Every row as it has to be; rows whose thing is gone, too. Streams: memory does not grow with the number of things."""
    number = sum(index_kind(kind) for kind in KINDS)
    strangers = SearchDocument.objects.there().exclude(kind__in=KINDS).order_by().values_list("kind", "object_id").distinct()
    return number + indexing.write(list(strangers), ())


def index_kind(kind: str) -> int:
    """Returns how many rows differed."""
    number, seen = 0, set()
    for keys in in_batches(KINDS[kind].keys(), BATCH):
        number += make(kind, keys, with_touched=False)
        seen.update(keys)
    there = SearchDocument.objects.there().filter(kind=kind).order_by().values_list("object_id", flat=True).distinct()
    for keys in in_batches([key for key in there.iterator(chunk_size=2000) if key not in seen], BATCH):
        number += make(kind, keys, with_touched=False)
    return number


def compare() -> int:
    """Nightly: makes anew what differs from the things themselves, and says how many rows did."""
    number = index_all()
    if number:
        log.warning("%s rows of the search index differed from what they tell of; they were written anew", number)
    return number


def open_due() -> int:
    """Queues what the end of an embargo has let go and what has no row yet: also after an embargo that no signal told of."""
    now = timezone.now()
    found = 0
    for kind in KINDS.values():
        if isinstance(kind, PageKind):
            rows = SearchDocument.objects.there().filter(kind=kind.key, object_id=OuterRef("pk"))
            pages = kind.model.objects.live().filter(~Exists(rows), embargo_until__lte=now, embargo_until__gte=now - LOOKED_BACK)
            keys = list(pages.values_list("pk", flat=True))
            queue((kind.key, key) for key in keys)
            found += len(keys)
    return found


def depth() -> Depth:
    waiting = Queued.objects.due()
    failed = Queued.objects.exclude(error="")
    return Depth(
        waiting=waiting.count(),
        later=Queued.objects.exclude(pk__in=waiting.values("pk")).count(),
        failed=failed.count(),
        oldest=waiting.aggregate(oldest=Min("due_at"))["oldest"],
    )


def is_many(thing: Thing) -> bool:
    """Does it stand for more than one thing?"""
    kind, key = thing
    return kind == ALL or key == 0 or kind.startswith(UNDER)


def _forget_what_was_wished() -> None:
    """What is drained inside an open transaction may be asked for again in it."""
    for _savepoints, act, *_rest in connections[indexing.database()].run_on_commit:
        if isinstance(act, _Wished):
            act.known = set()


def _by_kind(things: Iterable[Thing]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for kind, key in things:
        found.setdefault(kind, []).append(key)
    return found


def _rows_by_kind(rows: list[Queued]) -> dict[str, list[Queued]]:
    found: dict[str, list[Queued]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(row)
    return found
