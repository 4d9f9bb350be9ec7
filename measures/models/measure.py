"""A team's measure as it is being kept: its definition, phases, baseline, aims and notes. Readers see its revisions, never this."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from content.models import BasePage
from measures.snapshot import Definition
from measures.suppression import FLOOR
from members.models import Organization

from .definition import Defined, TimeUnit
from .indicator import Indicator

DAYS_IN = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7, TimeUnit.MONTH: 31, TimeUnit.QUARTER: 92, TimeUnit.YEAR: 366}
USUAL_LAG = 45  # days between the end of a period and its figures


def missing_words(defined: "Measure | Definition") -> dict[str, str]:
    """What readers need, of a measure as it is kept or as one revision has it, by field."""
    missing = {}
    if not defined.operational.strip():
        missing["operational"] = _("Say what is counted, who is in and who is out.")
    if defined.kind in ("proportion", "rate") and not defined.denominator_words.strip():
        missing["denominator_words"] = _("Say out of what.")
    if not defined.source.strip():
        missing["source"] = _("Say where the figures come from.")
    return missing


class MeasureQuerySet(models.QuerySet):
    def of_user(self, user) -> Self:
        return self.filter(owner=user)

    def out_of_date(self) -> Self:
        """As `is_out_of_date` says of each. Lags differ little, so the dates are reckoned here and not by the database."""
        today, late = timezone.localdate(), models.Q(pk__in=[])
        for lag in self.order_by().values_list("allowed_lag_days", flat=True).distinct():
            for unit, days in DAYS_IN.items():
                before = today - timedelta(days=2 * days + (USUAL_LAG if lag is None else lag))
                is_lag = models.Q(allowed_lag_days__isnull=True) if lag is None else models.Q(allowed_lag_days=lag)
                late |= models.Q(time_unit=unit, last_on__lt=before) & is_lag
        return self.filter(late, is_finished=False)


class Measure(Defined, ClusterableModel):
    """What is counted, by whom, and how. It may stand in several stories."""

    class SmallNumbers(models.TextChoices):
        MERGE = "merge", _("Merge months into longer periods")
        HIDE = "hide", _("Hide the periods")

    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=BasePage.Language.choices, default=BasePage.Language.ENGLISH)
    operational = models.TextField(
        _("operational definition"), blank=True, help_text=_("What is counted, who is in, who is out. Another team must count the same.")
    )
    numerator_words = models.CharField(_("the number: what is counted"), max_length=300, blank=True)
    denominator_words = models.CharField(_("out of: all that could have been counted"), max_length=300, blank=True)
    source = models.CharField(_("where the figures come from"), max_length=300, blank=True)
    collection = models.CharField(_("how, how often and by whom they are collected"), max_length=300, blank=True)
    allowed_lag_days = models.PositiveSmallIntegerField(_("days until figures are in"), null=True, blank=True)
    strata = models.TextField(_("groups, one a line"), blank=True, help_text=_("For equity: such as age groups, sites, languages."))
    aim_by = models.DateField(_("by when"), null=True, blank=True)
    aim_set_by = models.CharField(_("who set the aim"), max_length=200, blank=True)
    small_numbers = models.CharField(_("small numbers"), max_length=5, choices=SmallNumbers.choices, default=SmallNumbers.MERGE)
    small_number_reason = models.CharField(
        _("why smaller numbers may be shown"),
        max_length=400,
        blank=True,
        help_text=_("Written by an editor. Without it, the limit is at least 6."),
    )
    zero_is_small = models.BooleanField(_("zero counts as a small number"), default=False)
    shows_dates_of_events = models.BooleanField(
        _("dates of rare events may be shown"), default=False, help_text=_("Set by an editor: a date may point to one person.")
    )
    is_illustrative = models.BooleanField(_("illustrative data"), default=False)
    is_finished = models.BooleanField(_("no more figures will come"), default=False, help_text=_("Then nobody waits for newer ones."))
    baseline_until = models.DateField(_("baseline until"), null=True, blank=True)
    baseline_reason = models.CharField(_("why this baseline"), max_length=300, blank=True)

    indicator = models.ForeignKey(
        Indicator, null=True, blank=True, on_delete=models.SET_NULL, related_name="measures", verbose_name=_("indicator")
    )
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.SET_NULL, related_name="measures", verbose_name=_("organization")
    )
    is_compared = models.BooleanField(
        _("may stand beside other organizations"), default=False, help_text=_("In a funnel of all who count the same and said yes.")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="measures", editable=False
    )
    page = models.ForeignKey("wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    typed = models.JSONField(default=list, blank=True, editable=False)  # the grid as it was left, wrong cells too
    typed_before = models.JSONField(
        null=True, blank=True, editable=False
    )  # the grid that a paste, a file or somebody else's choice put aside
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    columns = models.JSONField(default=dict, blank=True, editable=False)  # heading in a file: what it holds
    answers = models.JSONField(default=list, blank=True, editable=False)  # doubts that the team has settled
    last_on = models.DateField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(small_number_limit__gte=FLOOR)
                | (models.Q(small_number_limit__gte=1) & ~models.Q(small_number_reason="")),
                name="small_numbers_need_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(baseline_until__isnull=True) | ~models.Q(baseline_reason=""), name="a_baseline_needs_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.small_number_limit < FLOOR and not self.small_number_reason.strip():
            said = _("Fewer than %(floor)s are shown only with an editor's written reason.") % {"floor": FLOOR}
            raise ValidationError({"small_number_limit": said})
        if self.baseline_until and not self.baseline_reason.strip():
            raise ValidationError({"baseline_reason": _("Say why the baseline ends there.")})

    @property
    def groups(self) -> list[str]:
        return list(dict.fromkeys(line.strip() for line in self.strata.splitlines() if line.strip()))

    @property
    def latest(self):
        """The newest revision, or None."""
        return self.revisions.order_by("-number").first()

    @property
    def is_out_of_date(self) -> bool:
        """Figures should be in by now, by the team's own word or after six weeks."""
        if self.is_finished or self.last_on is None or self.time_unit not in DAYS_IN:
            return False
        lag = USUAL_LAG if self.allowed_lag_days is None else self.allowed_lag_days
        return (timezone.localdate() - self.last_on).days > 2 * DAYS_IN[TimeUnit(self.time_unit)] + lag

    def may_be_written_by(self, user) -> bool:
        """Its owner, and everyone who writes the page that it was begun in."""
        if not user.is_authenticated:
            return False
        if self.owner_id == user.pk:
            return True
        page = self.page.specific if self.page_id else None
        return isinstance(page, BasePage) and any(writer.pk == user.pk for writer in page.writer_users())

    def missing(self) -> dict[str, str]:
        """What readers need before it is published, by field."""
        return missing_words(self)


