"""What has changed and is not in the index yet. Written in the transaction of the change, so a kill loses nothing."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_PAUSE = timedelta(hours=1)


class QueuedQuerySet(models.QuerySet):
    def due(self) -> Self:
        return self.filter(due_at__lte=timezone.now())


class Queued(models.Model):
    """One thing whose rows have to be made anew. `kind` is a kind of search/kinds/, or "all"; key 0 stands for all of a kind."""

    kind = models.CharField(_("kind"), max_length=16)
    object_id = models.BigIntegerField(_("key"), default=0)
    queued_at = models.DateTimeField(_("queued"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.TextField(_("what went wrong"), blank=True)
    mark = models.CharField(max_length=32, blank=True)  # changes with each new wish: a row changed while it was worked off stays

    objects = QueuedQuerySet.as_manager()

    class Meta:
        verbose_name = _("change to index")
        verbose_name_plural = _("changes to index")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_wish_for_each_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
