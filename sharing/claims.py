"""Who has a post in hand: a mark in its row that ends by itself, so that what a process leaves behind when it dies is found."""

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from sharing.channels import http
from sharing.ledger import Overtaken
from sharing.models import SharePost

log = logging.getLogger("throughline.sharing")
FREE: dict[str, Any] = {"claimed_by": "", "claimed_until": None}


def new_claim() -> dict[str, Any]:
    return {"claimed_by": f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid.uuid4().hex[:12]}", "claimed_until": until()}


def until() -> datetime:
    return timezone.now() + timedelta(seconds=settings.SHARING_CLAIM_SECONDS)


def take(post: SharePost) -> None:
    """In the state that it is in, without a line in the ledger: looking changes nothing. Overtaken when somebody else has it."""
    claim = new_claim()
    seen = {"state": post.state, "claimed_by": post.claimed_by, "next_at": post.next_at}
    if not SharePost.objects.filter(pk=post.pk, **seen).update(**claim):
        raise Overtaken
    post.claimed_by, post.claimed_until = claim["claimed_by"], claim["claimed_until"]


@contextmanager
def kept(post: SharePost) -> Iterator[None]:
    """As long as this process lives the claim does not end, however slowly a network takes a large picture."""
    asked = http.before_creating.set(lambda: check(post))
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(post.pk, post.claimed_by, over), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        http.before_creating.reset(asked)


def check(post: SharePost) -> None:
    """A process that was stopped for long wakes up in the middle: by then somebody else may have the post."""
    if not SharePost.objects.filter(
        pk=post.pk, state=SharePost.State.SENDING, claimed_by=post.claimed_by, claimed_until__gt=timezone.now()
    ).exists():
        raise Overtaken


def quietly(act: Callable[[], object]) -> None:
    """Somebody else was quicker: that is no fault."""
    try:
        act()
    except Overtaken:
        pass


def _keep(key: int, claimed_by: str, over: threading.Event) -> None:
    while not over.wait(settings.SHARING_CLAIM_SECONDS / 3):
        try:
            SharePost.objects.filter(pk=key, claimed_by=claimed_by).update(claimed_until=until())
        except DatabaseError:
            log.exception("The claim of post %s could not be kept", key)
        finally:
            connection.close()  # of this thread
