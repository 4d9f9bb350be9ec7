"""A team's account of an improvement, under fixed headings, in the order they are read."""

from typing import Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page, PageManager
from wagtail.search import index

from content.markdown import reading_minutes
from content.models import Audience, BasePage, BasePageQuerySet, CareSetting, Method, QualityDomain, ResultType, Scale, Topic
from content.models.base_page import SharePicture
from content.permissions import NothingIsBornPublished
from measures.facts import Facts
from measures.names import CHARTS
from measures.words import outcome_line
from members.models import Member, Organization
from sharing.panels import LedgerPanel
from stories import measured, share_drawing
from stories.page_form import StoryPageForm

from .change_idea import ChangeIdea
from .written_together import WrittenTogether, plain

CHART_CHOICES = [("", _("As suggested")), *((str(chart), name) for chart, name in CHARTS.items() if "funnel" not in chart)]
MEASURE_PANELS = [
    FieldPanel("measure"),
    FieldRowPanel([FieldPanel("chart", widget=forms.Select(choices=CHART_CHOICES)), FieldPanel("rules")]),
    FieldPanel("chart_reason"),
    HelpPanel(template="stories/panels/chart.html", heading=_("Chart")),
]


class StoryIndexPage(Page):
    """The shelf that every story stands on."""

    max_count = 1
    subpage_types = ["stories.StoryPage"]

    class Meta:
        verbose_name = _("story index")

    def get_url_parts(self, request=None):
        site_id, root_url, _path = super().get_url_parts(request)
        return site_id, root_url, reverse("story_index")

    def permissions_for_user(self, user) -> NothingIsBornPublished:
        return NothingIsBornPublished(user, self)


class StoryQuerySet(BasePageQuerySet):
    def to_share(self) -> Self:
        return super().to_share().exclude(people_consent=StoryPage.PeopleConsent.ASKING)

    def for_cards(self) -> Self:
        """With what a card shows, in three queries whatever their number."""
        return self.with_findings().prefetch_related("organizations", "methods", "stated_results")

    def with_findings(self) -> Self:
        """With what `finding` is made of, in the same query."""
        links = self.model._meta.get_field("measure_links").related_model.objects
        outcomes = links.with_figures().filter(page=models.OuterRef("pk"), facts__family="outcome")
        return self.annotate(outcome_facts=models.Subquery(outcomes.values("facts")[:1]))


