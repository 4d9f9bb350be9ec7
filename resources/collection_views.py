"""The pages of collections and reading paths, and keeping one's place in them."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from members.models import User
from resources.collecting import collected, mark
from resources.models import Collection


@require_safe
def collection_index(request: HttpRequest) -> HttpResponse:
    """Those with something open in them."""
    found = [each for each in collected(Collection.objects.shown(), by=_member(request), for_cards=False) if each.parts]
    return render(request, "resources/collection_index.html", {"collections": found})


@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Collection.objects.shown(), slug=slug)
    return render(request, "resources/collection.html", {"collected": collected([found], by=_member(request))[0]})


@login_required
@require_POST
def collection_mark(request: HttpRequest, slug: str, page: int) -> HttpResponse:
    """Read, or not after all; back to where one was."""
    found = get_object_or_404(Collection.objects.shown(), slug=slug)
    part = next((part for part in collected([found], for_cards=False)[0].parts if part.page.pk == page), None)
    if part is None:
        raise Http404
    mark(part.page, by=request.user, as_read=request.POST.get("read") == "1")
    return redirect(f"{found.get_absolute_url()}#part-{part.number}")


def _member(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None
