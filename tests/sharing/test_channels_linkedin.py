"""LinkedIn: text that survives its markup, its card, duplicates that name the live post, versions that end, pages to choose from."""

import pytest

from sharing.channels.base import App, Duplicate, LoggedOut, NotSent, Refused
from sharing.channels.http import ask
from sharing.channels.linkedin import LinkedIn
from tests.fakes.networks.linkedin import CLIENT, CLIENT_SECRET, PLAIN_CLIENT, shown
from tests.fakes.networks.server import told
from tests.sharing.faked import LINK, PNG, a_card, a_message, agree, emptied, login_to, started_once  # noqa: F401

LINKEDIN = LinkedIn(version=lambda: "202610")
BACK = "http://127.0.0.1:8000/admin/sharing/accounts/callback/linkedin/"
HOSTILE = r"Falls (30%) at [A|B] {x} <b> *bold* _it_ ~no~ me@x.example C:\ward #PatientSafety https://x.example/a_b(c)?d=~e#f"


def an_app(fakes, client_id: str = CLIENT) -> App:
    return App(fakes.url, fakes.url, BACK, client_id, CLIENT_SECRET)


def test_text_full_of_markup_arrives_whole(fakes):
    post = a_message(HOSTILE)

    remote = LINKEDIN.send(login_to(fakes, "linkedin"), post)

    assert fakes.world["linkedin"].post(remote.id)["text"] == HOSTILE
    assert "{hashtag|\\#|PatientSafety}" in fakes.world["linkedin"].post(remote.id)["raw"]["commentary"]


def test_a_page_that_is_named_becomes_a_mention_and_the_post_is_still_found(fakes):
    post = a_message(
        "With @Fictional Hospital and @Fictional Hospitals (both)", mentions={"@Fictional Hospital": "urn:li:organization:502"}
    )

    remote = LINKEDIN.send(login_to(fakes, "linkedin"), post)

    stored = fakes.world["linkedin"].post(remote.id)
    assert stored["raw"]["commentary"] == r"With @[Fictional Hospital](urn:li:organization:502) and \@Fictional Hospitals \(both\)"
    assert stored["text"] == "With Fictional Hospital and @Fictional Hospitals (both)"
    assert LINKEDIN.find(login_to(fakes, "linkedin"), post) == remote


@pytest.mark.parametrize("sign", "|{}@[]()<>#*_~")
def test_the_fake_cuts_an_unescaped_sign_and_says_nothing(sign):
    assert shown(f"Fewer falls {sign} on 3 wards")[0] == "Fewer falls "
    assert shown(f"Fewer falls \\{sign} on 3 wards")[0] == f"Fewer falls {sign} on 3 wards"


def test_a_card_carries_its_own_title_words_and_picture(fakes):
    remote = LINKEDIN.send(login_to(fakes, "linkedin"), a_message(card=a_card()))

    card = fakes.world["linkedin"].post(remote.id)["card"]
    assert (card["url"], card["title"], card["description"]) == (LINK, "Fewer falls", "On three wards")
    assert fakes.world["linkedin"].shelf.picture(card["picture"]) == ("image/png", PNG)


def test_a_picture_without_a_card_carries_its_alternative_text(fakes):
    remote = LINKEDIN.send(login_to(fakes, "linkedin"), a_message("Look at this", picture=a_card().picture))

    assert fakes.world["linkedin"].post(remote.id)["pictures"][0]["alt"] == "Chart: falls a month, from 12 to 8"


def test_a_repeat_names_the_post_that_is_live(fakes):
    login = login_to(fakes, "linkedin")
    first = LINKEDIN.send(login, a_message())

    with pytest.raises(Duplicate) as fault:
        LINKEDIN.send(login, a_message())

    assert fault.value.remote == first


def test_a_duplicate_that_names_no_post_is_adopted_by_nobody(fakes, monkeypatch):
    network = fakes.world["linkedin"]
    monkeypatch.setattr(type(network), "duplicate", lambda self, post: self.error(422, "Content is a duplicate of urn:li:person:782"))
    LINKEDIN.send(login_to(fakes, "linkedin"), a_message())

    with pytest.raises(Duplicate) as fault:
        LINKEDIN.send(login_to(fakes, "linkedin"), a_message())

    assert fault.value.remote is None


