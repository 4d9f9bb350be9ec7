"""The lists inside a story and a lesson: tests, figures, authors, pictures, films, files, publications, other stories."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import Document
from wagtail.images.models import Image

from members.models import Member
from stories.models import (
    LessonAuthor,
    PDSACycle,
    StatedResult,
    StoryAuthor,
    StoryFile,
    StoryImage,
    StoryLink,
    StoryPage,
    StorySource,
    StoryVideo,
)

from .fields import AddressField, CountField, FigureField, LongText, StoryField
from .rows import Row, RowSet, row_set


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
        self.fields["member"].error_messages["invalid_choice"] = _("Only those who write this with you can be linked. Name them without.")

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
        writers = list({member.pk: member for member in [*writers, *filter(None, credited)]}.values())
        super().__init__(*args, draft=draft, writers=writers, **kwargs)

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
        form.fields[self.field].error_messages["invalid_choice"] = _("This is not in the draft any more. Take this entry away.")
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

    def __init__(self, *args: Any, linked: list[StoryPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].linked = linked

    class Meta:
        model = StoryLink
        fields = ["parent", "kind", "adapted"]
        labels = {"kind": _("How they belong together"), "adapted": _("What you changed in it")}

    def has_changed(self) -> bool:
        return bool(str(self["parent"].data or "").strip()) and not self["take_away"].data


class LinkSet(RowSet):
    def row_arguments(self) -> dict[str, Any]:
        return {"linked": [child.parent for child in self.stored]}

    def clean(self) -> None:
        if any(form.cleaned_data.get("parent") == self.draft for form in self.kept_rows):
            raise ValidationError(_("A story cannot come from itself."))


Cycles = row_set(CycleRow, "cycles", _("Test %(n)s"), _("Add another test"))
Results = row_set(ResultRow, "stated_results", _("Figure %(n)s"), _("Add another figure"))
Authors = row_set(AuthorRow, "authors", _("Author %(n)s"), _("Add another author"), base=AuthorSet)
LessonAuthors = row_set(LessonAuthorRow, "authors", _("Author %(n)s"), _("Add another author"), base=AuthorSet)
Pictures = row_set(PictureRow, "images", _("Picture %(n)s"), extra=0, base=PictureSet)
Videos = row_set(VideoRow, "videos", _("Film %(n)s"), _("Add a film"), extra=0)
Files = row_set(FileRow, "files", _("File %(n)s"), extra=0, base=FileSet)
Sources = row_set(SourceRow, "sources", _("Publication %(n)s"), _("Add a publication"), extra=0)
Links = row_set(LinkRow, "links", _("Story %(n)s"), _("Add a story"), extra=0, base=LinkSet)
