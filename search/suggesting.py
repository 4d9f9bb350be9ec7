"""What is offered under the search box while somebody types: things of that name, then words with which the question may end."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from search import engine
from search.access import Reader, reader_of
from search.engines.base import EngineAway
from search.kinds import KINDS, address_in, open_to
from search.models import SearchDocument, SearchTerm
from search.ranking.analysis import composed, tokens
from search.ranking.question import cleaned
from search.ranking.synonyms import as_typed
from search.results import notices_of

SHORTEST = 2  # letters
MOST_THINGS, MOST_QUESTIONS = 6, 4
LONGEST_TYPED = 100
Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list: a thing with its address, or a question (kind "") with the address of its answer."""

    title: str
    url: str
    words: str  # what stands in the box when this line is chosen
    kind: str = ""
    label: str = ""  # the kind in words
    language: str = ""  # when it is not the reader's
    pieces: Pieces = ()  # of the title, each with whether it was typed


def suggestions(typed: str, user) -> list[Suggestion]:
    """At most ten, for who may find them; none for a single letter. Things are checked once more against the database."""
    typed = cleaned(typed)[0][:LONGEST_TYPED]
    begun = [token.word for token in tokens(composed(typed))]
    if not begun or len(begun[-1]) < SHORTEST:
        return []
    reader = reader_of(user)
    rows = _rows(typed, reader)
    may_see = open_to(((row.kind, row.object_id) for row in rows), user)
    rows = [row for row in rows if (row.kind, row.object_id) in may_see and (row.kind != "member" or _is_named(row, begun))]
    notices = notices_of(rows)
    is_retracted = {key for key, notice in notices.items() if notice["retracted_at"]}
    return [*(_thing(row, begun, (row.kind, row.object_id) in is_retracted) for row in rows), *_questions(typed, begun, rows)]


def _rows(typed: str, reader: Reader) -> list[SearchDocument]:
    try:
        hits = engine.current().suggest(typed, reader, most=MOST_THINGS)
    except EngineAway:
        hits = engine.embedded().suggest(typed, reader, most=MOST_THINGS)
    rows = SearchDocument.objects.there().only("kind", "object_id", "title", "url", "language").in_bulk([hit.key for hit in hits])
    return [rows[hit.key] for hit in hits if hit.key in rows]


def _is_named(row: SearchDocument, begun: list[str]) -> bool:
    """People are offered by their own name, not by the methods they stand beside."""
    return any(was_typed for _piece, was_typed in _pieces(row.title, begun))


def _thing(row: SearchDocument, begun: list[str], is_retracted: bool) -> Suggestion:
    label = str(KINDS[row.kind].label)
    return Suggestion(
        title=row.title,
        url=address_in(row.url),
        words=row.title,
        kind=row.kind,
        label=_("%(kind)s, retracted") % {"kind": label} if is_retracted else label,
        language="" if row.language == get_language() else row.language,
        pieces=tuple(_pieces(row.title, begun)),
    )


def _questions(typed: str, begun: list[str], rows: list[SearchDocument]) -> Iterator[Suggestion]:
    """What was typed, its last word completed by those that most rows of everybody say. With accents where a name here has them."""
    if not typed[-1:].isalnum():
        return
    last, last_at = begun[-1], len(typed) - len(as_typed(composed(typed)[[*tokens(composed(typed))][-1].start :]))
    written = {
        token.word: as_typed(composed(row.title)[token.start : token.end]).lower() for row in rows for token in tokens(composed(row.title))
    }
    terms = SearchTerm.objects.filter(form=SearchTerm.Form.WORD, term__startswith=last).exclude(term=last)
    if last.isascii():
        terms = terms.filter(term__gte=last, term__lt=last[:-1] + chr(ord(last[-1]) + 1))  # so that the index of the table serves
    for term in terms.order_by("-documents", "term").values_list("term", flat=True)[:MOST_QUESTIONS]:
        whole = typed[:last_at] + written.get(term, term)
        yield Suggestion(whole, f"{reverse('search')}?{urlencode({'q': whole})}", whole, pieces=tuple(_pieces(whole, begun)))


def _pieces(title: str, begun: list[str]) -> Iterator[tuple[str, bool]]:
    """The title, each word marked that was typed or begun."""
    end, plain = 0, composed(title)
    if len(plain) != len(title):
        title = plain
    for token in tokens(plain):
        if token.word in begun or token.word.startswith(begun[-1]):
            yield from (
                (piece, is_word) for piece, is_word in ((title[end : token.start], False), (title[token.start : token.end], True)) if piece
            )
            end = token.end
    if title[end:]:
        yield title[end:], False
