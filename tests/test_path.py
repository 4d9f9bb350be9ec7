"""A story's whole way, without a browser."""

import pytest
from django.core.exceptions import PermissionDenied

from editorial import publishing
from stories.models import StoryPage
from tests.factories import a_story, an_editor

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_story_goes_from_draft_to_readers():
    story = a_story()
    author, editor = story.owner, an_editor()

    publishing.submit(story, by=author)
    publishing.return_to_author(StoryPage.objects.get(pk=story.pk), by=editor, note="Say how many people were asked.")
    publishing.submit(StoryPage.objects.get(pk=story.pk), by=author)
    publishing.approve(StoryPage.objects.get(pk=story.pk), by=editor)

    assert story in StoryPage.objects.open_to_all()


def test_nobody_approves_their_own_story():
    editor = an_editor()
    story = a_story(by=editor)
    publishing.submit(story, by=editor)

    with pytest.raises(PermissionDenied):
        publishing.approve(StoryPage.objects.get(pk=story.pk), by=editor)

    assert story not in StoryPage.objects.open_to_all()
