"""The demo's measures: in words in one file, in figures in another, kept and revised as a team keeps its own."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from measures import keeping
from measures.models import AimStep, ChartNote, Measure, Part
from members.models import User
from stories.models import StoryMeasure, StoryPage

from . import files
from .files import DemoFault, MeasureFile

CHILDREN = {"aims": AimStep, "parts": Part, "notes": ChartNote}


def links(rows: Sequence[dict[str, Any]], draft: StoryPage, *, by: User) -> list[StoryMeasure]:
    """The charts of a story in the order of its file, each with the figures as of today."""
    return [_link(row, place, draft, by=by) for place, row in enumerate(rows)]


def _link(row: dict[str, Any], place: int, draft: StoryPage, *, by: User) -> StoryMeasure:
    told = files.measure(row["measure"])
    measure = Measure.objects.filter(owner=by, name=told.fields["name"]).first() or _counted(told, draft, by=by)
    choice = {name: row[name] for name in ("chart", "chart_reason", "rules") if name in row}
    return StoryMeasure(measure=measure, revision=keeping.revise(measure, by=by), sort_order=place, **choice)


def _counted(told: MeasureFile, draft: StoryPage, *, by: User) -> Measure:
    """A measure with all its figures. Whatever the site would ask about them is a fault of the file."""
    try:
        measure = Measure(owner=by, page_id=draft.pk, organization=draft.organizations.first(), **told.fields)
        measure.full_clean()
        for name, model in CHILDREN.items():
            setattr(measure, name, [_child(model, row, measure, by) for row in told.children.get(name, ())])
        measure.save()
    except (ValidationError, TypeError) as problem:
        raise DemoFault(f"{told.name}: {problem}") from problem
    found = keeping.save_figures(measure, told.rows, by=by)
    faults = [*found.problems, *([found.unfit] if found.unfit else []), *measure.missing().values()]
    if faults:
        raise DemoFault(f"{told.name}: {' '.join(map(str, faults))}")
    return measure


def _child(
    model: type[AimStep] | type[Part] | type[ChartNote], row: dict[str, Any], measure: Measure, by: User
) -> AimStep | Part | ChartNote:
    child = model(**row, **({"decided_by": by} if model is Part else {}))
    child.clean_fields(exclude=["measure"])
    return child
