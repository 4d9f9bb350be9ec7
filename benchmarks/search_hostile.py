"""Thousands of hostile questions put to the page of results on SQLite, PostgreSQL and a real Elasticsearch: is each answered, soon, as text?

python -m benchmarks.search_hostile [sqlite postgres elasticsearch]    the last two need PostgreSQL, or Java and Maven

Each question goes to the page in English or French, and to the suggestions; what is found are stories made of hostile words themselves.
Exits with 1 when one is answered 500, takes more than three seconds, or leaves something in the page that would run in a browser.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import quote_plus

from benchmarks.running_site import use_scratch

ENGINES, SLOWEST = ("sqlite", "postgres", "elasticsearch"), 3.0
ROW = "{:16}{:>10}{:>12}{:>9}{:>9}{:>9}{:>9}{:>8}"
REDUCED = re.compile(b"Reduced search|Recherche r\xc3\xa9duite")


def main(engines: list[str]) -> int:
    from tests.search_node.node import running

    print(ROW.format("", "questions", "found some", "p50 ms", "p95 ms", "slowest", "reduced", "faults"))
    is_well = True
    for engine in engines:
        with tempfile.TemporaryDirectory() as folder, running() if engine == "elasticsearch" else nullcontext([]) as nodes:
            said = asked(engine, folder, [node.url for node in nodes])
        *figures, faults = said.values()
        print(ROW.format(engine, *figures, len(faults)), *(f"  {fault}" for fault in faults[:20]), sep="\n", flush=True)
        is_well = is_well and not faults and not said["reduced"]
    return 0 if is_well else 1


def asked(engine: str, folder: str, hosts: list[str]) -> dict:
    """By a process of its own: settings are read once."""
    file = Path(folder) / "said.json"
    itself = [sys.executable, "-m", "benchmarks.search_hostile", "--one", engine, str(file)]
    command = [sys.executable, "scripts/with_postgres.py", *itself] if engine == "postgres" else itself
    subprocess.run(command, check=True, env={**os.environ, "SEARCH_URL": ",".join(hosts), "SEARCH_REPLICAS": "0"})
    return json.loads(file.read_text())


def one(engine: str, file: Path) -> None:
    if engine == "postgres":
        os.environ["BENCHMARK_DATABASE_URL"] = os.environ["DATABASE_URL"]
    use_scratch(str(file.parent))
    from django.core.management import call_command

    from tests import hostile
    from tests.factories import a_live_story

    for text in hostile.together(16):
        a_live_story(title=text.replace("\0", "")[:200], problem=text.replace("\0", ""))
    a_live_story(title="ward waits a b 日本 سلامة é œ ß İ no show EQIPON PDSA 1e999 OR AND")
    call_command("search_rebuild")
    if engine == "elasticsearch":
        call_command("search_reindex")
    file.write_text(json.dumps(all_of_them()))


def all_of_them() -> dict:
    from django.test import Client

    from search.evaluation import percentile
    from tests.search.test_hostile_questions import ALL
    from tests.test_bad_words import faults_of

    browser, took, faults, found, reduced = Client(raise_request_exception=False), [], [], 0, 0
    scripts = {language: browser.get(f"/{language}/search/?q=ward").content.count(b"<script") for language in ("en", "fr")}
    for number, typed in enumerate(ALL):
        language = ("en", "fr")[number % 2]
        question = quote_plus(typed.encode("utf-8", "surrogatepass"))
        for path in (f"/{language}/search/?q=", f"/{language}/search/suggest/?q="):
            began = time.perf_counter()
            answer = browser.get(path + question)
            took.append((time.perf_counter() - began) * 1000)
            where = f"{path} with {typed[:80]!r}"
            faults += faults_of(answer, where)
            if took[-1] > SLOWEST * 1000:
                faults.append(f"{took[-1]:.0f} ms at {where}")
        page = browser.get(f"/{language}/search/?q={question}").content
        if page.count(b"<script") != scripts[language]:
            faults.append(f"a script more or less with {typed[:80]!r}")
        found += b'<li class="result">' in page
        reduced += bool(REDUCED.search(page))
    figures = (percentile(took, 50), percentile(took, 95), max(took))
    p50, p95, slowest = (f"{figure:.0f}" for figure in figures)
    return {"questions": len(ALL), "found": found, "p50": p50, "p95": p95, "slowest": slowest, "reduced": reduced, "faults": faults}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        sys.exit(main(sys.argv[1:] or list(ENGINES)))
