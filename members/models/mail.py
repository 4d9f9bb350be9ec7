"""Mail that waits, is sent, or could not be sent. The words are erased as soon as they have left."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MailQuerySet(models.QuerySet):
    def due(self) -> Self:
        return self.filter(state=Mail.State.WAITING, due_at__lte=timezone.now())


class Mail(models.Model):
    """One message on its way. A request writes the row; the worker sends it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Could not be sent")

    to = models.TextField(_("to"))
    subject = models.CharField(_("subject"), max_length=400)
    message = models.JSONField(_("message"), default=dict, blank=True)  # may hold a token: emptied once sent or given up
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.CharField(_("what went wrong"), max_length=400, blank=True)
    queued_at = models.DateTimeField(_("queued"), auto_now_add=True)
    due_at = models.DateTimeField(_("due"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-queued_at"]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return self.subject
