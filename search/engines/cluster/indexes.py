"""The indexes behind the names that readers ask: made under a number, swapped in one step, the old ones kept until told.

One index for each language: throughline-en-000003 behind throughline-en. The rows of ClusterIndex say which are read, filled and kept.
"""

from datetime import timedelta

from django.conf import settings
from django.db import router, transaction
from django.utils import timezone

from search.models import ClusterIndex

from . import connection
from .documents import KINDS, alias_of, fingerprint, index_of

State = ClusterIndex.State
GRACE = timedelta(minutes=1)  # a sender that began before a swap may still write the old index


def is_current() -> bool:
    """Whether what is read was made with the mapping of this very code."""
    live = dict(ClusterIndex.objects.live().values_list("alias", "mapping"))
    return all(live.get(alias_of(language)) == fingerprint(language) for language in KINDS)


def make(language: str) -> ClusterIndex:
    """The next index of a language, empty. From this moment every change is written to it too."""
    alias, client = alias_of(language), connection.for_writing()
    there = [*client.indices.get(index=f"{alias}-*", features="aliases"), *ClusterIndex.objects.values_list("name", flat=True)]
    numbers = [int(number) for name in there if (number := name.removeprefix(f"{alias}-")).isdecimal()]
    name = f"{alias}-{max(numbers, default=0) + 1:06}"
    index_of(language, name).create(using=client)
    return ClusterIndex.objects.create(alias=alias, name=name, mapping=fingerprint(language))


def swap(new: list[ClusterIndex]) -> None:
    """Readers ask the new indexes from now on: all languages in one call, which the cluster carries out as a whole."""
    client = connection.for_writing()
    actions = []
    for index in new:
        actions.append({"remove": {"index": f"{index.alias}-*", "alias": index.alias, "must_exist": False}})
        actions.append({"add": {"index": index.name, "alias": index.alias}})
    client.indices.update_aliases(actions=actions)
    _mark_live(new)


def _mark_live(new: list[ClusterIndex]) -> None:
    now = timezone.now()
    with transaction.atomic(using=router.db_for_write(ClusterIndex)):
        aliases, names = [index.alias for index in new], [index.name for index in new]
        ClusterIndex.objects.filter(alias__in=aliases).exclude(name__in=names).update(state=State.OLD, swapped_at=now)
        ClusterIndex.objects.filter(name__in=names).update(state=State.LIVE, swapped_at=now)


def clear_away() -> list[str]:
    """What a filling left behind that was killed: never read, so it goes. One that was killed just after the swap is in use.

    What the cluster does not have any more (a new one, or somebody deleted it) is forgotten.
    """
    there = connection.for_writing().indices.get(index=f"{settings.SEARCH_PREFIX}-*", features="aliases")
    left = []
    for index in ClusterIndex.objects.all():
        if index.name not in there:
            index.delete()
        elif index.state == State.FILLING:
            left.append(index)
    in_use = [index for index in left if index.alias in there[index.name]["aliases"]]
    if in_use:
        _mark_live(in_use)
    return [_drop(index) for index in left if index not in in_use]


def drop_old(*, after: timedelta = GRACE) -> list[str]:
    """Deletes the kept indexes; those that were in use a moment ago stay till the next time."""
    return [_drop(index) for index in ClusterIndex.objects.old().filter(swapped_at__lte=timezone.now() - after)]


def drop_all() -> None:
    """Of a scratch index: everything goes."""
    for index in ClusterIndex.objects.all():
        _drop(index)


def _drop(index: ClusterIndex) -> str:
    connection.for_writing().options(ignore_status=404).indices.delete(index=index.name)
    index.delete()
    return index.name
