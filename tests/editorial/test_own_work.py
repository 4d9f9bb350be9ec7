"""Nobody puts their own work before readers, whichever door they try."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.create_page import CreatePageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import TaskState

from editorial import publishing
from members.models import User
from stories.models import StoryAuthor, StoryIndexPage, StoryPage
from tests.editorial.editor_form import editor_form
from tests.factories import a_live_story, a_story, an_editor

pytestmark = pytest.mark.django_db


def now(story) -> StoryPage:
    return StoryPage.objects.get(pk=story.pk)


def edit_address(story) -> str:
    return reverse("wagtailadmin_pages:edit", args=[story.pk])


@pytest.fixture(params=["owner", "co-author", "co-author who took the name off", "superuser"])
def own(request, editor):
    """A story that the editor wrote, in one of the ways in which one can have written it."""
    if request.param == "superuser":
        User.objects.filter(pk=editor.pk).update(is_superuser=True)
        editor.refresh_from_db()
    if request.param in {"owner", "superuser"}:
        return a_story(by=editor)
    story = a_story()
    story.authors = [*story.authors.all(), StoryAuthor(member=editor.member, name=editor.member.name)]
    story.save()
    story.save_revision(user=story.owner)
    if request.param == "co-author who took the name off":
        story = now(story)
        story.authors = [author for author in story.authors.all() if author.member_id != editor.member.pk]
        story.save()
        story.save_revision(user=editor)
    return now(story)


def test_by_the_verb(own, editor):
    publishing.submit(own, by=own.owner)

    with pytest.raises(PermissionDenied, match="You wrote this"):
        publishing.approve(own, by=editor)

    assert not now(own).live


def test_by_a_forged_form_to_the_workflow(own, editor, signed_in):
    publishing.submit(own, by=own.owner)
    state = now(own).current_workflow_task_state

    signed_in(editor).post(reverse("wagtailadmin_pages:workflow_action", args=[own.pk, "approve", state.pk]), {"comment": ""})

    assert not now(own).live
    assert TaskState.objects.get(pk=state.pk).status == "in_progress"


def test_by_a_forged_form_that_names_another_page(own, editor, signed_in):
    """The address names somebody else's page, the decision is about one's own."""
    other = a_story()
    publishing.submit(own, by=own.owner)
    publishing.submit(other, by=other.owner)
    state = now(own).current_workflow_task_state

    signed_in(editor).post(reverse("wagtailadmin_pages:workflow_action", args=[other.pk, "approve", state.pk]), {"comment": ""})

    assert not now(own).live
    assert not now(other).live


@pytest.mark.parametrize(
    "button",
    [
        {"action-publish": "1"},
        {"action-publish": "1", "go_live_at": "2020-01-01 10:00"},
        {"action-workflow-action": "1", "workflow-action-name": "approve"},
    ],
)
def test_by_the_buttons_of_the_editor(button, own, editor, signed_in):
    publishing.submit(own, by=own.owner)
    browser = signed_in(editor)

    browser.post(edit_address(own), editor_form(browser, edit_address(own), **button))

    assert not now(own).live
    assert now(own).scheduled_revision is None


def test_by_scheduling_it(own, editor, signed_in):
    browser = signed_in(editor)
    tomorrow = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")

    browser.post(edit_address(own), editor_form(browser, edit_address(own), **{"action-publish": "1", "go_live_at": tomorrow}))

    assert not now(own).live
    assert now(own).scheduled_revision is None


def test_by_publishing_many_at_once(own, editor, signed_in):
    signed_in(editor).post(f"/admin/bulk/wagtailcore/page/publish/?id={own.pk}", {"include_descendants": ""})

    assert not now(own).live


def test_by_publishing_the_shelf_with_everything_on_it(own, editor, signed_in):
    shelf = StoryIndexPage.objects.get()

    signed_in(editor).post(f"/admin/bulk/wagtailcore/page/publish/?id={shelf.pk}", {"include_descendants": "on"})

    assert not now(own).live


def test_by_code_that_names_them(own, editor):
    with pytest.raises(PermissionDenied):
        own.get_latest_revision().publish(user=editor)
    with pytest.raises(PermissionDenied):
        PublishPageRevisionAction(own.get_latest_revision(), user=editor).execute()

    assert not now(own).live


def test_by_going_back_to_an_older_version(own, editor, signed_in):
    older = own.get_latest_revision()
    own.title = "Newer"
    own.save_revision(user=editor)
    address = reverse("wagtailadmin_pages:revisions_revert", args=[own.pk, older.pk])
    browser = signed_in(editor)
    form = editor_form(browser, address, **{"action-publish": "1"})

    browser.post(edit_address(own), {**form, "revision": older.pk})

    assert not now(own).live


def test_by_unpublishing_and_publishing_again(own, editor, signed_in):
    own.get_latest_revision().publish()
    browser = signed_in(editor)
    browser.post(reverse("wagtailadmin_pages:unpublish", args=[own.pk]))
    assert not now(own).live

    browser.post(edit_address(own), editor_form(browser, edit_address(own), **{"action-publish": "1"}))

    assert not now(own).live


def test_by_writing_and_publishing_in_one_go(editor, signed_in):
    address = reverse("wagtailadmin_pages:add", args=["stories", "storypage", StoryIndexPage.objects.get().pk])
    browser = signed_in(editor)
    form = editor_form(browser, address, title="Born published", slug="born-published", **{"action-publish": "1"})

    browser.post(address, form)

    assert not StoryPage.objects.filter(title="Born published", live=True).exists()


def test_by_creating_it_through_wagtails_own_action(editor):
    shelf = StoryIndexPage.objects.get()
    page = StoryPage(title="Born published", slug="born-published", owner=editor)

    with pytest.raises(PermissionDenied):
        CreatePageAction(page, shelf, user=editor, publish=True).execute()

    assert not StoryPage.objects.filter(slug="born-published").exists()


def test_by_copying_a_published_story(editor, signed_in):
    story = a_live_story()

    signed_in(editor).post(
        reverse("wagtailadmin_pages:copy", args=[story.pk]),
        {"new_title": "A copy", "new_slug": "a-copy", "new_parent_page": StoryIndexPage.objects.get().pk, "publish_copies": "on"},
    )

    assert not StoryPage.objects.filter(slug="a-copy", live=True).exists()


@pytest.mark.parametrize("door", ["publish", "schedule", "approve", "bulk", "forged form"])
def test_the_same_doors_open_to_another_editor(door, editor, signed_in):
    """So that the tests above fail for no other reason."""
    story = a_story()
    publishing.submit(story, by=story.owner)
    browser, state = signed_in(editor), now(story).current_workflow_task_state
    tomorrow = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")

    if door == "publish":
        browser.post(edit_address(story), editor_form(browser, edit_address(story), **{"action-publish": "1"}))
    elif door == "schedule":
        browser.post(edit_address(story), editor_form(browser, edit_address(story), **{"action-publish": "1", "go_live_at": tomorrow}))
    elif door == "approve":
        form = {"action-workflow-action": "1", "workflow-action-name": "approve"}
        browser.post(edit_address(story), editor_form(browser, edit_address(story), **form))
    elif door == "bulk":
        browser.post(f"/admin/bulk/wagtailcore/page/publish/?id={story.pk}", {"include_descendants": ""})
    else:
        browser.post(reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", state.pk]), {"comment": ""})

    assert now(story).live or now(story).scheduled_revision


def test_another_editor_may(own, signed_in):
    publishing.submit(own, by=own.owner)

    publishing.approve(own, by=an_editor("Another Editor"))

    assert now(own).live


def test_the_author_finds_no_button_and_no_line_on_the_desk(own, editor, signed_in):
    publishing.submit(own, by=own.owner)
    browser = signed_in(editor)

    assert "action-publish" not in browser.get(edit_address(own)).content.decode()
    assert own.title not in _waiting(browser)


def _waiting(browser) -> str:
    page = browser.get(reverse("wagtailadmin_home")).content.decode()
    return page[page.index("waiting-for-me") : page.index("</section", page.index("waiting-for-me"))]
