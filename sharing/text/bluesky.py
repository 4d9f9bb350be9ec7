"""Bluesky: 300 graphemes and 3,000 bytes, and facets, which say by bytes what is a link, a hashtag or a mention."""

import re
from collections.abc import Iterator, Mapping

from .counting import one_line_end
from .extracting import Found, hashtags_with_indices
from .graphemes import graphemes
from .links import Link, links_with_indices, written_links
from .measure import Count

MOST = 300
MOST_BYTES = 3000
MOST_IN_TAG = 64  # graphemes, without the sign
MOST_TAG_BYTES = 640

_HANDLE = re.compile(r"(?<![\w/@.])@([A-Za-z0-9][A-Za-z0-9.-]{1,252})")

Facet = dict[str, object]


def count(text: str) -> Count:
    """A link counts in full, so that long ones belong into the card."""
    text = one_line_end(text)
    used = graphemes(text)
    problems = [] if text.strip() else ["empty"]
    if used > MOST:
        problems.append("too-long")
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        problems.append("too-many-bytes")
    return Count(used, MOST, "graphemes", tuple(problems))


def facets(text: str, mentions: Mapping[str, str] | None = None) -> list[Facet]:
    """What is to be pressed in a text as it is sent (line ends already single). `mentions`: @handle -> the account's DID."""
    at = _Bytes(text)
    spans: list[tuple[int, int, dict[str, str]]] = []
    for link in [*written_links(text), *links_with_indices(text)]:
        if link.url == text[link.start : link.end]:
            spans.append((link.start, link.end, _link(link)))
    for tag in hashtags_with_indices(text):
        if graphemes(tag.text) <= MOST_IN_TAG and len(tag.text.encode()) <= MOST_TAG_BYTES:
            spans.append((tag.start, tag.end, _tag(tag)))
    spans.extend(_mentioned(text, mentions or {}))
    kept: list[Facet] = []
    end = 0
    for start, stop, feature in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= end:
            kept.append({"index": {"byteStart": at(start), "byteEnd": at(stop)}, "features": [feature]})
            end = stop
    return kept


def _link(link: Link) -> dict[str, str]:
    address = link.url if "://" in link.url else f"https://{link.url}"
    return {"$type": "app.bsky.richtext.facet#link", "uri": address}


def _tag(tag: Found) -> dict[str, str]:
    return {"$type": "app.bsky.richtext.facet#tag", "tag": tag.text}


def _mentioned(text: str, mentions: Mapping[str, str]) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Handles are hosts: @name.example.org. Only those whose account is known become mentions."""
    known = {handle.lstrip("@").lower(): did for handle, did in mentions.items() if did}
    if not known:
        return
    for match in _HANDLE.finditer(text):
        name = match[1].rstrip(".-")
        if did := known.get(name.lower()):
            yield match.start(), match.start() + 1 + len(name), {"$type": "app.bsky.richtext.facet#mention", "did": did}


class _Bytes:
    """Places in code points, read from left to right or anywhere, as places in UTF-8."""

    def __init__(self, text: str) -> None:
        self.is_plain = text.isascii()
        self.sums = [0]
        if not self.is_plain:
            for sign in text:
                number = ord(sign)
                self.sums.append(self.sums[-1] + (1 if number < 0x80 else 2 if number < 0x800 else 3 if number < 0x10000 else 4))

    def __call__(self, at: int) -> int:
        return at if self.is_plain else self.sums[at]
