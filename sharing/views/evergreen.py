"""The evergreen queue: which pages come round again, when next, how often, in which order."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from content.models import BasePage
from content.shelves import page_types
from sharing import evergreen, posts
from sharing.models import Evergreen, SharingSettings
from sharing.views.desk import editors_only

ON_A_PAGE, OFFERED = 25, 10


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Words of its title"), max_length=120, required=False)


class TurnForm(forms.ModelForm):
    """How one page comes round."""

    class Meta:
        model = Evergreen
        fields = ["next_on", "every_days", "most_times"]
        widgets = {"next_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}


@editors_only
@require_safe
def queue(request: HttpRequest, wrong: TurnForm | None = None) -> HttpResponse:
    """Those whose day comes next stand first, those that were told often enough last."""
    rows = Evergreen.objects.select_related("page").order_by(F("next_on").asc(nulls_last=True), "pk")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    search = SearchForm(request.GET or None)
    words = search.cleaned_data["q"].strip() if search.is_bound and search.is_valid() else ""
    context = {
        "here": "evergreen",
        "page_obj": page,
        "turns": [(row, wrong if wrong and wrong.instance.pk == row.pk else TurnForm(instance=row, prefix=str(row.pk))) for row in page],
        "search": search,
        "words": words,
        "offered": _offered(words),
        "room": max(0, evergreen.room_this_week()),
        "settings": SharingSettings.load(request),
    }
    return render(request, "sharing/calendar/evergreen.html", context)


@editors_only
@require_POST
def add(request: HttpRequest, page_id: int) -> HttpResponse:
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, BasePage):
        messages.error(request, _("Only pages that everybody can read come round again."))
        return redirect("sharing_evergreen")
    try:
        row = evergreen.add(page, by=request.user)
    except ValidationError as refusal:
        messages.error(request, posts.sentence_of(refusal))
    else:
        day = date_format(row.next_on, "DATE_FORMAT") if row.next_on else ""
        messages.success(request, _("“%(title)s” comes round again, next on %(day)s.") % {"title": page.title, "day": day})
    return redirect("sharing_evergreen")


@editors_only
@require_POST
def act(request: HttpRequest, evergreen_id: int, verb: str) -> HttpResponse:
    """Change, earlier, remove."""
    row = get_object_or_404(Evergreen.objects.select_related("page"), pk=evergreen_id)
    if verb == "remove":
        evergreen.remove(row, by=request.user)
        messages.success(request, _("“%(title)s” does not come round any more.") % {"title": row.page.title})
    elif verb == "earlier":
        evergreen.put_before(row, by=request.user)
        messages.success(request, _("“%(title)s” comes round one place earlier.") % {"title": row.page.title})
    else:
        form = TurnForm(request.POST, instance=row, prefix=str(row.pk))
        if not form.is_valid():
            request.method = "GET"  # shown again, with what was typed
            return queue(request, wrong=form)
        evergreen.change(Evergreen.objects.get(pk=row.pk), by=request.user, **form.cleaned_data)
        messages.success(request, _("“%(title)s” is changed.") % {"title": row.page.title})
    return redirect("sharing_evergreen")


def _offered(words: str) -> list[Page]:
    """Open pages outside the queue: those with these words in the title, else the newest."""
    queued = Evergreen.objects.values("page")
    found: list[Page] = []
    for page_type in page_types():
        if page_type.share_kind:
            pages = page_type.objects.to_share().exclude(pk__in=queued).order_by("-first_published_at", "pk")
            for word in words.split()[:8]:
                pages = pages.filter(title__icontains=word)
            found += pages[:OFFERED]
    return sorted(found, key=lambda page: (page.first_published_at is not None, page.first_published_at), reverse=True)[:OFFERED]
