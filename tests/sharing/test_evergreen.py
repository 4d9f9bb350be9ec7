"""What comes round again is only ever a draft, in other words than before, as many pages in a week as editors allow."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial import corrections
from sharing import evergreen, posts
from sharing.models import Evergreen, SharePost, SharingSettings
from tests.factories import a_live_lesson, a_live_story, a_member, a_story, an_editor
from tests.factories.sharing import a_sent_post, a_share_draft, an_account

pytestmark = pytest.mark.django_db

S, K = SharePost.State, SharePost.Kind
LONG_AGO = timedelta(days=200)


def today():
    return timezone.localdate()


def told_long_ago(account=None, page=None):
    """A story that was posted half a year ago, and its place in the queue, due today."""
    page = page or a_live_story()
    post = a_sent_post(page, account or an_account("bluesky"), sent_at=timezone.now() - LONG_AGO)
    row = evergreen.add(page, by=an_editor())
    Evergreen.objects.filter(pk=row.pk).update(next_on=today())
    return page, post, row


def again(page) -> list[SharePost]:
    return list(SharePost.objects.of_page(page.pk).filter(kind=K.AGAIN).order_by("pk"))


@pytest.mark.database
def test_on_its_day_a_page_gets_a_draft_in_other_words():
    page, first, row = told_long_ago()

    evergreen.draft_due()

    [draft] = again(page)
    assert draft.state == S.DRAFT and draft.made_by is None
    assert draft.parts != first.parts and page.lessons in draft.text
    assert draft.link in draft.text
    row.refresh_from_db()
    assert (row.times, row.next_on) == (1, today() + timedelta(days=row.every_days))


def test_nothing_goes_out_before_an_editor_approves_it():
    page, _first, _row = told_long_ago()

    evergreen.draft_due()
    [draft] = again(page)
    approved = posts.approve(draft, an_editor())

    assert approved.state == S.APPROVED


@pytest.mark.database
def test_the_clock_twice_on_one_day_drafts_once():
    page, _first, _row = told_long_ago()

    numbers = [evergreen.draft_due(), evergreen.draft_due()]

    assert numbers == [1, 0]
    assert len(again(page)) == 1


def test_a_week_has_room_for_so_many_pages_and_the_others_wait():
    account = an_account("bluesky")
    rows = [told_long_ago(account)[2] for _number in range(3)]
    SharingSettings.objects.update_or_create(pk=SharingSettings.load().pk, defaults={"evergreen_per_week": 2})

    drafted = evergreen.draft_due()
    SharePost.objects.filter(kind=K.AGAIN).update(made_at=timezone.now() - timedelta(days=8))

    assert drafted == 2
    assert Evergreen.objects.get(pk=rows[2].pk).next_on == today()
    assert evergreen.draft_due() == 1


def test_a_page_that_was_shared_lately_waits_another_week():
    page, first, row = told_long_ago()
    SharePost.objects.filter(pk=first.pk).update(sent_at=timezone.now() - timedelta(days=5))

    assert evergreen.draft_due() == 0
    assert again(page) == []
    assert Evergreen.objects.get(pk=row.pk).next_on == today() + timedelta(days=7)


def test_each_time_is_told_in_another_way_and_then_it_ends():
    page, _first, row = told_long_ago()
    said = []

    for _number in range(3):
        Evergreen.objects.filter(pk=row.pk).update(next_on=today())
        evergreen.draft_due()
        draft = again(page)[-1]
        said.append(draft.text.split(draft.link)[0])
        SharePost.objects.filter(pk=draft.pk).update(
            state=S.SENT, sent_at=timezone.now() - timedelta(days=60), made_at=timezone.now() - timedelta(days=60), approved_digest="x"
        )

    assert len(set(said)) == 3
    row.refresh_from_db()
    assert row.next_on is None and row.times == 3


@pytest.mark.parametrize("what", ["unpublished", "retracted", "private"])
def test_what_is_withdrawn_drops_out_and_does_not_come_back(what):
    page, _first, row = told_long_ago()

    if what == "unpublished":
        page.unpublish()
    elif what == "retracted":
        corrections.retract(page, by=an_editor(), reason="The figures were of another ward.")
    else:
        page.view_restrictions.create(restriction_type="login")
    drafted = evergreen.draft_due()

    assert drafted == 0 and again(page) == []
    assert not Evergreen.objects.filter(pk=row.pk).exists()


def test_a_draft_that_waits_already_is_enough():
    account = an_account("bluesky")
    page = a_live_story()
    a_share_draft(page, account)
    row = evergreen.add(page, by=an_editor())

    evergreen.draft_due()

    assert again(page) == []
    assert Evergreen.objects.get(pk=row.pk).next_on > today()


def test_the_queue_is_for_editors():
    page = a_live_lesson()

    with pytest.raises(PermissionDenied):
        evergreen.add(page, by=a_member())
    with pytest.raises(ValidationError):
        evergreen.add(a_story(), by=an_editor())


def test_one_place_earlier_even_on_the_same_day():
    first, second, third = [evergreen.add(a_live_story(), by=an_editor()) for _number in range(3)]

    evergreen.put_before(third, by=an_editor())
    evergreen.put_before(first, by=an_editor())  # nothing stands before it

    order = list(Evergreen.objects.order_by("next_on", "pk").values_list("pk", flat=True))
    assert order == [first.pk, third.pk, second.pk]


# --- The screen ---


@pytest.fixture
def browser():
    client = Client()
    client.force_login(an_editor())
    return client


def screen(browser: Client, **query: str) -> str:
    return browser.get(reverse("sharing_evergreen"), query).content.decode()


def test_an_editor_finds_adds_changes_and_removes_a_page(browser):
    page = a_live_story(title="Take-home naloxone")
    a_live_story(title="Something else")

    found = screen(browser, q="naloxone take")
    added = browser.post(reverse("sharing_evergreen_add", args=[page.pk]), follow=True).content.decode()
    row = Evergreen.objects.get()
    typed = {f"{row.pk}-next_on": "2031-01-15", f"{row.pk}-every_days": "90", f"{row.pk}-most_times": "2"}
    changed = browser.post(reverse("sharing_evergreen_act", args=[row.pk, "change"]), typed, follow=True).content.decode()
    browser.post(reverse("sharing_evergreen_act", args=[row.pk, "remove"]))

    assert "Take-home naloxone" in found and "Something else" not in found
    assert "comes round again, next on" in added
    assert "next on 15 January 2031" in changed
    assert not Evergreen.objects.exists()


def test_a_wrong_number_is_said_and_kept(browser):
    row = evergreen.add(a_live_story(), by=an_editor())
    typed = {f"{row.pk}-next_on": "2031-01-15", f"{row.pk}-every_days": "3", f"{row.pk}-most_times": "2"}

    answer = browser.post(reverse("sharing_evergreen_act", args=[row.pk, "change"]), typed)

    assert answer.status_code == 200
    assert "greater than or equal to 30" in answer.content.decode() and 'value="3"' in answer.content.decode()
    assert Evergreen.objects.get().every_days == 120


def test_the_empty_queue_says_what_belongs_there(browser):
    assert "Nothing comes round yet" in screen(browser)
    assert "No open page has these words" in screen(browser, q="nothing like that")


@pytest.mark.database
def test_many_rows_cost_a_few_questions(browser, django_assert_max_num_queries):
    for _number in range(6):
        evergreen.add(a_live_story(), by=an_editor())
    screen(browser)

    with django_assert_max_num_queries(24):
        assert "The queue" in screen(browser)
