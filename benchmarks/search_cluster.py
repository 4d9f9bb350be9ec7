"""Three nodes of a real Elasticsearch, one killed with kill -9 while readers search and members write: 0 failed searches, 0 lost edits.

python -m benchmarks.search_cluster [seconds]        `make search-cluster-test`; exits with 1 when something failed or was lost
"""

import os
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException

from tests.search_node.node import Node, NodeMissing, running

ROWS, READERS, WRITERS = 3000, 4, 2
WORDS = ["sleep", "falls", "night", "waits", "hygiene", "checklist", "infection", "opioid", "calls", "visits"]


@dataclass
class Seen:
    """What readers and members met."""

    milliseconds: list[float] = field(default_factory=list)
    reduced: int = 0
    failed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    edits: dict[int, str] = field(default_factory=dict)  # thing -> the word of its last confirmed edit
    number: int = 0


def use(folder: str, nodes: list[Node]) -> None:
    os.environ.update(
        VAR_DIR=folder,
        DATABASE_URL=f"sqlite:///{folder}/site.sqlite3",
        DJANGO_SETTINGS_MODULE="cop_site.settings",
        SEARCH_URL=",".join(node.url for node in nodes),
        SEARCH_SHARDS="3",
        SEARCH_REPLICAS="1",
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def a_draft(key: int, word: str):
    from search.indexing import Draft

    chance = random.Random(key)
    body = " ".join(chance.choices(WORDS, k=60))
    return Draft("story", key, "en", f"Improvement {key} {chance.choice(WORDS)}", body=f"{body} {word}", access="all")


def read(seen: Seen, stop: threading.Event, seed: int) -> None:
    from django.db import connections

    from search import engine
    from search.access import Reader
    from search.asking import Query
    from search.ranking.question import parse

    chance, reader = random.Random(seed), Reader(frozenset({"all", "anon"}))
    while not stop.is_set():
        query, began = Query(parse(" ".join(chance.sample(WORDS, 2))), reader), time.perf_counter()
        try:
            answer = engine.ask(query)
        except Exception as problem:
            seen.failed.append(repr(problem)[:300])
            continue
        seen.milliseconds.append((time.perf_counter() - began) * 1000)
        seen.reduced += answer.is_reduced
        if not answer.hits or answer.count < ROWS / 2:
            seen.wrong.append(f"{query.question.text}: {answer.count} hits from {answer.engine}")
    connections.close_all()


def write(seen: Seen, stop: threading.Event, part: int) -> None:
    """Each member has rows of their own; an edit is confirmed when its transaction is."""
    from django.db import connections

    from search import indexing

    chance, number = random.Random(part), 0
    while not stop.is_set():
        number += 1
        key = chance.randrange(part, ROWS, WRITERS) + 1
        word = f"edit{part}x{number}"
        indexing.write([("story", key)], [a_draft(key, word)])
        seen.edits[key], seen.number = word, seen.number + 1
        time.sleep(0.02)
    connections.close_all()


def send(stop: threading.Event) -> None:
    """What the clock does."""
    from django.db import connections

    from search.engines.cluster import keeping

    while not stop.is_set():
        keeping.send_due()
        time.sleep(0.2)
    connections.close_all()


def lost(seen: Seen) -> list[str]:
    """Confirmed edits that the cluster does not find, asked word by word past the product."""
    from search.engines.cluster import connection, documents
    from search.models import SearchDocument

    client, keys = connection.for_writing(), dict(SearchDocument.objects.values_list("object_id", "pk"))
    client.indices.refresh(index=documents.aliases())
    missing = []
    for key, word in seen.edits.items():
        hits = client.search(index=documents.aliases(), query={"term": {"all": word}}, size=5)["hits"]["hits"]
        if [int(hit["_id"]) for hit in hits] != [keys[key]]:
            missing.append(word)
    return missing


def until_green(node: Node, seconds: float = 120) -> float:
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        try:
            if node.ask("GET", "/_cluster/health")["status"] == "green":
                break
        except (OSError, HTTPException):
            pass
        time.sleep(0.5)
    return time.monotonic() - began


def main(seconds: float) -> int:
    try:
        with tempfile.TemporaryDirectory() as folder, running(nodes=3, memory=400) as nodes:
            use(folder, nodes)
            return work(nodes, seconds)
    except NodeMissing as lacking:
        print(lacking)
        return 77


def work(nodes: list[Node], seconds: float) -> int:
    from search import indexing
    from search.engines.cluster import filling, sending

    print(f"three nodes up; {ROWS} rows, {READERS} readers, {WRITERS} members who edit, for {seconds:.0f} s")
    for start in range(0, ROWS, 500):
        drafts = [a_draft(key + 1, "new") for key in range(start, min(start + 500, ROWS))]
        indexing.write([(draft.kind, draft.object_id) for draft in drafts], drafts)
    filling.rebuild()
    until_green(nodes[0])
    seen, stop = Seen(), threading.Event()
    threads = [threading.Thread(target=read, args=(seen, stop, seed)) for seed in range(READERS)]
    threads += [threading.Thread(target=write, args=(seen, stop, part)) for part in range(WRITERS)]
    threads += [threading.Thread(target=send, args=(stop,))]
    for thread in threads:
        thread.start()
    time.sleep(seconds / 4)
    victim = nodes[1]
    victim.end(signal.SIGKILL)
    killed_at = len(seen.milliseconds)
    print("one node killed with kill -9")
    time.sleep(seconds / 2)
    victim.start()
    time.sleep(seconds / 4)
    stop.set()
    for thread in threads:
        thread.join()
    took = until_green(nodes[0])
    sending.send()
    return report(seen, killed_at, lost(seen), took)


def report(seen: Seen, killed_at: int, missing: list[str], took: float) -> int:
    before, after = seen.milliseconds[:killed_at] or [0.0, 0.0], seen.milliseconds[killed_at:] or [0.0, 0.0]
    for name, times in (("before the kill", before), ("after the kill", after)):
        p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        print(f"{name:16} {len(times):6} searches, p50 {statistics.median(times):.0f} ms, p95 {p95:.0f} ms, longest {max(times):.0f} ms")
    print(f"failed searches  {len(seen.failed)}{': ' + seen.failed[0] if seen.failed else ''}")
    print(f"wrong answers    {len(seen.wrong)}{': ' + seen.wrong[0] if seen.wrong else ''}")
    print(f"reduced answers  {seen.reduced} (the embedded engine answered)")
    print(f"edits            {seen.number}, {len(seen.edits)} rows, lost {len(missing)}")
    print(f"all copies back  {took:.0f} s after the end")
    return 1 if seen.failed or seen.wrong or missing or not seen.edits else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 40))
