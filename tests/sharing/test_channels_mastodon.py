"""Mastodon under each fault, and its own rules, which only the fake has; what a real relative has too is in tests/peers/."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from sharing.channels import pictures
from sharing.channels.base import Limited, LoggedOut, Login, NotSent, Refused, Unsure
from sharing.channels.http import ask
from sharing.channels.mastodon import CHANNEL as MASTODON
from tests.fakes.networks.mastodon import NUMBER, TOKEN, USER
from tests.fakes.networks.server import Running
from tests.peers.conftest import picture
from tests.sharing.faked import LINK, a_message, agree, emptied, impatient, started_once  # noqa: F401
from tests.sharing.test_channels_faults import AFTER_A_CREATE, HARMLESS

BACK = "http://127.0.0.1:8000/back/"


@pytest.fixture
def login(fakes: Running) -> Login:
    return Login(fakes.url, NUMBER, USER, {"access_token": TOKEN})


@pytest.mark.parametrize("kind", [kind for kind in AFTER_A_CREATE if kind != "duplicate"])
def test_after_a_fault_the_channel_says_what_is_certain_and_looking_first_ends_in_one_post(fakes, login, kind):
    post, (expected, stored) = a_message(), AFTER_A_CREATE[kind]
    fakes.world.faults.add(kind=kind, network="mastodon", route="create", seconds=1)

    with impatient(fakes), pytest.raises(expected) as fault:
        MASTODON.send(login, post)
    there = len(fakes.world.posts("mastodon"))
    found = MASTODON.find(login, post) or MASTODON.send(login, post)

    assert type(fault.value) is expected
    assert there == stored
    assert [each["id"] for each in fakes.world.posts("mastodon")] == [found.id]
    assert TOKEN not in str(fault.value)


def test_a_key_is_remembered_for_an_hour_and_after_that_only_looking_helps(fakes, login, monkeypatch):
    post, world = a_message(), fakes.world["mastodon"]
    first = MASTODON.send(login, post)

    within = MASTODON.send(login, post)
    for kept in world.shelf.all("idempotency"):
        world.shelf.change("idempotency", kept["id"], at=kept["at"] - 3601)

    assert within == first
    assert MASTODON.find(login, post) == first
    assert MASTODON.send(login, post) != first  # so nobody may send it now without looking


@pytest.mark.parametrize("kind", HARMLESS)
def test_a_picture_that_does_not_arrive_leaves_nothing_behind(fakes, login, kind):
    fakes.world.faults.add(kind=kind, network="mastodon", route="upload", seconds=1)

    with impatient(fakes), pytest.raises(HARMLESS[kind]):
        MASTODON.send(login, a_message(picture=picture()))

    assert fakes.world.posts("mastodon") == []


def test_a_picture_is_waited_for_until_the_server_has_made_it_ready(fakes, login, monkeypatch):
    monkeypatch.setattr(fakes.world["mastodon"], "processing_seconds", 0.1)
    monkeypatch.setattr("sharing.channels.mastodon.PAUSES", (0.05,) * 20)

    MASTODON.send(login, a_message(picture=picture()))

    (post,) = fakes.world.posts("mastodon")
    assert [each["alt"] for each in post["pictures"]] == ["A run chart: falls went down"]


def test_a_picture_that_is_never_ready_is_tried_again_later_and_nothing_is_posted(fakes, login, monkeypatch):
    monkeypatch.setattr(fakes.world["mastodon"], "processing_seconds", 60)
    monkeypatch.setattr("sharing.channels.mastodon.PAUSES", (0.01, 0.01))

    with pytest.raises(NotSent) as fault:
        MASTODON.send(login, a_message(picture=picture()))

    assert fault.value.code == "picture-not-ready"
    assert fakes.world.posts("mastodon") == []


@pytest.mark.parametrize("kind", ["timeout", "garbage", "502", "cut"])
def test_a_fault_while_looking_says_nothing_about_the_post(fakes, login, kind):
    fakes.world.faults.add(kind=kind, network="mastodon", route="timeline", seconds=1)

    with impatient(fakes), pytest.raises(Unsure):
        MASTODON.find(login, a_message())


def test_too_many_posts_to_look_through_leave_it_unsure(fakes, login, monkeypatch):
    monkeypatch.setattr("sharing.channels.mastodon.A_PAGE", 1)
    for number in range(7):
        MASTODON.send(login, a_message(f"Number {number}", key=f"n{number}"))

    with pytest.raises(Unsure):
        MASTODON.find(login, a_message("Never sent", key="n"))


@pytest.mark.parametrize("kind", ["timeout-after-commit", "reset", "502", "429"])
def test_a_delete_may_be_repeated_after_any_fault(fakes, login, kind):
    remote = MASTODON.send(login, a_message())
    fakes.world.faults.add(kind=kind, network="mastodon", route="delete", seconds=1)

    with impatient(fakes), pytest.raises((NotSent, Limited)):
        MASTODON.delete(login, remote)
    MASTODON.delete(login, remote)

    assert fakes.world.posts("mastodon", is_live=True) == []


def test_the_hour_at_which_a_limit_ends_is_read_in_their_way(fakes, login):
    fakes.world.faults.add(kind="429", network="mastodon", reset_in=900)

    with pytest.raises(Limited) as fault:
        MASTODON.send(login, a_message())

    assert timedelta(minutes=14) < fault.value.until - datetime.now(UTC) <= timedelta(minutes=15)


def test_thirty_deletes_in_half_an_hour_are_the_limit(fakes, login):
    remotes = [MASTODON.send(login, a_message(f"Number {number}", key=f"n{number}")) for number in range(31)]

    for remote in remotes[:30]:
        MASTODON.delete(login, remote)

    with pytest.raises(Limited):
        MASTODON.delete(login, remotes[30])


def test_the_servers_own_limit_counts_where_it_states_one(fakes, login, monkeypatch):
    monkeypatch.setattr(fakes.world["mastodon"], "max_characters", 1000)
    limits = MASTODON.whoami(login).limits
    text = "x" * 976 + f" {LINK}"

    assert MASTODON.count(text, limits=limits).used == 1000
    assert MASTODON.send(login, a_message(text)).id
    with pytest.raises(Refused) as refused:
        MASTODON.send(login, a_message(f"y{text}", key="k2"))
    assert refused.value.code == "too-long"


def test_a_picture_larger_than_the_server_takes_is_made_smaller(fakes, login, monkeypatch):
    monkeypatch.setattr(fakes.world["mastodon"], "image_size_limit", 100_000)
    large = picture(600, 315, is_noisy=True)

    MASTODON.send(replace(login, limits=MASTODON.whoami(login).limits), a_message(picture=large))

    (post,) = fakes.world.posts("mastodon")
    mime, content = fakes.world["mastodon"].shelf.picture(post["pictures"][0]["picture"])
    assert (mime, len(content) < 100_000 < len(large.content)) == ("image/jpeg", True)


@pytest.mark.parametrize(
    ("change", "kind", "code"),
    [({"is_disabled": True}, Refused, "suspended"), ({}, LoggedOut, "")],
    ids=["disabled", "no such token"],
)
def test_an_account_that_may_not_post_is_told_apart_from_a_token_that_is_not_taken(fakes, login, change, kind, code):
    if change:
        fakes.world["mastodon"].shelf.change("account", NUMBER, **change)
    else:
        login = replace(login, secrets={"access_token": "never-seen"})

    with pytest.raises(kind) as refused:
        MASTODON.send(login, a_message())

    assert refused.value.code == code


def test_the_code_of_a_sign_in_is_worth_nothing_to_who_did_not_ask_for_it(fakes):
    app = MASTODON.register(fakes.url, BACK, is_trusted_host=True)
    address = MASTODON.authorize_url(app, state="s", verifier="a" * 50)

    assert parse_qs(urlsplit(address).query)["code_challenge_method"] == ["S256"]
    with pytest.raises(LoggedOut):
        MASTODON.exchange(app, code=agree(address)["code"], verifier="b" * 50)
    with pytest.raises(LoggedOut):
        MASTODON.exchange(app, code="guessed", verifier="a" * 50)
    assert MASTODON.exchange(app, code=agree(address)["code"], verifier="a" * 50)


def test_a_client_that_the_server_has_forgotten_is_told_apart_from_a_wrong_code(fakes):
    app = MASTODON.register(fakes.url, BACK, is_trusted_host=True)

    with pytest.raises(Refused) as refused:
        MASTODON.exchange(replace(app, client_secret="another-secret"), code="c", verifier="v")

    assert refused.value.code == "client"
    assert "another-secret" not in refused.value.detail


def test_a_token_without_an_end_is_looked_at_and_kept(fakes, login):
    app = MASTODON.register(fakes.url, BACK, is_trusted_host=True)

    assert MASTODON.refresh(login, app).secrets == login.secrets
    with pytest.raises(LoggedOut):
        MASTODON.refresh(replace(login, secrets={"access_token": "never-seen"}), app)


@pytest.mark.parametrize(
    ("asked", "status", "says"),
    [
        ({"status": " "}, 422, "can't be blank"),
        ({"status": "x" * 501}, 422, "character limit of 500"),
        ({"status": "x", "visibility": "everyone"}, 422, "Visibility"),
        ({"status": "x", "language": "English"}, 422, "Language"),
        ({"status": "x", "media_ids": ["1"]}, 422, "not found or already attached"),
        ({"status": "x", "media_ids": ["1"] * 5}, 422, "more than 4"),
        ({"status": "x", "in_reply_to_id": "1"}, 404, "does not appear to exist"),
        ({"status": "x", "scheduled_at": "2026-01-01T00:00:00Z"}, 422, "must be in the future"),
    ],
)
def test_the_fake_refuses_what_mastodon_refuses(fakes, asked, status, says):
    answer = ask("POST", f"{fakes.url}/api/v1/statuses", json=asked, headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.status == status
    assert says in answer.text
    assert fakes.world.posts("mastodon") == []


def test_the_fake_gives_the_words_of_a_deleted_post_back(fakes, login):
    remote = MASTODON.send(login, a_message("Correction: 3 < 4 & #QI"))

    answer = ask("DELETE", f"{fakes.url}/api/v1/statuses/{remote.id}", headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.dig("text") == "Correction: 3 < 4 & #QI"


def test_a_post_is_found_by_the_link_of_its_card_too(fakes, login):
    post = a_message()
    remote = MASTODON.send(login, post)
    fakes.world["mastodon"].shelf.change("post", remote.id, text="Shown in other words", card={"url": LINK})

    assert MASTODON.find(login, post) == remote
    assert (
        MASTODON.find(
            login, replace(post, link="https://throughline.example.org/s/other/", text="https://throughline.example.org/s/other/")
        )
        is None
    )


def test_what_cannot_be_made_small_enough_is_refused():
    with pytest.raises(Refused) as refused:
        pictures.at_most(picture(200, 200, is_noisy=True), 500)

    assert refused.value.code == "picture-too-big"
