"""A story, lesson or resource of the demo, written as a member writes: begun, answered step by step, each step posted as a browser posts it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from wagtail.actions.edit_page import EditPageAction

from content.models import BasePage
from members.models import Organization, User
from resources.composing import BeginResource
from stories.composer import check, drafts
from stories.composer.begin import Begin, BeginLesson, BeginStory
from stories.composer.cleaning import clean_data
from stories.composer.forms import MANY, StepForm

from . import measuring
from .files import FOLDER, DemoFault, Told
from .terms import terms

BEGINS: dict[str, type[Begin]] = {"story": BeginStory, "lesson": BeginLesson, "resource": BeginResource}


def write(told: Told, *, by: User, people: Mapping[str, User]) -> BasePage:
    """The whole draft, every step answered."""
    page = _begin(told, by=by)
    steps = check.steps_of(page)
    _refuse_unasked(told, steps)
    for step in steps:
        for organization in told.answers.get("organizations", [])[:-1] if "add_organization" in step.base_fields else []:
            _post(page, step, told, by=by, people=people, organization=organization)  # one is typed and saved at a time
        _post(page, step, told, by=by, people=people, organization=next(iter(told.answers.get("organizations", [])[-1:]), ""))
    drafts.spell_hashtags(page.pk, by=by)
    _mark(told, page, by=by)
    return drafts.page_or_404(page.pk, by)


def _begin(told: Told, *, by: User) -> BasePage:
    form = BEGINS[told.kind](clean_data(_posted({name: told.answers.get(name, "") for name in ("title", "language")})))
    if not form.is_valid():
        raise DemoFault(f"{told.key}: {form.errors.as_text()}")
    return drafts.begin(form, by=by)


def _post(page: BasePage, step: type[StepForm], told: Told, *, by: User, people: Mapping[str, User], organization: str) -> None:
    """What stands on the page comes back with it: its version, and the organizations that were added before."""
    draft = drafts.page_or_404(page.pk, by).get_latest_revision_as_object()
    shown = step(draft=draft, writers=drafts.writers_of(page))
    data = _posted({"version": drafts.version_shown(shown), "then": "next"})
    for name, value in told.answers.items():
        if name in step.base_fields and name != "organizations":
            data.setlist(name, _as_typed(step, name, value, where=told.key))
    if "add_organization" in step.base_fields:
        data.setlist("organizations", [str(each.pk) for each in draft.organizations.all()])
        if organization:
            data["add_organization"] = terms(Organization, [organization], where=told.key)[0].name
    for name in shown.lists:
        if name in told.rows:
            _type_rows(data, shown, name, told.rows[name], people=people, where=told.key)
    files = _brought(data, told) if told.upload and "new_file" in step.base_fields and not draft.files.all() else None
    outcome = drafts.save(page.pk, step, clean_data(data), files, by=by)
    if not outcome.is_whole:
        raise DemoFault(f"{told.key}, step “{step.slug}”: {'; '.join(_faults(outcome)) or 'it could not be saved'}")


def _brought(data: QueryDict, told: Told) -> MultiValueDict:
    """The file that the writer chooses on their device, with the title that they type."""
    data["new_file_title"] = told.upload["title"]
    content = (FOLDER / "files" / told.upload["file"]).read_bytes()
    return MultiValueDict({"new_file": [SimpleUploadedFile(told.upload["file"], content)]})


def _as_typed(step: type[StepForm], name: str, value: Any, *, where: str) -> list[str]:
    """One answer in the words or keys that the form's controls send."""
    if name == "hashtags":
        return [", ".join(f"#{word}" for word in value)]
    if name == "story":
        return [_address_of(value)]
    if name in MANY:
        return [str(term.pk) for term in terms(step.base_fields[name].queryset.model, value, where=where)]
    if name == "scale":
        return [str(term.pk) for term in terms(step.base_fields[name].queryset.model, [value], where=where)]
    return ["" if value is None else str(value)]


def _type_rows(data: QueryDict, shown: StepForm, name: str, rows: list[dict[str, Any]], *, people: Mapping[str, User], where: str) -> None:
    columns = shown.lists[name].row_class._meta.fields
    data[f"{name}-TOTAL_FORMS"], data[f"{name}-INITIAL_FORMS"] = str(len(rows)), "0"
    for place, row in enumerate(rows):
        if strange := sorted(set(row) - set(columns)):
            raise DemoFault(f"{where}, {name}: nobody asks for {', '.join(strange)}.")
        for column, value in row.items():
            if column == "parent":
                value = _address_of(value)
            elif column == "member":
                value = people[value].member.pk
            data[f"{name}-{place}-{column}"] = "" if value is None else str(value)


def _address_of(slug: str) -> str:
    return reverse("story", args=[slug])


def _posted(values: Mapping[str, str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data[name] = value
    return data


def _faults(outcome: drafts.Outcome) -> Iterable[str]:
    for bound in outcome.form.wrong_fields:
        yield f"{bound.html_name}: {' '.join(bound.errors)}"
    for rows, error in outcome.form.wrong_lists:
        yield f"{rows.prefix}: {error}"
    if outcome.conflicts:
        yield f"two wrote {', '.join(outcome.conflicts)}"


def _refuse_unasked(told: Told, steps: Iterable[type[StepForm]]) -> None:
    """A misspelt name in a file must not fall under the table."""
    asked = {name for step in steps for name in (*step.base_fields, *step.row_sets)}
    if strange := sorted({*told.answers, *told.rows} - asked):
        raise DemoFault(f"{told.key}: the composer does not ask for {', '.join(strange)}.")


def _mark(told: Told, page: BasePage, *, by: User) -> None:
    """What no step asks: that it is retold or made up, and its charts. The address is the file's, so that links to the demo hold."""
    page = drafts.page_or_404(page.pk, by)
    draft = page.get_latest_revision_as_object()
    draft.slug, draft.is_retold, draft.is_demo = told.slug, told.is_retold, told.is_demo
    if told.measures:
        draft.measure_links = measuring.links(told.measures, draft, by=by)
    EditPageAction(draft, user=by, overwrite_revision=page.latest_revision, log_action=None).execute(skip_permission_checks=True)
