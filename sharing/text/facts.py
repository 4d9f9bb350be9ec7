"""What a page says of itself for those who share it, and how that reads in a sentence of its language."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from . import camel
from .validating import is_hashtag

_AND = {"en": "and", "fr": "et"}
_OTHERS = {"en": "and others", "fr": "et d’autres"}
_FICTIONAL = {"en": "(fictional example)", "fr": "(exemple fictif)"}
_SAYS_FICTIONAL = ("fiction", "fictif", "fictive", "made up", "made-up", "illustrative", "inventé")


@dataclass(frozen=True)
class Facts:
    """`BasePage.share_facts()`, as names. Nothing here is stronger than what stands on the page."""

    title: str = ""
    finding: str = ""  # the honest outcome line, or empty
    aim: str = ""
    lesson: str = ""
    caution: str = ""  # goes wherever the finding goes
    organizations: list[str] = field(default_factory=list)
    setting: str = ""
    hashtags: list[str] = field(default_factory=list)  # as they are spelled, or words
    language: str = "en"
    kind: str = "story"
    is_retracted: bool = False
    is_demo: bool = False  # fictional
    reason: str = ""  # of a correction
    deadline: str = ""
    description: str = ""  # for the card
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def marked_title(self) -> str:
        """A fictional page says so wherever its title goes."""
        if not self.is_demo or any(word in self.title.casefold() for word in _SAYS_FICTIONAL):
            return self.title
        return f"{self.title} {_FICTIONAL.get(self.language, _FICTIONAL['en'])}"


def hashtags(words: Iterable[str]) -> list[str]:
    """Each once, with its sign. A spelling that is one hashtag already is kept to the letter; words become CamelCase."""
    tags: dict[str, str] = {}
    for each in words:
        bare = each.strip().lstrip("#＃")
        tag = bare if bare and is_hashtag(f"#{bare}") else camel.hashtag(bare)
        if tag:
            tags.setdefault(tag.casefold(), f"#{tag}")
    return list(tags.values())


def listed(names: list[str], language: str, *, most: int = 0) -> str:
    """A, B and C; of more than `most`, the first and others."""
    names = [name for name in names if name]
    if most and len(names) > most:
        return f"{', '.join(names[:most])} {_OTHERS.get(language, _OTHERS['en'])}"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {_AND.get(language, _AND['en'])} {names[-1]}"
