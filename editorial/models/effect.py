"""A row for everything that follows from a decision: done once, may run twice."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

TRIES = 7
FIRST_TRY_AGAIN = timedelta(minutes=1)  # then 4, 16, 64 minutes, and so on


class EffectQuerySet(models.QuerySet):
    def due(self) -> Self:
        """Waiting and its hour has come, or failed and to be tried again."""
        return self.waiting().filter(due_at__lte=timezone.now())

    def waiting(self) -> Self:
        return self.filter(state__in=[Effect.State.QUEUED, Effect.State.FAILED])

    def given_up(self) -> Self:
        return self.filter(state=Effect.State.FAILED, due_at__isnull=True)


class Effect(models.Model):
    """Something that follows from a submission, a decision, a publication or a notice. One row each."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        DROPPED = "dropped", _("Not needed any more")

    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="effects")
    event = models.CharField(max_length=60)  # the revision that went live, the task that began, or what else happened once
    name = models.CharField(max_length=40)
    target = models.CharField(max_length=60, blank=True)  # for whom, such as user:5
    data = models.JSONField(default=dict, blank=True)  # the words that must outlive the page
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.TextField(_("what went wrong"), blank=True)
    queued_at = models.DateTimeField(_("queued"), auto_now_add=True)
    due_at = models.DateTimeField(_("due"), null=True, default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    objects = EffectQuerySet.as_manager()

    class Meta:
        verbose_name = _("effect")
        verbose_name_plural = _("effects")
        constraints = [models.UniqueConstraint(fields=["page", "event", "name", "target"], name="one_effect_each")]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_state_display()})"

    @property
    def title(self) -> str:
        return self.data.get("title", "")

    def mark_done(self) -> None:
        self.state, self.done_at, self.error, self.tries = self.State.DONE, timezone.now(), "", self.tries + 1
        self.save()

    def mark_dropped(self) -> None:
        self.state, self.done_at = self.State.DROPPED, timezone.now()
        self.save()

    def mark_failed(self, problem: Exception) -> None:
        """Try again later, each time after a longer pause, and give up in the end."""
        self.state, self.error, self.tries = self.State.FAILED, f"{type(problem).__name__}: {problem}"[:2000], self.tries + 1
        self.due_at = None if self.tries >= TRIES else timezone.now() + FIRST_TRY_AGAIN * 4 ** (self.tries - 1)
        self.save()
