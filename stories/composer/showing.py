"""What stands on the writers' pages: the form, the line of steps, who writes, what is asked, what is missing."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from content.models import BasePage
from members.models import Member
from stories.claims import claims_of
from stories.models import StoryPage

from . import check, coauthors, drafts, screen, standing
from .cleaning import clean_words
from .figure_questions import questions_about, questions_in, questions_of
from .forms import StepForm
from .kinds import kind_of


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


# --- A step ---


def show_step(request: HttpRequest, page: BasePage, form: StepForm, version: str, *, status: int = 200) -> HttpResponse:
    steps = check.steps_of(page)
    place = steps.index(type(form))
    wanted = clean_words(request.GET.get("coauthor", ""))[:120].strip()
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
        **form.beside(page, request.user),
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
        "closed_because": standing.why_closed(page),
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


def checks_beside(form: StepForm) -> dict[str, str]:
    """What is asked beside an answer: sentences that could point to a person, figures that do not add up."""
    shown = {}
    for name in form.screened:
        if name in form.fields:
            text = str(form[name].value() or "")
            found, questions = screen.warnings_in(name, text), questions_in(name, text)
            context = {"found": found, "field": form[name], "questions": questions}
            shown[f"checks-{name}"] = render_to_string("composer/sentence_checks.html", context).strip()
    if "stated_results" in form.lists:
        for row in form.lists["stated_results"].forms:
            questions = questions_about(row.instance) if row.is_bound and row.is_valid() else questions_about_stored(row)
            shown[f"checks-{row.prefix}"] = render_to_string("composer/figure_questions.html", {"questions": questions, "row": row}).strip()
    return shown


def questions_about_stored(row: Any) -> list[Any]:
    if row.is_bound:
        return []
    values = {name: row.initial[name] for name in row.own_names if row.initial.get(name) is not None}
    return questions_about(row._meta.model(**values))


# --- Check and send ---


def show_check(
    request: HttpRequest, page: BasePage, *, sentence: str = "", problem: ValidationError | None = None, status: int = 200
) -> HttpResponse:
    """What is missing, what may point to a person, who will read it; and why it was not sent, when it was not."""
    draft = page.get_latest_revision_as_object()
    missing = check.missing_of(page, problem) if problem else check.missing_in(draft)
    if problem and not sentence:
        sentence = _("Not sent yet: a reader would miss something.") if missing else " ".join(problem.messages)
    steps = check.steps_of(page)
    found = [(warning, check.place_of(page, warning.name)) for warning in screen.warnings_of(draft)]
    context = {
        **beside(request, page, draft),
        "knots": knots(draft, "check"),
        "number": len(steps) + 1,
        "count": len(steps) + 1,
        "missing": [item for items in missing.values() for item in items],
        "found": found,
        "claims": [(claim, check.place_of(page, claim.field)) for claim in claims_of(draft)] if isinstance(draft, StoryPage) else [],
        "doubts": [(question, check.place_of(page, question.field)) for question in questions_of(draft)],
        "sentence": sentence,
        "waiting": standing.waiting_before(page),
        "days": settings.REVIEW_WITHIN_DAYS,
        "editors_check": kind_of(type(page)).editors_check,
        "back_url": check.step_url(page, steps[-1]),
        "has_changed": not page.live or page.has_unpublished_changes,
    }
    return render(request, "composer/check.html", context, status=status)
