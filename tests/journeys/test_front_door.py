"""The first screens that anybody sees."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.accessibility import assert_accessible, assert_fits

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("address", ["/en/", "/fr/"])
def test_the_front_page_is_open_to_everybody(page: Page, address: str):
    page.goto(address)

    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert_fits(page)
    assert_accessible(page)


def test_the_front_page_needs_no_javascript(page_without_javascript: Page):
    page_without_javascript.goto("/en/")

    expect(page_without_javascript.get_by_role("heading", level=1)).to_have_count(1)
    assert_fits(page_without_javascript)
