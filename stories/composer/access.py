"""Only people who are signed in write. A form that saves itself gets an answer that it can act on."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

View = Callable[..., HttpResponse]


def saves_itself(request: HttpRequest) -> bool:
    """True for the form's script, which wants an answer that it can act on."""
    return request.headers.get("Accept", "").startswith("application/json")


def signed_in(view: View) -> View:
    to_sign_in = login_required(view)

    @wraps(view)
    def ask_first(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated and saves_itself(request):
            words = _("You were signed out. Your words are kept on this device: sign in again, then press Save.")
            return JsonResponse({"said": words, "sign_in": resolve_url("account_login")}, status=401)
        return to_sign_in(request, *args, **kwargs)

    return ask_first
