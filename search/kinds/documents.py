"""Files attached to stories and resources: their words, on the page where one takes them along."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePath
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import Document
from wagtail.models import CollectionViewRestriction

from content.models import BasePage
from resources.models import ResourceFile, ResourcePage
from search.indexing import Draft
from search.kinds import page_access
from search.kinds.base import Kind, address, also_of, facets_of
from search.kinds.pages import PageKind
from search.models import ExtractedText, KnownFile
from stories.models import StoryFile, StoryPage

ATTACHED: tuple[tuple[type[BasePage], Any], ...] = ((StoryPage, StoryFile), (ResourcePage, ResourceFile))
PARAGRAPH = "\n\n"


class Documents(Kind):
    """One row for each file of a page. The key is the page's, so that who may read the page decides; the part is the document's."""

    key, label, label_many = "document", _("File"), _("Files")
    model = Document

    def keys(self) -> Iterable[int]:
        for _page, row in ATTACHED:
            yield from row.objects.order_by("page").values_list("page", flat=True).distinct().iterator(chunk_size=2000)

    def open_to(self, keys: Collection[int], user) -> set[int]:
        return {key for page, _row in ATTACHED for key in page_access.readable(_now(page).filter(pk__in=keys).only("pk", "path"), user)}

    def drafts(self, keys: Collection[int]) -> Iterator[Draft]:
        for page_type, row_type in ATTACHED:
            rows = list(row_type.objects.filter(page__in=keys).select_related("document__collection"))
            kept_back = _kept_back() if rows else ()
            rows = [row for row in rows if not row.document.collection.path.startswith(kept_back)]
            if not rows:
                continue
            pages = _now(page_type).filter(pk__in={row.page_id for row in rows}).prefetch_related(*PageKind.terms.values())
            access = page_access.access_of(pages)
            texts = {each.document_id: each.text for each in _texts([row.document_id for row in rows])}
            by_key = {page.pk: page for page in pages if page.pk in access}
            seen = set()
            for row in rows:
                if row.page_id in by_key and (row.page_id, row.document_id) not in seen:
                    seen.add((row.page_id, row.document_id))
                    yield self.draft(row, by_key[row.page_id], texts.get(row.document_id), " ".join(sorted(access[row.page_id])))

    def draft(self, row: Any, page: BasePage, text: ExtractedText | None, access: str) -> Draft:
        document = row.document
        body, places = _joined(text.pages if text else [])
        with override(page.language):
            summary = gettext("%(kind)s file of “%(page)s”") % {
                "kind": PurePath(document.filename).suffix.lstrip(".").upper(),
                "page": page.title,
            }
        terms = {facet: [term.slug for term in getattr(page, relation).all()] for facet, relation in PageKind.terms.items()}
        return Draft(
            kind=self.key,
            object_id=page.pk,
            part=str(document.pk),
            language=page.language,
            access=access,
            url=address("en", "wagtaildocs_serve", document.pk, document.filename),
            title=row.title or document.title,
            summary=summary,
            also=also_of((), ["", page.title, document.filename], but=row.title),
            body=body,
            pages=places,
            facets=facets_of(type=[self.key], year=[page.first_published_at.year if page.first_published_at else None], **terms),
            published_on=page.first_published_at,
            is_demo=page.is_demo,
        )


def pages_with(documents: Any) -> set[int]:
    """The pages that these documents are attached to: the keys of this kind."""
    return {key for _page, row in ATTACHED for key in row.objects.filter(document__in=documents).order_by().values_list("page", flat=True)}


def _now(page_type: type[BasePage]) -> Any:
    return page_type.objects.live().filter(Q(embargo_until__isnull=True) | Q(embargo_until__lte=timezone.now()))


def _texts(documents: list[int]) -> Iterable[KnownFile]:
    return KnownFile.objects.filter(document__in=documents).select_related("text")


def _kept_back() -> tuple[str, ...]:
    """A file in a collection for some readers is found by nobody: its page does not say who may open it."""
    return tuple(CollectionViewRestriction.objects.values_list("collection__path", flat=True))


def _joined(pages: Iterable[tuple[int, str]]) -> tuple[str, list[list[int]]]:
    """The text in one piece, and where in it each page begins."""
    body, places, at = [], [], 0
    for number, text in pages:
        if number:
            places.append([number, at])
        body.append(text)
        at += len(text) + len(PARAGRAPH)
    return PARAGRAPH.join(body), places
