"""The questions of the composer, step by step, in the order that a team remembers them."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content import uploads
from content.models import BasePage, Hashtag
from members.models import Member, Organization
from stories.models import LessonPage, StoryPage

from . import rows
from .examples import Example, examples_for
from .fields import AddressField, Choice, Choices, HashtagsField, LongText, StoryField
from .rows import RowSet, plain

MANY = ("methods", "topics", "quality_domains", "care_settings", "result_types", "audiences", "change_ideas", "organizations")


@dataclass(frozen=True)
class Ask:
    """One question with what belongs to it: fields, or a list of rows, and how others answered."""

    fields: tuple[str, ...] = ()
    rows: str = ""
    heading: str | Promise = ""
    hint: str | Promise = ""
    part: str | Promise = ""  # a heading above this question and those after it
    template: str = ""


@dataclass
class BoundAsk:
    """A question as it stands on the page."""

    ask: Ask
    fields: list[Any] = field(default_factory=list)
    rows: RowSet | None = None

    @property
    def examples(self) -> list[Example]:
        return examples_for(self.ask.rows or (self.ask.fields[0] if self.ask.fields else ""))


class StepForm(forms.ModelForm):
    """One step of a draft. Nothing is required while writing, except a title: what is missing is said before sending."""

    slug: ClassVar[str]
    name: ClassVar[str | Promise]
    minutes: ClassVar[int] = 4
    asks: ClassVar[tuple[Ask, ...]]
    row_sets: ClassVar[dict[str, type[RowSet]]] = {}
    unmerged: ClassVar[tuple[str, ...]] = (
        "add_organization",
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
        self.draft = draft
        self.lists = {
            name: made(data, files, draft=draft, **({"writers": writers or []} if issubclass(made, rows.AuthorSet) else {}))
            for name, made in self.row_sets.items()
        }
        for name, form_field in self.fields.items():
            form_field.required = name == "title"
            form_field.error_messages["required"] = _("Give it a title that a colleague would look for.")
            if isinstance(form_field.widget, forms.RadioSelect):
                form_field.choices = [choice for choice in form_field.choices if choice[0] != ""]
            if name in self.draft.text_fields or name in ("result_statement", "lesson"):
                form_field.widget.attrs["lang"] = draft.language
        for name in set(MANY) & set(self.fields):
            self._offer(name)

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

    @property
    def merged_names(self) -> list[str]:
        """What is compared and saved: an answer that was not posted is left alone."""
        names = [name for name in self.fields if name not in self.unmerged and not self._is_omitted(name)]
        return names + [name for name, rows in self.lists.items() if not self.is_bound or rows.is_posted]

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


class AboutStep(WithOrganizations):
    slug, name, minutes = "about", pgettext_lazy("a step of writing", "About"), 5
    problem = LongText(
        rows=6, label=_("What was the problem?"), help_text=_("What in the process was not right, and how you knew. Not who was at fault.")
    )
    organizations = Choices(Organization.objects.all(), required=False, label=_("Organizations"))

    class Meta:
        model = StoryPage
        fields = [
            "title", "language", "problem", "aim", "aim_what", "aim_how_much", "aim_for_whom", "aim_by_when",
            "setting_text", "organizations", "year", "period",
        ]  # fmt: skip
        labels = {
            "title": _("A title"),
            "language": _("Which language do you write in?"),
            "aim": _("What was your aim, in one sentence?"),
            "aim_what": _("What should change"),
            "aim_how_much": _("By how much"),
            "aim_for_whom": _("For whom"),
            "aim_by_when": _("By when"),
            "setting_text": _("Where, in a few words"),
            "year": _("Year"),
            "period": _("From when to when"),
        }
        help_texts = {
            "title": _("What a colleague with the same problem would look for."),
            "aim": _("What, by how much, for whom, by when."),
            "setting_text": _("The kind of place and team. Readers ask: is it like ours?"),
            "year": _("When the work ended, or this year."),
            "period": _("For example: June 2017 to September 2018."),
        }
        widgets = {
            "language": forms.RadioSelect,
            "aim": forms.Textarea(attrs={"rows": 3}),
            "year": forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        }

    asks = (
        Ask(("title", "language")),
        Ask(("problem",)),
        Ask(("aim",)),
        Ask(
            ("aim_what", "aim_how_much", "aim_for_whom", "aim_by_when"),
            heading=_("The aim in its four parts"),
            hint=_("Readers see them side by side. A part that was never set may stay empty."),
        ),
        Ask(("setting_text",)),
        Ask(("organizations", "add_organization"), template="composer/organizations.html"),
        Ask(("period", "year")),
    )

    def clean_title(self) -> str:
        title = " ".join(self.cleaned_data["title"].split())
        if not title:
            raise ValidationError(_("Give it a title that a colleague would look for."))
        return title

    def clean_year(self) -> int | None:
        year = self.cleaned_data["year"]
        if year is not None and not 1950 <= year <= 2100:
            raise ValidationError(_("Write the year with four digits, such as 2024."))
        return year


class WhatYouDidStep(StepForm):
    slug, name, minutes = "what-you-did", pgettext_lazy("a step of writing", "What you did"), 8
    row_sets = {"cycles": rows.Cycles, "links": rows.Links}
    what_we_did = LongText(
        rows=8, label=_("What in the process did you change?"), help_text=_("Steps, forms, timing, who does what. Not who was at fault.")
    )
    methods = Choices(
        StoryPage._meta.get_field("methods").remote_field.model.objects.all(), required=False, label=_("Methods, if you used any")
    )
    change_ideas = Choices(
        StoryPage._meta.get_field("change_ideas").remote_field.model.objects.all(),
        required=False,
        label=_("Change ideas that you tried"),
        help_text=_("Others have tried these too: readers will see your results beside theirs."),
    )

    class Meta:
        model = StoryPage
        fields = ["what_we_did", "methods", "change_ideas"]

    asks = (
        Ask(("what_we_did",)),
        Ask(
            rows="cycles",
            heading=_("What you tested, one test at a time"),
            hint=_("One turn is enough. You can add more later. A test that you stopped is read as often as one that held."),
            template="composer/rows_cycles.html",
        ),
        Ask(("methods",)),
        Ask(("change_ideas",)),
        Ask(rows="links", heading=_("Did it come from another story on this site?"), template="composer/rows_plain.html"),
    )


class WhatHappenedStep(StepForm):
    slug, name, minutes = "what-happened", pgettext_lazy("a step of writing", "What happened"), 8
    row_sets = {"stated_results": rows.Results}
    what_happened = LongText(
        rows=6, label=_("What happened?"), help_text=_("What you saw, in the order you saw it. Also where it did not work.")
    )
    balancing_effects = LongText(
        rows=4,
        label=_("What else changed, for better or worse?"),
        help_text=_("Extra work, longer visits, other teams: the balancing effects."),
    )
    caution = LongText(
        rows=3,
        label=_("How far can the figures be trusted?"),
        help_text=_("Shown beside the result: few people, a short time, another change at the same time."),
    )

    class Meta:
        model = StoryPage
        fields = ["result_statement", "status", "what_happened", "balancing_effects", "caution"]
        labels = {"result_statement": _("The result in one sentence"), "status": _("Where does it stand today?")}
        help_texts = {
            "result_statement": _("A claim that your figures support, also when nothing changed. It stands on every card."),
            "status": _("All eight are read and thanked alike."),
        }
        widgets = {"status": forms.RadioSelect, "result_statement": forms.Textarea(attrs={"rows": 3})}

    asks = (
        Ask(("result_statement",)),
        Ask(
            rows="stated_results",
            heading=_("Figures, before and after"),
            hint=_("Give the number and out of how many, where you have them: we work out the percentage. May stay empty."),
            template="composer/rows_results.html",
        ),
        Ask(("what_happened",)),
        Ask(("balancing_effects",)),
        Ask(("caution",)),
        Ask(("status",), template="composer/status_choice.html"),
    )


class LessonsStep(StepForm):
    slug, name, minutes = "lessons", pgettext_lazy("a step of writing", "Lessons"), 6
    what_did_not_work = LongText(
        rows=5, label=_("What did not work?"), help_text=_("It has the same size and place on the page as what worked.")
    )
    lessons = LongText(rows=5, label=_("What did you learn?"))
    advice = LongText(
        rows=4, label=_("What would you tell the next team?"), help_text=_("What to do first, whom to ask, what to leave out.")
    )
    limits = LongText(
        rows=4, label=_("What should a careful reader keep in mind?"), help_text=_("One team, a short time, no comparison: the limits.")
    )
    plain_language = LongText(
        rows=4, label=_("In plain words"), help_text=_("What this means for clients and families, in three or four short sentences.")
    )

    class Meta:
        model = StoryPage
        fields = ["what_did_not_work", "lessons", "advice", "limits", "plain_language"]

    asks = (Ask(("what_did_not_work",)), Ask(("lessons",)), Ask(("advice",)), Ask(("limits",)), Ask(("plain_language",)))


def _terms(name: str, **kwargs: Any) -> Choices:
    return Choices(StoryPage._meta.get_field(name).remote_field.model.objects.all(), required=False, **kwargs)


class PeopleStep(StepForm):
    slug, name, minutes = "people", pgettext_lazy("a step of writing", "People"), 8
    row_sets = {"authors": rows.Authors, "images": rows.Pictures, "videos": rows.Videos, "files": rows.Files, "sources": rows.Sources}
    coauthor = forms.CharField(
        required=False,
        max_length=120,
        label=_("Write together with a member"),
        help_text=_("Type their name. They are asked first, and write with you only after saying yes."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    new_image = forms.FileField(
        required=False,
        label=_("A picture from your device"),
        help_text=_("JPEG, PNG, WebP or AVIF, up to 10 MB. Place and camera are taken out."),
    )
    new_alt = forms.CharField(required=False, max_length=300, label=_("What it shows, for those who cannot see it"))
    new_caption = forms.CharField(required=False, max_length=300, label=_("Caption"))
    new_file = forms.FileField(
        required=False,
        label=_("A file from your device"),
        help_text=_("PDF, Word, PowerPoint, Excel, OpenDocument, CSV or text, up to 20 MB."),
    )
    new_file_title = forms.CharField(required=False, max_length=160, label=_("Title of the file"))
    hashtags = HashtagsField(label=_("Hashtags"), help_text=_("For example: #EQIPON, #QiCommes. Hashtags in your text count too."))
    topics = _terms("topics", label=_("Topics"), help_text=_("Choose at least one topic or method, so that others can find it."))
    quality_domains = _terms("quality_domains", label=_("What became better, or should have"))
    care_settings = _terms("care_settings", label=_("Where care happens"))
    result_types = _terms("result_types", label=_("What kind of result is it?"))
    audiences = _terms("audiences", label=_("Whom do you hope to reach?"))
    scale = Choice(
        StoryPage._meta.get_field("scale").remote_field.model.objects.all(),
        required=False,
        label=_("How far does the work reach?"),
        empty_label=_("Not said"),
    )

    class Meta:
        model = StoryPage
        fields = [
            "contact", "hashtags", "topics", "quality_domains", "care_settings", "result_types", "audiences", "scale",
            "licence", "people_consent", "ethics_screen", "community_data",
        ]  # fmt: skip
        labels = {
            "contact": _("Whom may readers ask?"),
            "licence": _("What may others do with your words and pictures?"),
            "people_consent": _("Could anybody be recognized in this story?"),
            "ethics_screen": _("Was it checked whether the work needs ethics review?"),
            "community_data": _("Does it hold data of First Nations, Inuit or Métis communities?"),
        }
        help_texts = {"contact": _("A name with a work address or telephone. It is public.")}
        widgets = {
            "licence": forms.RadioSelect,
            "people_consent": forms.RadioSelect,
            "ethics_screen": forms.RadioSelect,
            "community_data": forms.RadioSelect,
        }

    asks = (
        Ask(
            rows="authors",
            part=_("Who wrote it"),
            heading=_("Authors, in the order they shall stand"),
            hint=_("Lived experience is a credit like any other. A person without an account here can be named too."),
            template="composer/rows_authors.html",
        ),
        Ask(("coauthor",), template="composer/coauthors.html"),
        Ask(("contact",)),
        Ask(
            ("new_image", "new_alt", "new_caption"),
            rows="images",
            part=_("Pictures, films and files"),
            heading=_("Pictures"),
            template="composer/rows_pictures.html",
        ),
        Ask(rows="videos", heading=_("Films"), template="composer/rows_plain.html"),
        Ask(
            ("new_file", "new_file_title"),
            rows="files",
            heading=_("Files to take along"),
            hint=_("A form, a poster, slides."),
            template="composer/rows_files.html",
        ),
        Ask(rows="sources", heading=_("Was it published elsewhere?"), template="composer/rows_plain.html"),
        Ask(("hashtags",), part=_("So that others find it")),
        Ask(("topics",)),
        Ask(("quality_domains", "result_types")),
        Ask(("care_settings", "scale")),
        Ask(("audiences",)),
        Ask(("licence",), part=_("Rights and consent")),
        Ask(("people_consent",)),
        Ask(("ethics_screen",)),
        Ask(("community_data",)),
    )

    def clean_new_image(self) -> ContentFile | None:
        uploaded = self.cleaned_data["new_image"]
        return uploads.clean_image(uploaded) if uploaded else None

    def clean_new_file(self) -> UploadedFile | None:
        uploaded = self.cleaned_data["new_file"]
        return uploads.clean_document(uploaded) if uploaded else None


STORY_STEPS: tuple[type[StepForm], ...] = (AboutStep, WhatYouDidStep, WhatHappenedStep, LessonsStep, PeopleStep)


class LessonForm(WithOrganizations):
    """A lesson fits on one page."""

    slug, name, minutes = "lesson", pgettext_lazy("a step of writing", "The lesson"), 5
    row_sets = {"authors": rows.LessonAuthors}
    coauthor = PeopleStep.base_fields["coauthor"]
    what_happened = LongText(rows=5, label=_("What happened?"))
    advice = LongText(rows=4, label=_("What would you do next time?"))
    story = StoryField(label=_("The story it comes from"), help_text=_("Its address on this site, or its title. May stay empty."))
    source_url = AddressField(label=_("Web address"), max_length=500)
    hashtags = HashtagsField(label=_("Hashtags"), help_text=_("For example: #EQIPON, #QiCommes. Hashtags in your text count too."))
    methods = _terms("methods", label=_("Methods"))
    topics = _terms("topics", label=_("Topics"), help_text=_("Choose at least one topic or method, so that others can find it."))
    care_settings = _terms("care_settings", label=_("Where care happens"))
    organizations = Choices(Organization.objects.all(), required=False, label=_("Organizations"))

    class Meta:
        model = LessonPage
        fields = [
            "title", "language", "kind", "lesson", "what_happened", "advice", "barrier", "context", "story", "source_label", "source_url",
            "organizations", "methods", "topics", "care_settings", "hashtags",
        ]  # fmt: skip
        labels = {
            "title": _("A title"),
            "language": _("Which language do you write in?"),
            "kind": _("What kind of lesson is it?"),
            "lesson": _("The lesson, in two or three sentences"),
            "barrier": _("What stood in the way?"),
            "context": _("Where does it hold?"),
            "source_label": _("Where it was published, if it was"),
        }
        help_texts = {
            "title": _("What a colleague with the same problem would look for."),
            "context": _("The kind of place, team and time: readers ask whether theirs is alike."),
        }
        widgets = {"language": forms.RadioSelect, "kind": forms.RadioSelect, "lesson": forms.Textarea(attrs={"rows": 4})}

    asks = (
        Ask(("title", "language")),
        Ask(("kind",)),
        Ask(("lesson",)),
        Ask(("what_happened",)),
        Ask(("advice",)),
        Ask(("barrier", "context")),
        Ask(("story",)),
        Ask(("source_label", "source_url")),
        Ask(
            rows="authors",
            part=_("Who wrote it"),
            heading=_("Authors, in the order they shall stand"),
            template="composer/rows_authors.html",
        ),
        Ask(("coauthor",), template="composer/coauthors.html"),
        Ask(("organizations", "add_organization"), template="composer/organizations.html"),
        Ask(("hashtags",), part=_("So that others find it")),
        Ask(("topics", "methods")),
        Ask(("care_settings",)),
    )
    clean_title = AboutStep.clean_title


def step_called(slug: str) -> type[StepForm] | None:
    return next((step for step in STORY_STEPS if step.slug == slug), None)
