"""What every type of thing that can be found answers: which there are, what their rows say, and who may read them now.

How a type joins: write a subclass of `Kind` (of `PageKind`, in pages.py, for a page that members write), add one line to `KINDS` in
search/kinds/__init__.py, and for each model that changes its words one line to `MADE_ANEW` in search/signal_handlers.py. Nothing else
knows the types. Resources, collections and documents join so; groups, discussions and events will.

What stands in the fields of a row (`search.indexing.Draft`):

    title      as on cards, in the language of the row; a hashtag with its sign
    summary    the sentence of a card: the honest finding, or what the thing is
    also       first line: the names of those credited (empty where there are none), then a line each: other names, names of both
               languages, the terms it is kept under. Found, and shown only when one of them says a word
    body       the text as it is read, without the marks of Markdown
    url        in the language of the row; where there are no parts in English: `address_in` leads to the reader's language
    usefulness 0 to 1, a tie-breaker: see docs/search-feeding.md
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Model
from django.urls import reverse
from django.utils.encoding import iri_to_uri, uri_to_iri
from django.utils.functional import Promise
from django.utils.translation import get_language, override

from content.models import Hashtag, Method, Vocabulary
from members.models import Organization
from search.indexing import Draft

Thing = tuple[str, int]  # kind, key
LANGUAGES = ("en", "fr")
LONGEST_BODY = 100_000  # characters
LONGEST_SUMMARY = 400
LONGEST_URL = 500
READ_AT_ONCE = 2000

LINK = re.compile(r"!?\[([^\[\]]{1,300})\]\([^()\s]{0,500}\)")
LINE_BEGINS = re.compile(r"^[ \t]*(?:(?:#{1,6}|>|[-*+]|\d{1,3}[.)])[ \t]+)+", re.MULTILINE)
SIGNS = re.compile(r"\*+|`+|~~+|(?<!\w)_+|_+(?!\w)")
BLANKS = re.compile(r"[ \t\r\n\f\v]+")  # no-break spaces stay: French does not part a figure from its sign
SPACES = re.compile(r"[ \t]{2,}")


class Kind:
    """One type of thing. Every method takes many keys and asks a few questions, whatever their number."""

    key: ClassVar[str]
    label: ClassVar[Promise]
    label_many: ClassVar[Promise]
    model: ClassVar[type[Model]]

    def keys(self) -> Iterable[int]:
        """All that could have rows, one after the other."""
        return self.model._default_manager.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=READ_AT_ONCE)

    def drafts(self, keys: Collection[int]) -> Iterable[Draft]:
        """The rows of those that somebody may find now."""
        raise NotImplementedError

    def open_to(self, keys: Collection[int], user) -> set[int]:
        """The last check, asked of the things themselves: those that this user (or anonymous visitor) may read."""
        return set(self.model._default_manager.filter(pk__in=keys).values_list("pk", flat=True))

    def opening(self, keys: Collection[int]) -> dict[int, datetime]:
        """Those that nobody may find now and that open by themselves, with the hour."""
        return {}

    def touched_by(self, keys: Collection[int]) -> Iterable[Thing]:
        """Other things whose rows depend on whether these can be read."""
        return ()

    def counted_by(self, keys: Collection[int]) -> Iterable[Thing]:
        """Other things that are the more useful the more of these can be read. They stay found, and are made anew a little later."""
        return ()

    def under(self, kind: str, key: int) -> Iterable[int]:
        """Those that say the words of that thing: its name, its other names. `kind` "below" means the pages below a page."""
        return ()


# --- Words ---


def as_read(*texts: str | None) -> str:
    """Texts one below the other, without the marks of Markdown and without what is empty."""
    return "\n".join(said for text in texts if text and (said := _without_marks(text).strip()))[:LONGEST_BODY]


def _without_marks(text: str) -> str:
    text = LINE_BEGINS.sub("", LINK.sub(r"\1", text.replace("\0", " ")))
    return SPACES.sub(" ", SIGNS.sub("", text.replace("|", " ")))


def in_short(text: str | None) -> str:
    """As a card says it: one piece, cut at a word."""
    whole = BLANKS.sub(" ", as_read(text))
    if len(whole) <= LONGEST_SUMMARY:
        return whole
    return whole[:LONGEST_SUMMARY].rsplit(" ", 1)[0] + "…"


def names_of(thing: Vocabulary | Hashtag | Organization) -> list[str]:
    """Every name somebody may know it by, in both languages."""
    if isinstance(thing, Hashtag):
        names = [thing.name, *(alias.key for alias in thing.aliases.all())]
    elif isinstance(thing, Organization):
        names = [thing.name, thing.name_fr]
    else:
        names = [thing.name_en, thing.name_fr, *(thing.synonym_list if isinstance(thing, Method) else ())]
    return list(dict.fromkeys(name for name in names if name))


def in_use(terms: Iterable[Any]) -> list[Any]:
    """Without those that editors have retired: they are no choice any more, and nothing is found by their names."""
    return [term for term in terms if not getattr(term, "retired_at", None)]


def also_of(authors: Iterable[str], names: Iterable[str], *, but: str = "") -> str:
    """The field `also`: the credited on the first line, then each name once, the title not again."""
    lines = [" ".join(name.split()) for name in names]
    return "\n".join([", ".join(filter(None, authors)), *dict.fromkeys(line for line in lines if line and line != but)]).rstrip()


def facets_of(**values: Iterable[object]) -> dict[str, list[str]]:
    """Each facet that has a value, every value as text, once, in one order."""
    found = {facet: sorted({str(each) for each in several if each not in (None, "")}) for facet, several in values.items()}
    return {facet: several for facet, several in found.items() if several}


# --- Addresses ---


def address(language: str, name: str, *args: object) -> str:
    """Of a page of the site, as it is kept in a row."""
    with override(language):
        return uri_to_iri(reverse(name, args=args))[:LONGEST_URL]


def address_in(url: str, language: str | None = None) -> str:
    """The address of a row for a reader of this language (the active one), whatever language the row is in."""
    language = (language or get_language() or "en")[:2]
    start = next((f"/{each}/" for each in LANGUAGES if url.startswith(f"/{each}/")), "")
    return iri_to_uri(f"/{language}/{url.removeprefix(start)}" if start else url)


# --- Numbers ---


def by_number(counted: Mapping[int, int], key: int) -> float:
    """Usefulness by how many open things stand under it, in steps, so that one more story seldom changes a row."""
    number = counted.get(key, 0)
    return next((worth for least, worth in ((30, 1.0), (10, 0.75), (3, 0.5), (1, 0.25)) if number >= least), 0.0)


def in_batches(keys: Iterable[int], size: int) -> Iterator[list[int]]:
    """So many at once, the last ones too."""
    batch: list[int] = []
    for key in keys:
        batch.append(key)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch
