"""What editors set: templates of texts, the directory of outside accounts, which posts need no second look, what comes round again."""

import re
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.contrib.settings.models import BaseGenericSetting

from members.models import Organization

LANGUAGES = [("en", _("English")), ("fr", _("French"))]

# How a name looks on each network, with an example. Networks without a line take any name without spaces.
HANDLES: dict[str, tuple[str, str]] = {
    "x": (r"[A-Za-z0-9_]{1,15}", "ONThealth"),
    "bluesky": (r"([A-Za-z0-9-]{1,63}\.)+[A-Za-z][A-Za-z0-9-]{0,62}", "name.bsky.social"),
    "mastodon": (r"[A-Za-z0-9_.-]+@([A-Za-z0-9-]{1,63}\.)+[A-Za-z][A-Za-z0-9-]{0,62}", "name@server.example"),
    "linkedin": (r"[\w%-]{3,100}", "name-of-the-page"),
    "facebook": (r"[A-Za-z0-9.-]{2,80}", "NameOfThePage"),
}
REMOTE_IDS = {"bluesky": "did:", "linkedin": "urn:li:"}  # what the network's own name begins with


class ContentKind(models.TextChoices):
    """What is told about; `BasePage.share_kind` of a page type says which."""

    STORY = "story", _("Story")
    LESSON = "lesson", _("Lesson")
    RESOURCE = "resource", _("Resource")
    EVENT = "event", _("Event")
    CALL = "call", _("Call for feedback")
    CORRECTION = "correction", _("Correction or retraction")


class ShareTemplate(models.Model):
    """The text that a post starts from. Words in braces are filled in: see sharing/composing.py."""

    network = models.CharField(_("network"), max_length=20)
    content_kind = models.CharField(_("kind"), max_length=20, choices=ContentKind.choices)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="en")
    text = models.TextField(_("text"), max_length=2000)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)  # by a person; what was approved before has not seen it

    class Meta:
        verbose_name = _("template of a post")
        verbose_name_plural = _("templates of posts")
        ordering = ["content_kind", "network", "language"]
        constraints = [models.UniqueConstraint(fields=["network", "content_kind", "language"], name="one_template_each")]

    def __str__(self) -> str:
        return f"{self.get_content_kind_display()}, {self.network}, {self.language}"


class ExternalAccountQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug: str) -> "ExternalAccount":
        return self.get(slug=slug)

    def on(self, network: str) -> Self:
        return self.filter(handles__network=network).distinct()


class ExternalAccount(ClusterableModel):
    """Somebody outside whom our posts mention: an agency, an institute, a journal."""

    class Shelf(models.TextChoices):
        HERE = "here", _("Ontario")
        BEYOND = "beyond", _("Beyond Ontario")
        OTHER = "other", _("Added by editors")

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    shelf = models.CharField(_("list"), max_length=8, choices=Shelf.choices, default=Shelf.OTHER)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.SET_NULL, related_name="external_accounts", verbose_name=_("organization")
    )
    about = models.TextField(_("note"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)  # by a person, its names with it

    objects = ExternalAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("outside account")
        verbose_name_plural = _("outside accounts")
        ordering = ["shelf", "name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class ExternalHandle(models.Model):
    """Its name on one network."""

    owner = ParentalKey(ExternalAccount, on_delete=models.CASCADE, related_name="handles")
    network = models.CharField(_("network"), max_length=20)
    handle = models.CharField(_("handle"), max_length=255, help_text=_("Without @."))
    remote_id = models.CharField(_("the network's own name"), max_length=255, blank=True, help_text=_("DID on Bluesky, URN on LinkedIn."))
    checked_on = models.DateField(_("checked on"), null=True, blank=True, help_text=_("When somebody last saw that it is theirs."))

    class Meta:
        verbose_name = _("handle")
        verbose_name_plural = _("handles")
        ordering = ["network"]
        constraints = [models.UniqueConstraint(fields=["owner", "network"], name="one_handle_per_network")]

    def __str__(self) -> str:
        return f"@{self.handle}"

    def clean(self) -> None:
        """A wrong name would mention a stranger."""
        self.handle, self.remote_id = self.handle.strip().lstrip("@＠"), self.remote_id.strip()
        pattern, example = HANDLES.get(self.network, (r"\S+", "name"))
        wrong: dict[str, str] = {}
        if not re.fullmatch(pattern, self.handle):
            wrong["handle"] = _("That is no name on this network. For example: %(example)s") % {"example": example}
        begins = REMOTE_IDS.get(self.network, "")
        if self.remote_id and begins and not self.remote_id.startswith(begins):
            wrong["remote_id"] = _("On this network it begins with %(begins)s") % {"begins": begins}
        if wrong:
            raise ValidationError(wrong)


class ShareRule(models.Model):
    """Whether an editor is always asked, or the approval of the page is enough. The default is to ask."""

    class Mode(models.TextChoices):
        ASK = "ask", _("Ask always")
        AUTO = "auto", _("Send after the page's approval")

    organization = models.ForeignKey(
        Organization,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="share_rules",
        verbose_name=_("organization"),
        help_text=_("Empty: pages of every organization without a rule of its own."),
    )
    content_kind = models.CharField(_("kind"), max_length=20, choices=ContentKind.choices)
    mode = models.CharField(_("what happens"), max_length=4, choices=Mode.choices, default=Mode.ASK)

    class Meta:
        verbose_name = _("rule of sharing")
        verbose_name_plural = _("rules of sharing")
        ordering = ["content_kind", "organization"]
        constraints = [models.UniqueConstraint(fields=["organization", "content_kind"], name="one_rule_each", nulls_distinct=False)]

    def __str__(self) -> str:
        return f"{self.get_content_kind_display()}: {self.get_mode_display()}"


class Evergreen(models.Model):
    """A page that is worth telling again from time to time."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, related_name="evergreen")
    every_days = models.PositiveSmallIntegerField(
        _("again after days"), default=120, validators=[MinValueValidator(30), MaxValueValidator(730)]
    )
    most_times = models.PositiveSmallIntegerField(_("at most times"), default=3, validators=[MinValueValidator(1), MaxValueValidator(12)])
    times = models.PositiveSmallIntegerField(default=0, editable=False)
    next_on = models.DateField(_("next"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("evergreen page")
        verbose_name_plural = _("evergreen pages")
        ordering = ["next_on", "pk"]

    def __str__(self) -> str:
        return str(self.page)


class SharingSettings(BaseGenericSetting):
    """What holds for every account."""

    is_dry_run = models.BooleanField(
        _("dry run"),
        default=True,
        help_text=_("Everything is prepared, checked and written into the ledger, and nothing leaves. Turn it off when you are ready."),
    )
    late_after_hours = models.PositiveSmallIntegerField(_("ask when it is late by hours"), default=48, validators=[MinValueValidator(1)])
    again_after_days = models.PositiveSmallIntegerField(
        _("days before a page may be shared again"), default=30, validators=[MinValueValidator(1)]
    )
    evergreen_per_week = models.PositiveSmallIntegerField(_("evergreen pages in a week, at most"), default=3)

    class Meta:
        verbose_name = _("sharing")
