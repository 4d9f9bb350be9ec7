"""How often a file of the library was taken. A number beside each file, never who took it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileCountQuerySet(models.QuerySet):
    def one_more(self, document_id: int) -> None:
        if not self.filter(document_id=document_id).update(number=models.F("number") + 1):
            _count, is_new = self.get_or_create(document_id=document_id, defaults={"number": 1})
            if not is_new:  # somebody else took it first in the same moment
                self.filter(document_id=document_id).update(number=models.F("number") + 1)


class FileCount(models.Model):
    """One number for one file."""

    document = models.OneToOneField("wagtaildocs.Document", on_delete=models.CASCADE, primary_key=True, related_name="taken")
    number = models.PositiveIntegerField(_("taken"), default=0)

    objects = FileCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of a file")
        verbose_name_plural = _("counts of files")

    def __str__(self) -> str:
        return f"{self.document_id}: {self.number}"
