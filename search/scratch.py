"""An index of its own beside the site's, thrown away at the end: for `search_eval`, for benchmarks, for nothing that readers see."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

from django.conf import settings
from django.db import connections, router
from django.db.models import Model

from search import full_text
from search.asking import Answer, Query
from search.engines import embedded
from search.engines.base import Engine
from search.engines.cluster import connection, filling, indexes
from search.engines.cluster.engine import Cluster
from search.engines.embedded import Embedded
from search.engines.postgres import Postgres
from search.engines.sqlite import SQLite
from search.models import ClusterIndex, Counter, Promoted, RowVector, SearchDocument, SearchTerm

ALIAS = "search_scratch"
TABLES: tuple[type[Model], ...] = (Counter, SearchTerm, SearchDocument, ClusterIndex, RowVector, Promoted)


class NotHere(Exception):
    """The engine that was asked for cannot run here; says why."""


class _Led:
    """Leads the tables of the index, and nothing else, to the scratch database."""

    def db_for_read(self, model: type[Model], **hints: object) -> str | None:
        return ALIAS if model in TABLES else None

    db_for_write = db_for_read


@contextmanager
def index(engine: str = "") -> Iterator[Engine]:
    """An empty index: "sqlite" (a file of its own), "postgres" (a schema of its own) or "elasticsearch" (names of its own on the cluster).

    Without a name: what the site stands on.
    """
    engine = engine or {"postgresql": "postgres"}.get(connections["default"].vendor, connections["default"].vendor)
    if engine not in SCRATCH:
        raise NotHere(f"There is no engine named {engine}: {', '.join(SCRATCH)}.")
    with SCRATCH[engine]() as made:
        yield made


@contextmanager
def _sqlite() -> Iterator[Embedded]:
    with tempfile.TemporaryDirectory() as folder:
        options = {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
        }
        with _leading_to({"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(folder) / "index.sqlite3"), "OPTIONS": options}):
            _make_tables()
            yield SQLite()


@contextmanager
def _postgres() -> Iterator[Embedded]:
    site = connections["default"]
    if site.vendor != "postgresql":
        raise NotHere("The site stands on SQLite: set DATABASE_URL to a PostgreSQL database to try that engine.")
    settings = deepcopy(site.settings_dict)
    schema = f"search_scratch_{uuid.uuid4().hex[:12]}"
    options = {name: value for name, value in settings.get("OPTIONS", {}).items() if name != "pool"}
    settings["OPTIONS"] = options | {"options": f"-c search_path={schema}"}
    with site.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{schema}"')
    try:
        with _leading_to(settings):
            _make_tables()
            yield Postgres()
    finally:
        with site.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA "{schema}" CASCADE')


class _Filled(Cluster):
    """Sends the rows to the cluster before the first question."""

    is_filled = False

    def answer(self, query: Query) -> Answer:
        if not self.is_filled:
            filling.rebuild()
            self.is_filled = True
        return super().answer(query)


@contextmanager
def _elasticsearch() -> Iterator[Embedded]:
    if not connection.is_wanted():
        raise NotHere("There is no cluster: set SEARCH_URL.")
    prefix = settings.SEARCH_PREFIX
    settings.SEARCH_PREFIX = f"{prefix}-scratch-{uuid.uuid4().hex[:8]}"  # within what a key for the site's own indexes may do
    try:
        with _sqlite():
            try:
                yield _Filled()
            finally:
                indexes.drop_all()
    finally:
        settings.SEARCH_PREFIX = prefix


SCRATCH = {"sqlite": _sqlite, "postgres": _postgres, "elasticsearch": _elasticsearch}


@contextmanager
def _leading_to(settings: dict) -> Iterator[None]:
    before = router.routers
    connections.databases[ALIAS] = connections.configure_settings({"default": settings})["default"]
    router.routers = [_Led(), *before]
    embedded.forget()
    try:
        yield
    finally:
        connections[ALIAS].close()
        router.routers = before
        del connections[ALIAS], connections.databases[ALIAS]
        embedded.forget()


def _make_tables() -> None:
    connection = connections[ALIAS]
    with connection.schema_editor() as editor:
        for model in TABLES:
            editor.create_model(model)
        editor.deferred_sql = [each for each in editor.deferred_sql if "FOREIGN KEY" not in str(each)]  # what is referred to is not here
    full_text.lay(connection)
