"""The figures of a measure, one period each, and its revisions: what they were on the day when somebody said so."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.snapshot import Snapshot

from .measure import Measure


class Observation(models.Model):
    """One measured point. Its share or rate is computed, never typed. Without figures it says: not collected."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="observations")
    stratum = models.CharField(_("group"), max_length=100, blank=True)  # empty: everybody
    period_on = models.DateField(_("period"), null=True, blank=True)  # its first day
    number = models.PositiveIntegerField(_("event number"), null=True, blank=True)
    numerator = models.DecimalField(_("number"), max_digits=22, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(_("out of"), max_digits=22, decimal_places=6, null=True, blank=True)
    value = models.DecimalField(_("figure"), max_digits=22, decimal_places=6, null=True, blank=True)
    sd = models.DecimalField(_("standard deviation"), max_digits=22, decimal_places=6, null=True, blank=True)
    n = models.DecimalField(_("measurements"), max_digits=22, decimal_places=6, null=True, blank=True)
    left_out = models.CharField(_("why it counts in no line"), max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["period_on", "number", "stratum"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "stratum", "period_on"], condition=models.Q(number__isnull=True), name="one_figure_a_period"
            ),
            models.UniqueConstraint(
                fields=["measure", "stratum", "number"], condition=models.Q(number__isnull=False), name="one_figure_an_event"
            ),
            models.CheckConstraint(
                condition=models.Q(period_on__isnull=False) | models.Q(number__isnull=False), name="a_figure_has_its_time"
            ),
            models.CheckConstraint(
                condition=models.Q(denominator__isnull=True) | models.Q(denominator__gt=0), name="a_whole_is_above_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_on or self.number}"


class MeasureRevision(models.Model):
    """A measure with its figures as of one day. Written once, never changed: what a reviewer read is what readers see."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    what_changed = models.CharField(_("what changed"), max_length=300, blank=True)
    content = models.JSONField()

    class Meta:
        verbose_name = _("revision of a measure")
        verbose_name_plural = _("revisions of measures")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["measure", "number"], name="one_revision_a_number")]

    def __str__(self) -> str:
        return f"{self.number}"

    @cached_property
    def snapshot(self) -> Snapshot:
        return Snapshot.from_plain(self.content)
