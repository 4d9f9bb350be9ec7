"""A reader searches: by keys alone, on a phone, without JavaScript, in French."""

import re

import pytest
from playwright.sync_api import Page, expect

from search import feeding
from tests.factories import a_live_lesson, a_live_story
from tests.journeys.test_story_way import look

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def things():
    a_live_story(title="Brass kettles on the evening ward", status="held")
    a_live_story(title="Fewer kettles, more tea", status="testing", language="fr")
    a_live_lesson(title="What kettles taught us")
    feeding.index_all()


def open_filters(page: Page, width: str) -> None:
    if width == "narrow":
        page.get_by_role("button", name=re.compile("^(Filters|Filtres)")).click()


def test_a_reader_finds_by_the_keys_alone(page: Page, width):
    page.goto("/en/stories/")
    page.keyboard.press("/")
    page.keyboard.type("kett")
    options = page.get_by_role("option")
    expect(options.filter(has_text="Brass kettles")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Arrow keys lead to them.")).to_have_count(1)
    look(page)
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    page.keyboard.type("les")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/?q=kettles")

    heading = page.locator("#results-h")
    expect(heading).to_have_text("3 results")
    look(page)
    open_filters(page, width)
    lessons = page.get_by_role("checkbox", name="Lessons")
    lessons.focus()
    page.keyboard.press("Space")
    if width == "narrow":
        expect(page.get_by_role("button", name="Show 1 result", exact=True)).to_be_visible()
        look(page)
        page.get_by_role("button", name="Show 1 result", exact=True).press("Enter")
    expect(heading).to_have_text("1 result")
    expect(page).to_have_url(re.compile(r"type=lesson"))
    expect(page.locator("#said")).to_have_text("1 result")
    if width == "wide":
        expect(lessons).to_be_focused()
    page.get_by_role("link", name="Lessons remove").press("Enter")
    expect(heading).to_have_text("3 results")
    page.go_back()
    expect(heading).to_have_text("1 result")
    page.get_by_role("link", name="What kettles taught us").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What kettles taught us")


def test_a_reader_without_javascript_finds_the_same(page_without_javascript: Page, width):
    page = page_without_javascript
    page.goto("/en/search/")
    look(page)
    page.get_by_role("searchbox").fill("kettels brass")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_text("Did you mean")).to_be_visible()
    page.get_by_role("link", name="kettles brass").click()
    expect(page.locator("#results-h")).to_have_text("3 results")

    open_filters(page, width)
    page.get_by_role("checkbox", name="Stories").check()
    page.get_by_role("checkbox", name="Held").check()
    page.get_by_role("button", name=re.compile("^Show 3 results")).click()
    expect(page.locator("#results-h")).to_have_text("1 result")
    look(page)
    page.get_by_role("link", name="Held remove").click()
    expect(page.locator("#results-h")).to_have_text("2 results")


def test_a_french_reader_is_told_what_was_tried(page: Page):
    page.goto("/fr/search/?q=zqxrien&type=story")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look(page)

    page.goto("/fr/search/?q=kettles")
    expect(page.locator("#results-h")).to_contain_text("3")
    expect(page.locator('.card-title a[lang="en"]')).to_have_count(2)
    look(page)


def test_the_key_can_be_turned_off(page: Page):
    page.goto("/en/search/")
    page.get_by_text("How to ask more exactly").press("Enter")
    page.get_by_label("opens the search box on every page").press("Space")

    page.goto("/en/stories/")
    page.keyboard.press("/")

    assert page.evaluate("document.activeElement === document.body")
