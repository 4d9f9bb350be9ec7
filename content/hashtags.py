"""Hashtags typed in any text, and what editors do with them. The finding is plain Python."""

import re
import unicodedata

# A sign that does not continue a word, an address or an entity, then letters, marks, digits and underscores, at least one a letter.
HASHTAG = re.compile(r"(?<![\w&/#＃])[#＃](?=\d*[^\W\d])(\w{1,100})(?!\w)")


def hashtags_in(text: str) -> list[str]:
    """The hashtags of a text without their sign, in order, each once whatever its case."""
    found: dict[str, str] = {}
    for match in HASHTAG.finditer(unicodedata.normalize("NFC", text)):
        found.setdefault(match[1].casefold(), match[1])
    return list(found.values())
