"""Rows of the index: what a kind drafts becomes SearchDocument rows, the full-text index and the counts of terms, in one transaction.

What has not changed is not written again; what is gone stays as an empty row until every engine has heard of it.
"""

import hashlib
import json
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db import connections, router, transaction
from django.db.models import F

from search import full_text
from search.models import Counter, SearchDocument, SearchTerm
from search.ranking import analysis

ANALYSIS = 1  # add one when the same draft would give other stems: every row is then written again when it is drafted next
LONGEST_BODY, LONGEST_ALSO, LONGEST_TITLE = 400_000, 20_000, 400
MOST_CREDITED, LONGEST_CREDIT = 50, 6  # names, and words of each, that author: finds
PUBLIC = ("all", "all-en", "all-fr", "anon", "anon-en", "anon-fr")  # tokens of what a visitor may find
WORD = SearchTerm.Form.WORD.value
FLOOR = 2  # the Counter row that says up to which version rows have been forgotten: who knows less reads everything again
WRITTEN = [
    "language", "access", "url", "title", "summary", "also", "body", "pages", "facets", "published_on", "usefulness", "is_demo",
    "title_stems", "stems", "exact", "length", "fingerprint", "version", "is_gone",
]  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """One row as a kind wishes it: only what somebody may find now is drafted. `type`, `language`, `year` and `author` are added to its facets."""

    kind: str
    object_id: int
    language: str
    title: str
    part: str = ""
    access: str = ""  # tokens of search/access.py; none: no row
    url: str = ""
    summary: str = ""
    also: str = ""
    body: str = ""
    pages: Sequence[Sequence[int]] = ()
    facets: Mapping[str, Iterable[str]] = field(default_factory=dict)
    published_on: datetime | None = None
    usefulness: float = 0.0
    is_demo: bool = False

    @property
    def key(self) -> tuple[str, int, str]:
        return self.kind, self.object_id, self.part


def database() -> str:
    """Where the index stands: the site's own database, or the scratch one of search_eval."""
    return router.db_for_write(SearchDocument)


def write(things: Collection[tuple[str, int]], drafts: Iterable[Draft]) -> int:
    """The rows of these things become exactly these drafts. Returns how many rows changed.

    Changed rows get a new version, those that are not drafted any more are emptied and marked as gone, equal ones stay untouched.
    """
    wished = {draft.key: draft for draft in drafts if draft.access.split()}
    using = database()
    with transaction.atomic(using=using):
        version = Counter.take(0)  # the lock: one writer at a time, so that versions become visible in their order
        there = {
            (row.kind, row.object_id, row.part): row
            for row in _rows({*things, *(key[:2] for key in wished)})
            if not row.is_gone or (row.kind, row.object_id, row.part) in wished
        }
        changed = [new for key, draft in wished.items() if (new := _row(draft)).fingerprint != _fingerprint_of(there.get(key))]
        changed += [_tombstone(row) for key, row in there.items() if key not in wished and not row.is_gone]
        if not changed:
            return 0
        Counter.take(len(changed))
        for number, row in enumerate(changed):
            row.version = version + number
            if not row.is_gone:
                _say(row)
        old = _counted([there[key].pk for row in changed if (key := (row.kind, row.object_id, row.part)) in there])
        SearchDocument.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["kind", "object_id", "part"], update_fields=WRITTEN, batch_size=500
        )
        full_text.write(connections[using], changed)
        new = Tally[tuple[str, str]]()
        for row in changed:
            new.update(_terms(row.access, row.language, row.stems, row.exact))
        new.subtract(old)
        _add(using, {term: number for term, number in new.items() if number})
    return len(changed)


def forget_gone() -> int:
    """Deletes the rows of what is gone once the cluster, where there is one, has heard of it. Returns how many."""
    using = database()
    with transaction.atomic(using=using):
        Counter.take(0)
        gone = SearchDocument.objects.filter(is_gone=True)
        if settings.SEARCH_HOSTS:
            gone = gone.filter(sent_version__gte=F("version"))
        if (last := gone.order_by("-version").values_list("version", flat=True).first()) is None:
            return 0
        number = gone.delete()[0]
        Counter.objects.update_or_create(pk=FLOOR, defaults={"number": max(last, floor())})
    return number


def clear() -> None:
    """Empties the index, for an evaluation or a test."""
    using = database()
    with transaction.atomic(using=using):
        version = Counter.take(1)
        SearchDocument.objects.all().delete()
        SearchTerm.objects.all().delete()
        Counter.objects.update_or_create(pk=FLOOR, defaults={"number": version})


def floor() -> int:
    """The version below which nothing can be caught up with, because rows have been forgotten since."""
    return Counter.objects.filter(pk=FLOOR).values_list("number", flat=True).first() or 0


def is_public(access: str) -> bool:
    return any(token in PUBLIC for token in access.split())


