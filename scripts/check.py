"""Everything that can be said without running a test. All checks run, two at a time; what fails is shown in full."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
LIKE_PRODUCTION = {"DEBUG": "0", "DEMO": "0", "HTTPS": "1", "ALLOWED_HOSTS": "example.org"}

CHECKS: dict[str, tuple[list[str | Path], dict[str, str]]] = {
    "types": ([BIN / "mypy"], {}),
    "lint": ([BIN / "ruff", "check", "."], {}),
    "format": ([BIN / "ruff", "format", "--check", "."], {}),
    "import order": ([BIN / "lint-imports", "--no-cache"], {}),
    "templates": ([BIN / "djlint", "templates", "--lint", "--quiet"], {}),
    "models and settings": ([*MANAGE, "check", "--fail-level", "WARNING"], {"DEBUG": "1"}),
    "migrations": ([*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
    "deployment": ([*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], LIKE_PRODUCTION),
}


def run(name: str) -> bool:
    command, settings = CHECKS[name]
    # Its own folder for data: a check neither needs nor touches yours.
    env = {**os.environ, "VAR_DIR": str(BIN.parent / "check"), **settings}
    began = time.monotonic()
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    held = done.returncode == 0
    print(f"{'ok    ' if held else 'FAILED'}  {name} ({time.monotonic() - began:.0f} s)" + ("" if held else f"\n{done.stdout}"), flush=True)
    return held


def main() -> int:
    unknown = [name for name in sys.argv[1:] if name not in CHECKS]
    if unknown:
        sys.exit(f"No check is named {unknown[0]!r}. There are: {', '.join(CHECKS)}.")
    with ThreadPoolExecutor(max_workers=2) as pool:
        return 0 if all(list(pool.map(run, sys.argv[1:] or CHECKS))) else 1


if __name__ == "__main__":
    sys.exit(main())
