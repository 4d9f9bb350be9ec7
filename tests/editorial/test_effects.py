"""What follows from a decision: a row each, done once, never lost."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from content.models import Stamp
from editorial import effects, publishing
from editorial.models import Effect
from stories.models import StoryAuthor, StoryPage
from tests.factories import a_live_story, a_member, a_story

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def now(story) -> StoryPage:
    return StoryPage.objects.get(pk=story.pk)


def rows(page, name: str = "mail-published") -> list[str]:
    return list(Effect.objects.filter(page_id=page.pk, name=name).order_by("pk").values_list("state", flat=True))


@pytest.fixture
def mails(settings) -> list:
    """What has been sent, without the queue of mails between."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return mail.outbox


def test_a_publication_leaves_its_rows_before_anything_is_done(mails):
    story = a_live_story()

    assert rows(story) == ["queued"]
    assert rows(story, "renew-pages") == ["queued"]
    assert mails == []


def test_a_publication_that_is_rolled_back_leaves_no_rows():
    story = a_story()

    with pytest.raises(RuntimeError), transaction.atomic():
        story.get_latest_revision().publish()
        raise RuntimeError("killed")

    assert not now(story).live
    assert rows(story) == []


def test_run_twice_it_mails_once(mails):
    story = a_live_story()

    effects.work_off()
    effects.work_off()
    effects.tell_the_world.func(story.pk)

    assert [letter.subject for letter in mails] == [f"Published: {story.title}"]
    assert rows(story) == ["done"]


def test_publishing_the_same_version_again_tells_nobody_again(mails):
    story = a_live_story()
    effects.work_off()
    mails.clear()

    story.get_latest_revision().publish()
    effects.work_off()

    assert mails == []


def test_a_new_version_tells_the_authors_again(mails):
    story = a_live_story()
    effects.work_off()
    story.aim = "Cut it to 10%."
    story.save_revision().publish()
    effects.work_off()

    assert len(mails) == 2


def test_a_worker_that_was_killed_before_it_began_is_made_up_for(mails):
    """The rows of a publication are there although no task was ever queued."""
    a_live_story()

    assert effects.work_off() == 2
    assert len(mails) == 1


def test_a_process_killed_between_page_and_rows_is_made_up_for():
    story = a_live_story()
    Effect.objects.all().delete()

    assert effects.catch_up() == 1
    assert effects.catch_up() == 0

    assert rows(story) == ["queued"]


def test_what_fails_is_written_down_and_tried_again(mails, monkeypatch):
    story = a_live_story()
    monkeypatch.setitem(effects.DOERS, "mail-published", lambda effect: 1 / 0)

    effects.work_off()
    effect = Effect.objects.get(page_id=story.pk, name="mail-published")
    assert (effect.state, effect.tries) == ("failed", 1)
    assert "division by zero" in effect.error
    assert effect.due_at > timezone.now()
    assert rows(story, "renew-pages") == ["done"]

    monkeypatch.setitem(effects.DOERS, "mail-published", effects.mails.send)
    Effect.objects.update(due_at=timezone.now())
    effects.work_off()
    assert rows(story) == ["done"]
    assert len(mails) == 1


def test_half_done_work_is_taken_back_with_its_row(monkeypatch):
    story = a_live_story()
    stamp = Stamp.current()

    def half(effect):
        Stamp.bump()
        raise ConnectionError("the line is cut")

    monkeypatch.setitem(effects.DOERS, "renew-pages", half)
    effects.work_off()

    assert Stamp.current() == stamp
    assert rows(story, "renew-pages") == ["failed"]


def test_it_gives_up_in_the_end_and_stays_visible(monkeypatch):
    story = a_live_story()
    monkeypatch.setitem(effects.DOERS, "mail-published", lambda effect: 1 / 0)

    for _ in range(20):
        Effect.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
        effects.work_off()

    effect = Effect.objects.given_up().get(page_id=story.pk)
    assert effect.tries == 7


def test_a_page_that_was_unpublished_meanwhile_tells_nobody_that_it_is_published(mails):
    story = a_live_story()
    story.unpublish()

    effects.work_off()

    assert [letter.subject for letter in mails] == [f"No longer public: {story.title}"]
    assert rows(story) == ["dropped"]


def test_publishing_again_after_a_withdrawal_takes_up_what_was_dropped(mails):
    story = a_live_story()
    now(story).unpublish()
    now(story).get_latest_revision().publish()

    effects.work_off()

    assert f"Published: {story.title}" in [letter.subject for letter in mails]


def test_a_page_that_was_deleted_meanwhile_is_no_fault(mails):
    story = a_live_story()
    page_id, title = story.pk, story.title
    now(story).delete()

    effects.tell_the_world.func(page_id)
    effects.work_off()

    assert [letter.subject for letter in mails] == [f"No longer public: {title}"]
    assert not Effect.objects.filter(state="failed").exists()


def test_a_private_page_is_announced_when_it_opens(mails):
    story = a_live_story()
    restriction = story.view_restrictions.create(restriction_type="login")
    effects.work_off()
    assert mails == []

    restriction.delete()
    effects.catch_up()
    effects.work_off()

    assert [letter.subject for letter in mails] == [f"Published: {story.title}"]


def test_under_embargo_the_rows_wait_for_the_hour(mails):
    story = a_story()
    hour = timezone.now() + timedelta(days=1)
    story.get_latest_revision().publish()
    StoryPage.objects.filter(pk=story.pk).update(embargo_until=hour)
    Effect.objects.all().delete()
    effects.announce(now(story))

    assert effects.work_off() == 0
    assert {effect.due_at for effect in Effect.objects.all()} == {hour}


def test_every_author_gets_a_mail_and_one_that_fails_holds_up_no_other(mails, monkeypatch):
    story, other = a_story(), a_member()
    story.authors = [*story.authors.all(), StoryAuthor(member=other.member, name=other.member.name)]
    story.save()
    story.save_revision().publish()
    send = effects.mails.send

    def fails_for_the_owner(effect):
        if effect.target == f"user:{story.owner.pk}":
            raise ConnectionError("mailbox full")
        send(effect)

    monkeypatch.setitem(effects.DOERS, "mail-published", fails_for_the_owner)
    effects.work_off()

    assert [letter.to for letter in mails] == [[other.email]]
    assert sorted(rows(story)) == ["done", "failed"]


def test_taking_it_back_tells_no_reviewer(mails, editor):
    story = a_story()
    publishing.submit(story, by=story.owner)

    publishing.take_back(story, by=story.owner)
    effects.work_off()

    assert mails == []


def test_the_work_begins_as_soon_as_the_decision_is_saved(mails, django_capture_on_commit_callbacks):
    story = a_story()
    with django_capture_on_commit_callbacks(execute=True):
        story.get_latest_revision().publish()

    assert [letter.to for letter in mails] == [[story.owner.email]]
