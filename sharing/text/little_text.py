"""LinkedIn's little text: what would be markup is escaped, or LinkedIn cuts the post there and says that all went well."""

import re

from .counting import one_line_end
from .extracting import hashtags_with_indices
from .measure import Count

MOST = 3000

_MARKUP = re.compile(r"[\\|{}@\[\]()<>#*_~]")
_HASHTAG = re.compile(r"\{hashtag\|\\#\|((?:[^\\{}|]|\\.)+)\}")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def escape(text: str) -> str:
    """Hashtags become LinkedIn's own; a link stays the link it is, its signs escaped like others."""
    written, at = [], 0
    for tag in hashtags_with_indices(text):
        written.append(_plain(text[at : tag.start]) + "{hashtag|\\#|" + _plain(tag.text) + "}")
        at = tag.end
    return "".join(written) + _plain(text[at:])


def plain(little: str) -> str:
    """What readers see."""
    return _ESCAPED.sub(r"\1", _HASHTAG.sub(r"#\1", little))


def count(text: str) -> Count:
    """Characters as readers see them; escaping is LinkedIn's own affair."""
    used = len(one_line_end(text))
    problems = [] if text.strip() else ["empty"]
    if used > MOST:
        problems.append("too-long")
    return Count(used, MOST, "characters", tuple(problems))


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)
