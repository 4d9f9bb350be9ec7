"""What a page for readers shows of sharing: the menu by which a reader passes it on, and the tags of which networks make a card."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import now
from wagtail.models import PageViewRestriction

from sharing import menu
from stories.models import Series
from tests.factories import a_live_lesson, a_live_resource, a_live_story

HERE = menu.Share("A & B: “fewer falls”?", "https://throughline.example/en/stories/fewer-falls/")


def test_each_way_bears_the_title_and_the_address_whole():
    ways = {name: parse_qs(urlsplit(url).query) for name, url in HERE.ways}

    assert ways["X"] == {"text": [HERE.title], "url": [HERE.address]}
    assert ways["Bluesky"]["text"] == ways["WhatsApp"]["text"] == [f"{HERE.title} {HERE.address}"]
    assert ways["LinkedIn"]["url"] == ways["Facebook"]["u"] == [HERE.address]
    assert ways["E-mail"] == {"subject": [HERE.title], "body": [f"{HERE.title}\r\n{HERE.address}"]}


@pytest.mark.parametrize(
    "typed",
    [
        "mastodon.social",
        " Mastodon.Social ",
        "https://mastodon.social/home",
        "@ana@mastodon.social",
        "ana@mastodon.social",
        "mastodon.social.",
    ],
)
def test_a_server_is_understood_as_people_type_it(typed):
    assert menu.mastodon_address(typed, "Words").partition("?")[0] == "https://mastodon.social/share"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "mastodon",
        "javascript:alert(1)",
        "//",
        "a b.example",
        "127.0.0.1",
        "x" * 300 + ".example",
        "-a.example",
        "\x00.example",
        "é.",
        "http://",
    ],
)
def test_what_is_no_server_leads_nowhere(typed):
    assert menu.mastodon_address(typed, "Words") == ""


def read(page, language: str = "en") -> str:
    return Client().get(page.get_absolute_url().replace("/en/", f"/{language}/")).content.decode()


def tags(text: str) -> dict[str, str]:
    return {name: unescape(said) for name, said in re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)"', text)}


@pytest.mark.django_db
@pytest.mark.parametrize("make", [a_live_story, a_live_lesson, a_live_resource])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_stories_lessons_and_resources_can_be_passed_on(make, language):
    page = make()

    text = read(page, language)

    assert text.count('<details class="share') == 1
    assert f'id="share-address">{settings.WAGTAILADMIN_BASE_URL}/{language}/' in text
    assert not re.search(r"<(script|img|iframe|link)[^>]+(x\.com|bsky|facebook|linkedin|mastodon)", text)


@pytest.mark.django_db
def test_a_page_that_only_some_may_read_is_not_offered():
    story = a_live_story()
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.PASSWORD, password="open")
    browser = Client()
    restriction = story.get_view_restrictions().get()
    session = browser.session
    session[restriction.passed_view_restrictions_session_key] = [restriction.pk]
    session.save()

    text = browser.get(story.get_absolute_url()).content.decode()

    assert story.title in text
    assert '<details class="share' not in text


@pytest.mark.django_db
def test_a_series_can_be_passed_on():
    series = Series.objects.create(title="Three wards", slug="three-wards")

    assert "three-wards/</span>" in read(series)


@pytest.mark.django_db
def test_networks_find_the_card_its_size_its_words_and_when_it_was_published():
    told = tags(read(a_live_story(title="Calls before the visit")))

    assert told["og:title"] == told["twitter:title"] == "Calls before the visit"
    assert told["og:image"] == told["twitter:image"]
    assert (told["og:image:width"], told["og:image:height"], told["twitter:card"]) == ("1200", "630", "summary_large_image")
    assert "Calls before the visit" in told["og:image:alt"] == told["twitter:image:alt"]
    assert told["article:published_time"] and told["og:url"].startswith("http")
    assert Client().get(urlsplit(told["og:image"]).path).status_code == 200


@pytest.mark.django_db
def test_a_retracted_page_tells_networks_of_its_retraction_and_of_nothing_else():
    story = a_live_story(title="Falls halved", result_statement="Falls were halved.")
    before = tags(read(story))["og:image"]
    story.retracted_at = now()
    story.save()

    told = tags(read(story))

    assert "Retracted" in told["og:description"] and "halved" not in told["og:description"]
    assert told["og:title"] == "Retracted: Falls halved"
    assert told["og:image"] != before


@pytest.mark.django_db
def test_without_javascript_a_mastodon_server_is_named_before_it_is_opened():
    answer = Client().get("/share/mastodon/", {"server": "qi.example", "text": "Words & more", "language": "fr"})

    assert answer.status_code == 200
    assert 'href="https://qi.example/share?text=Words+%26+more"' in answer.content.decode()
    assert 'lang="fr"' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("server", ["", "no server", '"><script>alert(1)</script>', "\x00"])
def test_what_is_no_server_gets_a_sentence_and_stays_typed(server):
    text = Client().get("/share/mastodon/", {"server": server, "text": "Words"}).content.decode()

    assert "Type the name of a server" in text
    assert "<script>alert" not in text and 'href="https:///' not in text
