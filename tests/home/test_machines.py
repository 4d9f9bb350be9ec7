"""What machines ask for: robots, sitemaps, whom to tell about a hole, pictures."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import PageViewRestriction

from content.models import Hashtag, Method
from stories.models import ChangeIdea, Series
from tests.content.bad_files import picture
from tests.factories import a_lesson, a_live_lesson, a_live_story, a_member, a_story, an_organization

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def places_in(body: bytes) -> list[str]:
    return [place.text for place in ElementTree.fromstring(body).iterfind(".//s:loc", NAMES)]


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def everything_listed(client) -> list[str]:
    index = client.get("/sitemap.xml")
    assert index.status_code == 200
    sections = [client.get(path_of(address)) for address in places_in(index.content)]
    assert all(section.status_code == 200 for section in sections)
    return [address for section in sections for address in places_in(section.content)]


@pytest.fixture
def something_of_each():
    method = Method.objects.get_or_create(slug="pdsa", defaults={"name_en": "PDSA"})[0]
    story, lesson = a_live_story(), a_live_lesson()
    Hashtag.objects.get_or_create(name="Équité")
    ChangeIdea.objects.create(title="Call before", slug="call-before", method=method)
    series = Series.objects.create(title="A series", slug="a-series")
    series.entries.create(page=story, sort_order=0)
    an_organization("Northern Pines")
    return story, lesson


def test_every_address_of_the_sitemap_answers(client, something_of_each):
    story, lesson = something_of_each

    listed = everything_listed(client)

    for language in ("en", "fr"):
        for path in (f"stories/{story.slug}/", f"lessons/{lesson.slug}/", "", "stories/", "methods/pdsa/", "series/a-series/"):
            assert any(path_of(address) == f"/{language}/{path}" for address in listed), path
    answers = {address: client.get(path_of(address)).status_code for address in listed}
    assert {address: status for address, status in answers.items() if status != 200} == {}


def test_the_addresses_are_whole_and_of_this_site(client, something_of_each, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://throughline.example"

    listed = everything_listed(client)

    assert listed
    assert all(address.startswith("https://throughline.example/") for address in listed)


def test_what_is_not_open_to_all_is_in_no_sitemap(client):
    author = a_member("Zqx Unlisted")
    closed = [
        a_story(by=author, slug="zqx-draft"),
        a_lesson(by=author, slug="zqx-draft-lesson"),
        a_live_story(by=author, slug="zqx-private"),
        a_story(by=author, slug="zqx-embargo", embargo_until=timezone.now() + timedelta(days=3)),
    ]
    PageViewRestriction.objects.create(page=closed[2], restriction_type="login")
    closed[3].get_latest_revision().publish()

    assert not [address for address in everything_listed(client) if "zqx" in address]


def test_robots_read_stories_and_nothing_of_accounts(client):
    answer = client.get("/robots.txt")
    rules = RobotFileParser()
    rules.parse(answer.content.decode().splitlines())

    assert answer["Content-Type"].startswith("text/plain")
    assert rules.can_fetch("Robot", "/en/stories/a-story/")
    assert rules.can_fetch("Robot", "/static/css/site.css")
    for closed in ("/admin/pages/", "/django-admin/", "/en/account/login/", "/fr/account/", "/en/write/", "/fr/write/story/new/"):
        assert not rules.can_fetch("Robot", closed), closed
    assert client.get(path_of(rules.site_maps()[0])).status_code == 200


def test_whoever_finds_a_hole_is_told_whom_to_write_to(client, settings):
    settings.EDITORS_EMAIL = "The editors <desk@example.org>"

    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines())

    assert lines["Contact"] == "mailto:desk@example.org"
    expires = datetime.fromisoformat(lines["Expires"])
    assert datetime.now(UTC) < expires < datetime.now(UTC) + timedelta(days=731)
    assert client.get(path_of(lines["Policy"])).status_code == 200


def test_a_browser_finds_the_mark(client):
    assert client.get("/favicon.ico")["Location"].endswith(".svg")


@pytest.fixture
def image(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return get_image_model().objects.create(title="A poster", file=ContentFile(picture(), "poster.jpg"))


def test_a_picture_of_a_page_is_served_and_may_be_kept(client, image):
    answer = client.get(image.get_rendition("width-30").url)

    assert answer.status_code == 200
    assert answer.getvalue()
    assert answer["Content-Type"] == "image/jpeg"
    assert "max-age" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "original_images/poster.jpg",
        "images/",
        "images/../original_images/poster.jpg",
        "images/%2e%2e/original_images/poster.jpg",
        "documents/x.pdf",
    ],
)
def test_originals_and_folders_are_not_reached(path, client, image):
    answer = client.get(f"/media/{path}", follow=True)

    assert answer.status_code in (400, 404)
    assert answer["Content-Type"].startswith("text/html")