# --- One row ---------------------------------------------------------------------------------------------------------
def _row(draft: Draft) -> SearchDocument:
    """The draft as a row. Its words are made only when they are asked for: most drafts equal the row that is there."""
    facets = {name: sorted({str(value) for value in values if str(value)}) for name, values in draft.facets.items()}
    facets = {name: values for name, values in facets.items() if values}
    facets.setdefault("type", [draft.kind])
    facets.setdefault("language", [draft.language])
    if draft.published_on:
        facets.setdefault("year", [str(draft.published_on.year)])
    if authors := _credited(draft.also):
        facets["author"] = authors
    row = SearchDocument(
        kind=draft.kind,
        object_id=draft.object_id,
        part=draft.part,
        language=draft.language if draft.language in analysis.LANGUAGES else analysis.LANGUAGES[0],
        access=" ".join(sorted(set(draft.access.split()))),
        url=draft.url,
        title=_clean(draft.title)[:LONGEST_TITLE],
        summary=_clean(draft.summary),
        also=_clean(draft.also)[:LONGEST_ALSO],
        body=_clean(draft.body)[:LONGEST_BODY],
        pages=[list(each) for each in draft.pages],
        facets=facets,
        published_on=draft.published_on,
        usefulness=draft.usefulness,
        is_demo=draft.is_demo,
    )
    row.fingerprint = _fingerprint(row)
    return row


def _credited(also: str) -> list[str]:
    """What `author:` finds: each run of words in a name of the first line, folded. “Ana Maria Roy” is ana, ana maria, maria roy ..."""
    names = [analysis.words(name)[:LONGEST_CREDIT] for name in _clean(also).split("\n", 1)[0].split(",")[:MOST_CREDITED]]
    runs = {" ".join(name[at:end]) for name in names for at in range(len(name)) for end in range(at + 1, len(name) + 1)}
    return sorted(runs)


def _clean(text: str) -> str:
    """Without the sign that PostgreSQL keeps in no text. Nothing moves: `pages` holds places in the body."""
    return text.replace("\0", " ")


def _fingerprint(row: SearchDocument) -> str:
    said = [
        ANALYSIS, row.language, row.access, row.url, row.title, row.summary, row.also, row.body, row.pages, row.facets,
        row.published_on, row.usefulness, row.is_demo,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def _fingerprint_of(row: SearchDocument | None) -> str:
    return "" if row is None or row.is_gone else row.fingerprint


def _say(row: SearchDocument) -> None:
    """The words of the row: the parts stand with line breaks between them, and spaces around each word."""
    parts = [analysis.words(part) for part in (row.title, row.also, row.body)]
    stemmed = [[analysis.stem(word, row.language) for word in part] for part in parts]
    row.exact = " \n ".join(" ".join(part) for part in parts)
    row.stems = " \n ".join(" ".join(part) for part in stemmed)
    row.title_stems = " ".join(stemmed[0])
    row.length = sum(map(len, parts))


def _tombstone(row: SearchDocument) -> SearchDocument:
    return SearchDocument(kind=row.kind, object_id=row.object_id, part=row.part, language=row.language, title="", is_gone=True)


def _rows(things: Collection[tuple[str, int]]) -> Iterator[SearchDocument]:
    by_kind = defaultdict(list)
    for kind, key in things:
        by_kind[kind].append(key)
    few = SearchDocument.objects.only("kind", "object_id", "part", "language", "fingerprint", "is_gone")
    for kind, keys in by_kind.items():
        for some in _batches(sorted(keys), 500):
            yield from few.filter(kind=kind, object_id__in=some)


# --- Counts of terms -------------------------------------------------------------------------------------------------
def _terms(access: str, language: str, stems: str, exact: str) -> set[tuple[str, str]]:
    """What a row adds to the counts: nothing when not everybody may find it."""
    if not is_public(access):
        return set()
    return {(language, stem) for stem in stems.split()} | {(WORD, word) for word in exact.split()}


def _counted(keys: list[int]) -> Tally[tuple[str, str]]:
    """What these rows have added so far."""
    tally = Tally[tuple[str, str]]()
    for some in _batches(keys, 500):
        for row in SearchDocument.objects.filter(pk__in=some).values_list("access", "language", "stems", "exact"):
            tally.update(_terms(*row))
    return tally


def _add(using: str, numbers: Mapping[tuple[str, str], int]) -> None:
    """Adds to the counts, takes from them, and drops the terms that no row says any more."""
    more = [(form, term, number) for (form, term), number in numbers.items() if number > 0]
    fewer = defaultdict(list)
    for (form, term), number in numbers.items():
        if number < 0:
            fewer[form, -number].append(term)
    with connections[using].cursor() as cursor:
        for some in _batches(more, 300):
            cursor.execute(
                f"INSERT INTO search_searchterm (form, term, documents) VALUES {', '.join(['(%s, %s, %s)'] * len(some))} "  # noqa: S608
                "ON CONFLICT (form, term) DO UPDATE SET documents = search_searchterm.documents + excluded.documents",
                [value for row in some for value in row],
            )
    for (form, number), terms in fewer.items():
        for some in _batches(terms, 500):
            these = SearchTerm.objects.filter(form=form, term__in=some)
            these.filter(documents__lte=number).delete()
            these.update(documents=F("documents") - number)


def _batches(values: Iterable, size: int) -> Iterator[list]:
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
