"""Pages for when something is not there, and the gallery of components."""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from home.gallery import examples

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


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
    """Without the request's context: whatever broke may be what fills it. Storage that is busy, full or away is not a broken page."""
    if not _is_storage_away(sys.exc_info()[1]):
        return render(None, "500.html", status=500)
    response = render(None, "503.html", status=503)
    response.headers["Retry-After"] = "60"
    return response


def _is_storage_away(problem: BaseException | None) -> bool:
    return isinstance(problem, OperationalError | InterfaceError) or (isinstance(problem, OSError) and problem.errno in NO_ROOM)
