"""Stories and lessons, and what every page that members write has in common."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import Page

from content.models import BasePage, BasePageQuerySet, Hashtag, TaggedPage
from resources.models import CollectionItem
from search.indexing import Draft
from search.kinds import page_access
from search.kinds.base import Kind, Thing, address, also_of, as_read, facets_of, in_short, in_use, names_of
from stories.models import LessonPage, StoryLink, StoryMeasure, StoryPage
from stories.models.story_measure import NO_SIGNALS, SIGNALS

DID_NOT_WORK = "did-not-work"
ENDED = (StoryPage.Status.STOPPED, StoryPage.Status.DID_NOT_WORK)


class PageKind(Kind):
    """A page of the community: live, its embargo over, open to whom Wagtail's restrictions let it."""

    model: ClassVar[type[BasePage]]
    address_name: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]  # of text, in the order in which they are read
    terms: ClassVar[dict[str, str]] = {"method": "methods", "topic": "topics", "organization": "organizations", "setting": "care_settings"}
    counting: ClassVar[dict[str, str]] = {}  # what else is the more useful the more such pages name it
    with_parts: ClassVar[tuple[str, ...]] = ("authors",)

    # --- Which ---

    def keys(self) -> Iterable[int]:
        return self._now().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000)

    def open_to(self, keys: Collection[int], user) -> set[int]:
        return page_access.readable(self.there(keys), user)

    def there(self, keys: Collection[int]) -> BasePageQuerySet:
        """Live, the embargo over; whether somebody may read them is another question."""
        return self._now().filter(pk__in=keys).only("pk", "path")

    def opening(self, keys: Collection[int]) -> dict[int, datetime]:
        later = self.model.objects.live().filter(pk__in=keys, embargo_until__gt=timezone.now())
        return dict(later.values_list("pk", "embargo_until"))

    def touched_by(self, keys: Collection[int]) -> Iterable[Thing]:
        """Files are read by whoever reads their page, collections name the open ones, and hashtags that members made need an open page."""
        tags = TaggedPage.objects.filter(content_object__in=keys, tag__is_managed=False).order_by().values_list("tag", flat=True)
        collections = CollectionItem.objects.filter(page__in=keys).order_by().values_list("collection", flat=True)
        found = {"document": keys, "collection": collections.distinct(), "hashtag": tags.distinct()}
        return [(kind, key) for kind, several in found.items() for key in several]

    def counted_by(self, keys: Collection[int]) -> Iterable[Thing]:
        pages = self.model.objects.filter(pk__in=keys).order_by()
        tags = TaggedPage.objects.filter(content_object__in=keys).order_by().values_list("tag", flat=True)
        found = {kind: pages.values_list(relation, flat=True) for kind, relation in {**self.terms, **self.counting}.items()}
        return [(kind, key) for kind, several in {**found, "hashtag": tags}.items() for key in several.distinct() if key]

    def under(self, kind: str, key: int) -> Iterable[int]:
        if kind == "below":
            above = Page.objects.filter(pk=key).values_list("path", flat=True).first()
            pages = self.model.objects.live().filter(path__startswith=above) if above else self.model.objects.none()
        elif kind == "hashtag":
            pages = self.model.objects.live().filter(tagged_with__tag=key)
        elif kind in self.terms:
            pages = self.model.objects.live().filter(**{self.terms[kind]: key})
        else:
            return ()
        return pages.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000)

    def _now(self) -> BasePageQuerySet:
        return self.model.objects.live().filter(Q(embargo_until__isnull=True) | Q(embargo_until__lte=timezone.now()))

    # --- What they say ---

    def drafts(self, keys: Collection[int]) -> Iterator[Draft]:
        pages = list(self.pages(keys))
        access = page_access.access_of(pages)
        pages = [page for page in pages if page.pk in access]
        tags, more = _hashtags([page.pk for page in pages]), self.known_of([page.pk for page in pages])
        for page in pages:
            yield self.draft(page, tags.get(page.pk, []), " ".join(sorted(access[page.pk])), more)

    def pages(self, keys: Collection[int]) -> BasePageQuerySet:
        return self._now().filter(pk__in=keys).with_findings().prefetch_related(*self.terms.values(), *self.with_parts)

    def known_of(self, keys: list[int]) -> Any:
        """What is asked once for all of these pages."""
        return None

    def draft(self, page: BasePage, tags: list[Hashtag], access: str, known: Any) -> Draft:
        terms = [term for relation in self.terms.values() for term in in_use(getattr(page, relation).all())]
        names = [name for term in [*terms, *tags] for name in names_of(term)]
        with override(page.language):
            summary = in_short(page.finding)
        return Draft(
            kind=self.key,
            object_id=page.pk,
            language=page.language,
            access=access,
            url=address("en", self.address_name, page.slug),
            title=page.title,
            summary=summary,
            also=also_of((author.name for author in page.authors.all()), [*names, *self.more_names(page)], but=page.title),
            body=as_read(*(getattr(page, field) for field in self.fields), *self.more_texts(page)),
            facets=facets_of(**self.facets(page, tags)),
            published_on=page.first_published_at,
            usefulness=0.0 if page.is_retracted else self.usefulness(page, known),
            is_demo=page.is_demo,
        )

    def facets(self, page: BasePage, tags: list[Hashtag]) -> dict[str, Iterable[object]]:
        of_terms = {facet: [term.slug for term in in_use(getattr(page, relation).all())] for facet, relation in self.terms.items()}
        year = page.first_published_at.year if page.first_published_at else None
        return {
            "type": [self.key],
            "language": [page.language],
            "hashtag": [tag.slug for tag in tags],
            "region": [body.region for body in page.organizations.all()],
            "year": [year],
            **of_terms,
        }

    def more_names(self, page: Any) -> Iterable[str]:
        return ()

    def more_texts(self, page: Any) -> Iterable[str]:
        return ()

    def usefulness(self, page: Any, known: Any) -> float:
        return 0.0


