"""One step of a draft: shown, saved by itself or by a button, merged, checked."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from content.models import BasePage
from members.models import Member
from stories.models import LessonPage, StoryPage

from . import check, coauthors, conflicts, drafts, limits, screen, standing
from .access import signed_in
from .cleaning import clean_data
from .figure_questions import questions_about
from .forms import StepForm
from .lesson_form import LessonForm
from .steps import step_called


@dataclass(frozen=True)
class Knot:
    """One step on the line above the form."""

    name: str | Promise
    url: str
    state: str  # done, now or todo
    what: str


def knots(draft: BasePage, now: str) -> list[Knot]:
    missing = check.missing_in(draft)
    line = []
    for step in check.steps_of(draft):
        waiting = sum(len(found) for name, found in missing.items() if check.step_holding(draft, name) is step)
        state = "now" if step.slug == now else "todo" if waiting else "done"
        what = (
            _("you are here")
            if step.slug == now
            else ngettext("%(n)s to write", "%(n)s to write", waiting) % {"n": waiting}
            if waiting
            else _("done")
        )
        line.append(Knot(step.name, check.step_url(draft, step), state, what))
    return [
        *line,
        Knot(
            pgettext("a step of writing", "Check and send"),
            check.check_url(draft),
            "now" if now == "check" else "todo",
            _("you are here") if now == "check" else "",
        ),
    ]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write_story(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    form_class = step_called(step)
    if form_class is None or not isinstance(drafts.page_or_404(pk, request.user), StoryPage):
        raise Http404
    return _step(request, pk, form_class)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write_lesson(request: HttpRequest, pk: int) -> HttpResponse:
    if not isinstance(drafts.page_or_404(pk, request.user), LessonPage):
        raise Http404
    return _step(request, pk, LessonForm)


def _step(request: HttpRequest, pk: int, form_class: type[StepForm]) -> HttpResponse:
    if request.method == "POST":
        return _save(request, pk, form_class)
    page = drafts.page_or_404(pk, request.user)
    draft = page.get_latest_revision_as_object()
    form = form_class(draft=draft, writers=drafts.writers_of(page))
    return _show(request, page, form, drafts.version_shown(form))


# --- Saving ---


def _save(request: HttpRequest, pk: int, form_class: type[StepForm]) -> HttpResponse:
    by_itself = request.headers.get("Accept", "").startswith("application/json")
    data = conflicts.take_both(_use_offer(clean_data(request.POST)), pk, form_class, by=request.user)
    files, too_many = (None, "") if by_itself else _files_within_limit(request)
    outcome = drafts.save(pk, form_class, data, files, by=request.user, by_itself=by_itself)
    if by_itself:
        return _say(outcome)
    if outcome.closed:
        return _show(request, outcome.page, outcome.form, outcome.version, status=409)
    if outcome.conflicts:
        return conflicts.show(request, outcome, data)
    if too_many:
        messages.error(request, too_many)
        return _show(request, outcome.page, outcome.form, outcome.version, status=429)
    if not outcome.is_whole:
        return _show(request, outcome.page, outcome.form, outcome.version, status=422)
    return _go_on(request, outcome, data.get("then", "save"))


def _use_offer(data: QueryDict) -> QueryDict:
    """A mend taken with one press, without a script: `use=stated_results-0-after_value=64.2`."""
    key, _sign, value = data.get("use", "").partition("=")
    if key in data:
        data[key] = value
    return data


def _files_within_limit(request: HttpRequest) -> tuple[Any, str]:
    if not request.FILES:
        return None, ""
    try:
        limits.allow_upload(request.user)
    except limits.TooMany as problem:
        return None, str(problem)
    return request.FILES, ""


def _say(outcome: drafts.Outcome) -> JsonResponse:
    """The answer to a form that saved itself: what was kept, what needs a look, and what may point to a person."""
    if outcome.closed:
        return JsonResponse(
            {"said": _("It is in review now: nothing was saved. Your words are kept on this device."), "reload": True}, status=423
        )
    if outcome.conflicts:
        words = _("%(name)s changed the same answer. Yours is kept here: press Save to see both.") % {
            "name": coauthors.name_of(outcome.theirs_by)
        }
        return JsonResponse({"said": words, "conflict": True, "version": outcome.version}, status=409)
    at = time_format(timezone.localtime(), "H:i")
    wrong = [{"id": bound.id_for_label or bound.auto_id, "says": " ".join(bound.errors)} for bound in outcome.form.wrong_fields]
    wrong += [{"id": rows.heading_id, "says": error} for rows, error in outcome.form.wrong_lists]
    said = _("Saved %(time)s") % {"time": at}
    if wrong:
        said = ngettext(
            "Saved %(time)s, except one answer that needs another look",
            "Saved %(time)s, except %(n)s answers that need another look",
            len(wrong),
        ) % {
            "time": at,
            "n": len(wrong),
        }
    return JsonResponse(
        {"said": said, "saved": outcome.saved, "version": outcome.version, "wrong": wrong, "checks": checks_beside(outcome.form)}
    )


def checks_beside(form: StepForm) -> dict[str, str]:
    """What is asked beside an answer: sentences that could point to a person, figures that do not add up."""
    shown = {}
    for name in screen.screened_names(form.draft):
        if name in form.fields:
            found = screen.warnings_in(name, str(form[name].value() or ""))
            shown[f"checks-{name}"] = render_to_string("composer/sentence_checks.html", {"found": found, "field": form[name]})
    if "stated_results" in form.lists:
        for row in form.lists["stated_results"].forms:
            questions = questions_about(row.instance) if row.is_bound and row.is_valid() else questions_about_stored(row)
            shown[f"checks-{row.prefix}"] = render_to_string("composer/figure_questions.html", {"questions": questions, "row": row})
    return shown


def questions_about_stored(row: Any) -> list[Any]:
    if row.is_bound:
        return []
    values = {name: row.initial[name] for name in row.own_names if row.initial.get(name) is not None}
    return questions_about(row._meta.model(**values))


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
    messages.success(request, _("Saved %(time)s") % {"time": time_format(timezone.localtime(), "H:i")})
    return redirect(here)


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
    invitation = member and coauthors.ask(member, page, by=request.user)
    if invitation:
        messages.success(request, _("%(name)s was asked, and can write with you after saying yes.") % {"name": invitation.member.name})
    else:
        messages.error(request, _("This member cannot be asked, or has said no before."))


# --- Showing ---


def _show(request: HttpRequest, page: BasePage, form: StepForm, version: str, *, status: int = 200) -> HttpResponse:
    steps = check.steps_of(page)
    place = steps.index(type(form))
    wanted = request.GET.get("coauthor", "").strip()
    more = request.GET.get("more", "")
    if more in form.lists and not form.is_bound:
        form.lists[more].extra = 1
    context = {
        **beside(request, page, form.draft),
        "form": form,
        "version": version,
        "knots": knots(form.draft, form.slug),
        "number": place + 1,
        "count": len(steps) + 1,
        "saved_at": page.latest_revision_created_at,
        "next_name": steps[place + 1].name if place + 1 < len(steps) else pgettext("a step of writing", "Check and send"),
        "checks": checks_beside(form),
        "candidates": coauthors.who_may_be_meant(wanted, page, by=request.user) if wanted else [],
        "wanted": wanted,
    }
    return render(request, "composer/step.html", context, status=status)


def beside(request: HttpRequest, page: BasePage, draft: BasePage) -> dict[str, Any]:
    """What stands beside the form: who writes, who tried the same, how readers will see it."""
    return {
        "page": page,
        "draft": draft,
        "standing": standing.standing_of(page),
        "is_closed": drafts.is_closed(page),
        "is_owner": page.owner_id == request.user.pk,
        "invitations": page.invitations.select_related("member"),
        "owner_name": coauthors.name_of(page.owner),
        "owner_member": Member.objects.filter(user_id=page.owner_id).first(),
        "tried_too": tried_too(draft),
        "check_url": check.check_url(page),
    }


def tried_too(draft: BasePage) -> list[StoryPage]:
    """Published stories with the same change idea, else the same topic."""
    ideas = [idea.pk for idea in draft.change_ideas.all()] if isinstance(draft, StoryPage) else []
    topics = [topic.pk for topic in draft.topics.all()]
    stories = StoryPage.objects.open_to_all().exclude(pk=draft.pk)
    found = list(stories.filter(change_ideas__in=ideas).distinct()[:3]) if ideas else []
    return found or (list(stories.filter(topics__in=topics).distinct()[:3]) if topics else [])


# --- Check and send ---


@signed_in
@require_safe
def check_story(request: HttpRequest, pk: int) -> HttpResponse:
    return _check(request, pk, StoryPage)


@signed_in
@require_safe
def check_lesson(request: HttpRequest, pk: int) -> HttpResponse:
    return _check(request, pk, LessonPage)


def _check(request: HttpRequest, pk: int, model: type[BasePage]) -> HttpResponse:
    page = drafts.page_or_404(pk, request.user)
    if not isinstance(page, model):
        raise Http404
    return show_check(request, page)


def show_check(request: HttpRequest, page: BasePage, *, sentence: str = "", status: int = 200) -> HttpResponse:
    draft = page.get_latest_revision_as_object()
    steps = check.steps_of(page)
    found = [(warning, check.place_of(page, warning.name)) for warning in screen.warnings_of(draft)]
    context = {
        **beside(request, page, draft),
        "knots": knots(draft, "check"),
        "number": len(steps) + 1,
        "count": len(steps) + 1,
        "missing": [item for items in check.missing_in(draft).values() for item in items],
        "found": found,
        "sentence": sentence,
        "waiting": standing.waiting_before(page),
        "days": settings.REVIEW_WITHIN_DAYS,
        "back_url": check.step_url(page, steps[-1]),
        "has_changed": not page.live or page.has_unpublished_changes,
    }
    return render(request, "composer/check.html", context, status=status)
