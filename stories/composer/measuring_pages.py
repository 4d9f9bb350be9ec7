"""The pages of one measure in a draft, beside its figures: begun, defined, drawn."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from measures import keeping
from measures.models import Indicator, Measure
from members.models import User
from stories.charted import Drawn
from stories.models import StoryMeasure, StoryPage

from . import check, conflicts, drafts, limits, measuring, versions
from .access import saves_itself, signed_in
from .cleaning import clean_data
from .forms import StepForm
from .measuring import Found, found_or_404, measure_url
from .measuring_chart_form import ChartForm, ChartOnlyForm
from .measuring_forms import BeginMeasure, DefinitionForm
from .showing import beside, checks_beside, knots
from .steps import DataStep
from .writing import said_after
from .wrong_answers import form_to_keep

MEANS_OTHER_COLUMNS = {"kind", "unit", "strata"}  # the same cells are read in another way


# --- Begun ---


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_measure(request: HttpRequest, pk: int) -> HttpResponse:
    page = drafts.page_or_404(pk, request.user, kind=StoryPage)
    draft = page.get_latest_revision_as_object()
    indicator = Indicator.objects.in_use().filter(slug=request.GET.get("indicator", "")).first()
    initial = _answers_of(indicator, draft.language) if indicator else {}
    form = BeginMeasure(clean_data(request.POST) if request.method == "POST" else None, initial=initial, language=draft.language)
    sentence, status = "", 200
    if request.method == "POST":
        try:
            limits.allow_new_measure(request.user)
            if form.is_valid():
                measure = measuring.begin(form.instance, page.pk, by=request.user, indicator=indicator)
                return redirect(measure_url(page, measure))
            status = 422
        except limits.TooMany as problem:
            sentence, status = str(problem), 429
        except measuring.Refused as problem:
            sentence, status = str(problem), 409
    context = {**_above(request, page, draft), "form": form, "indicator": indicator, "sentence": sentence}
    return render(request, "composer/measure_new.html", context, status=status)


def _answers_of(indicator: Indicator, language: str) -> dict[str, Any]:
    name = (indicator.name_fr if language == "fr" else "") or indicator.name_en
    answers = {field: getattr(indicator, field) for field in ("family", "kind", "direction")}
    return {"name": name, "unit": indicator.unit_in(language), **answers}


def _above(request: HttpRequest, page: StoryPage, draft: StoryPage) -> dict[str, Any]:
    """What stands above and beside each page of a measure."""
    steps = check.steps_of(page)
    return {
        **beside(request, page, draft),
        "knots": knots(draft, DataStep.slug),
        "number": steps.index(DataStep) + 1,
        "count": len(steps) + 1,
        "data_url": check.step_url(page, DataStep),
    }


# --- Defined, drawn ---


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def measure_definition(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    return _page(request, pk, measure, DefinitionForm)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def measure_chart(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    return _page(request, pk, measure, ChartForm)


def _page(request: HttpRequest, pk: int, measure: int, form_class: type[StepForm]) -> HttpResponse:
    if request.method == "POST":
        return _save(request, pk, measure, form_class)
    found = found_or_404(pk, measure, request.user)
    form = _form(found, form_class)
    more = request.GET.get("more", "")
    if more in form.lists:
        form.lists[more].extra = 1
    return _show(request, found, form, versions.written(versions.prints_of(form.stored_values(form.draft))))


def _form(found: Found, form_class: type[StepForm], data: QueryDict | None = None) -> StepForm:
    if form_class is ChartForm and not found.may_change:
        form_class = ChartOnlyForm
    thing: Measure | StoryMeasure = found.measure if form_class is DefinitionForm else found.link
    return form_class(data, draft=thing, writers=drafts.writers_of(found.page))


@dataclass
class Kept(drafts.Outcome):
    """What became of one save of a measure."""

    found: Found | None = None

    @property
    def theirs_by(self) -> User | None:
        last = self.found.measure.latest if self.found else None
        return last.made_by if last else None


@transaction.atomic
def _keep(found: Found, form: StepForm, data: QueryDict, *, by: User, by_itself: bool) -> Kept:
    """Keep each answer that can be kept; with a button the draft shows it at once."""
    here = measure_url(found.page, found.measure, f"measure_{form.slug}")
    if _is_closed(found, form):
        form.is_valid()
        return Kept(found.page, form, closed=True, version=data.get("version", ""), found=found, here=here)
    kept, base = form_to_keep(form), versions.read(data.get("version", ""))
    mine, theirs = kept.plain_values(), kept.stored_values(form.draft)
    merged = versions.merge(base=base, mine=mine, theirs=theirs, chosen=drafts.decisions(data))
    kept.apply(form.draft, merged.mine)
    if merged.mine:
        _write_down(found, merged.mine, by=by)
    if not by_itself:
        _show_in_draft(found, by=by, has_changed=bool(merged.mine))
    untouched = set(merged.conflicts) | (form.wrong_names - set(merged.mine))
    shown = {**base, **{name: versions.print_of(value) for name, value in mine.items() if name not in untouched}}
    outcome = Kept(found.page, form, version=versions.written(shown), saved=True, conflicts=merged.conflicts, found=found, here=here)
    outcome.theirs = {name: theirs[name] for name in merged.conflicts}
    outcome.theirs_at = found.measure.changed_at
    return outcome


def _is_closed(found: Found, form: StepForm) -> bool:
    return drafts.is_closed(found.page) or (isinstance(form, DefinitionForm) and not found.may_change)


def _write_down(found: Found, names: list[str], *, by: User) -> None:
    measure = found.measure
    if found.may_change:
        for part in measure.parts.all():
            part.decided_by = part.decided_by or by
        measure.save()
        if measure.typed and MEANS_OTHER_COLUMNS & set(names):
            keeping.save_figures(measure, measure.typed, by=by)


def _show_in_draft(found: Found, *, by: User, has_changed: bool) -> None:
    """The newest revision, and the story's own choice of a chart."""
    link, revision = found.link, measuring.newest(found, by=by)
    if has_changed or (revision and revision.pk != link.revision_id):
        measuring.show_as_of(link, revision)
        drafts.keep(found.draft, found.page, by=by)


