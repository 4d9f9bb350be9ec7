"""Hashtags: one canonical spelling each, found whatever the case, accents kept."""

import unicodedata
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase

from .stamp import Stamped

LONGEST_HASHTAG = 100  # letters
MOST_HASHTAGS = 12  # on one page


def hashtag_key(name: str) -> str:
    """What two spellings share: composed (NFC), without case, without the sign."""
    return unicodedata.normalize("NFC", name).strip().lstrip("#＃").casefold()


class HashtagQuerySet(models.QuerySet):
    def get_by_natural_key(self, name: str) -> "Hashtag":
        """However it is spelled, so that a file restores the one spelling."""
        return self.get(slug=hashtag_key(name))

    def in_use(self) -> Self:
        return self.filter(retired_at__isnull=True)

    def spelled(self, name: str) -> "Hashtag | None":
        """The hashtag that this spelling means, by its own key or by an alias."""
        key = hashtag_key(name)
        return self.filter(models.Q(slug=key) | models.Q(aliases__key=key)).first()


class Hashtag(Stamped, TagBase):
    """A hashtag with its one spelling, such as #EQIPON."""

    free_tagging = True

    slug = models.CharField(_("key"), max_length=120, unique=True, editable=False)
    description_en = models.TextField(_("description in English"), blank=True)
    description_fr = models.TextField(_("description in French"), blank=True)
    is_managed = models.BooleanField(_("kept by editors"), default=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    objects = HashtagQuerySet.as_manager()

    class Meta:
        verbose_name = _("hashtag")
        verbose_name_plural = _("hashtags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.name = unicodedata.normalize("NFC", self.name).strip().lstrip("#＃")
        self.slug = hashtag_key(self.name)
        super().save(*args, **kwargs)

    def natural_key(self) -> tuple[str]:
        return (self.name,)

    def slugify(self, tag: str, i: int | None = None) -> str:
        return hashtag_key(tag)

    @property
    def description(self) -> str:
        return (self.description_fr if get_language() == "fr" else "") or self.description_en

    def get_absolute_url(self) -> str:
        return reverse("hashtag", args=[self.name])


class HashtagAlias(models.Model):
    """Another spelling, or a merged hashtag: it leads to the canonical one."""

    key = models.CharField(_("spelling"), max_length=120, unique=True)
    hashtag = models.ForeignKey(Hashtag, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = _("other spelling")
        verbose_name_plural = _("other spellings")

    def __str__(self) -> str:
        return self.key

    def save(self, *args, **kwargs) -> None:
        self.key = hashtag_key(self.key)
        super().save(*args, **kwargs)


class TaggedPage(ItemBase):
    """A hashtag on a page, of whatever type."""

    tag = models.ForeignKey(Hashtag, on_delete=models.CASCADE, related_name="tagged_pages")
    content_object = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="tagged_with")

    class Meta:
        unique_together = [("tag", "content_object")]
        verbose_name = _("hashtag of a page")
