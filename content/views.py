"""Method and hashtag pages, and what a refused form says."""

from django.http import HttpResponseForbidden


def csrf_failure(request, reason=""):
    return HttpResponseForbidden("")
