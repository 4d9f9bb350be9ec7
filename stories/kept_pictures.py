"""PNGs of charts, made once and kept by their content in a folder that no server shows. What is not asked for any more goes."""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from measures.picture import png, standalone

MOST_KEPT = 2000  # pictures of about 60 kB
CLEARED_TO = 1500


def picture(svg: str, *, width: int) -> bytes:
    """The drawing as PNG. Its name is its content, colours included, so that a kept one is never out of date."""
    kept = folder() / f"{sha256(f'{width} {standalone(svg)}'.encode()).hexdigest()[:40]}.png"
    with suppress(OSError):
        body = kept.read_bytes()
        os.utime(kept)  # asked for just now
        return body
    body = png(svg, width=width)
    with suppress(OSError):  # a full disk costs time, not the picture
        _keep(kept, body)
    return body


def folder() -> Path:
    return settings.VAR_DIR / "charts"


def _keep(kept: Path, body: bytes) -> None:
    """Under its name only when it is whole."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=kept.parent, suffix=".part", delete=False) as part:
        part.write(body)
    Path(part.name).replace(kept)
    _clear()


def _clear() -> None:
    """Those that nobody has asked for longest go, when there are too many."""
    files = list(os.scandir(folder()))
    if len(files) <= MOST_KEPT:
        return
    for old in sorted(files, key=lambda file: file.stat().st_mtime)[: len(files) - CLEARED_TO]:
        Path(old).unlink(missing_ok=True)
