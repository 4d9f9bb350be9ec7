"""The demo's desk has life: accounts on the fake networks, posts sent, queued, unknown and failed. Nothing of it reaches a real network."""

import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project

from home.demo import files, networks
from sharing import sender
from sharing.models import Account, Evergreen, SharePost, SharingSettings
from tests.factories import a_live_story, an_editor
from tests.sharing.faked import emptied, started_once  # noqa: F401 fixtures

pytestmark = pytest.mark.django_db

S = SharePost.State


@pytest.fixture
def at_the_fakes(fakes, settings):
    """A demo beside running fakes."""
    settings.DEMO, settings.FAKE_NETWORKS_URL, settings.SHARING_HOSTS_MAY_BE_PRIVATE = True, fakes.url, True
    settings.SHARING_BASE_URLS = dict.fromkeys(settings.SHARING_BASE_URLS, fakes.url)
    settings.SHARING_APPS = {"x": {"consumer_key": "fake-consumer-key", "consumer_secret": "fake-consumer-secret"}}
    return fakes


def brought(known: set[str] | None = None) -> list[str]:
    """The demo's own list, told of stories of the same names."""
    said = networks.bring(known or set(), {"second_editor": an_editor("Sasha Second")})
    return said


def stories() -> None:
    rows = files.rows_of("shares")
    for key in {*(row["page"] for row in rows["pages"]), *rows["evergreen"]}:
        a_live_story(slug=key.partition("/")[2], title=f"Demo: {key}")


def states(network: str) -> set[str]:
    return set(SharePost.objects.filter(account__network=network).values_list("state", flat=True))


def test_the_desk_of_the_demo_shows_every_state(at_the_fakes):
    stories()

    brought()

    assert set(Account.objects.values_list("network", flat=True)) == {"x", "bluesky", "mastodon", "linkedin", "by-hand"}
    assert states("bluesky") == {S.SENT, S.APPROVED, S.DRAFT}
    assert {S.SENT, S.UNKNOWN, S.FAILED, S.DRAFT} <= states("x")
    assert states("by-hand") == {S.DRAFT}
    assert Evergreen.objects.count() == 1
    assert not SharingSettings.load().is_dry_run


def test_a_second_start_posts_nothing_a_second_time(at_the_fakes):
    stories()
    brought()
    posts = list(SharePost.objects.order_by("pk").values_list("pk", "state", "remotes"))
    stored = {network.name: len(network.shelf.all("post")) for network in at_the_fakes.world.networks}

    brought({"shares", *(f"share-account/{name}" for name in ("x", "bluesky", "mastodon", "linkedin", "by-hand"))})
    sender.work_off()

    assert list(SharePost.objects.order_by("pk").values_list("pk", "state", "remotes")) == posts
    assert {network.name: len(network.shelf.all("post")) for network in at_the_fakes.world.networks} == stored


def test_an_account_that_was_disconnected_does_not_come_back(at_the_fakes):
    stories()
    brought()
    Account.objects.filter(network="x").update(state="disconnected")

    brought({"shares"})

    assert Account.objects.filter(network="x").count() == 1


def test_the_mastodon_server_moves_with_the_port_of_the_fakes(at_the_fakes, settings):
    brought()
    settings.FAKE_NETWORKS_URL = "http://127.0.0.1:9911"

    brought({"shares"})

    assert Account.objects.get(network="mastodon").host == "http://127.0.0.1:9911"


def test_without_fakes_only_the_account_by_hand_is_there(settings):
    settings.DEMO, settings.FAKE_NETWORKS_URL = True, ""
    settings.SHARING_BASE_URLS = dict.fromkeys(settings.SHARING_BASE_URLS, "http://127.0.0.1:9")

    said = brought()

    assert list(Account.objects.values_list("network", flat=True)) == ["by-hand"]
    assert any("scripts/start.py demo starts them" in sentence for sentence in said)


# --- Never in production ---


@pytest.mark.parametrize(
    ("env", "address"),
    [
        ({"FAKE_NETWORKS_URL": "http://127.0.0.1:8900"}, "https://api.x.com False "),
        ({"X_API_URL": "https://proxy.example.org/x/"}, "https://proxy.example.org/x False "),
        ({"DEMO": "1", "FAKE_NETWORKS_URL": "http://127.0.0.1:8900/"}, "http://127.0.0.1:8900 True http://127.0.0.1:8900"),
        ({"DEMO": "1"}, "http://127.0.0.1:9 True "),
    ],
)
def test_only_the_demo_speaks_to_fakes_and_it_speaks_to_nobody_else(env, address, tmp_path):
    code = "from cop_site import settings as s; print(s.SHARING_BASE_URLS['x'], s.SHARING_HOSTS_MAY_BE_PRIVATE, s.FAKE_NETWORKS_URL)"
    clean = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **env}

    said = subprocess.run([sys.executable, "-c", code], cwd=project.BASE_DIR, env=clean, capture_output=True, text=True, check=True).stdout

    assert said.removesuffix("\n") == address


def test_no_token_is_sent_in_the_clear_whatever_the_environment_says(tmp_path):
    clean = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "BLUESKY_URL": "http://127.0.0.1:8900"}

    ended = subprocess.run(
        [sys.executable, "-c", "import cop_site.settings"], cwd=project.BASE_DIR, env=clean, capture_output=True, text=True
    )

    assert "BLUESKY_URL has to begin with https://" in ended.stderr


# --- The port of the fakes ---


@pytest.fixture
def start():
    spec = importlib.util.spec_from_file_location("start", Path(project.BASE_DIR) / "scripts" / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_fakes_take_another_port_where_theirs_is_taken_and_keep_it(start, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        beside = taken.getsockname()[1] - 900

        first, second = start.port_for_fakes(tmp_path, beside), start.port_for_fakes(tmp_path, beside)

    assert first != beside + 900
    assert first == second


def test_what_was_kept_as_a_port_may_be_nonsense(start, tmp_path):
    (tmp_path / "fake-networks.port").write_text("no port")

    assert 1024 < start.port_for_fakes(tmp_path, 40_000) < 65_536
