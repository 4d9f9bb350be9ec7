"""A network in memory, accounts on it, and editors: what the tests of sharing share."""

import pytest

from sharing import channels
from sharing.models import Account, SharingSettings
from tests.factories import an_editor
from tests.factories.sharing import an_account
from tests.fakes.scripted import ScriptedChannel


@pytest.fixture
def scripted(monkeypatch) -> ScriptedChannel:
    """The network "scripted": it stores what it is sent, and fails as it is told to."""
    channel = ScriptedChannel()
    monkeypatch.setitem(channels.CHANNELS, "scripted", channel)
    return channel


@pytest.fixture
def account(db, scripted) -> Account:
    return an_account()


@pytest.fixture
def editor(db):
    return an_editor("Edda Editor")


@pytest.fixture
def really(db) -> None:
    """The dry run is over."""
    rules = SharingSettings.load()
    rules.is_dry_run = False
    rules.save()
