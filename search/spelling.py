"""What was perhaps meant by a question with a word that nobody says. Only words of rows that everybody may find are offered."""

from collections.abc import Collection, Iterator, Mapping

from search import engine
from search.access import Reader
from search.asking import Query
from search.engines.base import EngineAway
from search.models import SearchDocument, SearchTerm
from search.ranking.analysis import LANGUAGES, composed, stem, tokens
from search.ranking.near import SHORTEST, is_another_form, is_clear, nearest
from search.ranking.question import Phrase, Question, Wanted, is_small, placed_words
from search.ranking.synonyms import as_typed

MOST_WORDS = 4  # that are corrected in one question
MOST_LIKE = 60  # candidates for each
ROWS_FOR_SPELLING = 3


def did_you_mean(question: Question, reader: Reader) -> str:
    """The question with its unknown words corrected and everything else as it was typed; empty when there is nothing to correct."""
    places = [place for place in placed_words(question.text) if _may_be_wrong(place[2], question)]
    unknown = {word for _start, _end, word in places} - _known({word for _start, _end, word in places})
    corrected: dict[str, str] = {}
    for word in list(dict.fromkeys(word for _start, _end, word in places if word in unknown))[:MOST_WORDS]:
        if meant := likely(word, reader.language):
            corrected[word] = meant[0]
    if not corrected:
        return ""
    written = dict(_as_written(set(corrected.values()), reader))
    text, end = "", 0
    for start, stop, word in places:
        if word in corrected:
            text += question.text[end:start] + _article(question.text[start:stop], word) + written.get(corrected[word], corrected[word])
            end = stop
    return text + question.text[end:]


def is_clear_correction(typed: str, corrected: str) -> bool:
    """Is it clear what was meant, so that it may be looked for without asking?"""
    pairs = zip(placed_words(typed), placed_words(corrected), strict=False)
    return all(is_clear(word, other) for (*_place, word), (*_other_place, other) in pairs)


def likely(word: str, language: str) -> list[str]:
    """Indexed words that may have been meant by one that is none, the likeliest first: those of the reader's language before others."""
    documents = _documents(_like(word))
    return [other for other in nearest(word, documents, _of_language(documents, language)) if not is_another_form(word, other)]


def _may_be_wrong(word: str, question: Question) -> bool:
    """Not a small word, no number, and nothing for which editors know a synonym, alone or with its neighbours."""
    has_synonym = any(word in wanted.phrases[0].words and wanted.phrases[-1].weight < 1 for wanted in question.wanted)
    return len(word) >= SHORTEST and not is_small(word) and not any(letter.isdigit() for letter in word) and not has_synonym


def _known(words: Collection[str]) -> set[str]:
    """Those that a public row says, be it in another form."""
    stems = {word: {(language, stem(word, language)) for language in LANGUAGES} for word in words}
    asked = {each for several in stems.values() for _language, each in several}
    said = set(SearchTerm.objects.filter(form__in=LANGUAGES, term__in=asked).values_list("form", "term"))
    return {word for word, its in stems.items() if its & said}


def _like(word: str) -> Collection[str]:
    try:
        return engine.current().words_like(word, most=MOST_LIKE)
    except EngineAway:
        return engine.embedded().words_like(word, most=MOST_LIKE)


def _documents(words: Collection[str]) -> Mapping[str, int]:
    return dict(SearchTerm.objects.filter(form=SearchTerm.Form.WORD, term__in=words).values_list("term", "documents"))


def _of_language(words: Collection[str], language: str) -> set[str]:
    """Those that rows of this language say."""
    if language not in LANGUAGES:
        return set()
    stems = {word: stem(word, language) for word in words}
    said = set(SearchTerm.objects.filter(form=language, term__in=set(stems.values())).values_list("term", flat=True))
    return {word for word, its in stems.items() if its in said}


def _article(typed: str, word: str) -> str:
    """The French article that stays before the corrected word: l’, d’."""
    before = len(typed) - len(word)
    return typed[:before] if before > 0 and typed[before - 1] in "'’" else ""


def _as_written(words: Collection[str], reader: Reader) -> Iterator[tuple[str, str]]:
    """The words with their accents, as the first rows that this reader may find have them; in small letters, but for abbreviations."""
    question = Question(wanted=tuple(Wanted(word, (Phrase(word, (word,)),)) for word in words))
    hits = engine.ask(Query(question, reader, per_page=ROWS_FOR_SPELLING, with_facets=False)).hits
    left = set(words)
    for texts in SearchDocument.objects.filter(pk__in=[hit.key for hit in hits]).values_list("title", "summary", "also", "body"):
        for text in map(composed, texts):
            for token in tokens(text):
                if token.word in left:
                    left.remove(token.word)
                    written = as_typed(text[token.start : token.end])
                    yield token.word, written if written.isupper() else written.lower()
            if not left:
                return
