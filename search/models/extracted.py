"""The text of a file that somebody attached, read once whatever the number of places it is attached to."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from search.extracting.reasons import REASONS


class ExtractedText(models.Model):
    """What the worker read out of one file, known by the hash of its bytes; or why it could not."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        READ = "read", pgettext_lazy("a file", "Read")
        NO_TEXT = "no-text", _("No text in it")
        FAILED = "failed", _("Could not be read")

    digest = models.CharField(_("SHA-256"), max_length=64, unique=True)
    name = models.CharField(_("file"), max_length=255)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    pages = models.JSONField(default=list, blank=True)  # [[number, text], ...]; one entry with number 0 for what has no pages
    is_cut = models.BooleanField(_("cut"), default=False)  # longer than what is kept
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")

    def __str__(self) -> str:
        return self.name

    @property
    def reason_in_words(self) -> str:
        return str(REASONS.get(self.reason, self.reason))


class KnownFile(models.Model):
    """Which text belongs to which document, and under which name its file stood when that was found out."""

    document = models.OneToOneField("wagtaildocs.Document", on_delete=models.CASCADE, primary_key=True, related_name="known_file")
    file_name = models.CharField(max_length=255)
    text = models.ForeignKey(ExtractedText, on_delete=models.CASCADE, related_name="files")

    class Meta:
        verbose_name = _("known file")
        verbose_name_plural = _("known files")

    def __str__(self) -> str:
        return self.file_name
