"""Before sending: what is missing, each thing with the place where it is written."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import Promise

from content.models import BasePage

from .forms import StepForm
from .kinds import kind_of


@dataclass(frozen=True)
class Missing:
    """One thing that a reader would miss, and where to write it."""

    sentence: str
    step: str | Promise
    url: str


def steps_of(page: BasePage) -> tuple[type[StepForm], ...]:
    return kind_of(type(page)).steps


def step_url(page: BasePage, step: type[StepForm]) -> str:
    return kind_of(type(page)).step_url(page, step)


def check_url(page: BasePage) -> str:
    return kind_of(type(page)).check_url(page)


def step_holding(page: BasePage, name: str) -> type[StepForm]:
    steps = steps_of(page)
    return next((step for step in steps if name in (*step.base_fields, *step.row_sets, *step.holds)), steps[0])


def place_of(page: BasePage, name: str) -> str:
    """The address of one answer."""
    step = step_holding(page, name)
    anchor = f"rows-{name}" if name in step.row_sets else f"id_{name}"
    return f"{step_url(page, step)}#{anchor}"


def missing_in(draft: BasePage) -> dict[str, list[Missing]]:
    """What is missing, by answer."""
    try:
        draft.check_ready_to_submit()
    except ValidationError as problem:
        return missing_of(draft, problem)
    return {}


def missing_of(page: BasePage, problem: ValidationError) -> dict[str, list[Missing]]:
    """Nothing when the problem is not in any answer."""
    by_name = getattr(problem, "error_dict", {})
    return {name: [_missing(page, name, error) for error in errors] for name, errors in by_name.items()}


def _missing(page: BasePage, name: str, error: ValidationError) -> Missing:
    return Missing(error.messages[0], step_holding(page, name).name, _page_of(page, error) or place_of(page, name))


def _page_of(page: BasePage, error: ValidationError) -> str:
    """A measure is written on pages of its own: its error's code says which."""
    view, _colon, measure = (error.code or "").partition(":")
    return reverse(view, args=[page.pk, measure]) if view in ("measure_figures", "measure_definition") else ""
