"""Which row of which file became which draft, so that the same file can be brought in again without harm."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedRow(models.Model):
    """What is remembered of one row. Shown nowhere; it goes when its owner's account goes."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="imported_rows", verbose_name=_("owner"))
    reference = models.CharField(_("reference of the agency"), max_length=200, blank=True)
    title_print = models.CharField(max_length=64)  # prints, not words: what was thrown away is not kept here
    organizations_print = models.CharField(max_length=64)
    checksum = models.CharField(max_length=64)
    file_name = models.CharField(_("file"), max_length=255)
    row = models.PositiveIntegerField(_("row"))
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="imported_rows", verbose_name=_("draft")
    )
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    imported_at = models.DateTimeField(_("imported"))

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [
            models.UniqueConstraint(fields=["owner", "reference"], condition=~models.Q(reference=""), name="one_draft_for_a_reference"),
            models.UniqueConstraint(
                fields=["owner", "title_print", "organizations_print"], condition=models.Q(reference=""), name="one_draft_for_a_title"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.row}"
