"""Accounts: connected by editors alone, once each, by a way to the network and back that nobody can forge."""

import re
import socket
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from members.roles import ADMINISTRATORS, REVIEWERS
from sharing import channels, expiring, first_steps, hosts, ledger, signing_in
from sharing.channels.base import Choice, LoggedOut, NotSent, Tokens, Who
from sharing.models import Account, SharePost, SharingSettings, Slot
from sharing.secrets import unseal
from tests.factories import a_member, an_editor, someone_with_role
from tests.sharing.signing import REFRESH, TOKEN, Answering, an_account

pytestmark = pytest.mark.django_db

FORM = {"name": "", "organization": "", "language": ""}


@pytest.fixture
def network(monkeypatch) -> Answering:
    fake = Answering()
    monkeypatch.setitem(channels.CHANNELS, "answering", fake)
    return fake


@pytest.fixture
def editor():
    return an_editor("Eddie Editor")


@pytest.fixture
def browser(editor) -> Client:
    return signed_in(editor)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def leave(browser: Client, **typed: str) -> str:
    """Begin a sign-in; the word that the network will send back."""
    answer = browser.post(reverse("sharing_connect", args=["answering"]), FORM | typed)
    assert answer.status_code == 200, answer.headers
    found = re.search(r'href="(https://sign-in\.example/[^"]+)"', answer.content.decode())
    assert found, answer.content.decode()
    return parse_qs(urlsplit(found[1]).query)["state"][0]


def come_back(browser: Client, state: str, code: str = "code-1", network: str = "answering"):
    return browser.get(reverse("sharing_callback", args=[network]), {"state": state, "code": code}, follow=True)


