"""What editors do beside Wagtail's own screens: put a notice on a page, try an effect again."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.models import Page

from content.models import BasePage
from editorial import corrections, effects
from editorial.forms import ReasonForm, RetractionForm
from editorial.models import Effect, Notice
from members.roles import is_editor, may_approve
from sharing.views.left import say_what_is_left


@dataclass(frozen=True)
class Act:
    """One thing that editors say about a page in public."""

    verb: Callable[..., Notice]
    title: str
    explanation: str
    button: str
    done: str
    form: type[ReasonForm] = ReasonForm


ACTS = {
    "correction": Act(
        corrections.correct,
        gettext_lazy("Add a correction"),
        gettext_lazy(
            "A dated notice at the top of the page says what was wrong. The text itself is mended by editing the page; both are needed."
        ),
        gettext_lazy("Publish the correction"),
        gettext_lazy("The correction stands on the page. Its authors get a mail."),
    ),
    "retraction": Act(
        corrections.retract,
        gettext_lazy("Retract"),
        gettext_lazy("The page stays reachable. It says at its top and in every list that it is retracted, when, by whom and why."),
        gettext_lazy("Retract this page"),
        gettext_lazy("The page is retracted. Its authors get a mail."),
        RetractionForm,
    ),
    "restored": Act(
        corrections.restore,
        gettext_lazy("Lift the retraction"),
        gettext_lazy("The mark goes away. Both notices, of the retraction and of its end, stay for readers to see."),
        gettext_lazy("Lift the retraction"),
        gettext_lazy("The retraction is lifted. Its authors get a mail."),
    ),
}


def add_notice(request: HttpRequest, page_id: int, kind: str) -> HttpResponse:
    """Ask for the reason, then say it in public."""
    act = ACTS.get(kind)
    page = get_object_or_404(Page, pk=page_id).specific
    if act is None or not isinstance(page, BasePage):
        raise Http404
    if not may_approve(request.user):
        raise PermissionDenied
    form = act.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act.verb(page, by=request.user, **form.cleaned_data)
        except (ValidationError, PermissionDenied) as refusal:
            form.add_error(None, refusal.messages if isinstance(refusal, ValidationError) else str(refusal))
        else:
            messages.success(request, act.done)
            say_what_is_left(request, page)
            return redirect("wagtailadmin_pages:edit", page.pk)
    return render(request, "editorial/add_notice.html", {"form": form, "act": act, "page": page, "notices": page.notices.all()})


@require_POST
def try_again(request: HttpRequest, effect_id: int) -> HttpResponse:
    """The cause is mended: do it now."""
    if not is_editor(request.user):
        raise PermissionDenied
    effect = get_object_or_404(Effect, pk=effect_id)
    effects.try_again(effect)
    effects.work_off(pk=effect.pk)
    effect.refresh_from_db()
    if effect.state == Effect.State.FAILED:
        messages.error(request, _("It failed again: %(error)s") % {"error": effect.error})
    else:
        messages.success(request, _("It is done now."))
    return redirect(reverse("wagtailadmin_home"))
