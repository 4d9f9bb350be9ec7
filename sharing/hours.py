"""When an account speaks: never in its quiet hours, and at its usual hours where it has any. By its own clock, summer time included."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sharing.models import Account, SharePost, Slot

LOOKED_AHEAD = timedelta(weeks=26)


def next_hour(account: Account, wanted: datetime) -> datetime:
    """The wanted moment, or the first one after it that is not quiet."""
    zone = ZoneInfo(account.time_zone)
    for _ in range(8):  # a weekend and a night are two steps; the rest is for hours that a clock leaves out
        local = wanted.astimezone(zone)
        if account.is_quiet_on_weekends and local.weekday() >= 5:
            wanted = _at(local.date() + timedelta(days=7 - local.weekday()), time(0), zone, after=wanted)
        elif _is_quiet(account, local.time()):
            ends_tomorrow = account.quiet_from > account.quiet_to and local.time() >= account.quiet_from
            wanted = _at(local.date() + timedelta(days=int(ends_tomorrow)), account.quiet_to, zone, after=wanted)
        else:
            break
    return wanted


def next_slot(account: Account, after: datetime) -> datetime:
    """The next usual hour that no other post has; without usual hours, the next one that is not quiet."""
    slots = list(account.slots.all())
    taken = SharePost.objects.filter(account=account, due_at__gt=after, state__in=SharePost.UNSENT).values_list("due_at", flat=True)
    if not slots:
        return next_hour(account, after)
    free = set(_hours(account, slots, after)) - set(taken)
    return min(free, default=next_hour(account, after))


def _hours(account: Account, slots: list[Slot], after: datetime) -> list[datetime]:
    zone = ZoneInfo(account.time_zone)
    first = after.astimezone(zone).date()
    days = (first + timedelta(days=number) for number in range(LOOKED_AHEAD.days))
    hours = (next_hour(account, _at(day, slot.at, zone)) for day in days for slot in slots if slot.weekday == day.weekday())
    return [hour for hour in hours if hour > after]


def _is_quiet(account: Account, now: time) -> bool:
    start, end = account.quiet_from, account.quiet_to
    if start is None or end is None or start == end:
        return False
    return start <= now < end if start < end else now >= start or now < end


def _at(day: date, hour: time, zone: ZoneInfo, *, after: datetime | None = None) -> datetime:
    """That hour there, as a moment: one that the clock leaves out comes an hour later, one that it shows twice the first time still ahead."""
    moment = datetime.combine(day, hour, zone)
    if after is not None and moment.timestamp() <= after.timestamp():
        moment = moment.replace(fold=1)
    return moment.astimezone(ZoneInfo("UTC"))
