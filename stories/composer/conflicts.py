"""When two wrote the same answer: theirs and mine side by side, and the writer chooses. Nothing is lost."""

from dataclasses import dataclass
from typing import Any

from django.forms import Field
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from content.models import BasePage
from members.models import User

from . import check, coauthors, drafts, versions
from .fields import FigureField, StoryField
from .forms import MANY, StepForm


@dataclass(frozen=True)
class Sides:
    """One answer as both wrote it."""

    name: str
    label: str
    theirs: str
    mine: str
    may_be_joined: bool


def show(request: HttpRequest, outcome: drafts.Outcome, data: QueryDict) -> HttpResponse:
    """The choice, with everything that was posted carried along."""
    form = outcome.form
    sides = [
        Sides(name, label_of(form, name), theirs_in_words(form, outcome.draft, name), mine_in_words(form, name), _is_text(form, name))
        for name in outcome.conflicts
    ]
    shown = {**versions.read(outcome.version), **{name: versions.print_of(value) for name, value in outcome.theirs.items()}}
    carried = [
        (key, value)
        for key, values in data.lists()
        for value in values
        if key not in ("version", "csrfmiddlewaretoken", "use") and not key.startswith("choose-")
    ]
    context = {
        "page": outcome.page,
        "draft": outcome.draft,
        "sides": sides,
        "carried": carried,
        "version": versions.written(shown),
        "is_mine": outcome.theirs_by == request.user,
        "by": coauthors.name_of(outcome.theirs_by),
        "at": outcome.theirs_at,
        "here": outcome.here or check.step_url(outcome.page, type(form)),
    }
    return render(request, "composer/conflict.html", context, status=409)


def label_of(form: StepForm, name: str) -> str:
    if name in form.fields:
        return str(form.fields[name].label)
    return next((str(ask.heading) for ask in form.asks if ask.rows == name), name)


def theirs_in_words(form: StepForm, draft: BasePage, name: str) -> str:
    if name in form.lists:
        rows = form.lists[name]
        columns = rows.row_class._meta.fields or ()
        told = [{**rows.initial_of(child), **{column: getattr(child, column) for column in columns}} for child in rows.children_of(draft)]
        return _rows_in_words(form, name, told)
    holder = draft.measure if name in getattr(form, "of_measure", ()) else draft  # a story draws what its measure keeps
    return _in_words(form, name, getattr(holder, name).all() if name in MANY or name == "hashtags" else getattr(holder, name))


def mine_in_words(form: StepForm, name: str) -> str:
    if name in form.lists:
        return _rows_in_words(form, name, [row.cleaned_data for row in form.lists[name].kept_rows])
    return _in_words(form, name, form.cleaned_data.get(name))


def _rows_in_words(form: StepForm, name: str, rows: list[dict[str, Any]]) -> str:
    """Each row as lines of label and words."""
    blank = form.lists[name].empty_form
    shown = {column: blank.fields[column] for column in blank.own_names if not blank[column].is_hidden}
    return "\n\n".join(
        "\n".join(f"{field.label}: {_told(field, row[column])}" for column, field in shown.items() if row.get(column) not in (None, ""))
        for row in rows
    )


def _in_words(form: StepForm, name: str, value: Any) -> str:
    if value is None or (isinstance(value, str) and value == ""):
        return ""
    if name == "hashtags":
        return ", ".join(f"#{tag}" for tag in value)
    if name in MANY:
        return ", ".join(str(thing) for thing in value)
    return _told(form.fields[name], value)


def _told(field: Field, value: Any) -> str:
    """One answer as its field shows it: a choice by its words, a story by its address, a figure as it was typed."""
    if isinstance(field, FigureField | StoryField):
        return str(field.prepare_value(value))
    choices = dict(getattr(field, "choices", ())) if isinstance(value, str) else {}
    return str(choices.get(value, value))


def _is_text(form: StepForm, name: str) -> bool:
    return name in form.fields and name not in MANY and name in (*form.worded, "contact", "caution")


def take_both(data: QueryDict, pk: int, form_class: type[StepForm], *, by: User) -> QueryDict:
    """`choose-lessons=both`: theirs first, then mine, in one answer."""
    wanted = [key.removeprefix("choose-") for key, value in data.items() if key.startswith("choose-") and value == "both"]
    if wanted:
        draft = drafts.page_or_404(pk, by).get_latest_revision_as_object()
        for name in wanted:
            theirs = getattr(draft, name, None) if name in form_class.base_fields else None
            if isinstance(theirs, str) and theirs.strip() not in data.get(name, ""):
                data[name] = f"{theirs}\n\n{data.get(name, '')}".strip()
    return data
