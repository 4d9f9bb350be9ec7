"""Collections and reading paths: a row for each language of the interface, with why each open page is in it."""

from collections.abc import Collection as Keys
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from resources.collecting import collected
from resources.models import Collection
from search.indexing import Draft
from search.kinds.base import LANGUAGES, Kind, address, also_of, as_read, facets_of, in_short


class Collections(Kind):
    """What editors put together. What is said of a page that is not open to everybody is left out."""

    key, label, label_many = "collection", _("Collection"), _("Collections")
    model = Collection

    def open_to(self, keys: Keys[int], user) -> set[int]:
        return set(Collection.objects.shown().filter(pk__in=keys).values_list("pk", flat=True))

    def drafts(self, keys: Keys[int]) -> Iterator[Draft]:
        for each in collected(Collection.objects.shown().filter(pk__in=keys), for_cards=False):
            for language in LANGUAGES:
                with override(language):
                    title, intro = each.collection.title, each.collection.intro
                    parts = [words for part in each.parts for words in (part.page.title, part.item.why)]
                yield Draft(
                    kind=self.key,
                    object_id=each.collection.pk,
                    part=language,
                    language=language,
                    access=f"all-{language}",
                    url=address(language, "collection", each.collection.slug),
                    title=title,
                    summary=in_short(intro),
                    also=also_of((), [each.collection.title_en, each.collection.title_fr], but=title),
                    body=as_read(intro, *parts),
                    facets=facets_of(type=[self.key], language=[language]),
                    is_demo=each.collection.is_demo,
                )
