"""Where a story says more than its figures: named to its author before sending, and to whoever reviews it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from measures.claims import Claim, stronger_than
from measures.facts import Facts
from measures.models.definition import Family
from measures.words import outcome_line
from stories.measured import linked
from stories.models import StoryPage

LOOKED_AT = ("title", "result_statement")


@dataclass(frozen=True, slots=True)
class Stronger:
    """Words of the author that no outcome measure of the story carries, and what the figures say instead."""

    field: str
    words: str
    why: str
    lines: tuple[str, ...]


def claims_of(page: StoryPage) -> list[Stronger]:
    """What stands in the title and in the result against the outcome measures. One measure that carries a claim is enough for it."""
    known = [facts for link in linked(page) if link.measure.family == Family.OUTCOME and (facts := link.known)]
    lines = tuple(_line(facts, alone=len(known) == 1) for facts in known)
    return [
        Stronger(field, claim.words, _(claim.why), lines)
        for field in LOOKED_AT
        for claim in _carried_by_none(known, getattr(page, field), page.language)
    ]


def _carried_by_none(known: list[Facts], text: str, language: str) -> list[Claim]:
    if not known:
        return []
    first, *others = [stronger_than(facts, text, language) for facts in known]
    said = [{claim.words.casefold() for claim in claims} for claims in others]
    return [claim for claim in first if all(claim.words.casefold() in words for words in said)]


def _line(facts: Facts, *, alone: bool) -> str:
    return outcome_line(facts) if alone else f"{facts.name}: {outcome_line(facts)}"
