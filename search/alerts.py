"""Alerts: what is new for a saved search, in one mail per member and round. Nothing twice, nothing that the member may not open."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Min
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from editorial.mails import language_of
from members.models import User
from search import saving
from search.access import reader_of
from search.kinds.base import address_in
from search.models import SavedSearch, SearchDocument, Told
from search.rows import Thing, rows_of

log = logging.getLogger("throughline.alerts")

MOST_SHOWN = 10  # of one search in one mail; the rest stands behind the link
MOST_MEMBERS = 500  # in one round; the others have theirs in the next


@dataclass(frozen=True)
class Line:
    """One new answer, as the mail names it."""

    title: str
    summary: str
    url: str


@dataclass(frozen=True)
class News:
    """What is new for one saved search."""

    saved: SavedSearch
    things: list[Thing]
    lines: list[Line]
    url: str
    stop_url: str

    @property
    def more(self) -> int:
        return len(self.things) - len(self.lines)


def tell_at_once() -> int:
    """Alerts of those who want to know within the minute. Asks nothing while the index stands still."""
    now_at = SearchDocument.current_version()
    waiting = SavedSearch.objects.kept().filter(often=SavedSearch.Often.AT_ONCE, seen_version__lt=now_at)
    return _round(waiting, seen_version=now_at)


def tell_due() -> int:
    """Daily and weekly alerts whose morning has come."""
    return _round(SavedSearch.objects.kept().filter(due_at__lte=timezone.now()))


def _round(due, *, seen_version: int = 0) -> int:
    """One mail for each member with news; returns how many. One that fails stops no other."""
    waiting = due.values("user_id").annotate(since=Min("looked_at")).order_by("since")  # who has waited longest comes first
    members = list(waiting.values_list("user_id", flat=True)[:MOST_MEMBERS])
    sent = 0
    for user_id in members:
        try:
            sent += _tell(user_id, due, seen_version)
        except Exception:
            log.exception("The alerts of user %s could not be told", user_id)
    return sent


@transaction.atomic
def _tell(user_id: int, due, seen_version: int) -> bool:
    """Ask as this person, note what is told, and queue the mail: all of it, or nothing."""
    user = User.objects.select_for_update().filter(pk=user_id).first()
    searches = list(due.filter(user_id=user_id).select_related("user__member"))
    if user is None or not user.is_active:
        SavedSearch.objects.filter(user_id=user_id).delete()
        return False
    told = [news for saved in searches if (news := _news(saved))]
    for news in told:
        by_mail = bool(user.email)
        rows = [Told(search=news.saved, kind=kind, object_id=key, by_mail=by_mail) for kind, key in news.things]
        Told.objects.bulk_create(rows, batch_size=500)
    for saved in searches:
        saved.looked_at, saved.due_at = timezone.now(), saving.next_time(saved.often)
        saved.seen_version = seen_version or saved.seen_version
        saved.save(update_fields=["looked_at", "due_at", "seen_version"])
    if told and user.email:
        _mail(user, told)
    return bool(told)


def _news(saved: SavedSearch) -> News | None:
    """As the person may see it at this moment: the engine is asked with their rights, and Django has the last word."""
    things = saving.news_of(saved, since_version=saved.seen_version)
    if not things:
        return None
    language = language_of(saved.user, saved)
    with translation.override(language):
        list_url = _absolute(f"{reverse('search')}?{saved.asked}&sort=newest")
        stop_url = _absolute(reverse("search_unsubscribe", args=[saved.token]))
        return News(saved, things, _lines(things[:MOST_SHOWN], saved, language), list_url, stop_url)


def _lines(things: list[Thing], saved: SavedSearch, language: str) -> list[Line]:
    """Title and sentence of each from the row that this person may find, in their language where there is one."""
    rows = rows_of(things, reader_of(saved.user, language))
    return [Line(row.title, row.summary, _absolute(address_in(row.url, language))) for thing in things if (row := rows.get(thing))]


def _mail(user: User, told: Iterable[News]) -> None:
    told = list(told)
    language = language_of(user, told[0].saved)
    with translation.override(language):
        member = getattr(user, "member", None)
        context = {"name": member.name if member else "", "told": told, "list_url": _absolute(reverse("saved_searches"))}
        words = render_to_string("search/mails/alert.txt", context)
        stop = f"{_absolute(reverse('search_unsubscribe', args=[told[0].saved.token]))}?all=1"
        subject = _subject(told)
    headers = {
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    EmailMessage(subject, words.strip() + "\n", to=[user.email], headers=headers).send()


def _subject(told: list[News]) -> str:
    if len(told) > 1:
        return _("New for your saved searches")
    return (_("New for “%(name)s”") % {"name": told[0].saved.name})[:200]


def _absolute(path: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path if path.startswith("/") else path
