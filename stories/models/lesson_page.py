"""A lesson learned: what we would tell the next team, including what failed."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from content.markdown import reading_minutes
from content.models import BasePage, BasePageQuerySet, CareSetting, Method, Topic
from content.permissions import NothingIsBornPublished
from members.models import Member, Organization
from sharing.panels import LedgerPanel

from .story_page import StoryPage
from .written_together import WrittenTogether, plain


class LessonIndexPage(Page):
    """The shelf of lessons."""

    max_count = 1
    subpage_types = ["stories.LessonPage"]

    class Meta:
        verbose_name = _("lesson index")

    def get_url_parts(self, request=None):
        site_id, root_url, _path = super().get_url_parts(request)
        return site_id, root_url, reverse("lesson_index")

    def permissions_for_user(self, user) -> NothingIsBornPublished:
        return NothingIsBornPublished(user, self)


class LessonPage(WrittenTogether):
    """One lesson, tied to the story it comes from, the barrier it met and the context it holds in."""

    class Kind(models.TextChoices):
        WORKED = "worked", _("This helped")
        DID_NOT_WORK = "did-not-work", _("This did not help")
        CAREFUL = "careful", _("Take care")

    class Barrier(models.TextChoices):
        TIME = "time", _("Time and staff")
        TECHNOLOGY = "technology", _("Records and technology")
        DATA = "data", _("Data and measuring")
        CULTURE = "culture", _("Habits and trust")
        LEADERSHIP = "leadership", _("Leadership and money")
        PEOPLE = "people", _("Reaching clients and families")
        PROCESS = "process", _("Steps and hand-overs")
        SPREAD = "spread", _("Moving to other places")

    parent_page_types = ["stories.LessonIndexPage"]
    subpage_types: list[str] = []
    template = "stories/lesson_page.html"
    card_template = "components/lesson_card.html"
    share_kind = "lesson"
    text_fields = ("lesson", "what_happened", "advice")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.WORKED)
    lesson = models.TextField(_("the lesson, in two or three sentences"), blank=True, max_length=1200)
    what_happened = models.TextField(_("what happened"), blank=True)
    advice = models.TextField(_("what we would do next time"), blank=True)
    barrier = models.CharField(_("barrier"), max_length=12, choices=Barrier.choices, blank=True)
    context = models.CharField(_("where it holds"), max_length=300, blank=True)
    story = models.ForeignKey(
        StoryPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="lesson_pages", verbose_name=_("story")
    )
    source_label = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    organizations = ParentalManyToManyField(Organization, blank=True, related_name="lessons", verbose_name=_("organizations"))
    methods = ParentalManyToManyField(Method, blank=True, related_name="lessons", verbose_name=_("methods"))
    topics = ParentalManyToManyField(Topic, blank=True, related_name="lessons", verbose_name=_("topics"))
    care_settings = ParentalManyToManyField(CareSetting, blank=True, related_name="lessons", verbose_name=_("care settings"))
    is_retold = models.BooleanField(_("retold from a published account"), default=False)
    is_demo = models.BooleanField(_("fictional"), default=False)
    reading_minutes = models.PositiveSmallIntegerField(editable=False, default=1)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("kind"),
        FieldPanel("lesson"),
        FieldPanel("what_happened"),
        FieldPanel("advice"),
        MultiFieldPanel([FieldPanel("story"), FieldPanel("barrier"), FieldPanel("context")], heading=_("Where it comes from")),
        MultiFieldPanel([FieldPanel("source_label"), FieldPanel("source_url"), FieldPanel("is_retold")], heading=_("Source")),
    ]
    promote_panels = [
        LedgerPanel(heading=_("On other networks")),
        MultiFieldPanel([InlinePanel("authors", label=_("Author")), FieldPanel("organizations")], heading=_("People")),
        MultiFieldPanel(
            [FieldPanel("methods"), FieldPanel("topics"), FieldPanel("care_settings"), FieldPanel("hashtags")], heading=_("Kept under")
        ),
        MultiFieldPanel(Page.promote_panels, heading=_("Address and search engines")),
    ]
    search_fields = [
        *BasePage.search_fields,
        *[index.SearchField(field) for field in text_fields],
        index.SearchField("context"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def get_url_parts(self, request=None):
        parts = super().get_url_parts(request)
        return parts and (parts[0], parts[1], self.get_absolute_url())

    def get_absolute_url(self) -> str:
        return reverse("lesson", args=[self.slug])

    def save(self, *args, **kwargs) -> None:
        self.reading_minutes = reading_minutes(*(getattr(self, field) for field in self.text_fields))
        super().save(*args, **kwargs)

    @property
    def finding(self) -> str:
        return self.lesson

    def more_share_facts(self) -> dict[str, object]:
        return {
            "lesson": plain(self.lesson),
            **({"setting": self.context} if self.context else {}),
            "extra": {"kind": str(self.get_kind_display()), "barrier": str(self.get_barrier_display()), "is_retold": self.is_retold},
        }

    @classmethod
    def people_behind(cls, pages: BasePageQuerySet) -> models.QuerySet:
        return Member.objects.active().filter(lesson_credits__page__in=pages).distinct()

    def composer_url(self) -> str:
        return reverse("write_lesson", args=[self.pk])

    def check_ready_to_submit(self) -> None:
        missing = {}
        if not self.title.strip():
            missing["title"] = _("Give it a title that a colleague would look for.")
        if not self.lesson.strip():
            missing["lesson"] = _("Write the lesson in two or three sentences.")
        if not self.methods.all() and not self.topics.all():
            missing["topics"] = _("Choose at least one topic or method, so that others can find it.")
        if missing:
            raise ValidationError(missing)


class LessonAuthor(Orderable):
    """Who learned it."""

    page = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="authors")
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="lesson_credits", verbose_name=_("member")
    )
    name = models.CharField(_("name as it shall stand"), max_length=120)
    affiliation = models.CharField(_("role and organization"), max_length=200, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("author")
