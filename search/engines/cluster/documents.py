"""What the cluster keeps of a row, and how it takes texts apart: one Document class for each language, both strict.

The analyzers do word for word what search/ranking/analysis.py does (tests/search/cluster/test_analyzers.py compares thousands of words).
Words of a question come folded from the product, so the analyzers for questions only stem. Synonyms are added by the product to the
question itself: a changed synonym counts at once and touches no index.
"""

import hashlib
import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from elasticsearch.dsl import DenseVector, Document, Double, Index, Integer, Keyword, Long, Object, Text, analyzer, token_filter, tokenizer

from search.asking import CHOOSABLE
from search.models import SearchDocument
from search.ranking.analysis import ELIDED, FRENCH_ENDINGS, LONGEST_WORD, composed, fold, words
from search.vectors.model import SIZE
from search.vectors.rows import vector_of

LONGEST_BEGINNING = 30  # letters of a word that somebody is typing
TITLE_COUNTS = 2  # as often as one word of the text
REMEMBERED = "1h"  # how long the version of a removed row is known: no sender is later than that

_letters = r"[\p{L}\p{N}]++"  # `++` and `*+` never go back, so no text can make the pattern slow or deep
_words = tokenizer("qi_words", "pattern", pattern=rf"{_letters}(?:'{_letters})*+", group=0)
_as_given = tokenizer("qi_as_given", "pattern", pattern=r"\S++", group=0)
_folding = [
    "asciifolding",
    "lowercase",
    token_filter("qi_elision", "elision", articles=list(ELIDED), articles_case=True),
    token_filter("qi_possessive", "stemmer", language="possessive_english"),
    token_filter("qi_longest", "truncate", length=LONGEST_WORD),
]
_english = token_filter("qi_english", "stemmer", language="porter2")
_french = [
    *(
        token_filter(f"qi_french_{number}", "pattern_replace", pattern=ending, replacement=usual)
        for number, (ending, usual) in enumerate(FRENCH_ENDINGS)
    ),
    token_filter("qi_french", "stemmer", language="french"),
]
_beginnings = token_filter("qi_beginnings", "edge_ngram", min_gram=1, max_gram=LONGEST_BEGINNING, preserve_original=True)

exact = analyzer("exact", tokenizer=_words, filter=_folding)
begins = analyzer("begins", tokenizer=_words, filter=[*_folding, _beginnings])
qi_en = analyzer("qi_en", tokenizer=_words, filter=[*_folding, _english])
qi_fr = analyzer("qi_fr", tokenizer=_words, filter=[*_folding, *_french])
asked = analyzer("asked", tokenizer=_as_given)
asked_en = analyzer("asked_en", tokenizer=_as_given, filter=[_english])
asked_fr = analyzer("asked_fr", tokenizer=_as_given, filter=_french)


def _words_of(stemmed: Any, stemmed_question: Any, **more: Any) -> Text:
    """Stemmed, with the same words as they are written beside them."""
    return Text(analyzer=stemmed, search_analyzer=stemmed_question, fields={"exact": Text(analyzer=exact, search_analyzer=asked)}, **more)


class Row(Document):
    """What both languages have in common: who may find it, what it is kept under, what it is sorted by."""

    access = Keyword()
    facets = Object(properties={name: Keyword() for name in CHOOSABLE}, dynamic="strict")
    key = Long()
    length = Integer()  # words
    moment = Double()  # of publication, in seconds: finer than a date of the cluster, so that equals are the same everywhere
    title_key = Keyword()  # for the order by title
    title_words = Keyword()  # for titles that begin with what is typed
    names = Text(analyzer=begins, search_analyzer=asked, fields={"exact": Text(analyzer=exact, search_analyzer=asked)})


class EnglishRow(Row):
    title = _words_of(qi_en, asked_en)
    all = _words_of(qi_en, asked_en)  # title, twice, names and text: joined, with a gap that no phrase reaches over
    vector = DenseVector(dims=SIZE, index=True, similarity="cosine")  # only where the plug-in of docs/search-vectors.md is on

    class Index:
        name = "en"


class FrenchRow(Row):
    title = _words_of(qi_fr, asked_fr)
    all = _words_of(qi_fr, asked_fr)

    class Index:
        name = "fr"


KINDS: dict[str, type[Row]] = {"en": EnglishRow, "fr": FrenchRow}


def alias_of(language: str) -> str:
    """Under which name readers ask: throughline-en."""
    return f"{settings.SEARCH_PREFIX}-{language}"


def aliases() -> list[str]:
    return [alias_of(language) for language in KINDS]


def index_of(language: str, name: str) -> Index:
    """The index of a language under a versioned name. It is written through an alias of its own (see `written_as`)."""
    index = KINDS[language]._index.clone(name)
    mapping = index.get_or_create_mapping()
    mapping.meta("dynamic", "strict")
    mapping.meta("_source", enabled=False)  # the database has the texts; the cluster only finds
    index.settings(
        number_of_shards=settings.SEARCH_SHARDS,
        number_of_replicas=settings.SEARCH_REPLICAS,
        gc_deletes=REMEMBERED,
        max_result_window=10_000,
    )
    index.aliases(**{written_as(name): {}})
    return index


def written_as(name: str) -> str:
    """Nothing is written but through this alias: a write to an index that is gone is refused and does not make a wrong one."""
    return f"{name}-written"


def fingerprint(language: str) -> str:
    """Changes when the index would have to be made anew."""
    return _fingerprint(language, settings.SEARCH_SHARDS, TITLE_COUNTS)


@lru_cache(maxsize=16)
def _fingerprint(language: str, *more: int) -> str:
    """Asked for at each question, so it is reckoned once."""
    made = index_of(language, "any").to_dict()
    made["settings"].pop("number_of_replicas")
    return hashlib.sha256(json.dumps([made["mappings"], made["settings"], more], sort_keys=True).encode()).hexdigest()[:32]


def said(row: SearchDocument) -> dict[str, Any]:
    """A row as the cluster takes it."""
    title, also, body = (composed(text) for text in (row.title, row.also, row.body))
    return {
        "key": row.pk,
        "access": row.access.split(),
        "facets": {name: values for name, values in row.facets.items() if name in CHOOSABLE},
        "length": row.length,
        "moment": row.published_on.timestamp() if row.published_on else None,
        "title_key": fold(row.title),
        "title_words": " ".join(words(row.title)),
        "title": title,
        "all": [*[title] * TITLE_COUNTS, also, body],
        "names": [title, also],
        **({"vector": vector} if settings.SEARCH_VECTORS and (vector := vector_of(row)) else {}),
    }


SAID = (
    "title",
    "also",
    "body",
    "access",
    "facets",
    "length",
    "published_on",
    "language",
    "version",
    "is_gone",
)  # the columns that it takes
