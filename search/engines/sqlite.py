"""The engine inside SQLite: FTS5 over our own stems. One MATCH holds the words and who may find them; access weighs nothing in the score."""

from collections.abc import Iterable, Sequence

from search.full_text import PARTS
from search.ranking.question import Phrase, Question

from .embedded import MOST_NAMES, Embedded, Scored, bounded, stems_of

WEIGHTS = "2, 1, 1, 2, 1, 1, 0"  # title, names, body in English; the same in French; access
COLUMNS = {"": PARTS, "title": ("title",)}


class SQLite(Embedded):
    name = "sqlite"

    def matching(self, question: Question, tokens: Sequence[str]) -> Scored:
        wanted, unwanted = bounded(question)
        either = _any(phrase for each in wanted for phrase in each.phrases)
        needed = [_any(each.phrases) for each in wanted if each.is_needed]
        if not either:
            return []
        parts = [_access(tokens), *needed, *([either] if len(needed) < len(wanted) else [])]
        match = " AND ".join(f"({part})" for part in parts)
        return self._scored(f"({match}) NOT ({_any(unwanted)})" if unwanted else match)

    def saying(self, phrases: Sequence[Phrase], tokens: Sequence[str], most: int | None = None) -> list[int]:
        match = f"({_access(tokens)}) AND ({_any(phrases)})"
        limit = -1 if most is None else most
        return self._keys("SELECT rowid FROM search_text WHERE search_text MATCH %s LIMIT %s", [match, limit])

    def named(self, words: Sequence[str], tokens: Sequence[str], *, first: bool) -> list[int]:
        *whole, last = (f'"{word}"' for word in words)
        said = f"{{title}}: ^{' + '.join([*whole, last])} *" if first else f"{{title also}}: ({' AND '.join([*whole, f'{last} *'])})"
        match = f"({_access(tokens)}) AND ({said})"
        sql = "SELECT rowid FROM search_names WHERE search_names MATCH %s ORDER BY rowid DESC LIMIT %s"
        return self._keys(sql, [match, MOST_NAMES])

    def alike(self, language: str, stems: Sequence[str], tokens: Sequence[str]) -> Scored:
        columns = " ".join(f"{part}_{language}" for part in PARTS)
        words = " OR ".join(f'"{stem}"' for stem in stems)
        return self._scored(f"({_access(tokens)}) AND ({{{columns}}}: ({words}))")

    def _scored(self, match: str) -> Scored:
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT rowid, -bm25(search_text, {WEIGHTS}) FROM search_text WHERE search_text MATCH %s", [match])  # noqa: S608
            return cursor.fetchall()

    def _keys(self, sql: str, values: list) -> list[int]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [key for (key,) in cursor.fetchall()]


def _access(tokens: Sequence[str]) -> str:
    return f"access: ({' OR '.join(token.replace('-', '') for token in tokens)})"


def _any(phrases: Iterable[Phrase]) -> str:
    return " OR ".join(each for phrase in phrases if phrase.words for each in _phrase(phrase))


def _phrase(phrase: Phrase) -> list[str]:
    """The phrase in the columns of each language. Words hold letters, digits and apostrophes alone, so nothing has to be escaped."""
    return [
        f'{{{" ".join(f"{part}_{language}" for language in languages for part in COLUMNS[phrase.place])}}}: "{" ".join(stems)}"'
        for stems, languages in stems_of(phrase).items()
    ]
