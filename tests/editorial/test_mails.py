"""Mails go to those concerned, in their language, with links that they can open."""

import re

import pytest
from django.core import mail

from editorial import effects, publishing
from members.roles import MEMBERS
from stories.models import Invitation, StoryPage
from tests.factories import a_live_story, a_member, a_story, an_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(settings):
    """Do what is due and say which mails went out, by address."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.WAGTAILADMIN_BASE_URL = "https://throughline.example"

    def by_address() -> dict[str, mail.EmailMessage]:
        mail.outbox = []
        effects.work_off()
        return {letter.to[0]: letter for letter in mail.outbox}

    return by_address


def links(letter) -> list[str]:
    return re.findall(r"https://\S+", letter.body)


def now(story) -> StoryPage:
    return StoryPage.objects.get(pk=story.pk)


def test_reviewers_and_editors_hear_that_a_story_waits_and_find_it(story, editor, reviewer, sent, signed_in):
    publishing.submit(story, by=story.owner)

    letters = sent()

    assert set(letters) == {editor.email, reviewer.email}
    assert signed_in(reviewer).get(links(letters[reviewer.email])[0].removeprefix("https://throughline.example")).status_code == 200
    assert story.owner.member.name in letters[editor.email].body


def test_an_editor_who_wrote_it_is_not_asked_to_review_it(sent):
    author = an_editor()
    story = a_story(by=author)
    publishing.submit(story, by=author)

    assert author.email not in sent()


def test_the_note_reaches_those_who_write_and_nobody_else(story, editor, sent):
    invited, asked = a_member(), a_member()
    Invitation.objects.create(page=story, member=invited.member, state="accepted")
    Invitation.objects.create(page=story, member=asked.member, state="asked")
    publishing.submit(story, by=story.owner)
    sent()

    publishing.return_to_author(now(story), by=editor, note="Say how many <people> & who.")
    letters = sent()

    assert set(letters) == {story.owner.email, invited.email}
    assert "Say how many <people> & who." in letters[invited.email].body
    assert "Edda Editor" in letters[invited.email].body


def test_no_mail_to_a_member_points_into_the_admin(story, editor, sent):
    everything = []
    publishing.submit(story, by=story.owner)
    publishing.return_to_author(now(story), by=editor, note="More, please.")
    everything += sent().values()
    publishing.submit(now(story), by=story.owner)
    publishing.approve(now(story), by=editor)
    everything += sent().values()
    now(story).unpublish()
    everything += sent().values()

    to_members = [letter for letter in everything if letter.to[0] == story.owner.email]

    assert len(to_members) == 3
    assert story.owner.groups.filter(name=MEMBERS).exists()
    assert not [link for letter in to_members for link in links(letter) if "/admin/" in link]


def test_a_published_story_is_linked_at_its_public_address(story, editor, sent):
    publishing.submit(story, by=story.owner)
    publishing.approve(story, by=editor)

    letter = sent()[story.owner.email]

    assert f"https://throughline.example/en/stories/{story.slug}/" in links(letter)


def test_wagtail_itself_sends_nothing(story, editor, sent, django_capture_on_commit_callbacks):
    mail.outbox = []
    publishing.submit(story, by=story.owner)
    publishing.return_to_author(now(story), by=editor, note="More, please.")
    publishing.submit(now(story), by=story.owner)
    publishing.approve(now(story), by=editor)

    assert mail.outbox == []


def test_a_story_in_french_brings_its_authors_to_the_french_pages(editor, sent):
    story = a_live_story(language="fr")

    assert f"https://throughline.example/fr/stories/{story.slug}/" in links(sent()[story.owner.email])


def test_the_language_that_a_person_chose_goes_first(editor, sent):
    from wagtail.users.models import UserProfile

    author = a_member()
    UserProfile.objects.create(user=author, preferred_language="fr")
    story = a_live_story(by=author, language="en")

    assert f"https://throughline.example/fr/stories/{story.slug}/" in links(sent()[author.email])


def test_a_title_with_a_line_break_makes_no_second_header(sent):
    story = a_live_story()
    effects.Effect.objects.update(data={"title": "One\nBcc: all@example.org", "page": story.pk})

    assert sent()[story.owner.email].subject == "Published: One"


def test_whoever_has_left_is_not_written_to(sent):
    story = a_live_story()
    type(story.owner).objects.filter(pk=story.owner.pk).update(is_active=False)

    assert sent() == {}
