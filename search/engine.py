"""Which engine answers: the cluster where there is one, the embedded one of the site's database otherwise and whenever the cluster is away."""

from django.db import connections

from search import indexing
from search.asking import Answer, Query
from search.engines.base import Engine, EngineAway
from search.engines.embedded import Embedded
from search.engines.postgres import Postgres
from search.engines.sqlite import SQLite

EMBEDDED: dict[str, type[Embedded]] = {"sqlite": SQLite, "postgresql": Postgres}


def embedded() -> Embedded:
    """The engine of the database in which the index stands. Always there."""
    return EMBEDDED[connections[indexing.database()].vendor]()


def current() -> Engine:
    """The engine that is asked first."""
    return embedded()


def ask(query: Query) -> Answer:
    """One question, one answer; a reduced one when the engine that should have answered does not."""
    try:
        return current().answer(query)
    except EngineAway:
        answer = embedded().answer(query)
        answer.is_reduced = True
        return answer
