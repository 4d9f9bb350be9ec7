"""Feeds: what a feed reader gets, and what it never gets."""

import json
import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from content.models import Method
from editorial import corrections
from stories.models import StoryPage
from tests.factories import a_live_lesson, a_live_story, a_member, a_story, an_editor

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
KINDS = ("rss", "atom", "json")
FEEDS = ("stories", "hashtags/EQIPON", "methods/pdsa")


@pytest.fixture
def method() -> Method:
    return Method.objects.get_or_create(slug="pdsa", defaults={"name_en": "PDSA"})[0]


@pytest.fixture
def under_both(method):
    """Puts a page under the hashtag and the method of the feeds."""

    def put(page):
        page.hashtags.add("EQIPON")
        page.methods.add(method)
        page.save()
        page.save_revision()
        return page

    return put


def entries(body: bytes, kind: str) -> list[dict[str, str]]:
    """Title, address, identity, dates and words of each entry, whatever the kind of feed."""
    if kind == "json":
        return [
            {
                "title": item["title"],
                "link": item["url"],
                "id": item["id"],
                "at": datetime.fromisoformat(item["date_published"]),
                "text": item["content_text"],
            }
            for item in json.loads(body)["items"]
        ]
    tree = ElementTree.fromstring(body)
    if kind == "rss":
        return [
            {
                "title": item.findtext("title"),
                "link": item.findtext("link"),
                "id": item.findtext("guid"),
                "at": parsedate_to_datetime(item.findtext("pubDate")),
                "text": item.findtext("description"),
            }
            for item in tree.iter("item")
        ]
    return [
        {
            "title": entry.findtext(f"{ATOM}title"),
            "link": entry.find(f"{ATOM}link").get("href"),
            "id": entry.findtext(f"{ATOM}id"),
            "at": datetime.fromisoformat(entry.findtext(f"{ATOM}published")),
            "text": entry.findtext(f"{ATOM}summary"),
        }
        for entry in tree.iter(f"{ATOM}entry")
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("feed", FEEDS)
def test_a_new_story_stands_in_the_feed_with_its_finding(feed, kind, client, under_both):
    story = under_both(a_live_story(title='Fewer <missed> visits & "no-shows"'))

    answer = client.get(f"/en/feeds/{feed}.{kind}")

    found = entries(answer.content, kind)
    assert [entry["title"] for entry in found] == [story.title]
    assert found[0]["link"].endswith(f"/en/stories/{story.slug}/")
    assert re.match(r"https?://[^/]+/", found[0]["link"])
    assert found[0]["at"].utcoffset() is not None
    assert abs(found[0]["at"] - story.first_published_at) < timedelta(seconds=1)
    assert found[0]["text"] == story.result_statement


@pytest.mark.parametrize("kind", KINDS)
def test_lessons_have_a_feed_and_stand_under_their_words(kind, client, under_both):
    lesson = under_both(a_live_lesson())

    everything = entries(client.get(f"/en/feeds/lessons.{kind}").content, kind)
    under_the_hashtag = entries(client.get(f"/en/feeds/hashtags/eqipon.{kind}").content, kind)

    assert [entry["title"] for entry in everything] == [entry["title"] for entry in under_the_hashtag] == [lesson.title]
    assert everything[0]["text"] == lesson.lesson


@pytest.mark.database
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("feed", FEEDS)
def test_what_is_not_open_to_all_is_never_in_a_feed(feed, kind, under_both):
    """Not even for the author who is signed in: the feed is the same for everybody."""
    author = a_member()
    under_both(a_story(by=author, title="Zqx draft"))
    private = under_both(a_live_story(by=author, title="Zqx private"))
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    under_both(a_story(by=author, title="Zqx embargo", embargo_until=timezone.now() + timedelta(days=3))).get_latest_revision().publish()
    under_both(a_live_story(by=author, title="Zqx unpublished")).unpublish()
    reader = Client()
    reader.force_login(author, backend="django.contrib.auth.backends.ModelBackend")

    answer = reader.get(f"/en/feeds/{feed}.{kind}")

    assert answer.status_code == 200
    assert b"Zqx" not in answer.content


@pytest.mark.parametrize("kind", KINDS)
def test_a_retraction_is_in_the_title(kind, client):
    story = a_live_story(title="Fewer missed visits")
    corrections.retract(story, by=an_editor(), reason="The counts were of another clinic.")

    found = entries(client.get(f"/en/feeds/stories.{kind}").content, kind)

    assert found[0]["title"] == "Retracted: Fewer missed visits"
    assert found[0]["text"].startswith("Retracted.")


@pytest.mark.database
def test_the_newest_thirty_newest_first(client):
    for days in range(32):
        story = a_live_story()
        StoryPage.objects.filter(pk=story.pk).update(first_published_at=timezone.now() - timedelta(days=days))

    found = entries(client.get("/en/feeds/stories.json").content, "json")

    assert len(found) == 30
    assert [entry["at"] for entry in found] == sorted((entry["at"] for entry in found), reverse=True)


@pytest.mark.parametrize("kind", KINDS)
def test_who_asks_again_gets_a_short_answer_until_something_changes(kind, client):
    story = a_live_story()
    first = client.get(f"/en/feeds/stories.{kind}")

    again = client.get(f"/en/feeds/stories.{kind}", headers={"if-none-match": first["ETag"]})
    corrections.retract(story, by=an_editor(), reason="The counts were of another clinic.")
    after = client.get(f"/en/feeds/stories.{kind}", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert after.status_code == 200
    assert "max-age" in first["Cache-Control"]


def test_the_same_entry_keeps_its_identity_in_every_language_and_kind(client):
    a_live_story()

    known_as = {
        entries(client.get(f"/{language}/feeds/stories.{kind}").content, kind)[0]["id"] for language in ("en", "fr") for kind in KINDS
    }

    assert len(known_as) == 1


def test_the_french_feed_leads_to_french_addresses(client):
    a_live_story()

    body = client.get("/fr/feeds/stories.rss").content.decode()

    assert "<language>fr</language>" in body
    assert "/fr/stories/" in body
    assert "/en/stories/" not in body


def test_an_empty_feed_is_a_feed(client):
    for kind in KINDS:
        assert entries(client.get(f"/en/feeds/stories.{kind}").content, kind) == []


@pytest.mark.database
def test_signs_that_no_feed_can_hold_do_not_break_it(client):
    story = a_live_story()
    StoryPage.objects.filter(pk=story.pk).update(title="Fewer\x0b missed\x1f visits \U0001f600", result_statement="One\x08 two")

    for kind in KINDS:
        assert entries(client.get(f"/en/feeds/stories.{kind}").content, kind)[0]["title"] == "Fewer  missed  visits \U0001f600"


@pytest.mark.parametrize("address", ["stories.csv", "people.rss", "hashtags/Nobody.rss", "methods/nothing.rss", "stories.RSS"])
def test_other_feeds_do_not_exist(address, client):
    assert client.get(f"/en/feeds/{address}").status_code == 404


def test_the_pages_point_to_their_feed(client):
    a_live_story()

    assert 'type="application/rss+xml"' in client.get("/en/stories/").content.decode()
