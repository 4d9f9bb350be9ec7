"""Measures in the admin: who gets there, what saving does, what stands in the way of deleting, and the reports."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures import keeping
from measures.models import Indicator, Measure
from members.roles import REVIEWERS
from stories.models import StoryMeasure, StoryPage
from tests.editorial.editor_form import editor_form, snippet_form
from tests.factories import a_chart, a_live_story, a_measure, a_member, a_story, an_editor, someone_with_role
from tests.factories.measures import STEADY

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LIST = "/admin/snippets/measures/measure/"


def edit_url(measure: Measure) -> str:
    return f"{LIST}edit/{measure.pk}/"


def browser(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def editor():
    return an_editor()


@pytest.fixture
def desk(editor) -> Client:
    return browser(editor)


# --- Who gets there ---


def test_editors_see_every_measure_and_reviewers_none(desk):
    a_measure(name="Missed visits here")

    assert "Missed visits here" in desk.get(LIST).content.decode()
    reviewer = browser(someone_with_role(REVIEWERS, "Rae"))
    for address in (LIST, reverse("wagtailsnippetchoosers_measures_measure:choose")):
        assert "Missed visits here" not in reviewer.get(address, follow=True).content.decode()


# --- Saving ---


def test_saving_makes_a_revision_and_live_stories_keep_theirs(desk):
    measure = a_measure()
    shown = a_chart(a_live_story(), measure)

    answer = desk.post(edit_url(measure), snippet_form(desk, edit_url(measure), source="Another booking system"))

    assert answer.status_code == 302
    assert measure.latest.number == 2
    assert measure.latest.snapshot.definition.source == "Another booking system"
    assert StoryMeasure.objects.get(pk=shown.pk).revision.number == 1


def test_the_screen_shows_the_chart_its_words_the_figures_and_who_kept_them(desk):
    measure = a_measure(by=a_member("Ana Keeper"))

    screen = desk.get(edit_url(measure)).content.decode()

    assert "data:image/svg+xml" in screen
    assert "ignal of improvement" in screen or "an improvement" in screen
    assert "Revision" in screen
    assert screen.count("Ana Keeper") or measure.owner.email in screen


def test_fewer_than_six_are_shown_only_with_a_reason_and_it_is_kept_who_gave_it(desk, editor):
    measure = a_measure()
    form = snippet_form(desk, edit_url(measure), small_number_limit="3")

    refused = desk.post(edit_url(measure), form)
    assert refused.status_code == 200
    assert "only with an editor" in refused.content.decode()

    desk.post(edit_url(measure), {**form, "small_number_reason": "All wards together, nobody can be told apart."})
    measure.refresh_from_db()
    assert measure.small_number_limit == 3
    assert "nobody can be told apart" in desk.get(edit_url(measure)).content.decode().partition("Who allowed it")[2]


def test_a_phase_bears_the_name_of_who_began_it(desk, editor):
    measure = a_measure()
    more = {
        "parts-TOTAL_FORMS": "1",
        "parts-0-starts_on": "2024-01-01",
        "parts-0-reason": "New letter",
        "parts-0-id": "",
        "parts-0-DELETE": "",
    }

    answer = desk.post(edit_url(measure), snippet_form(desk, edit_url(measure), **more))

    assert answer.status_code == 302, answer.content.decode()[:200]
    assert [(part.reason, part.decided_by) for part in measure.parts.all()] == [("New letter", editor)]
    assert len(measure.latest.snapshot.phases) == 1


def test_two_phases_on_one_day_are_refused_in_words(desk):
    measure = a_measure()
    more = {"parts-TOTAL_FORMS": "2"}
    for place in ("0", "1"):
        more |= {f"parts-{place}-starts_on": "2024-01-01", f"parts-{place}-reason": "New letter", f"parts-{place}-id": ""}

    answer = desk.post(edit_url(measure), snippet_form(desk, edit_url(measure), **more))

    assert answer.status_code == 200
    assert not measure.parts.exists()


def test_a_measure_with_figures_keeps_its_kind(desk):
    measure = a_measure()

    answer = desk.post(edit_url(measure), snippet_form(desk, edit_url(measure), kind="value"))

    assert "Its figures are of the old kind" in answer.content.decode()


def test_an_editor_may_begin_a_measure(desk, editor):
    answer = desk.post(f"{LIST}add/", snippet_form(desk, f"{LIST}add/", name="Begun at the desk"))

    assert answer.status_code == 302
    begun = Measure.objects.get(name="Begun at the desk")
    assert (begun.owner, begun.latest) == (editor, None)


# --- Deleting ---


def test_a_measure_that_a_live_story_shows_is_not_deleted(desk):
    measure = a_measure()
    a_chart(a_live_story(title="Called before"), measure)

    answer = desk.post(f"{LIST}delete/{measure.pk}/", follow=True)

    assert Measure.objects.filter(pk=measure.pk).exists()
    assert "It stands in a story" in answer.content.decode()
    assert "Called before" in answer.content.decode()


def test_a_measure_that_only_a_draft_names_is_not_deleted(desk):
    """Else no version of that draft could be opened again."""
    measure, draft = a_measure(), a_story().get_latest_revision_as_object()
    draft.measure_links.add(StoryMeasure(measure=measure, revision=measure.latest))
    draft.save_revision()

    desk.post(f"/admin/bulk/measures/measure/delete/?id={measure.pk}", {"id": measure.pk})

    assert Measure.objects.filter(pk=measure.pk).exists()
    assert StoryPage.objects.get(pk=draft.pk).get_latest_revision_as_object().measure_links.count() == 1


def test_a_measure_of_no_story_may_go(desk):
    measure = a_measure()

    desk.post(f"{LIST}delete/{measure.pk}/")

    assert not Measure.objects.filter(pk=measure.pk).exists()


def test_an_indicator_is_retired_and_never_deleted(desk):
    indicator = Indicator.objects.get(slug="days-to-first-contact")

    desk.post(f"/admin/curation/indicator/{indicator.pk}/retire/", {"confirm": "1"})
    desk.post(f"/admin/snippets/measures/indicator/delete/{indicator.pk}/")

    indicator.refresh_from_db()
    assert indicator.retired_at


# --- In the editor of a story ---


def a_link(measure: Measure) -> dict[str, str]:
    row = {"id": "", "measure": measure.pk, "chart": "", "chart_reason": "", "rules": "anhoej", "ORDER": "1", "DELETE": ""}
    return {"measure_links-TOTAL_FORMS": "1", **{f"measure_links-0-{name}": str(value) for name, value in row.items()}}


def test_a_measure_that_an_editor_links_shows_its_newest_revision(desk):
    story, measure = a_story(title="Called before"), a_measure()
    address = reverse("wagtailadmin_pages:edit", args=[story.pk])

    answer = desk.post(address, editor_form(desk, address, **a_link(measure)))

    assert answer.status_code == 302
    link = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object().measure_links.get()
    assert link.revision == measure.latest
    assert link.known.signal == "improvement"


def test_a_claim_that_the_figures_do_not_carry_is_named_beside_them(desk):
    story = a_story(result_statement="Missed visits fell significantly.")
    draft = story.get_latest_revision_as_object()
    measure = a_measure(figures=STEADY)
    link = StoryMeasure(measure=measure, revision=measure.latest)
    draft.measure_links.add(link)
    link.refresh_facts()
    draft.save_revision()

    screen = desk.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()

    assert "The figures say:" in screen
    assert "this may be chance" in screen
    assert "says more than the figures" in screen
    assert "data:image/svg+xml" in screen


# --- Reports ---


REPORTS = ("stories_without_data", "measures_out_of_date", "newer_figures")


@pytest.mark.parametrize("name", REPORTS)
def test_reports_are_for_editors_and_can_be_exported(name, desk):
    assert desk.get(reverse(name)).status_code == 200
    assert desk.get(reverse(name), {"export": "csv"}).status_code == 200
    assert browser(someone_with_role(REVIEWERS, "Rae")).get(reverse(name)).status_code != 200


def test_a_published_story_without_a_chart_is_reported(desk):
    a_live_story(title="Only words")
    a_chart(a_live_story(title="With a chart"))

    report = desk.get(reverse("stories_without_data")).content.decode()

    assert "Only words" in report
    assert "With a chart" not in report


def test_measures_are_out_of_date_by_their_own_word(desk):
    today = timezone.localdate()
    late = a_measure(name="Late", figures=STEADY[:3])
    patient = a_measure(name="Patient", allowed_lag_days=30000)
    fresh = a_measure(name="Fresh")
    rare = a_measure(name="Rare", time_unit="event")
    for measure in (late, patient, fresh, rare):
        a_chart(a_live_story(), measure)
    Measure.objects.filter(pk=fresh.pk).update(last_on=today - timedelta(days=40))
    Measure.objects.filter(pk=rare.pk).update(time_unit="event", last_on=date(2020, 1, 1))

    reported = set(Measure.objects.out_of_date().values_list("name", flat=True))

    assert reported == {each.name for each in Measure.objects.all() if each.is_out_of_date} == {"Late"}
    assert "Late" in desk.get(reverse("measures_out_of_date")).content.decode()


def test_newer_figures_of_a_published_chart_are_reported(desk):
    measure, other = a_measure(name="Moved on"), a_measure(name="Up to date")
    a_chart(a_live_story(), measure)
    a_chart(a_live_story(), other)
    measure.source = "Another system"
    measure.save()
    keeping.revise(measure, by=measure.owner)

    report = desk.get(reverse("newer_figures")).content.decode()

    assert "Moved on" in report
    assert "Up to date" not in report
