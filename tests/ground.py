"""The foundation that tests stand on, and how it is laid again after a test that really writes.

A test with a transaction of its own (a live server, threads) cannot be rolled back: pytest-django empties every table after it,
the migrations' rows too. Whatever test comes next on the same database first gets back what `lay` had laid, row by row.
"""

from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, transaction

_kept: dict[str, str] = {}  # table: the copy beside it
_swept = False


def lay() -> None:
    """Pages, groups, workflow and vocabularies of a new site, and a copy of every row."""
    call_command("set_up", verbosity=0)
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for number, table in enumerate(_tables(cursor)):
            _kept[table] = f"kept_{number}"
            cursor.execute(f"CREATE TABLE {quote(_kept[table])} AS SELECT * FROM {quote(table)}")


def _tables(cursor) -> list[str]:
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    if connection.vendor == "sqlite":  # the words of the search index follow the index by triggers
        cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
        tables -= {name for (name,) in cursor.fetchall()}
    return sorted(tables)


def swept() -> None:
    global _swept
    _swept = True


def lay_again() -> None:
    """What `lay` laid, with the same keys; nothing to do when it still lies there."""
    global _swept
    if not _swept:
        return
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for table, copy in _kept.items():
            cursor.execute(f"INSERT INTO {quote(table)} SELECT * FROM {quote(copy)}")
    ContentType.objects.clear_cache()
    caches["default"].clear()  # counts of limits would outlive the people they count
    _swept = False
