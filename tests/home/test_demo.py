"""What the demo tells: every real project with its source and its caution, and people who are plainly made up.

The whole demo is loaded once for this module, in a transaction that is rolled back at its end.
"""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils.html import escape
from wagtail.models import TaskState

from editorial.models import Effect
from home.demo import files
from members.models import Affiliation, Organization
from stories.models import LessonPage, Series, StoryMeasure, StoryPage

pytestmark = pytest.mark.django_db  # how it is loaded is tried on both databases, in test_demo_loading.py

BEYOND_THE_LIST = "seat-belts-great-britain"  # real and retold, but from road safety
FACTS = Path(settings.BASE_DIR).parent / "shared" / "demo" / "real_projects.json"
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), override_settings(DEMO=True, PASSWORD_HASHERS=FAST), transaction.atomic():
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


def read(page) -> str:
    answer = Client().get(page.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def the(slug: str) -> StoryPage:
    return StoryPage.objects.get(slug=slug)


# --- The stories ---


def test_the_front_page_opens_with_the_story_of_its_drawing():
    front = Client().get("/en/").content.decode()

    lead = the("text-reminders-north-london")
    assert front.index(escape(lead.title)) < min(
        front.index(escape(each.title)) for each in StoryPage.objects.live().exclude(pk=lead.pk) if escape(each.title) in front
    )


@pytest.mark.skipif(not FACTS.is_file(), reason="the list of real projects does not lie beside this checkout")
def test_every_project_has_its_story():
    projects = json.loads(FACTS.read_text(encoding="utf-8"))

    told = {(source.url, source.doi) for story in StoryPage.objects.live() for source in story.sources.all()}

    addresses, dois = {url for url, _doi in told}, {doi for _url, doi in told if doi}
    untold = [each["title"] for each in projects if each["source_url"] not in addresses and each["doi"] not in dois]
    assert untold == []
    assert StoryPage.objects.live().filter(is_retold=True).exclude(slug=BEYOND_THE_LIST).count() == len(projects)


@pytest.mark.skipif(not FACTS.is_file(), reason="the list of real projects does not lie beside this checkout")
def test_no_story_claims_a_project_that_is_not_on_the_list():
    projects = json.loads(FACTS.read_text(encoding="utf-8"))

    years = sorted(StoryPage.objects.live().filter(is_retold=True).exclude(slug=BEYOND_THE_LIST).values_list("year", flat=True))

    assert years == sorted(project["year"] for project in projects)


def test_each_story_shows_its_sources_and_its_caution():
    for story in StoryPage.objects.live().filter(is_retold=True):
        page = read(story)

        assert story.caution and escape(story.caution) in page, story.slug
        assert story.sources.exists(), story.slug
        assert all(escape(source.label) in page for source in story.sources.all()), story.slug
        assert "Retold from a published account" in page, story.slug


def test_no_person_of_the_demo_stands_as_the_writer_of_real_work():
    for page in [*StoryPage.objects.live().filter(is_demo=False), *LessonPage.objects.live()]:
        assert page.is_retold and not page.is_demo
        assert not page.authors.filter(member__isnull=False).exists(), page.slug


def test_the_ward_violence_story_says_that_no_special_cause_was_found():
    story = the("violence-acute-ward")

    page = read(story)
    shelf = Client().get("/en/stories/?topic=violence-on-wards").content.decode()

    assert "no special cause was found, so chance may explain the change" in story.result_statement.lower()
    assert escape(story.result_statement) in page
    assert escape(story.result_statement) in shelf


def test_the_measure_that_got_worse_stands_among_those_that_got_better():
    results = the("physical-health-central-london").stated_results.all()

    verdicts = [result.verdict for result in results]

    assert "worse" in verdicts and "better" in verdicts
    assert any("moking" in result.label for result in results if result.verdict == "worse")


@pytest.mark.parametrize(
    ("child", "parent"),
    [
        ("provincial-boost", "vancouver-boost"),
        ("text-reminders-black-country", "text-reminders-north-london"),
        ("physical-health-coventry", "physical-health-central-london"),
        ("violence-tower-hamlets", "violence-acute-ward"),
    ],
)
def test_stories_that_belong_together_lead_to_each_other(child, parent):
    assert the(parent).get_absolute_url() in read(the(child))
    assert the(child).get_absolute_url() in read(the(parent))


def test_a_change_idea_gathers_what_several_teams_made_of_it():
    page = Client().get("/en/change-ideas/text-message-reminders/").content.decode()

    assert the("text-reminders-north-london").title in page
    assert the("text-reminders-black-country").title in page


# --- The charts ---


def test_what_is_made_up_says_so_and_its_figures_are_illustrative():
    made_up = StoryPage.objects.live().filter(is_demo=True)

    assert {story.language for story in made_up} == {"en", "fr"}
    for story in made_up:
        assert "demo story: people, teams and figures are made up" in read(story), story.slug
        assert all(link.measure.is_illustrative for link in story.measure_links.all()), story.slug
        assert {author.member.is_demo for author in story.authors.all()} == {True}


def test_only_the_series_of_the_seat_belts_is_real_and_the_story_says_that_it_is_not_health_care():
    real = StoryMeasure.objects.filter(measure__is_illustrative=False)

    assert {link.page.slug for link in real} == {BEYOND_THE_LIST}
    assert "Road safety, not health care" in read(the(BEYOND_THE_LIST))


def test_the_seat_belts_are_read_in_two_phases_on_a_chart_chosen_with_a_reason():
    for link in the(BEYOND_THE_LIST).measure_links.all():
        shown = link.shown

        assert (shown.chart, shown.suggested) == ("i", "c") and "far too narrow" in shown.reason
        assert [shown.points[phase.first].on.isoformat() for phase in shown.phases] == ["1983-02-01"]
        assert shown.useful == 192 and shown.hidden == 0


@pytest.mark.parametrize(
    ("measure", "signal", "aim_met"),
    [
        ("Missed first appointments", "improvement", False),
        ("Wait at the telephone", "concern", None),
        ("Questionnaires renvoyés", "none", False),
        ("Days between wrong doses", "improvement", None),
    ],
)
def test_the_made_up_figures_show_each_what_they_are_there_for(measure, signal, aim_met):
    link = StoryMeasure.objects.get(measure__name=measure)

    assert (link.signal, link.aim_met) == (signal, aim_met)


def test_of_the_two_small_sites_nothing_is_shown():
    groups = {group.stratum: group.useful for group in StoryMeasure.objects.get(measure__name="Missed first appointments").shown.strata}

    assert groups["West site"] == groups["Outreach"] == 0
    assert 20 <= groups["Main site"] < 30


def test_rare_events_bear_numbers_and_no_dates():
    shown = StoryMeasure.objects.get(measure__name="Days between wrong doses").shown

    assert [point.on for point in shown.points] == list(range(1, 25))


# --- The lessons ---


def test_there_are_fifteen_lessons_or_more_of_every_kind():
    lessons = LessonPage.objects.live()

    assert len(lessons) >= 15
    assert {lesson.kind for lesson in lessons} == {"worked", "did-not-work", "careful"}
    assert {lesson.story_id for lesson in lessons} == set(StoryPage.objects.live().filter(is_retold=True).values_list("pk", flat=True))


def test_each_lesson_shows_its_source_its_story_and_where_it_holds():
    for lesson in LessonPage.objects.live():
        page = read(lesson)

        assert lesson.source_url and escape(lesson.source_label) in page, lesson.slug
        assert lesson.context and escape(lesson.context) in page, lesson.slug
        assert lesson.story.get_absolute_url() in page, lesson.slug
        assert "Retold from a published account" in page, lesson.slug


def test_two_series_can_be_read_in_order():
    assert Series.objects.count() == 2

    for series in Series.objects.all():
        answer = Client().get(series.get_absolute_url()).content.decode()
        places = [answer.index(escape(entry.page.title)) for entry in series.entries.all()]
        assert len(places) >= 4 and places == sorted(places), series.slug


# --- People, organizations, what is under way ---


def test_only_one_organization_is_made_up_and_the_real_ones_have_no_people_here():
    made_up = Organization.objects.get(is_demo=True)

    assert "fictional" in made_up.name
    assert {affiliation.organization for affiliation in Affiliation.objects.all()} == {made_up}
    assert not Organization.objects.filter(is_demo=False, logo__isnull=False).exists()
    assert not Organization.objects.filter(is_demo=False, stories__isnull=True, resources__isnull=True).exists()


def test_what_the_author_has_under_way_is_marked_as_made_up():
    under_way = StoryPage.objects.filter(live=False)

    drafts = [page.get_latest_revision_as_object() for page in under_way]

    assert len(drafts) == 3 and all(draft.is_demo for draft in drafts)
    figures = [result for draft in drafts for result in draft.stated_results.all()]
    assert figures and all("Illustrative" in result.note for result in figures)


def test_one_story_waits_for_the_editors_and_one_for_its_author_and_a_resource_waits_too():
    states = {page.slug: page.current_workflow_state for page in StoryPage.objects.filter(live=False)}

    assert sorted(state.status for state in states.values() if state) == ["in_progress", "needs_changes"]
    assert TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).count() == 2


