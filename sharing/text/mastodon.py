"""How long a post is for a Mastodon server, by the limits that the server states of itself."""

import re
from collections.abc import Mapping

from .counting import one_line_end
from .graphemes import graphemes
from .links import written_links
from .measure import Count

MOST = 500
LINK = 23

_FULL_NAME = re.compile(r"(?<![\w/@.])@(\w[\w.-]{0,63})@[A-Za-z0-9][A-Za-z0-9.-]{0,252}")  # of somebody on another server


def count(text: str, note: str = "", limits: Mapping[str, object] | None = None) -> Count:
    """Graphemes. A link counts what the server reserves for it, @user@host only its first half, the content note too."""
    most, link = limits_of(limits)
    used = graphemes(_FULL_NAME.sub(r"@\1", _counted(one_line_end(text), link))) + graphemes(one_line_end(note))
    problems = [] if text.strip() else ["empty"]
    if used > most:
        problems.append("too-long")
    return Count(used, most, "graphemes", tuple(problems))


def limits_of(said: Mapping[str, object] | None) -> tuple[int, int]:
    """Most characters and what a link counts, from /api/v2/instance or its part `statuses`; what is missing or nonsense: Mastodon's own."""
    found: object = said or {}
    for part in ("configuration", "statuses"):
        if isinstance(found, Mapping) and isinstance(found.get(part), Mapping):
            found = found[part]
    known = found if isinstance(found, Mapping) else {}
    return _number(known.get("max_characters"), MOST), _number(known.get("characters_reserved_per_url"), LINK)


def _number(value: object, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else default


def _counted(text: str, length: int) -> str:
    """The text with a stand-in of this length for each link."""
    pieces, at = [], 0
    for link in written_links(text):
        pieces += [text[at : link.start], "x" * length]
        at = link.end
    return "".join([*pieces, text[at:]])
