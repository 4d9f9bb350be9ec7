"""Lists inside a story: cycles, results, authors, pictures and so on, each row a small form.

Rows carry no database ids. What is posted is the whole list, so that saving twice changes nothing and a wrong id cannot exist.
"""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from members.models import Member

from .fields import name_the_empty_choice

MOST_ROWS = 30


class Row(forms.ModelForm):
    """One row. It may be left half-filled in a draft; empty rows are passed over."""

    use_required_attribute = False
    quiet: ClassVar[tuple[str, ...]] = ()  # fields that do not make a row by themselves

    take_away = forms.BooleanField(required=False, label=_("Take this away"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
            name_the_empty_choice(field)

    @property
    def own_names(self) -> list[str]:
        return list(self._meta.fields)

    @property
    def shown(self) -> list[Any]:
        return [self[name] for name in self.own_names]

    @property
    def values(self) -> dict[str, Any]:
        """What is kept, an empty answer as its column has it."""
        return {name: _or_default(self._meta.model._meta.get_field(name), self.cleaned_data.get(name)) for name in self.own_names}

    def has_changed(self) -> bool:
        """A row counts when anything was written in it and it is not being taken away."""
        return not self["take_away"].data and any(str(self[name].data or "").strip() for name in self.own_names if name not in self.quiet)


def plain(value: Any) -> Any:
    """A value that two versions can be compared by."""
    if hasattr(value, "pk"):
        return str(value.pk)
    if hasattr(value, "normalize") and hasattr(value, "as_tuple"):
        return format(value.normalize(), "f")
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


class RowSet(BaseFormSet):
    """All rows of one list, as posted."""

    relation: ClassVar[str]
    row_class: ClassVar[type[Row]]
    each: ClassVar[Promise]
    more: ClassVar[Promise | str]

    def __init__(self, data: Any = None, files: Any = None, *, draft: Any, writers: list[Member], **kwargs: Any) -> None:
        self.draft, self.writers = draft, writers
        self.stored = self.children_of(draft)
        super().__init__(data, files, prefix=self.relation, initial=[self.initial_of(child) for child in self.stored], **kwargs)
        if self.stored:
            self.extra = 0

    default_error_messages = {
        **BaseFormSet.default_error_messages,
        "missing_management_form": _("This list came back broken and was left as it was. Open the page again, then add to it."),
        "too_many_forms": ngettext_lazy("At most %(num)d entry.", "At most %(num)d entries.", "num"),
    }

    def children_of(self, draft: Any) -> list[Any]:
        """The list as the draft holds it."""
        return list(getattr(draft, self.relation).all())

    @property
    def is_posted(self) -> bool:
        """A post that does not speak of this list leaves it as it is."""
        return self.is_bound and f"{self.prefix}-TOTAL_FORMS" in self.data

    @property
    def numbered(self) -> list[tuple[str, Row]]:
        """Each row with its name, as the page shows it."""
        return [(str(self.each) % {"n": number}, form) for number, form in enumerate(self.forms, 1)]

    @property
    def heading_id(self) -> str:
        return f"rows-{self.prefix}"

    def initial_of(self, child: Any) -> dict[str, Any]:
        return {name: getattr(child, name) for name in self.row_class._meta.fields}

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), **self.row_arguments()}

    def row_arguments(self) -> dict[str, Any]:
        return {}

    def _construct_form(self, i: int, **kwargs: Any) -> Row:
        form = super()._construct_form(i, **kwargs)
        form.empty_permitted = True
        return form

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.is_posted:  # Django calls a list that is not there tampered with; here it is left alone
            self._errors, self._non_form_errors = [], self.error_class()

    def is_valid(self) -> bool:
        return not self.is_posted or super().is_valid()

    @property
    def kept_rows(self) -> list[Row]:
        return [form for form in self.forms if form.has_changed() and hasattr(form, "cleaned_data")]

    def plain_values(self) -> list[dict[str, Any]]:
        return [{name: plain(value) for name, value in form.values.items()} for form in self.kept_rows]

    def stored_values(self, draft: Any) -> list[dict[str, Any]]:
        columns = [(field.name, field.attname) for field in map(self.row_class._meta.model._meta.get_field, self.row_class._meta.fields)]
        return [{name: plain(getattr(child, column)) for name, column in columns} for child in self.children_of(draft)]

    def apply(self, draft: Any) -> None:
        """The rows become the draft's children, each in its place."""
        existing = list(getattr(draft, self.relation).all())
        children = []
        for place, form in enumerate(self.kept_rows):
            child = existing[place] if place < len(existing) else form._meta.model()
            for name, value in form.values.items():
                setattr(child, name, value)
            child.sort_order = place
            children.append(child)
        getattr(draft, self.relation).set(children)


def _or_default(field: models.Field, value: Any) -> Any:
    """What an empty answer means for this column."""
    if value is None or value == "":
        return field.get_default() if field.has_default() else None if field.null else ""
    return value


def row_set(
    row: type[Row], name: str, each: Promise, more: Promise | str = "", *, extra: int = 1, base: type[RowSet] = RowSet
) -> type[RowSet]:
    """A list by the name of its relation, with what one row is called and what the button for another says."""
    made = formset_factory(row, formset=base, extra=extra, max_num=MOST_ROWS, absolute_max=4 * MOST_ROWS, validate_max=True)
    made.relation, made.row_class, made.each, made.more = name, row, each, more
    return made
