"""Tokens: renewed ahead of their end, by one process alone, both at once, and never lost to a passing fault."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from sharing import channels, expiring, signing_in
from sharing.channels.base import LoggedOut, Login, NotSent, Refused, Tokens, Unsure
from sharing.models import Account
from sharing.secrets import seal, unseal
from tests.factories import an_editor
from tests.sharing.signing import REFRESH, TOKEN, Answering, an_account

pytestmark = pytest.mark.django_db

SOON = timedelta(minutes=5)
LATER = timedelta(hours=2)


@pytest.fixture
def network(monkeypatch) -> Answering:
    fake = Answering()
    monkeypatch.setitem(channels.CHANNELS, "answering", fake)
    return fake


def test_a_token_that_is_good_for_long_is_used_as_it_is(network):
    account = an_account()

    login = signing_in.login_of(account)

    assert login.secrets["access_token"] == TOKEN and network.asked == []


def test_a_token_is_renewed_before_it_ends_and_both_are_kept_together(network):
    account = an_account(token_expires_at=timezone.now() + SOON)

    login = signing_in.login_of(account)

    account.refresh_from_db()
    assert login.secrets["access_token"] == "new-access-token-1234"
    assert dict(unseal(account.secrets)) == {"access_token": "new-access-token-1234", "refresh_token": "new-refresh-token-5678"}
    assert account.secret_ends_in == "1234" and account.refreshing_until is None
    assert account.token_expires_at > timezone.now() + timedelta(hours=1)


def test_an_empty_refresh_token_never_takes_the_place_of_a_kept_one(network):
    network.on_refresh = lambda login: Tokens({"access_token": "new-access-token-1234", "refresh_token": ""}, timezone.now() + LATER)
    account = an_account(token_expires_at=timezone.now() + SOON)

    signing_in.login_of(account)

    account.refresh_from_db()
    assert unseal(account.secrets)["refresh_token"] == REFRESH


@pytest.mark.parametrize("fault", [NotSent("No connection"), Unsure("502: Bad gateway"), Refused("400: invalid_client")])
def test_a_passing_fault_disconnects_nobody(network, fault):
    def failing(login: Login) -> Tokens:
        raise fault

    network.on_refresh = failing
    account = an_account(token_expires_at=timezone.now() + SOON)

    login = signing_in.login_of(account)

    account.refresh_from_db()
    assert login.secrets["access_token"] == TOKEN
    assert account.state == Account.State.CONNECTED and unseal(account.secrets)["refresh_token"] == REFRESH


def test_with_an_ended_token_a_passing_fault_says_that_nothing_was_sent(network):
    def failing(login: Login) -> Tokens:
        raise Unsure("503: Service unavailable")

    network.on_refresh = failing
    account = an_account(token_expires_at=timezone.now() - SOON)

    with pytest.raises(NotSent):
        signing_in.login_of(account)

    account.refresh_from_db()
    assert account.state == Account.State.CONNECTED and account.refreshing_until is None


def test_a_clear_no_asks_a_person_to_sign_in_and_tells_the_editors_once(network):
    def refusing(login: Login) -> Tokens:
        raise LoggedOut("400: invalid_grant")

    network.on_refresh = refusing
    an_editor("Eddie")
    account = an_account(token_expires_at=timezone.now() + SOON)

    for _time in range(2):
        with pytest.raises(LoggedOut):
            signing_in.login_of(account)

    account.refresh_from_db()
    assert account.state == Account.State.RECONNECT
    assert "invalid_grant" in signing_in.why(account)
    assert network.times("refresh") == 1
    assert expiring.warnings()[0].is_over
    assert [message.subject for message in mail.outbox] == ["Ours has to be connected again"]


def test_a_no_to_old_tokens_ends_no_sign_in_that_came_in_between(network):
    account = an_account(token_expires_at=timezone.now() + SOON)

    def connected_meanwhile(login: Login) -> Tokens:
        Account.objects.filter(pk=account.pk).update(
            secrets=seal({"access_token": "of-the-new-sign-in"}), token_expires_at=timezone.now() + LATER
        )
        raise LoggedOut("400: invalid_grant")

    network.on_refresh = connected_meanwhile

    login = signing_in.login_of(account)

    account.refresh_from_db()
    assert login.secrets["access_token"] == "of-the-new-sign-in" and account.state == Account.State.CONNECTED


def test_while_another_process_renews_the_old_token_serves_as_long_as_it_is_good(network):
    account = an_account(token_expires_at=timezone.now() + SOON, refreshing_until=timezone.now() + SOON)

    login = signing_in.login_of(account)

    assert login.secrets["access_token"] == TOKEN and network.asked == []


def test_with_an_ended_token_others_wait_for_the_one_that_renews(network, monkeypatch):
    monkeypatch.setattr(signing_in, "WAIT_SECONDS", 0.0)
    account = an_account(token_expires_at=timezone.now() - SOON, refreshing_until=timezone.now() + SOON)

    with pytest.raises(NotSent):
        signing_in.login_of(account)

    assert network.asked == []


def test_the_lock_of_a_process_that_died_opens_by_itself(network):
    account = an_account(token_expires_at=timezone.now() - SOON, refreshing_until=timezone.now() - SOON)

    login = signing_in.login_of(account)

    assert login.secrets["access_token"] == "new-access-token-1234"


def test_a_token_that_the_network_refused_is_renewed_before_its_time(network):
    account = an_account()
    refused = signing_in.login_of(account)

    login = signing_in.login_of(account, refused=refused)

    assert login.secrets["access_token"] == "new-access-token-1234"
    assert signing_in.login_of(account, refused=refused).secrets == login.secrets and network.times("refresh") == 1


def test_a_sign_in_without_a_refresh_token_ends_with_its_token(network):
    account = an_account(secrets={"access_token": TOKEN}, token_expires_at=timezone.now() - SOON)

    with pytest.raises(LoggedOut):
        signing_in.login_of(account)

    account.refresh_from_db()
    assert account.state == Account.State.RECONNECT and "come to its end" in signing_in.why(account)


def test_a_lost_key_asks_to_connect_again_in_words(network, settings):
    account = an_account()
    settings.SHARING_KEYS = ["another key than before"]

    with pytest.raises(LoggedOut):
        signing_in.login_of(account)

    account.refresh_from_db()
    assert account.state == Account.State.RECONNECT and "SHARING_KEYS" in signing_in.why(account)


def test_a_sign_in_that_nobody_uses_is_kept_up(network):
    account = an_account(token_expires_at=timezone.now() - timedelta(days=8), sign_in_expires_at=timezone.now() + timedelta(days=82))

    signing_in.keep_signed_in()

    account.refresh_from_db()
    assert network.times("refresh") == 1 and account.token_expires_at > timezone.now()


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_many_at_once_renew_once(network):
    """Each thread has a connection of its own, as processes do."""
    account = an_account(token_expires_at=timezone.now() - SOON)
    begun, got, wrong = threading.Barrier(4), [], []

    def slowly(login: Login) -> Tokens:
        threading.Event().wait(0.3)
        return Tokens({"access_token": "new-access-token-1234", "refresh_token": "r2"}, timezone.now() + LATER)

    network.on_refresh = slowly

    def ask() -> None:
        try:
            begun.wait(5)
            got.append(signing_in.login_of(account).secrets["access_token"])
        except Exception as problem:
            wrong.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert not wrong and got == ["new-access-token-1234"] * 4
    assert network.times("refresh") == 1
