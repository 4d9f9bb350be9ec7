"""Names that look like the words, for when these found little."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from search.names import Named
from search.ranking.words import Word, plain

ALIKE = 0.74
MOST = 8
MOST_WORDS = 4
SHORTEST = 4


def close_to(words: Sequence[Word], names: Sequence[Named]) -> list[Named]:
    """The methods, topics and hashtags that resemble a word most, the closest first."""
    closeness: dict[Named, float] = {}
    for word in [word for word in words if len(word.plain) >= SHORTEST][:MOST_WORDS]:
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(word.stem)
        for named in names:
            if named.kind in ("method", "topic", "hashtag"):
                alike = max((_ratio(matcher, each) for name in named.names for each in plain(name).split()), default=0)
                if alike >= ALIKE:
                    closeness[named] = max(alike, closeness.get(named, 0))
    return sorted(closeness, key=lambda named: -closeness[named])[:MOST]


def _ratio(matcher: SequenceMatcher, name: str) -> float:
    matcher.set_seq1(name)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0
