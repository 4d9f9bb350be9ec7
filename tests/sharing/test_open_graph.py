"""What networks read in the head of every page that everybody may read, and that the others tell them nothing."""

import io
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.template import engines
from django.test import Client
from PIL import Image
from wagtail.models import PageViewRestriction

from content.models import Hashtag, InfoPage, Method
from measures.models import Indicator
from members.models import Visibility
from resources.models import Collection
from sharing import cards, open_graph
from stories.models import ChangeIdea, Series
from tests.factories import a_chart, a_live_lesson, a_live_resource, a_live_story, a_measure, a_member, an_organization

pytestmark = pytest.mark.django_db
ONCE = ["og:title", "og:url", "og:image", "og:image:alt", "og:description", "og:locale", "og:type", "og:site_name", "twitter:card"]
VERSION = re.compile(r"-[0-9a-f]{12}\.png$|\?v=\d+$")
PLACES = [
    "front", "info page", "stories", "stories, chosen", "lessons", "resources", "collections", "reading path", "methods", "method", "hashtags", "hashtag",
    "indicators", "indicator", "series", "change idea", "people", "person", "organizations", "organization", "search", "results", "try it", "join",
    "sign in", "story", "lesson", "resource", "chart",
]  # fmt: skip
IN_THEIR_OWN_LANGUAGE = ("story", "lesson", "resource")
NOT_TOLD = {  # pages for one person, for members, for editors, and those that say that there is nothing
    "400.html", "403.html", "403_csrf.html", "404.html", "429.html", "allauth/layouts/base.html", "content/password_required.html", "home/gallery.html",
    "home/letter.html", "home/outbox.html", "members/member_closed.html", "members/member_for_members.html", "members/organization_people.html",
    "search/tried.html", "search/unsubscribe.html", "sharing/mastodon.html", "sharing/withdrawn.html",
}  # fmt: skip


