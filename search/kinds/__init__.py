"""Every type of thing that can be found, by its key. A type joins with one line here: base.py says how."""

from collections.abc import Iterable

from wagtail.models import Page

from . import page_access
from .base import Kind, Thing, address_in
from .collections import Collections
from .documents import Documents
from .ideas import Ideas, SeriesKind
from .info_pages import InfoPages
from .measures import Measures
from .pages import Lessons, PageKind, Stories
from .people import Members, Organizations
from .resources import Resources
from .terms import Hashtags, Methods, Topics

__all__ = ["KINDS", "Kind", "PageKind", "Thing", "address_in", "of_page", "open_to"]

# In the order in which results of the same worth and lists of kinds stand.
KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Stories(),
        Lessons(),
        Resources(),
        Ideas(),
        SeriesKind(),
        Collections(),
        Methods(),
        Topics(),
        Hashtags(),
        Measures(),
        Organizations(),
        Members(),
        InfoPages(),
        Documents(),
    )
}


def open_to(things: Iterable[Thing], user) -> set[Thing]:
    """The last check in Django: which of these this user (or anonymous visitor) may read now. A few questions for each kind."""
    keys: dict[str, set[int]] = {}
    for kind, key in things:
        if kind in KINDS:
            keys.setdefault(kind, set()).add(key)
    of_pages = {kind: several for kind, several in keys.items() if isinstance(KINDS[kind], PageKind)}
    pages = [page for kind, several in of_pages.items() for page in KINDS[kind].there(several)]
    may_read = page_access.readable(pages, user) if pages else set()  # asked once for pages of all types
    found = {(kind, key) for kind, several in of_pages.items() for key in may_read.intersection(several)}
    others = keys.keys() - of_pages.keys()
    return found | {(kind, key) for kind in others for key in KINDS[kind].open_to(keys[kind], user)}


def of_page(page: Page | None) -> list[Thing]:
    """A page as the thing it is found as; nothing for a page of no such kind."""
    model = page.specific_class if page is not None else None
    return [(kind.key, page.pk) for kind in KINDS.values() if page is not None and kind.model is model]
