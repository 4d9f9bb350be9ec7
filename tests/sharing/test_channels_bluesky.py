"""Bluesky under each fault, and what only the fake can show; what both can is in tests/peers/."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sharing.channels.base import Limited, LoggedOut, Login, NoCredit, NotSent, Refused, Remote, Unsure
from sharing.channels.bluesky import CHANNEL as BLUESKY
from sharing.channels.bluesky import record_key
from sharing.channels.http import Answer
from tests.fakes.networks.bluesky import TID
from tests.fakes.networks.server import Running
from tests.peers.conftest import picture
from tests.sharing.faked import a_message, emptied, impatient, started_once  # noqa: F401
from tests.sharing.test_channels_faults import AFTER_A_CREATE, HARMLESS


@pytest.fixture
def login(fakes: Running) -> Login:
    granted = fakes.world["bluesky"].grant()
    return Login(fakes.url, granted.pop("did"), granted.pop("handle"), granted)


@pytest.mark.parametrize("kind", [kind for kind in AFTER_A_CREATE if kind != "duplicate"])
def test_after_a_fault_sending_again_without_looking_ends_in_one_post(fakes, login, kind):
    post, (expected, stored) = a_message(), AFTER_A_CREATE[kind]
    fakes.world.faults.add(kind=kind, network="bluesky", route="create", seconds=1)

    with impatient(fakes), pytest.raises(expected) as fault:
        BLUESKY.send(login, post)
    there = len(fakes.world.posts("bluesky"))
    sent = BLUESKY.send(login, post)

    assert type(fault.value) is expected
    assert there == stored
    assert [each["id"] for each in fakes.world.posts("bluesky")] == [sent.id]
    assert login.secrets["access_token"] not in str(fault.value)


def test_a_post_that_came_through_unseen_is_taken_for_what_it_is(fakes, login):
    post = a_message()
    fakes.world.faults.add(kind="duplicate", network="bluesky", route="create")

    sent = BLUESKY.send(login, post)

    assert [each["id"] for each in fakes.world.posts("bluesky")] == [sent.id]


@pytest.mark.parametrize("kind", HARMLESS)
def test_a_picture_that_does_not_arrive_leaves_nothing_behind(fakes, login, kind):
    fakes.world.faults.add(kind=kind, network="bluesky", route="upload", seconds=1)

    with impatient(fakes), pytest.raises(HARMLESS[kind]):
        BLUESKY.send(login, a_message(picture=picture()))

    assert fakes.world.posts("bluesky") == []


@pytest.mark.parametrize("kind", ["timeout", "garbage", "502", "cut"])
def test_a_fault_while_looking_says_nothing_about_the_post(fakes, login, kind):
    fakes.world.faults.add(kind=kind, network="bluesky", route="timeline", seconds=1)

    with impatient(fakes), pytest.raises(Unsure):
        BLUESKY.find(login, a_message())


@pytest.mark.parametrize("kind", ["timeout-after-commit", "reset", "502", "429"])
def test_a_delete_may_be_repeated_after_any_fault(fakes, login, kind):
    remote = BLUESKY.send(login, a_message())
    fakes.world.faults.add(kind=kind, network="bluesky", route="delete", seconds=1)

    with impatient(fakes), pytest.raises((NotSent, Limited)):
        BLUESKY.delete(login, remote)
    BLUESKY.delete(login, remote)

    assert fakes.world.posts("bluesky", is_live=True) == []


@pytest.mark.parametrize("kind", ["timeout", "502", "garbage", "429"])
def test_a_passing_fault_while_renewing_sends_nobody_to_sign_in_again(fakes, login, kind):
    fakes.world.faults.add(kind=kind, network="bluesky", route="refresh", seconds=1)

    with impatient(fakes), pytest.raises((NotSent, Limited)):
        BLUESKY.refresh(login, None)

    assert BLUESKY.refresh(login, None).secrets["refresh_token"]


def test_the_hour_at_which_a_limit_ends_is_read_in_their_way(fakes, login):
    fakes.world.faults.add(kind="429", network="bluesky", reset_in=900)

    with pytest.raises(Limited) as fault:
        BLUESKY.send(login, a_message())

    assert timedelta(minutes=14) < fault.value.until - datetime.now(UTC) <= timedelta(minutes=15)


@pytest.mark.parametrize(
    ("status", "error", "message", "kind", "code"),
    [
        (400, "ExpiredToken", "Token has expired", LoggedOut, ""),
        (400, "InvalidToken", "Token could not be verified", LoggedOut, ""),
        (401, "AuthMissing", "Authentication Required", LoggedOut, ""),
        (401, "AccountTakedown", "Account has been taken down", Refused, "suspended"),
        (400, "InvalidRequest", "Invalid record: blob too big (maximum 1000000, got 1200008)", Refused, "picture-too-big"),
        (413, "PayloadTooLarge", "request entity too large", Refused, "picture-too-big"),
        (400, "InvalidRequest", "Invalid record: grapheme too big (maximum 300, got 301)", Refused, "too-long"),
        (400, "InvalidRequest", "Invalid record: string too big (maximum 3000, got 3001)", Refused, "too-long"),
        (402, "PaymentRequired", "Pay", NoCredit, ""),
        (500, "InternalServerError", "Internal Server Error", Unsure, "server"),
    ],
)
def test_each_way_of_saying_no_has_its_meaning(monkeypatch, login, status, error, message, kind, code):
    answer = Answer(status, httpx.Headers(), f'{{"error": "{error}", "message": "{message}"}}'.encode(), creates=True)
    monkeypatch.setattr("sharing.channels.http.ask", lambda *_asked, **_more: answer)

    with pytest.raises(kind) as refused:
        BLUESKY.send(login, a_message())

    assert (type(refused.value), refused.value.code) == (kind, code)


def test_people_are_led_to_the_app(monkeypatch, login):
    answer = Answer(200, httpx.Headers(), b'{"uri": "at://did:plc:a/app.bsky.feed.post/3k", "cid": "bafy"}', creates=True)
    monkeypatch.setattr("sharing.channels.http.ask", lambda *_asked, **_more: answer)

    remote = BLUESKY.send(replace(login, base_url="https://bsky.social"), a_message())

    assert remote == Remote("at://did:plc:a/app.bsky.feed.post/3k", "https://bsky.app/profile/did:plc:a/post/3k", {"cid": "bafy"})


def test_keys_of_records_are_well_formed_the_same_for_each_try_and_all_different():
    keys = [record_key(f"message {number}") for number in range(5000)]

    assert all(TID.fullmatch(key) for key in keys)
    assert len(set(keys)) == len(keys)
    assert record_key("message 0") == keys[0]


def test_a_later_hour_or_other_words_make_no_second_post(fakes, login):
    post = a_message()

    first = BLUESKY.send(login, post)
    second = BLUESKY.send(login, replace(post, text="Mended", created_at=post.created_at + timedelta(days=1)))

    assert first == second == BLUESKY.find(login, replace(post, created_at=None))


@pytest.mark.parametrize(
    ("facet", "says"),
    [
        ({"index": {"byteStart": 0, "byteEnd": 999}, "features": []}, "whole letters"),
        ({"index": {"byteStart": 1, "byteEnd": 3}, "features": []}, "whole letters"),
        ({"index": {"byteStart": 0, "byteEnd": 2}, "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "none"}]}, "Invalid uri"),
    ],
)
def test_a_place_that_would_show_nonsense_is_refused_before_it_is_sent_or_by_the_fake(fakes, login, monkeypatch, facet, says):
    monkeypatch.setattr("sharing.channels.bluesky.bluesky.facets", lambda *_text: [facet])

    with pytest.raises(Refused) as refused:
        BLUESKY.send(login, a_message("é accent"))

    assert refused.value.code == "facets" or says in refused.value.detail
    assert fakes.world.posts("bluesky") == []


def test_an_edit_is_not_offered(login):
    assert not BLUESKY.can_edit
    with pytest.raises(Refused):
        BLUESKY.edit(login, Remote("at://a/b/c"), a_message())
