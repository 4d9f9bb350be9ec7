"""What was typed, made fit to keep: no NUL, no sign that turns words around, one kind of line end. What people see stays."""

import re

from django.http import QueryDict

UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def clean_words(words: str) -> str:
    return UNSEEN.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def clean_data(data: QueryDict) -> QueryDict:
    """A changeable copy of a posted form with every value made fit."""
    cleaned = QueryDict(mutable=True)
    for key, values in data.lists():
        cleaned.setlist(clean_words(key), [clean_words(value) for value in values])
    return cleaned
