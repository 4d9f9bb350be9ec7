"""Rows with some wrong answers in them, made into rows whose right answers can be kept."""

from typing import Any

from django.http import QueryDict

from .forms import StepForm
from .rows import Row, RowSet, plain


def form_to_keep(form: StepForm) -> StepForm:
    """The same form with each wrong answer in a row put back to what the draft holds. What is still wrong then is left alone."""
    if form.is_valid():
        return form
    data = form.data.copy()
    for rows in form.lists.values():
        if rows.is_posted and not rows.non_form_errors():
            for place, row in enumerate(rows.kept_rows):
                _put_back(data, row, _stored_at(rows, place, row))
    return type(form)(data, draft=form.draft, writers=form.writers)


def _put_back(data: QueryDict, row: Row, stored: dict[str, Any]) -> None:
    for wrong in row.errors:
        value = row.fields[wrong].prepare_value(stored.get(wrong))
        data[row.add_prefix(wrong)] = "" if value is None else str(value)


def _stored_at(rows: RowSet, place: int, row: Row) -> dict[str, Any]:
    """The row as the draft holds it; nothing when it was moved or is another, so that no figure slips under a wrong name."""
    stored = rows.initial[place] if len(rows.kept_rows) == len(rows.initial) else {}
    right = next((name for name in row.own_names if name not in row.errors), "")
    return stored if stored and plain(stored.get(right)) == plain(row.cleaned_data.get(right)) else {}
