"""What a number of documents costs on one node of a real Elasticsearch: time of a re-index, bytes on disk, memory, time of a question.

python -m benchmarks.search_cluster_size [documents]
"""

import os
import resource
import statistics
import sys
import tempfile
import time

from benchmarks.search import Texts
from tests.search_node.node import Node, running

BATCH = 2000


def main(documents: int) -> None:
    with tempfile.TemporaryDirectory() as folder, running() as (node,):
        os.environ.update(
            VAR_DIR=folder,
            DJANGO_SETTINGS_MODULE="cop_site.settings",
            SEARCH_URL=node.url,
            SEARCH_REPLICAS="0",
            DATABASE_URL="sqlite://:memory:",
        )
        import django

        django.setup()
        from search import scratch

        with scratch.index("elasticsearch") as engine:
            engine.is_filled = True  # measured here
            measure(node, engine, documents)


def measure(node: Node, engine, documents: int) -> None:
    from search import indexing
    from search.engines.cluster import filling, sending

    texts = Texts()
    for start in range(0, documents, BATCH):
        drafts = [
            indexing.Draft("story", key, "fr" if key % 5 == 0 else "en", texts.text(8), body=texts.text(52), access="all")
            for key in range(start + 1, min(start + BATCH, documents) + 1)
        ]
        indexing.write([(draft.kind, draft.object_id) for draft in drafts], drafts)
    began, cpu = time.perf_counter(), time.process_time()
    filling.rebuild()
    print(
        f"{documents:,} documents of 60 words: re-index {time.perf_counter() - began:.1f} s ({time.process_time() - cpu:.1f} s of it ours)"
    )
    node.ask("POST", "/throughline-*/_forcemerge?max_num_segments=1")
    total = node.ask("GET", "/throughline-*/_stats/store?expand_wildcards=all")["_all"]["total"]["store"]["size_in_bytes"]
    (its,) = node.ask("GET", "/_nodes/stats/jvm,process")["nodes"].values()
    print(f"on disk {total / 1e6:.0f} MB; heap used {its['jvm']['mem']['heap_used_in_bytes'] / 1e6:.0f} MB of {node.memory} MB")
    indexing.write([("story", key) for key in range(1, 1001)], [])
    began = time.perf_counter()
    sending.send()
    print(f"1,000 changes sent in {time.perf_counter() - began:.1f} s")
    ask(engine, texts.questions(60))
    print(f"memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")


def ask(engine, questions: list[str]) -> None:
    from search.access import Reader
    from search.asking import Query
    from search.ranking.question import parse

    reader, times = Reader(frozenset({"all", "anon"})), []
    for typed in ["warm", *questions]:
        times.append(engine.answer(Query(parse(typed), reader)).milliseconds)
    times = times[1:]
    print(f"a question with facets, 20 rows: p50 {statistics.median(times):.0f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
