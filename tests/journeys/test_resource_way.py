"""A resource's whole way on a screen: proposed, approved, found, opened."""

import re

import pytest
from playwright.sync_api import Page, expect

from editorial import publishing
from resources.models import ResourcePage
from tests.factories import a_member, an_editor
from tests.journeys.accessibility import assert_accessible, assert_fits

pytestmark = [pytest.mark.django_db(transaction=True)]
TITLE = "Words for the waiting room"


def look(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert_fits(page)
    assert_accessible(page)


def test_a_member_proposes_a_resource_and_a_stranger_opens_it(open_page, sign_in):
    page = open_page("narrow")
    sign_in(page, a_member())
    page.goto("/en/write/resource/new/")
    page.get_by_label("What is it called?").fill(TITLE)
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("What is it, in a sentence or two?").fill("Six posters that say what happens next.")
    page.get_by_label("Web address").fill("example.org/posters")
    page.get_by_label("Who published it?").fill("Our agency")
    topics = page.get_by_role("group", name="Topics")
    topics.get_by_text("Choose", exact=True).click()
    topics.get_by_label("Client experience").check()
    look(page)
    page.get_by_role("button", name=re.compile("^Next")).click()
    page.get_by_role("button", name="Send it to the editors").click()
    expect(page.get_by_text("Sent. Thank you for telling it.")).to_be_visible()

    publishing.approve(ResourcePage.objects.get(), by=an_editor())

    page.context.clear_cookies()
    page.goto("/en/resources/")
    look(page)
    page.get_by_role("link", name=TITLE).click()
    look(page)
    expect(page.get_by_role("link", name="Open the original")).to_have_attribute("href", "https://example.org/posters")
