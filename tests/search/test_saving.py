"""A question is kept with a name, and the list says what is new for it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from search import feeding, saving
from search.models import SavedSearch
from search.permalinks import permalink
from tests.factories import a_live_story, a_member

pytestmark = pytest.mark.django_db


def publish(**fields):
    """A story that is public and in the index."""
    story = a_live_story(**fields)
    feeding.make("story", [story.pk])
    return story


def saved_by(user, asked: str = "q=naloxone", **more) -> SavedSearch:
    return saving.save(asked, **{"name": "Naloxone", "often": "daily", **more}, by=user)


def browser_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("q=+sleep++calls&page=3&sort=newest", "q=sleep+calls"),
        ("topic=b&q=x&topic=a&topic=b", "q=x&topic=a&topic=b"),
        ("kind=story", "type=story"),
        ("after=2024-01-01&before=yesterday", "after=2024-01-01"),
        ("csrf=1&utm_source=x", ""),
        ("q=%00&method=%00", ""),
    ],
)
def test_a_question_has_one_address_however_it_was_put_together(typed, kept):
    assert permalink(typed) == kept


@pytest.mark.parametrize(
    ("often", "now", "then"),
    [
        ("daily", (2026, 3, 6, 6, 59), (2026, 3, 6, 7, 0)),
        ("daily", (2026, 3, 7, 7, 0), (2026, 3, 8, 7, 0)),  # the night in which clocks are put forward
        ("weekly", (2026, 3, 6, 12, 0), (2026, 3, 9, 7, 0)),
        ("weekly", (2026, 3, 9, 7, 0), (2026, 3, 16, 7, 0)),
    ],
)
def test_alerts_come_at_seven_by_the_clock_of_the_site(often, now, then):
    zone = ZoneInfo("America/Toronto")

    assert saving.next_time(often, after=datetime(*now, tzinfo=zone)) == datetime(*then, tzinfo=zone)


def test_what_was_there_when_it_was_saved_is_no_news():
    publish(title="Naloxone in every ward")
    saved = saved_by(a_member())

    later = publish(title="Naloxone at the door")

    assert saving.news_of(saved) == [("story", later.pk)]


def test_the_list_names_each_with_the_number_of_new_answers_and_marks_them_as_seen():
    ana = a_member()
    saved = saved_by(ana)
    publish(title="Naloxone at the door")
    browser = browser_of(ana)

    assert "1 new answer" in browser.get("/en/search/saved/").content.decode()
    assert "Naloxone at the door" in browser.get(f"/en/search/saved/{saved.pk}/").content.decode()
    browser.post(f"/en/search/saved/{saved.pk}/seen/")
    assert "nothing new" in browser.get("/en/search/saved/").content.decode()


def test_saving_the_same_question_again_changes_the_one_that_is_there():
    ana = a_member()
    saved_by(ana)

    again = saved_by(ana, "page=2&q=naloxone", name="Kits", often="weekly")

    assert list(SavedSearch.objects.values_list("pk", "name", "often")) == [(again.pk, "Kits", "weekly")]


def test_no_more_fit_than_the_list_can_hold_and_a_sentence_says_so(monkeypatch):
    monkeypatch.setattr(saving, "MOST_SAVED", 1)
    ana = a_member()
    saved_by(ana)

    answer = browser_of(ana).post("/en/search/saved/new/", {"asked": "q=sleep", "name": "Sleep", "often": "daily"})

    assert answer.status_code == 422
    assert "no more fit" in answer.content.decode()
    assert 'value="Sleep"' in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "name", "often", "sentence"),
    [
        ("", "Nothing", "daily", "There is no question to save"),
        ("q=sleep", "  ", "daily", "This field is required"),
        ("q=sleep", "Sleep", "hourly", "Select a valid choice"),
        ("q=" + "é" * 400, "Long", "daily", "too long"),
    ],
)
def test_what_cannot_be_saved_is_refused_with_a_sentence(asked, name, often, sentence):
    answer = browser_of(a_member()).post("/en/search/saved/new/", {"asked": asked, "name": name, "often": often})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_removed_search_can_be_put_back_as_it_was():
    ana = a_member()
    saved = saved_by(ana)
    publish(title="Naloxone at the door")
    browser = browser_of(ana)

    after = browser.post(f"/en/search/saved/{saved.pk}/remove/", follow=True).content.decode()
    browser.post(f"/en/search/saved/{saved.pk}/put-back/")

    assert "“Naloxone” is removed." in after and "Put it back" in after
    assert "1 new answer" in browser.get("/en/search/saved/").content.decode()


def test_name_and_frequency_can_be_changed():
    ana = a_member()
    saved = saved_by(ana)

    browser_of(ana).post(f"/en/search/saved/{saved.pk}/", {"name": "Kits", "often": "never"})

    saved.refresh_from_db()
    assert (saved.name, saved.often, saved.due_at) == ("Kits", "never", None)


@pytest.mark.parametrize("verb", ["", "seen/", "remove/", "put-back/"])
def test_a_saved_search_of_somebody_else_is_not_there(verb):
    saved = saved_by(a_member())
    ben = browser_of(a_member())

    answer = ben.post(f"/en/search/saved/{saved.pk}/{verb}", {"name": "Mine", "often": "never"})

    assert answer.status_code == 404
    assert SavedSearch.objects.get().name == "Naloxone"


def test_verbs_refuse_what_is_not_ones_own():
    saved, ben = saved_by(a_member()), a_member()

    for verb in (saving.remove, saving.put_back):
        with pytest.raises(ValidationError, match="not yours"):
            verb(saved, by=ben)
