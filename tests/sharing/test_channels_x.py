"""X: what is sent, what it refuses, pictures in one or several pieces, both ways of signing in."""

from urllib.parse import urlencode

import pytest
from authlib.common.security import generate_token

from sharing.channels import CHANNELS
from sharing.channels.base import App, ChannelError, Duplicate, Limited, LoggedOut, NoCredit, Picture, Refused, Unsure
from sharing.channels.http import ask
from tests.fakes.networks.server import Running, told
from tests.fakes.networks.x import CLIENT, CLIENT_SECRET, KEY, SECRET, weight
from tests.sharing.faked import LINK, PNG, a_card, a_message, agree, emptied, login_to, started_once  # noqa: F401

X = CHANNELS["x"]
BACK = "http://127.0.0.1:8000/admin/sharing/accounts/callback/x/"


def an_app(fakes: Running, **more) -> App:
    kept = {"client_id": CLIENT, "client_secret": CLIENT_SECRET, "options": {"consumer_key": KEY, "consumer_secret": SECRET}}
    return App(**{"base_url": fakes.url, "sign_in_url": fakes.url, "redirect_uri": BACK, **kept, **more})


def one_zero_a(fakes: Running, **more: str):
    keys = {"consumer_key": KEY, "consumer_secret": SECRET, "token": "fake-x-1-9001", "token_secret": "fake-x-secret-9001"}
    return login_to(fakes, "x", secrets={**keys, **more})


def test_a_post_carries_text_picture_and_alternative_text(fakes):
    post = a_message(picture=a_card().picture)

    remote = X.send(login_to(fakes, "x"), post)

    stored = fakes.world["x"].post(remote.id)
    assert stored["text"] == post.text
    assert stored["pictures"][0]["alt"] == "Chart: falls a month, from 12 to 8"
    assert fakes.world["x"].shelf.picture(stored["pictures"][0]["picture"]) == ("image/png", PNG)
    assert set(stored["raw"]) == {"text", "media"}


def test_a_big_picture_goes_in_pieces_and_is_waited_for(fakes):
    content = PNG + bytes(range(256)) * 10_000

    remote = X.send(login_to(fakes, "x"), a_message(picture=Picture(content, "image/png", "A big chart")))

    picture = fakes.world["x"].post(remote.id)["pictures"][0]
    assert fakes.world["x"].shelf.picture(picture["picture"])[1] == content
    assert picture["alt"] == "A big chart"
    assert sum(each["path"].endswith("/append") for each in fakes.world.requests) == 3


def test_a_thread_answers_itself(fakes):
    login = login_to(fakes, "x")
    first = X.send(login, a_message())

    second = X.send(login, a_message("2/2 What we would tell the next team.", reply_to=first, root=first))

    assert fakes.world["x"].post(second.id)["reply_to"] == first.id
    assert X.find(login, a_message("2/2 What we would tell the next team.", reply_to=first)) == second


def test_signed_with_oauth_1_the_address_is_part_of_the_signature(fakes):
    login, post = one_zero_a(fakes), a_message(picture=a_card().picture)

    remote = X.send(login, post)

    assert X.find(login, post) == remote  # its query is signed, too
    assert X.whoami(login).handle == "throughline_demo"
    with pytest.raises(LoggedOut):
        X.whoami(one_zero_a(fakes, token_secret="wrong"))
    with pytest.raises(LoggedOut):
        X.whoami(one_zero_a(fakes, consumer_secret="wrong"))


def test_the_same_text_is_refused_as_a_duplicate_until_the_first_is_gone(fakes):
    login = login_to(fakes, "x")
    first = X.send(login, a_message())

    with pytest.raises(Duplicate) as fault:
        X.send(login, a_message())
    X.delete(login, first)

    assert fault.value.remote is None  # X does not say which
    assert X.send(login, a_message()).id != first.id


def test_what_is_too_long_is_refused_as_the_channel_counted(fakes):
    fitting, long = "é" * 256 + " " + LINK, "é" * 257 + " " + LINK

    assert X.count(fitting).fits and weight(fitting) == X.count(fitting).used == 280
    assert "too-long" in X.count(long).problems
    X.send(login_to(fakes, "x"), a_message(fitting))
    with pytest.raises(Refused) as fault:
        X.send(login_to(fakes, "x"), a_message(long))
    assert fault.value.code == "too-long"


@pytest.mark.parametrize(
    "text", ["Falls 👩‍👩‍👧‍👦🇨🇦1️⃣ fewer", "日本語とEnglish", "ASCII… ‘quotes’ – dash — “x”", "cafe\u0301", f"See {LINK}, then 👍🏽"]
)
def test_the_fake_counts_apart_from_us_and_both_agree(text):
    assert weight(text) == X.count(text).used


def test_at_the_limit_x_says_when_it_ends(fakes):
    login = login_to(fakes, "x")
    for _each in range(100):
        fakes.world["x"].use("9001", "create", 100, 900)

    with pytest.raises(Limited) as fault:
        X.send(login, a_message())

    assert fault.value.until is not None


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        ((403, {"type": "https://api.x.com/2/problems/unsupported-authentication", "detail": "Application-Only is forbidden"}), Refused, "unsupported-authentication"),
        ((429, {"type": "https://api.x.com/2/problems/usage-capped", "title": "UsageCapExceeded", "detail": "Monthly"}), NoCredit, "usage-capped"),
        ((429, {"type": "https://api.twitter.com/2/problems/usage-capped", "title": "UsageCapExceeded"}), NoCredit, "usage-capped"),
        ((402, {"title": "CreditsDepleted", "type": "https://api.x.com/2/problems/credits"}), NoCredit, ""),
        ((401, {"title": "Unauthorized", "type": "about:blank"}), LoggedOut, ""),
        ((403, {"type": "about:blank", "detail": "Your account is suspended and is not permitted."}), Refused, "suspended"),
        ((500, {"title": "Internal Server Error"}), Unsure, "server"),
    ],
)  # fmt: skip
def test_each_way_of_saying_no_has_its_meaning(monkeypatch, fakes, answer, kind, code):
    network = fakes.world["x"]
    monkeypatch.setattr(type(network), "expired", lambda self: told(answer[1], answer[0], "application/problem+json"))
    fakes.world.faults.add(kind="expired-token", network="x", route="create")

    with pytest.raises(kind) as fault:
        X.send(login_to(fakes, "x"), a_message())

    assert fault.value.code == code


