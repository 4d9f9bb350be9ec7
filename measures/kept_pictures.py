"""PNGs of charts and of share cards, made once and kept by their content in folders that no server shows. What is not asked for any more goes."""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings

from measures.picture import png, standalone

MOST_KEPT = 2000  # pictures of about 60 kB
CLEARED_TO = 1500


def picture(svg: str, *, width: int, kind: str = "charts", **look: Any) -> bytes:
    """The drawing as PNG. Its name is its content, colours and `look` included, so that a kept one is never out of date."""
    told = " ".join([str(width), standalone(svg), *(f"{name}={value}" for name, value in sorted(look.items()))])
    kept = folder(kind) / f"{sha256(told.encode()).hexdigest()[:40]}.png"
    with suppress(OSError):
        body = kept.read_bytes()
        os.utime(kept)  # asked for just now
        return body
    body = png(svg, width=width, **look)
    with suppress(OSError):  # a full disk costs time, not the picture
        _keep(kept, body)
    return body


def folder(kind: str = "charts") -> Path:
    return settings.VAR_DIR / kind


def _keep(kept: Path, body: bytes) -> None:
    """Under its name only when it is whole."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=kept.parent, suffix=".part", delete=False) as part:
        part.write(body)
    Path(part.name).replace(kept)
    _clear(kept.parent)


def _clear(folder: Path) -> None:
    """Those that nobody has asked for longest go, when there are too many."""
    files = list(os.scandir(folder))
    if len(files) <= MOST_KEPT:
        return
    for old in sorted(files, key=lambda file: file.stat().st_mtime)[: len(files) - CLEARED_TO]:
        Path(old).unlink(missing_ok=True)
