"""The site needs nothing but what requirements.txt names."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ONLY_FOR_TESTS = ["psycopg", "psycopg2", "redis", "pytest", "hypothesis", "time_machine", "playwright", "axe_playwright_python",
                  "numpy", "onnxruntime", "tokenizers"]  # fmt: skip


def test_the_site_on_sqlite_starts_without_what_only_tests_and_other_databases_need(tmp_path):
    blocked = "; ".join(f"sys.modules[{name!r}] = None" for name in ONLY_FOR_TESTS)
    started = f"import sys; {blocked}; from django.core.management import execute_from_command_line as run; run(['manage.py', 'check'])"
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}

    done = subprocess.run(
        [sys.executable, "-c", started],
        cwd=ROOT,
        env={**env, "DJANGO_SETTINGS_MODULE": "cop_site.settings", "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr[-2000:]
