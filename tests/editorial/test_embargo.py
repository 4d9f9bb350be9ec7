"""Before its hour nobody outside the editors reads it, whatever door it was published through."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Revision, Site

from editorial import publishing
from stories.models import StoryPage
from tests.editorial.editor_form import editor_form
from tests.factories import a_live_story, a_story

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def now(story) -> StoryPage:
    return StoryPage.objects.get(pk=story.pk)


@pytest.fixture
def hour() -> datetime:
    return (timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)


def embargo(story, hour) -> None:
    story.embargo_until = hour
    story.save()


def as_form(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def the_hour_comes() -> None:
    """What the clock does, without a clock: move every hour into the past."""
    past = timezone.now() - timedelta(minutes=1)
    StoryPage.objects.update(embargo_until=past)
    for revision in Revision.objects.all():
        revision.content |= {name: past.isoformat() for name in ("go_live_at", "embargo_until") if revision.content.get(name)}
        Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=past)


@pytest.mark.parametrize(
    "door", ["approval", "a version made before the embargo", "publish()", "Wagtail's action", "an earlier hour of going live"]
)
def test_no_door_leads_past_the_embargo(door, story, editor, hour):
    earlier_version = story.get_latest_revision()
    embargo(story, hour)
    if door == "approval":
        publishing.submit(story, by=story.owner)
        publishing.approve(story, by=editor)
    elif door == "a version made before the embargo":
        earlier_version.publish(user=editor)
    elif door == "publish()":
        story.publish(now(story).save_revision())
    elif door == "Wagtail's action":
        PublishPageRevisionAction(earlier_version, user=editor).execute(skip_permission_checks=True)
    else:
        story.go_live_at = timezone.now() + timedelta(hours=1)
        story.save_revision().publish(user=editor)

    assert not now(story).live
    assert story not in StoryPage.objects.open_to_all()
    assert now(story).scheduled_revision.approved_go_live_at == hour


def test_it_goes_live_when_its_hour_comes(story, editor, hour):
    embargo(story, hour)
    publishing.submit(story, by=story.owner)
    publishing.approve(story, by=editor)
    assert publishing.publish_due() == 0

    the_hour_comes()
    publishing.publish_due()

    assert story in StoryPage.objects.open_to_all()


def test_a_version_scheduled_before_the_embargo_was_made_longer_waits_again(story, editor, hour):
    embargo(story, hour)
    story.save_revision().publish(user=editor)
    later = hour + timedelta(days=3)
    StoryPage.objects.filter(pk=story.pk).update(embargo_until=later)
    Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=timezone.now() - timedelta(minutes=1))

    publishing.publish_due()

    assert not now(story).live
    assert now(story).scheduled_revision.approved_go_live_at == later


def test_a_live_page_under_embargo_is_on_no_public_surface(rf, hour):
    story = a_live_story()
    StoryPage.objects.filter(pk=story.pk).update(embargo_until=hour)
    story = now(story)
    request = rf.get("/")
    request.site = Site.find_for_request(request)

    assert story not in StoryPage.objects.open_to_all()
    assert not story.is_open_to_all
    assert story.get_sitemap_urls() == []
    with pytest.raises(Exception) as gone:
        story.serve(request)
    assert type(gone.value).__name__ == "Http404"


def test_a_change_under_embargo_leaves_the_published_version_as_it_is(editor, hour):
    story = a_live_story()
    before = story.aim
    story.aim = "The new aim."
    story.embargo_until = hour
    story.save_revision().publish(user=editor)

    assert now(story).aim == before
    assert story in StoryPage.objects.open_to_all()
    assert now(story).scheduled_revision.approved_go_live_at == hour


@pytest.mark.django_db
def test_an_editor_lifts_it_and_the_hour_of_going_live_goes_with_it(editor, signed_in, hour):
    story = a_story()
    browser, address = signed_in(editor), reverse("wagtailadmin_pages:edit", args=[story.pk])
    browser.post(address, editor_form(browser, address, embargo_until=as_form(hour)))
    draft = now(story).get_latest_revision_as_object()
    assert (draft.embargo_until, draft.go_live_at) == (hour, hour)

    browser.post(address, editor_form(browser, address, embargo_until="", **{"action-publish": "1"}))

    assert story in StoryPage.objects.open_to_all()


def test_one_scheduled_page_that_fails_does_not_hold_up_the_next(editor, monkeypatch):
    stuck, fine = a_story(title="Stuck"), a_story(title="Fine")
    past = timezone.now() - timedelta(minutes=1)
    for number, story in enumerate((stuck, fine)):
        Revision.objects.filter(pk=story.latest_revision_id).update(approved_go_live_at=past + timedelta(seconds=number))
    as_usual = StoryPage.save

    def fails_for_one(page, *args, **kwargs):
        if page.pk == stuck.pk:
            raise ValueError("no room on the disk")
        return as_usual(page, *args, **kwargs)

    monkeypatch.setattr(StoryPage, "save", fails_for_one)

    publishing.publish_due()

    assert now(fine).live
    assert not now(stuck).live
