"""Finding and reading resources."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from resources.listing import ORDERS, RESOURCE_FACETS, WORDS_IN
from resources.models import ResourcePage
from resources.templatetags.resources import resource_article
from stories.listing import Listing
from stories.views import read


@require_safe
def resource_index(request: HttpRequest) -> HttpResponse:
    open_pages = ResourcePage.objects.open_to_all()
    listing = Listing(open_pages, RESOURCE_FACETS, WORDS_IN, asked=request.GET, path=request.path, orders=ORDERS)
    return render(request, "resources/resource_index.html", {"listing": listing, "page_obj": listing.page})


@require_safe
def resource(request: HttpRequest, slug: str) -> HttpResponse:
    return read(request, ResourcePage.objects.all(), slug, draw=resource_article)
