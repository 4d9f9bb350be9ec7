"""A Facebook page: text with link, pictures, its numbers for what went wrong, and the pages to choose from."""

import pytest

from sharing.channels.base import App, Limited, LoggedOut, NotSent, Refused, Unsure
from sharing.channels.facebook import Facebook
from tests.fakes.networks.facebook import CLIENT, CLIENT_SECRET
from tests.sharing.faked import LINK, PNG, a_card, a_message, agree, emptied, login_to, started_once  # noqa: F401

FACEBOOK = Facebook(version=lambda: "v26.0")
BACK = "http://127.0.0.1:8000/admin/sharing/accounts/callback/facebook/"


def test_a_post_names_the_link_whose_card_facebook_draws(fakes):
    remote = FACEBOOK.send(login_to(fakes, "facebook"), a_message())

    stored = fakes.world["facebook"].post(remote.id)
    assert stored["link"] == LINK
    assert set(stored["raw"]) == {"message", "link"}


def test_a_picture_without_a_link_carries_its_alternative_text(fakes):
    remote = FACEBOOK.send(login_to(fakes, "facebook"), a_message("Look", picture=a_card().picture))

    [picture] = fakes.world["facebook"].post(remote.id)["pictures"]
    assert picture["alt"] == "Chart: falls a month, from 12 to 8"
    assert fakes.world["facebook"].shelf.picture(picture["picture"])[1] == PNG


def test_an_edit_changes_the_text_and_a_post_that_is_gone_says_so(fakes):
    login = login_to(fakes, "facebook")
    remote = FACEBOOK.send(login, a_message())

    FACEBOOK.edit(login, remote, a_message("Corrected"))
    text = fakes.world["facebook"].post(remote.id)["text"]
    FACEBOOK.delete(login, remote)
    with pytest.raises(Refused) as fault:
        FACEBOOK.edit(login, remote, a_message("Too late"))

    assert text == "Corrected"
    assert fault.value.code == "gone"


@pytest.mark.parametrize(
    ("number", "kind", "code"),
    [(4, Limited, ""), (32, Limited, ""), (613, Limited, ""), (190, LoggedOut, ""), (1, Unsure, "server"), (2, Unsure, "server"),
     (200, Refused, "permission"), (368, Refused, "suspended"), (100, Refused, "")],
)  # fmt: skip
def test_what_went_wrong_is_read_from_its_number_not_from_the_status(fakes, monkeypatch, number, kind, code):
    network = fakes.world["facebook"]
    monkeypatch.setattr(type(network), "expired", lambda self: self.error(400, "Something", str(number)))
    fakes.world.faults.add(kind="expired-token", network="facebook", route="create")

    with pytest.raises(kind) as fault:
        FACEBOOK.send(login_to(fakes, "facebook"), a_message())

    assert fault.value.code == code


def test_a_fault_at_their_side_while_deleting_is_tried_again(fakes, monkeypatch):
    login = login_to(fakes, "facebook")
    remote = FACEBOOK.send(login, a_message())
    network = fakes.world["facebook"]
    monkeypatch.setattr(type(network), "expired", lambda self: self.error(500, "An unknown error occurred", "1"))
    fakes.world.faults.add(kind="expired-token", network="facebook", route="delete")

    with pytest.raises(NotSent):
        FACEBOOK.delete(login, remote)


def test_signing_in_offers_each_page_with_a_token_of_its_own(fakes):
    app = App(fakes.url, fakes.url, BACK, CLIENT, CLIENT_SECRET)
    back = agree(FACEBOOK.authorize_url(app, state="s", verifier="unused"))

    choices = FACEBOOK.exchange(app, code=back["code"], verifier="unused")

    assert [each.who.name for each in choices] == ["Throughline demo", "Fictional Hospital"]
    assert choices[0].tokens.secrets != choices[1].tokens.secrets
    login = login_to(fakes, "facebook", remote_id="702", secrets=choices[1].tokens.secrets)
    assert FACEBOOK.whoami(login).remote_id == "702"
    with pytest.raises(Refused):
        FACEBOOK.send(login_to(fakes, "facebook", remote_id="701", secrets=choices[1].tokens.secrets), a_message())
