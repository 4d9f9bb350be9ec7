"""The calendar shows each post on its day, moves it to an hour that is not quiet, and stays quick with ten thousand rows."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sharing import agenda, ledger
from sharing.models import Account, SharePost, Slot
from tests.factories import a_member, an_editor
from tests.factories.sharing import a_quiet_account

pytestmark = pytest.mark.django_db

S = SharePost.State
TUESDAY = date(2034, 11, 28)  # far ahead, but not too far


def an_account(network: str = "bluesky", **fields) -> Account:
    return a_quiet_account(network, **fields)


def a_post(account: Account | None = None, *, at: datetime | None = None, **fields) -> SharePost:
    """A row in any state, without a page: what the calendar needs."""
    number = SharePost.objects.count() + 1
    said = {"content": f"page-{number}", "title": f"Post {number}", "parts": ["Words."], "due_at": at}
    post = SharePost(account=account or an_account(), **{**said, **fields})
    if post.state not in (S.DRAFT, S.SKIPPED):
        post.approved_digest = ledger.digest(post)
    post.save()
    return post


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@pytest.fixture
def browser():
    client = Client()
    client.force_login(an_editor())
    return client


def shown(client: Client, **query: str) -> str:
    answer = client.get(reverse("sharing_calendar"), query)
    assert answer.status_code == 200
    return answer.content.decode()


# --- Which day ---


@pytest.mark.database
def test_a_post_stands_on_the_day_of_whoever_looks():
    late = a_post(at=at(TUESDAY, 22, 30))  # by the clock of Greenwich it is Wednesday

    with timezone.override("America/Toronto"):
        days = agenda.days(SharePost.objects.all(), TUESDAY - timedelta(days=1), TUESDAY + timedelta(days=2), most=5)

    assert [(day.on, [entry.post.pk for entry in day.entries]) for day in days if day.entries] == [(TUESDAY, [late.pk])]


def test_the_hour_of_the_account_is_said_where_it_is_another_one():
    moment = at(TUESDAY, 9)

    with timezone.override("America/Toronto"):
        assert agenda.there(moment, "America/Toronto") == ""
        assert agenda.there(moment, "America/Vancouver") == "06:00 (America/Vancouver)"
        assert agenda.there(at(TUESDAY, 23), "Europe/Paris").startswith("2034-11-29 05:00")


@pytest.mark.database
def test_a_full_day_shows_the_first_and_counts_the_rest():
    account = an_account()
    for minute in range(7):
        a_post(account, at=at(TUESDAY, 9, minute))

    [day] = agenda.days(SharePost.objects.all(), TUESDAY, TUESDAY, most=4)

    assert [entry.at.minute for entry in day.entries] == [0, 1, 2, 3]
    assert day.more == 3


def test_what_was_sent_stands_where_it_was_sent():
    a_post(at=at(TUESDAY, 9), sent_at=at(TUESDAY + timedelta(days=1), 10), state=S.SENT, title="Sent late")

    days = agenda.days(SharePost.objects.all(), TUESDAY, TUESDAY + timedelta(days=1), most=4)

    assert [len(day.entries) for day in days] == [0, 1]


# --- The screens ---


def test_the_list_comes_first_and_the_month_is_a_table(browser):
    a_post(at=at(TUESDAY, 12, 15), title="Take-home naloxone")

    as_list, as_month = shown(browser, at="2034-11-28"), shown(browser, at="2034-11-28", view="month")

    assert "12:15" in as_list and "Take-home naloxone" in as_list and '<ol class="agenda">' in as_list
    assert "Sharing calendar, November 2034" in as_month and '<abbr title="Monday">' in as_month and '<table class="cal-month">' in as_month
    assert "at=2034-10-31" in as_month and "at=2034-12-01" in as_month


def test_a_month_without_posts_says_so(browser):
    assert "Nothing is planned and nothing went out in March 2035" in shown(browser, at="2035-03-05", view="month")
    assert "Nothing from" in shown(browser, at="2035-03-05")


def test_filters_stay_when_one_goes_to_the_next_month(browser):
    a_post(an_account("bluesky"), at=at(TUESDAY, 9), title="On Bluesky")
    a_post(an_account("mastodon"), at=at(TUESDAY, 9), title="On Mastodon")

    page = shown(browser, at="2034-11-28", view="month", network="mastodon")

    assert "On Mastodon" in page and "On Bluesky" not in page
    assert "network=mastodon&amp;at=2034-12-01" in page or "at=2034-12-01&amp;view=month&amp;network=mastodon" in page


@pytest.mark.parametrize(
    "query", [{"at": "no day"}, {"at": "9999-12-31"}, {"at": "0001-01-01"}, {"view": "x"}, {"page": "9e9"}, {"network": "\0"}]
)
def test_nonsense_in_the_address_shows_this_week(browser, query):
    a_post(at=timezone.now())

    assert "This week" in shown(browser, **query)


def test_skipped_posts_are_on_no_day_unless_asked_for(browser):
    a_post(at=at(TUESDAY, 9), state=S.SKIPPED, title="Not this one")

    assert "Not this one" not in shown(browser, at="2034-11-28")
    assert "Not this one" in shown(browser, at="2034-11-28", state="skipped")


@pytest.mark.parametrize("name", ["sharing_calendar", "sharing_slots", "sharing_out_of_reach", "sharing_evergreen"])
def test_the_calendar_is_for_editors(name):
    client = Client()
    client.force_login(a_member())

    assert client.get(reverse(name)).status_code in (302, 403)


@pytest.mark.database
@pytest.mark.parametrize("view", ["list", "month", "day"])
def test_ten_thousand_posts_in_a_week_cost_a_few_questions_and_a_short_page(browser, view, django_assert_max_num_queries):
    account = an_account()
    SharePost.objects.bulk_create(
        [
            SharePost(
                account=account,
                content=f"page-{n}",
                code=f"c{n}",
                title=f"Post {n}",
                parts=["x"],
                due_at=at(TUESDAY + timedelta(days=n % 5), 9),
            )
            for n in range(10_000)
        ]
    )
    shown(browser)

    with django_assert_max_num_queries(18):
        page = shown(browser, at="2034-11-28", view=view)

    assert len(page) < 500_000
    assert view == "day" or "1975 more" in page or "1996" in page


# --- Moving ---


def move(browser: Client, post: SharePost, **typed) -> tuple[str, SharePost]:
    answer = browser.post(reverse("sharing_move", args=[post.pk]), typed, follow=True)
    assert answer.status_code == 200
    post.refresh_from_db()
    return answer.content.decode(), post


def test_a_post_moves_to_another_hour_and_stays_approved(browser):
    post = a_post(at=at(TUESDAY, 9), state=S.APPROVED)

    page, moved = move(browser, post, due_at="2034-11-29T16:00")

    assert timezone.localtime(moved.due_at) == at(TUESDAY + timedelta(days=1), 16)
    assert moved.state == S.APPROVED and "is planned for" in page


def test_a_post_that_is_dragged_keeps_its_hour(browser):
    post = a_post(at=at(TUESDAY, 12, 15), state=S.APPROVED)

    _page, moved = move(browser, post, day="2034-11-30")

    assert timezone.localtime(moved.due_at) == at(date(2034, 11, 30), 12, 15)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"due_at": "2034-11-29T21:00"}, "keeps quiet then"),
        ({"day": "2034-12-02"}, "keeps quiet then"),  # a Saturday
        ({"due_at": "2020-01-01T09:00"}, "That hour is over"),
        ({"due_at": "tomorrow"}, "for example 2026-12-02 09:00"),
        ({}, "Choose an hour"),
        ({"hour": "2034-11-29T09:00:00+00:00"}, "Select a valid choice"),
        ({"day": "9999-12-31"}, "too far ahead"),
        ({"due_at": "9999-12-31T23:59"}, "too far ahead"),
    ],
)
def test_an_hour_that_does_not_do_is_refused_in_words(browser, typed, words):
    post = a_post(at=at(TUESDAY, 9), state=S.APPROVED)

    page, moved = move(browser, post, **typed)

    assert words in page
    assert timezone.localtime(moved.due_at) == at(TUESDAY, 9)
    assert typed.get("due_at", "") in page


def test_what_was_sent_is_not_moved(browser):
    post = a_post(at=at(TUESDAY, 9), state=S.SENT, sent_at=at(TUESDAY, 9))

    page, moved = move(browser, post, due_at="2034-11-29T16:00")

    assert "cannot be moved any more" in page
    assert timezone.localtime(moved.due_at) == at(TUESDAY, 9)


def test_the_free_hours_of_the_account_are_offered(browser):
    account = an_account()
    Slot.objects.create(account=account, weekday=2, at=time(9))
    post = a_post(account, at=at(TUESDAY, 9), state=S.APPROVED)

    page = browser.get(reverse("sharing_move", args=[post.pk])).content.decode()
    hour = page.split('name="hour" value="')[1].split('"')[0]
    _page, moved = move(browser, post, hour=hour)

    assert page.count('name="hour"') == 6
    assert timezone.localtime(moved.due_at).strftime("%a %H:%M") == "Wed 09:00"


# --- Usual hours ---


def test_hours_are_added_once_suggested_and_removed(browser):
    account = an_account()
    typed = {"account": account.pk, f"account-{account.pk}-weekday": 1, f"account-{account.pk}-at": "09:00"}

    first = browser.post(reverse("sharing_slots"), typed, follow=True).content.decode()
    second = browser.post(reverse("sharing_slots"), typed).content.decode()
    with_suggested = browser.post(reverse("sharing_suggest_slots", args=[account.pk]), follow=True).content.decode()
    browser.post(reverse("sharing_remove_slot", args=[account.slots.first().pk]))

    assert "posts on Tuesday 09:00, too" in first
    assert "This hour is there already" in second
    assert "Add the suggested hours" in second and "Add the suggested hours" not in with_suggested
    assert account.slots.count() == 2  # three are suggested, of which one was there


def test_a_wrong_hour_is_said_and_kept(browser):
    account = an_account()

    page = browser.post(reverse("sharing_slots"), {"account": account.pk, f"account-{account.pk}-at": "99:99"}).content.decode()

    assert "needs another look" in page or "need another look" in page
    assert "99:99" in page


# --- Out of reach ---


def test_what_could_not_be_undone_is_listed_until_somebody_did_it_by_hand(browser):
    remotes = [{"id": "", "url": "https://social.example/p/1", "extra": {}}]
    post = a_post(
        state=S.SENT, is_out_of_reach=True, retract_reason="consent", remotes=remotes, sent_at=timezone.now(), title="Still there"
    )

    before = browser.get(reverse("sharing_out_of_reach")).content.decode()
    browser.post(reverse("sharing_act", args=[post.pk]), {"act": "gone", "back": reverse("sharing_out_of_reach")})
    after = browser.get(reverse("sharing_out_of_reach")).content.decode()

    assert "https://social.example/p/1" in before and "Consent was withdrawn." in before
    assert "Still there" not in after.split("<main")[-1].split("Everything is in reach")[-1]
    assert SharePost.objects.get(pk=post.pk).state == S.RETRACTED
