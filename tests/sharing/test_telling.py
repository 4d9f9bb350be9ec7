"""Members whom an alert named a page, and teams that built on it, hear once when it is corrected, retracted or taken away."""

import pytest
from django.core import mail
from wagtail.models import PageViewRestriction

from editorial import corrections, effects
from search import alerts, feeding, saving
from search.models import SavedSearch
from stories.models import StoryLink
from tests.factories import a_live_story, a_member, an_editor

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def told_of_a_story(user=None, **fields):
    """A reader with an alert, and the story that the alert named."""
    reader = user or a_member("Rita Reads")
    saved = saving.save("q=naloxone", name="Naloxone", often="at-once", by=reader)
    story = a_live_story(title="Naloxone at the door", **fields)
    feeding.make("story", [story.pk])
    alerts.tell_at_once()
    mail.outbox.clear()
    return saved, story


def letters_to(user) -> list[str]:
    """What the worker brings this person now."""
    effects.work_off()
    return [letter.subject for letter in mail.outbox if letter.to == [user.email] and not letter.subject.startswith("Published")]


def test_whoever_was_told_of_a_story_hears_that_it_is_retracted_once():
    saved, story = told_of_a_story()

    corrections.retract(story, by=an_editor(), reason="The figures were of another ward.")
    heard = letters_to(saved.user)
    letters_to(saved.user)

    assert heard == ["Retracted: Naloxone at the door"]
    assert len([letter for letter in mail.outbox if letter.to == [saved.user.email]]) == 1
    letter = next(letter for letter in mail.outbox if letter.to == [saved.user.email])
    assert "The figures were of another ward." in letter.body and f"/en/stories/{story.slug}/" in letter.body
    assert saved.token in letter.body and saved.token in letter.extra_headers["List-Unsubscribe"]


def test_a_correction_and_a_withdrawal_are_told_too():
    saved, story = told_of_a_story()

    corrections.correct(story, by=an_editor(), reason="15.3%, not 13.5%.")
    first = letters_to(saved.user)
    story.unpublish()
    mail.outbox.clear()

    assert first == ["Corrected: Naloxone at the door"]
    assert letters_to(saved.user) == ["No longer public: Naloxone at the door"]


def test_a_deleted_story_is_told_without_its_address():
    saved, story = told_of_a_story()

    story.delete()

    assert letters_to(saved.user) == ["No longer public: Naloxone at the door"]
    assert story.slug not in mail.outbox[-1].body


def test_what_was_only_found_when_the_search_was_saved_is_nobodys_news():
    story = a_live_story(title="Naloxone at the door")
    feeding.make("story", [story.pk])
    saved = saving.save("q=naloxone", name="Naloxone", often="at-once", by=a_member())

    corrections.retract(story, by=an_editor(), reason="The figures were of another ward.")

    assert letters_to(saved.user) == []


@pytest.mark.parametrize("when", ["before", "between"])
@pytest.mark.parametrize("how", ["unsubscribed", "removed", "inactive"])
def test_nobody_who_has_left_is_written_to(when, how):
    saved, story = told_of_a_story()

    def leave():
        if how == "unsubscribed":
            saving.stop_mail(saved)
        elif how == "removed":
            saving.remove(saved, by=saved.user)
        else:
            saved.user.is_active = False
            saved.user.save()

    if when == "before":
        leave()
    corrections.retract(story, by=an_editor(), reason="The figures were of another ward.")
    leave()

    assert letters_to(saved.user) == []


def test_two_saved_searches_make_one_letter():
    saved, story = told_of_a_story()
    second = SavedSearch.objects.create(user=saved.user, asked="q=door", name="Doors", often="daily")
    second.told.create(kind="story", object_id=story.pk, by_mail=True)

    story.unpublish()

    assert letters_to(saved.user) == ["No longer public: Naloxone at the door"]


def test_the_author_hears_as_the_author_alone():
    author = a_member("Ana Author")
    _saved, story = told_of_a_story(author, by=author)

    corrections.retract(story, by=an_editor(), reason="The figures were of another ward.")

    assert letters_to(author) == ["Retracted: Naloxone at the door"]
    assert "saved search" not in mail.outbox[-1].body


def test_a_team_that_took_the_idea_hears_of_it():
    adopter = a_member("Ada Adopts")
    story, ours = a_live_story(title="Naloxone at the door"), a_live_story(by=adopter)
    StoryLink.objects.create(page=ours, parent=story, kind=StoryLink.Kind.ADOPTED)

    story.delete()

    assert letters_to(adopter) == ["No longer public: Naloxone at the door"]
    assert "builds on that page" in mail.outbox[-1].body


def test_who_may_not_read_the_page_any_more_does_not_get_its_correction():
    saved, story = told_of_a_story()
    PageViewRestriction.objects.create(page=story, restriction_type="password", password="open sesame")

    corrections.correct(story, by=an_editor(), reason="15.3%, not 13.5%.")

    assert letters_to(saved.user) == []


def test_put_back_before_the_letter_left_means_no_letter():
    saved, story = told_of_a_story()

    story.unpublish()
    story.get_latest_revision().publish()

    assert letters_to(saved.user) == []
