"""Finding and reading a resource: what it is, how to get it, who used it."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents.models import Document

from resources.models import FileCount, ResourceFile, ResourcePage
from tests.content.bad_files import GOOD_FILES
from tests.factories import a_live_resource, a_live_story, a_resource, a_story

pytestmark = pytest.mark.django_db


def page_of(client, resource, language: str = "en") -> str:
    return client.get(f"/{language}/resources/{resource.slug}/").content.decode()


def with_file(resource: ResourcePage, name: str = "form.pdf") -> Document:
    content = GOOD_FILES[name]
    document = Document.objects.create(title="Plan", file=ContentFile(content, name), file_size=len(content))
    resource.files = [ResourceFile(document=document, title="The plan to print")]
    resource.save_revision().publish()
    return document


def test_a_resource_says_what_it_is_where_it_comes_from_and_what_one_may_do(client):
    resource = a_live_resource(level="advanced", source_note="Its publisher closed in 2018.", review_on="2030-05-01")

    page = page_of(client, resource)

    for words in ("Form", "A team in Timmins", "Advanced QI", "CC BY 4.0", "Its publisher closed in 2018.", "May 1, 2030"):
        assert words in page
    assert "Open the original" in page
    assert "example.org" in page
    assert "A team in Timmins. " + resource.title in page  # how to cite it


def test_a_file_that_is_here_comes_before_a_link_and_says_its_format_and_size(client):
    resource = a_live_resource()
    document = with_file(resource)

    page = page_of(client, resource)

    assert page.index(document.url) < page.index("https://example.org/card")
    assert "Download" in page
    assert "PDF, " in page


def test_taking_a_file_counts_it_without_the_person(client):
    document = with_file(a_live_resource())

    for _ in range(2):
        client.get(document.url).getvalue()

    assert FileCount.objects.get(pk=document.pk).number == 2


def test_a_file_of_a_draft_is_neither_given_nor_counted(client):
    resource = a_resource()
    document = Document.objects.create(title="Plan", file=ContentFile(GOOD_FILES["form.pdf"], "form.pdf"))
    ResourceFile.objects.create(page=resource, document=document, title="Plan")

    answer = client.get(document.url)

    assert answer.status_code == 404
    assert not FileCount.objects.exists()


def test_both_pages_name_each_other_and_a_draft_names_nothing(client):
    resource, hidden = a_live_resource(), a_resource(title="A hidden card")
    story, draft = a_live_story(title="We used the card"), a_story(title="We may use the card")
    for page in (story, draft):
        page.resources = [resource, hidden]
        page.save()
    resource.get_latest_revision().publish()

    of_the_story = client.get(f"/en/stories/{story.slug}/").content.decode()
    of_the_resource = page_of(client, resource)

    assert resource.title in of_the_story
    assert "A hidden card" not in of_the_story
    assert "We used the card" in of_the_resource
    assert "We may use the card" not in of_the_resource
    assert "used in 1 story" in client.get("/en/resources/").content.decode()


def test_a_retracted_resource_says_so_on_its_page_and_on_its_card(client):
    resource = a_live_resource()
    ResourcePage.objects.filter(pk=resource.pk).update(retracted_at=timezone.now())

    assert "Do not rely on it." in page_of(client, resource)
    assert "Retracted" in client.get("/en/resources/").content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [("kind=form", True), ("kind=video", False), ("level=first-steps", True), ("licence=cc-by-4.0&year=2024", True), ("licence=unknown", False),
     ("topic=missed-appointments", True), ("q=worker+fill", True), ("q=naloxone", False), ("kind=nonsense&year=99999999999&sort=x", True)],
)  # fmt: skip
def test_the_finder_narrows_by_type_level_licence_and_words(asked, found, client):
    a_live_resource(title="A planning card")
    a_live_resource(title="A film", kind="video", level="advanced", licence="reserved", year=2001, summary="Watch it.").topics.clear()

    page = client.get(f"/en/resources/?{asked}").content.decode()

    assert ("A planning card" in page) is found


def test_resources_stand_in_feeds_sitemaps_and_under_their_hashtag_and_people(client):
    resource = a_live_resource()
    resource.hashtags.add("EQIPON")
    resource.save_revision().publish()
    person = resource.authors.first().member

    for address in ("/en/feeds/resources.rss", "/sitemap-resources.xml", "/en/hashtags/EQIPON/", f"/en/people/{person.slug}/"):
        assert resource.slug in client.get(address).content.decode(), address


@pytest.mark.parametrize("fields", [{"embargo_until": timezone.now() + timedelta(days=2)}, {"live": False}])
def test_what_is_not_open_is_found_nowhere(fields, client):
    resource = a_live_resource(title="Not yet")
    ResourcePage.objects.filter(pk=resource.pk).update(**fields)

    assert client.get(f"/en/resources/{resource.slug}/").status_code == 404
    for address in ("/en/resources/", "/en/feeds/resources.rss", "/sitemap-resources.xml"):
        assert "Not yet" not in client.get(address).content.decode(), address
