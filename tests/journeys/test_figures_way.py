"""Figures on their way: two years of months pasted, a note on a point, sent, approved, and taken home by a stranger as CSV."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from editorial import publishing
from stories.models import StoryPage
from tests.factories import a_member, a_story, an_editor
from tests.factories.measures import BETTER
from tests.journeys.test_story_way import look

pytestmark = [pytest.mark.django_db(transaction=True)]
PASTED = "Month\tMissed\tBooked\n" + "\n".join(
    f"{2023 + month // 12}-{month % 12 + 1:02}\t{number}\t100" for month, number in enumerate(BETTER)
)


def save(page: Page, then: str = "next") -> None:
    page.locator(f".composer-bar button[value={then}]").click()


def begin_a_measure(page: Page, story: StoryPage) -> None:
    page.goto(f"/en/write/story/{story.pk}/data/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Data")
    look(page)
    page.get_by_role("link", name="Begin a measure").first.click()
    page.locator("[name=name]").fill("First visits missed")
    page.locator("[name=direction][value=down]").check()
    look(page)
    page.get_by_role("button", name=re.compile("^Go on to the figures")).click()


def paste_two_years(page: Page) -> None:
    page.locator("textarea[name=paste]").fill(PASTED)
    page.get_by_role("button", name="Put into the grid").click()
    expect(page.locator("#figures-live")).to_contain_text("special cause, an improvement", ignore_case=True)
    look(page)
    expect(page.locator("#figures-live")).to_contain_text("P chart, Anhøj rules, 24 points.")
    save(page)


def say_what_is_counted(page: Page) -> None:
    page.locator("[name=operational]").fill("First visits to which nobody came and nobody called before.")
    page.locator("[name=denominator_words]").fill("All first visits booked in the month")
    page.locator("[name=source]").fill("The booking system")
    look(page)
    save(page)


def put_a_note(page: Page) -> None:
    page.get_by_role("button", name="Add a note").click()
    page.locator("[name=notes-0-on]").fill("January 2024")
    page.locator("[name=notes-0-text]").fill("Calls two days before")
    look(page)
    save(page, "keep")
    expect(page.locator("main")).to_contain_text("Calls two days before")


def the_way_of_figures(page: Page, stranger: Page, folder: Path) -> None:
    author, editor = a_member("Ana Lopez"), an_editor("Edda Silva")
    page.sign_in(author)
    story = a_story(by=author)

    begin_a_measure(page, story)
    paste_two_years(page)
    say_what_is_counted(page)
    put_a_note(page)
    page.goto(f"/en/write/story/{story.pk}/check/")
    look(page)
    page.get_by_role("button", name="Send it to the editors").click()
    expect(page.get_by_text("In review").first).to_be_visible()
    publishing.approve(story, by=editor)

    story = StoryPage.objects.get(pk=story.pk)
    stranger.goto(story.get_absolute_url())
    expect(stranger.locator("figure.chart").first).to_contain_text("Special cause, an improvement")
    expect(stranger.locator(".chart-notes").first).to_contain_text("Calls two days before")
    look(stranger)
    with stranger.expect_download() as download:
        stranger.get_by_role("link", name="CSV", exact=True).first.click()
    download.value.save_as(folder / "figures.csv")
    rows = list(csv.DictReader((folder / "figures.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["Number"] for row in rows] == [str(number) for number in BETTER]


@pytest.fixture
def may_sign_in(sign_in):
    def give(page: Page) -> Page:
        page.sign_in = lambda user: sign_in(page, user)  # type: ignore[attr-defined]
        return page

    return give


def test_figures_go_their_whole_way(page, open_page, may_sign_in, width, tmp_path):
    the_way_of_figures(may_sign_in(page), open_page(width), tmp_path)


def test_figures_go_their_whole_way_without_javascript(page_without_javascript, open_page, may_sign_in, width, tmp_path):
    the_way_of_figures(may_sign_in(page_without_javascript), open_page(width, java_script_enabled=False), tmp_path)
