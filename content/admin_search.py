"""Wagtail's own search, which the lists of the admin ask: what is typed becomes plain words before a database reads it as its language."""

import re
from typing import Any

from wagtail.search.backends import database

NOT_WORDS = re.compile(r"[^\w@.’'-]+")


class InWords:
    """Mixed into the search of whichever database this is."""

    def _search(self, compiler: type, query: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._search(compiler, in_words(query), *args, **kwargs)  # type: ignore[misc]


def in_words(query: Any) -> Any:
    """The words of a question, or nothing when there is none in it. Wagtail's own question objects keep their form."""
    if isinstance(query, str):
        words = NOT_WORDS.sub(" ", query).strip()
        return words if re.search(r"\w", words) else ""
    if hasattr(query, "query_string"):
        query.query_string = in_words(query.query_string) or "_"
    for part in getattr(query, "subqueries", []):
        in_words(part)
    return query


def SearchBackend(params: dict) -> Any:
    """Wagtail looks for this name."""
    own = type(database.SearchBackend(dict(params)))
    return type(f"{own.__name__}InWords", (InWords, own), {})(params)
