"""A real browser on the running site: two widths, with and without JavaScript, and nothing reached but this machine.

`page` comes twice (1280 and 390 px); `page_without_javascript` likewise. Both begin at the live server, so `page.goto("/en/")`.
A script error, a request to another machine or an answer of 500 fails the journey, whatever it asserted.
When a journey fails, its last screen lies in var/journeys/.
"""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

WIDTHS = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 390, "height": 844}}
PLACES = ("chromium", "chromium-browser", "google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
SCREENS = Path(__file__).resolve().parent.parent.parent / "var" / "journeys"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    report = yield
    if report.when == "call":
        item.stash[_failed] = report.failed
    return report


_failed = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def browser():
    program = next((found for place in PLACES if (found := shutil.which(place))), None)
    if program is None:
        say = "Chromium is not installed, so no journey was walked. On Debian: sudo apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(say, pytrace=False)
        pytest.skip(say)
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, live_server, request):
    """Open a page of its own (own cookies): open_page("narrow", java_script_enabled=False, color_scheme="dark")."""
    opened, complaints = [], []

    def opening(width: str = "wide", **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport=WIDTHS[width],
            locale="en-CA",
            reduced_motion="reduce",
            has_touch=width == "narrow",
            **options,
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script error at {page.url}: {error}"))
        page.on("response", lambda answer: complaints.append(f"{answer.status} at {answer.url}") if answer.status >= 500 else None)
        page.on("request", lambda asked: complaints.append(f"asked for {asked.url}") if _is_elsewhere(asked.url, live_server.url) else None)
        opened.append((context, page))
        return page

    yield opening
    if request.node.stash.get(_failed, False):
        SCREENS.mkdir(parents=True, exist_ok=True)
        for number, (_, page) in enumerate(opened):
            page.screenshot(path=SCREENS / f"{request.node.name.replace('/', '-')}-{number}.png", full_page=True)
    for context, _ in opened:
        context.close()
    assert not complaints, "\n".join(complaints)


def _is_elsewhere(url: str, here: str) -> bool:
    return url.startswith(("http:", "https:", "ws:", "wss:")) and not url.startswith(here + "/")


@pytest.fixture(params=WIDTHS)
def width(request) -> str:
    return request.param


@pytest.fixture
def page(open_page, width):
    return open_page(width)


@pytest.fixture
def page_without_javascript(open_page, width):
    return open_page(width, java_script_enabled=False)


@pytest.fixture
def sign_in(live_server):
    """Put somebody's session into a page, past the form: sign_in(page, user)."""

    def put(page, user) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])

    return put
