"""Everything that has to hold: checks, tests on SQLite with the browser journeys, the database tests again on PostgreSQL.

What this machine lacks is left out and said so; with CI=true it counts as a failure. The last lines repeat how each part ended.
"""

import os
import subprocess
import sys
import time

NO_POSTGRES = 77
IN_CI = os.environ.get("CI") == "true"
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", os.environ.get("TEST_PROCESSES", "2"), "--dist", "loadfile"]

PARTS = {
    "checks": [sys.executable, "scripts/check.py"],
    "tests on SQLite, and journeys": [*PYTEST, *sys.argv[1:]],
    "database tests on PostgreSQL": [sys.executable, "scripts/with_postgres.py", *PYTEST, "-m", "database", *sys.argv[1:]],
}


def run(command: list[str]) -> tuple[int, str]:
    """Show what it says while it runs; return its exit code and its last line, which is pytest's summary."""
    last = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as child:
        for line in child.stdout:
            print(line, end="", flush=True)
            last = line.strip() or last
    return child.returncode, last


def main() -> int:
    ended, held = [], True
    for name, command in PARTS.items():
        print(f"\n--- {name}", flush=True)
        began = time.monotonic()
        code, last = run(command)
        left_out = code == NO_POSTGRES and not IN_CI
        held = held and (code == 0 or left_out)
        how = "left out" if left_out else "ok" if code == 0 else "FAILED"
        ended.append(f"{how:8}  {name}, {time.monotonic() - began:.0f} s: {last}")
    print("\n" + "\n".join(ended), flush=True)
    return 0 if held else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
