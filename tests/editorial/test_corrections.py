"""Corrections and retractions: in public, dated, with who and why, and not by whoever wrote the page."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from editorial import corrections, publishing
from stories.models import StoryPage
from tests.factories import a_live_story, a_story, an_editor

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def now(story) -> StoryPage:
    return StoryPage.objects.get(pk=story.pk)


def test_a_correction_stands_on_the_page_with_who_when_and_why(client, editor):
    story = a_live_story()

    notice = corrections.correct(story, by=editor, reason="58.6% should read 64.2%.")

    page = client.get(story.get_absolute_url()).content.decode()
    assert "58.6% should read 64.2%." in page
    assert editor.member.name in page
    assert date_format(timezone.localtime(notice.at)) in page


def test_a_retracted_page_stays_reachable_and_says_so_at_the_top_and_in_the_list(client, editor):
    story = a_live_story()

    corrections.retract(story, by=editor, reason="The figures belong to another ward.")

    answer = client.get(story.get_absolute_url())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.index("The figures belong to another ward.") < page.index(story.problem)
    assert "Retracted" in client.get(reverse("story_index")).content.decode()


def test_a_lifted_retraction_leaves_both_notices_for_readers(client, editor):
    story = a_live_story()
    corrections.retract(story, by=editor, reason="The figures belong to another ward.")

    corrections.restore(now(story), by=editor, reason="They are of this ward after all.")

    page = client.get(story.get_absolute_url()).content.decode()
    assert "The figures belong to another ward." in page
    assert "They are of this ward after all." in page
    assert "Retraction lifted" in page
    assert "Do not rely on it" not in page
    assert "Retracted" not in client.get(reverse("story_index")).content.decode()


def test_a_retraction_survives_the_next_version(editor):
    story = a_live_story()
    corrections.retract(story, by=editor, reason="The figures belong to another ward.")
    draft = now(story).get_latest_revision_as_object()
    draft.title = "With another title"
    draft.save_revision(user=story.owner)

    publishing.submit(now(story), by=story.owner)
    publishing.approve(now(story), by=editor)

    assert now(story).title == "With another title"
    assert now(story).is_retracted


@pytest.mark.parametrize("act", [corrections.correct, corrections.restore])
def test_whoever_wrote_it_neither_corrects_nor_restores_it(act, editor):
    own = a_live_story(by=editor)
    if act is corrections.restore:
        corrections.retract(own, by=editor, reason="I was wrong.")

    with pytest.raises(PermissionDenied):
        act(now(own), by=editor, reason="I was right.")

    assert own.notices.filter(reason="I was right.").count() == 0


@pytest.mark.parametrize("who", ["author", "reviewer"])
def test_only_editors_put_a_notice_on_a_page(who, reviewer):
    story = a_live_story()
    person = {"author": story.owner, "reviewer": reviewer}[who]

    with pytest.raises(PermissionDenied):
        corrections.retract(story, by=person, reason="I do not like it.")

    assert not now(story).is_retracted


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_a_notice_without_a_reason_is_refused_in_words(reason, editor, signed_in):
    story = a_live_story()

    answer = signed_in(editor).post(reverse("editorial_add_notice", args=[story.pk, "retraction"]), {"reason": reason})

    assert answer.status_code == 200
    assert "required" in answer.content.decode()
    assert not now(story).is_retracted


def test_the_form_in_the_admin_puts_the_notice_on_the_page(editor, signed_in):
    story = a_live_story()

    answer = signed_in(editor).post(
        reverse("editorial_add_notice", args=[story.pk, "retraction"]), {"reason": "It was another ward."}, follow=True
    )

    assert "The page is retracted" in answer.content.decode()
    assert now(story).is_retracted


def test_what_nobody_can_read_needs_no_notice(editor):
    draft = a_story()

    with pytest.raises(ValidationError):
        corrections.correct(draft, by=editor, reason="Not yet.")


def test_retracting_twice_says_so(editor):
    story = a_live_story()
    corrections.retract(story, by=editor, reason="Wrong ward.")

    with pytest.raises(ValidationError):
        corrections.retract(now(story), by=an_editor(), reason="Wrong ward.")

    assert story.notices.count() == 1