class AimStep(models.Model):
    """The aim from a day on. Aims move, and readers see when."""

    measure = ParentalKey(Measure, on_delete=models.CASCADE, related_name="aims")
    from_on = models.DateField(_("from"), null=True, blank=True)
    value = models.DecimalField(_("aim"), max_digits=20, decimal_places=6)

    class Meta:
        ordering = ["from_on", "pk"]
        verbose_name = _("aim")

    def __str__(self) -> str:
        return f"{self.value:f}"


class Part(models.Model):
    """A phase begins. A person decides it and says why; the site never does."""

    measure = ParentalKey(Measure, on_delete=models.CASCADE, related_name="parts")
    starts_on = models.DateField(_("starts on"))
    reason = models.CharField(_("what changed"), max_length=200)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        ordering = ["starts_on"]
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="a_phase_needs_a_reason"),
            models.UniqueConstraint(fields=["measure", "starts_on"], name="one_phase_a_day"),
        ]

    def __str__(self) -> str:
        return self.reason


class ChartNote(models.Model):
    """What happened, on the point where it happened."""

    class Kind(models.TextChoices):
        CHANGE = "change", _("A change of ours")
        EVENT = "event", _("Something else that happened")
        DATA = "data", _("A change in how it was counted")

    measure = ParentalKey(Measure, on_delete=models.CASCADE, related_name="notes")
    on = models.DateField(_("when"))
    text = models.CharField(_("what happened"), max_length=60)
    kind = models.CharField(_("what kind"), max_length=6, choices=Kind.choices, default=Kind.CHANGE)

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("note")

    def __str__(self) -> str:
        return self.text
