"""The questions about a lesson, on one page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models import CareSetting, Method, Topic
from members.models import Organization
from stories.models import LessonPage

from . import lists
from .fields import AddressField, Choices, HashtagsField, LongText, StoryField
from .forms import Ask, WithOrganizations
from .steps import AboutStep, PeopleStep


class LessonForm(WithOrganizations):
    """A lesson fits on one page."""

    slug, name, minutes = "lesson", pgettext_lazy("a step of writing", "The lesson"), 5
    row_sets = {"authors": lists.LessonAuthors}
    coauthor = PeopleStep.base_fields["coauthor"]
    what_happened = LongText(rows=5, label=_("What happened?"))
    advice = LongText(rows=4, label=_("What would you do next time?"))
    story = StoryField(label=_("The story it comes from"), help_text=_("Its address on this site, or its title. May stay empty."))
    source_url = AddressField(label=_("Web address"), max_length=500)
    hashtags = HashtagsField(label=_("Hashtags"), help_text=_("For example: #EQIPON, #QiCommes. Hashtags in your text count too."))
    methods = Choices(Method, label=_("Methods"))
    topics = Choices(Topic, label=_("Topics"), help_text=_("Choose at least one topic or method, so that others can find it."))
    care_settings = Choices(CareSetting, label=_("Where care happens"))
    organizations = Choices(Organization, label=_("Organizations"))

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

    def __init__(self, *args: Any, draft: LessonPage, **kwargs: Any) -> None:
        super().__init__(*args, draft=draft, **kwargs)
        self.initial["story"] = draft.story
        self.fields["story"].linked = [draft.story] if draft.story else []