def said(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# --- The way to a network and back ---


def test_an_editor_connects_an_account_and_the_tokens_are_kept_encrypted(network, browser, editor):
    state = leave(browser, name="Ours there")

    answer = come_back(browser, state)

    account = Account.objects.get()
    assert "“Ours there” is connected" in said(answer)
    assert account.state == "connected" and account.handle == "throughline" and account.connected_by == editor
    assert unseal(account.secrets)["access_token"] == TOKEN and TOKEN not in account.secrets
    assert account.secret_ends_in == TOKEN[-4:] and f"…{TOKEN[-4:]}" in said(answer)


def test_the_verifier_stays_on_the_server_until_the_code_is_exchanged(network, browser):
    answer = browser.post(reverse("sharing_connect", args=["answering"]), FORM)
    verifier = dict(network.asked)["authorize_url"]

    assert len(verifier) >= 43 and verifier.encode() not in answer.content
    assert verifier not in str(dict(browser.session))


def test_the_same_word_brings_nobody_back_twice(network, browser):
    state = leave(browser)
    come_back(browser, state)

    answer = come_back(browser, state, code="code-2")

    assert "Begin it again" in said(answer)
    assert network.times("exchange") == 1


@pytest.mark.parametrize("state", ["", "guessed", "x" * 4000])
def test_a_word_that_we_never_gave_is_refused_in_words(network, browser, state):
    leave(browser)

    answer = come_back(browser, state)

    assert answer.status_code == 200 and "Begin it again" in said(answer)
    assert network.times("exchange") == 0 and not Account.objects.exists()


def test_another_browser_cannot_bring_the_word_back(network, browser, editor):
    state = leave(browser)

    answer = come_back(signed_in(editor), state)

    assert "another browser" in said(answer) and not Account.objects.exists()


def test_after_ten_minutes_the_way_back_is_closed(network, browser, monkeypatch):
    state = leave(browser)
    now = timezone.now()
    monkeypatch.setattr("sharing.round_trip.timezone.now", lambda: now + timedelta(seconds=601))

    answer = come_back(browser, state)

    assert "begun too long ago" in said(answer) and not Account.objects.exists()


def test_the_word_of_one_network_opens_no_other(network, browser, monkeypatch):
    monkeypatch.setitem(channels.CHANNELS, "another", Answering(network="another"))
    state = leave(browser)

    answer = come_back(browser, state, network="another")

    assert "another network" in said(answer) and not Account.objects.exists()


def test_who_broke_off_there_is_told_so_here(network, browser):
    state = leave(browser)

    answer = browser.get(reverse("sharing_callback", args=["answering"]), {"state": state, "error": "access_denied"}, follow=True)

    assert "broken off there" in said(answer) and not Account.objects.exists()


def test_who_speaks_for_several_pages_chooses_one(network, browser):
    network.who = [Who("page-1", "first", "The first page"), Who("page-2", "second", "The second page")]
    answer = come_back(browser, leave(browser))

    assert "The first page" in said(answer) and not Account.objects.exists()
    chosen = browser.post(reverse("sharing_choose"), {"which": "1"}, follow=True)

    assert Account.objects.get().remote_id == "page-2" and "is connected" in said(chosen)
    assert "Begin it again" in said(browser.post(reverse("sharing_choose"), {"which": "0"}, follow=True))


def test_of_several_pages_those_that_are_connected_say_so(network, browser):
    network.who = [Who("page-1", "first", "The first page"), Who("page-2", "second", "The second page")]
    come_back(browser, leave(browser))
    browser.post(reverse("sharing_choose"), {"which": "0"})

    answer = come_back(browser, leave(browser))
    nothing_chosen = browser.post(reverse("sharing_choose"), {"which": ""})

    assert "The first page (@first), connected already" in said(answer)
    assert "The second page (@second), connected already" not in said(answer)
    assert "Choose the account that shall post." in said(nothing_chosen)


def test_who_may_post_for_nothing_hears_so(network, browser):
    network.who = []

    answer = come_back(browser, leave(browser))

    assert "no page or organization" in said(answer)


# --- What is typed ---


@pytest.fixture
def pasted(network) -> Answering:
    network.signs_in_by, network.form_fields = ("form",), ("handle", "app_password")
    return network


def test_a_wrong_password_gets_a_sentence_and_keeps_the_rest(pasted, browser):
    typed = FORM | {"name": "Ours", "handle": "@name.example", "app_password": "wrong"}

    answer = browser.post(reverse("sharing_connect", args=["answering"]), typed)

    page = answer.content.decode()
    assert "did not take this sign-in" in page and 'value="@name.example"' in page and 'value="Ours"' in page
    assert 'value="wrong"' not in page and not Account.objects.exists()


def test_an_account_by_hand_needs_a_name_alone(browser):
    empty = browser.post(reverse("sharing_connect", args=["by-hand"]), FORM)
    browser.post(reverse("sharing_connect", args=["by-hand"]), FORM | {"name": "Instagram"})
    browser.post(reverse("sharing_connect", args=["by-hand"]), FORM | {"name": "WhatsApp"})

    assert "This field is required" in said(empty) and "Throughline on Instagram" in said(empty)
    assert "on Bluesky" not in said(empty)
    assert list(Account.objects.values_list("name", "state")) == [("Instagram", "connected"), ("WhatsApp", "connected")]
    assert dict(signing_in.login_of(Account.objects.first()).secrets) == {}


def test_without_its_app_a_network_says_which_setting_is_missing(browser, settings):
    settings.SHARING_APPS = {}

    answer = browser.get(reverse("sharing_connect", args=["linkedin"]))

    assert "LINKEDIN_CLIENT_ID" in said(answer) and "LINKEDIN_CLIENT_SECRET" in said(answer)
    assert "/admin/sharing/accounts/callback/linkedin/" in said(answer)
    assert browser.post(reverse("sharing_connect", args=["linkedin"]), FORM).status_code == 200
    assert not Account.objects.exists()


def test_every_network_has_its_first_steps():
    assert set(channels.CHANNELS) <= set(first_steps.STEPS)
    for key, channel in channels.CHANNELS.items():
        assert set(channel.signs_in_by) == set(first_steps.STEPS[key].steps), key


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("social.example", "https://social.example"),
        (" https://Social.Example/ ", "https://social.example"),
        ("@me@social.example", "https://social.example"),
        ("https://social.example/@me", "https://social.example"),
        ("münchen.example", "https://xn--mnchen-3ya.example"),
        ("MÜNCHEN.example.", "https://xn--mnchen-3ya.example"),
        ("https://xn--mnchen-3ya.example/", "https://xn--mnchen-3ya.example"),
        ("@me@social.example.", "https://social.example"),
    ],
)
def test_a_server_may_be_typed_in_several_ways(monkeypatch, typed, address):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("93.184.215.14", 443))])

    assert hosts.checked(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "http://social.example", "ftp://social.example", "https://127.0.0.1", "127.1", "0x7f000001", "2130706433", "[::1]", "localhost",
        "https://me:pw@social.example", "social.example:8080", "server.local", "metadata.google.internal", "-bad.example", "a..example",
        "", " ", "https://", "социальный пример", "javascript:alert(1)", "x" * 300 + ".example", "[::ffff:10.0.0.1]", "social.example\x00",
        "https://[", "@", "social.example..", "127.0.0.1.", "localhost.", "server.local.", "169.254.169.254",
    ],
)  # fmt: skip
def test_what_is_no_public_server_is_refused_before_anything_is_asked(monkeypatch, typed):
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **__: asked.append(args) or [])

    with pytest.raises(ValidationError) as sentence:
        hosts.checked(typed)

    assert not asked and sentence.value.messages[0]


