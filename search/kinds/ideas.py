"""Change ideas and series: things of their own that stories belong to."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from search.indexing import Draft
from search.kinds.base import Kind, address, as_read, by_number, facets_of, in_short
from stories.models import ChangeIdea, Series, StoryPage


class Ideas(Kind):
    """A change idea, the more useful the more stories have tried it."""

    key, label, label_many = "idea", _("Change idea"), _("Change ideas")
    model = ChangeIdea

    def drafts(self, keys: Collection[int]) -> Iterator[Draft]:
        ideas = ChangeIdea.objects.filter(pk__in=keys).select_related("method")
        tried = StoryPage.objects.open_to_all().filter(change_ideas__in=keys)
        numbers = dict(tried.order_by().values_list("change_ideas").annotate(Count("pk", distinct=True)))
        for idea in ideas:
            yield Draft(
                kind=self.key,
                object_id=idea.pk,
                language="en",
                access="all",
                url=address("en", "change_idea", idea.slug),
                title=idea.title,
                summary=in_short(idea.description),
                body=as_read(idea.description),
                facets=facets_of(type=[self.key], method=[idea.method.slug] if idea.method else []),
                usefulness=by_number(numbers, idea.pk),
            )

    def under(self, kind: str, key: int) -> Iterable[int]:
        return ChangeIdea.objects.filter(method=key).values_list("pk", flat=True) if kind == "method" else ()


class SeriesKind(Kind):
    """Stories that are read one after the other."""

    key, label, label_many = "series", _("Series"), pgettext_lazy("several", "Series")
    model = Series

    def drafts(self, keys: Collection[int]) -> Iterator[Draft]:
        for series in Series.objects.filter(pk__in=keys):
            yield Draft(
                kind=self.key,
                object_id=series.pk,
                language="en",
                access="all",
                url=address("en", "series", series.slug),
                title=series.title,
                summary=in_short(series.description),
                body=as_read(series.description),
                facets=facets_of(type=[self.key]),
            )
