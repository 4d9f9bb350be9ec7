"""Where the short address in a post leads, and how often it was opened: a number, never who."""

import re
from contextlib import suppress

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import override

from content.models import BasePage
from sharing.models import SharePost

CODE = re.compile(r"[\w-]{4,16}", re.ASCII)
MOST_COUNTED = 120  # clicks of one post in a minute, in each process: what comes faster is no crowd of readers
# Programs that fetch a link to show a picture of it, to index it or to check it. Apps in which people read ("Twitter for iPhone",
# "LinkedInApp", "FBAN") are not among them.
NO_READER = re.compile(
    r"(?<!cu)bot\b|(?<!cu)bot[/;_ -]|crawl|spider|slurp|preview|externalhit|externalagent|externalfetcher|cardyb|embedly|iframely|mastodon|pleroma|akkoma"
    r"|misskey|lemmy|activitypub|whatsapp/|vkshare|yahoo! slurp|curl|wget|python|urllib|httpx?[/.]|okhttp|axios|node|undici|go-http|java/"
    r"|\bruby|perl|php|guzzle|headless|phantom|lighthouse|pagespeed|monitor|uptime|pingdom|valida|scan|fetch|proxy|feed|archiv|libwww"
    r"|^mozilla/5\.0$|^\W*$",
    re.IGNORECASE,
)


def find(code: str) -> SharePost | None:
    return SharePost.objects.select_related("page", "account").filter(code=code).first() if CODE.fullmatch(code) else None


def open_page(post: SharePost) -> BasePage | None:
    """What it is about, while everybody may read it."""
    page = post.page.specific if post.page else None
    return page if page is not None and page.is_open_to_all else None


def was_public(post: SharePost) -> bool:
    """False for what nobody outside has seen yet: its link says nothing, not even that something is to come."""
    page = post.page.specific if post.page else None
    return page is None or (page.first_published_at is not None and not page.is_embargoed)


def address(post: SharePost, page: BasePage) -> str:
    """The page's own address in the post's language. Made of our own parts alone, so that it never leads elsewhere."""
    language = post.language if post.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    told = {"utm_source": post.account.network, "utm_medium": "social", "utm_campaign": post.content_kind or page.share_kind}
    with override(language):
        return f"{page.get_absolute_url()}?{urlencode(told)}"


def is_reader(request: HttpRequest) -> bool:
    """Somebody who opened the link: no program, no browser that loads ahead, no frame or picture of another page."""
    headers = request.headers
    if request.method != "GET" or NO_READER.search(headers.get("User-Agent", "")):
        return False
    ahead = " ".join(headers.get(name, "") for name in ("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz")).casefold()
    if any(word in ahead for word in ("prefetch", "prerender", "preview")):
        return False
    return headers.get("Sec-Fetch-Dest", "document") == "document"


def count(post: SharePost) -> None:
    """One more, and nothing else about it. A database that is busy costs the number, never the reader's way."""
    if _is_flood(post):
        return
    with suppress(DatabaseError), transaction.atomic():
        SharePost.objects.filter(pk=post.pk, state__in=[*SharePost.MAYBE_LIVE, SharePost.State.RETRACTING]).update(clicks=F("clicks") + 1)


def _is_flood(post: SharePost) -> bool:
    kept_as = f"clicks:{post.pk}:{now():%H%M}"
    pages = caches["pages"]
    if pages.add(kept_as, 1, 90):
        return False
    with suppress(ValueError):  # it went out of the cache between the two
        return pages.incr(kept_as) > MOST_COUNTED
    return False
