"""Signing in: the second step at every door, limits per account, and no word on who is here."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client

from members.roles import ADMINISTRATORS, EDITORS, MEMBERS
from tests.factories import someone_with_role
from tests.factories.people import PASSWORD

from .conftest import is_signed_in, link_in, member_who_signs_in, shows_it_again, sign_in, without_tokens

pytestmark = pytest.mark.django_db
FORGIVING = {"login_failed": "3/5m/key,200/m/ip", "login": "300/m/ip"}


@pytest.fixture(autouse=True)
def fresh_limits(db, settings):
    settings.LOGIN_REDIRECT_URL = "account_home"
    cache.clear()


def with_app(user) -> str:
    """Turns the authenticator app on; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def administrator_with_app():
    user = someone_with_role(ADMINISTRATORS, "Kim Park")
    user.set_password(PASSWORD)
    user.is_staff = user.is_superuser = True
    user.save()
    with_app(user)
    return user


def test_the_right_password_signs_in(client, member):
    sign_in(client, member)

    assert is_signed_in(client)


def test_the_address_is_known_whatever_its_case(client, member):
    client.post("/en/account/login/", {"login": member.email.upper(), "password": PASSWORD})

    assert is_signed_in(client)


def test_an_unconfirmed_address_does_not_get_in_and_gets_the_link_again(client, member, unconfirmed):
    unconfirmed(member)

    sign_in(client, member)

    assert not is_signed_in(client)
    assert link_in(mail.outbox[0], "confirm-email")


def test_with_an_app_the_password_alone_does_not_open(client, member):
    secret = with_app(member)

    sign_in(client, member)
    assert not is_signed_in(client)
    client.post("/en/account/2fa/authenticate/", {"code": code_of(secret)})

    assert is_signed_in(client)


def test_a_code_of_the_app_works_once(client, member):
    secret = with_app(member)
    code = code_of(secret)
    sign_in(client, member)
    client.post("/en/account/2fa/authenticate/", {"code": code})
    client.logout()

    sign_in(client, member)
    response = client.post("/en/account/2fa/authenticate/", {"code": code})

    assert not is_signed_in(client)
    assert "This code is not right" in response.content.decode()


