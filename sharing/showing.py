"""A text as a network shows it: its links, hashtags and mentions marked. For previews; nothing is sent from here."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sharing.models import SharePost
from sharing.text.extracting import hashtags_with_indices, links_with_indices, mentions_with_indices

WRITTEN_OUT = re.compile(r"https?://[^\s<>\"]+")


def as_shown(text: str) -> SafeString:
    """Links can be opened. Hashtags and mentions lead to the network, so here they are only marked."""
    found = {(link.start(), link.end()): link[0] for link in WRITTEN_OUT.finditer(text)}  # also of a machine without a name, as in the demo
    found |= {(link.start, link.end): link.url for link in links_with_indices(text)}
    found |= {(each.start, each.end): "" for each in [*hashtags_with_indices(text), *mentions_with_indices(text)]}
    pieces, at = [], 0
    for (start, end), url in sorted(found.items()):
        if start >= at:
            pieces += [("{}", text[at:start]), _marked(text[start:end], url)]
            at = end
    pieces.append(("{}", text[at:]))
    return format_html_join("", "{}", ((piece if isinstance(piece, SafeString) else piece[1],) for piece in pieces))


def without_link(post: SharePost) -> str:
    """Its words alone: another post has a link of its own."""
    return post.text.replace(post.link, "").strip()


def _marked(words: str, url: str) -> SafeString:
    if not url:
        return format_html('<span class="tag">{}</span>', words)
    address = url if "://" in url else f"https://{url}"
    return format_html('<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>', address, words)
