"""Collections and reading paths as readers meet them: what of them is open, where one is, what comes next."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from content.models import BasePage
from members.models import User
from resources.models import Collection, CollectionItem, HasRead, ResourcePage
from stories.models import LessonPage, StoryPage

COLLECTED = (StoryPage, LessonPage, ResourcePage)


@dataclass(frozen=True)
class Part:
    """An open page of a collection. Numbers count open pages alone: what is not there leaves no gap."""

    item: CollectionItem
    page: BasePage
    number: int
    is_read: bool = False


@dataclass
class Collected:
    """A collection with its open parts, and what this member has read of it."""

    collection: Collection
    parts: list[Part] = field(default_factory=list)

    @property
    def read(self) -> int:
        return sum(part.is_read for part in self.parts)

    @property
    def next(self) -> Part | None:
        """Where one goes on: the first part that is not read."""
        return next((part for part in self.parts if not part.is_read), None)

    @property
    def is_finished(self) -> bool:
        return bool(self.parts) and self.next is None


@dataclass(frozen=True)
class Place:
    """Where a page stands in a collection; in a reading path also what is before and after it."""

    series: Collection  # the name by which components/series_place.html knows it
    pages: list[BasePage]
    number: int

    @property
    def previous(self) -> BasePage | None:
        return self.pages[self.number - 2] if self.number > 1 else None

    @property
    def next(self) -> BasePage | None:
        return self.pages[self.number] if self.number < len(self.pages) else None


def collected(collections: Iterable[Collection], *, by: User | None = None, for_cards: bool = True) -> list[Collected]:
    """Each with its open parts in order, in a few questions whatever their number."""
    collections = list(collections)
    items = list(CollectionItem.objects.filter(collection__in=collections).order_by("sort_order", "pk"))
    open_pages = _open_pages({item.page_id for item in items}, for_cards=for_cards)
    has_read = set(HasRead.objects.filter(user=by, page__in=open_pages).values_list("page", flat=True)) if by is not None else set()
    of_each: dict[int, list[CollectionItem]] = defaultdict(list)
    for item in items:
        if item.page_id in open_pages:
            of_each[item.collection_id].append(item)
    return [
        Collected(
            each,
            [Part(item, open_pages[item.page_id], number, item.page_id in has_read) for number, item in enumerate(of_each[each.pk], 1)],
        )
        for each in collections
    ]


def places_of(page: BasePage) -> list[Place]:
    """Each shown collection that this open page belongs to."""
    found = []
    for each in collected(Collection.objects.shown().filter(items__page=page.pk), for_cards=False):
        numbers = [part.number for part in each.parts if part.page.pk == page.pk]
        if numbers:
            found.append(Place(each.collection, [part.page for part in each.parts], numbers[0]))
    return found


def mark(page: BasePage, *, by: User, as_read: bool) -> None:
    """Read, or not after all. Twice is the same as once."""
    if as_read:
        HasRead.objects.get_or_create(user=by, page_id=page.pk)
    else:
        HasRead.objects.filter(user=by, page_id=page.pk).delete()


def _open_pages(keys: set[int], *, for_cards: bool) -> dict[int, BasePage]:
    found: dict[int, BasePage] = {}
    for page_type in COLLECTED if keys else ():
        pages = page_type.objects.open_to_all().filter(pk__in=keys)
        found |= {page.pk: page for page in (pages.for_cards() if for_cards else pages)}
    return found
