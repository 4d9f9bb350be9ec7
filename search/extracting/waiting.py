"""The files that wait to be read, one after the other, by the worker. A file that kills or hangs its reader stops no other.

Nothing need tell of a new file: whatever door a document came through, the worker sees that it does not know it yet.
"""

import hashlib
import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import PurePath

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from wagtail.documents.models import Document

from search import feeding
from search.extracting.limits import MOST_TRIES
from search.extracting.readers import READERS
from search.extracting.running import Outcome, read_apart
from search.kinds.documents import pages_with
from search.models import ExtractedText, KnownFile

log = logging.getLogger("throughline.search")

LEFT_BEHIND = timedelta(minutes=2)  # whoever began so long ago was killed with its worker, or is to be tried again
NEW_AT_ONCE = 200


def extract_what_waits(*, seconds: float = 10) -> int:
    """Read files until the seconds are over; the last one may take longer, within its own limits. Returns how many were read."""
    until, done = time.monotonic() + seconds, 0
    notice_new()
    while time.monotonic() < until and (text := _take()) is not None:
        read(text)
        done += 1
    return done


def notice_new() -> int:
    """Know the files that came or were replaced, by their hash, and forget the text of files that are gone."""
    new = Document.objects.exclude(known_file__file_name=F("file")).order_by("pk")[:NEW_AT_ONCE]
    for document in new:
        _notice(document)
    ExtractedText.objects.filter(files__isnull=True).delete()
    return len(new)


@transaction.atomic
def _notice(document: Document) -> None:
    digest = hashlib.sha256()
    try:
        for piece in _pieces(document):
            digest.update(piece)
        digest_now, state, reason = digest.hexdigest(), ExtractedText.State.WAITING, ""
    except OSError:
        digest_now, state, reason = f"missing {document.pk}", ExtractedText.State.FAILED, "missing"
    words = {"name": document.filename[:255], "state": state, "reason": reason}
    text, _is_new = ExtractedText.objects.get_or_create(digest=digest_now, defaults=words)
    KnownFile.objects.update_or_create(document=document, defaults={"file_name": document.file.name, "text": text})
    _tell(text)


def read(text: ExtractedText) -> None:
    """One try at one file, and what came of it."""
    began = time.monotonic()
    _write(text, _outcome(text), milliseconds=int((time.monotonic() - began) * 1000))


def try_again(text: ExtractedText) -> None:
    """An editor has reason to believe that it goes better now."""
    if text.reason == "missing":
        KnownFile.objects.filter(text=text).delete()  # looked for anew
    ExtractedText.objects.filter(pk=text.pk).update(
        state=ExtractedText.State.WAITING, reason="", tries=0, began_at=None, queued_at=timezone.now()
    )


def _take() -> ExtractedText | None:
    """The next one, taken by one worker alone. Those tried before come last."""
    now = timezone.now()
    is_free = Q(began_at__isnull=True) | Q(began_at__lt=now - LEFT_BEHIND)
    waiting = ExtractedText.objects.filter(is_free, state=ExtractedText.State.WAITING)
    waiting.filter(tries__gte=MOST_TRIES).update(state=ExtractedText.State.FAILED, reason="died", read_at=now)
    for text in waiting.order_by("tries", "queued_at", "pk")[:10]:
        if waiting.filter(pk=text.pk).update(began_at=now, tries=F("tries") + 1):
            text.refresh_from_db()
            return text
    return None


def _outcome(text: ExtractedText) -> Outcome:
    document = Document.objects.filter(known_file__text=text).order_by("pk").first()
    if document is None:
        return Outcome(reason="missing")
    kind = PurePath(document.filename).suffix.lower().lstrip(".")
    if kind not in READERS:
        return Outcome(reason="kind")
    try:
        return read_apart(_pieces(document), kind)
    except OSError:
        log.exception("Could not open %s", document.filename)
        return Outcome(reason="missing", may_differ=True)


def _pieces(document: Document) -> Iterator[bytes]:
    with document.file.storage.open(document.file.name) as file:
        yield from file.chunks()


@transaction.atomic
def _write(text: ExtractedText, outcome: Outcome, *, milliseconds: int) -> None:
    """What came of it. One that may end otherwise waits for its next try, after the others."""
    if outcome.may_differ and text.tries < MOST_TRIES:
        state = ExtractedText.State.WAITING
    elif outcome.reason:
        state = ExtractedText.State.FAILED
    else:
        state = ExtractedText.State.READ if outcome.pages else ExtractedText.State.NO_TEXT
    text.state, text.pages, text.is_cut, text.milliseconds, text.read_at = (
        state,
        outcome.pages,
        outcome.is_cut,
        milliseconds,
        timezone.now(),
    )
    text.reason = "no-text" if state == ExtractedText.State.NO_TEXT else outcome.reason
    text.save(update_fields=["state", "pages", "is_cut", "milliseconds", "read_at", "reason"])
    _tell(text)


def _tell(text: ExtractedText) -> None:
    """The index learns what the file says, wherever it is attached."""
    documents = KnownFile.objects.filter(text=text).values("document")
    feeding.queue(("document", page) for page in pages_with(documents))
