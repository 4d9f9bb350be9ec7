"""The analyzers of the cluster take texts apart exactly as the product does: else the engines would find different things."""

import random
from pathlib import Path

import pytest
from django.test import override_settings

from search.engines.cluster.connection import Address
from search.engines.cluster.documents import index_of
from search.ranking import analysis

ROOT = Path(__file__).resolve().parents[3]
TEXTS = [*sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))]
BEGINNINGS = [
    "improv",
    "measur",
    "hospital",
    "gener",
    "commun",
    "arriv",
    "y",
    "hopp",
    "dy",
    "oppos",
    "soign",
    "équip",
    "naiss",
    "pay",
    "œuvr",
]
ENDINGS = {
    "en": ["", "s", "es", "ed", "ing", "ment", "ational", "ly", "iveness", "ized", "ies", "ying", "'s", "fully", "ousli", "eed", "ogi"],
    "fr": ["", "s", "es", "er", "ement", "ements", "ions", "ante", "euse", "issait", "erait", "ité", "ités", "ique", "eaux", "logie", "ée"],
}
SIGNS = [
    "L’hôpital d'Ottawa; qu’elle jusqu'à aujourd’hui", "the ward’s wards' o'clock rock'n'roll ''", "ﬁche ﬂux œdème Œuvre straße ẞ", "m² H₂O ①",
    "İstanbul ISTANBUL ıssız", "ｆｕｌｌ ｗｉｄｅ １２", "3.5 % 2024-06-30 1,000 a_b __c__ #EQIPON @x", "naïve e\u0301quipe NOE\u0308L", "日本 Ελλάδα Москва", "½ Ⅷ",
    "a'b'c'd's s'il", "x" * 300, "\u200b\u00ad\u00a0", "don't can't",
]  # fmt: skip


@pytest.fixture(scope="module")
def take_apart(node):
    """What the cluster makes of a text with one of the analyzers."""
    client = Address((node.url,)).client(is_for_writing=True)
    names = {language: f"throughline-analyzers-{language}" for language in analysis.LANGUAGES}
    with override_settings(SEARCH_REPLICAS=0):
        for language, name in names.items():
            index_of(language, name).create(using=client)

    def tokens(text: str, language: str, analyzer: str) -> list[str]:
        answer = client.indices.analyze(index=names[language], analyzer=analyzer, text=analysis.composed(text))
        return [each["token"] for each in answer["tokens"]]

    yield tokens
    client.indices.delete(index=list(names.values()))
    client.close()


@pytest.mark.parametrize("language", analysis.LANGUAGES)
def test_thousands_of_words_have_the_same_stems(take_apart, language):
    """Given all texts of this project in both languages, when the cluster takes them apart, then not one stem differs."""
    lines = [line for path in TEXTS for line in path.read_text().splitlines()]
    pieces = ["\n".join(lines[start : start + 600]) for start in range(0, len(lines), 600)]

    differing = [piece for piece in pieces if take_apart(piece, language, f"qi_{language}") != analysis.stems(piece, language)]

    assert differing == []
    assert len({word for piece in pieces for word in analysis.words(piece)}) > 3000


@pytest.mark.parametrize("language", analysis.LANGUAGES)
def test_made_up_forms_have_the_same_stems(take_apart, language):
    """Given thousands of beginnings with endings on them, most no words at all, when taken apart, then the stems are the same."""
    chance = random.Random(language)
    letters = "abcdefghilmnoprstuvyéèêçàôîù'"
    beginnings = BEGINNINGS + ["".join(chance.choices(letters, k=chance.randint(1, 7))) for _ in range(250)]
    made_up = " ".join(beginning + ending for beginning in beginnings for ending in ENDINGS[language])

    assert take_apart(made_up, language, f"qi_{language}") == analysis.stems(made_up, language)


@pytest.mark.parametrize("text", SIGNS)
def test_signs_and_letters_of_all_kinds_are_read_alike(take_apart, text):
    """Given articles, apostrophes, ligatures, other alphabets, when taken apart, then the words are the product's."""
    assert take_apart(text, "en", "exact") == analysis.words(text)
    assert take_apart(text, "fr", "qi_fr") == analysis.stems(text, "fr")


def test_every_letter_of_european_languages_is_folded_alike(take_apart):
    """Given every letter with a sign on it that European languages write, when taken apart, then it is folded to the same."""
    letters = [chr(number) for number in [*range(0xC0, 0x180), *range(0x1E00, 0x1E9A), *range(0x1EA0, 0x1EFA), *range(0x370, 0x530)]]
    odd = "ĸŉĿŀ"  # kra, an n with an apostrophe, l with a dot: folded by the server alone, and nobody writes them
    text = " ".join(f"a{letter}b" for letter in letters if letter.isalnum() and letter not in odd)

    assert take_apart(text, "en", "exact") == analysis.words(text)


def test_words_of_a_question_are_only_stemmed(take_apart):
    """Given a folded word that would lose an article if it were folded again, when asked for, then it stays whole."""
    assert take_apart("d'x improving", "en", "asked_en") == ["d'x", "improv"]
    assert take_apart("d'x améliorations", "fr", "asked_fr") == ["d'x", analysis.stem("améliorations", "fr")]


def test_a_word_is_found_by_its_beginnings(take_apart):
    """Given a title, when taken apart for suggestions, then each beginning of each word is there, folded."""
    assert take_apart("Équipe", "fr", "begins") == ["e", "eq", "equ", "equi", "equip", "equipe"]


def test_a_text_of_nothing_but_apostrophes_does_no_harm(take_apart):
    """Given half a megabyte made to upset a pattern, when taken apart, then the server answers and lives."""
    text = "a'" * 9000

    assert len(take_apart(text, "en", "exact")) == 1