def test_signing_in_brings_tokens_that_are_renewed_and_can_be_given_back(fakes):
    app, verifier = an_app(fakes), generate_token(64)
    address = X.authorize_url(app, state="state-1", verifier=verifier)

    back = agree(address, account="9002")
    [choice] = X.exchange(app, code=back["code"], verifier=verifier)

    assert back["state"] == "state-1"
    assert choice.who.handle == "throughline_fr"
    login = login_to(fakes, "x", remote_id=choice.who.remote_id, secrets=choice.tokens.secrets)
    fresh = X.refresh(login, app)
    assert fresh.secrets["refresh_token"] != choice.tokens.secrets["refresh_token"]
    assert fresh.expires_at is not None
    with pytest.raises(LoggedOut):  # the one before is used up
        X.refresh(login, app)
    renewed = login_to(fakes, "x", secrets=fresh.secrets)
    X.revoke(renewed, app)
    with pytest.raises(LoggedOut):
        X.whoami(renewed)


def test_a_code_is_worth_nothing_to_who_did_not_ask_for_it(fakes):
    app, verifier = an_app(fakes), generate_token(64)
    back = agree(X.authorize_url(app, state="s", verifier=verifier))

    with pytest.raises(LoggedOut):
        X.exchange(app, code=back["code"], verifier=generate_token(64))
    with pytest.raises(Refused) as fault:
        X.exchange(an_app(fakes, client_secret="wrong"), code=back["code"], verifier=verifier)

    assert fault.value.code == "client"  # the site's own mistake: nobody has to sign in again for that


def test_who_cancels_comes_back_without_a_code(fakes):
    back = agree(X.authorize_url(an_app(fakes), state="s", verifier=generate_token(64)), answer="no")

    assert back == {"error": "access_denied", "state": "s"}


def test_the_fake_wants_pkce_and_leads_nobody_away_from_this_machine(fakes):
    asked = {"response_type": "code", "client_id": CLIENT, "redirect_uri": BACK, "scope": "tweet.read", "state": "s"}

    without = ask("GET", f"{fakes.url}/i/oauth2/authorize?{urlencode(asked)}")
    away = ask("GET", f"{fakes.url}/i/oauth2/authorize?{urlencode({**asked, 'redirect_uri': 'https://elsewhere.example/'})}")

    assert without.status == away.status == 400


def test_an_empty_refresh_token_does_not_wipe_the_kept_one(monkeypatch, fakes):
    granted = fakes.world["x"].grant("9001")
    monkeypatch.setattr(
        type(fakes.world["x"]), "grant", lambda self, *_given, **_more: {"access_token": "fake-x-token-9001", "refresh_token": ""}
    )

    fresh = X.refresh(login_to(fakes, "x", secrets=granted), an_app(fakes))

    assert fresh.secrets == {
        "access_token": "fake-x-token-9001",
        "refresh_token": granted["refresh_token"],
        "scope": fakes.world["x"].all_scopes,
    }


@pytest.mark.parametrize("kind", ["502", "429", "garbage", "reset"])
def test_a_passing_fault_while_renewing_sends_nobody_to_sign_in_again(fakes, kind):
    granted = fakes.world["x"].grant("9001")
    fakes.world.faults.add(kind=kind, network="x", route="token")

    with pytest.raises(ChannelError) as fault:
        X.refresh(login_to(fakes, "x", secrets=granted), an_app(fakes))

    assert not isinstance(fault.value, LoggedOut)
    assert granted["refresh_token"] not in str(fault.value)


def test_pasted_keys_are_tried_at_once(fakes):
    [choice] = X.connect(an_app(fakes), {"token": " fake-x-1-9001 ", "token_secret": "fake-x-secret-9001"})

    assert choice.who.handle == "throughline_demo"
    assert choice.tokens.expires_at is None
    with pytest.raises(LoggedOut):
        X.connect(an_app(fakes), {"token": "fake-x-1-9001", "token_secret": "wrong"})
    with pytest.raises(LoggedOut):
        X.connect(an_app(fakes), {"token": "fake-x-1-9001"})


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"text": "Hello", "unknown": 1}, "$.unknown: is not a property"),
        ({"text": "Hello", "reply_settings": "everyone"}, "reply_settings"),
        ({"text": "Hello", "media": {"media_ids": ["1"]}}, "media IDs are invalid"),
        ({"text": "Hello", "media": {"media_ids": []}}, "media_ids"),
        ({"text": ""}, "may not be empty"),
        ([], "expected object"),
    ],
)
def test_the_fake_refuses_what_the_document_does_not_know(fakes, body, says):
    answer = ask("POST", f"{fakes.url}/2/tweets", json=body, headers={"Authorization": "Bearer fake-x-token-9001"})

    assert answer.status == 400
    assert says in answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
