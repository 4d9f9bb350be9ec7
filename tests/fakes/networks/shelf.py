"""What the fakes remember: in memory, or in a file that outlives a kill -9. One lock; a request's changes are kept whole or not at all."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Thing = dict[str, Any]

TABLES = """
create table if not exists thing (number integer primary key autoincrement, network text, kind text, id text, value text,
    unique (network, kind, id));
create table if not exists picture (network text, id text, mime text, content blob, primary key (network, id));
"""


class Store:
    def __init__(self, path: str = "") -> None:
        self.lock = threading.RLock()
        self.base = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self.base.execute("pragma journal_mode = wal")
        self.base.execute("pragma synchronous = off")  # what a process wrote stays when it is killed; only a power cut could lose it
        self.base.executescript(TABLES)

    @contextmanager
    def changing(self) -> Iterator[None]:
        with self.lock:
            self.base.execute("begin immediate")
            try:
                yield
            except BaseException:
                self.base.execute("rollback")
                raise
            self.base.execute("commit")

    def clear(self) -> None:
        with self.changing():
            self.base.execute("delete from thing")
            self.base.execute("delete from picture")

    def close(self) -> None:
        with self.lock:
            self.base.close()


class Shelf:
    """One network's part of the store."""

    def __init__(self, store: Store, network: str) -> None:
        self.store, self.network = store, network

    def put(self, kind: str, key: str, **value: Any) -> Thing:
        """Kept under this key; what was there goes."""
        with self.store.lock:
            self.store.base.execute(
                "insert into thing (network, kind, id, value) values (?, ?, ?, ?)"
                " on conflict (network, kind, id) do update set value = excluded.value",
                (self.network, kind, key, json.dumps({"id": key, **value})),
            )
        return {"id": key, **value}

    def get(self, kind: str, key: str) -> Thing | None:
        with self.store.lock:
            row = self.store.base.execute(
                "select value from thing where network = ? and kind = ? and id = ?", (self.network, kind, key)
            ).fetchone()
        return json.loads(row[0]) if row else None

    def change(self, kind: str, key: str, **value: Any) -> Thing:
        return self.put(kind, key, **{**(self.get(kind, key) or {}), **value})

    def drop(self, kind: str, key: str) -> None:
        with self.store.lock:
            self.store.base.execute("delete from thing where network = ? and kind = ? and id = ?", (self.network, kind, key))

    def all(self, kind: str, limit: int = -1) -> list[Thing]:
        """The newest first."""
        with self.store.lock:
            rows = self.store.base.execute(
                "select value from thing where network = ? and kind = ? order by number desc limit ?", (self.network, kind, limit)
            ).fetchall()
        return [json.loads(row[0]) for row in rows]

    def number(self) -> int:
        """Never given out twice, also after a restart."""
        with self.store.lock:
            last = int((self.get("counter", "last") or {}).get("number", 0))
            self.put("counter", "last", number=last + 1)
        return last + 1

    def keep_picture(self, key: str, mime: str, content: bytes) -> None:
        with self.store.lock:
            self.store.base.execute("insert or replace into picture values (?, ?, ?, ?)", (self.network, key, mime, content))

    def picture(self, key: str) -> tuple[str, bytes] | None:
        with self.store.lock:
            return self.store.base.execute("select mime, content from picture where network = ? and id = ?", (self.network, key)).fetchone()
