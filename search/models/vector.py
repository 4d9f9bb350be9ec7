"""What a row means, as numbers: only where the plug-in for vectors is on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RowVector(models.Model):
    """384 numbers of two bytes each, and the version of the row that they were made of."""

    document = models.OneToOneField("search.SearchDocument", on_delete=models.CASCADE, related_name="vector")
    version = models.BigIntegerField()
    numbers = models.BinaryField()

    class Meta:
        verbose_name = _("vector of a row")
        verbose_name_plural = _("vectors of rows")

    def __str__(self) -> str:
        return str(self.document_id)
