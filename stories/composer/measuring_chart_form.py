"""How a story draws a measure: the chart and its rules, and what a person has decided about phases, baseline, points and notes."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Min
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures import keeping
from measures.dates import read_period
from measures.models import ChartNote, Observation, Part
from measures.rules import RULE_SETS
from measures.showing import ChartChoice, Shown, show
from measures.snapshot import Snapshot
from measures.spelling import period_name
from members.models import Member
from stories.models import StoryMeasure

from .fields import PeriodField
from .forms import Ask, StepForm
from .measuring_charts import RULES, ChartOption, options_for
from .rows import Row, RowSet, row_set

SAY_WHAT_CHANGED = _("Say what changed there: readers see the reason.")
SAY_SINCE_WHEN = _("Since when?")


class OfMeasure(RowSet):
    """A list that belongs to the measure and not to the story."""

    def children_of(self, draft: StoryMeasure) -> list[Any]:
        return list(getattr(draft.measure, self.relation).all())

    def apply(self, draft: StoryMeasure) -> None:
        """Rows with the same answers stay, the others are new: so no two of one day ever lie in the database together."""
        kept = {self._key(child): child for child in self.children_of(draft)}
        made = [(row, self._made(row)) for row in self.kept_rows]
        getattr(draft.measure, self.relation).set([kept.pop(self._key(new), new) for _row, new in made])

    def _made(self, row: Row) -> Any:
        return row._meta.model(**row.values)

    def _key(self, child: Any) -> tuple[Any, ...]:
        return tuple(getattr(child, name) for name in self.row_class._meta.fields)


def needed(row: Row, name: str, beside: str, sentence: Any) -> Any:
    """The answer; missing only while the whole row is empty."""
    value = row.cleaned_data.get(name)
    if not value and str(row[beside].data or "").strip():
        raise ValidationError(sentence)
    return value


class PhaseRow(Row):
    """A new phase, begun by a person, with its reason."""

    starts_on = PeriodField(label=_("Starts on"), help_text=_("For example: May 2024."))

    class Meta:
        model = Part
        fields = ["starts_on", "reason"]
        labels = {"reason": _("What changed")}

    def clean_starts_on(self) -> date | None:
        return needed(self, "starts_on", "reason", SAY_SINCE_WHEN)

    def clean_reason(self) -> str:
        return needed(self, "reason", "starts_on", SAY_WHAT_CHANGED)


class PhaseSet(OfMeasure):
    def clean(self) -> None:
        begin = self.draft.measure.observations.aggregate(first=Min("period_on"))["first"]
        for row in self.kept_rows:
            if begin and row.cleaned_data.get("starts_on") and row.cleaned_data["starts_on"] <= begin:
                row.add_error("starts_on", _("The figures themselves begin there: a new phase starts later."))
        days = [row.cleaned_data["starts_on"] for row in self.kept_rows if row.cleaned_data.get("starts_on")]
        if len(days) != len(set(days)):
            raise ValidationError(_("Two phases start on the same day. Take one away."))


class NoteRow(Row):
    """What happened, on the point where it happened."""

    quiet = ("kind",)
    on = PeriodField(label=_("When"))

    class Meta:
        model = ChartNote
        fields = ["on", "text", "kind"]
        labels = {"text": _("What happened, in up to 60 characters"), "kind": _("What kind")}

    def clean_on(self) -> date | None:
        return needed(self, "on", "text", SAY_SINCE_WHEN)

    def clean_text(self) -> str:
        return needed(self, "text", "on", _("Say in a few words what happened."))


class ManyPoints(forms.Select):
    """Thousands of points, written at once: a template for each would take seconds."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        options = ((key, " selected" if str(key) == str(value or "") else "", words) for key, words in self.choices)
        attributes = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return format_html("<select{}>{}</select>", attributes, format_html_join("", '<option value="{}"{}>{}</option>', options))


class LeftOutRow(Row):
    """A point that counts in no line, with the reason."""

    point = forms.ChoiceField(label=_("Which point"), widget=ManyPoints)

    class Meta:
        model = Observation
        fields = ["left_out"]
        labels = {"left_out": _("Why it does not count")}

    def __init__(self, *args: Any, points: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = [("", _("Choose")), *points]

    @property
    def own_names(self) -> list[str]:
        return ["point", "left_out"]

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) or "" for name in self.own_names}

    def clean_point(self) -> str:
        return needed(self, "point", "left_out", _("Choose the point."))

    def clean_left_out(self) -> str:
        return needed(self, "left_out", "point", _("Say why it does not count: readers see the reason."))


