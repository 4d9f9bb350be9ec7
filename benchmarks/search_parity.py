"""The scripted questions of tests/search/parity on SQLite, PostgreSQL and a real Elasticsearch: are the answers the same?

python -m benchmarks.search_parity        needs PostgreSQL, Java and Maven; exits with 1 when something differs
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ENGINES = ("sqlite", "postgres", "elasticsearch")


def one(engine: str, file: str) -> None:
    """In a process of its own: what this engine answers."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "cop_site.settings"
    import django

    django.setup()
    from search import scratch
    from tests.search.parity import comparing, corpus, questions

    with scratch.index(engine) as made:
        corpus.load()
        Path(file).write_text(json.dumps(comparing.answers(made, questions.scripted())))


def ask(engine: str, folder: str, environment: dict[str, str]) -> list[dict]:
    file = f"{folder}/{engine}.json"
    itself = [sys.executable, "-m", "benchmarks.search_parity", engine, file]
    command = [sys.executable, "scripts/with_postgres.py", *itself] if engine == "postgres" else itself
    subprocess.run(
        command, check=True, env={**os.environ, "VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3", **environment}
    )
    return json.loads(Path(file).read_text())


def report(answered: dict[str, list[dict]]) -> bool:
    from tests.search.parity.comparing import compared
    from tests.search.parity.questions import scripted

    questions = scripted()
    print(f"{len(questions)} questions, {sum(bool(each['all']) for each in answered['sqlite'])} of them find something\n")
    print(f"{'beside SQLite':16}{'hits':>12}{'facets':>12}{'marks':>12}{'orders':>12}{'top ten':>10}{'least':>8}")
    is_equal = True
    for engine in ENGINES[1:]:
        made, total = compared(questions, answered["sqlite"], answered[engine]), len(questions)
        same = [f"{total - len(differing)}/{total}" for differing in (made.hits, made.facets, made.marks, made.orders)]
        print(f"{engine:16}{''.join(f'{each:>12}' for each in same)}{made.overlap:>10.2f}{min(made.overlaps):>8}")
        for what in ("hits", "facets", "marks", "orders"):
            for question in getattr(made, what):
                print(f"  {what} differ: {question}")
        is_equal = is_equal and made.is_equal
    return is_equal


def main() -> int:
    if len(sys.argv) == 3:
        one(*sys.argv[1:])
        return 0
    from tests.search_node.node import running

    with tempfile.TemporaryDirectory() as folder:
        answered = {engine: ask(engine, folder, {}) for engine in ENGINES[:2]}
        with running() as (node,):
            answered["elasticsearch"] = ask("elasticsearch", folder, {"SEARCH_URL": node.url, "SEARCH_REPLICAS": "0"})
    os.environ["DJANGO_SETTINGS_MODULE"] = "cop_site.settings"
    import django

    django.setup()
    return 0 if report(answered) else 1


if __name__ == "__main__":
    sys.exit(main())
