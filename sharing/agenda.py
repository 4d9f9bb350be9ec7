"""What is planned and what went out, day by day, by the clock of whoever looks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from sharing.models import SharePost
from sharing.models.share_post import SharePostQuerySet

S = SharePost.State
MOVABLE = {S.DRAFT, S.APPROVED, S.DUE, S.PAUSED}
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Entry:
    """One post at its hour."""

    post: SharePost
    at: datetime
    there: str  # the hour where the account is, when that is another one

    @property
    def can_move(self) -> bool:
        return self.post.state in MOVABLE


@dataclass(frozen=True)
class Day:
    on: date
    entries: list[Entry]
    more: int = 0  # than are shown

    @property
    def is_today(self) -> bool:
        return self.on == timezone.localdate()

    @property
    def is_past(self) -> bool:
        return self.on < timezone.localdate()


def days(posts: SharePostQuerySet, first: date, last: date, *, most: int) -> list[Day]:
    """Every day from the first to the last with its posts, at most so many of each. Two queries, whatever their number: of most posts
    the hour alone is read."""
    of_day: dict[date, list[int]] = defaultdict(list)
    for key, moment in _between(posts, first, last).order_by("moment", "pk").values_list("pk", "moment"):
        of_day[timezone.localdate(moment)].append(key)
    shown = {post.pk: post for post in _between(posts, first, last).filter(pk__in=[key for keys in of_day.values() for key in keys[:most]])}
    return [_day(on, of_day[on], shown) for on in _each_day(first, last)]


def of_day(posts: SharePostQuerySet, on: date) -> SharePostQuerySet:
    """All of one day, in order."""
    return _between(posts, on, on).order_by("moment", "pk")


def entries(posts: Iterable[SharePost]) -> list[Entry]:
    """With the moment that `of_day` or `days` found for each."""
    return [Entry(post, timezone.localtime(post.moment), there(post.moment, post.account.time_zone)) for post in posts]


def there(moment: datetime, zone: str) -> str:
    """06:00 (America/Vancouver), where that differs from the clock of whoever looks."""
    local = moment.astimezone(ZoneInfo(zone))
    if local.utcoffset() == timezone.localtime(moment).utcoffset():
        return ""
    another_day = "" if local.date() == timezone.localdate(moment) else f"{local:%Y-%m-%d} "
    return f"{another_day}{local:%H:%M} ({zone})"


def weeks(of: list[Day]) -> Iterator[tuple[date, list[Day]]]:
    """By the Monday that each begins with."""
    yield from ((monday, list(several)) for monday, several in groupby(of, key=lambda day: monday_of(day.on)))


def monday_of(on: date) -> date:
    return on - timedelta(days=on.weekday())


def _between(posts: SharePostQuerySet, first: date, last: date) -> SharePostQuerySet:
    """Sent then, or planned for then and not sent."""
    start, end = _midnight(first), _midnight(last + timedelta(days=1))
    sent = Q(sent_at__gte=start, sent_at__lt=end)
    planned = Q(sent_at=None, due_at__gte=start, due_at__lt=end)
    return posts.filter(sent | planned).annotate(moment=Coalesce("sent_at", "due_at"))


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(0)))


def _each_day(first: date, last: date) -> Iterator[date]:
    yield from (first + timedelta(days=number) for number in range((last - first).days + 1))


def _day(on: date, keys: list[int], shown: dict[int, SharePost]) -> Day:
    several = [shown[key] for key in keys if key in shown]
    return Day(on, entries(several), more=len(keys) - len(several))
