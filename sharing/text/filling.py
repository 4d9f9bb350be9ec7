"""A template with its placeholders filled. What a value says is never read as a template again, and what is missing leaves no trace."""

import re
import unicodedata
from collections.abc import Mapping

from .characters import FORBIDDEN

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

_GAP = "\ue000"  # where a value is missing; taken out of every value
_JOIN = r"[\s,;:/|·–—-]"
_RUN = rf"(?<!{_JOIN}){_JOIN}*+"  # from its beginning, so that a long one is walked once
_NOT_IN_VALUES = re.compile(rf"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069{FORBIDDEN}\ue000-\ue002]")
_SPACE = re.compile(r"[ \t\n\v\f\r\x85\u2028\u2029]+")
_LABEL = re.compile(r"(^|[.;,!?…–—|·(])[^.;,!?…–—|·(:]+:\s*$")  # the words and the colon before a missing value
_APART = frozenset({"link", "hashtags", "mentions"})  # never joined to a word
_STEPS = (  # what stands around a gap goes with it
    (re.compile(rf"[(\[«“‘\"]\s*{_GAP}\s*[)\]»”’\"]"), _GAP),
    (re.compile(rf"{_GAP}(?:{_JOIN}*{_GAP})+"), _GAP),
    (re.compile(rf"^\s*{_GAP}[\s,;:/|·–—.!?-]*"), ""),
    (re.compile(rf"(?<=[.!?…])\s*{_GAP}\s*[.!?]"), ""),
    (re.compile(rf"{_RUN}{_GAP}\s*([.!?…)\]»”]|$)"), r"\1"),
    (re.compile(rf"(?<=[.!?…]){_RUN}{_GAP}{_JOIN}*"), " "),
    (re.compile(rf"({_RUN}){_GAP}{_JOIN}*"), lambda found: f"{found[1].rstrip()} "),
)


def plain(value: str) -> str:
    """One line, composed, without signs that change the direction or that no network takes."""
    return _SPACE.sub(" ", _NOT_IN_VALUES.sub("", unicodedata.normalize("NFC", value))).strip()


def fill(template: str, values: Mapping[str, str]) -> str:
    """Line by line: a line of which every value is missing goes as a whole. An unknown placeholder stays as it is written."""
    lines = []
    for line in template.replace("\r\n", "\n").replace("\r", "\n").replace(_GAP, "").split("\n"):
        names = [name for name in PLACEHOLDER.findall(line) if name in values]
        if not names or any(values[name] for name in names):
            lines.append(_fill_line(line, values))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _fill_line(line: str, values: Mapping[str, str]) -> str:
    written, at, apart = "", 0, False
    for found in PLACEHOLDER.finditer(line):
        if found[1] not in values:
            continue
        before = re.sub(r"[ \t]+", " ", line[at : found.start()])
        written += " " + before if apart and before[:1].isalnum() else before
        at, value = found.end(), values[found[1]]
        if not value:
            written = written[: len(written) - len(before)] + _LABEL.sub(r"\1", before) + _GAP
            apart = False
            continue
        glued = written[-1:].isalnum() or (apart and not written[-1:].isspace())
        written += (" " if (found[1] in _APART and glued) or (apart and glued) else "") + value
        apart = found[1] in _APART
        if value[-1] in ".!?…" and line[at : at + 1] == ".":  # one sentence ends once
            at += 1
    rest = re.sub(r"[ \t]+", " ", line[at:])
    written += " " + rest if apart and rest[:1].isalnum() else rest
    if _GAP in written:
        for pattern, instead in _STEPS:
            written = pattern.sub(instead, written)
    return written.strip()
