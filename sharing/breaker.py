"""When an account rests: kept in its row, so that every process and the desk see it. After the rest one post tries alone.

Open after no credit, a suspension, the network's own limit, or several failures in a row; closed by the first success.
"""

import random
from datetime import datetime, timedelta

from django.utils import timezone

from sharing.models import Account

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)  # between tries: doubled each time, anywhere below
FAILURES_TO_OPEN = 5
PROBE = timedelta(minutes=3)  # how long the one post may take that tries whether it works again
REST = {"no-credit": timedelta(hours=6), "suspended": timedelta(days=1)}


def probe(account: Account) -> None:
    """Before a post is sent, with the account's row held: where the rest is over, everybody else waits for what becomes of this one."""
    if account.open_until:
        Account.objects.filter(pk=account.pk).update(open_until=timezone.now() + PROBE)


def closed(account: Account) -> None:
    """It worked."""
    Account.objects.filter(pk=account.pk).exclude(failures=0, open_until=None).update(failures=0, open_until=None, open_reason="")


def failed(account: Account) -> None:
    """Several in a row, or the probe: the account rests, longer each time."""
    failures = min(Account.objects.values_list("failures", flat=True).get(pk=account.pk) + 1, 32)
    Account.objects.filter(pk=account.pk).update(failures=failures)
    if failures >= FAILURES_TO_OPEN:
        rest = min(LONGEST_WAIT, timedelta(minutes=1) * 2 ** (failures - FAILURES_TO_OPEN))
        opened(account, "breaker", until=timezone.now() + rest * _by_chance(0.5, 1))


def opened(account: Account, reason: str, *, until: datetime | None = None) -> None:
    until = until or timezone.now() + REST.get(reason, LONGEST_WAIT)
    Account.objects.filter(pk=account.pk).update(open_until=until, open_reason=reason)


def backoff(tries: int) -> timedelta:
    """Exponential, with full jitter: many that failed together do not come back together."""
    return _by_chance(0, 1) * min(LONGEST_WAIT, FIRST_WAIT * 2 ** max(0, tries))


def spread(at: datetime) -> datetime:
    """Not everybody in the same second."""
    return at + timedelta(seconds=_by_chance(1, 15))


def _by_chance(least: float, most: float) -> float:
    return random.uniform(least, most)  # noqa: S311 - not a secret
