"""A story's whole way: written by a member, sent back and approved by an editor, held until its hour, found by a stranger."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from editorial import publishing
from search import feeding
from stories.models import StoryPage
from tests.factories import a_member, an_editor
from tests.journeys.accessibility import assert_accessible, assert_fits

pytestmark = [pytest.mark.django_db(transaction=True)]
TITLE = "Fewer people leave before they are seen"


def look(page: Page) -> None:
    """One heading, no sideways scroll, nothing that axe complains of (asked once a screen: where scripts run)."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert_fits(page)
    if page.evaluate("matchMedia('(scripting: enabled)').matches"):
        assert_accessible(page)


def go_on(page: Page, to: str) -> None:
    page.get_by_role("button", name=re.compile("^Next")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(to)


def write_the_story(page: Page) -> None:
    """Every step, by its words, from an empty shelf to the last check."""
    page.goto("/en/write/")
    look(page)
    page.get_by_role("link", name="Write your first story").first.click()
    page.get_by_label("What is it about, in a few words?").fill(TITLE)
    look(page)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("About")
    page.get_by_label("What was the problem?").fill("One in nine people left the walk-in clinic before anybody had spoken with them.")
    page.get_by_label("What was your aim, in one sentence?").fill("From 11% to under 5% of visitors by June, at both doors.")
    look(page)
    go_on(page, "What you did")
    page.get_by_label("What in the process did you change?").fill("A peer worker greets everyone within five minutes. #WalkIn")
    look(page)
    go_on(page, "Data")
    look(page)
    go_on(page, "What happened")
    page.get_by_label("The result in one sentence").fill("From 11.2% to 6.1% of visitors; the aim of 5% is not yet met.")
    look(page)
    go_on(page, "Lessons")
    page.get_by_label("What did you learn?").fill("The wait is shorter when somebody says how long it is.")
    look(page)
    go_on(page, "People")
    topics = page.get_by_role("group", name="Topics")
    topics.get_by_text("Choose", exact=True).click()
    topics.get_by_label("Crisis care").check()
    page.get_by_label("Nobody can be recognized in this story").check()
    page.get_by_label("It is quality improvement; our organization's screen found no need for review").check()
    page.get_by_label("No data of First Nations, Inuit or Métis communities").check()
    look(page)
    go_on(page, "Check and send")
    look(page)


def send(page: Page, button: str = "Send it to the editors") -> None:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text("In review").first).to_be_visible()
    look(page)


def decide(desk: Page, action: str, note: str) -> None:
    """In Wagtail's editor: open what waits, press the button, write the note."""
    desk.goto("/admin/")
    desk.locator("main").get_by_role("link", name=TITLE, exact=True).first.click()
    desk.locator("footer .w-dropdown__toggle").click()
    desk.locator(f'[data-workflow-action-name="{action}"][data-workflow-action-modal-url]').click()
    dialog = desk.get_by_role("dialog").filter(has=desk.locator("[name$=comment]"))
    dialog.locator("[name$=comment]").fill(note)
    dialog.get_by_role("button").last.click()
    expect(desk.get_by_role("status").or_(desk.locator(".messages")).filter(has_text=TITLE).first).to_be_visible()


def hold_until(desk: Page, hour: datetime) -> None:
    """Set the hour at which the story goes before readers, in the editor's form, and save."""
    story = StoryPage.objects.get(title=TITLE)
    desk.goto(f"/admin/pages/{story.pk}/edit/")
    desk.evaluate("hour => { document.querySelector('[name=go_live_at]').value = hour }", f"{timezone.localtime(hour):%Y-%m-%d %H:%M}")
    desk.locator("footer .w-dropdown__toggle").click()
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.locator(".messages").filter(has_text=TITLE).first).to_be_visible()


def the_whole_way(page: Page, desk: Page, stranger: Page) -> None:
    write_the_story(page)
    send(page)

    decide(desk, "reject", "Say how many people were counted.")
    page.reload()
    expect(page.get_by_text("Say how many people were counted.").first).to_be_visible()
    assert "Say how many people were counted." in mail.outbox[-1].body
    look(page)
    page.get_by_role("link", name="Go on writing").first.click()
    page.get_by_role("link", name=re.compile("^What happened")).click()
    page.get_by_label("What happened?", exact=True).fill("We counted 412 visitors in three months.")
    go_on(page, "Lessons")
    page.get_by_role("link", name=re.compile("^Check and send")).click()
    send(page, "Send it again")

    hour = timezone.now() + timedelta(days=1)
    hold_until(desk, hour)
    decide(desk, "approve", "Thank you.")
    story = StoryPage.objects.get(title=TITLE)
    assert stranger.goto(f"/en/stories/{story.slug}/").status == 404
    page.reload()
    expect(page.get_by_text("It opens to all readers on")).to_be_visible()

    with time_machine.travel(hour + timedelta(minutes=1)):
        publishing.publish_due()
        feeding.drain()  # what the clock of the worker does next
        stranger.goto("/en/search/?q=peer+worker+greets")
        stranger.get_by_role("link", name=TITLE).first.click()
        expect(stranger.get_by_role("heading", level=1)).to_have_text(TITLE)
        expect(stranger.get_by_text("We counted 412 visitors in three months.")).to_be_visible()
        look(stranger)
        stranger.get_by_role("link", name="#WalkIn").first.click()
        expect(stranger.get_by_role("link", name=TITLE).first).to_be_visible()


def test_a_story_goes_its_whole_way(page: Page, open_page, sign_in, width):
    desk = open_page()
    sign_in(page, a_member("Ana Lopez"))
    sign_in(desk, an_editor("Edda Silva"))

    the_whole_way(page, desk, open_page(width))


def test_a_story_goes_its_whole_way_where_the_writer_has_no_javascript(page_without_javascript: Page, open_page, sign_in, width):
    desk = open_page()  # Wagtail's own screens need it
    sign_in(page_without_javascript, a_member("Ana Lopez"))
    sign_in(desk, an_editor("Edda Silva"))

    the_whole_way(page_without_javascript, desk, open_page(width, java_script_enabled=False))
