"""The rows of some things as one reader may find them."""

from collections.abc import Iterable

from search.access import Reader
from search.models import SearchDocument

Thing = tuple[str, int]  # kind and key
SHOWN = ("kind", "object_id", "part", "language", "access", "url", "title", "summary", "published_on", "is_demo")


def rows_of(things: Iterable[Thing], reader: Reader) -> dict[Thing, SearchDocument]:
    """One row for each: in the reader's language where there is one. What bears none of the reader's tokens is left out."""
    wanted, tokens = set(things), set(reader.all_tokens)
    keys: dict[str, list[int]] = {}
    for kind, key in wanted:
        keys.setdefault(kind, []).append(key)
    found: dict[Thing, SearchDocument] = {}
    for kind, of_kind in keys.items():
        for row in SearchDocument.objects.there().filter(kind=kind, object_id__in=of_kind).only(*SHOWN).order_by("pk"):
            thing = (row.kind, row.object_id)
            if tokens.isdisjoint(row.access.split()):
                continue
            if thing not in found or (row.language == reader.language and found[thing].language != reader.language):
                found[thing] = row
    return found
