"""A part of a screen that is included with `only` gets nothing by itself, not even the token without which its form is refused."""

import re
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
INCLUDE = re.compile(r'{%\s*include\s+"([^"]+)"([^%]*)%}')


def test_forms_in_included_parts_carry_their_token():
    with_forms = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html") if "csrf_token" in path.read_text()}

    without_token = [
        f"{path.relative_to(TEMPLATES)} includes {part}"
        for path in TEMPLATES.rglob("*.html")
        for part, handed in INCLUDE.findall(path.read_text())
        if part in with_forms and re.search(r"\bonly\b", handed) and "csrf_token=" not in handed
    ]

    assert not without_token
