"""Lists inside a story: cycles, results, authors, pictures and so on, each row a small form.

Rows carry no database ids. What is posted is the whole list, so that saving twice changes nothing and a wrong id cannot exist.
"""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail.documents.models import Document
from wagtail.images.models import Image

from members.models import Member
from stories.models import LessonAuthor, PDSACycle, StatedResult, StoryAuthor, StoryFile, StoryImage, StoryLink, StorySource, StoryVideo

from .fields import AddressField, CountField, FigureField, LongText, StoryField

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

    @property
    def own_names(self) -> list[str]:
        return list(self._meta.fields)

    @property
    def shown(self) -> list[Any]:
        return [self[name] for name in self.own_names]

    def has_changed(self) -> bool:
        """A row counts when anything was written in it and it is not being taken away."""
        return not self["take_away"].data and any(str(self[name].data or "").strip() for name in self.own_names if name not in self.quiet)


def plain(value: Any) -> Any:
    """A value that two versions can be compared by."""
    if hasattr(value, "pk"):
        return value.pk
    if hasattr(value, "normalize") and hasattr(value, "as_tuple"):
        return format(value.normalize(), "f")
    return "" if value is None else str(value)


class RowSet(BaseFormSet):
    """All rows of one list, as posted."""

    relation: ClassVar[str]
    row_class: ClassVar[type[Row]]
    each: ClassVar[Promise]
    more: ClassVar[Promise | str]

    def __init__(self, data: Any = None, files: Any = None, *, draft: Any, **kwargs: Any) -> None:
        self.draft = draft
        self.stored = list(getattr(draft, self.relation).all())
        super().__init__(data, files, prefix=self.relation, initial=[self.initial_of(child) for child in self.stored], **kwargs)
        if self.stored:
            self.extra = 0

    default_error_messages = {
        **BaseFormSet.default_error_messages,
        "too_many_forms": ngettext_lazy("At most %(num)d entry.", "At most %(num)d entries.", "num"),
    }

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
        return [{name: plain(form.cleaned_data.get(name)) for name in form.own_names} for form in self.kept_rows]

    def stored_values(self, draft: Any) -> list[dict[str, Any]]:
        columns = [(field.name, field.attname) for field in map(self.row_class._meta.model._meta.get_field, self.row_class._meta.fields)]
        return [{name: plain(getattr(child, column)) for name, column in columns} for child in getattr(draft, self.relation).all()]

    def apply(self, draft: Any) -> None:
        """The rows become the draft's children, each in its place."""
        existing = list(getattr(draft, self.relation).all())
        children = []
        for place, form in enumerate(self.kept_rows):
            child = existing[place] if place < len(existing) else form._meta.model()
            for name in form.own_names:
                setattr(child, name, _or_default(form._meta.model._meta.get_field(name), form.cleaned_data.get(name)))
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


class CycleRow(Row):
    """One turn of plan, do, study, act."""

    prediction = LongText(rows=2, label=_("We thought that …"), help_text=_("Your prediction, before the test."))
    test = LongText(rows=2, label=_("We tried …"), help_text=_("Where, with whom, how long."))
    result = LongText(rows=2, label=_("We saw …"))
    decision_why = LongText(rows=2, label=_("Because …"))

    class Meta:
        model = PDSACycle
        fields = ["title", "when", "prediction", "test", "result", "decision", "decision_why"]
        labels = {"title": _("What you tested"), "when": _("When"), "decision": _("So we …")}
        help_texts = {"when": _("A month is enough.")}


class ResultRow(Row):
    """A figure before and after, with the parts it was made of."""

    quiet = ("unit", "direction")
    before_value, after_value = FigureField(label=_("Figure")), FigureField(label=_("Figure"))
    before_numerator, after_numerator = CountField(label=_("Number")), CountField(label=_("Number"))
    before_denominator, after_denominator = CountField(label=_("Out of")), CountField(label=_("Out of"))
    aim_value = FigureField(label=_("The aim"))

    class Meta:
        model = StatedResult
        fields = [
            "label", "unit", "direction",
            "before_value", "before_numerator", "before_denominator", "before_period",
            "after_prefix", "after_value", "after_numerator", "after_denominator", "after_period",
            "aim_value", "note",
        ]  # fmt: skip
        labels = {
            "label": _("What you counted"),
            "unit": _("Unit"),
            "direction": _("Which way is better"),
            "before_period": _("Period"),
            "after_period": _("Period"),
            "after_prefix": _("Words before it"),
            "note": _("What a reader should know about this figure"),
        }

    def clean(self) -> dict[str, Any]:
        """A percent sign typed behind a figure is its unit."""
        cleaned = super().clean()
        if not cleaned.get("unit") and any(str(self[f"{side}_value"].data or "").strip().endswith("%") for side in ("before", "after")):
            cleaned["unit"] = "%"
        return cleaned


