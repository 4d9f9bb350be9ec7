"""What was probably meant: typos of indexed words, and what no suggestion gives away."""

import random
import string

import pytest

from search import indexing, spelling, synonyms
from search.access import Reader
from search.indexing import Draft
from search.models import Synonym
from search.ranking.analysis import words as words_of
from search.ranking.near import is_another_form, is_clear, nearest
from search.ranking.question import parse
from tests.search.inflections import PAIRS

VISITOR = Reader(frozenset({"all", "anon"}), "en")
TYPOS, ENOUGH, SHORTEST = 500, 0.95, 5
# A vocabulary as large as that of a young site, of words that nobody here wrote for this test.
VOCABULARY = sorted({word for _language, *pair in PAIRS for word in pair})


def one_edit(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    letter = chance.choice(string.ascii_lowercase)
    edits = [word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :]]
    if at:
        edits.append(word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :])
    return chance.choice(edits)


def typos(words: list[str], seed: int = 5, number: int = TYPOS) -> list[tuple[str, str]]:
    """Mistyped words that are none, each with what was meant."""
    chance, known, made = random.Random(seed), set(words), []
    long_ones = [word for word in words if len(word) >= SHORTEST and word.isalpha()]
    while len(made) < number:
        word = chance.choice(long_ones)
        if (typo := one_edit(word, chance)) not in known:
            made.append((typo, word))
    return made


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("apointment", "appointment"),
        ("appiontment", "appointment"),
        ("appointmant", "appointment"),
        ("xppointment", "appointment"),
        ("wrads", "wards"),
        ("wardd", "ward"),
    ],
)
def test_one_slip_is_seen_through(typed, meant):
    assert nearest(typed, {"appointment": 3, "appointments": 2, "disappointment": 9, "wards": 1, "ward": 2, "words": 9})[0] == meant


def test_what_more_rows_say_is_likelier():
    assert nearest("canes", {"cases": 90, "caves": 1, "dances": 1})[0] == "cases"


def test_the_readers_language_comes_first():
    assert nearest("valeu", {"value": 2, "valeur": 2}, {"value"})[0] == "value"
    assert nearest("valeu", {"value": 2, "valeur": 2}, {"valeur"})[0] == "valeur"


def test_nothing_far_away_is_offered():
    assert nearest("ward", {"wards": 1, "warden": 1, "yard": 1, "cord": 1}) == ["wards", "yard"]


def test_a_plural_is_no_typo():
    assert is_another_form("reminders", "reminder")
    assert not is_another_form("remindr", "reminder")


def test_two_slips_and_another_beginning_are_another_word():
    assert nearest("walker", {"talked": 9}) == []
    assert nearest("unclosed", {"closed": 9}) == []
    assert nearest("apiontment", {"appointment": 3}) == ["appointment"]


@pytest.mark.parametrize(
    ("typed", "other", "is_it"),
    [
        ("wrads", "wards", True),
        ("apointment", "appointment", True),
        ("apointmnt", "appointment", True),
        ("ride", "rise", False),
        ("walker", "walked", True),
        ("waller", "walked", False),
    ],
)
def test_nobody_is_asked_only_where_it_is_clear_what_was_meant(typed, other, is_it):
    assert is_clear(typed, other) is is_it


def a_row(key: int, body: str, access: str = "all", language: str = "en", title: str = "A title") -> None:
    draft = Draft(kind="story", object_id=key, language=language, title=title, body=body, access=access)
    indexing.write([("story", key)], [draft])


@pytest.mark.django_db
class TestMeant:
    """With rows in the index."""

    @pytest.fixture(autouse=True)
    def _rows(self):
        a_row(1, "Fewer missed appointments on the ward. Reminders by phone.")
        a_row(2, "L’amélioration de l’équipe, à l’hôpital. SARM.", language="fr")
        a_row(3, "buprenorphine", access="group7")

    def meant(self, typed: str, reader: Reader = VISITOR) -> str:
        return spelling.did_you_mean(parse(typed), reader)

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("missd apointments", "missed appointments"),
            ("Fewer misssed  apointments -opiod type:story", "Fewer missed appointments -opiod type:story"),
            ('"missed apointments" OR "by phnoe"', '"missed appointments" OR "by phone"'),
            ("title:wrad", "title:ward"),
            ("amelioratoin de l’equpe", "amélioration de l’équipe"),
            ("SRAM", "SARM"),
        ],
    )
    def test_unknown_words_are_corrected_and_the_rest_stays_as_typed(self, typed, meant):
        assert self.meant(typed) == meant

    @pytest.mark.parametrize(
        "typed",
        ["", '"', "appointments", "appointment", "zzzzzz", "of", "2024x", "-apointments", "type:stroy", "reminder", "reminding", "misses"],
    )
    def test_nothing_is_offered_where_nothing_is_wrong_or_nothing_is_near(self, typed):
        assert self.meant(typed) == ""

    def test_a_word_that_only_hidden_rows_say_is_never_offered(self):
        member = Reader(frozenset({"all", "in", "group7"}), "en")

        assert self.meant("buprenorphin") == ""
        assert self.meant("buprenorphin", member) == ""

    def test_what_editors_know_as_a_synonym_is_no_typo(self):
        Synonym.objects.create(terms="wadr, something")

        assert spelling.did_you_mean(parse("wadr", synonyms.current("en")), VISITOR) == ""


def test_five_hundred_typos_are_seen_through():
    documents = {word: 1 + len(text) % 7 for text in VOCABULARY for word in words_of(text)}

    wrong = [(typo, word) for typo, word in typos(sorted(documents)) if nearest(typo, documents)[:1] != [word]]

    assert len(wrong) <= (1 - ENOUGH) * TYPOS, wrong


@pytest.mark.django_db
def test_typos_of_indexed_words_are_corrected_first():
    """The five hundred are tried without a database; here a few show that the engine offers the same words."""
    a_row(1, " ".join(VOCABULARY), language="fr")
    indexed = sorted({word for text in VOCABULARY for word in words_of(text)})
    few = typos(indexed, number=60)

    wrong = [(typo, word) for typo, word in few if spelling.likely(typo, "fr")[:1] != [word]]

    assert len(wrong) <= (1 - ENOUGH) * len(few), wrong
