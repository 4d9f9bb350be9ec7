"""Our channel against snac2, which ignores what it does not know, and against the fake, which has Mastodon's own rules."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from sharing.channels.base import App, Choice, LoggedOut, Login, Refused, Remote
from sharing.channels.mastodon import CHANNEL as MASTODON
from tests.fakes.networks.server import Running
from tests.peers import snac
from tests.peers.conftest import BOTH, picture, started
from tests.sharing.faked import agree

BACK = "http://127.0.0.1:8000/admin/sharing/accounts/callback/mastodon/"
LINK = "https://throughline.example.org/s/abc123/?a=1&b=2"
VERIFIER = "a-verifier-that-nobody-else-could-know-or-guess-0123"


class Fake:
    """What Mastodon promises and snac2 does not."""

    knows_keys = deletes = knows_languages = has_limit = checks_tokens = forgets = True
    user = "throughline"

    def __init__(self, fakes: Running) -> None:
        self.url, self.agree = fakes.url, agree


class Relative:
    """snac2 2.75: a post sent twice is there twice, and a deleted one stays."""

    knows_keys = deletes = knows_languages = has_limit = checks_tokens = forgets = False

    def __init__(self, server: snac.Server) -> None:
        self.url, self.user, self.agree = server.url, server.user, server.agree


@pytest.fixture(scope="module")
def real() -> Iterator[snac.Server]:
    yield from started(snac.running)


@pytest.fixture(scope="module", params=BOTH)
def server(request) -> Fake | Relative:
    return Relative(request.getfixturevalue("real")) if request.param == "real" else Fake(request.getfixturevalue("fake"))


def signed_in(server: Fake | Relative) -> tuple[App, Choice]:
    app = MASTODON.register(server.url, BACK, is_trusted_host=True)
    brought = server.agree(MASTODON.authorize_url(app, state="a-state", verifier=VERIFIER))
    assert brought["state"] == "a-state"
    return app, MASTODON.exchange(app, code=brought["code"], verifier=VERIFIER)[0]


@pytest.fixture(scope="module")
def login(server: Fake | Relative) -> Login:
    _app, choice = signed_in(server)
    return Login(server.url, choice.who.remote_id, choice.who.handle, choice.tokens.secrets, choice.who.limits)


def statuses(login: Login) -> list[dict[str, Any]]:
    """Everything that this account has posted, asked past our channel."""
    headers = {"Authorization": f"Bearer {login.secrets['access_token']}", "Connection": "close"}
    with httpx.Client(trust_env=False, headers=headers) as client:
        return client.get(f"{login.base_url}/api/v1/accounts/{login.remote_id}/statuses?limit=40").raise_for_status().json()


def status(login: Login, remote: Remote) -> dict[str, Any]:
    return next(each for each in statuses(login) if each["id"] == remote.id)


def test_signing_in_in_the_browser_says_who_we_are_and_what_the_server_allows(server):
    app, choice = signed_in(server)

    assert choice.who.handle == f"{server.user}@{urlsplit(server.url).netloc}"
    assert choice.who.limits["max_characters"] == (500 if server.has_limit else 100_000)
    assert choice.tokens.secrets["client_secret"] == app.client_secret
    assert app.client_secret not in repr((app, choice))
    assert choice.tokens.secrets["access_token"] not in repr((app, choice))


def test_a_code_is_good_for_one_sign_in(server):
    app = MASTODON.register(server.url, BACK, is_trusted_host=True)
    code = server.agree(MASTODON.authorize_url(app, state="s", verifier=VERIFIER))["code"]
    MASTODON.exchange(app, code=code, verifier=VERIFIER)

    if server.checks_tokens:
        with pytest.raises(LoggedOut):
            MASTODON.exchange(app, code=code, verifier=VERIFIER)


def test_a_token_made_on_the_servers_own_page_will_do(server, login):
    app = App(server.url, server.url, BACK)

    (choice,) = MASTODON.connect(app, {"host": server.url, "token": f" {login.secrets['access_token']} "})

    assert choice.who.remote_id == login.remote_id


def test_a_post_arrives_with_its_picture_its_words_its_language_and_its_note(server, login, outgoing):
    text = f"Moins de chutes & « plus » de pas : {LINK} #PatientSafety"

    remote = MASTODON.send(login, outgoing(text, language="fr", link=LINK, picture=picture(), content_note="Chutes"))

    there = status(login, remote)
    assert f'href="{LINK}"' in unescape(there["content"])
    assert [tag.lower() for tag in ("#PatientSafety",) if f">{tag}" in there["content"].replace("<span>", "")] == ["#patientsafety"]
    assert [media["description"] for media in there["media_attachments"]] == ["A run chart: falls went down"]
    assert (there["visibility"], there["spoiler_text"], there["sensitive"]) == ("public", "Chutes", True)
    assert there["language"] == ("fr" if server.knows_languages else "en")
    assert remote.url.startswith(server.url)


def test_what_was_sent_is_found_by_its_link_and_nothing_else_is(login, outgoing):
    link = "https://throughline.example.org/s/found1/"
    post = outgoing(f"Fewer falls {link}", link=link)
    stranger = outgoing(f"Fewer falls {link}x", link=f"{link}x")

    before = MASTODON.find(login, post)
    remote = MASTODON.send(login, post)

    assert before is None
    assert MASTODON.find(login, post) == remote
    assert MASTODON.find(login, stranger) is None


def test_a_part_without_a_link_is_found_by_its_words_below_its_own_parent(login, outgoing):
    first = MASTODON.send(login, outgoing("One: the aim"))
    second = outgoing("Two: p < 0.05\n\nand @someone@example.org asked why > 3 & how", reply_to=first, root=first)
    sent = MASTODON.send(login, second)

    assert status(login, sent)["in_reply_to_id"] == first.id
    assert MASTODON.find(login, second) == sent
    assert MASTODON.find(login, dataclasses.replace(second, reply_to=None)) is None


def test_looking_goes_on_past_the_first_page(login, outgoing):
    old = outgoing("The oldest of many")
    sent = MASTODON.send(login, old)
    for number in range(45):
        MASTODON.send(login, outgoing(f"One of many, {number}"))

    assert MASTODON.find(login, old) == sent


def test_a_repeat_within_the_hour_is_harmless_only_where_the_key_is_known(server, login, outgoing):
    post = outgoing("Sent twice with one key")

    first, second = MASTODON.send(login, post), MASTODON.send(login, post)

    assert (first == second) is server.knows_keys
    assert MASTODON.is_idempotent is False


def test_an_edit_is_shown_and_keeps_the_picture(login, outgoing):
    post = outgoing(f"Before {LINK}", link=LINK, picture=picture())
    remote = MASTODON.send(login, post)

    edited = MASTODON.edit(login, remote, dataclasses.replace(post, text=f"Corrected {LINK}", picture=None))

    there = status(login, remote)
    assert edited.id == remote.id
    assert "Corrected" in there["content"]
    assert there["edited_at"]
    assert [media["description"] for media in there["media_attachments"]] == [post.picture.alt]


def test_a_deleted_post_is_gone_and_a_server_that_keeps_it_is_not_believed(server, login, outgoing):
    remote = MASTODON.send(login, outgoing("Withdrawn"))

    if server.deletes:
        MASTODON.delete(login, remote)
        MASTODON.delete(login, remote)
        assert remote.id not in {each["id"] for each in statuses(login)}
    else:
        with pytest.raises(Refused) as refused:
            MASTODON.delete(login, remote)
        assert refused.value.code == "not-deleted"


def test_deleting_what_was_never_there_is_done(login):
    MASTODON.delete(login, Remote("1795721058000000000"))


def test_a_token_that_is_not_taken_is_said_to_be_so(login, outgoing):
    stranger = dataclasses.replace(login, secrets={"access_token": "no-such-token-at-all"})

    with pytest.raises(LoggedOut) as refused:
        MASTODON.send(stranger, outgoing("Never"))

    assert "no-such-token" not in refused.value.detail


def test_a_text_beyond_the_servers_own_limit_is_too_long(server, login, outgoing):
    limits = {"max_characters": 500}
    just, over = "x" * 476 + f" {LINK}", "x" * 477 + f" {LINK}"

    assert (MASTODON.count(just, limits=limits).used, MASTODON.count(over, limits=limits).fits) == (500, False)
    assert MASTODON.send(login, outgoing(just, link=LINK)).id
    if server.has_limit:
        with pytest.raises(Refused) as refused:
            MASTODON.send(login, outgoing(over))
        assert refused.value.code == "too-long"


def test_counts_are_told_and_what_is_gone_is_left_out(login, outgoing):
    post = MASTODON.send(login, outgoing("How many?"))
    MASTODON.send(login, outgoing("An answer", reply_to=post))

    counts = MASTODON.counts(login, [post, Remote("1795721058000000000")])

    assert set(counts) == {post.id}
    assert counts[post.id].replies == 1


def test_disconnecting_makes_the_server_forget_us_where_it_can(server):
    app, choice = signed_in(server)
    login = Login(server.url, choice.who.remote_id, choice.who.handle, choice.tokens.secrets)

    MASTODON.revoke(login, app)

    with pytest.raises(LoggedOut if server.forgets else Refused):  # snac2 has other words for it
        MASTODON.whoami(login)


def test_a_private_address_is_not_spoken_to_unless_it_is_trusted(server, login, outgoing):
    acts = [
        lambda: MASTODON.send(dataclasses.replace(login, is_trusted_host=False), outgoing("Never")),
        lambda: MASTODON.register(server.url, BACK),
    ]

    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "private-address"


def test_looking_back_ends_where_the_message_was_made(login, outgoing):
    later = outgoing("Never sent", created_at=datetime.now(UTC) + timedelta(hours=1))

    assert MASTODON.find(login, later) is None
