"""One chart with an address of its own: its page, its files, and the frame in which other sites show it."""

from hashlib import sha256
from http import HTTPStatus
from urllib.parse import urlsplit

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.html import format_html
from django.utils.http import content_disposition_header, http_date, urlencode
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from stories.charted import Charted, charts_of
from stories.downloads import KINDS, PICTURES, name_of, warning, whole
from stories.models import StoryPage
from stories.reading import LICENCE_ADDRESSES, citation, notices

KEPT_BY_READERS = 300  # seconds: a story that is closed or retracted meanwhile is asked for again after them
EMBED_WIDTH, EMBED_HEIGHT = 720, 680
NARROW_EMBED_HEIGHT = 820
NARROW_BELOW = 600
PICTURE_SIZE = (1200, 765)  # of chart.png
FRAMED = ("story_chart", "story_chart_embed")


@require_safe
def story_chart(request: HttpRequest, slug: str, measure: int) -> HttpResponse:
    chart = open_chart(slug, measure)
    story_address = chart.page.get_absolute_url()
    context = {
        "chart": chart,
        "page": chart.page,
        "here": get_language(),
        "notices": notices(chart.page),
        "story_address": story_address,
        "address": whole(chart.address),
        "citation": _citation(chart),
        "licence_url": LICENCE_ADDRESSES.get(chart.page.licence, ""),
        "frame": frame(chart, EMBED_WIDTH, EMBED_HEIGHT),
        "oembed_address": f"{whole(reverse('oembed'))}?{urlencode({'url': whole(chart.address)})}",
        "picture_address": f"{whole(chart.file_address('chart.png'))}?v={chart.link.revision_id}" if chart.wide else "",
        "picture_size": PICTURE_SIZE,
    }
    return render(request, "stories/story_chart.html", context)


@csp_replace({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [NONE]})
@require_safe
def story_chart_file(request: HttpRequest, slug: str, measure: int, file: str) -> HttpResponse:
    if file not in KINDS:
        raise Http404
    chart = open_chart(slug, measure)
    if file in PICTURES and not chart.wide:
        raise Http404
    kind = KINDS[file]
    body = kind.make(chart)
    answer = HttpResponse(body, content_type=kind.content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(kind.is_saved, name_of(chart, file))
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # a picture of what everybody may read stands on other sites, too
    said = KINDS["figures.json"].make(chart) if file == "figures.xlsx" else body  # a workbook holds the hour at which it was made
    return _once_only(request, answer, chart.page, sha256(file.encode() + said).hexdigest()[:32])


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "script-src": [NONE], "form-action": [NONE]})
@require_safe
def story_chart_embed(request: HttpRequest, slug: str, measure: int) -> HttpResponse:
    """For a frame on any site. Drawn without the request: it asks for no session and sets no cookie."""
    chart = open_chart(slug, measure)
    context = {
        "chart": chart,
        "page": chart.page,
        "here": get_language(),
        "address": whole(chart.address),
        "story_address": whole(chart.page.get_absolute_url()),
        "warning": warning(chart) if chart.page.is_retracted else "",
    }
    answer = HttpResponse(render_to_string("stories/chart_embed.html", context))
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    return _once_only(request, answer, chart.page, sha256(answer.content).hexdigest()[:32])


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """oembed.com: what another site needs to show one of our charts, by the address of its page."""
    chart, language = _named(request.GET.get("url", ""), request)
    if request.GET.get("format", "json") != "json":
        return HttpResponse(status=HTTPStatus.NOT_IMPLEMENTED)
    width = _at_most(request.GET.get("maxwidth"), EMBED_WIDTH)
    height = _at_most(request.GET.get("maxheight"), EMBED_HEIGHT if width >= NARROW_BELOW else NARROW_EMBED_HEIGHT)
    with override(language):
        told = {
            "version": "1.0",
            "type": "rich",
            "title": f"{chart.definition.name} | {chart.page.title}",
            "provider_name": "Throughline",
            "provider_url": whole("/"),
            "cache_age": KEPT_BY_READERS,
            "html": frame(chart, width, height),
            "width": width,
            "height": height,
        }
        if chart.wide and _fits(request, PICTURE_SIZE):
            sizes = {"thumbnail_width": PICTURE_SIZE[0], "thumbnail_height": PICTURE_SIZE[1]}
            told |= {"thumbnail_url": whole(chart.file_address("chart.png")), **sizes}
    answer = JsonResponse(told)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(answer, public=True, max_age=KEPT_BY_READERS)
    return answer


def open_chart(slug: str, measure: int) -> Charted:
    """A chart that everybody may see; 404 for every other."""
    stories = StoryPage.objects.open_to_all().prefetch_related("measure_links", "cycles")
    found = charts_of(get_object_or_404(stories, slug=slug), is_published=True, measure=measure)
    if not found:
        raise Http404
    return found[0]


def frame(chart: Charted, width: int, height: int) -> str:
    """What another site puts into its page."""
    said = _("Chart: %(measure)s") % {"measure": chart.definition.name}
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" frameborder="0"></iframe>',
        whole(chart.embed_address), width, height, said,
    )  # fmt: skip


def _citation(chart: Charted) -> str:
    return _("%(measure)s [chart]. In: %(story)s") % {"measure": chart.definition.name, "story": citation(chart.page)}


def _named(url: str, request: HttpRequest) -> tuple[Charted, str]:
    """The chart behind an address of this site, and the language that the address bears."""
    try:
        parts = urlsplit(url[:2000])
    except ValueError as no_address:
        raise Http404 from no_address
    if parts.scheme not in ("http", "https") or parts.netloc not in _our_names(request):
        raise Http404
    language = next((code for code, _name in settings.LANGUAGES if parts.path.startswith(f"/{code}/")), "")
    if not language:
        raise Http404
    with override(language):
        try:
            found = resolve(parts.path)
        except Resolver404 as unknown:
            raise Http404 from unknown
        if found.url_name not in FRAMED:
            raise Http404
        return open_chart(found.kwargs["slug"], found.kwargs["measure"]), language


def _our_names(request: HttpRequest) -> set[str]:
    return {urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc, request.get_host()}


def _at_most(asked: str | None, usual: int) -> int:
    return min(int(asked), usual) if asked and len(asked) < 6 and asked.isascii() and asked.isdecimal() and int(asked) else usual


def _fits(request: HttpRequest, size: tuple[int, int]) -> bool:
    return all(_at_most(request.GET.get(name), most) == most for name, most in zip(("maxwidth", "maxheight"), size, strict=True))


def _once_only(request: HttpRequest, answer: HttpResponse, page: StoryPage, tag: str) -> HttpResponse:
    """Who asks again for what has not changed gets a short answer."""
    changed = max(at for at in (page.last_published_at, page.corrected_at, page.retracted_at, page.first_published_at) if at)
    answer.headers["ETag"] = f'"{tag}"'
    answer.headers["Last-Modified"] = http_date(int(changed.timestamp()))
    patch_cache_control(answer, public=True, max_age=KEPT_BY_READERS)
    return get_conditional_response(request, etag=f'"{tag}"', last_modified=int(changed.timestamp()), response=answer) or answer
