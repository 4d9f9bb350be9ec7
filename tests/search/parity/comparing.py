"""What an engine answers to the scripted questions, written down so that it can be laid beside what another one answers."""

from dataclasses import asdict, dataclass

from search.asking import Query
from search.engines.base import Engine
from search.models import SearchDocument
from search.ranking.marking import marked, snippet

from .questions import Scripted

TOP = 10
DECIDED = ("newest", "oldest", "title")  # orders in which nothing is left to an engine


@dataclass
class Answered:
    """Things instead of keys, which differ between databases."""

    all: list[str]
    shown: list[str]
    facets: dict[str, dict[str, int]]
    marks: dict[str, list[str]]
    count: int
    page: int
    unsaid: list[str]
    is_decided: bool


def answers(engine: Engine, questions: list[Scripted]) -> list[dict]:
    names = {row.pk: f"{row.kind} {row.object_id}" for row in SearchDocument.objects.only("kind", "object_id")}
    return [asdict(_answered(engine, each.query(), names)) for each in questions]


def _answered(engine: Engine, query: Query, names: dict[int, str]) -> Answered:
    answer = engine.answer(query)
    shown = [hit.key for hit in answer.hits]
    rows = SearchDocument.objects.in_bulk(shown)
    return Answered(
        all=sorted(names[key] for key in engine.every_key(query)),
        shown=[names[key] for key in shown],
        facets={name: dict(sorted(values.items())) for name, values in answer.facets.items()},
        marks={names[key]: _marks(rows[key], query) for key in sorted(shown)},
        count=answer.count,
        page=answer.page,
        unsaid=answer.unsaid,
        is_decided=query.sort in DECIDED,
    )


def _marks(row: SearchDocument, query: Query) -> list[str]:
    texts = [row.title, row.also, snippet(row.body, query.question, row.language)]
    return [piece for text in texts for piece, is_word in marked(text, query.question, row.language) if is_word]


@dataclass
class Compared:
    """Two engines beside each other; lists hold the questions that differ."""

    hits: list[str]
    facets: list[str]
    marks: list[str]
    orders: list[str]
    overlaps: list[int]  # of the first ten, brought to ten

    @property
    def overlap(self) -> float:
        return sum(self.overlaps) / len(self.overlaps)

    @property
    def is_equal(self) -> bool:
        return not (self.hits or self.facets or self.marks or self.orders) and self.overlap >= 8


def compared(questions: list[Scripted], one: list[dict], other: list[dict]) -> Compared:
    made = Compared([], [], [], [], [])
    for question, a, b in zip(questions, one, other, strict=True):
        if (a["all"], a["count"], a["page"], a["unsaid"]) != (b["all"], b["count"], b["page"], b["unsaid"]) or a["count"] != len(a["all"]):
            made.hits.append(str(question))
        if a["facets"] != b["facets"]:
            made.facets.append(str(question))
        if any(a["marks"][name] != b["marks"][name] for name in a["marks"].keys() & b["marks"].keys()):
            made.marks.append(str(question))
        if a["is_decided"] and a["shown"] != b["shown"]:
            made.orders.append(str(question))
        if question.page == 1 and (top := a["shown"][:TOP]):
            made.overlaps.append(round(10 * len({*top} & {*b["shown"][:TOP]}) / len(top)))
    return made
