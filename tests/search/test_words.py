"""Words, their order and their excerpt: plain Python, no database."""

import pytest

from search.ranking.excerpt import excerpt, marked, readable
from search.ranking.order import Found, best_first, newest_first, points
from search.ranking.words import Word, plain, question, said


def words(text: str):
    return question(text).words


@pytest.mark.parametrize(
    ("word", "text", "is_said"),
    [
        ("reminder", "Text reminders, sent by hand", True),
        ("reminders", "One reminder a week", True),
        ("REMINDER", "a Reminder", True),
        ("sante", "La santé mentale", True),
        ("santé", "Sante publique", True),
        ("ÉQUIPE", "l'équipe du soir", True),
        ("soeur", "Une sœur", True),
        ("ward", "towards the end", False),
        ("ed", "an educated guess, needed", False),
        ("ED", "sent to the ED.", True),
        ("5s", "5S on the ward", True),
        ("pdsa", "PDSA/SPC", True),
        ("access", "accesses", True),
        ("план", "ПЛАН на год", True),
    ],
)
def test_a_word_is_said_whatever_its_case_accents_and_plural(word, text, is_said):
    assert (said(words(word), plain(text)) == 1) is is_said


def test_a_question_keeps_its_different_words_in_order_without_small_ones():
    asked = question("How to reduce the missed appointments, reduce appointment")

    assert [word.typed for word in asked.words] == ["reduce", "missed", "appointments"]
    assert asked.left_out == ("How", "to", "the")
    assert not asked.is_cut


def test_small_words_count_when_there_are_no_others():
    assert [word.typed for word in words("to the")] == ["to", "the"]


def test_a_question_is_cut_at_twelve_words_and_two_hundred_characters():
    many, long = question(" ".join(f"word{number}" for number in range(40))), question("x" * 1000)

    assert (len(many.words), many.is_cut) == (12, True)
    assert (len(long.text), long.is_cut) == (200, True)


@pytest.mark.parametrize("signs", ["", " ", "\0", "\t", '"', "*", "😀", "___", "\u2028", "%", "' OR 1=1 --"[0]])
def test_signs_are_no_words(signs):
    assert words(signs) == ()


# The table of docs/search.md, from first to last, for the question "missed appointments".
IN_ORDER = [
    ("Missed appointments", ""),
    ("Fewer missed appointments in spring", ""),
    ("Why letters are missed", "About appointments."),
    ("Letters", "Appointments that people missed."),
    ("Missed", ""),
    ("Letters people missed", ""),
    ("Letters", "A missed letter."),
]


def test_the_order_is_that_of_the_table():
    asked = words("missed appointments")

    worth = [points(said(asked, plain(title)), said(asked, plain(text)), plain(title)) for title, text in IN_ORDER]

    assert worth == sorted(worth, reverse=True)
    assert len(set(worth)) == len(worth)


def test_equal_points_are_ordered_by_date_then_by_title():
    old, new, b, a = (
        Found("story", 1, 5, "2020-01-01", "old"),
        Found("story", 2, 5, "2024-01-01", "new"),
        Found("method", 3, 5, "", "b"),
        Found("method", 4, 5, "", "a"),
    )
    better = Found("story", 5, 9, "2010-01-01", "better")

    assert best_first([old, b, new, a, better]) == [better, new, old, a, b]
    assert newest_first([old, b, new, a, better]) == [new, old, better, a, b]


def test_an_excerpt_shows_the_word_with_what_stands_around_it():
    text = f"{'before ' * 40}the **reminder** came [late](https://example.org) {'after ' * 60}"

    piece = excerpt(text, words("reminders"))

    assert "the reminder came late" in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert len(piece) < 240


def test_a_text_without_the_words_has_no_excerpt():
    assert excerpt("Nothing of it.", words("reminder")) == ""


def test_words_are_marked_as_they_are_written():
    pieces = marked("Œuvre: la Santé, des SANTÉS, sœurs", words("sante soeur"))

    assert [piece for piece, is_word in pieces if is_word] == ["Santé", "SANTÉS", "sœurs"]
    assert "".join(piece for piece, _is_word in pieces) == "Œuvre: la Santé, des SANTÉS, sœurs"


def test_words_that_overlap_are_marked_once():
    assert marked("appointments", words("appoint appointment")) == [("appointments", True)]


def test_markdown_is_read_without_its_signs():
    assert readable("# Title\n\n- *one* [two](x) [^1]\n> three `four`") == "Title one two three four"


def test_a_word_knows_its_plural():
    assert (Word("studies").stem, Word("loss").stem, Word("gas").stem, Word("avis").stem) == ("studie", "loss", "gas", "avis")
