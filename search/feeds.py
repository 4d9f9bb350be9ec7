"""Any search as RSS or Atom: the newest that everybody may read, whoever asks. A feed reader has no log-in."""

import re

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search import engine, permalinks
from search.access import reader_of
from search.kinds import address_in
from search.results import Rows

NEWEST = 30
KEPT_BY_READERS = 300  # seconds
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
KINDS = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


@require_safe
def search_feed(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    nobody, asked = AnonymousUser(), permalinks.asked(request.GET)
    query = permalinks.query_of(asked, reader_of(nobody), sort="newest", per_page=NEWEST, with_facets=False)
    found = Rows.of((hit.key for hit in engine.ask(query).hits), nobody) if asked else Rows([])
    answer = HttpResponse(_xml(kind, asked, found), content_type=f"application/{kind}+xml; charset=utf-8")
    patch_cache_control(answer, public=True, max_age=KEPT_BY_READERS)
    return answer


def _xml(kind: str, asked, found: Rows) -> str:
    words, address = permalinks.words_of(asked), permalinks.permalink(asked)
    title = _clean(_("“%(words)s” on Throughline") % {"words": words} if words else _("A search on Throughline"))
    feed = KINDS[kind](
        title=title,
        link=_whole(f"{reverse('search')}?{address}"),
        description=title,
        language=get_language(),
        feed_url=_whole(f"{reverse('search_feed', args=[kind])}?{address}"),
    )
    for row in found:
        is_retracted = bool(found.notices.get((row.kind, row.object_id), {}).get("retracted_at"))
        feed.add_item(
            title=_clean(_("Retracted: %(title)s") % {"title": row.title} if is_retracted else row.title),
            link=_whole(address_in(row.url)),
            description=_clean(row.summary),
            unique_id=_whole(f"/{row.kind}/{row.object_id}"),
            unique_id_is_permalink=False,
            pubdate=localtime(row.published_on) if row.published_on else None,
            updateddate=localtime(row.published_on) if row.published_on else None,
        )
    return feed.writeString("utf-8")


def _clean(text: str) -> str:
    return NOT_IN_XML.sub(" ", text)


def _whole(address: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{address}"
