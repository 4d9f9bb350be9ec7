"""Signs that turn the words after them around, and that nobody sees, do not get into a title."""

import pytest

from tests.factories import a_story

from .desk import draft_of, open_step

pytestmark = pytest.mark.django_db


def test_a_title_cannot_turn_around_what_stands_after_it():
    story = a_story()

    open_step(story).write(title="Safe\u202e gnihton \u2066here").press()

    assert draft_of(story).title == "Safe gnihton here"


def test_a_title_that_nobody_can_see_is_no_title():
    story = a_story()

    sheet = open_step(story).write(title="\u202e" * 50).pressed()

    assert "Give it a title" in sheet.complaints
    assert draft_of(story).title == story.title
