"""What is written about a search once its answer has left: nobody waits for it, and nobody gets an error because of it."""

import logging
import threading
from collections.abc import Callable

from django.core.signals import request_finished
from django.db import DatabaseError, transaction
from django.dispatch import receiver

log = logging.getLogger("throughline.search")
_waiting = threading.local()


def do(act: Callable[[], object]) -> None:
    """When the response of this request is with the reader."""
    if not hasattr(_waiting, "acts"):
        _waiting.acts = []
    _waiting.acts.append(act)


@receiver(request_finished, dispatch_uid="search-afterwards")
def work_off(**_sent) -> None:
    acts, _waiting.acts = getattr(_waiting, "acts", []), []
    for act in acts:
        try:
            with transaction.atomic():
                act()
        except DatabaseError:  # a count less is no harm
            log.warning("What was asked could not be counted", exc_info=True)
