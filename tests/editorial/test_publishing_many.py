"""Publishing many at once: never a draft that somebody is still writing."""

import pytest

from editorial import publishing
from stories.models import StoryIndexPage, StoryPage
from tests.factories import a_story

pytestmark = pytest.mark.django_db


def now(story: StoryPage) -> StoryPage:
    return StoryPage.objects.get(pk=story.pk)


@pytest.fixture
def handed_in() -> StoryPage:
    story = a_story(title="Handed in")
    publishing.submit(story, by=story.owner)
    return now(story)


@pytest.fixture
def taken_back() -> StoryPage:
    story = a_story(title="Taken back")
    publishing.submit(story, by=story.owner)
    publishing.take_back(story, by=story.owner)
    return now(story)


def test_the_shelf_with_everything_on_it_leaves_drafts_with_their_writers(handed_in, taken_back, editor, signed_in):
    begun, shelf = a_story(title="Just begun"), StoryIndexPage.objects.get()

    signed_in(editor).post(f"/admin/bulk/wagtailcore/page/publish/?id={shelf.pk}", {"include_descendants": "on"})

    assert now(handed_in).live
    assert not now(begun).live
    assert not now(taken_back).live


def test_drafts_that_are_ticked_one_by_one_stay_with_their_writers(handed_in, taken_back, editor, signed_in):
    begun = a_story(title="Just begun")
    ticked = "&".join(f"id={story.pk}" for story in (handed_in, begun, taken_back))

    signed_in(editor).post(f"/admin/bulk/wagtailcore/page/publish/?{ticked}", {"include_descendants": ""})

    assert [now(story).live for story in (handed_in, begun, taken_back)] == [True, False, False]
