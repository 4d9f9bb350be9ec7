"""Whatever is typed becomes a question, whatever is written can be marked: thousands of each, the same at every run."""

import random
import unicodedata

import pytest

from search.ranking.marking import marked, place_of, snippet
from search.ranking.question import LONGEST_QUESTION, MOST_WORDS, Question, parse, placed_words
from tests.hostile import HOSTILE
from tests.search.test_hostile import TYPED
from tests.search.test_synonyms import KEPT

NUMBER = 3000
PARTS = [
    *'"“”«»-−#:()[]{}*\\/%_&|!<>~^$@+=?,.;’\'` \t\n\0\x1b\x7f\ud800\udfff\u200b\u202e\ufeff', "OR", "OU", " OR ", "AND", "NEAR/2", "title:", "titre:",
    "author:", "tag:", "type:", "méthode:", "after:", "before:", "2024-06", "9999-99-99", '"no show"', "#EQIPON", "-#", '-"', "ED", "PDSA",
    "plan do study act", "l’", "d’", "é", "e\u0301", "Z\u0351\u0323\u0351", "œ", "İ", "ß", "ﬁ", "日本", "سلامة", "😀", "👩‍⚕️", "<script>", "{{ 7*7 }}",
    "' OR 1=1 --", "a", "ward", "waits", "well-being", "1e999", "½", "x" * 50,
]  # fmt: skip


def generated(seed: int = 5, number: int = NUMBER) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices(PARTS, k=chance.randint(1, 30))) for _ in range(number)]


ALL = [*generated(), *HOSTILE, *TYPED]


def is_whole(question: Question) -> bool:
    """Within its bounds, and nothing in it that a database or a page could choke on."""
    phrases = [phrase for wanted in question.wanted for phrase in wanted.phrases] + list(question.unwanted)
    values = [value for values in question.chosen.values() for value in values]
    texts = [question.text, *values, *(phrase.typed for phrase in phrases), *(word for phrase in phrases for word in phrase.words)]
    return (
        len(question.text) <= LONGEST_QUESTION
        and len(question.unwanted) <= MOST_WORDS
        and sum(len(wanted.phrases[0].words) == 1 for wanted in question.wanted) <= MOST_WORDS
        and all(phrase.words and all(phrase.words) for phrase in phrases)
        and all(wanted.phrases for wanted in question.wanted)
        and not any(unicodedata.category(letter) in ("Cc", "Cs") for text in texts for letter in text)
    )


def test_there_are_more_than_three_thousand():
    assert len(set(ALL)) > NUMBER


def test_everything_typed_is_a_question_within_its_bounds():
    for typed in ALL:
        assert is_whole(parse(typed, KEPT["en"])), repr(typed)


def test_what_was_understood_is_understood_again():
    for typed in ALL[:1000]:
        question = parse(typed)
        assert parse(question.text).wanted == question.wanted, repr(typed)


def test_places_of_words_are_those_of_the_text():
    for typed in ALL[:1000]:
        text = parse(typed).text
        assert all(0 <= start < end <= len(text) for start, end, _word in placed_words(text)), repr(typed)


def test_every_text_can_be_marked_for_every_question():
    for typed, text in zip(ALL, reversed(ALL), strict=True):
        question = parse(typed, KEPT["fr"])
        pieces = marked(text, question, "fr")
        snippet(text, question, "xx")
        assert "".join(piece for piece, _is_word in pieces).replace("\u0351", "").replace("\u0301", "") in (
            unicodedata.normalize("NFC", text).replace("\u0351", "").replace("\u0301", "")
        ), repr(typed)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 60_000,
        "[a](" * 15_000,
        "\n" * 60_000,
        "Z" + "\u0351\u0323" * 30_000,
        "no " * 15_000,
        "plan do study " * 4_000,
        "-" * 60_000,
        "> " * 30_000,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_long_texts_are_gone_through_once(text):
    """Anything that grows with the square of the text would run into the time limit of a test here."""
    question = parse('"no show" OR PDSA plan do study act a', KEPT["en"])

    assert place_of(text, question, "en") >= -1
    assert marked(text, question, "en")


@pytest.mark.parametrize("unit", ["a ", '"', "-", "\0", "a", "\u0351\u0323", "OR ", "#a"])
def test_a_megabyte_is_cut_before_it_is_read(unit):
    question = parse(unit * (1_000_000 // len(unit)), KEPT["en"])

    assert is_whole(question)
