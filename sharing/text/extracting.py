"""Hashtags, mentions, lists and cashtags of a text, as X finds them. Places count code points."""

import re
from dataclasses import dataclass

import regex

from .characters import ACCENTED, DIRECTIONS, IN_HASHTAGS, PUNCTUATION, SPACES
from .links import Link, links, links_with_indices

__all__ = [
    "Found",
    "Mention",
    "cashtags",
    "cashtags_with_indices",
    "hashtags",
    "hashtags_with_indices",
    "links",
    "links_with_indices",
    "mentions",
    "mentions_or_lists_with_indices",
    "mentions_with_indices",
    "reply_to",
]


_LETTER = r"[\p{L}\p{M}]"
_TAG_SIGN = rf"[\p{{L}}\p{{M}}\p{{Nd}}{IN_HASHTAGS}]"
_HASHTAG = regex.compile(rf"(?V1)[#＃](?!\ufe0f|\u20e3)([[\p{{Nd}}{IN_HASHTAGS}]--{_LETTER}]*+{_LETTER}{_TAG_SIGN}*+)")
_IN_TAG = regex.compile(rf"[&{_TAG_SIGN[1:-1]}]")
_MENTION = re.compile(r"[@＠]([A-Za-z0-9_]{1,20})(/[A-Za-z][A-Za-z0-9_-]{0,24})?")
_BEFORE_MENTION = re.compile(r"[^A-Za-z0-9_!#$%&*@＠]")
_RETWEET = re.compile(r"(?:^|[^A-Za-z0-9_+~.\-])[Rr][Tt]$")
_AFTER_MENTION = re.compile(rf"[@＠{ACCENTED}]|://")
_AFTER_HASHTAG = re.compile(r"[#＃]|://")
_CASHTAG = re.compile(rf"(?:^|(?<=[{SPACES}{DIRECTIONS}]))\$([A-Za-z]{{1,6}}(?:[._][A-Za-z]{{1,2}})?)(?=\Z|[\s{PUNCTUATION}])")
_REPLY = re.compile(rf"[{SPACES}]*+[@＠]([A-Za-z0-9_]{{1,20}})")


@dataclass(frozen=True)
class Found:
    """A hashtag or cashtag without its sign, and where it stands, sign included."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Mention:
    """A name without its sign; of a list also the slug, slash included."""

    name: str
    start: int
    end: int
    slug: str = ""


def hashtags(text: str) -> list[str]:
    return [found.text for found in hashtags_with_indices(text)]


def mentions(text: str) -> list[str]:
    return [found.name for found in mentions_with_indices(text)]


def cashtags(text: str) -> list[str]:
    return [found.text for found in cashtags_with_indices(text)]


def hashtags_with_indices(text: str) -> list[Found]:
    """In order; none that belongs to a link, such as the fragment of an address."""
    found: list[Found] = []
    taken = 0
    for match in _HASHTAG.finditer(text):
        start = match.start()
        if start and (start == taken or (text[start - 1] not in "\ufe0e\ufe0f" and _IN_TAG.match(text[start - 1]))):
            continue
        taken = match.end()
        if not _AFTER_HASHTAG.match(text, taken):
            found.append(Found(match[1], start, taken))
    return _outside_links(found, links_with_indices(text)) if found else []


def _outside_links(tags: list[Found], others: list[Link]) -> list[Found]:
    kept: list[Found] = []
    end = 0
    everything: list[Found | Link] = [*tags, *others]
    for each in sorted(everything, key=lambda one: one.start):
        if each.start >= end:
            end = each.end
            if isinstance(each, Found):
                kept.append(each)
    return kept


def mentions_with_indices(text: str) -> list[Mention]:
    return [mention for mention in mentions_or_lists_with_indices(text) if not mention.slug]


def mentions_or_lists_with_indices(text: str) -> list[Mention]:
    found: list[Mention] = []
    taken = 0
    for match in _MENTION.finditer(text):
        start = match.start()
        if start and not _may_mention(text, start, taken):
            continue
        taken = match.end()
        if not _AFTER_MENTION.match(text, taken):
            found.append(Mention(match[1], start, taken, match[2] or ""))
    return found


def _may_mention(text: str, start: int, taken: int) -> bool:
    """What stands before the sign is no part of a word or address, or is "RT"."""
    if start > taken and _BEFORE_MENTION.match(text[start - 1]):
        return True
    return bool(_RETWEET.search(text[max(start - 3, taken) : start])) and (start - 2 == 0 or start - 3 >= taken)


def cashtags_with_indices(text: str) -> list[Found]:
    return [Found(match[1], match.start(), match.end()) for match in _CASHTAG.finditer(text)]


def reply_to(text: str) -> str | None:
    """Whom a post answers: the name that it begins with."""
    match = _REPLY.match(text)
    return match[1] if match and not _AFTER_MENTION.match(text, match.end()) else None
