"""From the outside in: joining by work or by word, a passkey, and the account's pages."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from members.models import User
from tests.factories import a_member, an_organization
from tests.factories.people import PASSWORD
from tests.journeys.accessibility import assert_accessible, assert_fits

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def lands_on_the_account(settings):
    settings.LOGIN_REDIRECT_URL = "account_home"


def fill_in(page: Page, address: str = "maya@example.org") -> None:
    page.goto("/en/account/signup/")
    page.get_by_label("Your name").fill("Maya Roy")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password").fill("seven quiet lanterns")


def open_the_link_of_the_mail(page: Page) -> None:
    page.goto(re.search(r"http://\S+/confirm-email/\S+", mail.outbox[-1].body)[0])
    assert_accessible(page)
    page.get_by_role("button", name="Yes, it is mine").click()


def test_somebody_joins_while_the_browser_does_the_work(page: Page):
    fill_in(page)
    expect(page.locator("altcha-widget")).to_contain_text("Verified")
    expect(page.get_by_label("The word")).to_be_hidden()
    assert_fits(page)
    assert_accessible(page)

    page.locator("main").get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    assert_accessible(page)
    open_the_link_of_the_mail(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    assert User.objects.get(email="maya@example.org").member.name == "Maya Roy"


def test_somebody_joins_by_typing_a_word_without_javascript(page_without_javascript: Page):
    page = page_without_javascript
    fill_in(page)
    page.get_by_label("The word").fill(page.locator(".word").inner_text())
    assert_fits(page)
    assert_accessible(page)

    page.locator("main").get_by_role("button", name="Join").click()
    open_the_link_of_the_mail(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")


def test_where_the_work_cannot_be_done_the_word_comes_back(page: Page):
    page.route("**/account/signup/challenge/", lambda route: route.fulfill(status=404))
    page.goto("/en/account/signup/")

    expect(page.get_by_label("The word")).to_be_visible()


def test_mistakes_are_named_and_nothing_typed_is_lost(page: Page):
    fill_in(page, "not an address")
    page.locator("main").get_by_role("button", name="Join").click()

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_value("Maya Roy")
    expect(page.locator("altcha-widget")).to_contain_text("Verified")
    assert_accessible(page)


def test_a_passkey_is_made_and_opens_the_account(page: Page, sign_in):
    user = a_member("Ana Lopez")
    user.set_password(PASSWORD)
    user.save()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}})
    sign_in(page, user)

    page.goto("/en/account/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert_accessible(page)
    page.goto("/en/account/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto("/en/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")


def test_a_passkey_that_is_cancelled_is_told_in_words(page: Page):
    page.goto("/en/account/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("status").filter(has_text="the passkey was cancelled")).to_be_visible()


PAGES = ["", "profile/", "affiliations/", "2fa/", "2fa/webauthn/", "sessions/", "password/change/", "take-along/", "close/"]


def test_every_page_of_the_account_fits_and_is_accessible(page: Page, sign_in):
    user = a_member("Ana Lopez")
    user.set_password(PASSWORD)
    user.save()
    sign_in(page, user)

    for address in PAGES:
        page.goto(f"/en/account/{address}")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert_fits(page)
        assert_accessible(page)


def test_a_member_says_who_sees_their_place_without_javascript(page_without_javascript: Page, sign_in, open_page):
    page, user = page_without_javascript, a_member("Ana Lopez")
    sign_in(page, user)

    page.goto("/en/account/profile/")
    page.get_by_label("Place", exact=True).fill("Sudbury")
    page.get_by_label("Who sees it: Place").select_option("Only me")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Your page is saved.")).to_be_visible()
    other = open_page()
    sign_in(other, a_member("Luc Roy"))
    other.goto(user.member.get_absolute_url())
    expect(other.get_by_role("heading", level=1)).to_contain_text("Ana Lopez")
    expect(other.get_by_text("Sudbury")).to_have_count(0)


def test_a_claim_is_confirmed_by_a_steward(page: Page, open_page, sign_in):
    place, ana, sam = an_organization("Riverbend"), a_member("Ana Lopez"), a_member("Sam Steward")
    place.affiliations.model.objects.create(member=sam.member, organization=place, role="steward", state="confirmed")
    sign_in(page, ana)
    page.goto(place.get_absolute_url())
    assert_fits(page)
    assert_accessible(page)
    page.get_by_role("link", name="I work here").click()
    page.get_by_role("button", name="I work there").click()

    desk = open_page()
    sign_in(desk, sam)
    desk.goto(f"/en/organizations/{place.slug}/people/")
    assert_accessible(desk)
    desk.get_by_role("button", name="Yes, they work here").click()
    page.goto(ana.member.get_absolute_url())

    expect(page.locator("main")).to_contain_text("Riverbend")
    assert_accessible(page)
