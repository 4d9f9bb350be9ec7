"""One number that grows whenever something that many pages show has changed: kept fragments carry it in their key."""

from django.db import models
from django.db.models import Count, F, Max, Subquery, Value
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageViewRestriction


class Stamp(models.Model):
    """The edition of everything public: a vocabulary, a name or a publication changes it."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("stamp")

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> str:
        """The edition, and which pages are closed to whom: closing or opening one draws everything anew, too."""
        closed = PageViewRestriction.objects.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk"), last=Max("pk"))
        found = cls.objects.filter(pk=1).values_list("number", Subquery(closed.values("n")), Subquery(closed.values("last"))).first()
        return "-".join(str(number or 0) for number in found or (0,))

    @classmethod
    def bump(cls) -> None:
        if not cls.objects.filter(pk=1).update(number=F("number") + 1):
            cls.objects.get_or_create(pk=1, defaults={"number": 1})


class Stamped(models.Model):
    """A thing whose words stand on many pages: saving or deleting it makes those pages be drawn anew."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        Stamp.bump()

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        Stamp.bump()
        return deleted
