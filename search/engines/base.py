"""What every engine does. The embedded ones live in the database of the site, the cluster stands beside it."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from search.access import Reader
from search.asking import Answer, Hit, Query


class EngineAway(Exception):
    """The engine does not answer now; the embedded one has to."""


class Engine(Protocol):
    """Access tokens of the reader are applied inside each of these, in counts and suggestions too."""

    name: str

    def answer(self, query: Query) -> Answer:
        """Raises EngineAway. Never raises for what was typed."""

    def every_key(self, query: Query) -> Iterable[int]:
        """The keys of all that answers, unordered: for alerts, for parity, for exports."""

    def suggest(self, typed: str, reader: Reader, *, most: int) -> list[Hit]:
        """Rows one of whose titles or names has a word that begins with the last typed word, and all the others."""

    def words_like(self, word: str, *, most: int) -> Sequence[str]:
        """Indexed words at most two letters away, the likeliest first; of public rows only."""

    def more_like(self, key: int, reader: Reader, *, most: int) -> list[Hit]:
        """Rows that say the telling words of this one; never itself."""
