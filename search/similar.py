"""“More like this”: what everybody may read and says the telling words of a thing, under its topics first. The same for all, so it is kept."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.utils.translation import get_language

from search import engine
from search.access import reader_of
from search.asking import Hit
from search.engines.base import EngineAway
from search.kinds import KINDS, address_in
from search.results import Rows
from search.rows import rows_of

MOST = 4
LOOKED_AT = 20
SHOWN = ("story", "lesson", "idea", "series", "method", "resource", "collection")  # neither people nor files: a file stands on its page
KEEP_FOR = 600


@dataclass(frozen=True)
class Like:
    """One line of the list. `language` is empty when it is the reader's."""

    label: str
    url: str
    title: str
    text: str
    language: str
    is_retracted: bool
    is_demo: bool


def more_like(kind: str, key: int, stamp: str) -> list[Like]:
    """At most four; kept until something public changes."""
    kept_as = f"similar:{kind}:{key}:{get_language()}:{stamp}"
    return caches["pages"].get_or_set(kept_as, lambda: _find(kind, key), KEEP_FOR)


def _find(kind: str, key: int) -> list[Like]:
    nobody = AnonymousUser()
    row = rows_of([(kind, key)], reader_of(nobody)).get((kind, key))
    if row is None:
        return []
    found = Rows.of((hit.key for hit in _hits(row.pk)), nobody)
    like = [each for each in found if each.kind in SHOWN and (each.kind, each.object_id) != (kind, key)]
    topics = set(row.facets.get("topic", []))
    like.sort(key=lambda each: -len(topics.intersection(each.facets.get("topic", []))))  # equals stay as they were found
    return [
        Like(
            str(KINDS[each.kind].label),
            address_in(each.url),
            each.title,
            each.summary,
            "" if each.language == get_language() else each.language,
            bool(found.notices.get((each.kind, each.object_id), {}).get("retracted_at")),
            each.is_demo,
        )
        for each in like[:MOST]
    ]


def _hits(key: int) -> list[Hit]:
    reader = reader_of(AnonymousUser())
    try:
        return engine.current().more_like(key, reader, most=LOOKED_AT)
    except EngineAway:
        return engine.embedded().more_like(key, reader, most=LOOKED_AT)
