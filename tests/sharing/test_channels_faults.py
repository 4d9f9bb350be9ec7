"""X, LinkedIn and Facebook under each fault: what the channel says, what is really there, and that looking first never doubles a post."""

from json import dumps

import httpx
import pytest

from sharing.channels import CHANNELS
from sharing.channels.base import ChannelError, Duplicate, Limited, LoggedOut, Login, NoCredit, NotSent, Remote, Unsure
from sharing.channels.http import Answer
from tests.sharing.faked import TOKENS, a_card, a_message, emptied, impatient, login_to, started_once  # noqa: F401

NETWORKS = ["x", "linkedin", "facebook"]
AFTER_A_CREATE = {
    "timeout": (Unsure, 0),
    "timeout-after-commit": (Unsure, 1),
    "reset": (Unsure, 0),
    "reset-after-commit": (Unsure, 1),
    "500": (Unsure, 0),
    "502": (Unsure, 0),
    "503": (Unsure, 0),
    "500-after-commit": (Unsure, 1),
    "502-after-commit": (Unsure, 1),
    "503-after-commit": (Unsure, 1),
    "slow-body": (Unsure, 1),
    "garbage": (Unsure, 1),
    "cut": (Unsure, 1),
    "429": (Limited, 0),
    "402": (NoCredit, 0),
    "expired-token": (LoggedOut, 0),
    "duplicate": (Duplicate, 1),
}
HARMLESS = {
    "timeout": NotSent,
    "reset": NotSent,
    "502": NotSent,
    "cut": NotSent,
    "429": Limited,
    "402": NoCredit,
    "expired-token": LoggedOut,
}


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("kind", AFTER_A_CREATE)
def test_after_a_fault_the_channel_says_what_is_certain_and_looking_first_ends_in_one_post(fakes, network, kind):
    channel, login, post = CHANNELS[network], login_to(fakes, network), a_message()
    fakes.world.faults.add(kind=kind, network=network, route="create", seconds=1)
    expected, stored = AFTER_A_CREATE[kind]

    with impatient(fakes), pytest.raises(expected) as fault:
        channel.send(login, post)
    there = len(fakes.world.posts(network))
    found = channel.find(login, post) or channel.send(login, post)

    assert type(fault.value) is expected
    assert there == stored
    assert [each["id"] for each in fakes.world.posts(network)] == [found.id]
    assert login.secrets["access_token"] not in str(fault.value)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("kind", HARMLESS)
def test_a_picture_that_does_not_arrive_leaves_nothing_behind(fakes, network, kind):
    login, card = login_to(fakes, network), a_card()
    post = a_message("With a picture, without a link", picture=card.picture)
    fakes.world.faults.add(kind=kind, network=network, route="upload", seconds=1)

    with impatient(fakes), pytest.raises(HARMLESS[kind]):
        CHANNELS[network].send(login, post)

    assert fakes.world.posts(network) == []


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("kind", ["timeout", "garbage", "502", "cut"])
def test_a_fault_while_looking_says_nothing_about_the_post(fakes, network, kind):
    login, post = login_to(fakes, network), a_message()
    fakes.world.faults.add(kind=kind, network=network, route="timeline", seconds=1)

    with impatient(fakes), pytest.raises(Unsure):
        CHANNELS[network].find(login, post)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("kind", ["timeout-after-commit", "reset", "502", "429"])
def test_a_delete_may_be_repeated_after_any_fault(fakes, network, kind):
    channel, login = CHANNELS[network], login_to(fakes, network)
    remote = channel.send(login, a_message())
    fakes.world.faults.add(kind=kind, network=network, route="delete", seconds=1)

    with impatient(fakes), pytest.raises((NotSent, Limited)):
        channel.delete(login, remote)
    channel.delete(login, remote)
    channel.delete(login, remote)

    assert fakes.world.posts(network, is_live=True) == []
    assert channel.find(login, a_message()) is None


@pytest.mark.parametrize("network", NETWORKS)
def test_an_old_post_with_other_words_and_another_link_is_not_taken_for_this_one(fakes, network):
    channel, login = CHANNELS[network], login_to(fakes, network)
    channel.send(login, a_message("Fewer falls, told before https://throughline.example.org/s/other/"))

    assert channel.find(login, a_message()) is None
    assert channel.find(login, a_message("Fewer falls, told")) is None


@pytest.mark.parametrize("network", NETWORKS)
def test_a_post_without_a_link_is_found_by_its_words(fakes, network):
    channel, login = CHANNELS[network], login_to(fakes, network)
    post = a_message("Correction: 3 < 4 & (all) wards,\nnot 5. #QI")

    remote = channel.send(login, post)

    assert channel.find(login, post) == remote


@pytest.mark.parametrize("network", NETWORKS)
def test_counts_come_back_and_what_is_gone_is_left_out(fakes, network):
    channel, login = CHANNELS[network], login_to(fakes, network)
    kept, gone = channel.send(login, a_message()), channel.send(login, a_message("Another one"))
    fakes.world[network].shelf.change("post", kept.id, likes=5, replies=2)
    channel.delete(login, gone)

    counts = channel.counts(login, [gone, kept])

    assert {number: (each.likes, each.replies) for number, each in counts.items()} == {kept.id: (5, 2)}


@pytest.mark.parametrize("network", NETWORKS)
def test_a_token_that_ended_is_told_clearly_and_a_broken_server_is_no_such_thing(fakes, network):
    login = login_to(fakes, network, secrets={"access_token": "never-seen"})

    with pytest.raises(LoggedOut):
        CHANNELS[network].whoami(login)
    fakes.world.faults.add(kind="502", network=network)
    with pytest.raises(ChannelError) as fault:
        CHANNELS[network].whoami(login)

    assert not isinstance(fault.value, LoggedOut)


@pytest.mark.parametrize(
    ("network", "base_url", "number", "address"),
    [
        ("x", "https://api.x.com", "12", "https://x.com/throughline_demo/status/12"),
        ("linkedin", "https://api.linkedin.com", "urn:li:share:12", "https://www.linkedin.com/feed/update/urn:li:share:12/"),
        ("facebook", "https://graph.facebook.com", "7_12", "https://www.facebook.com/7_12"),
    ],
)
def test_people_are_led_to_the_post_where_they_read_it_not_where_programs_do(monkeypatch, network, base_url, number, address):
    answer = Answer(201, httpx.Headers({"x-restli-id": number}), dumps({"id": number, "data": {"id": number}}).encode(), creates=True)
    monkeypatch.setattr("sharing.channels.http.ask", lambda *_asked, **_more: answer)
    remote_id, handle, token = TOKENS[network]

    remote = CHANNELS[network].send(Login(base_url, remote_id, handle, {"access_token": token}), a_message())

    assert remote == Remote(number, address)
