"""Pages for when something is not there, and the gallery of components."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from home.gallery import examples


def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "home/gallery.html", examples())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Says why when the refusal brought a sentence with it."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the request's context: whatever broke may be what fills it."""
    return render(None, "500.html", status=500)
