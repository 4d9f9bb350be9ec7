"""Whether links still lead somewhere: which there are, when each is looked at, and what that means."""

import time
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from resources.looking import Seen, look
from resources.models import LinkCheck, ResourceLink, ResourceVideo
from stories.models import StorySource

NAMED_BY = (ResourceLink, ResourceVideo, StorySource)  # each with `page` and `url`
AGAIN = timedelta(days=7)
TRIES = (timedelta(hours=6), timedelta(days=1), timedelta(days=3))  # after a failure, until it counts as broken
MOST_AT_ONCE = 20
REFUSALS = {401, 402, 403, 405, 406, 418, 429, 451, 999}  # somebody is there, and does not speak to programs
REASONS = {
    "kind": _("Not an address of the web."),
    "port": _("It names an unusual port: not looked at."),
    "private": _("It leads into a private network: not looked at."),
    "no-name": _("Nobody has this name."),
    "certificate": _("Its certificate is not trusted."),
    "circle": _("It leads round in a circle."),
    "slow": _("It did not answer in time."),
    "silent": _("Nobody answered."),
}


def gather() -> int:
    """Know each address that a live page names, and forget the others. Returns how many are new."""
    named = {url for url in _addresses() if _is_link(url)}
    known = set(LinkCheck.objects.values_list("address", flat=True))
    LinkCheck.objects.filter(address__in=known - named).delete()
    LinkCheck.objects.bulk_create([LinkCheck(address=url) for url in sorted(named - known)], ignore_conflicts=True)
    return len(named - known)


def check_some(*, seconds: float = 10) -> int:
    """Look at a few that are due, one host once in a round. Returns how many."""
    if not settings.CHECK_LINKS:
        return 0
    until, hosts, seen = time.monotonic() + seconds, set(), 0
    for link in LinkCheck.objects.due()[:MOST_AT_ONCE]:
        if time.monotonic() > until:
            break
        host = urlsplit(link.address).hostname
        if host not in hosts and _take(link):
            hosts.add(host)
            check(link)
            seen += 1
    return seen


def check(link: LinkCheck) -> None:
    """Look there now."""
    agent = f"Throughline link check (+{settings.WAGTAILADMIN_BASE_URL})"
    note(link, look(link.address, agent=agent, may_be_private=settings.LINKS_MAY_BE_PRIVATE))
    link.save()


def note(link: LinkCheck, seen: Seen) -> None:
    """What that means. One failure is none yet: servers have bad days."""
    now = timezone.now()
    link.checked_at, link.code, link.reason, link.moved_to = now, seen.code, seen.reason, seen.moved_to
    if seen.code is not None and seen.code < 400:
        link.state = LinkCheck.State.MOVED if seen.moved_to else LinkCheck.State.WORKING
        link.failures, link.seen_at, link.due_at = 0, now, now + AGAIN
    elif seen.code in REFUSALS or seen.reason in ("port", "private", "kind"):
        link.state, link.failures, link.due_at = LinkCheck.State.REFUSED, 0, now + AGAIN
    else:
        link.failures = min(link.failures + 1, 1000)
        link.state = LinkCheck.State.BROKEN if link.failures >= len(TRIES) else LinkCheck.State.DOUBTFUL
        link.due_at = now + (AGAIN if link.failures > len(TRIES) else TRIES[link.failures - 1])


def what_happened(link: LinkCheck) -> str:
    """For editors: the answer in words."""
    if link.reason:
        return str(REASONS.get(link.reason, link.reason))
    return f"HTTP {link.code}" if link.code else ""


def pages_naming(addresses: Iterable[str]) -> dict[str, list[Page]]:
    """The live pages that name each of these addresses."""
    found: dict[str, list[Page]] = {}
    addresses = list(addresses)
    for model in NAMED_BY:
        for row in model.objects.filter(url__in=addresses, page__live=True).select_related("page").order_by("page__title"):
            if row.page not in found.setdefault(row.url, []):
                found[row.url].append(row.page)
    return found


def seen_working(addresses: Iterable[str]) -> dict[str, LinkCheck]:
    """What is known of these addresses, for the page that names them."""
    return {link.address: link for link in LinkCheck.objects.filter(address__in=list(addresses))}


def _addresses() -> set[str]:
    return {url for model in NAMED_BY for url in model.objects.filter(page__live=True).order_by().values_list("url", flat=True).distinct()}


def _is_link(url: str) -> bool:
    return url.startswith(("http://", "https://")) and len(url) <= 500


def _take(link: LinkCheck) -> bool:
    """Only one worker looks at it, and one that is killed meanwhile leaves it for the next day."""
    is_free = LinkCheck.objects.filter(Q(due_at=link.due_at), pk=link.pk)
    return bool(is_free.update(due_at=timezone.now() + timedelta(days=1)))
