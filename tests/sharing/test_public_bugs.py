"""Six faults that users of other cross-posters have reported in public. Each of them once, so that they are not ours."""

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial import effects
from sharing import posts, sender
from sharing.models import SharePost, ShareTemplate
from stories.models import StoryPage
from tests.factories import a_live_story, a_story
from tests.factories.sharing import a_share_draft, an_approved_post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("really")]


def rounds(number: int = 3) -> None:
    for _ in range(number):
        effects.work_off()
        sender.work_off()
        SharePost.objects.filter(next_at__isnull=False).update(next_at=timezone.now() - timedelta(seconds=1))


def test_restoring_an_old_version_shares_nothing_again(scripted, account):
    """jetpack#3511"""
    story = a_live_story()
    an_approved_post(story, account)
    rounds()
    first = StoryPage.objects.get(pk=story.pk).live_revision

    page = StoryPage.objects.get(pk=story.pk)
    page.title = "A second version"
    page.save_revision().publish()
    first.publish()
    StoryPage.objects.get(pk=story.pk).unpublish()
    first.publish()
    rounds()

    assert len(scripted.sent) == 1
    assert SharePost.objects.count() == 1


def test_an_edit_shares_nothing_again(scripted, account):
    """tweet-old-post#912"""
    story = a_live_story()
    an_approved_post(story, account)
    rounds()

    for number in range(3):
        page = StoryPage.objects.get(pk=story.pk)
        page.title = f"Edited {number}"
        page.save_revision().publish()
        rounds()

    assert len(scripted.sent) == 1


def test_own_words_are_kept_when_a_post_is_scheduled(scripted, account, editor):
    """autoshare-for-twitter#263"""
    post = posts.edit(a_share_draft(account=account), editor, parts=["In my own words."])
    posts.approve(post, editor)
    posts.schedule(post, editor, timezone.now() + timedelta(days=1))
    sender.work_off()
    assert scripted.texts == []

    rounds()

    assert scripted.texts == ["In my own words."]


def test_what_is_published_by_a_program_is_drafted_as_well(scripted, account):
    """autoshare-for-twitter#287"""
    story = a_story()

    story.get_latest_revision().publish()
    effects.work_off()

    assert SharePost.objects.get().page_id == story.pk


def test_placeholders_stand_where_the_template_has_them(scripted, account):
    """autoshare-for-twitter#66"""
    ShareTemplate.objects.create(network=account.network, content_kind="story", language="en", text="{link} first, then {title}")

    post = a_share_draft(account=account)

    assert post.text.index(post.link) < post.text.index(post.page.title)


def test_a_deletion_reaches_the_network(scripted, account):
    """wordpress-activitypub#16"""
    story = a_live_story()
    an_approved_post(story, account)
    rounds()
    assert len(scripted.live) == 1

    StoryPage.objects.get(pk=story.pk).delete()
    rounds()

    assert scripted.live == {}
