"""Checking, sending, taking back, getting back, and where a text stands."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from editorial import publishing
from stories.composer import standing
from stories.models import LessonPage, StoryPage
from tests.factories import a_lesson, a_live_story, a_member, a_story, an_editor

from .desk import draft_of, open_step, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def send(page, *, by=None, follow: bool = True):
    return sign_in(by or page.owner).post(f"/en/write/{page.pk}/submit/", follow=follow)


def status_page(page) -> str:
    return sign_in(page.owner).get(f"/en/write/{page.pk}/status/").content.decode()


def test_what_is_missing_is_said_with_a_link_to_each_answer():
    client = sign_in(a_member())
    client.post("/en/write/story/new/", {"title": "Only a title", "language": "en"})
    story = StoryPage.objects.get()

    answer = send(story, follow=False)

    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    links = [link["href"] for link in page.select(".missing a")]
    assert len(links) == 9
    for link in links:
        path, anchor = link.split("#")
        assert BeautifulSoup(client.get(path).content, "html.parser").find(id=anchor), link
    assert not fresh(story).workflow_in_progress


def test_a_lesson_that_is_not_ready_says_what_is_missing():
    client = sign_in(a_member())
    client.post("/en/write/lesson/new/", {"title": "Only a title", "language": "en"})
    lesson = LessonPage.objects.get()

    answer = send(lesson, follow=False)

    assert answer.status_code == 422
    assert "Write the lesson in two or three sentences." in answer.content.decode()


def test_a_story_is_sent_taken_back_and_sent_again():
    story = a_story()
    client = sign_in(story.owner)

    sent = send(story)
    taken_back = client.post(f"/en/write/{story.pk}/take-back/", follow=True)
    still_mine = open_step(story, "lessons").write(lessons="Ask twice.").press()
    again = send(story)

    assert "Sent. Thank you for telling it." in sent.content.decode()
    assert "It is yours again" in taken_back.content.decode()
    assert still_mine.status_code == 302
    assert "Sent. Thank you for telling it." in again.content.decode()
    assert fresh(story).workflow_in_progress


def test_a_lesson_goes_the_same_way():
    lesson = a_lesson()

    send(lesson)
    publishing.return_to_author(fresh(lesson), by=an_editor(), note="Where did it hold?")
    open_step(lesson).write(context="Two teams").press()
    send(lesson)
    publishing.approve(fresh(lesson), by=an_editor())

    assert (fresh(lesson).live, fresh(lesson).context) == (True, "Two teams")


def test_sending_twice_sends_once():
    story = a_story()
    send(story)

    again = send(story)

    assert "already in review" in again.content.decode()
    assert fresh(story).workflow_states.count() == 1


def test_what_came_back_shows_the_note_on_top_and_goes_on_in_the_same_review():
    story, editor = a_story(), an_editor("Eddie Editor")
    send(story)
    publishing.return_to_author(fresh(story), by=editor, note="Say how many people were asked.")

    shown = open_step(story, "lessons").page.get_text()
    open_step(story, "lessons").write(lessons="We asked 40 people.").press()
    send(story)

    assert "Eddie Editor asked for changes" in shown
    assert "Say how many people were asked." in shown
    assert fresh(story).workflow_states.count() == 1
    assert fresh(story).workflow_in_progress


def test_a_change_to_a_live_story_must_be_sent_again_and_then_shows():
    story = a_live_story(lessons="As published.")
    open_step(story, "lessons").write(lessons="As changed.").press()

    before = fresh(story).lessons
    said = status_page(story)
    send(story)
    publishing.approve(fresh(story), by=an_editor())

    assert before == "As published."
    assert "Your later changes are a draft" in said
    assert fresh(story).lessons == "As changed."


def test_a_live_story_without_changes_is_not_sent():
    story = a_live_story()

    answer = send(story)

    assert "Nothing has changed since it was published." in answer.content.decode()
    assert not fresh(story).workflow_in_progress


def test_hashtags_of_the_text_are_the_pages_when_it_is_sent():
    story = a_story()
    open_step(story, "lessons").write(lessons="Ask first. #EQIPON").save_by_itself()

    send(story)
    publishing.approve(fresh(story), by=an_editor())

    assert [tag.name for tag in fresh(story).hashtags.all()] == ["EQIPON"]


@override_settings(SUBMISSIONS_PER_DAY=1)
def test_too_many_sent_in_a_day_are_refused_in_words():
    author = a_member()
    one, two = a_story(by=author), a_story(by=author)
    send(one)

    answer = send(two, follow=False)

    assert answer.status_code == 429
    assert "You have sent 1 texts to the editors since yesterday" in answer.content.decode()
    assert not fresh(two).workflow_in_progress


def test_an_editor_who_decides_in_the_same_moment_is_said(monkeypatch):
    story = a_story()
    send(story)
    decided = publishing.take_back

    def after_the_editor(page, *, by):
        publishing.approve(fresh(page), by=an_editor())
        decided(fresh(page), by=by)

    monkeypatch.setattr(publishing, "take_back", after_the_editor)

    answer = sign_in(story.owner).post(f"/en/write/{story.pk}/take-back/", follow=True)

    assert answer.status_code == 200
    assert "An editor has just decided." in answer.content.decode()


def test_without_a_workflow_the_reason_is_said(monkeypatch):
    story = a_story()
    monkeypatch.setattr(StoryPage, "get_workflow", lambda self: None)

    answer = send(story, follow=False)

    assert answer.status_code == 422
    assert "Nobody reviews pages here yet." in answer.content.decode()


def test_an_accepted_story_that_waits_for_its_day_is_closed_and_says_why():
    story = a_story()
    version = draft_of(story)
    version.go_live_at = timezone.now() + timedelta(days=3)
    version.save_revision(user=story.owner)
    send(story)
    publishing.approve(fresh(story), by=an_editor())

    shown = open_step(story, "lessons").page.get_text()
    saved = open_step(story, "lessons").write(lessons="Too late.").save_by_itself()
    taken = sign_in(story.owner).post(f"/en/write/{story.pk}/take-back/", follow=True)

    assert "given it a day to open" in shown
    assert saved.status_code == 423
    assert "given it a day to open" in saved.json()["said"]
    assert "given it a day to open" in taken.content.decode()
    assert "It opens to all readers on" in status_page(story)


def test_the_status_page_tells_the_way_so_far_and_the_place_in_the_queue():
    first, story, editor = a_story(), a_story(by=a_member("Robin Writer")), an_editor("Eddie Editor")
    send(first)
    send(story)

    waiting = status_page(story)
    publishing.return_to_author(fresh(story), by=editor, note="How many?")
    send(story)
    publishing.approve(fresh(story), by=editor)
    done = [moment.words for moment in standing.history(fresh(story))]

    assert "One text is waiting before yours." in waiting
    assert done[::-1] == [
        "Robin Writer began the draft.",
        "Robin Writer sent it to the editors.",
        "Eddie Editor sent it back with a note.",
        "Robin Writer sent it again.",
        "Eddie Editor accepted it.",
        "It is open to all readers.",
    ]
    assert "Everybody can read it." in status_page(story)


def test_my_stories_show_every_stage_what_waits_for_me_first(django_assert_max_num_queries):
    author, editor = a_member(), an_editor()
    stories = {name: a_story(by=author, title=name) for name in ("Plain draft", "Sent", "Came back", "Open", "Open and changed", "Gone")}
    for name in ("Sent", "Came back"):
        publishing.submit(fresh(stories[name]), by=author)
    publishing.return_to_author(fresh(stories["Came back"]), by=editor, note="Say how many.")
    for name in ("Open", "Open and changed", "Gone"):
        stories[name].get_latest_revision().publish()
    fresh(stories["Gone"]).unpublish()
    open_step(stories["Open and changed"], "lessons").write(lessons="As changed.").press()
    client = sign_in(author)
    client.get("/en/write/")

    with django_assert_max_num_queries(25):
        answer = client.get("/en/write/")

    stages = {line.title: line.label for line in answer.context["lines"]}
    assert stages == {
        "Came back": "Changes asked",
        "Plain draft": "Draft",
        "Sent": "In review",
        "Open and changed": "Live, with changes not yet sent",
        "Open": "Live",
        "Gone": "Withdrawn",
    }
    assert next(iter(stages)) == "Came back"
    assert "Say how many." in answer.content.decode()


def test_a_preview_shows_the_draft_to_its_writer_and_asks_machines_to_stay_away():
    story = a_live_story(lessons="As published.")
    open_step(story, "lessons").write(lessons="As changed.").press()

    answer = sign_in(story.owner).get(reverse("story_preview", args=[story.pk]))

    assert "As changed." in answer.content.decode()
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_what_may_point_to_a_person_is_asked_before_sending_and_never_holds_it_back():
    story = a_story(problem="Her card is 1234-567-897. Her SIN is 130 692 544.", aim_for_whom="Mrs. Tremblay")
    open_step(story, "what-you-did").write_rows("cycles", {"title": "A call", "test": "We called 416-555-0134."}).press()

    answer = sign_in(story.owner).get(f"/en/write/story/{story.pk}/check/")
    sent = send(story)

    page = BeautifulSoup(answer.content, "html.parser")
    asked = page.find(attrs={"aria-labelledby": "persons"})
    marked = [mark.get_text() for mark in asked.find_all("mark")]
    assert {"130 692 544", "Mrs. Tremblay", "416-555-0134"} <= set(marked)
    assert any(link["href"].endswith("/what-you-did/#rows-cycles") for link in asked.find_all("a"))
    assert "Sent. Thank you" in sent.content.decode()
