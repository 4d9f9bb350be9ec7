"""The measures of a draft: begun, taken in from another story, moved, taken out, and pinned to their newest figures."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from re import search

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from measures import keeping
from measures.models import Indicator, Measure, MeasureRevision
from measures.models.definition import Defined
from members.models import User
from stories.measured import linked
from stories.models import StoryMeasure, StoryPage

from . import drafts, standing
from .fields import LARGEST_KEY_DIGITS, plain_number

MOST_MEASURES = 20
VERBS = ("up", "down", "out", "newer", "take-in")
FROM_INDICATOR = [field.name for field in Defined._meta.fields]


class Refused(Exception):
    """Not done; its words say why."""


@dataclass(frozen=True)
class Found:
    """One measure of a draft, and what the person may do with it."""

    page: StoryPage
    draft: StoryPage
    link: StoryMeasure
    may_change: bool  # its figures and its definition; the chart is the story's own

    @property
    def measure(self) -> Measure:
        return self.link.measure


def found_or_404(pk: int, measure: int, user: User, *, lock: bool = False) -> Found:
    """Only in a draft that one writes, and that has this measure."""
    page = drafts.page_or_404(pk, user, kind=StoryPage, lock=lock)
    draft = page.get_latest_revision_as_object()
    link = next((link for link in linked(draft) if link.measure_id == measure), None)
    if link is None:
        raise Http404
    if lock:
        link.measure = Measure.objects.select_for_update().get(pk=measure)
    return Found(page, draft, link, link.measure.may_be_written_by(user))


def measure_url(page: StoryPage, measure: Measure, name: str = "measure_figures") -> str:
    return reverse(name, args=[page.pk, measure.pk])


def theirs(user: User, *, but: list[int]) -> list[Measure]:
    """What one may take in: one's own measures, and those of stories that one writes."""
    written = drafts.written_by(user).values("pk")
    reachable = Q(owner=user) | Q(page__in=written) | Q(story_links__page__in=written)
    keys = Measure.objects.filter(reachable).exclude(pk__in=but).values("pk")
    return list(Measure.objects.filter(pk__in=keys).defer("typed", "typed_before").order_by("-changed_at")[:60])


# --- The list ---


@transaction.atomic
def change_list(pk: int, verb: str, measure: str, *, by: User) -> str:
    """Do one thing to the list of a draft, by name. Returns where to look next."""
    if not measure.isdecimal() or len(measure) > LARGEST_KEY_DIGITS:
        raise Refused(_("This measure is not in the story any more."))
    key = int(measure)
    if verb == "take-in":
        wanted = next((each for each in theirs(by, but=[]) if each.pk == key), None)
        if wanted is None:
            raise Refused(_("This measure is not yours to take."))
        put_in(pk, wanted, by=by)
    elif verb == "newer":
        pin(pk, key, by=by)
    else:
        _change(pk, lambda draft, links: _moved(links, verb, key), by=by)
    return "id_measure_links" if verb == "out" else f"measure-{key}"


def _moved(links: list[StoryMeasure], verb: str, key: int) -> list[StoryMeasure]:
    place = next((place for place, link in enumerate(links) if link.measure_id == key), None)
    if place is None:
        raise Refused(_("This measure is not in the story any more."))
    link = links.pop(place)
    if verb != "out":
        links.insert(max(place - 1, 0) if verb == "up" else place + 1, link)
    return links


@transaction.atomic
def put_in(pk: int, measure: Measure, *, by: User) -> None:
    """At the end of the list. Twice is once."""

    def added(draft: StoryPage, links: list[StoryMeasure]) -> list[StoryMeasure]:
        if any(link.measure_id == measure.pk for link in links):
            return links
        if len(links) >= MOST_MEASURES:
            raise Refused(_("A story holds at most %(n)s measures. Take one out first.") % {"n": MOST_MEASURES})
        new = StoryMeasure(page=draft, measure=measure, revision=measure.latest)
        new.refresh_facts()
        return [*links, new]

    _change(pk, added, by=by)


@transaction.atomic
def pin(pk: int, measure: int, *, by: User, what_changed: str = "") -> MeasureRevision | None:
    """The draft shows the measure as it is now. None while nothing has been counted."""
    found = found_or_404(pk, measure, by, lock=True)
    revision = newest(found, by=by, what_changed=what_changed)

    def pinned(draft: StoryPage, links: list[StoryMeasure]) -> list[StoryMeasure]:
        for link in links:
            if link.measure_id == measure:
                show_as_of(link, revision)
        return links

    if revision and found.link.revision_id != revision.pk:
        _change(pk, pinned, by=by)
    return revision


def newest(found: Found, *, by: User, what_changed: str = "") -> MeasureRevision | None:
    """The figures as of today, where the person keeps them; else those that their keeper has said last."""
    if not found.may_change:
        return found.measure.latest
    has_figures = found.measure.observations.exists()
    return keeping.revise(found.measure, by=by, what_changed=what_changed) if has_figures else found.measure.latest


def show_as_of(link: StoryMeasure, revision: MeasureRevision | None) -> None:
    """Pinned, with the facts that stand on cards."""
    link.revision = revision
    link.__dict__.pop("shown", None)
    link.refresh_facts()


def _change(pk: int, change: Callable[[StoryPage, list[StoryMeasure]], list[StoryMeasure]], *, by: User) -> None:
    page = drafts.page_or_404(pk, by, kind=StoryPage, lock=True)
    if drafts.is_closed(page):
        raise Refused(_("%(why)s Nothing was changed.") % {"why": standing.why_closed(page)})
    draft = page.get_latest_revision_as_object()
    links = change(draft, linked(draft))
    for place, link in enumerate(links):
        link.sort_order = place
    draft.measure_links.set(links)
    drafts.keep(draft, page, by=by)


# --- A new one ---


@transaction.atomic
def begin(measure: Measure, pk: int, *, by: User, indicator: Indicator | None = None) -> Measure:
    """A new measure in this story, with what its indicator says."""
    page = drafts.page_or_404(pk, by, kind=StoryPage, lock=True)
    measure.owner, measure.page_id, measure.language = by, page.pk, page.language
    if indicator:
        start_from(measure, indicator)
    if measure.kind == "rate" and measure.multiplier == 1:
        measure.multiplier = multiplier_in(measure.unit)
    measure.save()
    put_in(pk, measure, by=by)
    return measure


def start_from(measure: Measure, indicator: Indicator) -> None:
    """The words of a shared definition become the team's own, in the language of the story. What the form has asked stays as answered."""
    asked = ("family", "kind", "direction", "unit")
    for name in FROM_INDICATOR:
        if name not in asked:
            setattr(measure, name, getattr(indicator, name))
    measure.indicator = indicator
    with override(measure.language):
        measure.operational = indicator.description
        measure.numerator_words, measure.denominator_words = indicator.numerator, indicator.denominator


def multiplier_in(unit: str) -> Decimal:
    """1,000 in “falls per 1,000 bed-days”, else 1."""
    found = search(r"(?:\bper|\bpour|/)\s*(\d[\d .,\u00a0\u202f]*)", unit)
    number = plain_number(found[1].strip(" .,")) if found else ""
    return Decimal(number) if number.isdecimal() and 0 < int(number) <= 10_000_000 else Decimal(1)
