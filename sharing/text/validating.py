"""Whether a whole text is one name, list, hashtag or link, by the rules of X and, for links, of RFC 3986 with Unicode hosts."""

import re

from .characters import CYRILLIC
from .extracting import hashtags, mentions, mentions_or_lists_with_indices

_PCHAR = rf"(?:[A-Za-z0-9{CYRILLIC}\-._~!$&'()*+,;=:|@]|%[0-9A-Fa-f]{{2}})"
_USER = rf"(?:[A-Za-z0-9{CYRILLIC}\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{{2}})*+@"
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_IPV6 = re.compile(r"\[[A-Fa-f0-9:.]+\]")
_URL = re.compile(
    rf"(?:((?i:https?))://)?(?:{_USER})?(\[[^\]/]*\]|[^\[\]/?#@:]*)(?::[0-9]{{1,5}})?"
    rf"(?:/{_PCHAR}*+)*+(?:\?(?:{_PCHAR}|[/?])*+)?(?:\#(?:{_PCHAR}|[/?])*+)?"
)
_LABEL = re.compile(r"[A-Za-z0-9_\-\u0080-\U0010ffff]+")


def is_username(text: str) -> bool:
    return mentions(text) == [text[1:]]


def is_list(text: str) -> bool:
    found = mentions_or_lists_with_indices(text)
    return len(found) == 1 and bool(found[0].slug) and (found[0].start, found[0].end) == (0, len(text))


def is_hashtag(text: str) -> bool:
    return hashtags(text) == [text[1:]]


def is_link(text: str, *, needs_protocol: bool = True) -> bool:
    match = _URL.fullmatch(text)
    return bool(match and (match[1] or not needs_protocol) and _is_host(match[2]))


def _is_host(host: str) -> bool:
    if _IPV4.fullmatch(host) or _IPV6.fullmatch(host):
        return True
    *above, name, top = ["", *host.split(".")]
    return (
        _is_label(name)
        and "_" not in name
        and _is_label(top)
        and "_" not in top
        and not top[0].isdigit()
        and all(map(_is_label, above[1:]))
    )


def _is_label(label: str) -> bool:
    return bool(_LABEL.fullmatch(label)) and label[0] not in "_-" and label[-1] not in "_-"
