"""Too long a text: cut at words, or told in several parts. A link is never cut."""

import re
from collections.abc import Callable, Iterator

from .graphemes import grapheme_ends
from .links import links_with_indices, written_links

Fits = Callable[[str], bool]

_WORD_END = re.compile(r"(?<=\S)(?=\s)")
_SENTENCE_END = re.compile(r"""[.!?…]["'»”’)\]]*+$""")
_LOOSE = " \t\n\u00a0\u202f,;:–—-(["
ELLIPSIS = "…"
GLANCE = 5000


def cut(text: str, fits: Fits) -> str:
    """The text, or as many of its words as fit with an ellipsis behind them; empty when not even one does."""
    text = text.strip()
    if _fits_whole(text, fits):
        return text
    return _longest(text, _word_ends(text), lambda words: fits(_shortened(words)), _shortened) or _longest(
        text, _grapheme_ends(text), lambda signs: fits(_shortened(signs)), _shortened
    )


def thread(text: str, fits: Fits, most: int) -> list[str]:
    """Parts that each fit, broken at paragraphs, sentences or words. Only when `most` parts are not enough is the last one cut."""
    parts: list[str] = []
    rest = text.strip()
    while rest:
        part = rest if _fits_whole(rest, fits) else "" if len(parts) + 1 >= most else _first_part(rest, fits)
        if not part:
            parts.append(cut(rest, fits))
            break
        parts.append(part)
        rest = rest[len(part) :].lstrip()
    return [part for part in parts if part] or [""]


def _fits_whole(text: str, fits: Fits) -> bool:
    """Of a huge text the beginning is looked at first."""
    return (len(text) <= GLANCE or fits(text[:GLANCE])) and fits(text)


def is_whole(parts: list[str], text: str) -> bool:
    """True when nothing but space was lost."""
    return "".join("".join(parts).split()) == "".join(text.split())


def _first_part(text: str, fits: Fits) -> str:
    longest = _longest(text, _word_ends(text), fits, str.rstrip)
    if not longest:
        return _longest(text, _grapheme_ends(text), fits, str)
    after = text[len(longest) :]
    if after[: len(after) - len(after.lstrip())].count("\n") > 1 or _SENTENCE_END.search(longest):
        return longest
    for breaks in (longest.rfind("\n\n"), _last_sentence(longest), longest.rfind("\n")):
        if breaks * 3 >= len(longest):
            return longest[:breaks].rstrip()
    return longest


def _last_sentence(text: str) -> int:
    ends = [found.end() for found in re.finditer(r"""[.!?…]["'»”’)\]]*+(?=\s)""", text)]
    return ends[-1] if ends else -1


def _shortened(words: str) -> str:
    kept = words.rstrip(_LOOSE)
    if not kept:
        return ""
    return f"{kept} {ELLIPSIS}" if _ends_in_link(kept) else kept + ELLIPSIS


def _ends_in_link(text: str) -> bool:
    last = text[max(text.rfind(" "), text.rfind("\n")) + 1 :]
    return any(link.end == len(last) for link in [*written_links(last), *links_with_indices(last)])


def _longest(text: str, ends: Iterator[int], fits: Fits, shaped: Callable[[str], str]) -> str:
    """The longest beginning that fits, by doubling and halving: the whole of a huge text is never measured."""
    known: list[int] = []
    good, step = -1, 1
    while True:
        while len(known) <= good + step and (end := next(ends, None)) is not None:
            known.append(end)
        at = min(good + step, len(known) - 1)
        if at <= good or not fits(text[: known[at]]):
            break
        good, step = at, step * 2
    low, high = good, min(good + step, len(known)) if known else 0
    while high - low > 1:
        middle = (low + high) // 2
        if fits(text[: known[middle]]):
            low = middle
        else:
            high = middle
    return shaped(text[: known[low]]) if low >= 0 else ""


def _word_ends(text: str) -> Iterator[int]:
    return (match.end() for match in _WORD_END.finditer(text))


def _grapheme_ends(text: str) -> Iterator[int]:
    """Between what people see as characters, and never within a link."""
    within: list[tuple[int, int]] | None = None
    for end in grapheme_ends(text):
        if within is None:
            within = sorted((link.start, link.end) for link in [*written_links(text), *links_with_indices(text)])[::-1]
        while within and within[-1][1] <= end:
            within.pop()
        if not within or end <= within[-1][0]:
            yield end
