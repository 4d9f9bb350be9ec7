"""What a member does with saved searches, and what is new for each of them."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.models import User
from search import engine
from search.access import reader_of
from search.kinds import KINDS
from search.models import SavedSearch, SearchDocument, Told
from search.permalinks import permalink, query_of
from search.rows import Thing

MOST_SAVED = 20
HOUR = time(7)  # in the time zone of the site: before the day begins, and not at night
DAY_OF_THE_WEEK = 0  # Monday
CAN_BE_PUT_BACK = timedelta(days=1)
AT_A_TIME = 500


@transaction.atomic
def save(asked: str, *, name: str, often: str, by: User) -> SavedSearch:
    """Keep a question. What it finds today is known; what comes later is news. Saving it again changes name and how often."""
    asked, name = permalink(asked), _named(name)
    if not asked:
        raise ValidationError(_("There is no question to save. Type a word or choose a filter first."))
    if len(asked) > SavedSearch._meta.get_field("asked").max_length:
        raise ValidationError(_("This question is too long to be saved. Take out some words or filters."))
    User.objects.select_for_update().get(pk=by.pk)  # two clicks at once count one after the other
    saved = SavedSearch.objects.filter(user=by, asked=asked).first() or SavedSearch(user=by, asked=asked)
    if saved.pk is None or saved.removed_at:
        _refuse_more_than_fit(by)
    saved.removed_at, saved.name, saved.language = None, name, (get_language() or "en")[:2]
    is_new = saved.pk is None
    _set_often(saved, often)
    saved.save()
    if is_new:
        mark_as_seen(saved)
    return saved


def rename(saved: SavedSearch, name: str, *, by: User) -> None:
    _only_ones_own(saved, by)
    saved.name = _named(name)
    saved.save(update_fields=["name"])


@transaction.atomic
def change_often(saved: SavedSearch, often: str, *, by: User) -> None:
    """How often to be told. The language of the mail is the one in which this was last said."""
    _only_ones_own(saved, by)
    saved.language = (get_language() or "en")[:2]
    _set_often(saved, often)
    saved.save(update_fields=["often", "due_at", "seen_version", "language"])


def remove(saved: SavedSearch, *, by: User) -> None:
    """No alert comes any more. For a day it can be put back as it was."""
    _only_ones_own(saved, by)
    saved.removed_at = timezone.now()
    saved.save(update_fields=["removed_at"])


@transaction.atomic
def put_back(saved: SavedSearch, *, by: User) -> None:
    _only_ones_own(saved, by)
    User.objects.select_for_update().get(pk=by.pk)
    if saved.removed_at:
        _refuse_more_than_fit(by)
        saved.removed_at = None
        saved.save(update_fields=["removed_at"])


def stop_mail(saved: SavedSearch, *, all_of_them: bool = False) -> int:
    """No mail about this search, or about any of this person. Whoever holds the link of a mail may say so: no log-in is asked."""
    ones_own = SavedSearch.objects.filter(user_id=saved.user_id)
    chosen = ones_own if all_of_them else ones_own.filter(pk=saved.pk)
    return chosen.exclude(often=SavedSearch.Often.NEVER).update(often=SavedSearch.Often.NEVER, due_at=None)


def mark_as_seen(saved: SavedSearch) -> None:
    """What it finds now is no news from now on."""
    things = news_of(saved, checked=False)
    Told.objects.bulk_create([Told(search=saved, kind=kind, object_id=key) for kind, key in things], ignore_conflicts=True, batch_size=500)


def news_of(saved: SavedSearch, *, since_version: int = 0, checked: bool = True) -> list[Thing]:
    """What this very person may find at this moment, and has not been told of; the newest first. Unchecked only to be marked as seen."""
    reader = reader_of(saved.user, saved.language)
    keys = engine.embedded().every_key(query_of(saved.asked, reader, with_facets=False))
    told = set(saved.told.values_list("kind", "object_id"))
    rows = [row for row in _rows(set(keys), since_version) if row[:2] not in told]
    rows.sort(key=lambda row: (row[2].timestamp() if row[2] else 0, row[1]), reverse=True)
    found = list(dict.fromkeys(row[:2] for row in rows))
    return _open_to(saved.user, found) if checked else found


def next_time(often: str, *, after: datetime | None = None) -> datetime | None:
    """The next morning, or the next Monday morning, as clocks at the site show it."""
    if often not in (SavedSearch.Often.DAILY, SavedSearch.Often.WEEKLY):
        return None
    now = timezone.localtime(after)
    days = (DAY_OF_THE_WEEK - now.weekday()) % 7 if often == SavedSearch.Often.WEEKLY else 0
    step = 7 if often == SavedSearch.Often.WEEKLY else 1
    wanted = _morning(now + timedelta(days=days))
    return wanted if wanted > now else _morning(now + timedelta(days=days + step))


def forget_removed() -> int:
    """After a day what was removed is gone; of accounts that are closed or locked nothing stays."""
    old = SavedSearch.objects.filter(removed_at__lte=timezone.now() - CAN_BE_PUT_BACK)
    return old.delete()[0] + SavedSearch.objects.filter(user__is_active=False).delete()[0]


def _morning(day: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(day.date(), HOUR))


def _rows(keys: set[int], since_version: int) -> Iterator[tuple[str, int, datetime | None]]:
    """Kind, key and day of rows; only of those that have changed, where the others were looked at before."""
    documents = SearchDocument.objects.there()
    if since_version:
        keys &= set(documents.filter(version__gt=since_version).values_list("pk", flat=True))
    wanted = sorted(keys)
    for start in range(0, len(wanted), AT_A_TIME):
        some = documents.filter(pk__in=wanted[start : start + AT_A_TIME])
        yield from some.values_list("kind", "object_id", "published_on")


def _open_to(user: User, things: list[Thing]) -> list[Thing]:
    """The last check, in Django: the index may not know yet what was closed a second ago."""
    keys: dict[str, list[int]] = {}
    for kind, key in things:
        keys.setdefault(kind, []).append(key)
    may_see = {kind: KINDS[kind].open_to(of_kind, user) for kind, of_kind in keys.items() if kind in KINDS}
    return [(kind, key) for kind, key in things if key in may_see.get(kind, ())]


def _named(name: str) -> str:
    name = " ".join(name.replace("\0", " ").split())
    if not name:
        raise ValidationError({"name": _("Give it a name by which you know it again.")})
    return name[:120]


def _refuse_more_than_fit(by: User) -> None:
    if SavedSearch.objects.kept().filter(user=by).count() >= MOST_SAVED:
        raise ValidationError(
            _("You have %(most)s saved searches, and no more fit. Remove one that you do not need, then save this one.")
            % {"most": MOST_SAVED}
        )


def _only_ones_own(saved: SavedSearch, by: User) -> None:
    if saved.user_id != by.pk:
        raise ValidationError(_("This saved search is not yours."))


def _set_often(saved: SavedSearch, often: str) -> None:
    """What is found between now and the next alert is told then."""
    if often not in SavedSearch.Often.values:
        raise ValidationError({"often": _("Choose how often you want to be told.")})
    saved.often, saved.due_at = often, next_time(often)
