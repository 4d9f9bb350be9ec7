"""How well the search answers a judged collection: loaded into a scratch index, asked through the product's own question object."""

import json
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import evaluation, indexing, scratch
from search.access import EVERYBODY, Reader
from search.asking import Query
from search.engines.base import Engine
from search.engines.embedded import Embedded
from search.ranking.question import parse
from search.vectors.beside import with_vectors
from search.vectors.model import NotHere
from search.vectors.rows import make_some

DEPTH = 1000  # rows kept of each answer
VISITOR = Reader(frozenset({EVERYBODY}))


class Command(BaseCommand):
    help = "Prints nDCG@10, MAP, Recall@100, empty answers and times for a folder with docs.jsonl, queries.jsonl and qrels.tsv."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir", type=Path, help="folder with docs.jsonl, queries.jsonl, qrels.tsv")
        parser.add_argument("--engine", default="", help="sqlite, postgres or elasticsearch; without: what the site stands on")
        parser.add_argument(
            "--vectors", action="store_true", help="with meaning beside words (docs/search-vectors.md); not on elasticsearch"
        )
        parser.add_argument("--run", type=Path, help="also write a TREC run file here")

    def handle(self, *args: object, dir: Path, engine: str, run: Path | None, vectors: bool, **options: object) -> None:
        try:
            documents, queries = read_lines(dir / "docs.jsonl"), read_lines(dir / "queries.jsonl")
            judged = read_grades(dir / "qrels.tsv")
        except (OSError, ValueError, KeyError) as problem:
            raise CommandError(f"The collection cannot be read: {problem}") from problem
        try:
            with scratch.index(engine) as made:
                names = load(documents)
                if vectors:
                    made = with_meaning(made)
                self.report(made.name, *ask_all(made, queries, names), judged, len(documents), run)
        except scratch.NotHere as reason:
            raise CommandError(str(reason)) from reason

    def report(
        self,
        engine: str,
        answers: dict[str, list[tuple[str, float]]],
        milliseconds: list[float],
        judged: dict[str, dict[str, int]],
        documents: int,
        run: Path | None,
    ) -> None:
        rankings = {question: [name for name, _score in hits] for question, hits in answers.items()}
        found = evaluation.figures(rankings, judged, milliseconds)
        self.stdout.write(f"engine        {engine}")
        self.stdout.write(f"documents     {documents}")
        self.stdout.write(f"queries       {found.questions}")
        self.stdout.write(f"nDCG@10       {found.ndcg_at_10:.4f}")
        self.stdout.write(f"MAP           {found.mean_average_precision:.4f}")
        self.stdout.write(f"Recall@100    {found.recall_at_100:.4f}")
        self.stdout.write(f"empty         {found.empty}")
        self.stdout.write(f"p50 ms        {found.p50:.1f}")
        self.stdout.write(f"p95 ms        {found.p95:.1f}")
        if run:
            lines = [
                f"{question} Q0 {name} {place} {score:.6f} throughline-{engine}\n"
                for question, hits in answers.items()
                for place, (name, score) in enumerate(hits, 1)
            ]
            run.write_text("".join(lines), encoding="utf-8")
            self.stdout.write(f"run           {run}")


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def read_grades(path: Path) -> dict[str, dict[str, int]]:
    """question -> document -> grade; a first line of names is passed over."""
    judged: dict[str, dict[str, int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        fields = line.split()
        if not fields or (number == 0 and not fields[-1].lstrip("-").isdigit()):
            continue
        question, document, grade = fields[0], fields[-2], int(fields[-1])
        judged.setdefault(question, {})[document] = grade
    return judged


def load(documents: list[dict]) -> dict[int, str]:
    """Into the index as public rows; SearchDocument.pk -> name of the document."""
    for some in _batches(enumerate(documents, 1)):
        drafts = [
            indexing.Draft(
                kind="document",
                object_id=number,
                language=str(each.get("language") or "en"),
                title=str(each.get("title") or ""),
                body=str(each.get("text") or ""),
                access=EVERYBODY,
            )
            for number, each in some
        ]
        indexing.write([(draft.kind, draft.object_id) for draft in drafts], drafts)
    rows = indexing.SearchDocument.objects.values_list("pk", "object_id")
    return {key: str(documents[number - 1]["id"]) for key, number in rows}


def with_meaning(engine: Engine) -> Engine:
    """The same engine with a vector for every row of the scratch index."""
    if not isinstance(engine, Embedded):
        raise CommandError("Vectors stand beside the embedded engines only.")
    try:
        while make_some(seconds=60, even_when_off=True):
            pass
    except NotHere as reason:
        raise CommandError(str(reason)) from reason
    return with_vectors(type(engine))()


def ask_all(engine: Engine, queries: list[dict], names: dict[int, str]) -> tuple[dict[str, list[tuple[str, float]]], list[float]]:
    answers: dict[str, list[tuple[str, float]]] = {}
    milliseconds = []
    engine.answer(Query(parse("warm"), VISITOR))
    for each in queries:
        began = time.perf_counter()
        answer = engine.answer(Query(parse(str(each["text"])), VISITOR, per_page=DEPTH))
        milliseconds.append((time.perf_counter() - began) * 1000)
        answers[str(each["id"])] = [(names[hit.key], hit.score) for hit in answer.hits]
    return answers, milliseconds


def _batches(values: Iterator, size: int = 1000) -> Iterator[list]:
    while some := list(islice(values, size)):
        yield some
