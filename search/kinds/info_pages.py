"""Pages about this place, a row for each language, open to whom Wagtail's restrictions let them."""

from collections.abc import Collection, Iterable, Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import Page

from content.models import InfoPage
from search.indexing import Draft
from search.kinds import page_access
from search.kinds.base import LANGUAGES, Kind, address, also_of, as_read, facets_of, in_short


class InfoPages(Kind):
    """What editors say about this place."""

    key, label, label_many = "page", _("About this place"), _("About this place")
    model = InfoPage

    def keys(self) -> Iterable[int]:
        return InfoPage.objects.live().order_by("pk").values_list("pk", flat=True)

    def open_to(self, keys: Collection[int], user) -> set[int]:
        return page_access.readable(InfoPage.objects.live().filter(pk__in=keys).only("pk", "path"), user)

    def under(self, kind: str, key: int) -> Iterable[int]:
        above = Page.objects.filter(pk=key).values_list("path", flat=True).first() if kind == "below" else None
        return InfoPage.objects.live().filter(path__startswith=above).values_list("pk", flat=True) if above else ()

    def drafts(self, keys: Collection[int]) -> Iterator[Draft]:
        pages = list(InfoPage.objects.live().filter(pk__in=keys))
        access = page_access.access_of(pages)
        for page in pages:
            for language in LANGUAGES if page.pk in access else ():
                yield self._draft(page, language, access[page.pk])

    def _draft(self, page: InfoPage, language: str, tokens: frozenset[str]) -> Draft:
        """What is said in the other language is found as well."""
        with override(language):
            title, lede, body, said_in = page.heading, page.lede, page.body, page.text_language
        with override("fr" if language == "en" else "en"):
            other = (page.heading, page.lede, page.body)
        return Draft(
            kind=self.key,
            object_id=page.pk,
            part=language,
            language=said_in,
            access=" ".join(sorted(f"{token}-{language}" for token in tokens)),
            url=address(language, "wagtail_serve", f"{page.slug}/"),
            title=title,
            summary=in_short(lede or body),
            also=also_of((), [other[0]], but=title),
            body=as_read(lede, body, *(text for text in other[1:] if text not in (lede, body))),
            facets=facets_of(type=[self.key], language=[language]),
        )