def test_an_edit_changes_the_text_and_keeps_the_card(fakes):
    login = login_to(fakes, "linkedin")
    remote = LINKEDIN.send(login, a_message(card=a_card()))

    LINKEDIN.edit(login, remote, a_message("Corrected (twice): 20% fewer falls"))

    stored = fakes.world["linkedin"].post(remote.id)
    assert stored["text"] == "Corrected (twice): 20% fewer falls"
    assert stored["card"]["title"] == "Fewer falls"
    LINKEDIN.delete(login, remote)
    with pytest.raises(Refused) as fault:
        LINKEDIN.edit(login, remote, a_message("Too late"))
    assert fault.value.code == "gone"


@pytest.mark.parametrize("version", ["202505", "2026-10", "", "209913"])
def test_a_version_that_has_ended_is_told_as_such(fakes, version):
    with pytest.raises(Refused) as fault:
        LinkedIn(version=lambda: version).send(login_to(fakes, "linkedin"), a_message())

    assert fault.value.code == "version"


def test_nobody_posts_for_a_page_of_others(fakes):
    fakes.world["linkedin"].shelf.change("account", "urn:li:organization:502", admin="somebody else")

    with pytest.raises(Refused) as fault:
        LINKEDIN.send(login_to(fakes, "linkedin", remote_id="urn:li:organization:502"), a_message())

    assert fault.value.code == "permission"


def test_the_token_goes_nowhere_but_to_linkedin(fakes, monkeypatch):
    elsewhere = {"value": {"uploadUrl": "https://elsewhere.example/steal", "image": "urn:li:image:1"}}
    network = fakes.world["linkedin"]
    monkeypatch.setattr(network, "routes", [each for each in network.routes if each.name != "upload"])
    monkeypatch.setattr(type(network), "not_found", lambda self: told(elsewhere))

    with pytest.raises(NotSent) as fault:
        LINKEDIN.send(login_to(fakes, "linkedin"), a_message(card=a_card()))

    assert fault.value.code == "garbage"


def test_signing_in_offers_each_page_of_the_person(fakes):
    app = an_app(fakes)
    back = agree(LINKEDIN.authorize_url(app, state="s", verifier="unused"))

    choices = LINKEDIN.exchange(app, code=back["code"], verifier="unused")

    assert [(each.who.remote_id, each.who.handle) for each in choices] == [
        ("urn:li:organization:501", "throughline-demo"),
        ("urn:li:organization:502", "fictional-hospital"),
    ]
    tokens = choices[0].tokens
    assert tokens.expires_at is not None and tokens.refresh_expires_at is not None
    login = login_to(fakes, "linkedin", secrets=tokens.secrets)
    fresh = LINKEDIN.refresh(login, app)
    assert fresh.secrets["refresh_token"] == tokens.secrets["refresh_token"]  # LinkedIn gives the same one again
    LINKEDIN.revoke(login_to(fakes, "linkedin", secrets=fresh.secrets), app)
    with pytest.raises(LoggedOut):
        LINKEDIN.whoami(login_to(fakes, "linkedin", secrets=fresh.secrets))


def test_most_apps_get_no_token_to_renew_with_and_a_person_signs_in_again(fakes):
    app = an_app(fakes, PLAIN_CLIENT)
    back = agree(LINKEDIN.authorize_url(app, state="s", verifier="unused"))

    tokens = LINKEDIN.exchange(app, code=back["code"], verifier="unused")[0].tokens

    assert "refresh_token" not in tokens.secrets
    assert tokens.refresh_expires_at is None
    with pytest.raises(LoggedOut):
        LINKEDIN.refresh(login_to(fakes, "linkedin", secrets=tokens.secrets), app)


def test_the_fake_wants_its_headers_and_knows_its_fields(fakes):
    asked = {"Authorization": "Bearer fake-linkedin-token", "LinkedIn-Version": "202610", "X-Restli-Protocol-Version": "2.0.0"}

    without = ask("POST", f"{fakes.url}/rest/posts", json={}, headers={**asked, "LinkedIn-Version": ""})
    protocol = ask("POST", f"{fakes.url}/rest/posts", json={}, headers={**asked, "X-Restli-Protocol-Version": "1.0.0"})
    fields = ask("POST", f"{fakes.url}/rest/posts", json={"author": "urn:li:organization:501", "text": "x"}, headers=asked)

    assert (without.status, protocol.status, fields.status) == (400, 400, 422)
    assert "$.text: is not a property" in fields.text
