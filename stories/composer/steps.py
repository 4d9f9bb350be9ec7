"""The questions about a story, step by step, in the order that a team remembers them."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models import Audience, BasePage, CareSetting, Method, QualityDomain, ResultType, Scale, Topic
from members.models import Organization, User
from stories.models import ChangeIdea, StoryPage

from . import lists, measuring_showing, media
from .fields import Choice, Choices, HashtagsField, LongText
from .forms import Ask, StepForm, WithOrganizations
from .rows import MOST_ROWS


class AboutStep(WithOrganizations):
    slug, name, minutes = "about", pgettext_lazy("a step of writing", "About"), 5
    problem = LongText(
        rows=6, label=_("What was the problem?"), help_text=_("What in the process was not right, and how you knew. Not who was at fault.")
    )
    organizations = Choices(Organization, label=_("Organizations"))

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
        Ask(("aim",), template="composer/aim.html"),
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


class WithResources(StepForm):
    """Resources of the library that were used: those chosen as boxes, another one by its address or title."""

    resources = Choices(StoryPage._meta.get_field("resources").related_model, label=_("Resources that you used"))
    add_resource = forms.CharField(
        required=False,
        max_length=500,
        label=_("A resource from the library"),
        help_text=_("Its address on this site, or its title. Its page will name your story."),
    )

    def __init__(self, *args: Any, draft: BasePage, **kwargs: Any) -> None:
        super().__init__(*args, draft=draft, **kwargs)
        field = self.fields["resources"]
        self._open = field.queryset.open_to_all()
        chosen = draft.resources.all()
        field.queryset = self._open | field.queryset.filter(pk__in=[each.pk for each in chosen])
        field.choices = [(each.pk, each.title if each.is_open_to_all else _("Not open any more")) for each in chosen]

    def clean_add_resource(self) -> BasePage | None:
        words = self.cleaned_data["add_resource"]
        if not words:
            return None
        slug = words.split("?")[0].split("#")[0].rstrip("/").rsplit("/", 1)[-1]
        found = self._open.filter(slug=slug).first() or self._open.filter(title__iexact=words).first()
        if found is None:
            raise ValidationError(_("No resource in the library has this address or title. You can propose it there."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if added := cleaned.get("add_resource"):
            chosen = [each.pk for each in cleaned.get("resources", ())]
            cleaned["resources"] = self.fields["resources"].queryset.filter(pk__in=[added.pk, *chosen])
        return cleaned


class WhatYouDidStep(WithResources):
    slug, name, minutes = "what-you-did", pgettext_lazy("a step of writing", "What you did"), 8
    row_sets = {"cycles": lists.Cycles, "links": lists.Links}
    what_we_did = LongText(
        rows=8, label=_("What in the process did you change?"), help_text=_("Steps, forms, timing, who does what. Not who was at fault.")
    )
    methods = Choices(Method, label=_("Methods, if you used any"))
    change_ideas = Choices(
        ChangeIdea,
        label=_("Change ideas that you tried"),
        help_text=_("Others have tried these too: readers will see your results beside theirs."),
    )

    class Meta:
        model = StoryPage
        fields = ["what_we_did", "methods", "change_ideas", "resources"]

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
        Ask(("resources", "add_resource"), template="composer/resources.html"),
        Ask(rows="links", heading=_("Did it come from another story on this site?"), template="composer/rows_plain.html"),
    )


class DataStep(StepForm):
    """The measures of the story. They are kept on pages of their own: here is their list."""

    slug, name, minutes = "data", pgettext_lazy("a step of writing", "Data"), 10
    holds = ("measure_links",)

    class Meta:
        model = StoryPage
        fields: list[str] = []

    asks = (Ask(template="composer/measures.html"),)

    def beside(self, page: BasePage, user: User) -> dict[str, Any]:
        return measuring_showing.on_the_step(self.draft, by=user)


class WhatHappenedStep(StepForm):
    slug, name, minutes = "what-happened", pgettext_lazy("a step of writing", "What happened"), 8
    row_sets = {"stated_results": lists.Results}
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


class TakesFiles(StepForm):
    """Files from the writer's device, each with words about it."""

    uploads: ClassVar[tuple[tuple[str, str, tuple[str, ...]], ...]] = (("new_file", "files", ("new_file_title",)),)
    new_file = forms.FileField(
        required=False,
        label=_("A file from your device"),
        help_text=_("PDF, Word, PowerPoint, Excel, OpenDocument, CSV or text, up to 20 MB."),
    )
    new_file_title = forms.CharField(required=False, max_length=160, label=_("Title of the file"))

    def clean_new_file(self) -> File | None:
        uploaded = self.cleaned_data["new_file"]
        return media.looked_into(uploaded, "new_file") if uploaded else None

    def clean(self) -> dict[str, Any]:
        """Words about a file wait for their file, and a file for the list that it shall stand in."""
        cleaned = super().clean()
        for file, relation, words in self.uploads:
            if cleaned.get(file) and not self.lists[relation].is_valid():
                self.add_error(file, _("Mend the list above first, then choose this file again."))
            elif cleaned.get(file) and len(self.lists[relation].kept_rows) >= MOST_ROWS:
                self.add_error(file, _("No more fit here. Take one away first."))
            elif self.takes_files and not self.files.get(file) and any(cleaned.get(name) for name in words):
                self.add_error(file, _("Choose the file that these words belong to, or empty them."))
        return cleaned


class PeopleStep(TakesFiles):
    slug, name, minutes = "people", pgettext_lazy("a step of writing", "People"), 8
    row_sets = {"authors": lists.Authors, "images": lists.Pictures, "videos": lists.Videos, "files": lists.Files, "sources": lists.Sources}
    uploads = (("new_image", "images", ("new_alt", "new_caption")), *TakesFiles.uploads)
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
    hashtags = HashtagsField(label=_("Hashtags"), help_text=_("For example: #EQIPON, #QiCommes. Hashtags in your text count too."))
    topics = Choices(Topic, label=_("Topics"), help_text=_("Choose at least one topic or method, so that others can find it."))
    quality_domains = Choices(QualityDomain, label=_("What became better, or should have"))
    care_settings = Choices(CareSetting, label=_("Where care happens"))
    result_types = Choices(ResultType, label=_("What kind of result is it?"))
    audiences = Choices(Audience, label=_("Whom do you hope to reach?"))
    scale = Choice(Scale, label=_("How far does the work reach?"), empty_label=_("Not said"))

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

    def clean_new_image(self) -> File | None:
        uploaded = self.cleaned_data["new_image"]
        return media.looked_into(uploaded, "new_image") if uploaded else None


STORY_STEPS: tuple[type[StepForm], ...] = (AboutStep, WhatYouDidStep, DataStep, WhatHappenedStep, LessonsStep, PeopleStep)


def step_called(slug: str) -> type[StepForm] | None:
    return next((step for step in STORY_STEPS if step.slug == slug), None)
