"""The sharing desk: what waits for an editor, what is on its way, what went wrong, and the ledger of everything."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from members.roles import is_editor

View = Callable[..., HttpResponse]


def editors_only(view: View) -> View:
    """Everybody else hears no, also with the address in hand."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not is_editor(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@editors_only
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "sharing/desk/desk.html", {"here": "desk"})


@editors_only
def ledger(request: HttpRequest) -> HttpResponse:
    return render(request, "sharing/desk/desk.html", {"here": "ledger"})