class LeftOutSet(RowSet):
    """Points of everybody. What is left out stays drawn, hollow."""

    def children_of(self, draft: StoryMeasure) -> list[Observation]:
        return list(draft.measure.observations.filter(stratum="").exclude(left_out=""))

    @staticmethod
    def points_of(draft: StoryMeasure) -> list[Observation]:
        return list(draft.measure.observations.filter(stratum=""))

    def __init__(self, *args: Any, draft: StoryMeasure, **kwargs: Any) -> None:
        self.points = [(key_of(each), name_of(each, draft.measure.time_unit)) for each in self.points_of(draft)]
        super().__init__(*args, draft=draft, **kwargs)

    def row_arguments(self) -> dict[str, Any]:
        return {"points": self.points}

    def initial_of(self, child: Observation) -> dict[str, Any]:
        return {"point": key_of(child), "left_out": child.left_out}

    def stored_values(self, draft: StoryMeasure) -> list[dict[str, Any]]:
        return [self.initial_of(child) for child in self.children_of(draft)]

    def clean(self) -> None:
        points = [row.cleaned_data["point"] for row in self.kept_rows if row.cleaned_data.get("point")]
        if len(points) != len(set(points)):
            raise ValidationError(_("The same point stands twice. Take one away."))

    def apply(self, draft: StoryMeasure) -> None:
        reasons = {row.cleaned_data["point"]: row.cleaned_data["left_out"] for row in self.kept_rows}
        ours = draft.measure.observations.filter(stratum="")
        for each in ours if reasons else ours.exclude(left_out=""):
            reason = reasons.get(key_of(each), "")
            if each.left_out != reason:
                draft.measure.observations.filter(pk=each.pk).update(left_out=reason)


def key_of(each: Observation) -> str:
    return f"{each.period_on:%Y-%m-%d}" if each.period_on and not each.number else f"#{each.number}"


def name_of(each: Observation, unit: str) -> str:
    return period_name(each.period_on if each.period_on and not each.number else each.number, unit)


Phases = row_set(PhaseRow, "parts", _("Phase %(n)s"), _("Start a new phase"), extra=0, base=PhaseSet)
Notes = row_set(NoteRow, "notes", _("Note %(n)s"), _("Add a note"), extra=0, base=OfMeasure)
LeftOut = row_set(LeftOutRow, "observations", _("Point %(n)s"), _("Leave a point out"), extra=0, base=LeftOutSet)


