"""How the demo is brought in: only into a demo, once, and after an interruption from where it was."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django_tasks_db.models import DBTaskResult
from wagtail.tasks import update_reference_index_task

from editorial import effects, publishing
from editorial.models import Effect
from home.demo import files, measuring, people, queue
from home.models import HomePage
from measures.models import Measure, MeasureRevision, Observation
from members.models import Affiliation, Member, Organization, User
from resources.models import ResourcePage
from stories.models import LessonPage, Series, StoryMeasure, StoryPage

pytestmark = [pytest.mark.django_db, pytest.mark.references]

NEEDED = {
    "northern-lights-community-care",
    "bc-centre-for-excellence-in-hiv-aids",
    "vancouver-coastal-health",
    "physical-health-check-form",
}


def a_told_story(slug: str, **more) -> dict:
    fields = {
        "title": f"Story of {slug}",
        "language": "en",
        "problem": "One in four people had no health check.",
        "aim": "Everyone has a check on admission.",
        "what_we_did": "One form in place of two.",
        "result_statement": "90% had a check; the aim of 100% is not met.",
        "status": "improved",
        "caution": "Followed for one month.",
        "lessons": "Join the forms.",
        "licence": "cc-by-4.0",
        "people_consent": "nobody",
        "ethics_screen": "published",
        "community_data": "none",
    }
    rows = {
        "cycles": [{"title": "One form", "decision": "adopt"}],
        "stated_results": [{"label": "Checked", "unit": "%", "direction": "higher", "before_value": 75, "after_value": 90}],
        "sources": [{"label": "The paper", "url": "https://example.org/paper"}],
    }
    organizations = ["bc-centre-for-excellence-in-hiv-aids", "vancouver-coastal-health"]
    kept_under = {"methods": ["pdsa"], "topics": ["physical-health"], "change_ideas": ["physical-health-check-form"], "scale": "team"}
    told = {"slug": slug, "writer": "author", "is_retold": True, "fields": fields, "rows": rows, "organizations": organizations}
    return {**told, **kept_under, "hashtags": ["EQIPON"], **more}


@pytest.fixture
def folder(tmp_path, monkeypatch, settings):
    """A small demo: its people, three organizations, two stories, one of which comes from the other."""
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    lay(tmp_path, "people", files.rows_of("people"))
    for name in ("organizations", "change_ideas"):
        lay(tmp_path, name, [row for row in files.rows_of(name) if row["slug"] in NEEDED])
    for name in ("stories", "lessons", "drafts"):
        (tmp_path / name).mkdir()
    child = a_told_story("the-child", links=[{"parent": "the-parent", "kind": "adopted", "adapted": "Shorter."}])
    lay(tmp_path, "stories/01-child", child)
    lay(tmp_path, "stories/02-parent", a_told_story("the-parent"))
    lay(
        tmp_path, "series", [{"slug": "one-form", "title": "One form", "description": "", "parts": ["story/the-parent", "story/the-child"]}]
    )
    lay(tmp_path, "collections", [])
    lay(tmp_path, "shares", {"accounts": [], "pages": [], "evergreen": []})
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    return tmp_path


def lay(folder, name: str, data) -> None:
    (folder / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")


def lay_measure(folder, name: str, *, figures: str = "period,numerator,denominator\n2024-01,30,90\n2024-02,33,91\n", **more) -> None:
    """A measure in words and in figures, as the demo's folder holds them."""
    (folder / "measures").mkdir(exist_ok=True)
    fields = {
        "name": "Health checks done",
        "direction": "up",
        "operational": "Counted at discharge.",
        "denominator_words": "Everyone discharged",
    }
    told = {"attribution": "Made up", "fields": {**fields, "source": "The ward's list", **more.pop("fields", {})}, **more}
    lay(folder, f"measures/{name}", told)
    (folder / "measures" / f"{name}.csv").write_text(figures, encoding="utf-8")


def load() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_a_site_that_is_no_demo_gets_no_known_passwords(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="not a demo"):
        load()

    assert not User.objects.exists() and not StoryPage.objects.exists()


def test_no_log_ins_are_listed_where_there_is_no_demo(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="not a demo"):
        call_command("demo_logins", stdout=StringIO())


