"""The whole way in a browser: approved on the desk, live on the real Bluesky server and on the fakes, taken back everywhere."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from sharing import secrets, sender
from sharing.channels import CHANNELS
from sharing.channels.base import App
from sharing.models import Account, SharePost, SharingSettings
from tests.factories import a_live_story, an_editor
from tests.factories.sharing import a_share_draft, an_account
from tests.fakes.networks import running as fakes_running
from tests.fakes.networks.mastodon import NUMBER, TOKEN, USER
from tests.fakes.networks.server import Running
from tests.peers import bluesky
from tests.peers.conftest import started
from tests.sharing.faked import TOKENS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.peers]
S = SharePost.State


@pytest.fixture(scope="module")
def pds() -> Iterator[bluesky.Server]:
    yield from started(bluesky.running)


@pytest.fixture
def fakes() -> Iterator[Running]:
    with fakes_running() as server:
        yield server


@pytest.fixture
def accounts(settings, pds, fakes) -> dict[str, Account]:
    """Connected, one on each network; nothing but this machine is behind them."""
    at_fakes = dict.fromkeys(settings.SHARING_BASE_URLS, fakes.url)
    settings.SHARING_BASE_URLS = {**at_fakes, "bluesky": pds.url}
    settings.SHARING_HOSTS_MAY_BE_PRIVATE = True
    rules = SharingSettings.load()
    rules.is_dry_run = False
    rules.save()
    there = pds.account()
    (choice,) = CHANNELS["bluesky"].connect(App(pds.url, pds.url, ""), {"handle": there.handle, "app_password": there.app_password})
    made = {"bluesky": an_account("bluesky", remote_id=there.did, handle=there.handle, secrets=secrets.seal(choice.tokens.secrets))}
    token = secrets.seal({"access_token": TOKEN})
    made["mastodon"] = an_account("mastodon", host=fakes.url, remote_id=NUMBER, handle=USER, secrets=token)
    for network, (remote_id, handle, token) in TOKENS.items():
        made[network] = an_account(network, remote_id=remote_id, handle=handle, secrets=secrets.seal({"access_token": token}))
    return made


def test_an_approved_story_is_live_on_every_network_and_withdrawn_from_every_one(open_page, sign_in, accounts, pds, fakes):
    story = a_live_story(title="Fewer falls on three wards")
    for account in accounts.values():
        a_share_draft(story, account)
    desk = open_page("wide")
    sign_in(desk, an_editor("Edda Editor"))

    desk.goto("/admin/sharing/")
    for box in desk.get_by_role("checkbox", name=story.title).all():
        box.check()
    desk.get_by_role("button", name="Approve the ticked posts").click()
    expect(desk.get_by_text("5 posts are approved.")).to_be_visible()

    posts = {post.account.network: post for post in SharePost.objects.select_related("account")}
    (record,) = (each["value"] for each in pds.posts(accounts["bluesky"].remote_id))
    assert {network: (post.state, post.detail) for network, post in posts.items()} == dict.fromkeys(accounts, (S.SENT, ""))
    assert story.title in record["embed"]["external"]["title"]
    assert pds.blob(accounts["bluesky"].remote_id, record["embed"]["external"]["thumb"]).startswith((b"\x89PNG", b"\xff\xd8"))
    assert {post["network"] for post in fakes.world.posts(is_live=True)} == set(accounts) - {"bluesky"}
    desk.goto(f"/admin/pages/{story.pk}/unpublish/")
    desk.get_by_role("button", name="Yes, unpublish it").click()
    expect(desk.get_by_text("unpublished.")).to_be_visible()
    sender.work_off()  # the clock's turn

    assert {post.state for post in SharePost.objects.all()} == {S.RETRACTED}
    assert pds.posts(accounts["bluesky"].remote_id) == []
    assert fakes.world.posts(is_live=True) == []
    assert len(fakes.world.posts()) == 4
