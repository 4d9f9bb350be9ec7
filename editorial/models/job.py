"""Work that comes round by the clock, and who has taken it."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DIED_AFTER = timedelta(minutes=5)  # a process that has held a job this long was killed


class JobQuerySet(models.QuerySet):
    def take(self, name: str, *, every: timedelta) -> bool:
        """True for exactly one process each time the job is due."""
        now = timezone.now()
        self.get_or_create(name=name)
        is_due = (
            Q(began_at__isnull=True) | Q(ended_at__isnull=False, began_at__lte=now - every) | Q(began_at__lte=now - max(every, DIED_AFTER))
        )
        return bool(self.filter(is_due, name=name).update(began_at=now, ended_at=None))

    def give_back(self, name: str, *, error: str = "") -> None:
        self.filter(name=name).update(ended_at=timezone.now(), error=error)


class Job(models.Model):
    """One piece of work of `run_due`, and how it went the last time."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    began_at = models.DateTimeField(_("began"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    error = models.TextField(_("what went wrong"), blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("regular job")
        verbose_name_plural = _("regular jobs")

    def __str__(self) -> str:
        return self.name
