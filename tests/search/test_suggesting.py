"""What is offered under the search box while somebody types."""

import pytest
from django.contrib.auth.models import AnonymousUser

from editorial import corrections
from search import indexing
from search.kinds import KINDS
from search.suggesting import suggestions
from tests.factories import a_live_story, an_editor
from tests.hostile import QUESTIONS
from tests.search.test_hostile_questions import generated

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def titles(typed: str, kind: str | None = None) -> list[str]:
    return [each.title for each in suggestions(typed, VISITOR) if kind is None or each.kind == kind]


@pytest.fixture
def story():
    story = a_live_story(title="Équipe du soir: fewer quiet wombats", problem="Zwanzigtausend quokkas")
    indexing.write([("story", story.pk)], KINDS["story"].drafts([story.pk]))
    return story


def test_a_thing_is_suggested_by_the_beginning_of_its_name(story):
    (first, *_rest) = suggestions("quiet womb", VISITOR)

    assert (first.title, first.kind, first.words) == (story.title, "story", story.title)
    assert story.slug in first.url
    assert [piece for piece, is_typed in first.pieces if is_typed] == ["quiet", "wombats"]
    assert "".join(piece for piece, _is_typed in first.pieces) == story.title


def test_a_thing_that_was_retracted_says_so(story):
    corrections.retract(story, by=an_editor(), reason="The figures were of another team.")

    assert [each.label for each in suggestions("quiet womb", VISITOR) if each.kind == "story"] == ["Story, retracted"]


def test_accents_do_not_count(story):
    assert story.title in titles("equip", "story")


def test_the_last_word_is_completed_with_a_word_of_the_index(story):
    assert "big quokkas" in titles("big quok", "")


def test_a_completed_question_leads_to_its_answer(story):
    completed = next(each for each in suggestions("quok", VISITOR) if not each.kind)

    assert completed.url.endswith("/search/?q=quokkas")
    assert completed.pieces == (("quokkas", True),)


@pytest.mark.parametrize("typed", ["", " ", "q", '"', "zzqx"])
def test_too_little_suggests_nothing(story, typed):
    assert suggestions(typed, VISITOR) == []


def test_what_is_withdrawn_is_not_suggested(story):
    type(story).objects.filter(pk=story.pk).update(live=False)  # the index has not heard of it

    assert titles("quiet womb", "story") == []


def test_nothing_that_is_typed_breaks_it(story):
    for typed in [*generated(seed=7, number=40), *QUESTIONS[::3]]:
        assert len(suggestions(typed, VISITOR)) <= 10, repr(typed)
