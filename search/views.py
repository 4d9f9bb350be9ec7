"""One box over everything that the reader may read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search.finding import Finding
from search.names import browsed
from search.results import results


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    finding = Finding(request.GET, request.path, request.user)
    context = {"finding": finding, "page_obj": finding.page, "results": results(finding)}
    if not finding.count:
        context["browsed"] = browsed()
    return render(request, "search/search.html", context)
