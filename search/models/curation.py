"""What editors keep: words that mean the same, and what shall stand first for a question."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import RevisionMixin

from search.ranking.analysis import fold


class SynonymManager(models.Manager):
    def get_by_natural_key(self, key: str) -> "Synonym":
        return self.get(key=key)


class Synonym(RevisionMixin, models.Model):
    """Words and abbreviations that mean the same, in either direction or in one. Looked up at each question: an edit works at once."""

    terms = models.CharField(
        _("words"),
        max_length=300,
        help_text=_("Separated by commas: PDSA, plan do study act. In one direction: what is typed comes first."),
    )
    language = models.CharField(
        _("language"), max_length=2, choices=[("en", _("English")), ("fr", _("French")), ("", _("both"))], blank=True
    )
    is_one_way = models.BooleanField(_("only from the first to the others"), default=False)
    minds_capitals = models.BooleanField(
        _("only in capitals"), default=False, help_text=_("For abbreviations that are words as well: ED, IT, OR.")
    )
    is_in_use = models.BooleanField(_("in use"), default=True)
    key = models.SlugField(max_length=80, unique=True, null=True, blank=True, editable=False)  # of those that came with the site
    changed_at = models.DateTimeField(auto_now=True)  # tells each process when to read all of them anew

    objects = SynonymManager()

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["terms"]

    def __str__(self) -> str:
        return self.terms

    def natural_key(self) -> tuple[str | None]:
        return (self.key,)

    @property
    def term_list(self) -> list[str]:
        return [term for part in self.terms.split(",") if (term := " ".join(part.split()))]

    def clean(self) -> None:
        if len({fold(term) for term in self.term_list}) < 2:
            raise ValidationError({"terms": _("Write at least two, separated by a comma.")})


class Promoted(RevisionMixin, models.Model):
    """What editors put first for a question. It is shown only to whoever may read it."""

    questions = models.CharField(
        _("questions"), max_length=300, help_text=_("Separated by commas. Capitals, accents and order of words do not count.")
    )
    document = models.ForeignKey(
        "search.SearchDocument", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("what to show")
    )
    kind = models.CharField(max_length=16, blank=True, editable=False)
    object_id = models.BigIntegerField(null=True, blank=True, editable=False)
    note = models.CharField(_("why it helps"), max_length=200, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")
        ordering = ["questions"]

    def __str__(self) -> str:
        return self.questions

    @property
    def question_list(self) -> list[str]:
        return [question for part in self.questions.split(",") if (question := " ".join(part.split()))]

    def clean(self) -> None:
        if not self.question_list:
            raise ValidationError({"questions": _("Write at least one question.")})
        if self.document is None:
            raise ValidationError({"document": self._meta.get_field("document").error_messages["blank"]})

    def save(self, *args, **kwargs) -> None:
        """The thing is remembered beside its row, which is made anew when the index is."""
        if self.document:
            self.kind, self.object_id = self.document.kind, self.document.object_id
        super().save(*args, **kwargs)
