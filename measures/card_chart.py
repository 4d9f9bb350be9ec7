"""A chart for a share card, large enough to be read in a feed: the line, its first and last figure, centre lines and aim.

Plain Python: `Facts` in, SVG out. It shows what `small_chart` shows, and the periods at its ends.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from measures.chart_parts import Frame, level_line, polyline
from measures.facts import Facts
from measures.marks import Mark
from measures.small_chart import has_neighbour, parts_of, runs_in, scale_of
from measures.svg import mark, n, opening, path, text, wrapped

WORDS, FIGURES = 26, 34  # pixels on the card
LINE = 32
FOOT = 92  # two lines under the figures: how much, and when


@dataclass(frozen=True, slots=True)
class CardWords:
    """Everything in the drawing that is language."""

    title: str  # for those who do not see it
    name: str
    figure: Callable[[float], str]
    first: str = ""  # the first period
    last: str = ""
    aim: str = ""  # "aim: 80%"


def draw(facts: Facts, words: CardWords, *, width: int, height: int, key: str = "card") -> str:
    """The drawing; empty where there are no figures."""
    known = [(place, value) for place, value in enumerate(facts.spark) if value is not None]
    if not known:
        return ""
    name = wrapped(words.name, width, size=WORDS, most=2)
    frame = Frame(8, width - 8, LINE * len(name) + 40, height - FOOT, scale_of(facts, [value for _, value in known]), len(facts.spark))
    drawn = [
        *(text(line, x=0, y=WORDS + LINE * at, kind="w26 strong") for at, line in enumerate(name)),
        path("grid" if frame.scale.low else "floor", f"M0 {n(frame.bottom)}H{width}"),
        path("aim", f"M0 {n(frame.y(facts.aim))}H{width}") if facts.aim is not None else "",
        *(path("centre", level_line(frame, [facts.spark_centre[place] for place in part], part.start)) for part in parts_of(facts)),
        path("series", "".join(polyline(run) for part in parts_of(facts) for run in runs_in(frame, facts.spark, part))),
        *_points(frame, facts, known),
        _aim(frame, facts, words, width=width),
        *_ends(frame, words, begin=known[0][1], end=known[-1][1], width=width, is_alone=len(known) == 1),
    ]
    return opening(width=width, height=height, key=key, title=words.title, description="") + "".join(drawn) + "</svg>"


def _aim(frame: Frame, facts: Facts, words: CardWords, *, width: int) -> str:
    """At the end of its dotted line, on the side where the last figures are not."""
    if facts.aim is None:
        return ""
    level = frame.y(facts.aim)
    recent = [frame.y(value) for value in facts.spark[len(facts.spark) * 2 // 3 :] if value is not None] or [level]
    over, under = (min((abs(y - level) for y in recent if (y < level) == is_over), default=999) for is_over in (True, False))
    is_over = over >= under and level - WORDS - 8 > frame.top - 40
    if not is_over and level + WORDS + 14 > frame.bottom:
        is_over = True
    return text(words.aim, x=width, y=level - 14 if is_over else level + WORDS + 8, kind="w26 halo", anchor="end")


def _ends(frame: Frame, words: CardWords, *, begin: float, end: float, width: int, is_alone: bool) -> Iterator[str]:
    """The first and the last figure with their periods, under the line: nothing covers it."""
    last = words.figure(end)
    yield text(last, x=width, y=frame.bottom + 44, kind="w34 strong", anchor="end")
    yield text(words.last, x=width, y=frame.bottom + 78, kind="w26", anchor="end")
    if not is_alone:
        yield text(words.figure(begin), x=0, y=frame.bottom + 44, kind="w34")
        yield text(words.first, x=0, y=frame.bottom + 78, kind="w26")


def _points(frame: Frame, facts: Facts, known: Sequence[tuple[int, float]]) -> Iterator[str]:
    """What was found bears its mark; of the plain points only the first, the last and those that stand alone."""
    radius = max(min(8.0, frame.step * 0.4), 4.5)
    for place, value in known:
        here = Mark.from_plain(facts.spark_marks[place]) if place < len(facts.spark_marks) else Mark()
        is_end = place in (known[0][0], known[-1][0])
        if here.tone or is_end or not has_neighbour(facts.spark, place):
            yield mark(here.shape, here.classes, x=frame.x(place), y=frame.y(value), r=max(radius, 8) if is_end else radius)
