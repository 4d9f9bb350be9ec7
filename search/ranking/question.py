"""What somebody typed, as a question that every engine answers alike. Plain Python; docs/search-syntax.md tells it to readers.

    sleep phone calls     any word counts
    "no show"             these words side by side, and not their synonyms: has to be there; “no show” and « no show » are the same
    -opioid  -"wait list" must not be there
    title:waits           has to be in the title
    author:name           credited to somebody of this name; a choice, too
    tag:EQIPON  #EQIPON  type:lesson  method:pdsa  after:2024  before:2024-06-30   choices, as with the facets
    "no show" OR "did not attend"     one of them has to be there; between plain words OR says nothing new

In French: titre: auteur: mot-clic: type: méthode: après: avant: OU. A year or a month in after: and before: is meant whole.
What is no such thing is a word: an unclosed quote, an unknown field, a sign alone.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .analysis import Token, composed, fold, tokens
from .synonyms import NONE, WEIGHT, Synonyms, as_typed
from .words import SMALL_WORDS

LONGEST_QUESTION = 1000  # characters; the rest is left out, and said so
MOST_WORDS = 60
LONGEST_CHOICE = 80

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»‹›＂", '"') | {"−": "-"})
ITEM = re.compile(r'(?P<minus>-(?=["\w#]))?(?P<sign>#|(?P<name>[^\W\d_]+(?:-[^\W\d_]+)?):)?(?:"(?P<quoted>[^"]*)"|(?P<plain>\S+))')
HASHTAG = re.compile(r"\d*[^\W\d]\w*")
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
OR = ("OR", "OU")
PLACES = {"title": "title", "titre": "title"}
DATES = {"after": "after", "since": "after", "apres": "after", "depuis": "after", "before": "before", "avant": "before"}
CHOICES = {
    "tag": "hashtag",
    "hashtag": "hashtag",
    "mot-clic": "hashtag",
    "type": "type",
    "method": "method",
    "methode": "method",
    "topic": "topic",
    "sujet": "topic",
    "theme": "topic",
    "organization": "organization",
    "organisation": "organization",
    "organisme": "organization",
    "status": "status",
    "statut": "status",
    "language": "language",
    "langue": "language",
    "year": "year",
    "annee": "year",
    "author": "author",
    "auteur": "author",
    "auteure": "author",
    "autrice": "author",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One word, or several side by side. `words` are folded, not stemmed: each language stems them for its own rows."""

    typed: str
    words: tuple[str, ...]
    place: str = ""  # "" anywhere, "title"
    weight: float = 1.0  # less for a synonym


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that was typed, and what means the same: any of the phrases says it."""

    typed: str
    phrases: tuple[Phrase, ...]  # the first is what was typed
    is_needed: bool = False  # has to be there

    @property
    def is_beside(self) -> bool:
        """A known term of several words: each of these is wanted by itself, too."""
        return not self.is_needed and len(self.phrases[0].words) > 1


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


@dataclass(frozen=True, slots=True)
class Said:
    """One piece of the typed text: a plain word (or several joined by hyphens), a phrase, a choice, an OR."""

    typed: str
    words: tuple[str, ...] = ()
    typed_words: tuple[str, ...] = ()
    start: int = 0  # where its value stands in the text
    end: int = 0
    place: str = ""
    is_quoted: bool = False
    is_unwanted: bool = False
    choice: tuple[str, str | date] | None = None

    @property
    def is_needed(self) -> bool:
        return self.is_quoted or bool(self.place)

    @property
    def is_or(self) -> bool:
        return self.typed in OR

    @property
    def can_be_joined(self) -> bool:
        return bool(self.words) and not self.is_unwanted and not self.choice


def cleaned(text: str) -> tuple[str, bool]:
    """One line without control signs, not longer than a question may be; and whether something had to go."""
    text = text.strip()
    start = text[: LONGEST_QUESTION * 4]
    start = "".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in start)
    line = " ".join(unicodedata.normalize("NFC", start).split())
    return line[:LONGEST_QUESTION].strip(), len(line) > LONGEST_QUESTION or len(text) > LONGEST_QUESTION * 4


def parse(text: str, synonyms: Synonyms = NONE) -> Question:
    """The question in a text. Whatever the text: it never raises, and takes no longer for a megabyte than for a line."""
    text, is_cut = cleaned(text)
    groups = _joined(list(pieces(text)))
    chosen: dict[str, tuple[str, ...]] = {}
    dates: dict[str, date] = {}
    for said in (said for group in groups for said in group if said.choice):
        name, value = said.choice or ("", "")
        if isinstance(value, date):
            dates[name] = value
        elif value not in chosen.get(name, ()):
            chosen[name] = (*chosen.get(name, ()), value)
    unwanted = [said for group in groups for said in group if said.is_unwanted and said.words]
    wanted, left_out = _wanted([group for group in groups if group[0].can_be_joined], synonyms)
    kept, is_full = _bounded(wanted)
    few = unwanted[:MOST_WORDS]
    return Question(
        text=text,
        wanted=tuple(kept),
        unwanted=tuple(Phrase(said.typed, said.words[:MOST_WORDS], said.place) for said in few),
        chosen=chosen,
        **dates,
        is_cut=is_cut or is_full or len(few) < len(unwanted),
        left_out=tuple(left_out),
        has_no_word=bool(text) and not (wanted or unwanted or chosen or dates),
    )


# --- From a text to its pieces ---


def pieces(text: str) -> Iterator[Said]:
    """What stands in a cleaned text, from left to right. Typographic quotes have one sign each, so places stay the same."""
    for match in ITEM.finditer(text.translate(QUOTES)):
        yield _piece(match, text[match.start() : match.end()])


def _piece(match: re.Match[str], typed: str) -> Said:
    is_quoted = match["quoted"] is not None
    value, (start, end) = (match["quoted"], match.span("quoted")) if is_quoted else (match["plain"], match.span("plain"))
    found = list(tokens(composed(value)))
    said = {
        "words": tuple(token.word for token in found),
        "typed_words": _typed(value, found),
        "start": start,
        "end": end,
        "is_unwanted": bool(match["minus"]),
    }
    name = fold(match["name"] or "")
    if name in PLACES and found:
        return Said(typed, place=PLACES[name], **said)
    if not match["minus"] and (choice := _choice(name, value) if name else _hashtag(match["sign"], value)):
        return Said(typed, choice=choice, **said)
    if not match["sign"] or name in CHOICES:
        return Said(typed, is_quoted=is_quoted, **said)
    whole = composed(match.group().lstrip("-"))  # an unknown field is a word like its value
    found = list(tokens(whole))
    words = tuple(token.word for token in found)
    return Said(typed, words, _typed(whole, found), match.start(), match.end(), is_unwanted=bool(match["minus"]))


def _typed(text: str, found: Sequence[Token]) -> tuple[str, ...]:
    return tuple(as_typed(composed(text)[token.start : token.end]) for token in found)


def _choice(name: str, value: str) -> tuple[str, str | date] | None:
    value = " ".join(value.split())[:LONGEST_CHOICE].removeprefix("#" if CHOICES.get(name) == "hashtag" else "")
    if CHOICES.get(name) == "author":
        value = " ".join(token.word for token in tokens(composed(value)))
    if name in CHOICES and any(letter.isalnum() for letter in value):
        return CHOICES[name], value
    if name in DATES and (day := day_of(value, is_last=DATES[name] == "before")):
        return DATES[name], day
    return None


def _hashtag(sign: str | None, value: str) -> tuple[str, str] | None:
    tag = value.rstrip(".,;:!?)")
    return ("hashtag", tag[:LONGEST_CHOICE]) if sign == "#" and HASHTAG.fullmatch(tag) else None


def day_of(written: str, *, is_last: bool) -> date | None:
    """The first or the last day of a year, a month or a day as written; None when there is no such day."""
    match = DATE.fullmatch(written)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        month = month or (12 if is_last else 1)
        return date(year or 0, month, day or (calendar.monthrange(year or 0, month)[1] if is_last else 1))
    except ValueError:  # calendar.IllegalMonthError is one
        return None


def placed_words(text: str) -> Iterator[tuple[int, int, str]]:
    """The words that are looked for, as a cleaned text has them, with their places: for whoever corrects one and leaves the rest."""
    for said in pieces(text):
        if said.can_be_joined and not said.is_or:
            for token in tokens(composed(text[said.start : said.end])):
                yield said.start + token.start, said.start + token.end, token.word


# --- From pieces to what is wanted ---


def _joined(said: list[Said]) -> list[list[Said]]:
    """Pieces with an OR between them stand together; an OR with nothing to join is a word."""
    groups: list[list[Said]] = []
    at = 0
    while at < len(said):
        can_join = said[at].is_or and groups and groups[-1][-1].can_be_joined and at + 1 < len(said) and said[at + 1].can_be_joined
        if _stands_between_choices(said, at):
            at += 1
        elif can_join:
            groups[-1].append(said[at + 1])
            at += 2
        else:
            groups.append([said[at]])
            at += 1
    return groups


def _stands_between_choices(said: Sequence[Said], at: int) -> bool:
    """An OR between two values of one field: these are alternatives anyway."""
    before, after = (said[place].choice if 0 <= place < len(said) else None for place in (at - 1, at + 1))
    return said[at].is_or and before is not None and after is not None and before[0] == after[0]


def _wanted(groups: list[list[Said]], synonyms: Synonyms) -> tuple[list[Wanted], list[str]]:
    """Needed things as they are; runs of plain words with their synonyms; small words only where there is nothing else."""
    wanted: list[tuple[Wanted, bool]] = []  # with: is it a small word?
    run: list[tuple[str, str, bool]] = []  # folded, as typed, and whether it is a part of a word with hyphens
    for group in groups:
        if any(said.is_needed for said in group):
            wanted += _plain(run, synonyms)
            run = []
            phrases = dict.fromkeys(phrase for said in group for phrase in _phrases(said, synonyms))
            wanted.append((Wanted(" OR ".join(said.typed for said in group), tuple(phrases), is_needed=True), False))
        else:
            run += [(*pair, "-" in said.typed.strip("-")) for said in group for pair in zip(said.words, said.typed_words, strict=True)]
    wanted += _plain(run, synonyms)
    if all(is_small for _each, is_small in wanted):
        return [each for each, _is_small in wanted], []
    return [each for each, is_small in wanted if not is_small], list(dict.fromkeys(each.typed for each, is_small in wanted if is_small))


def _phrases(said: Said, synonyms: Synonyms) -> list[Phrase]:
    """A needed thing and, unless it is in quotes, what means the same."""
    others = [] if said.is_quoted else synonyms.of(said.words, said.typed_words)
    same = [Phrase(term.written, term.words, said.place, WEIGHT) for term in others]
    return [Phrase(said.typed, said.words[:MOST_WORDS], said.place), *same]


def _plain(run: Sequence[tuple[str, str, bool]], synonyms: Synonyms) -> Iterator[tuple[Wanted, bool]]:
    """Each word of a run; where several are a known term, that term besides, so that who says only the abbreviation is found."""
    words, typed = [word for word, _typed, _is_part in run], [each for _word, each, _is_part in run]
    at = 0
    while at < len(run):
        length, others = synonyms.at(words, typed, at)
        same = [Phrase(term.written, term.words, weight=WEIGHT) for term in others]
        if length <= 1:
            yield Wanted(typed[at], (Phrase(typed[at], (words[at],)), *same)), is_small(words[at]) and not run[at][2] and not same
        else:
            yield from (
                (Wanted(typed[place], (Phrase(typed[place], (words[place],)),)), False)
                for place in range(at, at + length)
                if not is_small(words[place])
            )
            term = " ".join(typed[at : at + length])
            yield Wanted(term, (Phrase(term, tuple(words[at : at + length])), *same)), False
        at += max(length, 1)


def is_small(word: str) -> bool:
    return word in SMALL_WORDS or (len(word) == 1 and word.isascii())


def _bounded(wanted: list[Wanted]) -> tuple[list[Wanted], bool]:
    """As many as there may be words; a term that stands beside its words costs nothing more."""
    kept, left = [], MOST_WORDS
    for each in wanted:
        words = (
            sum(len(phrase.words) for phrase in each.phrases if phrase.weight == 1) if each.is_needed else len(each.phrases[0].words) == 1
        )
        if words > left:
            return kept, True
        kept.append(each)
        left -= words
    return kept, False
