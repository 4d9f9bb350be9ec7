"""When an account speaks, by its own clock. Without a database, but for the usual hours."""

from datetime import UTC, datetime, time, timedelta

import pytest

from sharing import hours
from sharing.models import Account


def an_account(**fields) -> Account:
    return Account(**{"time_zone": "America/Toronto", "quiet_from": time(20), "quiet_to": time(7), "is_quiet_on_weekends": True, **fields})


def there(text: str) -> datetime:
    """An hour in Toronto."""
    return datetime.fromisoformat(text).replace(tzinfo=hours.ZoneInfo("America/Toronto"))


@pytest.mark.parametrize(
    ("wanted", "comes"),
    [
        ("2026-11-25 12:00", "2026-11-25 12:00"),
        ("2026-11-25 20:00", "2026-11-26 07:00"),
        ("2026-11-25 23:30", "2026-11-26 07:00"),
        ("2026-11-26 03:00", "2026-11-26 07:00"),
        ("2026-11-26 07:00", "2026-11-26 07:00"),
        ("2026-11-27 21:00", "2026-11-30 07:00"),  # Friday night: Monday
        ("2026-11-28 12:00", "2026-11-30 07:00"),
        ("2026-11-29 23:59", "2026-11-30 07:00"),
    ],
)
def test_nothing_goes_out_at_night_or_at_the_weekend(wanted, comes):
    assert hours.next_hour(an_account(), there(wanted)) == there(comes)


def test_seven_in_the_morning_is_seven_before_and_after_the_clock_changes():
    account = an_account(is_quiet_on_weekends=False)

    in_summer_time = hours.next_hour(account, there("2026-10-31 22:00"))  # the clock goes back in this night
    in_winter_time = hours.next_hour(account, there("2026-11-01 22:00"))

    assert in_summer_time == datetime(2026, 11, 1, 12, tzinfo=UTC)
    assert in_winter_time == datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert hours.next_hour(account, there("2026-03-07 22:00")) == datetime(2026, 3, 8, 11, tzinfo=UTC)


def test_an_hour_that_the_clock_leaves_out_comes_an_hour_later():
    account = an_account(is_quiet_on_weekends=False, quiet_to=time(2, 30))

    comes = hours.next_hour(account, there("2026-03-08 01:00"))

    assert comes.astimezone(hours.ZoneInfo("America/Toronto")).time() == time(3, 30)


def test_an_hour_that_the_clock_shows_twice_is_never_behind_us():
    account = an_account(is_quiet_on_weekends=False, quiet_to=time(1, 30))
    second_ten_past_one = there("2026-11-01 01:10").replace(fold=1)

    comes = hours.next_hour(account, second_ten_past_one)

    assert comes.timestamp() - second_ten_past_one.timestamp() == 20 * 60


def test_quiet_at_noon_ends_the_same_day():
    account = an_account(quiet_from=time(12), quiet_to=time(13))

    assert hours.next_hour(account, there("2026-11-25 12:30")) == there("2026-11-25 13:00")
    assert hours.next_hour(account, there("2026-11-25 23:00")) == there("2026-11-25 23:00")


def test_without_quiet_hours_every_hour_is_good():
    account = an_account(quiet_from=None, quiet_to=None, is_quiet_on_weekends=False)

    assert hours.next_hour(account, there("2026-11-28 03:00")) == there("2026-11-28 03:00")


@pytest.mark.django_db
def test_usual_hours_are_given_out_one_after_the_other(scripted, really):
    from tests.factories.sharing import an_account as a_kept_account
    from tests.factories.sharing import an_approved_post

    account = a_kept_account(time_zone="America/Toronto")
    account.slots.create(weekday=1, at=time(9))  # Tuesday
    account.slots.create(weekday=3, at=time(15, 30))

    first, second, third = (an_approved_post(account=account).due_at for _ in range(3))

    assert first < second < third
    assert {(moment.astimezone(hours.ZoneInfo("America/Toronto")).strftime("%a %H:%M")) for moment in (first, second, third)} == {
        "Tue 09:00",
        "Thu 15:30",
    }
    assert third - first == timedelta(days=7) or abs((third - first) - timedelta(days=7)) <= timedelta(hours=1)
