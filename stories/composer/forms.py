"""What every step of writing shares: questions, answers that may be wrong, lists, and what is compared when two write."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from content.models import BasePage, Hashtag
from members.models import Member, Organization, User

from .examples import Example, examples_for
from .fields import name_the_empty_choice
from .rows import RowSet, plain
from .screen import screened_names
from .versions import print_of

MANY = ("methods", "topics", "quality_domains", "care_settings", "result_types", "audiences", "change_ideas", "organizations", "resources")


@dataclass(frozen=True)
class Ask:
    """One question with what belongs to it: fields, or a list of rows, and how others answered."""

    fields: tuple[str, ...] = ()
    rows: str = ""
    heading: str | Promise = ""
    hint: str | Promise = ""
    part: str | Promise = ""  # a heading above this question and those after it
    template: str = ""
    has_examples: bool = True  # how others answered the same question


@dataclass
class BoundAsk:
    """A question as it stands on the page."""

    ask: Ask
    fields: list[Any] = field(default_factory=list)
    rows: RowSet | None = None

    @property
    def examples(self) -> list[Example]:
        name = self.ask.rows or (self.ask.fields[0] if self.ask.fields else "")
        return examples_for(name) if self.ask.has_examples else []


class StepForm(forms.ModelForm):
    """One step of a draft. Nothing is required while writing, except a title: what is missing is said before sending."""

    slug: ClassVar[str]
    name: ClassVar[str | Promise]
    minutes: ClassVar[int] = 4
    asks: ClassVar[tuple[Ask, ...]]
    row_sets: ClassVar[dict[str, type[RowSet]]] = {}
    holds: ClassVar[tuple[str, ...]] = ()  # what is kept here beside fields and rows
    unmerged: ClassVar[tuple[str, ...]] = (
        "add_organization",
        "add_resource",
        "coauthor",
        "new_image",
        "new_alt",
        "new_caption",
        "new_file",
        "new_file_title",
    )

    use_required_attribute = False

    def __init__(self, data: Any = None, files: Any = None, *, draft: BasePage, writers: list[Member] | None = None) -> None:
        super().__init__(data, files, instance=draft, initial=self._initial_of(draft))
        self.draft, self.writers, self.takes_files = draft, writers or [], files is not None
        self.lists = {name: made(data, files, draft=draft, writers=self.writers) for name, made in self.row_sets.items()}
        for name, form_field in self.fields.items():
            form_field.required = name == "title"
            form_field.error_messages["required"] = _("Give it a title that a colleague would look for.")
            if type(form_field.widget) is forms.RadioSelect:  # its subclass, the boxes, is offered its terms below
                form_field.choices = [choice for choice in form_field.choices if choice[0] != ""]
            name_the_empty_choice(form_field)
            if name in self.worded:
                form_field.widget.attrs["lang"] = self.language
        for name in set(MANY) & set(self.fields):
            self._offer(name)

    @property
    def called(self) -> str:
        """The step's own name: in a template `form.name` may be an answer."""
        return str(self.name)

    @property
    def language(self) -> str:
        return self.draft.language

    @property
    def worded(self) -> list[str]:
        """Answers in the language of the draft."""
        return [*self.draft.text_fields, "result_statement", "lesson"]

    @property
    def screened(self) -> list[str]:
        """Answers in which something could point to a person."""
        return screened_names(self.draft)

    def beside(self, page: BasePage, user: User) -> dict[str, Any]:
        """What this step shows beside its questions."""
        return {}

    def _initial_of(self, draft: BasePage) -> dict[str, Any]:
        return {"hashtags": [tag.name for tag in draft.hashtags.all()]} if "hashtags" in self.base_fields else {}

    def _offer(self, name: str) -> None:
        """Terms in use, and those that the draft has from before they were retired."""
        model = self.fields[name].queryset.model
        chosen = [thing.pk for thing in getattr(self.draft, name).all()]
        if hasattr(model, "retired_at"):
            self.fields[name].queryset = model.objects.in_use() | model.objects.filter(pk__in=chosen)

    # --- What the page shows ---

    @cached_property
    def questions(self) -> list[BoundAsk]:
        return [BoundAsk(ask, [self[name] for name in ask.fields], self.lists.get(ask.rows)) for ask in self.asks]

    @cached_property
    def wrong_fields(self) -> list[Any]:
        """Every bound field with an error, in the order of the page."""
        wrong = []
        for question in self.questions:
            wrong += [bound for bound in question.fields if bound.errors]
            if question.rows:
                wrong += [row[name] for row in question.rows.forms for name in row.fields if row[name].errors]
        return wrong

    @cached_property
    def wrong_names(self) -> set[str]:
        """The answers and lists in which something is wrong."""
        return set(self.errors) | {name for name, rows in self.lists.items() if not rows.is_valid()}

    @property
    def wrong_lists(self) -> list[tuple[RowSet, str]]:
        return [(rows, error) for rows in self.lists.values() if rows.is_posted for error in rows.non_form_errors()]

    # --- Checking ---

    def _post_clean(self) -> None:
        """The draft itself is changed by apply(), once it is known whose words stand."""

    def is_valid(self) -> bool:
        lists_are_valid = [rows.is_valid() for rows in self.lists.values()]  # ask every one, so that every error is shown
        return super().is_valid() and all(lists_are_valid)

    # --- Values, for comparing and for saving ---

    @cached_property
    def merged_names(self) -> list[str]:
        """What is compared and saved: an answer that was not posted, or is wrong, is left alone."""
        names = [name for name in self.fields if name not in self.unmerged and not self._is_omitted(name)]
        names += [name for name, rows in self.lists.items() if not self.is_bound or rows.is_posted]
        return [name for name in names if name not in self.wrong_names]

    def _is_omitted(self, name: str) -> bool:
        return self.is_bound and self.fields[name].widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name))

    def plain_values(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in self.merged_names:
            if name in self.lists:
                values[name] = self.lists[name].plain_values()
            elif name in MANY:
                values[name] = sorted(thing.pk for thing in self.cleaned_data.get(name, ()))
            elif name == "hashtags":
                values[name] = sorted(self.cleaned_data.get(name, ()))
            else:
                values[name] = plain(self.cleaned_data.get(name))
        return values

    def stored_values(self, draft: BasePage) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in self.merged_names:
            if name in self.lists:
                values[name] = self.lists[name].stored_values(draft)
            elif name in MANY:
                values[name] = sorted(thing.pk for thing in getattr(draft, name).all())
            elif name == "hashtags":
                values[name] = sorted(tag.name for tag in draft.hashtags.all())
            else:
                values[name] = plain(getattr(draft, draft._meta.get_field(name).attname))
        return values

    def show_stored(self, name: str) -> str:
        """Show a list as the draft holds it now, in place of what was posted. Returns its print."""
        self.lists[name] = self.row_sets[name](draft=self.draft, writers=self.writers)
        return print_of(self.lists[name].stored_values(self.draft))

    def apply(self, draft: BasePage, names: list[str]) -> None:
        """Put these answers into the draft, in memory."""
        for name in names:
            if name in self.lists:
                self.lists[name].apply(draft)
            elif name == "hashtags":
                draft.hashtags.set([Hashtag.objects.spelled(word) or word for word in self.cleaned_data[name]])
            elif name in MANY:
                setattr(draft, name, list(self.cleaned_data[name]))
            else:
                setattr(draft, name, self.cleaned_data[name])


class WithOrganizations(StepForm):
    """The writer's own organizations as boxes, any other by its name."""

    add_organization = forms.CharField(
        required=False,
        max_length=200,
        label=_("Another organization"),
        help_text=_("Type its name as it stands on this site."),
        widget=forms.TextInput(attrs={"list": "organization-names", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, draft: BasePage, writers: list[Member] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, draft=draft, writers=writers, **kwargs)
        keys = {organization.pk for organization in draft.organizations.all()}
        theirs = Organization.objects.filter(affiliations__member__in=writers or [], affiliations__state__in=["claimed", "confirmed"])
        keys |= set(theirs.values_list("pk", flat=True))
        offered = Organization.objects.filter(pk__in=keys)
        field = self.fields["organizations"]
        field.choices = [(organization.pk, organization.name) for organization in offered]
        self.organization_names = Organization.objects.values_list("name", flat=True)[:300]

    def clean_add_organization(self) -> Organization | None:
        name = self.cleaned_data["add_organization"]
        if not name:
            return None
        found = Organization.objects.filter(name__iexact=name).first() or Organization.objects.filter(name_fr__iexact=name).first()
        if found is None:
            raise ValidationError(_("No organization here has this name. Say it under “Where” for now; an editor can add it."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if added := cleaned.get("add_organization"):
            cleaned["organizations"] = Organization.objects.filter(pk__in=[added.pk, *(o.pk for o in cleaned.get("organizations", ()))])
        return cleaned
