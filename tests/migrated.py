"""The migrated database that every test process copies, so that the long way through all migrations is gone once, not per process.

It is kept: as a file in .pytest_cache, and on PostgreSQL as a database beside; changed models, migrations or packages make a new one.
`python -m tests.migrated` makes it ahead of the tests, while something else runs.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distributions
from pathlib import Path

from django.conf import settings
from django.db import connection

KEPT = Path(__file__).resolve().parent.parent / ".pytest_cache" / "migrated"


@contextmanager
def copied(to: Path) -> Iterator[None]:
    """The connection leads to a copy for this process alone: a file at `to`, or a database named after this process."""
    make = _copied_file if connection.vendor == "sqlite" else _copied_database
    with make(to):
        yield
        connection.close()


@contextmanager
def _copied_file(to: Path) -> Iterator[None]:
    with _one_at_a_time():
        shutil.copyfile(_file(), to)
    _lead_to(str(to))
    yield


@contextmanager
def _copied_database(_to: Path) -> Iterator[None]:
    mine = f"test_{os.getpid()}"
    with _one_at_a_time():
        _ask(f'CREATE DATABASE "{mine}" TEMPLATE "{_database()}"')
    _lead_to(mine)
    yield
    connection.close()
    _ask(f'DROP DATABASE "{mine}" WITH (FORCE)')


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{connection.vendor}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _file() -> Path:
    wanted = KEPT / f"{_key()}.sqlite3"
    if not wanted.exists():
        for old in KEPT.glob("*.sqlite3*"):
            old.unlink()
        _migrate(str(wanted.with_suffix(".sqlite3-unfinished")))
        wanted.with_suffix(".sqlite3-unfinished").rename(wanted)
    return wanted


def _database() -> str:
    wanted = f"test_migrated_{_key()}"
    there = {name for (name,) in _ask("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_migrated\\_%'")}
    if wanted not in there:
        for old in there:
            _ask(f'DROP DATABASE "{old}"')
        _migrate(f"{wanted}_unfinished")
        _ask(f'ALTER DATABASE "{wanted}_unfinished" RENAME TO "{wanted}"')
    return wanted


def _migrate(name: str) -> None:
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()


def _ask(question: str) -> list[tuple]:
    with connection.creation._nodb_cursor() as cursor:  # as Django's own makes its test databases
        cursor.execute(question)
        return cursor.fetchall() if cursor.description else []


def _lead_to(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _key() -> str:
    """All that a migrated database depends on: models with their permissions, migrations, and whose they are."""
    seen = hashlib.sha256()
    for path in sorted(settings.BASE_DIR.glob("*/**/*.py")):
        inside = path.relative_to(settings.BASE_DIR)
        if inside.parts[0] not in ("tests", ".venv") and (
            {"models", "migrations"} & {*inside.parts, inside.stem} or inside.stem in ("apps", "settings")
        ):
            seen.update(str(inside).encode() + path.read_bytes())
    for package in sorted(f"{each.name} {each.version}" for each in distributions()):
        seen.update(package.encode())
    return seen.hexdigest()[:12]


def main() -> None:
    import django
    import pytest  # noqa: F401 - tells the settings that this is for tests

    os.environ["DJANGO_SETTINGS_MODULE"] = "cop_site.settings"
    django.setup()
    with _one_at_a_time():
        _file() if connection.vendor == "sqlite" else _database()


if __name__ == "__main__":
    main()
