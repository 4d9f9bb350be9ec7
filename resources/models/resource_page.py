"""Something that helps to improve care: a guide, a form, a film, a campaign, with its source, its licence and who used it."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page, PageManager
from wagtail.search import index

from content.models import Audience, BasePageQuerySet, CareSetting, Method, Topic
from content.permissions import NothingIsBornPublished
from members.models import Member, Organization
from sharing.panels import LedgerPanel
from stories.models.written_together import WrittenTogether


class ResourceIndexPage(Page):
    """The shelf of resources."""

    max_count = 1
    subpage_types = ["resources.ResourcePage"]

    class Meta:
        verbose_name = _("resource index")

    def get_url_parts(self, request=None):
        site_id, root_url, _path = super().get_url_parts(request)
        return site_id, root_url, reverse("resource_index")

    def permissions_for_user(self, user) -> NothingIsBornPublished:
        return NothingIsBornPublished(user, self)


class ResourceQuerySet(BasePageQuerySet):
    def for_cards(self) -> Self:
        """With what a card shows, in three queries whatever their number."""
        uses = self.model._meta.get_field("stories").related_model.objects.open_to_all().filter(resources=models.OuterRef("pk"))
        counted = uses.order_by().values("resources").annotate(n=models.Count("pk", distinct=True)).values("n")
        return self.prefetch_related("files__document").annotate(used_in=models.Subquery(counted))

    def due_for_review(self, on: date) -> Self:
        """Whose day has come: somebody should see whether it still holds."""
        return self.filter(review_on__lte=on)


class ResourcePage(WrittenTogether):
    """A guide, toolkit, form, slide deck, film, news item, campaign or announcement, here or elsewhere."""

    class Kind(models.TextChoices):
        GUIDE = "guide", _("Guide")
        TOOLKIT = "toolkit", _("Toolkit")
        FORM = "form", _("Form")
        SLIDES = "slides", _("Slide deck")
        VIDEO = "video", _("Video")
        NEWS = "news", _("News")
        CAMPAIGN = "campaign", _("Campaign")
        ANNOUNCEMENT = "announcement", _("Public-service announcement")

    class Level(models.TextChoices):
        FIRST_STEPS = "first-steps", _("First steps in QI")
        SOME_PRACTICE = "some-practice", _("Some practice in QI")
        ADVANCED = "advanced", _("Advanced QI")

    class Licence(models.TextChoices):
        UNKNOWN = "unknown", _("Not known: ask the source")
        AS_STATED = "as-stated", _("As stated by the source")
        PUBLIC_DOMAIN = "public-domain", _("Public domain")
        CC_BY = "cc-by-4.0", "CC BY 4.0"
        CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
        CC_BY_NC = "cc-by-nc-4.0", "CC BY-NC 4.0"
        CC_BY_NC_SA = "cc-by-nc-sa-4.0", "CC BY-NC-SA 4.0"
        CC_BY_NC_ND = "cc-by-nc-nd-4.0", "CC BY-NC-ND 4.0"
        RESERVED = "reserved", _("All rights reserved")

    parent_page_types = ["resources.ResourceIndexPage"]
    subpage_types: list[str] = []
    template = "resources/resource_page.html"
    card_template = "components/resource_card.html"
    share_kind = "resource"
    text_fields = ("what_it_is", "how_to_use", "who_for")

    # --- What it is ---
    kind = models.CharField(_("type"), max_length=14, choices=Kind.choices, default=Kind.GUIDE)
    level = models.CharField(_("level"), max_length=14, choices=Level.choices, default=Level.FIRST_STEPS)
    summary = models.TextField(_("what it is, in a sentence or two"), blank=True, max_length=400, help_text=_("It stands on every card."))
    what_it_is = models.TextField(_("what it is"), blank=True, help_text=_("Markdown. In your own words, not the source's."))
    how_to_use = models.TextField(_("how to use it"), blank=True, help_text=_("Markdown. Where to begin, how long it takes."))
    who_for = models.TextField(_("who it is for"), blank=True, help_text=_("Markdown."))
    # --- Where it comes from ---
    publisher = models.CharField(
        _("published by"), max_length=300, blank=True, help_text=_("The organization or organizations, as they name themselves.")
    )
    made_by = models.CharField(_("people who made it"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True, help_text=_("When it came out, or when this edition did."))
    source_note = models.TextField(
        _("about the source today"), blank=True, max_length=600, help_text=_("For example: closed in 2018; its work went on elsewhere.")
    )
    organizations = ParentalManyToManyField(Organization, blank=True, related_name="resources", verbose_name=_("organizations"))
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, default=Licence.UNKNOWN)
    review_on = models.DateField(
        _("look at it again on"), null=True, blank=True, help_text=_("On this day it is listed for editors: does it still hold?")
    )
    is_demo = models.BooleanField(_("fictional"), default=False)
    # --- Kept under ---
    methods = ParentalManyToManyField(Method, blank=True, related_name="resources", verbose_name=_("methods"))
    topics = ParentalManyToManyField(Topic, blank=True, related_name="resources", verbose_name=_("topics"))
    care_settings = ParentalManyToManyField(CareSetting, blank=True, related_name="resources", verbose_name=_("care settings"))
    audiences = ParentalManyToManyField(Audience, blank=True, related_name="resources", verbose_name=_("who it is for"))

    objects = PageManager.from_queryset(ResourceQuerySet)()

    content_panels = [
        *WrittenTogether.content_panels,
        FieldRowPanel([FieldPanel("kind"), FieldPanel("level")]),
        FieldPanel("summary"),
        FieldPanel("what_it_is"),
        FieldPanel("how_to_use"),
        FieldPanel("who_for"),
        InlinePanel("links", label=_("Link to the original")),
        InlinePanel("files", label=_("File")),
        InlinePanel("videos", label=_("Video")),
        MultiFieldPanel(
            [FieldPanel("publisher"), FieldPanel("made_by"), FieldPanel("year"), FieldPanel("source_note"), FieldPanel("licence")],
            heading=_("Where it comes from"),
        ),
        FieldPanel("review_on"),
    ]
    promote_panels = [
        LedgerPanel(heading=_("On other networks")),
        MultiFieldPanel([InlinePanel("authors", label=_("Brought here by")), FieldPanel("organizations")], heading=_("People")),
        MultiFieldPanel(
            [
                FieldPanel("methods"),
                FieldPanel("topics"),
                FieldPanel("care_settings"),
                FieldPanel("audiences"),
                FieldPanel("hashtags"),
            ],
            heading=_("Kept under"),
        ),
        MultiFieldPanel(Page.promote_panels, heading=_("Address and search engines")),
    ]
    search_fields = [
        *WrittenTogether.search_fields,
        *[index.SearchField(field) for field in text_fields],
        index.SearchField("summary"),
        index.SearchField("publisher"),
        index.FilterField("kind"),
        index.FilterField("level"),
    ]

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        indexes = [models.Index(fields=["review_on"])]

    def get_url_parts(self, request=None):
        parts = super().get_url_parts(request)
        return parts and (parts[0], parts[1], self.get_absolute_url())

    def get_absolute_url(self) -> str:
        return reverse("resource", args=[self.slug])

    @property
    def finding(self) -> str:
        """What stands on cards and in feeds."""
        return self.summary

    @property
    def is_due_for_review(self) -> bool:
        return self.review_on is not None and self.review_on <= localdate()

    def more_share_facts(self) -> dict[str, object]:
        """Named after who published it where none of our organizations did."""
        published = {} if self.organizations.all() or not self.publisher else {"organizations": [self.publisher]}
        about = {"kind": str(self.get_kind_display()), "publisher": self.publisher, "year": str(self.year or "")}
        return {**published, "extra": about}

    @classmethod
    def people_behind(cls, pages: BasePageQuerySet) -> models.QuerySet:
        return Member.objects.active().filter(resource_credits__page__in=pages).distinct()

    def composer_url(self) -> str:
        return reverse("write_resource", args=[self.pk])

    def check_ready_to_submit(self) -> None:
        """What a reader would miss: what it is, where it comes from, and the thing itself."""
        missing = {}
        if not self.title.strip():
            missing["title"] = _("Give it a title that a colleague would look for.")
        if not self.summary.strip():
            missing["summary"] = _("Say in a sentence or two what it is.")
        if not self.publisher.strip():
            missing["publisher"] = _("Say who published it.")
        if not self.links.all() and not self.files.all() and not self.videos.all():
            missing["links"] = _("Add the thing itself: a link to the original, a file or a video.")
        elif any(not link.url.strip() for link in self.links.all()):
            missing["links"] = _("One link has no address.")
        if self.files.all() and self.licence == self.Licence.UNKNOWN:
            missing["licence"] = _("Say what others may do with the files. If you do not know, take the files away and link to the source.")
        if not self.methods.all() and not self.topics.all():
            missing["topics"] = _("Choose at least one topic or method, so that others can find it.")
        if missing:
            raise ValidationError(missing)