class ChartForm(StepForm):
    """The chart is the story's own; phases, baseline, notes and points left out go with the measure."""

    slug, name, minutes = "chart", _("Chart"), 4
    row_sets = {"parts": Phases, "notes": Notes, "observations": LeftOut}
    of_measure = ("baseline_until", "baseline_reason")
    chart = forms.ChoiceField(label=_("Draw it as"), widget=forms.RadioSelect)
    baseline_until = PeriodField(
        label=_("Baseline until"), help_text=_("Lines are then worked out from these points alone and carried on. May stay empty.")
    )
    baseline_reason = forms.CharField(
        max_length=300, required=False, label=_("Why there?"), help_text=_("For example: before the first test.")
    )

    class Meta:
        model = StoryMeasure
        fields = ["chart", "chart_reason", "rules"]
        labels = {"chart_reason": _("Why this one, and not the suggested chart?"), "rules": _("What counts as a signal?")}
        help_texts = {
            "chart_reason": _("One sentence. It stands under the chart."),
            "rules": _("The name stands under the chart. Choose it before you look, not because of what it finds."),
        }
        widgets = {"rules": forms.RadioSelect}

    asks = (
        Ask(("chart", "chart_reason"), template="composer/measure_charts.html"),
        Ask(("rules",), template="composer/measure_rules.html"),
        Ask(rows="parts", part=_("What you know about the time"), heading=_("Phases"), template="composer/measure_phases.html"),
        Ask(("baseline_until", "baseline_reason"), heading=_("Baseline"), template="composer/measure_baseline.html"),
        Ask(rows="notes", heading=_("Notes on points"), template="composer/measure_notes.html"),
        Ask(
            rows="observations",
            heading=_("Points that do not count"),
            hint=_(
                "A point that came about in another way, such as a strike. It stays drawn, hollow, with your reason. A bad month is no reason."
            ),
            template="composer/rows_plain.html",
        ),
    )

    def __init__(self, data: Any = None, files: Any = None, *, draft: StoryMeasure, writers: list[Member] | None = None) -> None:
        self.link, self.measure = draft, draft.measure
        self.snapshot: Snapshot = draft.revision.snapshot if draft.revision else keeping.snapshot_of(self.measure)
        super().__init__(data, files, draft=draft, writers=writers)
        self.fields["chart"].choices = [(str(each.chart), each.name) for each in self.options if not each.why_not]
        self.fields["rules"].choices = [(name, RULES[name]) for name in RULE_SETS]
        self.fields["rules"].required = self.fields["chart"].required = True

    def _initial_of(self, draft: StoryMeasure) -> dict[str, Any]:
        return {name: getattr(self.measure, name) for name in self.of_measure if name in self.base_fields} | {
            "chart": draft.chart or str(self.as_suggested.suggested)
        }

    @cached_property
    def as_suggested(self) -> Shown:
        if self.link.revision_id and not self.link.chart:
            return self.link.shown
        return show(self.snapshot, ChartChoice(rules=self.link.rules))

    @cached_property
    def options(self) -> list[ChartOption]:
        return options_for(self.snapshot, self.as_suggested)

    @property
    def why_suggested(self) -> str:
        return gettext(self.as_suggested.why_suggested)

    @property
    def language(self) -> str:
        return self.draft.page.language

    @property
    def worded(self) -> list[str]:
        return ["chart_reason", "baseline_reason"]

    @property
    def screened(self) -> list[str]:
        return self.worded

    @property
    def has_days(self) -> bool:
        """Phases and notes have a day: points that bear numbers cannot carry them."""
        return self.as_suggested.shows_dates or not self.as_suggested.points

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("chart") == self.as_suggested.suggested:
            cleaned |= {"chart": "", "chart_reason": ""}  # whatever is suggested, now and with more figures
        elif cleaned.get("chart") and not cleaned.get("chart_reason"):
            self.add_error("chart_reason", _("Say why: readers see that another chart was suggested, and your reason."))
        if cleaned.get("baseline_until") and not cleaned.get("baseline_reason"):
            self.add_error("baseline_reason", _("Say why the baseline ends there."))
        return cleaned

    @cached_property
    def merged_names(self) -> list[str]:
        """What needs a reason is not kept without it."""
        waits = {what for what, reason in (("chart", "chart_reason"), ("baseline_until", "baseline_reason")) if reason in self.errors}
        return [name for name in super().merged_names if name not in waits]

    # --- Values: some are the story's, some the measure's ---

    def stored_values(self, draft: StoryMeasure) -> dict[str, Any]:
        own = {name: plain_of(getattr(draft.measure, name)) for name in self.merged_names if name in self.of_measure}
        lists = {name: self.lists[name].stored_values(draft) for name in self.merged_names if name in self.lists}
        return {**own, **lists, **{name: plain_of(getattr(draft, name)) for name in self.merged_names if name not in {**own, **lists}}}

    def apply(self, draft: StoryMeasure, names: list[str]) -> None:
        for name in names:
            if name in self.lists:
                self.lists[name].apply(draft)
            else:
                setattr(draft.measure if name in self.of_measure else draft, name, self.cleaned_data[name])

    # --- What stands there already ---

    @cached_property
    def cycles(self) -> list[tuple[str, str, bool]]:
        """The story's own tests: title, when, and whether their time can be read."""
        return [(cycle.title, cycle.when, bool(cycle.when and read_period(cycle.when))) for cycle in self.draft.page.cycles.all()]


class ChartOnlyForm(ChartForm):
    """For a measure that somebody else keeps: how this story draws it."""

    row_sets = {}
    of_measure = ()
    baseline_until = None
    baseline_reason = None
    asks = ChartForm.asks[:2]


def plain_of(value: Any) -> str:
    return "" if value is None else str(value)
