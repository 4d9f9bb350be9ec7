"""What it takes to say what is counted: shared by a team's measure and by the indicators that it may start from."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.suppression import FLOOR

USUAL_LIMIT = 11  # fewer are not shown


class Family(models.TextChoices):
    OUTCOME = "outcome", _("Outcome")
    PROCESS = "process", _("Process")
    BALANCING = "balancing", _("Balancing")


class KindOfFigure(models.TextChoices):
    PROPORTION = "proportion", _("A share of cases: a number out of a whole")
    RATE = "rate", _("Events per exposure, such as falls per 1,000 bed-days")
    COUNT = "count", _("A number of events, with the same opportunity each time")
    VALUE = "value", _("One measurement, such as a median wait; also a percentage without its counts")
    SUBGROUP = "subgroup", _("The mean of several measurements, with their spread")
    CASES_BETWEEN = "cases-between", _("Cases between rare events")
    TIME_BETWEEN = "time-between", _("Time between rare events")


class TimeUnit(models.TextChoices):
    DAY = "day", _("Day")
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")
    EVENT = "event", _("Event after event")


class Better(models.TextChoices):
    UP = "up", _("Higher is better")
    DOWN = "down", _("Lower is better")
    NEITHER = "neither", _("Neither")


class Defined(models.Model):
    """The operational definition: enough for another team to count the same."""

    family = models.CharField(_("kind of measure"), max_length=10, choices=Family.choices, default=Family.OUTCOME)
    kind = models.CharField(_("what one figure is"), max_length=14, choices=KindOfFigure.choices, default=KindOfFigure.PROPORTION)
    unit = models.CharField(_("unit"), max_length=60, blank=True, help_text=_("For example: days, falls per 1,000 bed-days."))
    multiplier = models.DecimalField(
        _("multiplied by"),
        max_digits=12,
        decimal_places=4,
        default=1,
        validators=[MinValueValidator(0.0001)],
        help_text=_("Such as 1,000."),
    )
    decimals = models.PositiveSmallIntegerField(_("decimals shown"), null=True, blank=True)
    time_unit = models.CharField(_("counted by"), max_length=7, choices=TimeUnit.choices, default=TimeUnit.MONTH)
    direction = models.CharField(_("which way is better"), max_length=7, choices=Better.choices, default=Better.NEITHER)
    small_number_limit = models.PositiveSmallIntegerField(
        _("smallest number shown"), default=USUAL_LIMIT, help_text=_("Fewer are merged into longer periods, or hidden.")
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.kind == KindOfFigure.RATE and not self.unit.strip():
            raise ValidationError({"unit": _("Say what the rate is per, such as: falls per 1,000 bed-days.")})

    @property
    def floor(self) -> int:
        return FLOOR
