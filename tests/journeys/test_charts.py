"""What readers meet of outcome data, at both widths: the story, the chart's own page, the frame for other sites, and the page to try."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from measures import keeping
from tests.factories import a_live_story
from tests.factories.measures import STEADY, a_chart, a_measure
from tests.journeys.accessibility import assert_accessible, assert_fits
from tests.journeys.test_story_way import look

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story():
    story = a_live_story()
    outcome = a_measure(name="First visits missed", is_illustrative=True, by=story.owner)
    outcome.parts.create(starts_on=date(2024, 1, 1), reason="Calls")
    a_chart(story, outcome, revision=keeping.revise(outcome, by=story.owner))
    a_chart(story, a_measure(name="Calls made in time", family="process", figures=STEADY, by=story.owner))
    return story


def test_a_reader_meets_a_chart_its_table_and_its_own_page(page: Page, story):
    page.goto(story.get_absolute_url())
    look(page)
    chart = page.locator("figure.chart").first
    expect(chart).to_contain_text("Illustrative data")
    expect(page.locator("table[data-of]").first.locator("tbody tr")).to_have_count(24)

    page.get_by_role("link", name="This chart alone, to cite or embed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("First visits missed")
    look(page)

    page.locator(".chart-read").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".chart-says")).to_contain_text("January 2023")


def test_a_frame_on_another_site_can_be_read(page_without_javascript: Page, story):
    link = story.measure_links.first()
    page = page_without_javascript

    page.goto(f"{story.get_absolute_url()}charts/{link.measure_id}/embed/")

    expect(page.get_by_role("heading", level=1)).to_contain_text("First visits missed")
    expect(page.locator("main")).to_contain_text("Illustrative data")
    assert_accessible(page)
    assert_fits(page)


def test_figures_can_be_tried_without_an_account(page: Page):
    page.goto("/en/stories/")
    page.get_by_role("contentinfo").get_by_role("link", name="Try your figures").click()
    look(page)

    page.get_by_label("Your figures").fill("\n".join(f"2024-{month:02}\t{20 + month % 3}\t100" for month in range(1, 13)))
    page.get_by_role("button", name="Show the chart").click()

    expect(page.locator("#shown")).to_contain_text("No signal: this may be chance.")
    look(page)
