"""One row for everything that can be found: what it says, who may find it, and what it is kept under."""

from typing import Self

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from .counter import Counter


class SearchDocumentQuerySet(models.QuerySet):
    def there(self) -> Self:
        return self.filter(is_gone=False)

    def unsent(self) -> Self:
        """What the cluster has not heard of yet, removals too."""
        return self.filter(sent_version__lt=F("version"))


class SearchDocument(models.Model):
    """The words of one thing as one kind of reader may find it.

    A thing with a name in two languages has a row for each (`part` "en", "fr"); a member has one for visitors and one for
    those signed in (`part` "anon", "in"). `access` holds the tokens of search/access.py: who bears none of them does not find the row.
    A row whose thing is gone stays with `is_gone` until every engine has heard of it.
    """

    kind = models.CharField(max_length=16)
    object_id = models.BigIntegerField()
    part = models.CharField(max_length=24, default="", blank=True)
    language = models.CharField(max_length=2)  # in which it is analysed
    access = models.CharField(max_length=500, blank=True)  # tokens between spaces; empty: nobody
    url = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=400)
    summary = models.TextField(blank=True)  # the sentence of a card
    also = models.TextField(blank=True)  # other names, authors, terms it is kept under: found, shown only when they say a word
    body = models.TextField(blank=True)
    pages = models.JSONField(default=list, blank=True)  # of a file: [[number of the page, place in body where it begins], ...]
    facets = models.JSONField(default=dict, blank=True)  # {"method": ["pdsa"], ...}; every value text
    published_on = models.DateTimeField(null=True, blank=True)
    usefulness = models.FloatField(default=0)  # 0 to 1, a tie-breaker
    is_demo = models.BooleanField(default=False)
    # --- Kept by search/indexing.py ---
    title_stems = models.TextField(blank=True)
    stems = models.TextField(blank=True)  # of the title, the names and the text together
    exact = models.TextField(blank=True)  # the same words, folded and not stemmed
    length = models.PositiveIntegerField(default=0)  # words in `stems`
    fingerprint = models.CharField(max_length=64, blank=True)  # of all that is written above: what has not changed is not written again
    version = models.BigIntegerField(default=0, db_index=True)  # grows with each change of any row
    sent_version = models.BigIntegerField(default=0)  # the version that the cluster has
    is_gone = models.BooleanField(default=False)

    objects = SearchDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "part"], name="one_row_for_each_thing_and_part")]
        indexes = [models.Index(fields=["id"], condition=models.Q(sent_version__lt=F("version")), name="search_unsent")]

    def __str__(self) -> str:
        return self.title or f"{self.kind} {self.object_id}"

    @classmethod
    def current_version(cls) -> int:
        return Counter.current()


class SearchTerm(models.Model):
    """How many rows that everybody may find say a word: for ranking, for spelling, for suggestions. Nothing private is counted."""

    class Form(models.TextChoices):
        ENGLISH = "en", _("English stem")
        FRENCH = "fr", _("French stem")
        WORD = "word", _("word as it is written")

    term = models.CharField(max_length=80)
    form = models.CharField(max_length=4, choices=Form.choices)
    documents = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("search term")
        verbose_name_plural = _("search terms")
        constraints = [models.UniqueConstraint(fields=["form", "term"], name="one_row_for_each_term")]

    def __str__(self) -> str:
        return self.term
