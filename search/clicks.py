"""The address that a browser tells of a click, without who clicked and on what."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from search import counting


@csrf_exempt  # told while the page is being left; it can only add one to a count
@require_POST
def click(request: HttpRequest) -> HttpResponse:
    """Other sites count nothing: a browser says where such a request comes from."""
    if request.headers.get("Origin", "").partition("://")[2] != request.get_host():
        return HttpResponse(status=403)
    counting.note_click(request.POST.get("q", "")[:1000], get_language() or "en")
    return HttpResponse(status=204)
