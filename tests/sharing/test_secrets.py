"""A token is planted, everything is done with its account, and then it is looked for wherever anything is written or shown."""

import io
import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import redirect_stdout

import httpx
import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.views.debug import ExceptionReporter
from wagtail.models import ModelLogEntry

from sharing import channels, ledger, signing_in
from sharing.channels.base import ChannelError, Login, Picture
from sharing.models import Account, SharePost
from sharing.secrets import Secrets, SecretsLost, rotate, seal, unseal
from tests.factories import an_editor
from tests.fakes.networks import running
from tests.fakes.networks.bluesky import APP_PASSWORD, HANDLE
from tests.sharing.signing import REFRESH, TOKEN, Answering, an_account

PLANTED = (TOKEN, REFRESH, "planted-app-password", "planted-client-secret")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Every logger at its most talkative, those of the libraries that speak HTTP too."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s %(args)s"))
    loggers = [
        logging.getLogger(name) for name in ("", "httpx", "httpcore", "throughline", "throughline.sharing", "django", "django.request")
    ]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield written
    for logger, level in zip(loggers, before, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def found_in(*texts: object) -> list[str]:
    return [planted for planted in PLANTED for text in texts if planted in str(text)]


# --- Kept ---


def test_what_is_kept_cannot_be_read_and_comes_back_whole(settings):
    settings.SHARING_KEYS = ["a key"]

    kept = seal({"access_token": TOKEN})

    assert TOKEN not in kept and dict(unseal(kept)) == {"access_token": TOKEN} and seal({}) == "" and dict(unseal("")) == {}


def test_the_first_key_seals_and_every_key_opens(settings):
    settings.SHARING_KEYS = ["old"]
    kept = seal({"access_token": TOKEN})
    settings.SHARING_KEYS = ["new", "old"]
    moved = rotate(kept)
    settings.SHARING_KEYS = ["new"]

    assert unseal(moved)["access_token"] == TOKEN
    with pytest.raises(SecretsLost) as lost:
        unseal(kept)
    assert not found_in("".join(traceback.format_exception(lost.value)))


@pytest.mark.parametrize("kept", ["", "no token of Fernet", "gAAAAA", "\x00" * 40, "é" * 40])
def test_what_is_damaged_is_lost_and_never_an_error(kept):
    for read in (unseal, rotate):
        try:
            read(kept)
        except SecretsLost:
            pass


# --- Shown ---


def test_nothing_prints_a_token():
    login = Login("https://social.example", "id", "us", {"access_token": TOKEN, "refresh_token": REFRESH})
    app = signing_in.app_of("x", kept={"client_id": "id", "client_secret": "planted-client-secret"})

    printed = [form(each) for each in (login, app, Secrets({"access_token": TOKEN})) for form in (repr, str)]

    assert not found_in(*printed, f"{login}", Picture(b"", "", ""))


@pytest.mark.django_db
def test_no_export_holds_a_token_not_even_encrypted():
    account = an_account()

    written = io.StringIO()
    with redirect_stdout(written):
        call_command("dumpdata", "sharing", indent=1)
    exported = [written.getvalue(), *(serializers.serialize(form, [account]) for form in ("json", "xml"))]

    assert not found_in(*exported) and all(account.secrets not in text for text in exported)
    assert json.loads(exported[0])[0]["fields"]["secrets"] == ""


@pytest.mark.django_db
def test_an_error_page_shows_no_token(rf: RequestFactory):
    """What Django would show or mail of a fault in the middle of renewing: with the filter that hides marked variables."""

    def broken(login: Login) -> None:
        raise RuntimeError("in the middle of it")

    account = an_account(token_expires_at=timezone.now())
    network = Answering(on_refresh=broken)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(channels.CHANNELS, "answering", network)
        with pytest.raises(RuntimeError) as fault:
            signing_in.login_of(account)
    report = ExceptionReporter(rf.post("/", {"app_password": "planted-app-password"}), fault.type, fault.value, fault.tb)
    frames = [frame for frame in report.get_traceback_data()["frames"] if "/sharing/signing_in" in frame["filename"]]

    assert frames and all(frame["vars"] for frame in frames) and not found_in(*(frame["vars"] for frame in frames))


@pytest.mark.parametrize("debug", [True, False])
def test_no_error_page_shows_what_a_library_held_for_us(rf: RequestFactory, settings, debug):
    """A fault far below, where the header with the token is a plain variable."""
    settings.DEBUG = debug
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx.Client, "send", lambda self, request, **_: json.loads("{" + f"{request.headers}"))
        with pytest.raises(ValueError) as fault:
            channels.channel("bluesky").whoami(Login("http://127.0.0.1:9", "id", "us", {"access_token": TOKEN}))
    report = ExceptionReporter(rf.get("/"), fault.type, fault.value, fault.tb)
    frames = [frame for frame in report.get_traceback_data()["frames"] if "/tests/" not in frame["filename"]]

    assert len(frames) > 3 and not found_in(*(frame["vars"] for frame in frames))


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [True, False])
def test_a_fault_while_connecting_shows_nothing_that_was_typed(monkeypatch, settings, debug):
    settings.DEBUG = debug
    network = Answering(signs_in_by=("form",), form_fields=("handle", "app_password"))
    monkeypatch.setattr(network, "connect", lambda app, values: 1 / 0)
    monkeypatch.setitem(channels.CHANNELS, "answering", network)
    browser = Client(raise_request_exception=False)
    browser.force_login(an_editor(), backend="django.contrib.auth.backends.ModelBackend")

    answer = browser.post(
        reverse("sharing_connect", args=["answering"]),
        {"name": "", "organization": "", "language": "", "handle": "us", "app_password": "planted-app-password"},
    )

    assert answer.status_code == 500 and not found_in(answer.content.decode())