class Head(HTMLParser):
    """The tags of a page, those that stand there twice too."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        name = named.get("property") or named.get("name", "") if tag == "meta" else named.get("rel", "") if tag == "link" else ""
        self.tags.append((name, named.get("content", named.get("href", ""))))


def tags(text: str) -> list[tuple[str, str]]:
    return [(name, said) for name, said in Head(text).tags if re.match(r"og:|twitter:|article:|canonical|description", name)]


def told(address: str, browser: Client | None = None) -> dict[str, str]:
    return dict(tags((browser or Client()).get(address).content.decode()))


@pytest.fixture(scope="module")
def places(django_db_setup, django_db_blocker):
    """One page of each kind, without its language."""
    with django_db_blocker.unblock(), transaction.atomic():
        author = a_member("Ana Lima")
        story = a_live_story(by=author, title="Calls before the visit")
        chart = a_chart(story, a_measure(by=author))
        lesson, resource = a_live_lesson(by=author), a_live_resource(by=author)
        path = Collection.objects.create(title_en="A path", slug="a-path", is_ordered=True, intro_en="What to **read** first & why.")
        series = Series.objects.create(title="Three wards & more", slug="three-wards", description="Told *as it went*.")
        idea = ChangeIdea.objects.create(title="Call before the visit", slug="call-before")
        organization = an_organization()
        tag, _is_new = Hashtag.objects.get_or_create(slug="huddles", defaults={"name": "Huddles"})
        yield {
            "front": "",
            "info page": f"{InfoPage.objects.live().first().slug}/",
            "stories": "stories/",
            "stories, chosen": f"stories/?method={Method.objects.in_use().first().slug}",
            "lessons": "lessons/",
            "resources": "resources/",
            "collections": "collections/",
            "reading path": f"collections/{path.slug}/",
            "methods": "methods/",
            "method": f"methods/{Method.objects.in_use().first().slug}/",
            "hashtags": "hashtags/",
            "hashtag": f"hashtags/{tag.name}/",
            "indicators": "indicators/",
            "indicator": f"indicators/{Indicator.objects.first().slug}/",
            "series": f"series/{series.slug}/",
            "change idea": f"change-ideas/{idea.slug}/",
            "people": "people/",
            "person": f"people/{author.member.slug}/",
            "organizations": "organizations/",
            "organization": f"organizations/{organization.slug}/",
            "search": "search/",
            "results": "search/?q=calls",
            "try it": "try/",
            "join": "account/signup/",
            "sign in": "account/login/",
            "story": f"stories/{story.slug}/",
            "lesson": f"lessons/{lesson.slug}/",
            "resource": f"resources/{resource.slug}/",
            "chart": f"stories/{story.slug}/charts/{chart.measure_id}/",
        }
        transaction.set_rollback(True)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", PLACES)
def test_a_page_for_everybody_tells_networks_what_it_is_once(name, language, places):
    address = f"/{language}/{places[name]}"

    answer = Client().get(address)

    found = tags(answer.content.decode())
    said = dict(found)
    assert answer.status_code == 200
    assert {tag: count for tag, count in Counter(tag for tag, _said in found).items() if tag in ONCE} == dict.fromkeys(ONCE, 1)
    assert said["og:url"] == said["canonical"] and said["og:url"].startswith(settings.WAGTAILADMIN_BASE_URL)
    assert said["og:title"] == said["twitter:title"] and f"{said['og:title']} | Throughline" in title_of(answer)
    assert all(said[tag] for tag in ONCE) and len(said["og:description"]) <= 200 and len(said["og:image:alt"]) <= 400
    assert said["og:image"] == said["twitter:image"] and said["twitter:card"] == "summary_large_image"
    written = "en" if name in IN_THEIR_OWN_LANGUAGE else language
    assert said["og:locale"] == f"{written}_CA"
    assert said.get("og:locale:alternate") == (None if name in IN_THEIR_OWN_LANGUAGE else {"en": "fr_CA", "fr": "en_CA"}[language])


def title_of(answer) -> str:
    return re.search(r"<title>(.*?)</title>", answer.content.decode(), re.S)[1].replace("&amp;", "&").replace("&#x27;", "'")


@pytest.mark.parametrize("name", PLACES)
def test_the_picture_under_a_link_is_there_in_the_size_that_is_said(name, places):
    said = told(f"/fr/{places[name]}")

    answer = Client().get(said["og:image"].removeprefix(settings.WAGTAILADMIN_BASE_URL))

    assert said["og:image"].startswith(settings.WAGTAILADMIN_BASE_URL) and VERSION.search(said["og:image"])
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    size = Image.open(io.BytesIO(answer.content)).size
    assert size == (int(said["og:image:width"]), int(said["og:image:height"]))
    assert size == (1200, 630) or name == "chart"


def test_the_card_of_the_site_is_kept_by_caches_for_as_long_as_it_is_the_newest(places):
    newest, old = cards.site_card_address("fr"), "/share/site/fr-0123456789ab.png"

    answers = [Client().get(urlsplit(address).path) for address in (newest, old)]

    assert [answer.headers["Cache-Control"] for answer in answers] == ["public, max-age=86400", "public, max-age=300"]
    assert not any(answer.cookies for answer in answers)
    assert Client().get(old, HTTP_IF_NONE_MATCH=answers[1].headers["ETag"]).status_code == 304
    assert cards.site_card_address("en").split("-")[1] != newest.split("-")[1]


def test_words_of_a_page_are_told_plainly(places):
    series, path = told(f"/en/{places['series']}"), told(f"/en/{places['reading path']}")

    assert (series["og:title"], series["og:description"]) == ("Three wards & more", "Told as it went.")
    assert path["og:description"] == path["description"] == "What to read first & why."


def test_long_words_are_cut_between_words():
    said = open_graph.short("Every word, every word, stays whole.", 25)

    assert said == "Every word, every word…"
    assert open_graph.short("Short words.", 200) == "Short words."


def test_a_search_keeps_its_question_and_a_list_its_choice(places):
    results, chosen = told("/en/search/?utm_source=x&q=calls+%22before%22"), told(f"/en/{places['stories, chosen']}&page=1")

    assert results["og:url"].endswith("/en/search/?q=calls+%22before%22")
    assert chosen["og:url"].endswith(f"/en/{places['stories, chosen']}")


def test_a_member_whom_strangers_do_not_see_is_not_told_of_to_networks_by_anybody():
    hidden, reader = a_member("Hidden Hanna"), Client()
    hidden.member.visibility = {"listed": Visibility.MEMBERS}
    hidden.member.save()
    reader.force_login(a_member(), backend="django.contrib.auth.backends.ModelBackend")
    address = f"/en/people/{hidden.member.slug}/"

    stranger, member = Client().get(address), reader.get(address)

    assert not hidden.member.shows("listed", to=AnonymousUser())
    assert "Hidden" not in stranger.content.decode() and not [tag for tag, _ in tags(stranger.content.decode()) if tag != "description"]
    assert "Hidden Hanna" in member.content.decode() and not [tag for tag, _ in tags(member.content.decode()) if tag != "description"]


@pytest.mark.parametrize("kind", [PageViewRestriction.PASSWORD, PageViewRestriction.LOGIN])
def test_a_story_that_only_some_may_read_leaks_nothing_to_a_visitor(kind):
    story = a_live_story(title="Only for the circle", result_statement="Nobody else reads this.")
    address = cards.card_address(story)
    restriction = PageViewRestriction.objects.create(page=story, restriction_type=kind, password="open")
    reader = Client()
    reader.force_login(a_member(), backend="django.contrib.auth.backends.ModelBackend")
    session = reader.session
    session[restriction.passed_view_restrictions_session_key] = [restriction.pk]
    session.save()

    stranger, guest = Client().get(story.get_absolute_url(), follow=True), reader.get(story.get_absolute_url())

    assert "circle" not in re.sub(r'(href|action|value)="[^"]*"', "", stranger.content.decode())
    assert not [said for name, said in tags(stranger.content.decode()) if "only-for" in said or str(story.pk) in said]
    assert "Only for the circle" in guest.content.decode() and not [
        name for name, _ in tags(guest.content.decode()) if name.startswith("og:")
    ]
    assert Client().get(urlsplit(address).path).status_code == 404


def test_what_is_not_there_is_not_told_of():
    for address in ("/en/stories/nothing-of-the-kind/", "/en/account/password/reset/", "/en/search/unsubscribe/nothing-of-the-kind/"):
        assert not [name for name, _ in tags(Client().get(address).content.decode()) if name != "description"], address


def test_whoever_adds_a_page_says_whether_networks_are_told_of_it():
    """It extends public.html, fills the block `told` by itself, or stands in the list above."""
    folder = Path(engines["django"].engine.dirs[0])
    plain = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.html")}

    silent = {name for name, text in plain.items() if '{% extends "base.html" %}' in text and "{% block told %}" not in text}

    assert {name for name in silent if not name.startswith("composer/")} == NOT_TOLD


def test_a_later_page_of_a_list_is_told_by_its_own_address(client):
    for number in range(41):
        an_organization(f"Organization {number:02}")

    assert told("/en/organizations/?page=2", client)["canonical"].endswith("/en/organizations/?page=2")
    assert told("/en/organizations/?page=2&zzz=1", client)["og:url"].endswith("/en/organizations/?page=2")
