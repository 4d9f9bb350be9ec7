"""Rows for tests, written as a kind of page would have them written. All of it is invented."""

from search import indexing
from search.indexing import Draft


def a_draft(key: int, title: str, body: str = "", *, kind: str = "story", language: str = "en", access: str = "all", **more) -> Draft:
    return Draft(kind, key, language, title, body=body, access=access, **more)


def written(*drafts: Draft) -> int:
    return indexing.write({(each.kind, each.object_id) for each in drafts}, drafts)


def gone(*keys: int, kind: str = "story") -> int:
    return indexing.write({(kind, key) for key in keys}, [])
