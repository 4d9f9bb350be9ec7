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