class AuthorRow(Row):
    """Who wrote it, and as what."""

    quiet = ("credit", "member")

    def __init__(self, *args: Any, writers: list[Member] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.writers = writers or []
        self.fields["member"].queryset = Member.objects.filter(pk__in=[member.pk for member in self.writers])

    class Meta:
        model = StoryAuthor
        fields = ["name", "credit", "affiliation", "member"]
        widgets = {"member": forms.HiddenInput}
        labels = {"name": _("Name, as it shall stand"), "credit": _("Credited as"), "affiliation": _("Role and organization")}


class LessonAuthorRow(AuthorRow):
    quiet = ("member",)

    class Meta(AuthorRow.Meta):
        model = LessonAuthor
        fields = ["name", "affiliation", "member"]


class AuthorSet(RowSet):
    """A member can be credited only by their own word: the owner, and those who said yes."""

    def __init__(self, *args: Any, draft: Any, writers: list[Member], **kwargs: Any) -> None:
        credited = [author.member for author in draft.authors.all() if author.member_id]
        self.writers = list({member.pk: member for member in [*writers, *filter(None, credited)]}.values())
        super().__init__(*args, draft=draft, **kwargs)

    def initial_of(self, child: Any) -> dict[str, Any]:
        return {**super().initial_of(child), "member": child.member_id}

    def row_arguments(self) -> dict[str, Any]:
        return {"writers": self.writers}

    def clean(self) -> None:
        members = [form.cleaned_data["member"] for form in self.kept_rows if form.cleaned_data.get("member")]
        if len(members) != len(set(members)):
            raise ValidationError(_("The same member stands twice among the authors."))


class PictureRow(Row):
    """A picture that is already here: its words."""

    quiet = ("image",)

    class Meta:
        model = StoryImage
        fields = ["image", "alt", "caption"]
        widgets = {"image": forms.HiddenInput}
        labels = {"alt": _("What it shows, for those who cannot see it"), "caption": _("Caption")}

    def has_changed(self) -> bool:
        return bool(self["image"].data) and not self["take_away"].data


class FileRow(Row):
    """A file that is already here: its title."""

    quiet = ("document",)

    class Meta:
        model = StoryFile
        fields = ["document", "title"]
        widgets = {"document": forms.HiddenInput}
        labels = {"title": _("Title of the file")}

    def has_changed(self) -> bool:
        return bool(self["document"].data) and not self["take_away"].data


class PictureSet(RowSet):
    """Only pictures of this very draft may be named."""

    field, model = "image", Image

    def initial_of(self, child: Any) -> dict[str, Any]:
        return {**super().initial_of(child), self.field: getattr(child, f"{self.field}_id")}

    def _construct_form(self, i: int, **kwargs: Any) -> Row:
        form = super()._construct_form(i, **kwargs)
        form.fields[self.field].queryset = self.model.objects.filter(pk__in=[getattr(child, f"{self.field}_id") for child in self.stored])
        form.thing = next(
            (
                getattr(child, self.field)
                for child in self.stored
                if str(getattr(child, f"{self.field}_id")) == str(form[self.field].value())
            ),
            None,
        )
        return form


class FileSet(PictureSet):
    field, model = "document", Document


class VideoRow(Row):
    url = AddressField(label=_("Address of the video"), help_text=_("It loads only when a reader asks for it."))

    class Meta:
        model = StoryVideo
        fields = ["url", "title", "caption"]
        labels = {"title": _("Title of the video"), "caption": _("What one sees and hears")}


class SourceRow(Row):
    url = AddressField(label=_("Web address"))

    class Meta:
        model = StorySource
        fields = ["label", "url", "doi", "note"]
        labels = {"label": _("Where it was published"), "doi": _("DOI"), "note": _("What you took from it")}


class LinkRow(Row):
    quiet = ("kind",)
    parent = StoryField(label=_("The other story"), help_text=_("Its address on this site, or its title."))

    class Meta:
        model = StoryLink
        fields = ["parent", "kind", "adapted"]
        labels = {"kind": _("How they belong together"), "adapted": _("What you changed in it")}

    def has_changed(self) -> bool:
        return bool(str(self["parent"].data or "").strip()) and not self["take_away"].data


class LinkSet(RowSet):
    def clean(self) -> None:
        if any(form.cleaned_data.get("parent") == self.draft for form in self.kept_rows):
            raise ValidationError(_("A story cannot come from itself."))


Cycles = row_set(CycleRow, "cycles", _("Test %(n)s"), _("Add another test"))
Results = row_set(ResultRow, "stated_results", _("Figure %(n)s"), _("Add another figure"))
Authors = row_set(AuthorRow, "authors", _("Author %(n)s"), _("Add another author"), base=AuthorSet)
LessonAuthors = row_set(LessonAuthorRow, "authors", _("Author %(n)s"), _("Add another author"), base=AuthorSet)
Pictures = row_set(PictureRow, "images", _("Picture %(n)s"), extra=0, base=PictureSet)
Videos = row_set(VideoRow, "videos", _("Film %(n)s"), _("Add another film"))
Files = row_set(FileRow, "files", _("File %(n)s"), extra=0, base=FileSet)
Sources = row_set(SourceRow, "sources", _("Publication %(n)s"), _("Add another publication"))
Links = row_set(LinkRow, "links", _("Story %(n)s"), _("Add another story"), base=LinkSet)
