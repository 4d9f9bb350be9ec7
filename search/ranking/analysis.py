"""Texts into words, the same for every engine: what the analyzers `qi_en` and `qi_fr` of the cluster do, done in plain Python.

A word is a run of letters and digits, with apostrophes inside it. Then, in this order: accents folded, lower case, the French article
off the front (l’, d’, qu’ ...), the English ’s off the end, and for the stem the Snowball stemmer of the language (Porter2 in English).
Folding comes before stemming so that who types no accents finds the same.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import Stemmer

LANGUAGES = ("en", "fr")
LONGEST_WORD = 80  # longer ones are cut: nobody looks for them
TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
ELIDED = ("l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu")
SPECIAL = {
    "œ": "oe",
    "æ": "ae",
    "ß": "ss",
    "ẞ": "ss",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "ı": "i",
    "ħ": "h",
    "ŋ": "n",
    "ŧ": "t",
    "ſ": "s",
}
# The French stemmer counts on accents, which are folded here. These endings first become those that it knows without: one form for
# récit and récits, évaluer and évaluée, essayer and essayé, infirmier and infirmière, actif and active. Python and Java read them alike.
FRENCH_ENDINGS = (
    (r"(?<=...)(?<!s)(?<![^i]on)s$", ""),
    (r"(?<=..)ee$", "er"),
    (r"(?<=.[aeiou])ye$", "yer"),
    (r"(?<=..)ie(?:r|re)$", "ie"),
    (r"(?<=.)ive$", "if"),
)
_FRENCH_ENDINGS = [(re.compile(ending), usual) for ending, usual in FRENCH_ENDINGS]
_STEMMERS = {"en": Stemmer.Stemmer("english"), "fr": Stemmer.Stemmer("french")}


# Latin letters with signs on them; ², ₂, ①; ligatures such as ﬁ, which PDF files are full of; wide letters and digits.
FOLDED_RANGES = [(0xAA, 0x250), (0x1E00, 0x1F00), (0x2070, 0x209D), (0x2460, 0x2474), (0xFB00, 0xFB07), (0xFF10, 0xFF5B)]


def _folded_letters() -> dict[int, str]:
    """Each letter that is written in another way, and what it is plainly."""
    folded = {ord(each): plain for letter, plain in SPECIAL.items() for each in {letter, letter.upper()} if len(each) == 1}
    for number in (number for start, end in FOLDED_RANGES for number in range(start, end)):
        plain = "".join(each for each in unicodedata.normalize("NFKD", chr(number)) if not unicodedata.combining(each))
        plain = plain.translate(folded)
        if chr(number).isalnum() and plain.isascii() and plain.isalnum():
            folded.setdefault(number, plain)
    return folded


FOLDED = _folded_letters()
MOST_MARKS = 32
PILE = re.compile(f"[{''.join(filter(unicodedata.combining, map(chr, range(0x300, 0x1F000))))}]{{{MOST_MARKS + 1},}}")
APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "＇": "'"})


class Token(NamedTuple):
    """One word and where it stands in the text as it was given."""

    word: str  # folded
    start: int
    end: int


def whole(text: str) -> str:
    """Letters with their accents in one sign. Of a pile of marks a few stay: putting thousands of them in order takes minutes."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", PILE.sub(lambda pile: "".join(islice(pile[0], MOST_MARKS)), text))


def composed(text: str) -> str:
    """The form in which every text is indexed and marked: letters with their accents in one sign, one kind of apostrophe."""
    return whole(text).translate(APOSTROPHES)


def fold(text: str) -> str:
    """Small letters without accents. Folded first: some capitals become two signs when they are made small."""
    return text.translate(FOLDED).lower()


def word_of(token: str) -> str:
    """The folded word of one token: without article, without ’s; empty when nothing is left."""
    return _word_of(token[: LONGEST_WORD + 20])  # nothing later could be in it


@lru_cache(maxsize=200_000)
def _word_of(token: str) -> str:
    word = fold(token)
    head, apostrophe, rest = word.partition("'")
    if apostrophe and head in ELIDED:
        word = rest
    return word.removesuffix("'s")[:LONGEST_WORD]


def tokens(text: str) -> Iterator[Token]:
    """The words of a composed text, one after the other, with their places in it."""
    for found in TOKEN.finditer(text):
        if word := word_of(found.group()):
            yield Token(word, found.start(), found.end())


def words(text: str) -> list[str]:
    """The folded words of any text."""
    return [word for word in map(word_of, TOKEN.findall(composed(text))) if word]


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word."""
    if language == "fr":
        for ending, usual in _FRENCH_ENDINGS:
            word = ending.sub(usual, word)
    return _STEMMERS[language].stemWord(word) or word


def stems(text: str, language: str) -> list[str]:
    return [stem(word, language) for word in words(text)]
