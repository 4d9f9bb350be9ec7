"""What readers load so that a page has its look."""

import re
from pathlib import Path

from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
MOST_BYTES = 60_000


def test_the_style_sheets_of_readers_stay_light():
    site = CSS / "site.css"
    imported = [CSS / name for name in re.findall(r'@import "([^"]+)"', site.read_text(encoding="utf-8"))]

    bytes_loaded = sum(sheet.stat().st_size for sheet in [site, *imported])

    assert bytes_loaded < MOST_BYTES


def test_no_style_sheet_turns_or_locks_a_screen_by_how_it_is_held():
    """WCAG 1.3.4: what axe would look for, were it able to read imported sheets (tests/journeys/accessibility.py)."""
    sheets = list(CSS.rglob("*.css"))

    assert sheets
    assert not [sheet.name for sheet in sheets if re.search(r"\(\s*orientation\s*:", sheet.read_text(encoding="utf-8"))]
