"""One question and one answer, whichever engine is asked. Plain data: an engine needs nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from search.access import Reader
from search.ranking.question import Question

PER_PAGE = 20
WINDOW = 200  # the best by the engine's own score; only these are put in order by search/ranking/order.py

# The facets, in the order in which they are shown. The values are slugs or keys, as text; labels come from search/facets.py.
FACETS = (
    "type",
    "resource",
    "status",
    "result",
    "data",
    "method",
    "topic",
    "hashtag",
    "domain",
    "setting",
    "organization",
    "region",
    "language",
    "level",
    "licence",
    "year",
)
CHOOSABLE = (*FACETS, "author")  # typed (author:name), but neither shown beside the results nor counted


@dataclass(frozen=True)
class Query:
    """What is asked: words, choices, an order, a page. `chosen` holds values per facet; values of one facet are alternatives."""

    question: Question
    reader: Reader
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "best"  # best, newest, oldest, title
    after: date | None = None  # published on this day or later
    before: date | None = None  # published on this day or earlier
    page: int = 1
    per_page: int = PER_PAGE
    with_facets: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that answers: `key` is SearchDocument.pk. `score` counts only beside others of the same answer."""

    key: int
    score: float = 0.0


@dataclass
class Answer:
    """What was found. Hits of the asked page only, in their order, each checked against the database; counts cover all."""

    hits: list[Hit]
    count: int
    facets: dict[str, dict[str, int]]  # facet -> value -> how many there would be; each ignores its own choice
    engine: str
    page: int = 1
    pages: int = 1
    is_reduced: bool = False  # the cluster did not answer, the embedded engine did
    milliseconds: float = 0.0
    unsaid: list[str] = field(default_factory=list)  # typed words that no readable row says
