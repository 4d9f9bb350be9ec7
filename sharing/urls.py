"""What readers meet of sharing: the counted link and the card. Outside /en/ and /fr/: an address in a post has no language."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def share_link(request: HttpRequest, code: str) -> HttpResponse:
    raise Http404


urlpatterns = [path("s/<str:code>/", share_link, name="share_link")]
