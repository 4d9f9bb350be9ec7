"""How fast the embedded search answers with many documents, beside Wagtail's own search over the same texts.

    python -m benchmarks.search [10000 100000] [--questions 100] [--without-wagtail]

Texts are drawn from 20,000 made-up words, rare and frequent as in a language; 60 words each, some for members or a group only.
Works in a scratch folder that is thrown away (or on BENCHMARK_DATABASE_URL); never touches the site's own data.
Wall time and CPU time of this process are both printed: on a busy machine the second is the one to judge by.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import accumulate

from benchmarks.running_site import use_scratch

GOALS = {10_000: ("15/30", "40"), 100_000: ("50/120", "40")}
LETTERS, VOCABULARY, CHANGED = "aabcdeeefghiijklmnnooprrssttuuvwy", 20_000, 1000
ROW = "{:<46}{:>10}{:>10}{:>12}{:>12}   {}"


class Texts:
    """Titles, bodies and questions that look like a language to an index."""

    def __init__(self, seed: int = 1) -> None:
        self.luck = random.Random(seed)
        self.words = sorted({"".join(self.luck.choices(LETTERS, k=self.luck.randint(3, 11))) for _ in range(VOCABULARY * 2)})
        self.luck.shuffle(self.words)
        self.words = self.words[:VOCABULARY]
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def text(self, words: int) -> str:
        return " ".join(self.luck.choices(self.words, cum_weights=self.weights, k=words))

    def questions(self, number: int) -> list[str]:
        """One to four words, neither the most frequent nor the rarest."""
        return [" ".join(self.luck.sample(self.words[20:3000], self.luck.randint(1, 4))) for _ in range(number)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--without-wagtail", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.without_wagtail:
            use_settings(folder)
        else:
            use_scratch(folder)
        from search import scratch

        texts, made = Texts(), 0
        with scratch.index() as engine:
            for size in sorted(asked.sizes):
                measure(texts, made, size, asked.questions, engine.name)
                if not asked.without_wagtail:
                    beside_wagtail(texts, made, size, texts.questions(asked.questions))
                made = size


def use_settings(folder: str) -> None:
    """The settings alone: the index makes its own tables, and nothing else of the site is asked."""
    os.environ.update(VAR_DIR=folder, DJANGO_SETTINGS_MODULE="cop_site.settings", DEBUG="0", DEMO="1")
    if url := os.environ.get("BENCHMARK_DATABASE_URL"):
        os.environ["DATABASE_URL"] = url
    import django

    django.setup()


def measure(texts: Texts, made: int, size: int, number: int, name: str) -> None:
    from search import engine
    from search.access import Reader

    visitor, goals = Reader(frozenset({"all", "anon"})), GOALS.get(size, ("", ""))
    print(f"\n{size:,} documents on {name}")
    print(ROW.format("", "p50 ms", "p95 ms", "CPU p50", "CPU p95", "goal p50/p95"))
    seconds = fill(texts, made, size)
    questions = texts.questions(number)
    timed("first question of a process", [""], lambda _typed: shown("warm", visitor))
    timed("question: 20 rows, facets, marks, snippets", questions, lambda typed: shown(typed, visitor), goals[0])
    timed("no words: newest of all, facets", questions[:20], lambda _typed: shown("", visitor))
    timed("page 50", questions, lambda typed: shown(typed, visitor, page=50))
    beginnings = [word[:letters] for word in texts.questions(number) for letters in (2, 3, 5)]
    timed("suggestions", beginnings, lambda typed: engine.current().suggest(typed, visitor, most=8), f"-/{goals[1]}")
    misspelt = [typed.split()[0][:-1] + "x" for typed in questions[:30]]
    timed("words like a misspelt one", misspelt, lambda typed: engine.current().words_like(typed, most=60))
    keys = some_keys(number)
    timed("more like this", keys[:30], lambda key: engine.current().more_like(key, visitor, most=5))
    timed(f"{CHANGED:,} changed documents", [0], lambda _: write(texts, range(1, CHANGED + 1)), "10,000 ms")
    print(f"filled at {seconds:.2f} s for 1,000 documents")


def timed(name: str, values: Sequence, work: Callable, goal: str = "") -> None:
    from search.evaluation import percentile

    wall, cpu = [], []
    for value in values:
        began, used = time.perf_counter(), time.process_time()
        work(value)
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    figures = [percentile(times, percent) for times in (wall, cpu) for percent in (50, 95)]
    print(ROW.format(name, *(f"{figure:.1f}" for figure in figures), goal))


def shown(typed: str, reader: object, page: int = 1) -> None:
    """What a page of results needs: the answer, its rows, each title marked and a snippet marked."""
    from search import engine
    from search.asking import Query
    from search.models import SearchDocument
    from search.ranking.marking import marked, snippet
    from search.ranking.question import parse

    question = parse(typed)
    answer = engine.ask(Query(question, reader, page=page))
    rows = SearchDocument.objects.in_bulk([hit.key for hit in answer.hits])
    for hit in answer.hits:
        row = rows[hit.key]
        marked(row.title, question, row.language)
        marked(snippet(row.body, question, row.language), question, row.language)


def fill(texts: Texts, made: int, size: int) -> float:
    """Seconds for a thousand."""
    began = time.perf_counter()
    for start in range(made + 1, size + 1, 1000):
        write(texts, range(start, min(start + 1000, size + 1)))
    return (time.perf_counter() - began) / max((size - made) / 1000, 1)


def write(texts: Texts, keys: range) -> None:
    from search.indexing import Draft
    from search.indexing import write as write_rows

    luck = texts.luck
    drafts = [
        Draft(
            kind="story",
            object_id=key,
            language=luck.choice(["en", "en", "en", "fr"]),
            title=texts.text(8),
            body=texts.text(52),
            access=luck.choices(["all", "in", "group3 super"], weights=[8, 1, 1])[0],
            facets={
                "type": [luck.choice(["story", "lesson", "resource", "idea"])],
                "status": [luck.choice(["tested", "spread", "held"])],
                "method": [f"method-{luck.randint(1, 30)}"],
                "topic": {f"topic-{luck.randint(1, 20)}" for _ in range(2)},
                "hashtag": {f"tag{luck.randint(1, 300)}" for _ in range(2)},
                "organization": [f"organization-{luck.randint(1, 200)}"],
                "year": [str(luck.randint(2015, 2026))],
            },
        )
        for key in keys
    ]
    write_rows([(draft.kind, draft.object_id) for draft in drafts], drafts)


def some_keys(number: int) -> list[int]:
    from search.models import SearchDocument

    return list(SearchDocument.objects.filter(access="all", kind="story").values_list("pk", flat=True)[:number])


def beside_wagtail(texts: Texts, made: int, size: int, questions: Sequence[str]) -> None:
    """The same number of texts as pages in Wagtail's own index. It gives no facets, marks or snippets."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Locale, Page
    from wagtail.search.backends import get_search_backend
    from wagtail.search.models import IndexEntry

    root, locale, kind = Page.get_first_root_node(), Locale.objects.first(), ContentType.objects.get_for_model(Page)
    for start in range(made + 1, size + 1, 2000):
        pages = Page.objects.bulk_create(
            Page(
                path=Page._get_path(root.path, 2, 10_000 + key), depth=2, title=texts.text(8), draft_title="-", slug=f"text-{key}",
                content_type=kind, locale=locale, url_path=f"/text-{key}/",
            )
            for key in range(start, min(start + 2000, size + 1))
        )  # fmt: skip
        IndexEntry.objects.bulk_create(
            IndexEntry(content_type=kind, object_id=str(page.pk), title=page.title, body=texts.text(52), autocomplete=page.title)
            for page in pages
        )
    backend = get_search_backend()
    questions = questions[:10] if size > 10_000 else questions  # any word of so many takes it from seconds to minutes
    found = sum(bool(backend.search(typed, Page)[:1]) for typed in questions[:30])
    timed("Wagtail, any word: 20 pages", questions, lambda typed: list(backend.search(typed, Page, operator="or")[:20]))
    timed("Wagtail, all words (as it comes): 20 pages", questions, lambda typed: list(backend.search(typed, Page)[:20]))
    print(f"Wagtail as it comes answers {found} of {min(30, len(questions))} questions at all")


if __name__ == "__main__":
    main()
