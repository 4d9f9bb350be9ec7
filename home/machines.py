"""Addresses for the machines that visit: robots, sitemaps, and pictures where no proxy serves them."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index as sitemaps_index
from django.contrib.sitemaps.views import sitemap
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override
from django.views.static import serve

from content.models import Hashtag, InfoPage, Method
from members.models import Organization
from resources.models import Collection, ResourcePage
from stories.models import ChangeIdea, LessonPage, Series, StoryPage

LONGEST_FILE_NAME = 255  # bytes; asking a disk for a longer one is an error


class Both(Sitemap):
    """Each address in both languages of the interface, each naming the other."""

    i18n = True
    alternates = True
    x_default = True
    limit = 5000

    @property
    def protocol(self) -> str:  # type: ignore[override]
        return urlsplit(settings.WAGTAILADMIN_BASE_URL).scheme

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc


class Shelves(Both):
    def items(self) -> list[str]:
        return ["story_index", "lesson_index", "resource_index", "method_index", "hashtag_index", "organization_index"]

    def location(self, item: str) -> str:
        return reverse(item)


class Front(Both):
    def items(self) -> list[InfoPage | None]:
        return [None, *InfoPage.objects.live().public()]

    def location(self, item: InfoPage | None) -> str:
        return reverse("wagtail_serve", args=[f"{item.slug}/" if item else ""])


class Stories(Both):
    def items(self):
        return StoryPage.objects.open_to_all().order_by("pk").only("slug", "last_published_at")

    def location(self, item: StoryPage) -> str:
        return reverse("story", args=[item.slug])

    def lastmod(self, item: StoryPage) -> datetime | None:
        return item.last_published_at


class Lessons(Stories):
    def items(self):
        return LessonPage.objects.open_to_all().order_by("pk").only("slug", "last_published_at")

    def location(self, item: LessonPage) -> str:  # type: ignore[override]
        return reverse("lesson", args=[item.slug])


class Resources(Stories):
    def items(self):
        return ResourcePage.objects.open_to_all().order_by("pk").only("slug", "last_published_at")

    def location(self, item: ResourcePage) -> str:  # type: ignore[override]
        return reverse("resource", args=[item.slug])


class Words(Both):
    def items(self) -> list:
        return [
            *Method.objects.in_use(),
            *Hashtag.objects.in_use(),
            *Organization.objects.all(),
            *ChangeIdea.objects.all(),
            *Series.objects.all(),
            *Collection.objects.shown(),
        ]

    def location(self, item) -> str:
        return item.get_absolute_url()


SECTIONS = {"front": Front, "shelves": Shelves, "stories": Stories, "lessons": Lessons, "resources": Resources, "words": Words}


def sitemap_index(request: HttpRequest) -> HttpResponse:
    return sitemaps_index(request, sitemaps=SECTIONS, sitemap_url_name="sitemap_section")


def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    return sitemap(request, sitemaps=SECTIONS, section=section)


def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read, and where the list is."""
    closed = ["/admin/", "/django-admin/", "/outbox/"]
    closed += [f"/{language}/{part}/" for language, _name in settings.LANGUAGES for part in ("account", "write", "search")]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        "",
        f"Sitemap: {settings.WAGTAILADMIN_BASE_URL}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a hole (RFC 9116)."""
    with override("en"):
        policy = request.build_absolute_uri(reverse("wagtail_serve", args=["privacy/"]))
    address = settings.EDITORS_EMAIL.split("<")[-1].rstrip(">")
    expires = datetime(datetime.now(UTC).year + 1, 1, 1, tzinfo=UTC).isoformat()
    text = f"Contact: mailto:{address}\nExpires: {expires}\nPreferred-Languages: en, fr\nPolicy: {policy}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(static("icons/mark.svg"))


def picture(request: HttpRequest, path: str) -> HttpResponse:
    """The sizes of pictures that pages show; originals and documents are never reached this way."""
    if len(path.encode()) > LONGEST_FILE_NAME:  # ours stand in one folder and are short
        raise Http404
    answer = serve(request, path, document_root=Path(settings.MEDIA_ROOT) / "images")
    answer.headers["Cache-Control"] = "public, max-age=604800"
    return answer
