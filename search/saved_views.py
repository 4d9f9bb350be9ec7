"""A member's own searches: saved ones with their alerts, recent ones, and the door out of an alert without a log-in."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from search import recent, saving
from search.access import reader_of
from search.models import SavedSearch
from search.rows import rows_of

MOST_NEWS = 50  # shown of one saved search; the whole list is a link away


class SaveForm(forms.Form):
    """A name, and how often to be told."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, strip=True)
    often = forms.ChoiceField(label=gettext_lazy("Tell me by e-mail"), choices=SavedSearch.Often.choices, initial=SavedSearch.Often.WEEKLY)


@login_required
@require_safe
@never_cache
def saved_searches(request: HttpRequest) -> HttpResponse:
    """Each with the number of new answers; below them what was asked lately."""
    kept = SavedSearch.objects.filter(user=request.user).select_related("user")
    context = {
        "saved": [(each, len(saving.news_of(each))) for each in kept if not each.removed_at],
        "removed": kept.filter(pk=_number(request.GET.get("removed", "")), removed_at__isnull=False).first(),
        "most": saving.MOST_SAVED,
        "recent": recent.of(request.user),
        "keeps_recent": recent.are_kept(request.user),
    }
    return render(request, "search/saved.html", context)


@login_required
@require_POST
def save_search(request: HttpRequest) -> HttpResponse:
    """From the page of results. Refused with a sentence, the form comes back with what was typed."""
    asked = request.POST.get("asked", "")
    form = SaveForm(request.POST)
    if form.is_valid() and _done(form, lambda: saving.save(asked, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The search is saved."))
        return redirect("saved_searches")
    return render(request, "search/save_again.html", {"form": form, "asked": asked}, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def saved_search(request: HttpRequest, pk: int) -> HttpResponse:
    """What is new for one; its name, and how often to be told."""
    saved = _own(request, pk)
    form = SaveForm(request.POST or None, initial={"name": saved.name, "often": saved.often})
    if request.method == "POST" and form.is_valid() and _done(form, lambda: _change(saved, form.cleaned_data, request)):
        messages.success(request, _("Changed."))
        return redirect("saved_searches")
    news = saving.news_of(saved)
    rows = rows_of(news[:MOST_NEWS], reader_of(request.user))
    context = {"saved": saved, "form": form, "count": len(news), "rows": [rows[thing] for thing in news if thing in rows]}
    return render(request, "search/saved_one.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def seen_saved_search(request: HttpRequest, pk: int) -> HttpResponse:
    saving.mark_as_seen(_own(request, pk))
    return redirect("saved_searches")


@login_required
@require_POST
def remove_saved_search(request: HttpRequest, pk: int) -> HttpResponse:
    saving.remove(_own(request, pk), by=request.user)
    return redirect(f"{reverse('saved_searches')}?removed={pk}")


@login_required
@require_POST
def put_back_saved_search(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        saving.put_back(get_object_or_404(SavedSearch, pk=pk, user=request.user), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("saved_searches")


@login_required
@require_POST
def recent_searches(request: HttpRequest) -> HttpResponse:
    """Clear them, keep none from now on, or keep them again."""
    verbs = {"clear": recent.clear, "off": recent.turn_off, "on": recent.turn_on}
    if verb := verbs.get(request.POST.get("verb", "")):
        verb(by=request.user)
    return redirect(f"{reverse('saved_searches')}#recent")


@csrf_exempt  # mail programs press this button for their reader; the secret in the address is what counts
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST does it. Pressing twice is pressing once."""
    saved = SavedSearch.objects.filter(token=token).first()
    if saved is None:
        return render(request, "search/unsubscribe.html", {"is_gone": True}, status=404)
    all_of_them = "all" in request.GET
    if request.method == "POST":
        saving.stop_mail(saved, all_of_them=all_of_them)
    context = {"saved": saved, "all_of_them": all_of_them, "is_done": request.method == "POST", "here": request.get_full_path()}
    return render(request, "search/unsubscribe.html", context)


def _own(request: HttpRequest, pk: int) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.kept().select_related("user"), pk=pk, user=request.user)


def _change(saved: SavedSearch, wanted: dict[str, str], request: HttpRequest) -> None:
    saving.rename(saved, wanted["name"], by=request.user)
    saving.change_often(saved, wanted["often"], by=request.user)


def _done(form: forms.Form, act) -> bool:
    try:
        act()
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0
