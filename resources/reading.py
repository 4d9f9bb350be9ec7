"""What stands around a resource when it is read: how to open it, what is in it, who used it, how to cite it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db.models import prefetch_related_objects
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from resources.links import seen_working
from resources.models import FileCount, LinkCheck, ResourceFile, ResourceLink, ResourcePage
from stories.models import StoryPage
from stories.reading import LICENCE_ADDRESSES, address, notices, places_in_series
from stories.video import frame_address

LICENCES = {
    **{str(key): url for key, url in LICENCE_ADDRESSES.items()},
    "cc-by-nc-sa-4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "cc-by-nc-nd-4.0": "https://creativecommons.org/licenses/by-nc-nd/4.0/",
}


@dataclass(frozen=True)
class Action:
    """The one thing to do with a resource: open it where it stands, or take the file."""

    words: str
    url: str
    note: str  # where it leads, or format and size
    is_elsewhere: bool


def resource_parts(page: ResourcePage, *, is_published: bool = False) -> dict[str, Any]:
    """Everything that a resource shows beside its own fields."""
    if is_published:
        prefetch_related_objects([page], "organizations", "audiences", "authors__member", "files__document")
    files = list(page.files.all())
    links = with_last_look(list(page.links.all()))
    stories = (
        list(StoryPage.objects.open_to_all().filter(resources=page.pk).with_findings().order_by("-first_published_at")) if page.pk else []
    )
    return {
        "page": page,
        "action": action_of(page, links, files),
        "files": files_with_counts(files),
        "links": links,
        "videos": [(video, frame_address(video.url)) for video in page.videos.all()],
        "stories": stories,
        "notices": notices(page),
        "series": places_in_series(page),
        "licence_url": LICENCES.get(page.licence, ""),
        "citation": citation(page),
        "address": links[0].url if links else address(page),
        "index_url": reverse("resource_index"),
        "is_due": page.review_on is not None and page.review_on <= localdate(),
    }


def action_of(page: ResourcePage, links: list, files: list[ResourceFile]) -> Action | None:
    """A file that is here comes first: it needs nobody else's server."""
    if files:
        return Action(_("Download"), files[0].document.url, format_of(files[0]), is_elsewhere=False)
    if links:
        return Action(_("Open the original"), links[0].url, host_of(links[0].url), is_elsewhere=True)
    video = page.videos.all()[0] if page.videos.all() else None
    return Action(_("Watch"), video.url, host_of(video.url), is_elsewhere=True) if video else None


def with_last_look(rows: list[ResourceLink]) -> list[ResourceLink]:
    """Each link with the day on which it was last seen working, by somebody or by our own look; and the day on which it was found broken."""
    known = seen_working(link.url for link in rows) if rows else {}
    for link in rows:
        check = known.get(link.url)
        days = [link.seen_on, check and check.seen_at and localdate(check.seen_at)]
        link.last_seen = max((day for day in days if day), default=None)
        link.broken_on = localdate(check.checked_at) if check and check.state == LinkCheck.State.BROKEN else None
    return rows


def files_with_counts(files: list[ResourceFile]) -> list[tuple[ResourceFile, str, int]]:
    """Each file with its format and size, and how often it was taken."""
    taken = dict(FileCount.objects.filter(pk__in=[file.document_id for file in files]).values_list("pk", "number")) if files else {}
    return [(file, format_of(file), taken.get(file.document_id, 0)) for file in files]


def format_of(file: ResourceFile) -> str:
    size = file.document.file_size
    return ", ".join(filter(None, [file.document.file_extension.upper(), filesizeformat(size) if size else ""]))


def host_of(url: str) -> str:
    """Where a link leads, as a reader would say it."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def citation(page: ResourcePage) -> str:
    """How to name the thing itself: who made it, its title, who published it and when."""
    names = page.made_by or page.publisher
    published = ", ".join(filter(None, [page.publisher if page.made_by else "", str(page.year) if page.year else _("no date")]))
    pieces = [names, page.title, published]
    return " ".join(piece if piece.endswith((".", "?", "!", "…")) else f"{piece}." for piece in pieces if piece)
