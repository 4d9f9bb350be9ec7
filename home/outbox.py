"""The mail of a demo, readable in the browser. Not there in production."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

LETTER_NAME = re.compile(r"([\w-]{1,80})\.(\d{1,3})")
BETWEEN = b"\n" + b"-" * 79 + b"\n"
SHOWN = 100


@dataclass(frozen=True)
class Letter:
    """One mail as the person who gets it reads it."""

    name: str
    subject: str
    to: str
    at: datetime | None
    text: str


@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """Everything that was sent, newest first."""
    _only_in_development()
    newest = sorted(_folder().glob("*.log"), key=lambda file: (file.stat().st_mtime, file.name), reverse=True)[:SHOWN]
    letters = [letter for file in newest for letter in reversed(_letters(file))]
    return render(request, "home/outbox.html", {"letters": letters})


@never_cache
def letter(request: HttpRequest, name: str) -> HttpResponse:
    _only_in_development()
    asked = LETTER_NAME.fullmatch(name)
    file = _folder() / f"{asked[1]}.log" if asked else None
    found = [each for each in _letters(file) if each.name == name] if file and file.is_file() else []
    if not found:
        raise Http404
    return render(request, "home/letter.html", {"letter": found[0]})


def _only_in_development() -> None:
    if not settings.DEVELOPMENT_PAGES:
        raise Http404


def _folder() -> Path:
    return Path(settings.EMAIL_OUTBOX)


def _letters(file: Path) -> list[Letter]:
    """The mails of one file: those sent in the same second may share it."""
    parts = [part for part in file.read_bytes().split(BETWEEN) if part.strip()]
    return [_read(f"{file.stem}.{number}", part) for number, part in enumerate(parts)]


def _read(name: str, raw: bytes) -> Letter:
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    at = message["Date"]
    return Letter(
        name=name,
        subject=str(message["Subject"] or ""),
        to=str(message["To"] or ""),
        at=_hour(str(at)) if at else None,
        text=body.get_content() if body else "",
    )


def _hour(written: str) -> datetime:
    """A mail written in UTC names no place: without one, the page could not turn it into the reader's hour."""
    at = parsedate_to_datetime(written)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
