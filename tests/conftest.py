"""What every test stands on: the foundation laid once in the test database, fresh caches, own folders, no way out to the network."""

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import override_settings
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from tests import ground, network


@pytest.fixture(scope="session", autouse=True)
def closed_network():
    with pytest.MonkeyPatch.context() as monkeypatch:
        network.close(monkeypatch)
        yield


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory):
    """Uploads and mail of tests never lie among yours."""
    folder = tmp_path_factory.mktemp("var")
    mail = folder / "mail"
    with override_settings(MEDIA_ROOT=folder / "media", EMAIL_OUTBOX=mail, EMAIL_FILE_PATH=mail):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """A SQLite file of this run alone: two runs in one checkout do not meet. A file, because a live server opens it from other threads."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Migrated, and with the pages, groups and workflow of a new site."""
    with django_db_blocker.unblock():
        ground.lay()


@pytest.fixture(autouse=True)
def fresh_pages_cache():
    """Nothing kept by one test is seen by the next."""
    caches["pages"].clear()


@pytest.fixture(autouse=True)
def english_at_first():
    """A page that was asked for in French leaves its language in the thread."""
    translation.activate(settings.LANGUAGE_CODE)


def _empties_the_database(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or bool({"transactional_db", "live_server"} & set(item.fixturenames))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    with item.config.stash[blocking_manager_key].unblock():
        ground.lay_again()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item):
    outcome = yield
    if _empties_the_database(item):
        ground.swept()
    return outcome
