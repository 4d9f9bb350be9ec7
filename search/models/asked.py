"""Questions that were asked: kept by a member for alerts, kept for that member alone, or counted without anybody."""

import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def new_token() -> str:
    return secrets.token_urlsafe(24)


class SavedSearchQuerySet(models.QuerySet):
    def kept(self) -> Self:
        """Without those that were removed and may still be put back."""
        return self.filter(removed_at__isnull=True)


class SavedSearch(models.Model):
    """A question that a member goes on asking. The alert tells what is new since the last one, never the same thing twice."""

    class Often(models.TextChoices):
        AT_ONCE = "at-once", _("At once")
        DAILY = "daily", _("Once a day")
        WEEKLY = "weekly", _("Once a week")
        NEVER = "never", _("Only when I look")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=120)
    asked = models.CharField(max_length=2000)  # the query string of the permalink, without page and sort
    often = models.CharField(_("tell me"), max_length=8, choices=Often.choices, default=Often.WEEKLY)
    language = models.CharField(max_length=2, default="en")  # of the reader, for the mail
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)  # unsubscribes without a log-in
    made_at = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(default=timezone.now)  # when the search was last run for an alert
    seen_version = models.BigIntegerField(default=0)  # of the index, when it was last run at once: nothing changed, nothing to ask
    due_at = models.DateTimeField(null=True, blank=True)  # of the next daily or weekly alert
    removed_at = models.DateTimeField(null=True, blank=True)  # can be put back for a day

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "asked"], name="one_saved_search_for_each_question")]
        indexes = [models.Index(fields=["due_at"])]

    def __str__(self) -> str:
        return self.name


class Told(models.Model):
    """What is no news for a saved search: there when it was saved, told of in an alert, or marked as seen."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="told")
    kind = models.CharField(max_length=16)
    object_id = models.BigIntegerField()
    by_mail = models.BooleanField(default=False)  # an alert named it: whoever got that hears when it is corrected or goes away

    class Meta:
        constraints = [models.UniqueConstraint(fields=["search", "kind", "object_id"], name="told_once")]
        indexes = [models.Index(fields=["kind", "object_id"], condition=models.Q(by_mail=True), name="told_by_mail")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class RecentSearch(models.Model):
    """What a member asked lately, for that member alone: shown to nobody else, in no report."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recent_searches")
    asked = models.CharField(max_length=500)  # query string
    words = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("recent search")
        verbose_name_plural = _("recent searches")
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["user", "asked"], name="one_recent_search_for_each_question")]

    def __str__(self) -> str:
        return self.words


class KeepsNoRecent(models.Model):
    """A member who does not want recent searches to be kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="keeps_no_recent")

    def __str__(self) -> str:
        return str(self.user_id)


class AskedCount(models.Model):
    """How often a question was asked on a day, by whomever: no person, no address, no hour. Rare questions are shown in no report."""

    day = models.DateField()
    words = models.CharField(max_length=100)  # folded, in the order typed
    language = models.CharField(max_length=2)
    times = models.PositiveIntegerField(default=0)
    without_results = models.PositiveIntegerField(default=0)
    clicks = models.PositiveIntegerField(default=0)
    slow = models.PositiveIntegerField(default=0)
    slowest_ms = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("question asked")
        verbose_name_plural = _("questions asked")
        constraints = [models.UniqueConstraint(fields=["day", "language", "words"], name="one_count_for_each_day_and_question")]

    def __str__(self) -> str:
        return self.words
