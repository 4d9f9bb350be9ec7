"""What the clock does for the cluster: sends what it has not heard of, and sees that there is an index to read. And how it is doing."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from elastic_transport import ApiError

from editorial.models import Job
from search.engines.base import EngineAway
from search.models import ClusterIndex, SearchDocument

from . import connection, filling, indexes, sending
from .documents import KINDS, alias_of

log = logging.getLogger("throughline.search")

SECONDS = 4.0  # for one round of sending; the rest goes in the next
FILLING, AGAIN = "fill the search cluster", timedelta(minutes=5)  # after a failure or a kill


def send_due() -> int:
    """Every few seconds. A site without a cluster has nothing to do here; one whose cluster is away has time."""
    if not connection.is_wanted():
        return 0
    if not indexes.is_current() and Job.objects.take(FILLING, every=AGAIN):
        fill.enqueue()
    try:
        return sending.send(seconds=SECONDS).rows if ClusterIndex.objects.live().exists() else 0
    except EngineAway as problem:
        log.warning("Rows wait for the search cluster: %s", problem)
        return 0


@task()
def fill() -> None:
    """The first index, or one for a changed mapping. Whoever asked for it has taken the job, so only one is at it."""
    error = ""
    try:
        if not indexes.is_current():
            filling.rebuild(tell=_is_at_it)
    except (EngineAway, filling.HalfFilled, *connection.AWAY) as problem:
        error = connection.reason(problem)
        log.warning("The search cluster could not be filled: %s", error)
    Job.objects.give_back(FILLING, error=error)


def _is_at_it(_line: str) -> None:
    Job.objects.filter(name=FILLING).update(began_at=timezone.now())


@dataclass
class Status:
    """How the cluster is doing, each line a name and what is there to say. `problems` is empty when all is well."""

    lines: list[tuple[str, str]]
    problems: list[str]


def status() -> Status:
    """Asks the cluster, and shows what a key with few rights may see."""
    found = Status([], [])
    unsent = SearchDocument.objects.unsent().count()
    try:
        found.lines += [*_server(), *_indexes(found)]
    except connection.AWAY as problem:
        found.problems.append(connection.reason(problem))
    found.lines.append((_("not sent yet"), str(unsent)))
    if not indexes.is_current():
        found.problems.append(
            _("There is no index with the mapping of this release: run manage.py search_reindex, or wait for the worker.")
        )
    return found


def _server() -> Iterator[tuple[str, str]]:
    client = connection.for_reading()
    yield _("engine"), "Elasticsearch"
    try:
        nodes = client.nodes.info(filter_path="nodes.*.version")["nodes"].values()
        yield _("version"), ", ".join(sorted({node["version"] for node in nodes}))
        yield _("nodes"), str(len(nodes))
        yield _("health"), client.cluster.health(index=_names(), expand_wildcards="all")["status"]
    except ApiError as problem:
        if problem.meta.status != 403:
            raise
        yield _("health"), _("not shown: the key or user may only use its own indexes")


def _indexes(found: Status) -> Iterator[tuple[str, str]]:
    client = connection.for_reading()
    for index in ClusterIndex.objects.order_by("alias", "pk"):
        number = client.options(ignore_status=404).count(index=index.name).get("count")
        shown = _("missing") if number is None else _("%(number)s documents") % {"number": number}
        yield f"{index.name} ({index.get_state_display()})", shown
        here = SearchDocument.objects.there().filter(language=index.alias.rsplit("-", 1)[1]).count()
        if number is None and index.state != ClusterIndex.State.OLD:
            found.problems.append(_("%(index)s is not on the cluster.") % {"index": index.name})
        elif index.state == ClusterIndex.State.LIVE:
            yield _("  in the database"), _("%(number)s documents") % {"number": here}


def _names() -> str:
    return ",".join(f"{alias_of(language)}*" for language in KINDS)
