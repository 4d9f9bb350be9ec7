"""Our channel against Bluesky's own server, and against the fake that stands in for it everywhere else."""

import dataclasses
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from sharing.channels.base import App, Card, Counts, Limited, LoggedOut, Login, Refused, Tokens
from sharing.channels.bluesky import CHANNEL as BLUESKY
from tests.fakes.networks import bluesky as faked
from tests.fakes.networks.server import Running
from tests.peers import bluesky
from tests.peers.bluesky import OWN_PASSWORD, Account, Server
from tests.peers.conftest import BOTH, picture, started

LINK = "https://throughline.example.org/s/abc123/"


class Fake(Server):
    """Asked in the same words as the real one; only accounts are made by hand."""

    def __init__(self, fakes: Running) -> None:
        super().__init__(fakes.url)
        object.__setattr__(self, "network", fakes.world["bluesky"])

    def account(self, handle: str = "") -> Account:
        made = self.network.add_account(handle or f"qi-{self.network.shelf.number()}.test", password=OWN_PASSWORD)
        return Account(made["id"], made["handle"], faked.APP_PASSWORD)


@pytest.fixture(scope="module")
def real() -> Iterator[Server]:
    yield from started(bluesky.running)


@pytest.fixture(scope="module", params=BOTH)
def server(request) -> Server:
    return request.getfixturevalue("real") if request.param == "real" else Fake(request.getfixturevalue("fake"))


@pytest.fixture(scope="module")
def account(server: Server) -> Account:
    return server.account()


@pytest.fixture(scope="module")
def app(server: Server) -> App:
    return App(server.url, server.url, redirect_uri="")


@pytest.fixture(scope="module")
def tokens(app: App, account: Account) -> Tokens:
    return BLUESKY.connect(app, {"handle": f"@{account.handle}", "app_password": account.app_password})[0].tokens


@pytest.fixture
def login(server: Server, account: Account, tokens: Tokens) -> Login:
    return Login(server.url, account.did, account.handle, tokens.secrets)


def record(server: Server, account: Account, uri: str) -> dict:
    return next(post["value"] for post in server.posts(account.did) if post["uri"] == uri)


def test_a_post_arrives_with_its_card_its_language_and_what_can_be_pressed(server, account, login, outgoing):
    text = f"🎉 Moins de chutes : {LINK} #PatientSafety @{account.handle}"
    card = Card(LINK, "Fewer falls", "From 8 to 3 in a year", picture())

    remote = BLUESKY.send(login, outgoing(text, language="fr", link=LINK, card=card, mentions={f"@{account.handle}": account.did}))

    post = record(server, account, remote.id)
    pressed = {text.encode()[at["index"]["byteStart"] : at["index"]["byteEnd"]].decode() for at in post["facets"]}
    external = post["embed"]["external"]
    assert (post["text"], post["langs"]) == (text, ["fr"])
    assert pressed == {LINK, "#PatientSafety", f"@{account.handle}"}
    assert (external["uri"], external["title"], external["description"]) == (LINK, "Fewer falls", "From 8 to 3 in a year")
    assert server.blob(account.did, external["thumb"]) == card.picture.content


def test_a_link_of_this_machine_can_be_pressed_too(server, account, login, outgoing):
    link = "http://127.0.0.1:8000/s/abc/"

    remote = BLUESKY.send(login, outgoing(f"Look: {link}", link=link))

    assert record(server, account, remote.id)["facets"][0]["features"][0]["uri"] == link


def test_a_picture_arrives_with_its_words_and_small_enough(server, account, login, outgoing):
    large = picture(1200, 630, is_noisy=True)

    remote = BLUESKY.send(login, outgoing(f"A chart {LINK}", link=LINK, picture=large))

    image = record(server, account, remote.id)["embed"]["images"][0]
    arrived = server.blob(account.did, image["image"])
    assert len(large.content) > 1_000_000 > len(arrived)
    assert Image.open(io.BytesIO(arrived)).size == (1200, 630)
    assert (image["alt"], image["aspectRatio"]) == (large.alt, {"width": 1200, "height": 630})


