"""Which engine answers: the cluster where there is one, the embedded one of the site's database otherwise and whenever the cluster is away."""

import logging

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from search import indexing
from search.asking import Answer, Query
from search.engines import embedded as embedded_engine
from search.engines.base import Engine, EngineAway
from search.engines.cluster import connection
from search.engines.cluster.engine import Cluster
from search.engines.embedded import Embedded
from search.engines.postgres import Postgres
from search.engines.sqlite import SQLite
from search.vectors.beside import with_vectors
from search.vectors.cluster import ClusterBeside

log = logging.getLogger("throughline.search")

EMBEDDED: dict[str, type[Embedded]] = {"sqlite": SQLite, "postgresql": Postgres}


def embedded() -> Embedded:
    """The engine of the database in which the index stands. Always there."""
    engine = EMBEDDED[connections[indexing.database()].vendor]
    return (with_vectors(engine) if settings.SEARCH_VECTORS else engine)()


def current() -> Engine:
    """The engine that is asked first: the cluster where the site has one, but for a scratch index."""
    cluster = ClusterBeside if settings.SEARCH_VECTORS else Cluster
    return cluster() if connection.is_wanted() and indexing.database() == DEFAULT_DB_ALIAS else embedded()


def warm() -> None:
    """What each process keeps to answer quickly is read before the first question, not during it: seconds at 100,000 documents."""
    try:
        embedded_engine.fresh()
    except DatabaseError:  # no tables yet, or the database is away: the first question reads it then
        log.warning("Search could not be read ahead", exc_info=True)


def ask(query: Query) -> Answer:
    """One question, one answer; a reduced one when the engine that should have answered does not."""
    try:
        return current().answer(query)
    except EngineAway:
        answer = embedded().answer(query)
        answer.is_reduced = True
        return answer