@pytest.mark.parametrize(
    "place",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1", "fd00:ec2::254", "64:ff9b::a9fe:a9fe", "::ffff:127.0.0.1",
     "100.64.0.1", "168.63.129.16", "192.0.0.192", "2002:7f00:1::", "0.0.0.0", "224.0.0.1"],
)  # fmt: skip
def test_a_name_that_leads_into_a_private_network_is_refused(monkeypatch, place):
    found = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", (place, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(ValidationError, match="private network"):
        hosts.checked("social.example")


def test_each_server_gives_a_client_of_its_own_which_is_kept_with_the_tokens(network, browser, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("93.184.215.14", 443))])
    network.form_fields = ("host",)

    come_back(browser, leave(browser, host="social.example"))

    account = Account.objects.get()
    app = dict(network.asked)["exchange"][2]
    assert account.host == "https://social.example" and unseal(account.secrets)["client_secret"] == "secret-of-server"
    assert app.client_id == "client-of-server" and app.options["pkce"] and not app.is_trusted_host
    assert not signing_in.login_of(account).is_trusted_host


# --- Once each ---


def test_the_same_account_is_not_connected_twice(network, browser):
    an_account(name="The first")

    answer = come_back(browser, leave(browser))

    assert "connected already, as “The first”" in said(answer)
    assert Account.objects.count() == 1


