"""What every test stands on: the foundation laid once in the test database, fresh caches, own folders, no way out to the network."""

import gc

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import override_settings
from django.utils import translation
from pytest_django.plugin import blocking_manager_key
from wagtail.signal_handlers import disable_reference_index_auto_update
from xdist.scheduler import LoadFileScheduling

from search.engines import embedded
from tests import ground, migrated, network


class Unwritten:
    """Stands in for the task that writes Wagtail's own index."""

    def enqueue(self, *args: str) -> None: ...


# The files that take longest, so that no process is left alone with one of them at the end.
LONG = [
    "test_analyzers", "test_bluesky", "test_sharing_peers", "test_bad_words", "test_story_way", "test_composer", "test_rights_matrix", "test_joining", "test_demo",
    "test_demo_loading", "test_hostile", "test_uploads", "test_import", "test_own_work", "test_rows", "test_pages", "test_query_bounds", "test_sending",
]  # fmt: skip

WITH_SERVER = "tests/search/cluster/"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Longest first, where several processes share the files (with --no-loadscope-reorder)."""
    places = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONG)))


class OneServer(LoadFileScheduling):
    """A process takes a whole file; the files that ask a real Elasticsearch go to one process together, which starts it once."""

    def _split_scope(self, nodeid: str) -> str:
        return WITH_SERVER if nodeid.startswith(WITH_SERVER) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling | None:
    return OneServer(config, log) if config.getoption("dist") == "loadfile" else None


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
def django_db_setup(django_test_environment, django_db_blocker, tmp_path_factory):
    """A database of this process alone, migrated, and with the pages, groups and workflow of a new site."""
    with django_db_blocker.unblock(), migrated.copied(to=tmp_path_factory.mktemp("database") / "test.sqlite3"):
        ground.lay()
        gc.freeze()  # what stays to the end need not be looked through again and again
        yield


@pytest.fixture(autouse=True)
def fresh_pages_cache():
    """Nothing kept by one test is seen by the next."""
    caches["pages"].clear()
    embedded.forget()


@pytest.fixture(autouse=True)
def english_at_first():
    """A page that was asked for in French leaves its language in the thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def references_unwritten(request):
    """Wagtail's list of what mentions what, a fifth of the time of each save, is kept only where its words or its answers are tried."""
    if request.node.get_closest_marker("references") or request.node.get_closest_marker("journey"):
        yield
        return
    with disable_reference_index_auto_update():
        yield


@pytest.fixture(autouse=True)
def admin_index_unwritten(request, monkeypatch):
    """The index behind the search of Wagtail's admin, another fifth of each save, is written only where that search is tried."""
    if not (request.node.get_closest_marker("admin_search") or request.node.get_closest_marker("journey")):
        monkeypatch.setattr("modelsearch.signal_handlers.insert_or_update_object_task", Unwritten())


def _empties_the_database(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or bool({"transactional_db", "live_server"} & set(item.fixturenames))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    with item.config.stash[blocking_manager_key].unblock():
        ground.lay_again()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item):
    try:
        return (yield)
    finally:  # also when a fixture complained: the tables are empty then, too
        if _empties_the_database(item):
            ground.swept()
