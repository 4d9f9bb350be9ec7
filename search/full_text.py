"""The full-text index of the database: laid by a migration, kept with each row. FTS5 on SQLite, a tsvector with GIN on PostgreSQL.

Both hold the stems of search/ranking/analysis.py and the access tokens, never what the database would make of the texts itself.
A migration that alters SearchDocument ends with `migrations.RunPython` that calls `lay`: SQLite drops the triggers with the old table.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from search.models import SearchDocument

TABLE = "search_searchdocument"
PARTS = ("title", "also", "body")  # the stems of a row stand in this order, with a line break between
SIGN = "'"  # the only sign inside a word

# --- SQLite: two tables without texts of their own -------------------------------------------------------------------
TEXT_COLUMNS = [f"{part}_{language}" for language in ("en", "fr") for part in PARTS] + ["access"]
NAME_COLUMNS = ["title", "also", "access"]


def _part(column: str, number: int) -> str:
    """SQL for one part of three that stand with line breaks between them."""
    first = f"instr({column}, char(10))"
    rest = f"substr({column}, {first} + 1)"
    return (
        f"substr({column}, 1, {first})",
        f"substr({rest}, 1, instr({rest}, char(10)))",
        f"substr({rest}, instr({rest}, char(10)) + 1)",
    )[number]


def _values(row: str) -> tuple[str, str]:
    texts = [
        f"CASE {row}.language WHEN '{language}' THEN {_part(f'{row}.stems', number)} ELSE '' END"
        for language in ("en", "fr")
        for number in range(3)
    ]
    access = f"replace({row}.access, '-', '')"
    return ", ".join([*texts, access]), ", ".join([_part(f"{row}.exact", 0), _part(f"{row}.exact", 1), access])


def _sqlite() -> list[str]:
    options = f"""content='', tokenize="unicode61 remove_diacritics 0 tokenchars '{SIGN * 2}'\""""
    texts, names = ", ".join(TEXT_COLUMNS), ", ".join(NAME_COLUMNS)

    def put(row: str) -> str:
        text_values, name_values = _values(row)
        return (
            f"INSERT INTO search_text(rowid, {texts}) SELECT {row}.id, {text_values} WHERE {row}.is_gone = 0; "
            f"INSERT INTO search_names(rowid, {names}) SELECT {row}.id, {name_values} WHERE {row}.is_gone = 0;"
        )

    def take(row: str) -> str:
        text_values, name_values = _values(row)
        return (
            f"INSERT INTO search_text(search_text, rowid, {texts}) SELECT 'delete', {row}.id, {text_values} WHERE {row}.is_gone = 0; "
            f"INSERT INTO search_names(search_names, rowid, {names}) SELECT 'delete', {row}.id, {name_values} WHERE {row}.is_gone = 0;"
        )

    text_values, name_values = _values(TABLE)
    return [
        f"CREATE VIRTUAL TABLE search_text USING fts5({texts}, {options})",
        f"CREATE VIRTUAL TABLE search_names USING fts5({names}, {options}, prefix='1 2 3')",
        f"CREATE TRIGGER search_text_new AFTER INSERT ON {TABLE} BEGIN {put('new')} END",
        f"CREATE TRIGGER search_text_gone AFTER DELETE ON {TABLE} BEGIN {take('old')} END",
        f"CREATE TRIGGER search_text_other AFTER UPDATE OF language, stems, exact, access, is_gone ON {TABLE} "
        f"BEGIN {take('old')} {put('new')} END",
        f"INSERT INTO search_text(rowid, {texts}) SELECT id, {text_values} FROM {TABLE} WHERE is_gone = 0",  # noqa: S608 (names of ours)
        f"INSERT INTO search_names(rowid, {names}) SELECT id, {name_values} FROM {TABLE} WHERE is_gone = 0",  # noqa: S608 (names of ours)
    ]


SQLITE_AWAY = [
    "DROP TRIGGER IF EXISTS search_text_new",
    "DROP TRIGGER IF EXISTS search_text_gone",
    "DROP TRIGGER IF EXISTS search_text_other",
    "DROP TABLE IF EXISTS search_text",
    "DROP TABLE IF EXISTS search_names",
]

# --- PostgreSQL: two columns beside those that Django knows ----------------------------------------------------------
POSTGRES = [
    f"ALTER TABLE {TABLE} ADD COLUMN vector tsvector",
    f"ALTER TABLE {TABLE} ADD COLUMN names tsvector",
    f"CREATE INDEX search_vector ON {TABLE} USING gin (vector) WITH (fastupdate = off)",
    f"CREATE INDEX search_names ON {TABLE} USING gin (names) WITH (fastupdate = off)",
]
POSTGRES_AWAY = [f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS vector", f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS names"]
GAP = 8  # empty places between the parts: no phrase reaches over
LAST_PLACE = 16_383  # a tsvector knows no later one
WEIGHTS = {"title": "A", "also": "B", "body": ""}


def vector(parts: str, access: str, language: str) -> str:
    """The literal of a tsvector: each word with its places, those of the title weighted A and of the names B; `@token` for access,
    `@@en` for the language."""
    places: dict[str, list[str]] = {}
    at = 0
    for name, part in zip(PARTS, parts.split("\n"), strict=False):
        weight = WEIGHTS[name]
        for word in part.split():
            at += 1
            places.setdefault(word, []).append(f"{min(at, LAST_PLACE)}{weight}")
        at += GAP
    found = [f"'{word.replace(SIGN, SIGN * 2)}':{','.join(each[:255])}" for word, each in places.items()]
    return " ".join([*found, f"'@@{language}'", *(f"'@{token}'" for token in access.split())])


def write(connection: "BaseDatabaseWrapper", rows: Iterable["SearchDocument"], batch: int = 200) -> None:
    """After rows were written: on SQLite the triggers have done it already."""
    if connection.vendor != "postgresql":
        return
    values = [
        (row.pk, vector(row.stems, row.access, row.language), vector("\n".join(row.exact.split("\n")[:2]), row.access, row.language))
        for row in rows
    ]
    with connection.cursor() as cursor:
        for start in range(0, len(values), batch):
            part = values[start : start + batch]
            lines = ", ".join(["(%s::bigint, %s::tsvector, %s::tsvector)"] * len(part))
            cursor.execute(
                f"UPDATE {TABLE} AS d SET vector = v.vector, names = v.names "  # noqa: S608 (names of ours)
                f"FROM (VALUES {lines}) AS v(id, vector, names) WHERE d.id = v.id",
                [value for row in part for value in row],
            )


def lay(connection: "BaseDatabaseWrapper") -> None:
    """Makes the index anew from the rows that are there; safe to repeat. On PostgreSQL the rows have to be written again."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for statement in (*SQLITE_AWAY, *_sqlite()) if is_sqlite else (*POSTGRES_AWAY, *POSTGRES):
            cursor.execute(statement)


def remove(connection: "BaseDatabaseWrapper") -> None:
    with connection.cursor() as cursor:
        for statement in SQLITE_AWAY if connection.vendor == "sqlite" else POSTGRES_AWAY:
            cursor.execute(statement)
