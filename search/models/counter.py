"""One number that grows with every change of the index: in the order in which changes become visible."""

from django.db import models
from django.db.models import F


class Counter(models.Model):
    """Taken under a lock that holds until the transaction ends, so that no reader misses a change that was numbered early and seen late."""

    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        return cls.objects.filter(pk=1).values_list("number", flat=True).first() or 0

    @classmethod
    def take(cls, how_many: int = 1) -> int:
        """The first of so many new numbers."""
        if not cls.objects.filter(pk=1).update(number=F("number") + how_many):
            cls.objects.get_or_create(pk=1, defaults={"number": 0})
            cls.objects.filter(pk=1).update(number=F("number") + how_many)
        return cls.current() - how_many + 1
