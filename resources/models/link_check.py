"""Whether the places that resources and stories point to are still there."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LinkCheckQuerySet(models.QuerySet):
    def due(self) -> models.QuerySet:
        """Those never looked at first, then whoever has waited longest."""
        return self.filter(due_at__lte=timezone.now()).order_by(models.F("checked_at").asc(nulls_first=True), "pk")


class LinkCheck(models.Model):
    """One address, however often it is named here, and what came of looking there."""

    class State(models.TextChoices):
        BROKEN = "broken", _("Broken")
        MOVED = "moved", _("Moved")
        DOUBTFUL = "doubtful", _("Failed once or twice: tried again soon")
        REFUSED = "refused", _("Does not let us look")
        UNCHECKED = "unchecked", _("Not checked yet")
        WORKING = "working", _("Working")

    address = models.URLField(_("address"), max_length=500, unique=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.UNCHECKED)
    code = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)  # of HTTP; none where nobody answered
    reason = models.CharField(max_length=20, blank=True)  # a key of REASONS in resources/links.py
    moved_to = models.CharField(_("moved to"), max_length=2000, blank=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    seen_at = models.DateTimeField(_("last seen working"), null=True, blank=True)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")

    def __str__(self) -> str:
        return self.address
