"""The editors' first page: what waits and how long, what is held back, what could not be done."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import Stamp
from editorial import effects, publishing
from editorial.models import Effect
from tests.factories import a_lesson, a_live_story, a_story, an_editor

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DESK = "/admin/"


def html_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_what_waits_is_shown_with_its_authors_the_oldest_first(editor, signed_in, time_machine):
    now = timezone.now()
    time_machine.move_to(now - timedelta(days=3, hours=1))
    older = a_story(title="The older story")
    publishing.submit(older, by=older.owner)
    time_machine.move_to(now)
    newer = a_lesson(title="The newer lesson")
    publishing.submit(newer, by=newer.owner)

    desk = html_of(signed_in(editor).get(DESK))

    assert desk.index("The older story") < desk.index("The newer lesson")
    assert "3\xa0days" in desk
    assert older.owner.member.name in desk


def test_what_an_editor_wrote_does_not_wait_for_them(editor, signed_in):
    own = a_story(by=editor, title="Written by the editor")
    publishing.submit(own, by=editor)

    assert "Nothing waits for you." in html_of(signed_in(editor).get(DESK))
    assert "Nothing waits for you." not in html_of(signed_in(an_editor()).get(DESK))


def test_the_decision_comes_first_for_whoever_may_decide(editor, reviewer, story, signed_in):
    publishing.submit(story, by=story.owner)
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])

    to_editor, to_reviewer = (html_of(signed_in(person).get(edit)) for person in (editor, reviewer))

    assert 'data-workflow-action-name="approve"' in to_editor
    assert to_editor.index('data-workflow-action-name="approve"') < to_editor.index('data-workflow-action-name="reject"')
    assert 'data-workflow-action-name="reject"' in to_reviewer
    assert 'data-workflow-action-name="approve"' not in to_reviewer


def test_a_change_to_a_published_page_says_so_and_can_be_compared(editor, signed_in):
    story = a_live_story(title="As readers know it")
    story.title = "As it shall become"
    story.save_revision(user=story.owner)
    publishing.submit(story, by=story.owner)

    desk = html_of(signed_in(editor).get(DESK))

    assert "As it shall become" in desk
    assert "A change to a published page" in desk
    revision = story.get_latest_revision()
    assert signed_in(editor).get(reverse("wagtailadmin_pages:revisions_compare", args=[story.pk, "live", revision.pk])).status_code == 200


def test_what_is_held_back_is_shown_with_its_hour(editor, signed_in):
    story = a_story(title="Until Friday", embargo_until=timezone.now() + timedelta(days=2))
    publishing.submit(story, by=story.owner)
    publishing.approve(story, by=editor)

    desk = html_of(signed_in(editor).get(DESK))

    assert "Until Friday" in desk
    assert "Approved, under embargo" in desk


def test_what_failed_stands_on_the_desk_and_can_be_tried_again(editor, signed_in, monkeypatch):
    def broken(effect):
        raise OSError("The mail server is away")

    monkeypatch.setitem(effects.DOERS, effects.RENEW, broken)
    story = a_live_story(title="Waits for its mail")
    effects.work_off(page_id=story.pk)
    client = signed_in(editor)
    assert "The mail server is away" in html_of(client.get(DESK))

    monkeypatch.setitem(effects.DOERS, effects.RENEW, lambda effect: Stamp.bump())
    failed = Effect.objects.get(page_id=story.pk, name=effects.RENEW)
    answer = client.post(reverse("editorial_try_again", args=[failed.pk]), follow=True)

    assert "It is done now." in html_of(answer)
    assert "The mail server is away" not in html_of(answer)


def test_a_reviewer_tries_nothing_again(reviewer, story, signed_in):
    row = Effect.objects.create(page_id=story.pk, event="1", name=effects.RENEW, state=Effect.State.FAILED)

    answer = signed_in(reviewer).post(reverse("editorial_try_again", args=[row.pk]))

    row.refresh_from_db()
    assert answer.status_code in (302, 403)
    assert row.state == Effect.State.FAILED


@pytest.mark.parametrize("report", ["editorial_in_review", "editorial_notices"])
@pytest.mark.parametrize("kind", ["", "csv", "xlsx"])
def test_reports_open_and_export(report, kind, editor, story, signed_in):
    publishing.submit(story, by=story.owner)

    answer = signed_in(editor).get(reverse(report), {"export": kind} if kind else {})

    assert answer.status_code == 200
    if report == "editorial_in_review" and kind != "xlsx":
        assert story.title in b"".join(answer).decode()
