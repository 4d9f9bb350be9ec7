"""A member proposes a resource, an editor reviews it, readers find it; stories name what they used."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from editorial import publishing
from resources.models import ResourceFile, ResourcePage
from tests.content.bad_files import GOOD_FILES
from tests.factories import a_live_resource, a_member, a_resource, a_story, an_editor
from tests.stories.composer.desk import Sheet, draft_of, open_step, sign_in

pytestmark = [pytest.mark.django_db]


def open_form(resource: ResourcePage, client=None) -> Sheet:
    client = client or sign_in(resource.owner)
    url = f"/en/write/resource/{resource.pk}/"
    return Sheet(client, url, client.get(url))


def test_a_resource_goes_from_a_title_to_readers(client):
    member = a_member()
    writer = sign_in(member)
    writer.post("/en/write/resource/new/", {"title": "A card for the first visit", "language": "en"})
    resource = ResourcePage.objects.get()
    topic = a_live_resource().topics.first()

    sheet = open_form(resource, writer).write(
        summary="One page to fill in together.", publisher="Our team", kind="form", topics=[str(topic.pk)]
    )
    sheet.write_rows("links", {"url": "example.org/card", "label": "The card", "seen_on": "2026-01-31"}).press("next")
    writer.post(f"/en/write/{resource.pk}/submit/")
    publishing.approve(ResourcePage.objects.get(pk=resource.pk), by=an_editor())

    page = client.get("/en/resources/a-card-for-the-first-visit/").content.decode()
    assert "One page to fill in together." in page
    assert "https://example.org/card" in page
    assert "resource" in writer.get("/en/write/").content.decode()


def test_what_is_missing_is_said_and_nothing_is_sent():
    member = a_member()
    writer = sign_in(member)
    writer.post("/en/write/resource/new/", {"title": "Only a title", "language": "en"})
    resource = ResourcePage.objects.get()

    answer = writer.post(f"/en/write/{resource.pk}/submit/")

    assert answer.status_code == 422
    for words in ("what it is", "who published it", "the thing itself", "at least one topic"):
        assert words in answer.content.decode()
    assert not ResourcePage.objects.get().workflow_in_progress


def test_the_check_shows_what_points_to_a_person_in_the_name_of_a_link():
    resource = a_resource()
    open_form(resource).write_rows("links", {"url": "https://example.org/x", "label": "Call Ana at 705-555-0199"}).press()

    page = sign_in(resource.owner).get(f"/en/write/resource/{resource.pk}/check/").content.decode()

    assert "705-555-0199" in page
    assert "a telephone number belongs to somebody" in page


def test_a_resource_is_checked_for_what_a_resource_can_be_checked_for():
    resource = a_resource()

    page = sign_in(resource.owner).get(f"/en/write/resource/{resource.pk}/check/").content.decode()

    assert "the source and the licence are named" in page
    assert "no more than the figures" not in page


@pytest.mark.parametrize(
    ("has_file", "licence", "is_asked"), [(True, "unknown", True), (True, "reserved", False), (False, "unknown", False)]
)
def test_a_file_is_not_sent_before_its_licence_is_said(has_file, licence, is_asked):
    resource = ResourcePage(title="A card", licence=licence)
    resource.files = [ResourceFile(title="The card")] if has_file else []

    with pytest.raises(ValidationError) as refused:
        resource.check_ready_to_submit()

    assert ("licence" in refused.value.error_dict) is is_asked


def test_a_file_of_ones_own_is_checked_and_kept():
    resource = a_resource()
    good = SimpleUploadedFile("form.pdf", GOOD_FILES["form.pdf"])

    kept = open_form(resource).press(new_file=good, new_file_title="The plan")
    refused = open_form(resource).press(new_file=SimpleUploadedFile("form.pdf", b"MZ not a pdf at all"))

    assert kept.status_code == 302
    assert refused.status_code == 422
    assert "This is a program" in refused.content.decode()
    assert [file.title for file in draft_of(resource).files.all()] == ["The plan"]


@pytest.mark.parametrize(
    "wrong", [{"year": "24"}, {"review_on": "soon"}, {"review_on": "0001-01-01"}, {"kind": "spell"}, {"licence": "x" * 500}]
)
def test_bad_input_is_answered_with_a_sentence_and_the_rest_is_kept(wrong):
    resource = a_resource()

    answer = open_form(resource).write(publisher="Another team", **wrong).press()

    assert answer.status_code == 422
    assert draft_of(resource).publisher == "Another team"


def test_a_form_that_saves_itself_keeps_the_words():
    resource = a_resource()

    answer = open_form(resource).write(summary="Half a sent").save_by_itself()

    assert answer.status_code == 200
    assert draft_of(resource).summary == "Half a sent"


def test_nobody_else_opens_a_proposal():
    resource = a_resource()
    stranger = sign_in(a_member())

    for address in (f"/en/write/resource/{resource.pk}/", f"/en/write/resource/{resource.pk}/check/", f"/en/write/{resource.pk}/preview/"):
        assert stranger.get(address).status_code == 404


def test_a_preview_shows_the_draft_as_readers_will_see_it():
    resource = a_resource()

    page = sign_in(resource.owner).get(f"/en/write/{resource.pk}/preview/").content.decode()

    assert "Four questions, and the way to the door." in page


def test_a_story_names_a_resource_by_its_address_or_title_and_never_a_draft():
    resource, hidden = a_live_resource(), a_resource()
    story = a_story()

    added = open_step(story, "what-you-did").press(add_resource=f"https://example.org/en/resources/{resource.slug}/")
    again = open_step(story, "what-you-did").press(add_resource=resource.title.upper())
    refused = open_step(story, "what-you-did").press(add_resource=hidden.title)
    forged = open_step(story, "what-you-did").press(resources=[str(resource.pk), str(hidden.pk)])

    assert (added.status_code, again.status_code, refused.status_code, forged.status_code) == (302, 302, 422, 422)
    assert [each.pk for each in draft_of(story).resources.all()] == [resource.pk]


def test_editors_find_those_whose_day_has_come():
    a_live_resource(title="Old enough", review_on=timezone.localdate())
    a_live_resource(title="Fresh", review_on=timezone.localdate() + timedelta(days=30))

    page = sign_in(an_editor()).get("/admin/resources-due/").content.decode()

    assert "Old enough" in page
    assert "Fresh" not in page
    assert sign_in(a_member()).get("/admin/resources-due/").status_code in (302, 403)
