"""People who can sign in, and what their browser would send."""

import re

import pytest
from allauth.account.models import EmailAddress

from members import proof
from members.models import User
from tests.factories import a_member
from tests.factories.people import PASSWORD


def member_who_signs_in(name: str = "") -> User:
    """A member with a password and a confirmed address."""
    user = a_member(name)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, user: User, password: str = PASSWORD, **extra):
    return client.post("/en/account/login/", {"login": user.email, "password": password}, **extra)


def shows_it_again(client, password: str = PASSWORD) -> None:
    """What is asked before something that could lock a person out."""
    client.post("/en/account/reauthenticate/", {"password": password})


def without_tokens(response, *words: str) -> str:
    """The page as it reads, whoever it is for."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    for word in words:
        page = page.replace(word, "")
    return page


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def work_done() -> str:
    """What the browser's widget sends after its arithmetic."""
    import altcha

    challenge = altcha.Challenge.from_dict(proof.new_challenge())
    return altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()


def sign_up_form(**changes) -> dict:
    return {
        "name": "Maya Roy",
        "email": "maya@example.org",
        "password1": "seven quiet lanterns",
        "website": "",
        "clock": proof.start_clock(),
        "altcha": work_done(),
    } | changes


def link_in(letter, containing: str) -> str:
    """The path of the link in a mail, as the person would open it."""
    found = re.search(rf"https?://[^/\s]+(/\S*{containing}\S*)", letter.body)
    assert found, letter.body
    return found[1]


@pytest.fixture
def member(db) -> User:
    return member_who_signs_in("Ana Lopez")


@pytest.fixture
def unconfirmed(db):
    """Makes the address of a log-in unconfirmed again."""
    return lambda user: EmailAddress.objects.filter(user=user).update(verified=False)