def test_the_link_is_not_lost_to_a_picture(server, account, login, outgoing):
    remote = BLUESKY.send(login, outgoing("Fewer falls", link=LINK, picture=picture(), card=Card(LINK, "Fewer falls", "")))

    embed = record(server, account, remote.id)["embed"]
    assert embed["external"]["uri"] == LINK
    assert embed["external"]["thumb"]


def test_a_post_is_dated_when_it_is_sent_not_when_its_draft_was_made(server, account, login, outgoing):
    remote = BLUESKY.send(login, outgoing("Waited three days", created_at=datetime.now(UTC) - timedelta(days=3)))

    written = datetime.fromisoformat(record(server, account, remote.id)["createdAt"])
    assert datetime.now(UTC) - written < timedelta(minutes=2)


def test_sending_again_makes_no_second_post_and_changes_nothing(server, account, login, outgoing):
    post = outgoing("Sent three times")

    first = BLUESKY.send(login, post)
    second = BLUESKY.send(login, post)
    third = BLUESKY.send(login, dataclasses.replace(post, text="Sent three times, in other words"))

    assert first == second == third
    assert [each["value"]["text"] for each in server.posts(account.did) if "three times" in each["value"]["text"]] == ["Sent three times"]


def test_several_who_send_it_at_once_make_one_post(server, account, login, outgoing):
    post = outgoing("Sent by four at once")

    with ThreadPoolExecutor(4) as workers:
        sent = list(workers.map(lambda _worker: BLUESKY.send(login, post), range(4)))

    assert sent == [sent[0]] * 4
    assert [each["uri"] for each in server.posts(account.did) if each["value"]["text"] == post.text] == [sent[0].id]


def test_a_post_is_found_again_and_a_missing_one_is_known_to_be_missing(login, outgoing):
    post = outgoing("Is it there?")

    before = BLUESKY.find(login, post)
    remote = BLUESKY.send(login, post)

    assert before is None
    assert BLUESKY.find(login, post) == remote


def test_a_deleted_post_is_gone_and_deleting_it_again_is_no_fault(server, account, login, outgoing):
    post = outgoing("Withdrawn")
    remote = BLUESKY.send(login, post)

    BLUESKY.delete(login, remote)
    BLUESKY.delete(login, remote)

    assert BLUESKY.find(login, post) is None
    assert remote.id not in {each["uri"] for each in server.posts(account.did)}


def test_a_thread_hangs_together_also_when_a_version_was_not_kept(server, account, login, outgoing):
    first = BLUESKY.send(login, outgoing("One of three"))
    second = BLUESKY.send(login, outgoing("Two of three", root=first, reply_to=dataclasses.replace(first, extra={})))
    third = BLUESKY.send(login, outgoing("Three of three", root=first, reply_to=second))

    reply = record(server, account, third.id)["reply"]
    assert reply == {"root": {"uri": first.id, "cid": first.extra["cid"]}, "parent": {"uri": second.id, "cid": second.extra["cid"]}}
    assert record(server, account, second.id)["reply"]["parent"]["cid"] == first.extra["cid"]


@pytest.mark.parametrize("text", ["x" * 301, "👩‍👩‍👧‍👦" * 130], ids=["graphemes", "bytes"])
def test_a_text_that_we_count_as_too_long_is_too_long_there(server, account, login, outgoing, text):
    before = len(server.posts(account.did))

    with pytest.raises(Refused) as refused:
        BLUESKY.send(login, outgoing(text))

    assert refused.value.code == "too-long"
    assert not BLUESKY.count(text).fits
    assert len(server.posts(account.did)) == before


@pytest.mark.parametrize("text", ["x" * 300, "👩‍👩‍👧‍👦" * 120, "e\u0301" * 300], ids=["letters", "families", "marks"])
def test_a_text_that_just_fits_fits_there(login, outgoing, text):
    assert BLUESKY.count(text).fits

    assert BLUESKY.send(login, outgoing(text)).id


def test_what_is_no_picture_is_refused_before_anything_is_sent(server, account, login, outgoing):
    before = len(server.posts(account.did))

    with pytest.raises(Refused):
        BLUESKY.send(login, outgoing("No picture", picture=dataclasses.replace(picture(), content=b"<svg></svg>")))

    assert len(server.posts(account.did)) == before


