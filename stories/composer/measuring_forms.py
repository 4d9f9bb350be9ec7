"""The questions about a measure: four to begin it, and all that another team would need to count the same."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from measures.keeping import COLUMNS
from measures.models import AimStep, Indicator, Measure
from measures.models.definition import Better, Family, KindOfFigure
from measures.suppression import FLOOR
from members.models import Member, Organization

from .fields import Choice, CountField, FigureField, LongText, PeriodField
from .forms import Ask, StepForm
from .rows import Row, RowSet, row_set

MOST_GROUPS, LONGEST_GROUP = 20, 100
NAME_IT = _("Give it a name that says what is counted.")
FAMILIES = {
    Family.OUTCOME: _("Outcome: what it is all for, such as missed first visits"),
    Family.PROCESS: _("Process: what you do for it, such as reminders sent"),
    Family.BALANCING: _("Balancing: what else may change, such as time at the telephone"),
}
KINDS = {
    KindOfFigure.PROPORTION: _("A share: 31 of 136 visits were missed"),
    KindOfFigure.RATE: _("A rate: 9 falls in 2,087 bed-days"),
    KindOfFigure.COUNT: _("A number of events, where the chance of one stays about the same: 4 complaints a month"),
    KindOfFigure.VALUE: _("One measurement: a median wait of 23 days, or a percentage without its counts"),
    KindOfFigure.SUBGROUP: _("The mean of several measurements, with their spread: 12.4 minutes, of 20 calls"),
    KindOfFigure.CASES_BETWEEN: _("Rare events, by the cases between them: 212 doses until the next error"),
    KindOfFigure.TIME_BETWEEN: _("Rare events, by the time between them: 41 days until the next fall"),
}
WAYS = {Better.UP: _("Higher is better"), Better.DOWN: _("Lower is better"), Better.NEITHER: _("Neither: we only want to see it")}
UNIT_HINT = _("Not needed for a share. For a rate, with what it is per: falls per 1,000 bed-days. For a measurement: days.")
COLUMN_NAMES = {
    "numerator": _("the number"),
    "denominator": _("out of"),
    "value": _("the figure"),
    "sd": _("the standard deviation"),
    "size": _("how many measurements"),
}


def unit_needed(cleaned: dict[str, Any]) -> bool:
    return cleaned.get("kind") == KindOfFigure.RATE and not (cleaned.get("unit") or "").strip()


SAY_PER_WHAT = _("Say what the rate is per, such as: falls per 1,000 bed-days.")


class BeginMeasure(forms.ModelForm):
    """Enough to know which columns the figures have."""

    use_required_attribute = False

    class Meta:
        model = Measure
        fields = ["name", "family", "kind", "unit", "direction"]
        labels = {
            "name": _("What do you count, in a few words?"),
            "family": _("What is it for?"),
            "kind": _("What is one figure?"),
            "unit": _("Unit"),
            "direction": _("Which way is better?"),
        }
        help_texts = {
            "name": _("As it shall stand above the chart: First visits missed without notice."),
            "kind": _("This decides which columns you fill in and which chart fits. You can change it later."),
            "unit": UNIT_HINT,
            "direction": _("Only with a direction may the words say improvement."),
        }
        error_messages = {"name": {"required": NAME_IT}}
        widgets = {"family": forms.RadioSelect, "kind": forms.RadioSelect, "direction": forms.RadioSelect}

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["family"].choices, self.fields["kind"].choices = FAMILIES.items(), KINDS.items()
        self.fields["direction"].choices = WAYS.items()
        for name in ("name", "unit"):
            self.fields[name].widget.attrs["lang"] = language

    def _post_clean(self) -> None:
        """The measure is filled by save(): what its kind needs is asked here in one place."""
        for name in self.Meta.fields:
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if unit_needed(cleaned):
            self.add_error("unit", SAY_PER_WHAT)
        return cleaned


class AimRow(Row):
    """An aim, and from when on it holds."""

    from_on = PeriodField(label=_("From"), help_text=_("Empty: from the beginning."))
    value = FigureField(label=_("The aim"), help_text=_("A share as a percentage: 15."))

    class Meta:
        model = AimStep
        fields = ["from_on", "value"]

    def clean_value(self) -> Any:
        value = self.cleaned_data["value"]
        if value is None and str(self["from_on"].data or "").strip():
            raise ValidationError(_("Write the aim as a number, or take it away."))
        return value


class AimSet(RowSet):
    """In the order of time, whatever the database does with an empty day."""

    def children_of(self, draft: Measure) -> list[AimStep]:
        return sorted(super().children_of(draft), key=lambda step: step.from_on or date.min)


Aims = row_set(AimRow, "aims", _("Aim %(n)s"), _("Add another aim"), base=AimSet)


class DefinitionForm(StepForm):
    """Everything that stands behind the figures, so that another team counts the same."""

    slug, name, minutes = "definition", _("What is counted"), 5
    row_sets = {"aims": Aims}
    unmerged = (*StepForm.unmerged, "kind_is_meant")

    kind_is_meant = forms.BooleanField(required=False, label=_("Yes, change what one figure is"))
    operational = LongText(
        rows=4,
        label=_("What is counted, who is in, and who is out?"),
        help_text=_("Another team must come to the same number from the same month. Readers see it beside the chart."),
    )
    multiplier = FigureField(label=_("Multiplied by"), help_text=_("For a rate: 1,000 when it is per 1,000 bed-days. Else 1."))
    decimals = CountField(most=6, label=_("Decimals shown"), help_text=_("May stay empty: then as many as the figures deserve."))
    aim_by = PeriodField(is_end=True, label=_("By when"), help_text=_("For example: October 2026."))
    allowed_lag_days = CountField(
        most=3650,
        label=_("Days until the figures of a period are in"),
        help_text=_("So that a month that is still filling up is not taken for a good one."),
    )
    strata = LongText(
        rows=3,
        label=_("Groups, one a line"),
        help_text=_("To see whether it is the same for all: sites, age groups, languages. Each gets its own small chart."),
    )
    small_number_limit = CountField(
        most=1000,
        label=_("The smallest number that is shown"),
        help_text=_("Fewer people than this may be recognized. 11 is usual, 6 the least that you can choose."),
    )
    indicator = Choice(Indicator, label=_("Counted as this indicator of the library"))
    organization = Choice(Organization, label=_("Whose figures are these?"))

    class Meta:
        model = Measure
        fields = [
            "name", "family", "operational", "numerator_words", "denominator_words",
            "kind", "unit", "multiplier", "decimals", "time_unit", "direction",
            "aim_by", "aim_set_by", "source", "collection", "allowed_lag_days", "is_finished", "strata",
            "small_number_limit", "small_numbers", "zero_is_small", "is_illustrative",
            "indicator", "organization", "is_compared",
        ]  # fmt: skip
        labels = {
            "name": _("Name"),
            "family": _("What is it for?"),
            "numerator_words": _("The number: what is counted"),
            "denominator_words": _("Out of: all that could have been counted"),
            "kind": _("What is one figure?"),
            "unit": _("Unit"),
            "time_unit": _("Counted by"),
            "direction": _("Which way is better?"),
            "aim_set_by": _("Who set the aim"),
            "source": _("Where do the figures come from?"),
            "collection": _("How, how often and by whom are they collected?"),
            "small_numbers": _("What happens with smaller numbers?"),
            "zero_is_small": _("Zero counts as a small number too"),
            "is_finished": _("No more figures will come"),
            "is_illustrative": _("These figures are made up to show something"),
            "is_compared": _("May stand beside other organizations that count the same"),
        }
        help_texts = {
            "name": _("As it stands above the chart."),
            "numerator_words": _("For example: booked first visits where nobody came and nobody called by 9 a.m."),
            "denominator_words": _("For a share or a rate. For example: all first visits booked in the month."),
            "kind": "",
            "unit": UNIT_HINT,
            "time_unit": _("Read from your figures once they are in."),
            "direction": _("Only with a direction may the words say improvement."),
            "aim_set_by": _("For example: the team, or the ministry."),
            "source": _("For example: the booking system."),
            "collection": _("For example: read out by the clerk on the first Monday of each month."),
            "small_numbers": _("It is done before anything is drawn, in the chart, the table and every file alike."),
            "zero_is_small": _("Tick it where even “nobody” tells something about a person."),
            "is_illustrative": _("They bear this label wherever they are shown."),
            "is_compared": _(
                "One point for each organization that said yes, with limits for its size and with cautions. You can take the yes back at any time."
            ),
        }
        error_messages = {"name": {"required": NAME_IT}}
        widgets = dict.fromkeys(("family", "kind", "direction", "small_numbers"), forms.RadioSelect)

    asks = (
        Ask(("name",)),
        Ask(("family",)),
        Ask(("operational",), part=_("What is counted")),
        Ask(("numerator_words", "denominator_words"), template="composer/measure_stacked.html"),
        Ask(("kind", "kind_is_meant"), template="composer/measure_kind.html"),
        Ask(("unit", "multiplier", "decimals", "time_unit")),
        Ask(("direction",)),
        Ask(rows="aims", part=_("The aim"), heading=_("The aim, and how it moved"), hint=_("In the unit of the chart. May stay empty."), template="composer/rows_plain.html"),
        Ask(("aim_by", "aim_set_by")),
        Ask(("source", "collection"), part=_("Where the figures come from"), template="composer/measure_stacked.html"),
        Ask(("allowed_lag_days", "is_finished"), template="composer/measure_stacked.html"),
        Ask(("strata",)),
        Ask(("small_number_limit",), part=_("So that nobody is recognized")),
        Ask(("small_numbers", "zero_is_small"), template="composer/measure_stacked.html"),
        Ask(("organization", "indicator"), part=_("Whose it is")),
        Ask(("is_compared", "is_illustrative"), template="composer/measure_stacked.html"),
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None, *, draft: Measure, writers: list[Member] | None = None) -> None:
        super().__init__(data, files, draft=draft, writers=writers)
        for name in ("name", "family", "kind", "time_unit", "direction", "small_numbers"):
            self.fields[name].required = True
        self.fields["name"].error_messages["required"] = NAME_IT
        self.fields["family"].choices, self.fields["kind"].choices = FAMILIES.items(), KINDS.items()
        self.fields["direction"].choices = WAYS.items()
        self._choose_from("indicator", Indicator.objects.in_use() | Indicator.objects.filter(pk=draft.indicator_id))
        theirs = Organization.objects.filter(affiliations__member__in=self.writers, affiliations__state__in=["claimed", "confirmed"])
        ours = Organization.objects.filter(pk__in=[*theirs.values_list("pk", flat=True), draft.organization_id])
        self._choose_from("organization", ours)

    def _choose_from(self, name: str, things: QuerySet) -> None:
        self.fields[name].queryset = things
        self.fields[name].choices = [("", _("Not said")), *[(thing.pk, str(thing)) for thing in things]]

    @property
    def worded(self) -> list[str]:
        return ["name", "operational", "numerator_words", "denominator_words", "unit", "aim_set_by", "source", "collection", "strata"]

    @property
    def screened(self) -> list[str]:
        return ["name", "operational", "numerator_words", "denominator_words", "source", "collection"]

    # --- What cannot stand as it was typed ---

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not name:
            raise ValidationError(NAME_IT)
        return name

    def clean_multiplier(self) -> Any:
        multiplier = self.cleaned_data["multiplier"]
        if multiplier is not None and multiplier <= 0:
            raise ValidationError(_("Figures are multiplied by a number above 0, such as 100 or 1,000."))
        return 1 if multiplier is None else multiplier

    def clean_strata(self) -> str:
        groups = list(dict.fromkeys(" ".join(line.split()) for line in self.cleaned_data["strata"].splitlines() if line.strip()))
        if len(groups) > MOST_GROUPS:
            raise ValidationError(ngettext("At most %(n)s group.", "At most %(n)s groups.", MOST_GROUPS), params={"n": MOST_GROUPS})
        if any(len(group) > LONGEST_GROUP for group in groups):
            raise ValidationError(_("Keep the name of a group below 100 characters."))
        return "\n".join(groups)

    def clean_small_number_limit(self) -> int:
        """Below the floor only what an editor has allowed, with a reason."""
        limit = self.cleaned_data["small_number_limit"]
        if limit is None:
            return self.draft.small_number_limit
        if limit < FLOOR and limit != self.draft.small_number_limit:
            raise ValidationError(
                _("Fewer than %(floor)s can point to a person. Only an editor can allow it, by writing down the reason: ask them first."),
                params={"floor": FLOOR},
            )
        return limit

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if unit_needed(cleaned):
            self.add_error("unit", SAY_PER_WHAT)
        if cleaned.get("is_compared") and not (cleaned.get("organization") and cleaned.get("indicator")):
            self.add_error("is_compared", _("To stand beside others it needs an organization, and an indicator that others count too."))
        if self.changes_columns and not cleaned.get("kind_is_meant"):
            self.add_error("kind", self.what_becomes_of_the_columns())
        return cleaned

    # --- Another kind of figure ---

    @property
    def changes_columns(self) -> bool:
        kind = self.cleaned_data.get("kind")
        return bool(kind and self.draft.typed and set(COLUMNS[self.draft.kind]) != set(COLUMNS[kind]))

    def what_becomes_of_the_columns(self) -> str:
        before, after = COLUMNS[self.draft.kind], COLUMNS[self.cleaned_data["kind"]]
        lost = [str(COLUMN_NAMES[name]) for name in before if name not in after]
        new = [str(COLUMN_NAMES[name]) for name in after if name not in before]
        said = [str(_("This measure has figures already."))]
        if lost:
            said.append(_("What stands under “%(columns)s” goes.") % {"columns": ", ".join(lost)})
        if new:
            said.append(_("You will be asked for “%(columns)s”.") % {"columns": ", ".join(new)})
        said.append(str(_("Stories that are published keep what they show. Tick the box below if you mean it.")))
        return " ".join(said)
