"""What each verb of the path does, and the sentences it answers with when it cannot."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import PageLogEntry

from editorial import publishing
from stories.models import StoryPage
from tests.factories import a_live_story, a_member, a_story, an_editor

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def now(story) -> StoryPage:
    return StoryPage.objects.get(pk=story.pk)


def test_a_second_submission_is_answered_with_a_sentence(story):
    publishing.submit(story, by=story.owner)

    with pytest.raises(ValidationError, match="already in review"):
        publishing.submit(story, by=story.owner)


def test_a_draft_with_gaps_is_not_taken_and_each_gap_has_a_sentence():
    story = a_story(aim="", lessons="")

    with pytest.raises(ValidationError) as refusal:
        publishing.submit(story, by=story.owner)

    assert set(refusal.value.message_dict) == {"aim", "lessons"}
    assert now(story).current_workflow_state is None


def test_a_stranger_cannot_hand_in_or_take_back_what_others_wrote(story):
    stranger = a_member()

    with pytest.raises(PermissionDenied):
        publishing.submit(story, by=stranger)
    publishing.submit(story, by=story.owner)
    with pytest.raises(PermissionDenied):
        publishing.take_back(story, by=stranger)


def test_the_author_takes_it_back_and_can_hand_it_in_again(story):
    publishing.submit(story, by=story.owner)

    publishing.take_back(story, by=story.owner)

    assert now(story).current_workflow_state is None
    publishing.submit(story, by=story.owner)
    assert now(story).workflow_in_progress


@pytest.mark.parametrize("verb", ["approve", "return_to_author", "take_back"])
def test_what_is_not_in_review_cannot_be_decided(verb, story, editor):
    note = {"note": "Say more."} if verb == "return_to_author" else {}

    with pytest.raises(ValidationError, match="not in review"):
        getattr(publishing, verb)(story, by=editor, **note)


def test_a_page_goes_back_only_with_a_note(story, editor):
    publishing.submit(story, by=story.owner)

    with pytest.raises(ValidationError, match="Say what has to change"):
        publishing.return_to_author(story, by=editor, note="   ")

    assert now(story).workflow_in_progress


def test_a_reviewer_sends_back_but_does_not_approve(story, reviewer):
    publishing.submit(story, by=story.owner)

    with pytest.raises(PermissionDenied, match="an editor approves"):
        publishing.approve(story, by=reviewer)
    publishing.return_to_author(story, by=reviewer, note="Name the ward.")

    assert not now(story).live
    assert now(story).current_workflow_state.status == "needs_changes"


def test_a_member_decides_nothing(story):
    member = a_member()
    publishing.submit(story, by=story.owner)

    with pytest.raises(PermissionDenied):
        publishing.approve(story, by=member)
    with pytest.raises(PermissionDenied):
        publishing.return_to_author(story, by=member, note="No.")


def test_an_edit_of_a_published_story_must_be_submitted_again(editor):
    story = a_live_story()
    with pytest.raises(ValidationError, match="Nothing has changed"):
        publishing.submit(story, by=story.owner)
    story.aim = "Cut missed first appointments to 10% by June."
    story.save_revision(user=story.owner)

    publishing.submit(story, by=story.owner)
    assert "to 15%" in now(story).aim
    publishing.approve(story, by=editor)

    assert "to 10%" in now(story).aim


def test_an_editors_own_correction_during_review_needs_no_second_approval(story, editor):
    publishing.submit(story, by=story.owner)
    draft = now(story).get_latest_revision_as_object()
    draft.title = "A better title"
    draft.save_revision(user=editor)

    publishing.approve(story, by=editor)

    assert now(story).live
    assert now(story).title == "A better title"


def test_what_somebody_else_changed_meanwhile_is_read_again_before_it_goes_live(story, editor):
    publishing.submit(story, by=story.owner)
    draft = now(story).get_latest_revision_as_object()
    draft.title = "Changed by another editor"
    draft.save_revision(user=an_editor())

    publishing.approve(story, by=editor)

    assert not now(story).live
    assert now(story).workflow_in_progress


def test_each_step_stands_in_the_log_with_who_did_it(story, editor):
    publishing.submit(story, by=story.owner)
    publishing.return_to_author(story, by=editor, note="Say how many.")
    publishing.submit(story, by=story.owner)
    publishing.approve(story, by=editor)

    steps = list(
        PageLogEntry.objects.filter(page=story.pk, action__startswith="wagtail.workflow").order_by("pk").values_list("action", "user")
    )

    assert steps == [
        ("wagtail.workflow.start", story.owner.pk),
        ("wagtail.workflow.reject", editor.pk),
        ("wagtail.workflow.resume", story.owner.pk),
        ("wagtail.workflow.approve", editor.pk),
    ]