def _hashtags(keys: list[int]) -> dict[int, list[Hashtag]]:
    """Those in use of each page, in one question and one for their other spellings."""
    tagged = TaggedPage.objects.filter(content_object__in=keys, tag__retired_at__isnull=True)
    found: dict[int, list[Hashtag]] = {}
    for row in tagged.prefetch_related(Prefetch("tag", Hashtag.objects.prefetch_related("aliases"))).order_by("pk"):
        found.setdefault(row.content_object_id, []).append(row.tag)
    return found


class Stories(PageKind):
    """A story with its authors, cycles and charts in words."""

    key, label, label_many = "story", _("Story"), _("Stories")
    model, address_name = StoryPage, "story"
    fields = ("result_statement", *StoryPage.text_fields, "setting_text", "caution")
    terms = {**PageKind.terms, "domain": "quality_domains"}
    counting = {"idea": "change_ideas", "resource": "resources"}
    with_parts = ("authors", "cycles", "measure_links", "change_ideas")

    def touched_by(self, keys: Collection[int]) -> Iterable[Thing]:
        charts = StoryMeasure.objects.filter(page__in=keys).values_list("pk", flat=True)
        return [*super().touched_by(keys), *(("measure", key) for key in charts)]

    def counted_by(self, keys: Collection[int]) -> Iterable[Thing]:
        taken_from = StoryLink.objects.filter(page__in=keys, kind=StoryLink.Kind.ADOPTED).order_by().values_list("parent", flat=True)
        return [*super().counted_by(keys), *(("story", key) for key in taken_from.distinct())]

    def under(self, kind: str, key: int) -> Iterable[int]:
        if kind == "idea":
            return StoryPage.objects.live().filter(change_ideas=key).values_list("pk", flat=True)
        return super().under(kind, key)

    def known_of(self, keys: list[int]) -> dict[int, int]:
        """How many open stories took an idea from each."""
        taken = StoryLink.objects.filter(parent__in=keys, kind=StoryLink.Kind.ADOPTED, page__in=StoryPage.objects.open_to_all())
        return dict(taken.order_by().values_list("parent").annotate(Count("pk")))

    def facets(self, page: StoryPage, tags: list[Hashtag]) -> dict[str, Iterable[object]]:
        facets = super().facets(page, tags)
        charts = list(page.measure_links.all())
        return {
            **facets,
            "status": [] if page.is_retracted else [page.status],
            "result": [] if page.is_retracted else results_of(charts, page.status),
            "data": ["figures"] if any(has_figures(chart) for chart in charts) else [],
            "year": [page.year] if page.year else facets["year"],
        }

    def more_names(self, page: StoryPage) -> Iterable[str]:
        return [idea.title for idea in page.change_ideas.all()]

    def more_texts(self, page: StoryPage) -> Iterable[str]:
        for cycle in page.cycles.all():
            yield from (cycle.title, cycle.prediction, cycle.test, cycle.result, cycle.decision_why)
        yield from (chart.said for chart in page.measure_links.all())

    def usefulness(self, page: StoryPage, known: dict[int, int]) -> float:
        has_data = any(has_figures(chart) for chart in page.measure_links.all())
        return round(0.4 * has_data + 0.2 * bool(page.what_did_not_work.strip()) + 0.1 * min(known.get(page.pk, 0), 4), 2)


class Lessons(PageKind):
    """A lesson with its authors."""

    key, label, label_many = "lesson", _("Lesson"), _("Lessons")
    model, address_name = LessonPage, "lesson"
    fields = (*LessonPage.text_fields, "context", "source_label")

    def facets(self, page: LessonPage, tags: list[Hashtag]) -> dict[str, Iterable[object]]:
        return {**super().facets(page, tags), "result": [DID_NOT_WORK] if page.kind == LessonPage.Kind.DID_NOT_WORK else []}

    def usefulness(self, page: LessonPage, known: None) -> float:
        return round(0.4 * bool(page.story_id) + 0.2 * bool(page.advice.strip()), 2)


def has_figures(chart: StoryMeasure) -> bool:
    return chart.signal in (*SIGNALS, *NO_SIGNALS)


def results_of(charts: Iterable[StoryMeasure], status: str) -> list[str]:
    """What the published charts say, and whether the team says that it did not work: a story may say several."""
    signals = {chart.signal for chart in charts}
    found = [name for name, among in (("signal", SIGNALS), ("no-signal", NO_SIGNALS)) if signals.intersection(among)]
    return [*found, *([DID_NOT_WORK] if status in ENDED else [])]
