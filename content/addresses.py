"""What may stand in an address: letters of any language, never what a database refuses."""

from django.urls import register_converter


class Word:
    """A slug, accents allowed."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class HashtagName(Word):
    """Whatever somebody may have typed after the sign, in one piece."""

    regex = r"[^/\x00-\x1f]+"


register_converter(Word, "word")
register_converter(HashtagName, "hashtag")
