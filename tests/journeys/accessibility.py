"""What axe says of a screen, in words a person can act on."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_axe = Axe()

# Axe reads stylesheets ahead for one rule, css-orientation-lock, and asks for each @import beside the page instead of beside its sheet:
# thirty pages that are not there, whose late answers may end a session begun meanwhile. tests/home/test_style_sheets.py asks for that rule itself.
OPTIONS = {"preload": False}


# Where scripts are off there are no timers, and axe would wait for ever: there, what it puts off comes next.
TIMERS_FOR_AXE = """() => {
  if (matchMedia("(scripting: none)").matches) {
    window.setTimeout = (then, _ms, ...words) => { Promise.resolve().then(() => then(...words)); return 0 }
    window.requestAnimationFrame = then => window.setTimeout(then, 0, 0)
  }
}"""


def assert_accessible(page: Page) -> None:
    """Nothing that axe counts as a violation, on the screen as it is now."""
    page.evaluate(TIMERS_FOR_AXE)
    found = _axe.run(page, options=OPTIONS).response["violations"]
    lines = [
        f"{each['id']} ({each['impact']}): {each['help']}\n" + "\n".join(f"    {node['html']}" for node in each["nodes"]) for each in found
    ]
    assert not found, f"{page.url} at {page.viewport_size['width']} px\n" + "\n".join(lines)


def assert_fits(page: Page) -> None:
    """No sideways scroll."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} is {too_wide} px wider than the window"
