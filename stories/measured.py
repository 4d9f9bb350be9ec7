"""The measures of a story, read together: a few queries whatever their number, and what still keeps them from readers."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from measures import keeping
from measures.facts import facts_of
from measures.models import Measure, MeasureRevision, Observation
from measures.models.measure import missing_words
from measures.showing import show
from measures.snapshot import Definition
from measures.together import tell_small_numbers

if TYPE_CHECKING:
    from stories.models import StoryMeasure, StoryPage

MOST_KNOWN = 1_000
_waiting: dict[int, tuple[datetime, int]] = {}  # by measure: when it was changed, and how many rows waited then
KEEP_FOR = 24 * 3600
TELL_TOGETHER = _lazy(
    "“%(name)s”: beside what readers can see already, small numbers could be worked out. "
    "Under “What is counted”, choose the other answer to what happens with smaller numbers."
)
WORDS = ("name", "operational", "numerator_words", "denominator_words", "source", "collection")


@dataclass(frozen=True, slots=True)
class Newest:
    """The last revision of a measure, without its figures."""

    pk: int
    number: int
    made_at: datetime


def linked(page: "StoryPage") -> "list[StoryMeasure]":
    """In their order, each with its measure at hand."""
    links = list(page.measure_links.all())
    found = Measure.objects.in_bulk([link.measure_id for link in links]) if links else {}
    for link in links:
        if link.measure_id in found:
            link.measure = found[link.measure_id]
    return [link for link in links if link.measure_id in found]


def newest_of(links: "list[StoryMeasure]") -> dict[int, Newest]:
    """By measure."""
    if not links:
        return {}
    rows = MeasureRevision.objects.filter(measure__in=[link.measure_id for link in links]).order_by("number")
    return {measure: Newest(pk, number, at) for measure, pk, number, at in rows.values_list("measure_id", "pk", "number", "made_at")}


def definitions_of(links: "list[StoryMeasure]") -> dict[int, Definition]:
    """By revision, as it was pinned. The figures stay where they are."""
    rows = _parts_of_revisions(links, "definition")
    return {pk: Definition.from_plain(plain) for pk, plain in rows}


def _parts_of_revisions(links: "list[StoryMeasure]", *parts: str) -> list[tuple[Any, ...]]:
    pinned = [link.revision_id for link in links if link.revision_id]
    names = [f"content__{part}" for part in parts]
    return list(MeasureRevision.objects.filter(pk__in=pinned).values_list("pk", *names)) if pinned else []


def rows_that_wait(measure: Measure) -> int:
    """How many rows of the grid cannot be read as they stand. Read once after each change: 10,000 rows take half a second."""
    if not measure.typed:
        return 0
    known_at, waiting = _waiting.get(measure.pk, (None, 0))
    if known_at is None or known_at != measure.changed_at:
        waiting = len({problem.row for problem in keeping.read(measure, measure.typed).problems if problem.blocks})
        if len(_waiting) >= MOST_KNOWN:
            _waiting.clear()
        _waiting[measure.pk] = (measure.changed_at, waiting)
    return waiting


# --- Before sending ---


def missing_in(page: "StoryPage") -> list[ValidationError]:
    """What each measure lacks before readers may see it, in sentences; their codes name the page where it is written."""
    links = linked(page)
    definitions, newest = definitions_of(links), newest_of(links)
    public = _editions_that_readers_know(links)
    lacking: list[ValidationError] = []
    for link in links:
        name = {"name": link.measure.name}
        said = _without_figures(link)
        if defined := definitions.get(link.revision_id or 0):
            words = [_("“%(name)s”: %(what)s") % {**name, "what": what} for what in missing_words(defined).values()]
            lacking += [ValidationError(each, code=f"measure_definition:{link.measure_id}") for each in words]
        if link.revision_id and newest[link.measure_id].pk == link.revision_id and (n := rows_that_wait(link.measure)):
            said.append(ngettext("One row of “%(name)s” needs you.", "%(n)s rows of “%(name)s” need you.", n) % {**name, "n": n})
        if any(_tell_small_numbers(known, link.revision_id or 0) for known in public.get(link.measure_id, ())):
            said.append(TELL_TOGETHER % name)
        lacking += [ValidationError(each, code=f"measure_figures:{link.measure_id}") for each in said]
    return lacking


def _editions_that_readers_know(links: "list[StoryMeasure]") -> dict[int, set[int]]:
    """The revisions that live stories show, this one among them, by measure: others than the one that is to be shown."""
    pinned = {link.measure_id: link.revision_id for link in links if link.revision_id}
    if not pinned:
        return {}
    on_live_pages = type(links[0]).objects.filter(page__live=True, measure__in=pinned, revision__isnull=False)
    rows = on_live_pages.values_list("measure_id", "revision_id")
    known: dict[int, set[int]] = {}
    for measure, revision in rows:
        if revision != pinned[measure]:
            known.setdefault(measure, set()).add(revision)
    return known


def _tell_small_numbers(known: int, now: int) -> bool:
    """Revisions never change, so that two of them are read side by side once."""

    def read() -> bool:
        revisions = MeasureRevision.objects.in_bulk([known, now])
        return len(revisions) == 2 and tell_small_numbers(*(show(revisions[pk].snapshot) for pk in (known, now)))

    return bool(caches["pages"].get_or_set(f"together:{known}:{now}", read, KEEP_FOR))


def _without_figures(link: "StoryMeasure") -> list[str]:
    name = {"name": link.measure.name}
    if not link.revision_id:
        return [_("“%(name)s” has no figures yet: add them, or take it out of this story.") % name]
    facts = link.known or facts_of(link.shown)
    if facts.points:
        return []
    if facts.hides_small:
        return [_("The numbers of “%(name)s” are too small to be shown: count longer periods, or take it out of this story.") % name]
    return [_("“%(name)s” has no figures yet: add them, or take it out of this story.") % name]


# --- What is said in words ---


def words_of(page: "StoryPage") -> list[str]:
    """Everything that the writers typed about their measures and that readers will see, for the search of what points to a person."""
    links = linked(page)
    rows = {pk: parts for pk, *parts in _parts_of_revisions(links, "definition", "phases", "notes", "baseline_reason")}
    found: list[str] = []
    for link in links:
        definition, phases, notes, baseline = rows.get(link.revision_id or 0) or (vars(link.measure), [], [], "")
        found += [definition.get(name) or "" for name in WORDS]
        found += [*(definition.get("strata") or []), *(phase["reason"] for phase in phases), *(note["text"] for note in notes)]
        found += [baseline or "", link.chart_reason]
    if links:
        left_out = Observation.objects.filter(measure__in=[link.measure_id for link in links]).exclude(left_out="")
        found += left_out.values_list("left_out", flat=True)
    return [text for text in found if text.strip()]
