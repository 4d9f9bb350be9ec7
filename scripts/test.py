"""Everything that has to hold: checks, tests on SQLite with the browser journeys, the database tests again on PostgreSQL.

While the checks run, both migrated databases are made that the tests copy, and the real servers of networks are fetched.
What this machine lacks is left out and said so; with CI=true it counts as a failure. The last lines repeat how each part ended.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import with_postgres

IN_CI = os.environ.get("CI") == "true"
SHARED = ["-n", os.environ.get("TEST_PROCESSES", "2"), "--dist", "loadfile", "--no-loadscope-reorder"]
PYTEST = [sys.executable, "-m", "pytest", "-q", *SHARED]


def run(name: str, command: list[str], env: dict[str, str]) -> tuple[bool, str]:
    """Show what it says while it runs; return whether it held, and how it ended with pytest's summary, the last line."""
    print(f"\n--- {name}", flush=True)
    began, last = time.monotonic(), ""
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as child:
        for line in child.stdout:
            print(line, end="", flush=True)
            last = line.strip() or last
    held = child.returncode == 0
    return held, f"{'ok' if held else 'FAILED':8}  {name}, {time.monotonic() - began:.0f} s: {last}"


def left_out(name: str) -> tuple[bool, str]:
    print(f"\n--- {name}\n{with_postgres.MISSING}", flush=True)
    return not IN_CI, f"{'FAILED' if IN_CI else 'left out':8}  {name}: {with_postgres.MISSING}"


@contextmanager
def beside(env: dict[str, str], *module: str):
    """What takes its time, while something else runs. Should it fail, the tests that need it say why."""
    child = subprocess.Popen([sys.executable, "-m", *module], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        child.wait()


def main() -> int:
    on_sqlite = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    programs, ended = with_postgres.programs(), []
    with ExitStack() as running:
        on_postgres = {**os.environ, "DATABASE_URL": running.enter_context(with_postgres.postgres(programs))} if programs else None
        with ExitStack() as meanwhile:
            meanwhile.enter_context(beside(on_sqlite, "tests.peers", "--fetch"))
            for env in filter(None, (on_sqlite, on_postgres)):
                meanwhile.enter_context(beside(env, "tests.migrated"))
            ended.append(run("checks", [sys.executable, "scripts/check.py"], on_sqlite))
        ended.append(run("tests on SQLite, and journeys", [*PYTEST, *sys.argv[1:]], on_sqlite))
        name = "database tests on PostgreSQL"
        ended.append(run(name, [*PYTEST, "-m", "database", *sys.argv[1:]], on_postgres) if on_postgres else left_out(name))
    print("\n" + "\n".join(how for _held, how in ended), flush=True)
    return 0 if all(held for held, _how in ended) else 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that PostgreSQL is ended then, too
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
