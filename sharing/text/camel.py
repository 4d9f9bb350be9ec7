"""A hashtag out of a tag's words, so that screen readers and people read the words: "patient safety" becomes PatientSafety."""

import unicodedata

import regex

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_ELIDED = regex.compile(r"(?<![\p{L}\p{N}])(\p{L}{1,2})['’](?=\p{L})")  # d’attente, qu’on: two words; people’s: one
_APOSTROPHE = regex.compile(r"(?<=\p{L})['’](?=\p{L})")


def hashtag(words: str) -> str:
    """Without the sign. A word that has capitals of its own keeps its spelling; digits alone are no hashtag, so empty."""
    parted = _APOSTROPHE.sub("", _ELIDED.sub(r"\1 ", unicodedata.normalize("NFC", words)))
    tag = "".join(word if word != word.lower() else word[:1].upper() + word[1:] for word in _WORD.findall(parted))
    return tag if any(sign.isalpha() for sign in tag) else ""