def test_the_author_may_still_begin_and_send_texts_today():
    """The limits of a day count what the loader wrote, too."""
    author = files.rows_of("people")[0]["email"]
    browser = Client()
    browser.force_login(StoryPage.objects.filter(owner__email=author).first().owner)

    answer = browser.post("/en/write/story/new/", {"title": "A story of my own", "language": "en"})

    assert answer.status_code == 302
    assert StoryPage.objects.filter(title="A story of my own", owner__email=author).exists()


def test_nothing_is_left_to_be_done_and_the_outbox_is_short():
    assert not Effect.objects.waiting().exists()
    assert 1 <= Effect.objects.filter(name__startswith="mail-", state=Effect.State.DONE).count() <= 9


def test_the_demo_that_is_there_is_left_as_it_is():
    before = [model.objects.count() for model in (StoryPage, LessonPage, Organization, Series, Effect)]

    with override_settings(DEMO=True):
        call_command("load_demo", verbosity=0)

    assert before == [model.objects.count() for model in (StoryPage, LessonPage, Organization, Series, Effect)]


def test_every_page_has_the_address_and_title_of_its_file():
    """Whoever changes a file finds its page by its name."""
    for told in (*files.stories(), *files.lessons()):
        model = StoryPage if told.kind == "story" else LessonPage
        assert model.objects.live().filter(slug=told.slug, title=" ".join(told.title.split())).exists(), told.key
