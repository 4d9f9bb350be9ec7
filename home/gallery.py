"""Every component once, drawn from its real file, in the states that people meet. Nothing here is saved."""

from decimal import Decimal

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.gallery_charts import chart_examples
from resources.models import ResourcePage
from stories.models import LessonPage, PDSACycle, StatedResult, StoryPage
from stories.reported import reported


class ExampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=_("Title"), help_text=_("As you would say it to a colleague."), max_length=160)
    problem = forms.CharField(label=_("The problem"), widget=forms.Textarea(attrs={"maxlength": 600}), help_text=_("What was not right."))
    status = forms.ChoiceField(label=_("Status"), choices=StoryPage.Status.choices)
    consent = forms.ChoiceField(label=_("People in this story"), choices=StoryPage.PeopleConsent.choices, widget=forms.RadioSelect)
    barriers = forms.MultipleChoiceField(
        label=_("Barriers"), choices=LessonPage.Barrier.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    agree = forms.BooleanField(label=_("I may publish this"), help_text=_("Ask your organization when you are not sure."))
    slides = forms.FileField(label=_("A file to take along"), required=False)
    began = forms.DateField(label=_("When it began"), widget=forms.DateInput(attrs={"type": "date"}), required=False)


def examples() -> dict:
    """What the gallery's page shows."""
    story = _example_story(title=_("Reminders that people asked for"), status=StoryPage.Status.IMPROVED)
    retracted = _example_story(title=_("A calendar on the wall"), status=StoryPage.Status.STOPPED, retracted_at=timezone.now())
    figures = reported(story)
    numbers = Paginator(range(200), 20)
    return {
        **chart_examples(),
        "form": ExampleForm(),
        "refused": ExampleForm({"title": "", "status": "held"}),
        "story": story,
        "retracted": retracted,
        "lesson": LessonPage(
            title=_("Ask before you remind"),
            slug="example",
            kind=LessonPage.Kind.WORKED,
            lesson=_("The reason was in the letter, not in people's memory."),
            barrier=LessonPage.Barrier.PEOPLE,
            context=_("Community teams"),
            is_demo=True,
        ),
        "resource": ResourcePage(
            title=_("A card to plan the first visit"),
            slug="example",
            kind=ResourcePage.Kind.FORM,
            summary=_("One page that a client and a worker fill in together."),
            publisher=_("An invented team"),
            year=2026,
            is_demo=True,
        ),
        "figures": figures,
        "misprints": [sentence for each in figures for sentence in each.misprints],
        "cycles": [
            PDSACycle(
                title=_("Ask each person"),
                when=_("March"),
                prediction=_("Most choose a text."),
                result=_("Three in five did."),
                decision="adopt",
            ),
            PDSACycle(title=_("Two reminders a week"), prediction=_("Fewer missed visits."), result=_("No change."), decision="abandon"),
        ],
        "swatches": [
            "paper",
            "sunk",
            "raised",
            "inkc",
            "softc",
            "rulec",
            "brandc",
            "accentc",
            "goodc",
            "cautionc",
            "dangerc",
            "bluec",
            "orangec",
            "washc",
        ],
        "statuses": StoryPage.Status.choices,
        "page_obj": numbers.page(4),
        "icons": [
            "search",
            "menu",
            "x",
            "check",
            "circle-check",
            "triangle-alert",
            "info",
            "circle-x",
            "pencil",
            "download",
            "lock",
            "mail",
            "rss",
        ],
    }


def _example_story(**fields) -> StoryPage:
    story = StoryPage(
        **{
            "slug": "example",
            "result_statement": _("More people came; one measure got worse."),
            "setting_text": _("An invented team"),
            "year": 2026,
            "is_demo": True,
            **fields,
        }
    )
    story.stated_results = [
        StatedResult(label=_("First visits kept"), unit="%", before_value=Decimal("58.1"), after_value=Decimal("58.6"), after_numerator=204, after_denominator=318, aim_value=Decimal(75)),
        StatedResult(label=_("Days to the first visit"), unit=_("days"), direction="lower", before_value=Decimal(18), after_value=Decimal(21)),
    ]  # fmt: skip
    return story
