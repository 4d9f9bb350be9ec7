"""What the step "Data" shows: the measures of the draft with what they say so far, and where another one may begin."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate

from measures import keeping
from measures.facts import Facts
from measures.models import Indicator, Measure
from measures.small_chart import draw_small
from measures.snapshot import Definition
from measures.spelling import figure
from measures.words import aim_line, outcome_line
from members.models import User
from stories.measured import Newest, definitions_of, linked, newest_of, rows_that_wait
from stories.models import StoryMeasure, StoryPage

from . import drafts, measuring


@dataclass(frozen=True)
class MeasureLine:
    """One measure in the list of a draft."""

    link: StoryMeasure
    newest: Newest | None
    may_change: bool = True
    pinned: Definition | None = None

    @property
    def measure(self) -> Measure:
        return self.link.measure

    @cached_property
    def facts(self) -> Facts | None:
        return self.link.known

    @property
    def outcome(self) -> str:
        return outcome_line(self.facts) if self.facts else ""

    @property
    def aim(self) -> str:
        return aim_line(self.facts) if self.facts else ""

    @property
    def drawing(self) -> SafeString:
        facts = self.facts
        if facts is None:
            return mark_safe("")
        return mark_safe(draw_small(facts, title=self.outcome, figure=lambda value: figure(value, facts), key=f"m{self.measure.pk}"))

    @property
    def as_of(self) -> date | None:
        return date.fromisoformat(self.facts.as_of) if self.facts and self.facts.as_of else None

    @cached_property
    def rows_that_wait(self) -> int:
        return rows_that_wait(self.measure)

    @property
    def newer_on(self) -> date | None:
        """Since when newer figures lie ready."""
        return localdate(self.newest.made_at) if self.newest and self.newest.pk != self.link.revision_id else None

    @property
    def is_reworded(self) -> bool:
        """A definition that has saved itself is not yet what the story shows."""
        if self.newer_on or not (self.newest and self.may_change and self.measure.changed_at > self.newest.made_at):
            return False
        return self.pinned is not None and keeping.snapshot_of(self.measure, figures=()).definition != self.pinned


def on_the_step(draft: StoryPage, *, by: User) -> dict[str, Any]:
    links = linked(draft)
    newest, pinned = newest_of(links), definitions_of(links)
    written = set(drafts.written_by(by).values_list("pk", flat=True)) if links else set()
    return {
        "measures": [
            MeasureLine(
                link,
                newest.get(link.measure_id),
                link.measure.owner_id == by.pk or link.measure.page_id in written,
                pinned.get(link.revision_id or 0),
            )
            for link in links
        ],
        "indicators": indicators_by_family(),
        "others": measuring.theirs(by, but=[link.measure_id for link in links]),
        "has_room": len(links) < measuring.MOST_MEASURES,
    }


def indicators_by_family() -> list[tuple[str, list[Indicator]]]:
    """The library, grouped."""
    grouped: dict[str, list[Indicator]] = {}
    for indicator in Indicator.objects.in_use():
        grouped.setdefault(indicator.get_family_display(), []).append(indicator)
    return list(grouped.items())