class StoryPage(WrittenTogether):
    """A team's account of an improvement: the aim, what they tried, what happened."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        TESTING = "testing", _("Testing")
        IMPROVED = "improved", _("Improved")
        HELD = "held", _("Held")
        SPREAD = "spread", _("Spread")
        SUSTAINED = "sustained", _("Sustained")
        STOPPED = "stopped", _("Stopped")
        DID_NOT_WORK = "did-not-work", _("Did not work")

    class Licence(models.TextChoices):
        CC_BY = "cc-by-4.0", "CC BY 4.0"
        CC_BY_NC = "cc-by-nc-4.0", "CC BY-NC 4.0"
        CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
        RESERVED = "reserved", _("All rights reserved")

    class PeopleConsent(models.TextChoices):
        NOBODY = "nobody", _("Nobody can be recognized in this story")
        RECORDED = "recorded", _("Everyone who could be recognized has agreed, and we keep the record")
        ASKING = "asking", _("We are still asking")

    class EthicsScreen(models.TextChoices):
        IMPROVEMENT = "improvement", _("It is quality improvement; our organization's screen found no need for review")
        REVIEWED = "reviewed", _("A research ethics board has reviewed it")
        PUBLISHED = "published", _("It retells work that is already published")
        UNSURE = "unsure", _("We are not sure yet")

    class CommunityData(models.TextChoices):
        NONE = "none", _("No data of First Nations, Inuit or Métis communities")
        AGREED = "agreed", _("Such data are here by agreement with the community (OCAP)")
        ASKING = "asking", _("Such data are here and we are still asking")

    parent_page_types = ["stories.StoryIndexPage"]
    subpage_types: list[str] = []
    template = "stories/story_page.html"
    card_template = "components/story_card.html"
    share_kind = "story"
    text_fields = (
        "plain_language",
        "problem",
        "aim",
        "what_we_did",
        "what_happened",
        "balancing_effects",
        "what_did_not_work",
        "lessons",
        "advice",
        "limits",
    )

    # --- Summary ---
    result_statement = models.TextField(
        _("result in one sentence"),
        blank=True,
        max_length=400,
        help_text=_("A claim that your figures support, also when nothing changed."),
    )
    setting_text = models.CharField(_("where, in a few words"), max_length=200, blank=True)
    plain_language = models.TextField(_("in plain words"), blank=True, help_text=_("What this means for clients and families."))
    # --- Why ---
    problem = models.TextField(_("the problem"), blank=True, help_text=_("What in the process was not right, and how you knew."))
    aim = models.TextField(_("aim"), blank=True, max_length=600, help_text=_("What, by how much, for whom, by when."))
    aim_what = models.CharField(_("what"), max_length=200, blank=True)
    aim_how_much = models.CharField(_("how much"), max_length=200, blank=True)
    aim_for_whom = models.CharField(_("for whom"), max_length=200, blank=True)
    aim_by_when = models.CharField(_("by when"), max_length=120, blank=True)
    # --- What ---
    what_we_did = models.TextField(_("what we did"), blank=True)
    what_happened = models.TextField(_("what happened"), blank=True)
    balancing_effects = models.TextField(_("balancing effects"), blank=True, help_text=_("What else changed, for better or worse."))
    what_did_not_work = models.TextField(_("what did not work"), blank=True)
    lessons = models.TextField(_("lessons"), blank=True)
    advice = models.TextField(_("what we would tell the next team"), blank=True)
    limits = models.TextField(_("limits"), blank=True, help_text=_("What a careful reader should keep in mind."))
    caution = models.TextField(_("caution"), blank=True, help_text=_("Shown beside the result: how far the figures can be trusted."))
    contact = models.CharField(_("whom to ask"), max_length=300, blank=True)
    # --- Where it stands ---
    status = models.CharField(_("status"), max_length=14, choices=Status.choices, default=Status.TESTING)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True, help_text=_("When the work ended, or this year."))
    period = models.CharField(_("period"), max_length=120, blank=True, help_text=_("For example: June 2017 to September 2018."))
    is_retold = models.BooleanField(_("retold from a published account"), default=False)
    is_demo = models.BooleanField(_("fictional"), default=False)
    # --- Kept under ---
    organizations = ParentalManyToManyField(Organization, blank=True, related_name="stories", verbose_name=_("organizations"))
    methods = ParentalManyToManyField(Method, blank=True, related_name="stories", verbose_name=_("methods"))
    topics = ParentalManyToManyField(Topic, blank=True, related_name="stories", verbose_name=_("topics"))
    quality_domains = ParentalManyToManyField(QualityDomain, blank=True, related_name="stories", verbose_name=_("quality domains"))
    care_settings = ParentalManyToManyField(CareSetting, blank=True, related_name="stories", verbose_name=_("care settings"))
    result_types = ParentalManyToManyField(ResultType, blank=True, related_name="stories", verbose_name=_("types of result"))
    audiences = ParentalManyToManyField(Audience, blank=True, related_name="stories", verbose_name=_("whom we hope to reach"))
    change_ideas = ParentalManyToManyField(ChangeIdea, blank=True, related_name="stories", verbose_name=_("change ideas"))
    resources = ParentalManyToManyField("resources.ResourcePage", blank=True, related_name="stories", verbose_name=_("resources used"))
    scale = models.ForeignKey(Scale, null=True, blank=True, on_delete=models.SET_NULL, related_name="stories", verbose_name=_("scale"))
    # --- Rights and consent ---
    licence = models.CharField(_("licence"), max_length=14, choices=Licence.choices, default=Licence.CC_BY)
    people_consent = models.CharField(_("people in this story"), max_length=10, choices=PeopleConsent.choices, blank=True)
    ethics_screen = models.CharField(_("ethics screen"), max_length=12, choices=EthicsScreen.choices, blank=True)
    community_data = models.CharField(_("community data"), max_length=10, choices=CommunityData.choices, blank=True)
    # --- Kept by save() ---
    reading_minutes = models.PositiveSmallIntegerField(editable=False, default=1)

    objects = PageManager.from_queryset(StoryQuerySet)()
    base_form_class = StoryPageForm

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("result_statement"),
                FieldPanel("setting_text"),
                FieldPanel("status"),
                FieldPanel("caution"),
                FieldPanel("plain_language"),
            ],
            heading=_("Summary"),
        ),
        FieldPanel("problem"),
        MultiFieldPanel(
            [
                FieldPanel("aim"),
                FieldRowPanel([FieldPanel("aim_what"), FieldPanel("aim_how_much"), FieldPanel("aim_for_whom"), FieldPanel("aim_by_when")]),
            ],
            heading=_("Aim"),
        ),
        FieldPanel("what_we_did"),
        InlinePanel("cycles", label=_("PDSA cycle")),
        FieldPanel("what_happened"),
        InlinePanel("measure_links", panels=MEASURE_PANELS, heading=_("Outcome data"), label=_("Measure")),
        HelpPanel(template="stories/panels/figures_say.html", heading=_("What the team says, what the figures say")),
        InlinePanel("stated_results", label=_("Stated result")),
        FieldPanel("balancing_effects"),
        FieldPanel("what_did_not_work"),
        FieldPanel("lessons"),
        FieldPanel("advice"),
        FieldPanel("limits"),
        FieldPanel("contact"),
        InlinePanel("images", label=_("Image")),
        InlinePanel("videos", label=_("Video")),
        InlinePanel("files", label=_("File")),
        InlinePanel("sources", label=_("Source")),
    ]
    promote_panels = [
        LedgerPanel(heading=_("On other networks")),
        MultiFieldPanel([InlinePanel("authors", label=_("Author")), FieldPanel("organizations")], heading=_("People")),
        MultiFieldPanel(
            [
                FieldPanel("methods"),
                FieldPanel("topics"),
                FieldPanel("quality_domains"),
                FieldPanel("care_settings"),
                FieldPanel("scale"),
                FieldPanel("result_types"),
                FieldPanel("audiences"),
                FieldPanel("change_ideas"),
                FieldPanel("resources"),
                FieldPanel("hashtags"),
            ],
            heading=_("Kept under"),
        ),
        MultiFieldPanel([FieldPanel("year"), FieldPanel("period"), FieldPanel("is_retold")], heading=_("When")),
        InlinePanel("links", label=_("Comes from another story")),
        MultiFieldPanel(
            [FieldPanel("licence"), FieldPanel("people_consent"), FieldPanel("ethics_screen"), FieldPanel("community_data")],
            heading=_("Rights and consent"),
        ),
        MultiFieldPanel(Page.promote_panels, heading=_("Address and search engines")),
    ]
    search_fields = [
        *BasePage.search_fields,
        *[index.SearchField(field) for field in text_fields],
        index.SearchField("result_statement"),
        index.FilterField("status"),
        index.FilterField("year"),
        index.RelatedFields("organizations", [index.SearchField("name")]),
        index.RelatedFields("methods", [index.SearchField("name_en"), index.SearchField("name_fr"), index.SearchField("synonyms")]),
        index.RelatedFields("topics", [index.SearchField("name_en"), index.SearchField("name_fr")]),
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [models.Index(fields=["status"]), models.Index(fields=["year"])]

    def get_url_parts(self, request=None):
        parts = super().get_url_parts(request)
        return parts and (parts[0], parts[1], self.get_absolute_url())

    def get_absolute_url(self) -> str:
        return reverse("story", args=[self.slug])

    def save(self, *args, **kwargs) -> None:
        self.reading_minutes = reading_minutes(*(getattr(self, field) for field in self.text_fields))
        super().save(*args, **kwargs)

    @property
    def finding(self) -> str:
        """What stands on cards and in feeds: what the first outcome measure supports, in the reader's language; else the team's sentence."""
        facts = self.outcome
        return f"{facts.name}. {outcome_line(facts, in_short=True)}" if facts else self.result_statement

    @property
    def outcome(self) -> Facts | None:
        """What the first outcome measure with figures supports. Kept beside the story: no figures are read again."""
        if "outcome_facts" in self.__dict__:
            return Facts.from_plain(self.outcome_facts) if self.outcome_facts else None
        known = (link.known for link in self.measure_links.all())
        return next((facts for facts in known if facts and facts.family == "outcome" and facts.signal != "no_figures"), None)

    def why_not_shared(self) -> str:
        return super().why_not_shared() or ("consent" if self.people_consent == self.PeopleConsent.ASKING else "")

    def more_share_facts(self) -> dict[str, object]:
        """The outcome line where there are figures, never the team's stronger sentence; a caution goes with it."""
        facts = self.outcome
        return {
            "aim": plain(self.aim),
            "lesson": plain(self.lessons),
            "caution": self.caution.strip(),
            **({"setting": self.setting_text} if self.setting_text else {}),
            "extra": {
                "measure": facts.name if facts else "",
                "outcome_line": outcome_line(facts, in_short=True) if facts else "",
                "is_illustrative": bool(facts and facts.is_illustrative),
                "status": str(self.get_status_display()),
                "is_retold": self.is_retold,
                "year": str(self.year or ""),
            },
        }

    def share_picture(self) -> SharePicture:
        with override(self.language):
            return share_drawing.share_picture(self)

    @classmethod
    def people_behind(cls, pages: BasePageQuerySet) -> models.QuerySet:
        return Member.objects.active().filter(story_credits__page__in=pages).distinct()

    def composer_url(self) -> str:
        return reverse("write_story", args=[self.pk, "about"])

    def check_ready_to_submit(self) -> None:
        """Every field that a reader would miss, each with a sentence that says what to write."""
        missing = {}
        for field, sentence in {
            "title": _("Give it a title that a colleague would look for."),
            "aim": _("Say the aim: what, how much, for whom, by when."),
            "problem": _("Say what the problem was."),
            "what_we_did": _("Say what you did."),
            "result_statement": _("Say in one sentence what happened, also when nothing changed."),
            "lessons": _("Write at least one lesson."),
            "people_consent": _("Answer whether anybody could be recognized."),
            "ethics_screen": _("Answer the ethics question."),
            "community_data": _("Answer the question about community data."),
        }.items():
            if not str(getattr(self, field)).strip():
                missing[field] = sentence
        if self.people_consent == self.PeopleConsent.ASKING:
            missing["people_consent"] = _("Wait until everyone who could be recognized has agreed, or take them out.")
        if self.ethics_screen == self.EthicsScreen.UNSURE:
            missing["ethics_screen"] = _("Ask your organization first whether the work needs ethics review.")
        if self.community_data == self.CommunityData.ASKING:
            missing["community_data"] = _("Wait for the community's agreement.")
        if not self.methods.all() and not self.topics.all():
            missing["topics"] = _("Choose at least one topic or method, so that others can find it.")
        images = self.images.all()
        if any(not image.alt.strip() for image in images):
            missing["images"] = _("Describe every image for those who cannot see it.")
        elif any(not image.caption.strip() for image in images):
            missing["images"] = _("Give every image a caption.")
        if any(result.before.problem or result.after.problem for result in self.stated_results.all()):
            missing["stated_results"] = _("One figure does not add up: look at its number and its whole.")
        if lacking := measured.missing_in(self):
            missing["measure_links"] = lacking
        if missing:
            raise ValidationError(missing)
