"""What somebody typed, as a question that every engine answers alike. Plain Python; the syntax stands in docs/search.md.

    sleep phone calls     any word counts
    "no show"             these words side by side: has to be there
    -opioid  -"wait list" must not be there
    title:waits           has to be in the title;  author:name  among those credited
    tag:EQIPON  #EQIPON  type:lesson  method:pdsa  after:2024  before:2024-06-30   choices, as with the facets
    "no show" OR "did not attend"     one of them has to be there; between plain words OR says nothing new

What is no such thing is a word: an unclosed quote, an unknown field, a sign alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

LONGEST_QUESTION = 400  # characters; the rest is left out, and said so
MOST_WORDS = 24


@dataclass(frozen=True, slots=True)
class Phrase:
    """One word, or several side by side. `words` are folded, not stemmed: each language stems them for its own rows."""

    typed: str
    words: tuple[str, ...]
    place: str = ""  # "" anywhere, "title", "author"
    weight: float = 1.0  # less for a synonym


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that was typed, and what means the same: any of the phrases says it."""

    typed: str
    phrases: tuple[Phrase, ...]  # the first is what was typed
    is_needed: bool = False  # has to be there


@dataclass(frozen=True)
class Question:
    """A row answers when it says every needed thing, none of the unwanted, and, where nothing is needed, at least one of the wanted.

    A question without wanted things (choices alone, or nothing) is answered by every row that the reader may find.
    """

    text: str = ""  # as typed, cut to its bounds
    wanted: tuple[Wanted, ...] = ()
    unwanted: tuple[Phrase, ...] = ()
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # typed choices: facet -> values as typed
    after: date | None = None
    before: date | None = None
    is_cut: bool = False
    left_out: tuple[str, ...] = ()  # small words, when there are others
    has_no_word: bool = False  # something was typed and no word is in it: finds nothing
