"""Beginning a draft, how many a day, and throwing one away."""

import pytest
from django.test import override_settings

from editorial import publishing
from stories.composer import coauthors
from stories.models import LessonPage, StoryPage
from tests.factories import a_lesson, a_live_story, a_member, a_story

from .desk import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize("title", ["", "   ", "\x00\x07", "x" * 300])
def test_a_title_is_asked_for_and_what_was_chosen_stays(title):
    client = sign_in(a_member())

    answer = client.post("/en/write/story/new/", {"title": title, "language": "fr"})

    assert answer.status_code == 422
    assert 'value="fr"' in answer.content.decode().split("checked")[0][-200:]
    assert not StoryPage.objects.exists()


@override_settings(NEW_DRAFTS_PER_DAY=2)
def test_too_many_drafts_in_a_day_are_refused_in_words_for_one_member_alone():
    author, other = a_member(), a_member()
    client = sign_in(author)
    for title in ("One", "Two"):
        client.post("/en/write/story/new/", {"title": title, "language": "en"})

    answer = client.post("/en/write/lesson/new/", {"title": "Three", "language": "en"})
    others = sign_in(other).post("/en/write/lesson/new/", {"title": "Four", "language": "en"})

    assert answer.status_code == 429
    assert "You have begun 2 drafts since yesterday" in answer.content.decode()
    assert 'value="Three"' in answer.content.decode()
    assert others.status_code == 302
    assert [lesson.title for lesson in LessonPage.objects.all()] == ["Four"]


@override_settings(NEW_DRAFTS_PER_DAY=1)
def test_throwing_a_draft_away_gives_no_new_one_for_the_day():
    client = sign_in(a_member())
    client.post("/en/write/story/new/", {"title": "One", "language": "en"})
    client.post(f"/en/write/{StoryPage.objects.get().pk}/delete/")

    answer = client.post("/en/write/story/new/", {"title": "Two", "language": "en"})

    assert answer.status_code == 429
    assert not StoryPage.objects.exists()


def test_two_drafts_of_one_title_stand_side_by_side():
    client = sign_in(a_member())

    for _ in range(2):
        client.post("/en/write/story/new/", {"title": "Reminders", "language": "en"})

    assert sorted(StoryPage.objects.values_list("slug", flat=True)) == ["reminders", "reminders-1"]


@pytest.mark.parametrize("title", ["???", "早期介入", "-_-", "ﬃ" * 200])
def test_a_title_in_any_letters_gets_an_address(title):
    client = sign_in(a_member())

    answer = client.post("/en/write/story/new/", {"title": title, "language": "en"})

    assert answer.status_code == 302
    assert StoryPage.objects.get().slug


def test_a_draft_is_thrown_away_after_asking():
    story = a_story()
    client = sign_in(story.owner)

    asked = client.get(f"/en/write/{story.pk}/delete/")
    done = client.post(f"/en/write/{story.pk}/delete/", follow=True)

    assert story.title in asked.content.decode()
    assert "was thrown away" in done.content.decode()
    assert not StoryPage.objects.filter(pk=story.pk).exists()


def test_what_editors_or_readers_have_is_not_thrown_away():
    live, sent, lesson = a_live_story(), a_story(), a_lesson()
    publishing.submit(StoryPage.objects.get(pk=sent.pk), by=sent.owner)

    answers = [sign_in(page.owner).post(f"/en/write/{page.pk}/delete/", follow=True) for page in (live, sent)]
    sign_in(lesson.owner).post(f"/en/write/{lesson.pk}/delete/")

    assert all("only before editors or readers have it" in answer.content.decode() for answer in answers)
    assert StoryPage.objects.filter(pk__in=[live.pk, sent.pk]).count() == 2
    assert not LessonPage.objects.filter(pk=lesson.pk).exists()


def test_a_withdrawn_story_was_read_and_is_not_thrown_away():
    story = a_live_story()
    story.unpublish()

    sign_in(story.owner).post(f"/en/write/{story.pk}/delete/")

    assert StoryPage.objects.filter(pk=story.pk).exists()


def test_a_coauthor_cannot_throw_away_what_another_began():
    story, other = a_story(), a_member()
    coauthors.accept(coauthors.ask(other.member, story, by=story.owner), by=other)

    answer = sign_in(other).post(f"/en/write/{story.pk}/delete/", follow=True)

    assert "Only the person who began it" in answer.content.decode()
    assert StoryPage.objects.filter(pk=story.pk).exists()
