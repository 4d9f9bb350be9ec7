"""Marked words and the piece of a text that is shown: plain Python, no database."""

import unicodedata

import pytest

from search.ranking.marking import LONGEST, beginning, marked, page_of, place_of, readable, snippet
from search.ranking.question import parse
from search.ranking.synonyms import Group, Synonyms

KNOWN = Synonyms([Group.of(["PDSA", "plan do study act"]), Group.of(["ED", "emergency department"], minds_capitals=True)])


def words(text: str, typed: str, language: str = "en") -> list[str]:
    return [piece for piece, is_word in marked(text, parse(typed, KNOWN), language) if is_word]


@pytest.mark.parametrize(
    ("typed", "language", "text", "expected"),
    [
        ("reminders", "en", "One reminder; reminding nobody.", ["reminder", "reminding"]),
        ("ward", "en", "towards the ward’s end, wards", ["ward’s", "wards"]),
        ("sante", "fr", "La santé, la Sante", ["santé", "Sante"]),
        ("rappelée", "fr", "Des rappels: rappeler.", ["rappels", "rappeler"]),
        ("soeur", "fr", "une sœur", ["sœur"]),
        ('"no show"', "en", "No show, a no-show; no, they show", ["No show", "no-show"]),
        ("pdsa", "en", "Plan, do, study, act: a PDSA. We plan.", ["Plan, do, study, act", "PDSA"]),
        ("ED", "en", "in the emergency departments (ED)", ["emergency departments", "ED"]),
        ("title:waits", "en", "the wait", ["wait"]),
        ("sleep -wait", "en", "sleep, wait", ["sleep"]),
        ("type:lesson", "en", "a lesson", []),
    ],
)
def test_what_the_engines_match_is_marked(typed, language, text, expected):
    assert words(text, typed, language) == expected


def test_the_longest_is_marked_and_nothing_twice():
    assert words("plan do study act", 'plan "do study" PDSA') == ["plan do study act"]


@pytest.mark.parametrize("text", ["", "<b>wait</b> & wait", "e\u0301quipe wait", "wait" * 30, "’wait’ l’wait", "\0wait\0", "🙂wait🙂"])
def test_the_pieces_together_are_the_text(text):
    assert "".join(piece for piece, _is_word in marked(text, parse("wait équipe"), "en")) == unicodedata.normalize("NFC", text)


def test_a_snippet_shows_where_most_of_the_wanted_is_said():
    text = "Sleep was poor. " + "Nothing happened here at all. " * 30 + "Then phones and sleep: calls by phone. " + "And so on. " * 50

    piece = snippet(text, parse("sleep phones calls"), "en")

    assert "phones and sleep: calls by phone" in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert len(piece) <= LONGEST + 4


def test_a_short_text_is_shown_whole():
    assert snippet("We call by phone.", parse("phone"), "en") == "We call by phone."


def test_a_snippet_has_no_signs_of_markdown_and_no_addresses():
    text = "# Title\n\n* See [the **phone** list](http://phone.example/phone)\n\n| a | phone |\n|---|---|\n> `code`"

    piece = snippet(text, parse("phone"), "en")

    assert piece == readable(text)
    assert not set("#*[]|`>") & set(piece)
    assert "example" not in piece


def test_a_snippet_keeps_french_figures_and_their_signs_together():
    text = "Avec le rappel,\n30\u00a0% des questionnaires  sont revenus."

    assert snippet(text, parse("rappel"), "fr") == "Avec le rappel, 30\u00a0% des questionnaires sont revenus."


def test_a_text_that_says_nothing_of_it_has_no_snippet():
    assert snippet("Nothing.", parse("phone"), "en") == ""
    assert place_of("Nothing.", parse("phone"), "en") == -1
    assert beginning("## Nothing. " * 40).startswith("Nothing. ")


def test_a_hit_in_a_file_names_its_page():
    text = "first page\nsecond page says phone\nthird"

    place = place_of(text, parse("phone"), "en")

    assert text[place:].startswith("phone")
    assert page_of([[1, 0], [2, 11], [3, 34]], place) == 2
    assert page_of([], place) is None
    assert page_of([[1, 0]], -1) is None
