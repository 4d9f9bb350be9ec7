"""A proof that somebody is no machine counts once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpentChallenge(models.Model):
    """The mark of a challenge that has been used at sign-up."""

    mark = models.CharField(max_length=64, unique=True)
    spent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("spent challenge")

    def __str__(self) -> str:
        return self.mark