def test_two_names_of_one_server_make_one_account(network, browser, monkeypatch):
    """The network tells where the account lives, whichever name of the server was typed."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("93.184.215.14", 443))])
    network.form_fields = ("host",)
    come_back(browser, leave(browser, host="social.example", name="The first"))

    answer = come_back(browser, leave(browser, host="www.social.example"))

    assert "connected already, as “The first”" in said(answer)
    assert Account.objects.count() == 1


def test_an_account_that_comes_back_by_another_name_of_its_server_keeps_its_row(network, browser, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("93.184.215.14", 443))])
    network.form_fields = ("host",)
    gone = an_account(state=Account.State.DISCONNECTED, secrets={}, host="https://www.social.example", url=network.who[0].url)

    come_back(browser, leave(browser, host="social.example"))

    account = Account.objects.get()
    assert (account.pk, account.state) == (gone.pk, "connected")
    assert account.host == "https://social.example"  # its new tokens go where the person signed in


def test_two_servers_that_number_their_accounts_alike_make_two(network, editor):
    an_account(host="https://one.example", url="https://one.example/@throughline")
    who = replace(network.who[0], url="https://two.example/@throughline")

    choice = Choice(who, Tokens({"access_token": TOKEN}))
    signing_in.connected(Account(network="answering", host="https://two.example"), choice, by=editor)

    assert Account.objects.count() == 2


@pytest.mark.database
def test_two_editors_at_the_same_moment_connect_one_and_hear_a_sentence(network, editor, monkeypatch):
    """The look before saving finds nothing, as when both look first; the constraint decides."""
    an_account()
    monkeypatch.setattr(Account.objects, "filter", lambda *_, **__: Account.objects.none())

    with pytest.raises(ValidationError, match="connected already"):
        signing_in.connected(Account(network="answering"), Choice(network.who[0], Tokens({"access_token": TOKEN})), by=editor)


def test_an_account_that_comes_back_keeps_its_row_and_with_it_what_was_posted(network, browser):
    gone = an_account(state=Account.State.DISCONNECTED, secrets={}, monthly_budget=7)

    come_back(browser, leave(browser))

    account = Account.objects.get()
    assert account.pk == gone.pk and account.state == "connected" and account.monthly_budget == 7


def test_connecting_again_keeps_row_budget_and_slots(network, browser):
    account = an_account(state=Account.State.RECONNECT, monthly_budget=7, secrets={})
    Slot.objects.create(account=account, weekday=1, at="12:15")
    answer = browser.post(reverse("sharing_reconnect", args=[account.pk, "answering"]))
    state = parse_qs(urlsplit(re.search(r'href="(https://sign-in\.example/[^"]+)"', answer.content.decode())[1]).query)["state"][0]

    come_back(browser, state)

    account = Account.objects.get()
    assert account.state == "connected" and account.monthly_budget == 7 and account.slots.count() == 1
    assert unseal(account.secrets)["access_token"] == TOKEN


def test_connecting_again_as_somebody_else_is_refused_with_a_sentence(network, browser):
    account = an_account(remote_id="id-of-ours", handle="ours", state=Account.State.RECONNECT)
    answer = browser.post(reverse("sharing_reconnect", args=[account.pk, "answering"]))
    state = parse_qs(urlsplit(re.search(r'href="(https://sign-in\.example/[^"]+)"', answer.content.decode())[1]).query)["state"][0]

    answer = come_back(browser, state)

    account.refresh_from_db()
    assert "signed in as @throughline, but this is @ours" in said(answer)
    assert account.state == "reconnect" and account.remote_id == "id-of-ours"


def test_a_paused_account_that_is_connected_again_stays_paused(network, editor):
    account = an_account(state=Account.State.PAUSED)

    signing_in.connected(account, Choice(network.who[0], Tokens({"access_token": TOKEN})), by=editor)

    account.refresh_from_db()
    assert account.state == "paused"


# --- Test, pause, let go ---


def test_a_test_says_as_whom_the_network_knows_us(network, browser):
    account = an_account()

    answer = browser.post(reverse("sharing_account_act", args=[account.pk, "test"]), follow=True)

    assert "Answering answers and knows us as @throughline" in said(answer)


def test_a_server_that_nobody_reaches_is_told_without_the_words_of_a_library(pasted, browser, monkeypatch):
    def away(app: object, values: dict) -> None:
        raise NotSent("No connection (ConnectError).", code="no-connection")

    monkeypatch.setattr(pasted, "connect", away)

    answer = browser.post(reverse("sharing_connect", args=["answering"]), FORM | {"handle": "@name.example", "app_password": "right"})

    text = answer.content.decode()
    assert "Answering could not be reached. Is the name of the server right?" in text and "ConnectError" not in text


@pytest.mark.parametrize(
    ("fault", "sentence", "state"),
    [
        (LoggedOut("401: revoked"), "connect this account again", "reconnect"),
        (NotSent("No connection (ConnectTimeout)."), "could not be asked just now", "connected"),
    ],
)
def test_a_test_that_fails_says_why_in_words(network, browser, fault, sentence, state):
    account = an_account()
    network.on_whoami = fault

    answer = browser.post(reverse("sharing_account_act", args=[account.pk, "test"]), follow=True)

    account.refresh_from_db()
    assert sentence in said(answer) and account.state == state


def test_pause_and_resume_are_one_button_each(network, browser):
    account = an_account()

    browser.post(reverse("sharing_account_act", args=[account.pk, "pause"]))
    account.refresh_from_db()
    was = account.state
    browser.post(reverse("sharing_account_act", args=[account.pk, "resume"]))
    account.refresh_from_db()

    assert (was, account.state) == ("paused", "connected")


def a_queued_post(account: Account) -> SharePost:
    post = SharePost.objects.create(content=f"page-{account.pk}", account=account, title="A story", parts=["Words"])
    return ledger.change(post, SharePost.State.APPROVED, approved_digest=ledger.digest(post))


def test_disconnecting_forgets_the_tokens_and_pauses_what_is_queued(network, browser, editor):
    account = an_account(token_expires_at=None)
    post = a_queued_post(account)

    page = browser.get(reverse("sharing_disconnect", args=[account.pk]))
    answer = browser.post(reverse("sharing_disconnect", args=[account.pk]), follow=True)

    account.refresh_from_db()
    post.refresh_from_db()
    assert "One queued post is paused" in said(page) and "has withdrawn our access" in said(answer)
    assert (account.state, account.secrets, account.secret_ends_in) == ("disconnected", "", "")
    assert (post.state, post.reason, post.events.last().by) == ("paused", "disconnected", editor)
    assert network.times("revoke") == 1


def test_a_network_that_is_away_stops_nobody_from_disconnecting(network, browser):
    network.on_revoke = NotSent("No connection")
    account = an_account()

    answer = browser.post(reverse("sharing_disconnect", args=[account.pk]), follow=True)

    account.refresh_from_db()
    assert "could not be told" in said(answer) and account.secrets == ""


# --- Who may ---


@pytest.mark.parametrize("name", ["sharing_accounts", "sharing_settings", "sharing_choose"])
def test_only_editors_and_administrators_get_to_the_accounts(name, network):
    reviewer, administrator = someone_with_role(REVIEWERS), someone_with_role(ADMINISTRATORS)

    assert signed_in(a_member()).get(reverse(name)).status_code in (302, 403)
    assert signed_in(reviewer).get(reverse(name)).status_code in (302, 403)
    assert signed_in(administrator).get(reverse(name), follow=True).status_code == 200


def test_a_member_changes_nothing_with_the_address_in_hand(network):
    account = an_account()
    member = signed_in(a_member())

    for address in (
        reverse("sharing_connect", args=["answering"]),
        reverse("sharing_disconnect", args=[account.pk]),
        reverse("sharing_account_act", args=[account.pk, "pause"]),
        reverse("sharing_settings"),
    ):
        assert member.post(address, FORM).status_code in (302, 403)
    for verb in (signing_in.disconnect, signing_in.pause, signing_in.resume):
        with pytest.raises(PermissionDenied):
            verb(account, by=a_member())
    account.refresh_from_db()
    assert account.state == "connected" and SharingSettings.load().is_dry_run and network.asked == []


@pytest.mark.parametrize("verb", ["test", "pause", "resume"])
def test_buttons_are_no_links(network, browser, verb):
    account = an_account()

    assert browser.get(reverse("sharing_account_act", args=[account.pk, verb])).status_code == 405


# --- Settings ---


def test_the_settings_of_an_account_are_kept_and_its_tokens_left_alone(network, browser):
    account = an_account()
    kept = account.secrets
    typed = {
        "name": "Another name", "organization": "", "language": "fr", "price_plain": "0.015", "price_linked": "0.2",
        "monthly_budget": "12.5", "time_zone": "America/Halifax", "quiet_from": "21:00", "quiet_to": "06:30",
    }  # fmt: skip

    browser.post(reverse("sharing_account", args=[account.pk]), typed)

    account.refresh_from_db()
    assert (account.name, account.language, account.time_zone) == ("Another name", "fr", "America/Halifax")
    assert str(account.monthly_budget) == "12.50" and not account.is_quiet_on_weekends and account.secrets == kept


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("time_zone", "Nowhere/Town", "is no time zone"),
        ("monthly_budget", "-1", "greater than or equal to 0"),
        ("monthly_budget", "much", "Enter a number"),
        ("quiet_to", "", "Give both hours"),
        ("name", "", "required"),
        ("name", "x" * 200, "at most 120"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_keeps_what_was_typed(network, browser, field, value, sentence):
    account = an_account()
    typed = {
        "name": "Kept words", "organization": "", "language": "", "price_plain": "0", "price_linked": "0", "monthly_budget": "",
        "time_zone": "America/Toronto", "quiet_from": "20:00", "quiet_to": "07:00", field: value,
    }  # fmt: skip

    answer = browser.post(reverse("sharing_account", args=[account.pk]), typed)

    assert answer.status_code == 200 and sentence in said(answer)
    assert field == "name" or 'value="Kept words"' in answer.content.decode()


def test_turning_the_dry_run_off_says_what_follows_and_who_did_it(browser, editor):
    typed = {"late_after_hours": "48", "again_after_days": "30", "evergreen_per_week": "3"}

    answer = browser.post(reverse("sharing_settings"), typed, follow=True)

    assert not SharingSettings.load().is_dry_run and "The dry run is off" in said(answer)
    line = ModelLogEntry.objects.get(action="sharing.settings")
    assert line.user == editor and line.data == {"is_dry_run": False}


def test_the_settings_name_what_they_count(browser):
    answer = browser.get(reverse("sharing_settings"))

    assert "Evergreen pages in a week, at most" in said(answer)


def test_an_empty_list_says_how_to_begin(browser):
    answer = browser.get(reverse("sharing_accounts"))

    assert "No account is connected yet" in said(answer) and "Dry run" in said(answer)
    for channel in channels.CHANNELS.values():
        assert channel.label in said(answer)


# --- Warnings ---


def mails() -> list[str]:
    return [message.subject for message in mail.outbox]


def test_editors_are_warned_at_14_7_and_1_days_once_each(network, editor, monkeypatch):
    now = timezone.now()
    an_account(sign_in_expires_at=now + timedelta(days=20))

    for days_later in (0, 6.5, 7, 12, 13.5, 14, 18, 19.5, 19.6):
        monkeypatch.setattr("sharing.expiring.timezone.now", lambda days=days_later: now + timedelta(days=days))
        expiring.warn()

    assert len(mails()) == 3 and all("the sign-in ends on" in subject for subject in mails())


def test_the_warning_speaks_the_language_of_its_reader(network, monkeypatch):
    from wagtail.users.models import UserProfile

    UserProfile.objects.create(user=an_editor("Estelle"), preferred_language="fr")
    seen = []
    monkeypatch.setattr("sharing.expiring.render_to_string", lambda *_: seen.append(translation.get_language()) or "Subject\nWords")
    an_account(sign_in_expires_at=timezone.now() + timedelta(days=3))

    expiring.warn()

    assert seen == ["fr"]


def test_connecting_again_begins_the_warnings_anew(network, editor):
    account = an_account(sign_in_expires_at=timezone.now() + timedelta(days=1), warned_days=1)
    tokens = Tokens({"access_token": TOKEN}, timezone.now() + timedelta(days=60))

    signing_in.connected(account, Choice(network.who[0], tokens), by=editor)

    account.refresh_from_db()
    assert account.warned_days is None and account.sign_in_expires_at > timezone.now() + timedelta(days=59)


def test_the_first_page_of_the_admin_shows_what_ends(network, browser):
    an_account(name="Ours there", sign_in_expires_at=timezone.now() + timedelta(days=3))

    answer = browser.get(reverse("wagtailadmin_home"))

    assert "The sign-in of “Ours there” ends on" in said(answer)


def test_a_version_of_linkedin_that_grows_old_is_warned_of_once(editor, settings):
    an_account("linkedin", secrets={})
    settings.LINKEDIN_VERSION = "202410"

    for _time in range(3):
        expiring.warn()

    assert mails() == ["A setting for LinkedIn grows old: LINKEDIN_VERSION 202410"]
    assert "202410" in expiring.warnings()[0].said


@pytest.mark.parametrize(("version", "is_old"), [("202610", False), ("202602", False), ("202601", True), ("202510", True), ("soon", True)])
def test_a_version_is_old_after_ten_months(version, is_old):
    from datetime import date

    assert expiring.is_version_old(version, date(2026, 11, 26)) is is_old


# --- Keys ---


def test_every_kept_token_moves_under_the_first_key(network, settings, capsys):
    settings.SHARING_KEYS = ["the old key"]
    account, empty = an_account(), an_account(remote_id="id-2", secrets={})
    settings.SHARING_KEYS = ["the new key", "the old key"]

    call_command("share_keys")

    settings.SHARING_KEYS = ["the new key"]
    account.refresh_from_db()
    empty.refresh_from_db()
    assert unseal(account.secrets)["refresh_token"] == REFRESH and empty.secrets == ""
    assert "1 of 1" in capsys.readouterr().out


def test_what_no_key_opens_is_named_and_left_as_it_is(network, settings, capsys):
    settings.SHARING_KEYS = ["a key that is lost"]
    account = an_account(name="Ours there")
    settings.SHARING_KEYS = ["the new key"]

    call_command("share_keys")

    was = account.secrets
    account.refresh_from_db()
    assert account.secrets == was and "Ours there" in capsys.readouterr().out