@pytest.mark.database
def test_a_story_is_told_with_everything_that_its_file_says(folder):
    said = load()

    story = StoryPage.objects.get(slug="the-child")
    assert story.live and story.is_retold and not story.is_demo
    assert "Story of the-child" in said
    assert [organization.slug for organization in story.organizations.order_by("slug")] == [
        "bc-centre-for-excellence-in-hiv-aids",
        "vancouver-coastal-health",
    ]
    assert [idea.slug for idea in story.change_ideas.all()] == ["physical-health-check-form"]
    assert [tag.name for tag in story.hashtags.all()] == ["EQIPON"]
    assert [(link.parent.slug, link.adapted) for link in story.links.all()] == [("the-parent", "Shorter.")]
    assert story.scale.slug == "team" and story.sources.get().label == "The paper"
    assert story.stated_results.get().verdict == "better"


def test_a_retold_story_has_no_writer_from_the_demo(folder, client):
    load()

    page = client.get("/en/stories/the-parent/").content.decode()

    assert "Retold from a published account" in page
    assert "Claire Beaumont" not in page


def test_it_went_the_way_of_every_story(folder):
    load()

    story = StoryPage.objects.get(slug="the-parent")
    task_state = story.workflow_states.get().current_task_state
    assert task_state.status == "approved"
    assert task_state.finished_by != story.owner


def test_what_an_editor_wrote_is_approved_by_the_other_editor(folder):
    lay(folder, "stories/03-editors", a_told_story("of-the-editor", writer="editor"))

    load()

    story = StoryPage.objects.get(slug="of-the-editor")
    assert story.workflow_states.get().current_task_state.finished_by.email == "second-editor@example.org"


@pytest.mark.database
def test_a_second_run_adds_nothing(folder):
    load()
    before = [model.objects.count() for model in (User, Member, Organization, StoryPage, LessonPage, Series, Affiliation, Effect)]

    said = load()

    assert "nothing was added" in said
    assert before == [model.objects.count() for model in (User, Member, Organization, StoryPage, LessonPage, Series, Affiliation, Effect)]


def test_a_second_run_loses_nothing_that_people_changed(folder):
    load()
    StoryPage.objects.get(slug="the-child").delete()
    renamed = StoryPage.objects.get(slug="the-parent")
    renamed.slug, renamed.title = "another-address", "Another title"
    renamed.save()
    Organization.objects.get(slug="vancouver-coastal-health").delete()
    User.objects.get(email="member@example.org").delete()

    load()

    assert list(StoryPage.objects.values_list("slug", "title")) == [("another-address", "Another title")]
    assert not Organization.objects.filter(slug="vancouver-coastal-health").exists()
    assert not User.objects.filter(email="member@example.org").exists()


@pytest.mark.database
def test_after_an_interruption_it_goes_on_where_it_was(folder, monkeypatch):
    approve = publishing.approve

    def interrupted(page, **how):
        if page.title == "Story of the-child":
            raise KeyboardInterrupt
        approve(page, **how)

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(publishing, "approve", interrupted)
        load()
    assert list(StoryPage.objects.values_list("slug", "live")) == [("the-parent", True)]

    said = load()

    assert "Story of the-parent" not in said
    assert set(StoryPage.objects.values_list("slug", "live")) == {("the-parent", True), ("the-child", True)}
    assert Series.objects.get().entries.count() == 2


def test_mails_about_retold_stories_do_not_fill_the_outbox(folder):
    load()

    assert not Effect.objects.waiting().exists()
    assert not Effect.objects.filter(name__startswith="mail-", state=Effect.State.DONE).exists()
    told = Effect.objects.filter(name="renew-pages", state=Effect.State.DONE)
    assert told.filter(page_id__in=StoryPage.objects.values("pk")).count() == 2
    assert told.count() == 2 + ResourcePage.objects.live().count()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"methods": ["no-such-method"]}, "no method is called no-such-method"),
        ({"outcome": "better"}, "nobody asks for: outcome"),
        ({"fields": {**a_told_story("x")["fields"], "licence": "mine"}}, "licence"),
        ({"fields": {**a_told_story("x")["fields"], "moral": "None."}}, "does not ask for moral"),
        ({"rows": {"cycles": [{"name": "One form"}]}}, "nobody asks for name"),
        ({"links": [{"parent": "nowhere", "kind": "adopted"}]}, "not in the demo"),
        ({"writer": "nobody"}, "not among the demo's people"),
    ],
)
def test_a_file_that_does_not_fit_is_named_with_its_fault(folder, wrong, says):
    for path in folder.glob("stories/*"):
        path.unlink()
    lay(folder, "stories/03-wrong", a_told_story("the-wrong", **wrong))

    with pytest.raises(CommandError, match=says) as said:
        load()

    assert "wrong" in str(said.value)
    assert not StoryPage.objects.filter(title="Story of the-wrong").exists()


