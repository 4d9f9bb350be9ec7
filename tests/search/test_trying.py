"""While an aim is written: who has tried this, what came of it, and whom to ask."""

import pytest
from django.test import Client

from editorial import corrections
from search import feeding
from stories.models import StoryPage
from tests.factories import a_live_story, a_member, a_story, an_editor

pytestmark = pytest.mark.django_db
TRIED = "/en/search/tried/"
AIM = "Cut missed first appointments by half."


def browser_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def ask(aim: str = AIM, **more) -> str:
    return browser_of(a_member()).post(TRIED, {"aim": aim, **more}, headers={"X-Requested-With": "fetch"}).content.decode()


def test_a_story_near_the_aim_is_shown_with_its_outcome_and_whom_to_ask():
    ana = a_member("Ana Lima")
    story = a_live_story(by=ana, status=StoryPage.Status.DID_NOT_WORK, result_statement="Nothing changed in a year.")
    feeding.make("story", [story.pk])

    shown = ask()

    assert story.title in shown and "Did not work" in shown and "Nothing changed in a year." in shown
    assert ana.member.get_absolute_url() in shown


def test_one_that_did_not_work_keeps_the_last_place():
    stories = [a_live_story() for _number in range(6)] + [a_live_story(status=StoryPage.Status.DID_NOT_WORK, title="Missed letters")]
    feeding.make("story", [story.pk for story in stories])

    shown = ask()

    assert shown.count("<li>") == 5 and "Missed letters" in shown


def test_drafts_and_the_story_itself_are_never_shown():
    draft, own = a_story(title="A draft about missed appointments"), a_live_story(title="The story being written")
    feeding.make("story", [draft.pk, own.pk])

    shown = ask(story=str(own.pk))

    assert "Nobody has written about this here yet" in shown


def test_a_story_that_was_retracted_is_no_example():
    story = a_live_story()
    feeding.make("story", [story.pk])
    corrections.retract(story, by=an_editor(), reason="The figures were of another team.")

    assert "Nobody has written about this here yet" in ask()


def test_one_common_word_is_not_enough():
    feeding.make("story", [a_live_story(title="Sleep", aim="", problem="By half.", what_we_did="", result_statement="", lessons="").pk])

    assert "Nobody has written about this here yet" in ask("Cut falls by half")


@pytest.mark.parametrize("aim", ["", "\0", "a" * 100_000, "<script>alert(1)</script>", '"', "-falls OR"])
def test_whatever_is_typed_is_answered(aim):
    assert "<script" not in ask(aim)


def test_without_a_script_it_is_a_page_and_strangers_are_asked_to_sign_in(client):
    page = browser_of(a_member()).post(TRIED, {"aim": AIM}).content.decode()

    assert "<h1>Who has tried this?</h1>" in page
    assert client.post(TRIED, {"aim": AIM}).status_code == 302


def test_the_composer_has_a_place_for_it_below_the_aim():
    ana = a_member()
    draft = a_story(by=ana)

    page = browser_of(ana).get(f"/en/write/story/{draft.pk}/about/").content.decode()

    assert f'data-tried="{TRIED}"' in page and f'formaction="{TRIED}"' in page
