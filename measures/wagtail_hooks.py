"""Measures and the indicators that they may start from, in Wagtail's admin. Saving a measure makes a revision, as the composer does."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.log_actions import log
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from content import curation_views
from content.wagtail_hooks import VocabularyViewSet
from measures import keeping
from measures.models import Indicator, Measure
from measures.suppression import FLOOR


class MeasureForm(WagtailAdminModelForm):
    """Keeps who began a phase and who let small numbers be shown."""

    def clean(self) -> dict:
        data = super().clean()
        if self.instance.pk and "kind" in self.changed_data and self.instance.observations.exists():
            self.add_error("kind", _("Its figures are of the old kind. Begin another measure, or take the figures out first."))
        days = [day for form in self._phases() if (day := form.cleaned_data.get("starts_on"))]
        if len(days) != len(set(days)):
            self.add_error(None, _("Two phases begin on the same day."))
        return data

    def _phases(self) -> list[forms.ModelForm]:
        return [form for form in self.formsets["parts"].forms if form.is_valid() and not form.cleaned_data.get("DELETE")]

    def save(self, commit: bool = True) -> Measure:
        by = self.for_user
        self.instance.owner = self.instance.owner or by
        for form in self._phases():
            form.instance.decided_by = form.instance.decided_by or by
        measure = super().save(commit)
        if commit and measure.small_number_limit < FLOOR and {"small_number_limit", "small_number_reason"} & set(self.changed_data):
            data = {"limit": measure.small_number_limit, "reason": measure.small_number_reason}
            log(instance=measure, action="throughline.small_numbers", user=by, data=data)
        return measure


class OnlyForKeepers:
    """A list of all measures names those of drafts, too."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm("measures.change_measure"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def _only_for_keepers(view: type) -> type:
    return type(view.__name__, (OnlyForKeepers, view), {})


class MeasureChooser(SnippetChooserViewSet):
    choose_one_text = _("Choose a measure")
    choose_view_class = _only_for_keepers(ChooseView)
    choose_results_view_class = _only_for_keepers(ChooseResultsView)
    chosen_view_class = _only_for_keepers(SnippetChosenView)
    chosen_multiple_view_class = _only_for_keepers(SnippetChosenMultipleView)


class MeasureViewSet(SnippetViewSet):
    """Every measure, whoever keeps it: editors mend definitions, phases and aims. Figures are entered in the composer."""

    model = Measure
    icon = "history"
    list_display = [
        "name",
        Column("family", label=_("Kind of measure"), accessor="get_family_display", sort_key="family"),
        Column("story_count", label=_("Published stories"), sort_key="story_count"),
        DateColumn("last_on", label=_("Last figure"), sort_key="last_on"),
        Column("lateness", label=_("Figures"), accessor=lambda measure: _("Out of date") if measure.is_out_of_date else ""),
        Column("small_number_limit", label=_("Smallest number"), sort_key="small_number_limit"),
    ]
    list_export = ["name", "family", "kind", "owner", "organization", "indicator", "last_on", "is_out_of_date", "small_number_limit"]
    list_filter = ["family", "kind", "language", "indicator", "is_compared", "is_illustrative"]
    list_per_page = 50
    search_fields = ["name", "operational"]
    search_backend_name = None
    copy_view_enabled = False
    chooser_viewset_class = MeasureChooser
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name"),
                    FieldRowPanel([FieldPanel("language"), FieldPanel("family"), FieldPanel("direction")]),
                    FieldPanel("kind"),
                    FieldPanel("operational"),
                    FieldPanel("numerator_words"),
                    FieldPanel("denominator_words"),
                    FieldRowPanel([FieldPanel("unit"), FieldPanel("multiplier"), FieldPanel("decimals"), FieldPanel("time_unit")]),
                    MultiFieldPanel(
                        [FieldPanel("source"), FieldPanel("collection"), FieldPanel("allowed_lag_days"), FieldPanel("is_finished")],
                        heading=_("Where figures come from"),
                    ),
                    FieldPanel("strata"),
                    MultiFieldPanel(
                        [FieldPanel("indicator"), FieldPanel("organization"), FieldPanel("is_compared")], heading=_("Beside others")
                    ),
                    FieldPanel("is_illustrative"),
                ],
                heading=_("Definition"),
            ),
            ObjectList(
                [
                    InlinePanel("parts", panels=[FieldRowPanel([FieldPanel("starts_on"), FieldPanel("reason")])], label=_("Phase")),
                    MultiFieldPanel([FieldRowPanel([FieldPanel("baseline_until"), FieldPanel("baseline_reason")])], heading=_("Baseline")),
                    InlinePanel("aims", panels=[FieldRowPanel([FieldPanel("from_on"), FieldPanel("value")])], label=_("Aim")),
                    FieldRowPanel([FieldPanel("aim_by"), FieldPanel("aim_set_by")]),
                    InlinePanel(
                        "notes", panels=[FieldRowPanel([FieldPanel("on"), FieldPanel("text"), FieldPanel("kind")])], label=_("Note")
                    ),
                ],
                heading=_("Phases, aims, notes"),
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("small_number_limit"), FieldPanel("small_numbers")]),
                    FieldPanel("small_number_reason"),
                    HelpPanel(template="measures/panels/allowed.html", heading=_("Who allowed it")),
                    FieldPanel("zero_is_small"),
                    FieldPanel("shows_dates_of_events"),
                ],
                heading=_("Small numbers"),
            ),
            ObjectList(
                [
                    HelpPanel(template="measures/panels/chart.html", heading=_("Chart, as of the last saving")),
                    HelpPanel(template="measures/panels/figures.html", heading=_("Figures as kept")),
                    HelpPanel(template="measures/panels/revisions.html", heading=_("Revisions")),
                ],
                heading=_("Figures"),
            ),
        ],
        base_form_class=MeasureForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Measure]:
        return Measure.objects.annotate(story_count=Count("story_links", filter=Q(story_links__page__live=True), distinct=True))


class IndicatorViewSet(VocabularyViewSet):
    """The library of definitions."""

    model = Indicator
    icon = "tasks"
    list_display = [
        "name_en",
        Column("name_fr", label=_("French")),
        Column("family", label=_("Kind of measure"), accessor="get_family_display"),
        Column("measure_count", label=_("Measures"), sort_key="measure_count"),
        DateColumn("retired_at", label=_("Retired")),
    ]
    list_export = [*VocabularyViewSet.list_export, "family", "kind", "direction", "unit", "source", "source_url"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Indicator]:
        return Indicator.objects.annotate(measure_count=Count("measures", distinct=True))


class OutcomeData(SnippetViewSetGroup):
    menu_label = _("Outcome data")
    menu_icon = "history"
    menu_order = 305
    items = (MeasureViewSet, IndicatorViewSet)


register_snippet(OutcomeData)
curation_views.KINDS["indicator"] = Indicator  # retired like every other term, never deleted


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def saving_makes_a_revision(request: HttpRequest, instance: object) -> None:
    """A live story goes on showing the one that was read in review."""
    if isinstance(instance, Measure) and (instance.observations.exists() or instance.revisions.exists()):
        keeping.revise(instance, by=request.user)


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    actions.register_action("throughline.small_numbers", _("Let smaller numbers be shown"), _("Smaller numbers may be shown"))
