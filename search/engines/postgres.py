"""The engine inside PostgreSQL: tsvectors made of our own stems, so that no dictionary of the server and no superuser is needed.

The index finds, ts_rank and what rare words tell choose the best WINDOW rows, and search/ranking/order.py puts them in order by BM25.
"""

from collections.abc import Iterable, Sequence

from search.full_text import SIGN, TABLE, WEIGHTS
from search.ranking import bm25
from search.ranking.question import Phrase, Question

from .embedded import MOST_NAMES, Embedded, Scored, bounded, documents, fresh, stems_of

RANK = "{0.4, 0.4, 0.4, 1}"  # text, -, names, title
BY_LENGTH = 1  # ts_rank divided by 1 + the logarithm of the length
RANK_COUNTS = 10.0  # beside what the words tell
MOST_TELLING = 12  # words of a question whose rarity counts when the best are chosen
_IN = f"{SIGN}@@"  # the lexeme that says in which language a row is analysed
PLACES = {"": "", "title": WEIGHTS["title"]}


class Postgres(Embedded):
    name = "postgres"

    def matching(self, question: Question, tokens: Sequence[str]) -> Scored:
        wanted, unwanted = bounded(question)
        either = _any(phrase for each in wanted for phrase in each.phrases)
        if not either:
            return []
        needed = [_any(each.phrases) for each in wanted if each.is_needed]
        parts = [_access(tokens), *(needed or [either]), *([f"!({_any(unwanted)})"] if unwanted else [])]
        stems = {pair for each in wanted for pair in _stems(each.phrases[0])}
        return self._scored(" & ".join(f"({part})" for part in parts), either, stems)

    def saying(self, phrases: Sequence[Phrase], tokens: Sequence[str], most: int | None = None) -> list[int]:
        match = f"({_access(tokens)}) & ({_any(phrases)})"
        return self._keys(f"SELECT id FROM {TABLE} WHERE vector @@ %s::tsquery LIMIT %s", [match, most])  # noqa: S608

    def named(self, words: Sequence[str], tokens: Sequence[str], *, first: bool) -> list[int]:
        begun = [*(_lexeme(word) for word in words[:-1]), f"{_lexeme(words[-1])}:*"]
        match = f"({_access(tokens)}) & {' & '.join(begun)}"
        beginning = "AND exact LIKE %s" if first else ""
        values = [match, *([f"{' '.join(words)}%"] if first else []), MOST_NAMES]
        sql = f"SELECT id FROM {TABLE} WHERE names @@ %s::tsquery {beginning} ORDER BY id DESC LIMIT %s"  # noqa: S608
        return self._keys(sql, values)

    def alike(self, language: str, stems: Sequence[str], tokens: Sequence[str]) -> Scored:
        either = " | ".join(_lexeme(stem) for stem in stems)
        return self._scored(f"({_access(tokens)}) & {_IN}{language}{SIGN} & ({either})", either, {(language, stem) for stem in stems})

    def _scored(self, match: str, either: str, stems: set[tuple[str, str]]) -> Scored:
        """What the words tell that a row says, rare ones more, plus ts_rank, which knows how often and where."""
        telling = self._telling_most(stems)
        tells = "".join(" + CASE WHEN vector @@ %s::tsquery THEN %s ELSE 0 END" for _each in telling)
        sql = f"SELECT id, %s * ts_rank('{RANK}', vector, %s::tsquery, {BY_LENGTH}){tells} FROM {TABLE} WHERE vector @@ %s::tsquery"  # noqa: S608
        values = [value for word, worth in telling for value in (_lexeme(word), worth)]
        with self.connection.cursor() as cursor:
            cursor.execute(sql, [RANK_COUNTS, either, *values, match])
            return [(key, float(score)) for key, score in cursor.fetchall()]

    def _telling_most(self, stems: set[tuple[str, str]]) -> list[tuple[str, float]]:
        known, rows = documents(stems), fresh().public_rows
        worth: dict[str, float] = {}
        for language, stem in stems:
            worth[stem] = min(worth.get(stem, 99.0), bm25.idf(known.get((language, stem), 0), rows))
        return sorted(worth.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TELLING]

    def _keys(self, sql: str, values: list) -> list[int]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [key for (key,) in cursor.fetchall()]


def _access(tokens: Sequence[str]) -> str:
    return " | ".join(f"'@{token}'" for token in tokens)


def _lexeme(word: str) -> str:
    """Words hold letters, digits and apostrophes alone."""
    return f"'{word.replace(SIGN, SIGN * 2)}'"


def _any(phrases: Iterable[Phrase]) -> str:
    return " | ".join(each for phrase in phrases if phrase.words for each in _phrase(phrase))


def _phrase(phrase: Phrase) -> list[str]:
    """The phrase, for the rows of the languages in which it has these stems."""
    weight = PLACES[phrase.place]
    said = {
        " <-> ".join(f"{_lexeme(stem)}:{weight}" if weight else _lexeme(stem) for stem in stems): languages
        for stems, languages in stems_of(phrase).items()
    }
    if len(said) == 1:
        return [f"({words})" for words in said]
    return [f"(({words}) & ({' | '.join(f'{_IN}{language}{SIGN}' for language in languages)}))" for words, languages in said.items()]


def _stems(phrase: Phrase) -> list[tuple[str, str]]:
    return [(language, stem) for stems, languages in stems_of(phrase).items() for language in languages for stem in stems]