# --- With the whole way walked over real HTTP ---


@pytest.mark.django_db
def test_a_whole_life_of_an_account_leaves_its_tokens_nowhere(lines, settings):
    """Against the fake of Bluesky, which answers as strictly as the real one: sign in, test, fail, renew, pause, let go."""
    with running() as fakes:
        settings.SHARING_BASE_URLS = {**settings.SHARING_BASE_URLS, "bluesky": fakes.url}
        handle, password = HANDLE, APP_PASSWORD
        editor = an_editor("Eddie")
        browser = Client()
        browser.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
        typed = {"name": "Ours", "organization": "", "language": "", "handle": handle, "app_password": password}
        pages = [browser.post(reverse("sharing_connect", args=["bluesky"]), {**typed, "app_password": "planted-app-password"})]
        pages.append(browser.post(reverse("sharing_connect", args=["bluesky"]), typed, follow=True))
        account = Account.objects.get()
        tokens = list(unseal(account.secrets).values())
        pages.append(browser.post(reverse("sharing_account_act", args=[account.pk, "test"]), follow=True))
        Account.objects.filter(pk=account.pk).update(token_expires_at=timezone.now())
        signing_in.login_of(account)
        account.refresh_from_db()
        tokens += list(unseal(account.secrets).values())
        post = SharePost.objects.create(content="page-1", account=account, title="A story", parts=["Words"])
        ledger.change(post, SharePost.State.SKIPPED, reason="editor", detail="Words of an editor")
        wrong = Login(fakes.url, account.remote_id, account.handle, {"access_token": TOKEN, "refresh_token": REFRESH})
        with pytest.raises(ChannelError) as fault:
            channels.channel("bluesky").whoami(wrong)
        with pytest.raises(ValidationError):
            signing_in.connected(
                Account(network="bluesky"), channels.channel("bluesky").connect(signing_in.app_of("bluesky"), typed)[0], by=editor
            )
        for name in ("sharing_accounts", "sharing_account", "sharing_reconnect", "sharing_disconnect"):
            named = {"sharing_accounts": [], "sharing_reconnect": [account.pk, "bluesky"]}.get(name, [account.pk])
            pages.append(browser.get(reverse(name, args=named)))
        pages.append(browser.get(reverse("wagtailadmin_home")))
        pages.append(browser.post(reverse("sharing_disconnect", args=[account.pk]), follow=True))

    written = [
        lines.getvalue(),
        "".join(traceback.format_exception(fault.value)),
        *(page.content.decode() for page in pages),
        *(str(row) for row in ModelLogEntry.objects.values()),
        *(str(row) for row in Account.objects.values()),
        *(str(row) for row in SharePost.objects.values()),
        *(str(event) for event in post.events.values()),
        str(dict(browser.session)),
    ]
    secret = [*PLANTED, *(token for token in tokens if len(token) > 8), password]
    assert len(secret) > 6 and "httpx" in lines.getvalue()
    assert [(each[:12], text[:80]) for each in secret for text in written if each in text] == []