def _save(request: HttpRequest, pk: int, measure: int, form_class: type[StepForm]) -> HttpResponse:
    data, by_itself = clean_data(request.POST), saves_itself(request)
    if by_itself and form_class is ChartForm:
        said = _("Kept on this device. Press Save to draw it.")
        return JsonResponse({"said": said, "saved": False, "version": data.get("version", "")})
    with transaction.atomic():
        found = found_or_404(pk, measure, request.user, lock=True)
        outcome = _keep(found, _form(found, form_class, data), data, by=request.user, by_itself=by_itself)
    if by_itself:
        return said_after(outcome)
    if outcome.closed:
        return _show(request, found, outcome.form, outcome.version, status=409)
    if outcome.conflicts:
        return conflicts.show(request, outcome, data)
    if not outcome.is_whole:
        return _show(request, found, outcome.form, outcome.version, status=422)
    return _go_on(request, found, outcome, data.get("then", "keep"))


def _go_on(request: HttpRequest, found: Found, outcome: Kept, then: str) -> HttpResponse:
    kind, _sign, what = then.partition(":")
    if kind == "next" and isinstance(outcome.form, DefinitionForm):
        return redirect(measure_url(found.page, found.measure, "measure_chart"))
    if kind in ("next", "back"):
        return redirect(f"{check.step_url(found.page, DataStep)}#measure-{found.measure.pk}")
    if kind == "more":
        return redirect(f"{outcome.here}?more={what}#rows-{what}" if what in outcome.form.lists else outcome.here)
    messages.success(request, _("Saved."))
    return redirect(outcome.here)


def _show(request: HttpRequest, found: Found, form: StepForm, version: str, *, status: int = 200) -> HttpResponse:
    link, shown = found.link, found.link.shown if found.link.revision_id else None
    context = {
        **_above(request, found.page, found.draft),
        "form": form,
        "version": version,
        "link": link,
        "measure": found.measure,
        "may_change": found.may_change,
        "is_closed": _is_closed(found, form),
        "drawn": Drawn(shown, "live") if shown else None,
        "checks": checks_beside(form),
        "saved_at": found.measure.changed_at,
        "heading": found.measure.name,
    }
    return render(request, "composer/measure.html", context, status=status)
