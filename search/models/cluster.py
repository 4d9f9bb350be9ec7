"""The indexes on the cluster that this site has made, and which of them are being filled, read or kept."""

from collections import defaultdict
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ClusterIndexQuerySet(models.QuerySet):
    def live(self) -> Self:
        return self.filter(state=ClusterIndex.State.LIVE)

    def old(self) -> Self:
        return self.filter(state=ClusterIndex.State.OLD)

    def filling(self) -> Self:
        return self.filter(state=ClusterIndex.State.FILLING)

    def written(self) -> dict[str, list[str]]:
        """The names that every change goes to, by alias: what is read, and what is being filled."""
        names = defaultdict(list)
        for alias, name in self.exclude(state=ClusterIndex.State.OLD).order_by("pk").values_list("alias", "name"):
            names[alias].append(name)
        return names


class ClusterIndex(models.Model):
    """One versioned index behind an alias. While one is being filled, both are written."""

    class State(models.TextChoices):
        FILLING = "filling", _("Being filled")
        LIVE = "live", _("In use")
        OLD = "old", _("Kept")

    alias = models.CharField(_("alias"), max_length=100)
    name = models.CharField(_("index"), max_length=120, unique=True)
    mapping = models.CharField(max_length=64)  # fingerprint of mapping and settings
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.FILLING)
    made_at = models.DateTimeField(default=timezone.now)
    swapped_at = models.DateTimeField(null=True, blank=True)

    objects = ClusterIndexQuerySet.as_manager()

    class Meta:
        verbose_name = _("index on the cluster")
        verbose_name_plural = _("indexes on the cluster")

    def __str__(self) -> str:
        return self.name