def test_a_token_that_is_not_taken_is_said_to_be_so(login, outgoing):
    spoilt = {
        "access_token": login.secrets["access_token"][:-6] + "AAAAAA",
        "refresh_token": login.secrets["refresh_token"][:-6] + "AAAAAA",
    }
    stranger = dataclasses.replace(login, secrets=spoilt)
    acts = [
        lambda: BLUESKY.send(stranger, outgoing("Never")),
        lambda: BLUESKY.send(stranger, outgoing("Never", picture=picture())),
        lambda: BLUESKY.delete(stranger, BLUESKY.send(login, outgoing("Stays"))),
        lambda: BLUESKY.whoami(stranger),
        lambda: BLUESKY.refresh(stranger, App(login.base_url, login.base_url, "")),
    ]

    for act in acts:
        with pytest.raises(LoggedOut) as refused:
            act()
        assert spoilt["access_token"] not in refused.value.detail


def test_signing_in_says_who_we_are_and_until_when(app, account):
    (choice,) = BLUESKY.connect(app, {"handle": account.handle, "app_password": account.app_password})

    login = Login(app.base_url, choice.who.remote_id, choice.who.handle, choice.tokens.secrets)
    assert (choice.who.remote_id, choice.who.handle) == (account.did, account.handle)
    assert BLUESKY.whoami(login) == choice.who
    assert timedelta(minutes=100) < choice.tokens.expires_at - datetime.now(UTC) < timedelta(minutes=130)
    assert timedelta(days=80) < choice.tokens.refresh_expires_at - datetime.now(UTC) < timedelta(days=100)


@pytest.mark.parametrize(("password", "code"), [(OWN_PASSWORD, "main-password"), ("wrong-wrong-wrong", "")], ids=["own", "wrong"])
def test_only_an_app_password_is_taken(app, server, password, code):
    with pytest.raises(LoggedOut) as refused:
        BLUESKY.connect(app, {"handle": server.account().handle, "app_password": password})

    assert refused.value.code == code
    assert password not in refused.value.detail


def test_tokens_are_renewed_twice_should_the_first_answer_be_lost_and_not_after_signing_out(app, account):
    (choice,) = BLUESKY.connect(app, {"handle": account.handle, "app_password": account.app_password})
    login = Login(app.base_url, account.did, account.handle, choice.tokens.secrets)

    renewed = BLUESKY.refresh(login, app)
    again = BLUESKY.refresh(login, app)
    fresh = dataclasses.replace(login, secrets=again.secrets)

    assert renewed.secrets["refresh_token"] == again.secrets["refresh_token"] != login.secrets["refresh_token"]
    assert BLUESKY.whoami(fresh).handle == account.handle
    BLUESKY.revoke(fresh, app)
    BLUESKY.revoke(fresh, app)
    with pytest.raises(LoggedOut):
        BLUESKY.refresh(fresh, app)


def test_too_many_sign_ins_have_to_wait_until_the_hour_that_the_server_names(app):
    def sign_in(_try: int) -> Exception:
        with pytest.raises((LoggedOut, Limited)) as refused:
            BLUESKY.connect(app, {"handle": "nobody.test", "app_password": "wrong-wrong-wrong"})
        return refused.value

    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(sign_in, range(34)))

    limited = [answer for answer in answers if isinstance(answer, Limited)]
    assert len(limited) == 4
    assert timedelta(0) < limited[0].until - datetime.now(UTC) <= timedelta(minutes=5, seconds=5)


def test_counts_come_from_an_app_view_and_a_server_without_one_is_no_fault(server, login, outgoing):
    remote = BLUESKY.send(login, outgoing("How many?"))
    BLUESKY.send(login, outgoing("An answer", reply_to=remote))

    counts = BLUESKY.counts(login, [remote])

    assert counts == ({remote.id: Counts(replies=1)} if isinstance(server, Fake) else {})


def test_a_private_address_is_not_spoken_to_unless_it_is_trusted(login, outgoing):
    with pytest.raises(Refused) as refused:
        BLUESKY.send(dataclasses.replace(login, is_trusted_host=False), outgoing("Never"))

    assert refused.value.code == "private-address"
