"""One step of a draft: shown, saved by itself or by a button, merged, and where its buttons lead."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from content.models import BasePage
from members.models import Member
from stories.models import Invitation, LessonPage, StoryPage

from . import check, coauthors, conflicts, drafts, limits, measuring, media, standing
from .access import saves_itself, signed_in
from .cleaning import clean_data
from .forms import StepForm
from .lesson_form import LessonForm
from .showing import checks_beside, show_check, show_step
from .steps import DataStep, step_called


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write_story(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    form_class = step_called(step)
    if form_class is None:
        raise Http404
    return write(request, pk, form_class)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write_lesson(request: HttpRequest, pk: int) -> HttpResponse:
    return write(request, pk, LessonForm)


def write(request: HttpRequest, pk: int, form_class: type[StepForm]) -> HttpResponse:
    """A step shown, or what was posted to it."""
    if request.method == "POST":
        return _save(request, pk, form_class)
    page = drafts.page_or_404(pk, request.user, kind=form_class._meta.model)
    draft = page.get_latest_revision_as_object()
    form = form_class(draft=draft, writers=drafts.writers_of(page))
    return show_step(request, page, form, drafts.version_shown(form))


# --- Saving ---


def _save(request: HttpRequest, pk: int, form_class: type[StepForm]) -> HttpResponse:
    by_itself = saves_itself(request)
    data = conflicts.take_both(_use_offer(clean_data(request.POST)), pk, form_class, by=request.user)
    files, too_many = (None, "") if by_itself else _files_looked_into(request, pk)
    outcome = drafts.save(pk, form_class, data, files, by=request.user, by_itself=by_itself)
    if by_itself:
        return said_after(outcome)
    if outcome.closed:
        return show_step(request, outcome.page, outcome.form, outcome.version, status=409)
    if outcome.conflicts:
        return conflicts.show(request, outcome, data)
    if too_many:
        messages.error(request, too_many)
        return show_step(request, outcome.page, outcome.form, outcome.version, status=429)
    if not outcome.is_whole:
        return show_step(request, outcome.page, outcome.form, outcome.version, status=422)
    return _go_on(request, outcome, data.get("then", "save"))


def _use_offer(data: QueryDict) -> QueryDict:
    """A mend taken with one press, without a script: `use=stated_results-0-after_value=64.2`."""
    key, _sign, value = data.get("use", "").partition("=")
    if key in data:
        data[key] = value
    return data


def _files_looked_into(request: HttpRequest, pk: int) -> tuple[Any, str]:
    """What a writer uploads, looked into before the draft is held: a large picture keeps nobody else waiting."""
    if not request.FILES:
        return request.FILES, ""
    drafts.page_or_404(pk, request.user)
    try:
        limits.allow_upload(request.user)
    except limits.TooMany as problem:
        return None, str(problem)
    media.look_into(request.FILES)
    return request.FILES, ""


def said_after(outcome: drafts.Outcome) -> JsonResponse:
    """The answer to a form that saved itself: what was kept, what needs a look, and what may point to a person."""
    if outcome.closed:
        words = _("%(why)s Nothing was saved. Your words are kept on this device.") % {"why": standing.why_closed(outcome.page)}
        return JsonResponse({"said": words, "reload": True}, status=423)
    if outcome.conflicts:
        words = _("%(name)s changed the same answer. Yours is kept here: press Save to see both.") % {
            "name": coauthors.name_of(outcome.theirs_by)
        }
        return JsonResponse({"said": words, "conflict": True, "version": outcome.version}, status=409)
    wrong = [{"id": bound.id_for_label or bound.auto_id, "says": " ".join(bound.errors)} for bound in outcome.form.wrong_fields]
    wrong += [{"id": rows.heading_id, "says": error} for rows, error in outcome.form.wrong_lists]
    return JsonResponse(
        {
            "said": _saved_now(except_for=len(wrong)),
            "saved": outcome.saved,
            "version": outcome.version,
            "wrong": wrong,
            "checks": checks_beside(outcome.form),
        }
    )


def _saved_now(*, except_for: int = 0) -> str:
    words = {"time": time_format(timezone.localtime(), "H:i"), "n": except_for}
    if not except_for:
        return _("Saved %(time)s") % words
    return (
        ngettext(
            "Saved %(time)s, except one answer that needs another look",
            "Saved %(time)s, except %(n)s answers that need another look",
            except_for,
        )
        % words
    )


def _go_on(request: HttpRequest, outcome: drafts.Outcome, then: str) -> HttpResponse:
    """After a button: to the next step, away, or back here with what was asked for."""
    page, form = outcome.page, outcome.form
    here = check.step_url(page, type(form))
    kind, _sign, what = then.partition(":")
    if kind == "next":
        return redirect(_after(page, type(form)))
    if kind == "back":
        return redirect(_before(page, type(form)))
    if kind == "leave":
        messages.success(request, _("Your draft is kept. You can go on at any time."))
        return redirect("my_stories")
    if kind == "find":
        return redirect(f"{here}?{_query(coauthor=form.cleaned_data.get('coauthor', ''))}#id_coauthor")
    if kind == "ask":
        _ask(request, page, what)
        return redirect(f"{here}#id_coauthor")
    if kind == "more":
        return redirect(f"{here}?{_query(more=what)}#rows-{what}")
    if type(form) is DataStep and kind in measuring.VERBS:
        return redirect(f"{here}#{_change_list(request, page, kind, what)}")
    messages.success(request, _saved_now())
    return redirect(here)


def _change_list(request: HttpRequest, page: BasePage, verb: str, measure: str) -> str:
    """One measure moved, taken in or out. Returns where it stands now."""
    try:
        return measuring.change_list(page.pk, verb, measure, by=request.user)
    except measuring.Refused as problem:
        messages.error(request, str(problem))
    return "id_measure_links"


def _query(**values: str) -> str:
    query = QueryDict(mutable=True)
    query.update(values)
    return query.urlencode()


def _after(page: BasePage, step: type[StepForm]) -> str:
    steps = check.steps_of(page)
    place = steps.index(step) + 1
    return check.step_url(page, steps[place]) if place < len(steps) else check.check_url(page)


def _before(page: BasePage, step: type[StepForm]) -> str:
    steps = check.steps_of(page)
    place = steps.index(step)
    return check.step_url(page, steps[place - 1]) if place else reverse("my_stories")


def _ask(request: HttpRequest, page: BasePage, slug: str) -> None:
    member = Member.objects.active().filter(slug=slug).first()
    try:
        limits.allow_asking(request.user)
        invitation = member and coauthors.ask(member, page, by=request.user)
    except limits.TooMany as problem:
        messages.error(request, str(problem))
        return
    if invitation is None:
        messages.error(request, _("This member cannot be asked, or has said no before."))
    elif invitation.state == Invitation.State.ACCEPTED:
        messages.info(request, _("%(name)s writes with you already.") % {"name": invitation.member.name})
    else:
        messages.success(request, _("%(name)s was asked, and can write with you after saying yes.") % {"name": invitation.member.name})


# --- Check and send ---


@signed_in
@require_safe
def check_story(request: HttpRequest, pk: int) -> HttpResponse:
    return check_page(request, pk, StoryPage)


@signed_in
@require_safe
def check_lesson(request: HttpRequest, pk: int) -> HttpResponse:
    return check_page(request, pk, LessonPage)


def check_page(request: HttpRequest, pk: int, model: type[BasePage]) -> HttpResponse:
    return show_check(request, drafts.page_or_404(pk, request.user, kind=model))
