"""A file that a member brought is as open as the story that shows it: its number and name can be guessed."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import PageViewRestriction

from editorial import publishing
from members.roles import REVIEWERS
from stories.models import Invitation, StoryPage
from tests.content import bad_files
from tests.factories import a_member, a_story, an_editor, someone_with_role

from .composer.desk import open_step, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def story() -> StoryPage:
    """A draft with a file and a picture."""
    story = a_story()
    sheet = open_step(story, "people").write(new_file_title="Our plan", new_alt="A desk", new_caption="Our desk")
    plan = SimpleUploadedFile("plan.pdf", bad_files.GOOD_FILES["form.pdf"])
    answer = sheet.press(new_file=plan, new_image=SimpleUploadedFile("desk.jpg", bad_files.picture()))
    assert answer.status_code == 302
    return StoryPage.objects.get(pk=story.pk)


def status_for(user=None) -> int:
    """What somebody who guesses the address is answered."""
    browser = sign_in(user) if user else Client()
    answer = browser.get(Document.objects.get().url)
    b"".join(answer)
    return answer.status_code


def test_the_file_of_a_draft_opens_for_those_who_write_it_and_for_editors_only(story):
    helper = a_member("Hana Helper")
    Invitation.objects.create(page=story, member=helper.member, asked_by=story.owner, state=Invitation.State.ACCEPTED)

    answers = [status_for(user) for user in (story.owner, helper, an_editor("Eddie"))]
    refused = [status_for(user) for user in (None, a_member("Sam Stranger"), someone_with_role(REVIEWERS, "Rae"))]

    assert answers == [200, 200, 200]
    assert refused == [404, 404, 404]


def test_a_reviewer_opens_it_once_the_story_is_in_review(story):
    publishing.submit(story, by=story.owner)

    assert status_for(someone_with_role(REVIEWERS, "Rae")) == 200
    assert status_for(a_member("Sam Stranger")) == 404


def test_everybody_opens_it_once_the_story_is_open(story):
    story.get_latest_revision().publish()

    assert status_for() == 200


def test_the_file_of_a_story_under_embargo_waits_with_it(story):
    story.get_latest_revision().publish()
    StoryPage.objects.filter(pk=story.pk).update(embargo_until=timezone.now() + timedelta(days=2))

    assert status_for() == 404
    assert status_for(story.owner) == 200


def test_the_file_of_a_story_for_those_who_are_signed_in(story):
    story.get_latest_revision().publish()
    PageViewRestriction.objects.create(page=story, restriction_type="login")

    assert status_for() == 404
    assert status_for(a_member("Sam Reader")) == 200


def test_a_file_that_editors_keep_apart_from_stories_opens_as_before(story):
    Document.objects.all().delete()
    Document.objects.create(title="A guide", file=SimpleUploadedFile("guide.txt", b"A guide"))

    assert status_for() == 200


def test_the_address_of_a_picture_in_a_draft_cannot_be_guessed(story):
    assert "desk" not in Image.objects.get().file.name
