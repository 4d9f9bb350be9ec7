"""The library of indicators: what each counts, who defined it, and the published charts that count it."""

from collections.abc import Sequence
from hashlib import sha256

from django.core.cache import caches
from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content.models import Stamp
from measures.models import Indicator
from stories.comparing import MOST, comparison
from stories.composer import drafts
from stories.models import StoryMeasure, StoryPage

PER_PAGE = 12
MOST_OWN = 8
KEEP_FOR = 3600


def published_charts() -> QuerySet[StoryMeasure]:
    """What readers see of every measure, in stories that anybody may read."""
    open_stories = StoryPage.objects.open_to_all().filter(retracted_at__isnull=True)
    return StoryMeasure.objects.with_figures().filter(page__in=open_stories.values("pk")).order_by("-page__first_published_at", "pk")


@require_safe
def indicator_index(request: HttpRequest) -> HttpResponse:
    counted = published_charts().filter(measure__indicator__isnull=False).order_by().values_list("measure__indicator")
    numbers = dict(counted.annotate(Count("page", distinct=True)))
    indicators = [(each, numbers.get(each.pk, 0)) for each in Indicator.objects.in_use()]
    return render(request, "stories/indicator_index.html", {"indicators": indicators})


@require_safe
def indicator(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Indicator, slug=slug)
    rows = published_charts().filter(measure__indicator=found)
    known = list(rows.values_list("pk", "page_id", "revision_id", "measure__is_compared", "measure__organization_id"))
    turned = request.GET.get("page", "")
    number = int(turned) if turned.isdecimal() and len(turned) < 6 else 1
    said = f"{known}:{number}:{Stamp.current()}:{get_language()}"  # whoever no longer agrees to be compared is gone with the next reader
    kept_as = f"indicator:{found.pk}:{sha256(said.encode()).hexdigest()}"
    drawn = caches["pages"].get(kept_as)
    if drawn is None:
        drawn = _draw(found, known, number)
        caches["pages"].set(kept_as, drawn, KEEP_FOR)
    own = StoryPage.objects.filter(pk__in=drafts.written_by(request.user).values("pk")) if request.user.is_authenticated else []
    own = list(own.order_by("-latest_revision_created_at")[:MOST_OWN]) if own else []
    return render(request, "stories/indicator.html", {"indicator": found, "drawn": drawn, "own": own})


def _draw(found: Indicator, known: Sequence[tuple], number: int) -> str:
    charts = Paginator([row[0] for row in known], PER_PAGE).get_page(number)
    shown = StoryMeasure.objects.in_bulk(list(charts))
    pages = StoryPage.objects.prefetch_related("organizations").in_bulk([each.page_id for each in shown.values()])
    for link in shown.values():
        link.page = pages[link.page_id]
    compared = [row for row in known if row[3] and row[4]][:MOST]
    context = {
        "indicator": found,
        "story_count": len({row[1] for row in known}),
        "links": [shown[key] for key in charts],
        "charts": charts,
        "comparison": comparison(found, _with_revisions(compared)),
    }
    return render_to_string("stories/indicator_body.html", context)


def _with_revisions(rows: Sequence[tuple]) -> list[StoryMeasure]:
    """Those that said yes, each with all that a comparison reads. The organization must be the story's own: that has been reviewed."""
    theirs = StoryMeasure.objects.filter(pk__in=[row[0] for row in rows], page__organizations=F("measure__organization"))
    links = theirs.select_related("measure__organization", "revision", "page")
    return list(links) if rows else []
