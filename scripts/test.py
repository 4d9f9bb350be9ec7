"""Everything that has to hold, in order: checks, tests on SQLite, the database tests again on PostgreSQL. One line at the end says how it went."""

import os
import subprocess
import sys
import time

NO_POSTGRES = 77


def step(name: str, *command: str) -> int:
    print(f"\n=== {name}", flush=True)
    began = time.monotonic()
    code = subprocess.run(command).returncode
    print(f"=== {name}: {'ok' if code == 0 else f'exit code {code}'}, {time.monotonic() - began:.0f} s", flush=True)
    return code


def main() -> int:
    in_ci = os.environ.get("CI") == "true"
    python = sys.executable
    pytest = [python, "-m", "pytest", "-q", "-n", os.environ.get("TEST_PROCESSES", "2"), "--dist", "loadfile"]
    failed = []
    if step("checks", "make", "--no-print-directory", "check"):
        failed.append("checks")
    if step("tests on SQLite, and journeys", *pytest, *sys.argv[1:]):
        failed.append("tests on SQLite")
    code = step("database tests on PostgreSQL", python, "scripts/with_postgres.py", *pytest, "-m", "database")
    if code and (code != NO_POSTGRES or in_ci):
        failed.append("tests on PostgreSQL")
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll held.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
