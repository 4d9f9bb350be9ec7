"""Resources of the library: what they are, who published them, and what their links and files are called."""

from collections.abc import Iterable

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content.models import Hashtag
from resources.models import ResourcePage
from search.kinds.pages import PageKind
from stories.models import StoryPage


class Resources(PageKind):
    """A resource with those who brought it. What its files say are rows of their own."""

    key, label, label_many = "resource", _("Resource"), _("Resources")
    model, address_name = ResourcePage, "resource"
    fields = ("summary", *ResourcePage.text_fields, "publisher", "made_by", "source_note")
    with_parts = ("authors", "links", "files", "videos")

    def facets(self, page: ResourcePage, tags: list[Hashtag]) -> dict[str, Iterable[object]]:
        facets = super().facets(page, tags)
        own = {"resource": [page.kind], "level": [page.level], "licence": [page.licence]}
        return {**facets, **own, "year": [page.year] if page.year else facets["year"]}

    def more_names(self, page: ResourcePage) -> Iterable[str]:
        """Its type in both languages: “guide naloxone” finds a guide."""
        for language in ("en", "fr"):
            with override(language):
                yield str(page.get_kind_display())

    def more_texts(self, page: ResourcePage) -> Iterable[str]:
        yield from (link.label for link in page.links.all())
        yield from (file.title for file in page.files.all())
        for video in page.videos.all():
            yield from (video.title, video.caption)

    def known_of(self, keys: list[int]) -> dict[int, int]:
        """How many open stories used each."""
        used = StoryPage.resources.through.objects.filter(resourcepage__in=keys, storypage__in=StoryPage.objects.open_to_all())
        return dict(used.order_by().values_list("resourcepage").annotate(Count("pk")))

    def usefulness(self, page: ResourcePage, known: dict[int, int]) -> float:
        return round(0.2 * min(known.get(page.pk, 0), 4), 2)
