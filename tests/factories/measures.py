"""Measures with two years of figures, and their charts in stories."""

from collections.abc import Sequence
from itertools import count

from measures import keeping
from measures.models import Measure
from members.models import User
from stories.models import StoryMeasure, StoryPage

from .people import a_member

_numbers = count(1)
BETTER = [22, 24, 21, 23, 22, 25, 20, 23, 24, 21, 22, 23, 13, 15, 12, 14, 13, 15, 12, 14, 13, 12, 14, 13]  # of 100 each month
STEADY = [21, 24, 20, 23, 19, 25, 22, 18, 24, 21, 23, 20, 22, 25, 19, 23, 21, 24, 20, 22, 18, 23, 21, 22]


def a_measure(*, by: User | None = None, figures: Sequence[int] = BETTER, whole: int = 100, **fields) -> Measure:
    """Missed first visits, month by month from January 2023, with its first revision."""
    owner = by or a_member()
    words = {
        "name": f"Missed first visits {next(_numbers)}",
        "operational": "First visits to which nobody came, of all first visits booked.",
        "numerator_words": "First visits missed",
        "denominator_words": "First visits booked",
        "source": "The booking system",
        "direction": "down",
    }
    measure = Measure.objects.create(owner=owner, **{**words, **fields})
    typed = [
        {"period": f"{2023 + month // 12}-{month % 12 + 1:02}", "numerator": str(number), "denominator": str(whole)}
        for month, number in enumerate(figures)
    ]
    keeping.save_figures(measure, typed, by=owner)
    keeping.revise(measure, by=owner)
    return measure


def a_chart(story: StoryPage, measure: Measure | None = None, **fields) -> StoryMeasure:
    """The measure as this story shows it, live at once."""
    measure = measure or a_measure(by=story.owner)
    return StoryMeasure.objects.create(page=story, measure=measure, **{"revision": measure.latest, **fields})