def test_two_stories_open_with_the_chart_that_their_files_name_and_a_second_run_changes_nothing(folder):
    lay_measure(folder, "checks", aims=[{"value": "40"}], parts=[{"starts_on": "2024-02-01", "reason": "One form"}])
    as_a_run = {"measure": "checks", "chart": "run", "chart_reason": "Two months."}
    lay(folder, "stories/01-child", a_told_story("counted", measures=[as_a_run]))
    lay(folder, "stories/02-parent", a_told_story("counted-too", measures=[{"measure": "checks"}]))
    lay(folder, "series", [])

    load()

    measure = Measure.objects.get()
    assert (measure.name, measure.owner.email) == ("Health checks done", "author@example.org")
    assert {link.page.slug for link in measure.story_links.all()} == {"counted", "counted-too"}
    link = StoryPage.objects.get(slug="counted").measure_links.get()
    assert [(point.numerator, point.denominator) for point in link.shown.points] == [(30, 90), (33, 91)]
    assert (link.shown.chart, link.shown.reason, link.shown.aim) == ("run", "Two months.", 40)
    assert [phase.reason for phase in link.shown.phases] == ["One form"]
    assert link.facts

    Measure.objects.update(name="Renamed by a person")
    load()

    assert [model.objects.count() for model in (Measure, Observation, MeasureRevision, StoryMeasure)] == [1, 2, 1, 2]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"figures": "period,numerator,denominator\n2024-01,95,90\n"}, "larger than the whole"),
        ({"figures": "period,numerator,denominator\n2024-01,30,90\n2024-04,30,90\n"}, "missing after"),
        ({"fields": {"operational": ""}}, "Say what is counted"),
        ({"fields": {"moral": "None."}}, "moral"),
        ({"limits": 3}, "nobody asks for: limits"),
        ({"parts": [{"starts_on": "2024-02-01", "reason": ""}]}, "reason"),
    ],
)
def test_figures_that_do_not_fit_are_named_with_their_fault(tmp_path, monkeypatch, wrong, says):
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    lay_measure(tmp_path, "checks", **wrong)

    with pytest.raises(files.DemoFault, match=says) as said:
        measuring.links([{"measure": "checks"}], StoryPage(), by=User.objects.create(email="nurse@example.org"))

    assert "checks" in str(said.value)


def test_everybody_on_the_list_of_log_ins_can_log_in(folder):
    load()
    out = StringIO()

    call_command("demo_logins", stdout=out)

    for row in files.rows_of("people"):
        user = User.objects.get(email=row["email"])
        assert row["email"] in out.getvalue() and row["name"] in out.getvalue()
        assert user.check_password(people.PASSWORD)
        assert user.emailaddress_set.get().verified
        assert user.member.is_demo and user.member.name == row["name"]
    assert people.PASSWORD in out.getvalue()


@pytest.mark.database
def test_only_people_with_a_role_there_get_into_the_admin(folder):
    load()

    inside = {user.email.split("@")[0] for user in User.objects.all() if user.has_perm("wagtailadmin.access_admin")}

    assert inside == {"reviewer", "editor", "second-editor", "administrator"}
    assert not User.objects.filter(is_superuser=True).exists()


@pytest.mark.database
def test_the_worker_is_asked_once_for_what_was_asked_for_often(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    home = HomePage.objects.get()
    for _time in range(3):
        effects.tell_the_world.enqueue(home.pk)
        update_reference_index_task.enqueue("home", "homepage", home.pk)
    update_reference_index_task.enqueue("stories", "storyauthor", 987654)  # it is gone

    folded = queue.fold()

    assert folded == 5
    assert sorted(DBTaskResult.objects.values_list("task_path", flat=True)) == [
        "editorial.effects.tell_the_world",
        "wagtail.tasks.update_reference_index_task",
    ]