def test_a_recovery_code_opens_once(client, member):
    with_app(member)
    codes = Authenticator.objects.get(user=member, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    sign_in(client, member)
    client.post("/en/account/2fa/authenticate/", {"code": codes[0]})
    assert is_signed_in(client)
    client.logout()

    sign_in(client, member)
    client.post("/en/account/2fa/authenticate/", {"code": codes[0]})

    assert not is_signed_in(client)


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/", "/django-admin/login/"])
def test_no_side_door_leads_past_the_second_step(client, door):
    user = administrator_with_app()

    response = client.post(door, {"username": user.email, "email": user.email, "login": user.email, "password": PASSWORD}, follow=True)

    assert not is_signed_in(client)
    assert response.redirect_chain[-1][0].startswith("/en/account/login/")


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/", "/django-admin/login/"])
def test_side_doors_show_the_one_form_for_signing_in(client, door):
    response = client.get(f"{door}?next=/admin/pages/", follow=True)

    assert response.redirect_chain[-1][0].startswith("/en/account/login/")
    assert "next=%2Fadmin%2Fpages%2F" in response.redirect_chain[-1][0].replace("/admin/pages/", "%2Fadmin%2Fpages%2F")


def test_a_limited_account_is_refused_with_the_right_password_and_from_elsewhere(client, member, settings):
    settings.ACCOUNT_RATE_LIMITS = FORGIVING
    for _ in range(3):
        sign_in(client, member, "wrong password")

    here = sign_in(client, member, REMOTE_ADDR="192.0.2.1")
    sign_in(client, member, REMOTE_ADDR="198.51.100.7")

    assert not is_signed_in(client)
    assert "too many wrong passwords" in here.content.decode()


def test_guessing_codes_is_limited_per_account(client, member, settings):
    settings.ACCOUNT_RATE_LIMITS = FORGIVING
    secret = with_app(member)
    sign_in(client, member)
    for _ in range(4):
        client.post("/en/account/2fa/authenticate/", {"code": "000000"})

    client.post("/en/account/2fa/authenticate/", {"code": code_of(secret)})

    assert not is_signed_in(client)


def test_one_limited_account_locks_nobody_else_out_of_the_same_hospital(client, member, settings):
    settings.ACCOUNT_RATE_LIMITS = FORGIVING
    colleague = member_who_signs_in("Dale Whitefeather")
    for _ in range(5):
        sign_in(client, member, "wrong password", REMOTE_ADDR="192.0.2.1")

    sign_in(client, colleague, REMOTE_ADDR="192.0.2.1")

    assert is_signed_in(client)


def test_a_new_password_by_mail_opens_a_limited_account_at_once(client, member, settings):
    settings.ACCOUNT_RATE_LIMITS = FORGIVING
    for _ in range(4):
        sign_in(client, member, "wrong password")
    client.post("/en/account/password/reset/", {"email": member.email})
    form = client.get(link_in(mail.outbox[-1], "reset/key"), follow=True)

    client.post(form.request["PATH_INFO"], {"password1": "nine small harbours", "password2": "nine small harbours"})
    sign_in(client, member, "nine small harbours")

    assert is_signed_in(client)


def test_wrong_passwords_and_unknown_addresses_get_the_same_answer(client, member):
    wrong = client.post("/en/account/login/", {"login": member.email, "password": "wrong password"})
    unknown = client.post("/en/account/login/", {"login": "nobody@example.org", "password": "wrong password"})

    assert wrong.status_code == unknown.status_code == 200
    assert without_tokens(wrong, member.email) == without_tokens(unknown, "nobody@example.org")


def test_an_unknown_address_costs_as_much_hashing_as_a_known_one(client, member, monkeypatch):
    from django.contrib.auth.hashers import Argon2PasswordHasher

    hashed: list[str] = []
    monkeypatch.setattr(Argon2PasswordHasher, "encode", _counting(Argon2PasswordHasher.encode, hashed))
    monkeypatch.setattr(Argon2PasswordHasher, "verify", _counting(Argon2PasswordHasher.verify, hashed))
    client.post("/en/account/login/", {"login": member.email, "password": "wrong password"})
    known, hashed[:] = len(hashed), []

    client.post("/en/account/login/", {"login": "nobody@example.org", "password": "wrong password"})

    assert known == len(hashed) > 0


def _counting(real, seen: list[str]):
    def counted(*args, **kwargs):
        seen.append(real.__name__)
        return real(*args, **kwargs)

    return counted


def test_asking_for_a_new_password_says_the_same_to_everybody(client, member):
    known = client.post("/en/account/password/reset/", {"email": member.email}, follow=True)
    unknown = client.post("/en/account/password/reset/", {"email": "nobody@example.org"}, follow=True)

    assert without_tokens(known) == without_tokens(unknown)
    assert [letter.to for letter in mail.outbox] == [[member.email], ["nobody@example.org"]]
    assert "Nobody here has it" in mail.outbox[1].body


def test_asking_again_and_again_is_stopped_in_words(client, member, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "2/15m/key"}
    answers = [client.post("/en/account/password/reset/", {"email": member.email}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert answers[2].headers["Retry-After"]
    assert "too often" in answers[2].content.decode()


def test_other_sessions_end_at_a_press(client, member):
    elsewhere = Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    sign_in(elsewhere, member)
    sign_in(client, member)

    page = client.get("/en/account/sessions/").content.decode()
    client.post("/en/account/sessions/")

    assert "Firefox on Linux" in page
    assert elsewhere.get("/en/account/").status_code == 302
    assert client.get("/en/account/").status_code == 200
    assert UserSession.objects.filter(user=member).count() == 1


def test_a_new_address_counts_once_it_is_confirmed(client, member):
    old = member.email
    sign_in(client, member)
    shows_it_again(client)

    client.post("/en/account/email/", {"email": "new@example.org", "action_add": ""})
    member.refresh_from_db()
    assert member.email == old
    letter = next(each for each in mail.outbox if each.to == ["new@example.org"])
    client.post(link_in(letter, "confirm-email"))

    member.refresh_from_db()
    assert member.email == "new@example.org"
    assert any(each.to == [old] for each in mail.outbox), "the old address is told"


def test_somebody_with_an_app_may_change_their_address_too(client, member):
    secret = with_app(member)
    sign_in(client, member)
    client.post("/en/account/2fa/authenticate/", {"code": code_of(secret)})
    shows_it_again(client)

    client.post("/en/account/email/", {"email": "new@example.org", "action_add": ""})

    assert any(each.to == ["new@example.org"] for each in mail.outbox)


def test_what_could_lock_one_out_asks_for_the_password_again(client, member):
    client.force_login(member)

    for address in ("/en/account/2fa/totp/activate/", "/en/account/2fa/webauthn/add/"):
        response = client.get(address)
        assert response.status_code == 302
        assert "/reauthenticate/" in response.url


@pytest.mark.parametrize("role", [MEMBERS])
def test_the_desk_says_no_to_members_in_words(client, role):
    client.force_login(someone_with_role(role))

    response = client.get("/admin/", follow=True)

    assert response.status_code == 403
    assert "editors&#x27; desk" in response.content.decode()


def test_no_form_of_a_member_puts_them_into_a_group(client, member):
    client.force_login(member)
    editors = member.groups.model.objects.get(name=EDITORS)

    client.post("/en/account/profile/", {"name": "Ana Lopez", "groups": [editors.pk], "is_staff": "on", "is_superuser": "on", "user": "1"})

    member.refresh_from_db()
    assert [group.name for group in member.groups.all()] == [MEMBERS]
    assert not member.is_staff
    assert not member.is_superuser
    assert client.get("/admin/", follow=True).status_code == 403


def test_strangers_at_the_desk_are_asked_to_sign_in(client):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0] == "/en/account/login/?next=%2Fadmin%2F"


@pytest.mark.parametrize(
    "address",
    ["login/", "signup/", "logout/", "password/reset/", "password/reset/done/", "confirm-email/", "inactive/", "password/reset/key/done/"],
)
def test_pages_before_signing_in_wear_the_look_of_the_place(client, address):
    page = client.get(f"/en/account/{address}", follow=True).content.decode()

    assert 'class="masthead"' in page
    assert "style=" not in page


@pytest.mark.parametrize(
    "address",
    ["", "profile/", "affiliations/", "email/", "password/change/", "2fa/", "2fa/webauthn/", "2fa/recovery-codes/generate/",
     "sessions/", "take-along/", "close/", "logout/", "reauthenticate/"],
)  # fmt: skip
def test_pages_of_the_account_wear_the_look_of_the_place(client, member, address):
    sign_in(client, member)

    page = client.get(f"/en/account/{address}", follow=True).content.decode()

    assert 'class="masthead"' in page
    assert page.count("<h1") == 1
    assert "style=" not in page


def test_pages_of_the_second_step_wear_the_look_of_the_place(client, member):
    sign_in(client, member)
    shows_it_again(client)

    for address in ("totp/activate/", "webauthn/add/"):
        page = client.get(f"/en/account/2fa/{address}").content.decode()
        assert 'class="account-form"' in page
        assert "style=" not in page
    secret = with_app(member)
    for address in ("", "recovery-codes/", "totp/deactivate/"):
        assert 'class="account"' in client.get(f"/en/account/2fa/{address}").content.decode()
    client.logout()
    sign_in(client, member)
    assert "The second step" in client.get("/en/account/2fa/authenticate/").content.decode()
    assert secret
