"""Try it: pasted figures become a chart and its words, for anybody. Nothing is kept, nobody signs in."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from measures import words
from measures.choosing import Kind
from measures.dates import read_period
from measures.doubts import Problem
from measures.models.definition import USUAL_LIMIT, Better, Family, KindOfFigure
from measures.numbers import NumberStyle, read_number, style_of
from measures.reading import Series, read_series
from measures.rules import RULE_SETS
from measures.series import Chart, Direction, UnfitData
from measures.showing import ChartChoice, Shown, show
from measures.snapshot import AimStep, Definition, Figure, PhaseStart, Snapshot
from stories.charted import Charted

LONGEST_PASTE = 400_000
MOST_ROWS = 2_000
EVERYTHING = 1  # a limit that hides nothing
EXAMPLE = "\n".join(
    f"{month}\t{missed}\t{booked}"
    for month, missed, booked in (
        ("2024-01", 31, 136), ("2024-02", 29, 128), ("2024-03", 35, 141), ("2024-04", 30, 139), ("2024-05", 33, 144), ("2024-06", 28, 131),
        ("2024-07", 26, 120), ("2024-08", 29, 126), ("2024-09", 34, 147), ("2024-10", 31, 140), ("2024-11", 24, 138), ("2024-12", 19, 122),
        ("2025-01", 23, 143), ("2025-02", 21, 134), ("2025-03", 22, 145), ("2025-04", 19, 139), ("2025-05", 20, 142), ("2025-06", 18, 133),
        ("2025-07", 17, 124), ("2025-08", 18, 127), ("2025-09", 21, 146), ("2025-10", 19, 141), ("2025-11", 18, 137), ("2025-12", 15, 121),
    )
)  # fmt: skip


class TryForm(forms.Form):
    """What somebody wants to see. All but the figures may stay as it is."""

    pasted = forms.CharField(
        label=_("Your figures"),
        help_text=_("Copy the columns from your spreadsheet: the month, the number, and out of how many. Or the month and one figure."),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off", "class": "figures-paste"}),
        max_length=LONGEST_PASTE,
        error_messages={"required": _("Paste some figures first, or take the example.")},
    )
    name = forms.CharField(label=_("What is counted"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("What one figure is"), choices=KindOfFigure.choices, initial=KindOfFigure.PROPORTION)
    direction = forms.ChoiceField(label=_("Which way is better"), choices=Better.choices, initial=Better.DOWN)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False, help_text=_("For example: days, falls per 1,000 bed-days."))
    multiplier = forms.DecimalField(label=_("Multiplied by"), required=False, min_value=Decimal("0.0001"), max_value=10**9, initial=1)
    aim = forms.CharField(label=_("Aim"), max_length=20, required=False)
    phase_on = forms.CharField(label=_("A change was made in"), max_length=40, required=False, help_text=_("For example: March 2025."))
    phase_reason = forms.CharField(label=_("What changed"), max_length=120, required=False)
    chart = forms.ChoiceField(label=_("Chart"), required=False)
    rules = forms.ChoiceField(label=_("Rules"), required=False, initial="anhoej")
    as_readers = forms.BooleanField(label=_("Show it as readers of a story would see it: without numbers under 11"), required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        time_series = [chart for chart in Chart if not chart.startswith("funnel")]
        self.fields["chart"].choices = [("", _("The one that suits")), *((chart.value, words.chart_name(chart)) for chart in time_series)]
        self.fields["rules"].choices = [(name, words.rules_title(rules)) for name, rules in RULE_SETS.items()]

    def clean_aim(self) -> float | None:
        typed = self.cleaned_data["aim"]
        if not typed:
            return None
        if (aim := read_number(typed, style_of([typed]))) is None:
            aim = read_number(typed, NumberStyle.POINT)
        if aim is None or abs(aim) > 10**12:
            raise ValidationError(_("Write the aim as a number, such as 15 or 15%%.") % {})
        return aim

    def clean_phase_on(self) -> date | None:
        typed = self.cleaned_data["phase_on"]
        period = read_period(typed) if typed else None
        if typed and (period is None or not isinstance(period.first, date)):
            raise ValidationError(_("Write the month like 2025-03 or March 2025."))
        return period.first if period and isinstance(period.first, date) else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("phase_on") and not cleaned.get("phase_reason") and "phase_reason" not in self.errors:
            self.add_error("phase_reason", _("A phase needs a reason: say what changed."))
        return cleaned


class Tried(Charted):
    """A chart that is nowhere but on this page."""

    address = ""
    slide = ""
    downloads: list[tuple[str, str]] = []


@require_http_methods(["GET", "HEAD", "POST"])
def try_it(request: HttpRequest) -> HttpResponse:
    """The form, and below it the chart of what was pasted. What is posted is read, drawn and forgotten."""
    form = TryForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "example": EXAMPLE, "here": get_language()}
    if form.is_bound and form.is_valid():
        try:
            series = _read(form.cleaned_data)
        except UnfitData as unfit:
            form.add_error("pasted", words.said(unfit))
        else:
            shown = show(_snapshot(form.cleaned_data, series), ChartChoice(form.cleaned_data["chart"], "", form.cleaned_data["rules"]))
            context |= {"chart": _charted(shown), "problems": [_told(problem) for problem in series.problems[:50]], "shown": shown}
    return render(request, "stories/try_it.html", context)


def _read(asked: dict[str, Any]) -> Series:
    kind = Kind(asked["kind"])
    series = read_series(asked["pasted"], is_share=kind == Kind.PROPORTION, only_dates=kind == Kind.TIME_BETWEEN)
    if len(series.rows) > MOST_ROWS:
        raise UnfitData("More than %(most)s rows at once are too many.", most=f"{MOST_ROWS:,}")
    return series


def _snapshot(asked: dict[str, Any], series: Series) -> Snapshot:
    """An edition that is never saved."""
    kind = _fitting(Kind(asked["kind"]), series)
    wrong = {problem.row for problem in series.problems if problem.blocks}
    rows = [row for row in series.rows if row.period and row.number not in wrong]
    unit = asked["unit"] or ("%" if series.is_percent else "")
    definition = Definition(
        name=asked["name"] or str(_("Your figures")),
        language=get_language() or "en",
        family=Family.OUTCOME.value,
        kind=kind,
        unit=unit,
        multiplier=float(asked["multiplier"] or 1),
        time_unit=series.unit,
        direction=Direction(asked["direction"]),
        aims=(AimStep(asked["aim"]),) if asked["aim"] is not None else (),
        small_number_limit=USUAL_LIMIT if asked["as_readers"] else EVERYTHING,
        shows_dates_of_events=not asked["as_readers"],
    )
    figures = tuple(
        Figure(row.period.first, row.numerator, row.denominator or None, _value(kind, row.value), row.sd, row.size)
        for row in rows
        if row.period
    )
    phases = (PhaseStart(asked["phase_on"], asked["phase_reason"]),) if asked["phase_on"] else ()
    return Snapshot(definition, figures, phases)


def _fitting(kind: Kind, series: Series) -> Kind:
    """One figure a period without its counts is a measurement, whatever was chosen."""
    has_parts = any(row.numerator is not None and row.denominator for row in series.rows)
    if kind in (Kind.PROPORTION, Kind.RATE) and not has_parts:
        return Kind.COUNT if any(row.numerator is not None for row in series.rows) else Kind.VALUE
    return Kind.COUNT if kind == Kind.VALUE and all(row.value is None for row in series.rows) and not has_parts else kind


def _value(kind: Kind, value: float | None) -> float | None:
    return None if kind in (Kind.PROPORTION, Kind.RATE) else value


def _told(problem: Problem) -> dict[str, Any]:
    return {"row": problem.row, "said": words.said(problem), "blocks": problem.blocks}


def _charted(shown: Shown) -> Charted:
    return Tried(shown, "try")
