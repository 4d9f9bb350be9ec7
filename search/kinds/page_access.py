"""Who may read pages, as tokens of search/access.py, from Wagtail's own restrictions. A few questions for any number of pages."""

from collections.abc import Iterable

from wagtail.models import Page, PageViewRestriction

from search.access import ADMINISTRATORS, EVERYBODY, SIGNED_IN, reader_of

STEP = Page.steplen


def access_of(pages: Iterable[Page]) -> dict[int, frozenset[str]]:
    """The tokens of each page by what stands on it and above it. A page behind a password is left out: nobody finds it.

    Under several restrictions to groups only the groups named in each of them find it.
    """
    pages = list(pages)
    paths = {page.path[:end] for page in pages for end in range(STEP, len(page.path) + 1, STEP)}
    restrictions = PageViewRestriction.objects.filter(page__path__in=paths).select_related("page").prefetch_related("groups")
    by_path: dict[str, list[PageViewRestriction]] = {}
    for restriction in restrictions if paths else ():
        by_path.setdefault(restriction.page.path, []).append(restriction)
    found = {}
    for page in pages:
        on_it = [each for end in range(STEP, len(page.path) + 1, STEP) for each in by_path.get(page.path[:end], ())]
        if (tokens := _tokens(on_it)) is not None:
            found[page.pk] = tokens
    return found


def readable(pages: Iterable[Page], user) -> set[int]:
    """The keys of those that this user may read now. Drafts and embargoed pages have to be left out before."""
    has = reader_of(user).tokens
    return {key for key, tokens in access_of(pages).items() if tokens & has}


def _tokens(restrictions: list[PageViewRestriction]) -> frozenset[str] | None:
    kinds = {restriction.restriction_type for restriction in restrictions}
    if PageViewRestriction.PASSWORD in kinds:
        return None
    if PageViewRestriction.GROUPS in kinds:
        groups = [
            {f"group{group.pk}" for group in restriction.groups.all()}
            for restriction in restrictions
            if restriction.restriction_type == PageViewRestriction.GROUPS
        ]
        return frozenset({*set.intersection(*groups), ADMINISTRATORS})
    return frozenset({SIGNED_IN if kinds else EVERYBODY})
