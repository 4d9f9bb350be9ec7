"""Administrators keep log-ins in the admin; nobody becomes a superuser there."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from members.joining import member_of
from members.models import Member, User
from members.roles import ADMINISTRATORS, EDITORS, MEMBERS, REVIEWERS
from tests.factories import a_member, an_editor, someone_with_role

pytestmark = pytest.mark.django_db
USERS = "/admin/users/"


@pytest.fixture
def administrator(client) -> User:
    user = someone_with_role(ADMINISTRATORS, "Kim Park")
    client.force_login(user)
    return user


def group(name: str) -> str:
    return str(Group.objects.get(name=name).pk)


def test_an_administrator_makes_a_log_in_with_a_person(client, administrator):
    response = client.post(
        USERS + "new/",
        {
            "email": "Dale@Example.org",
            "name": "Dale Whitefeather",
            "password1": "",
            "password2": "",
            "groups": [group(REVIEWERS)],
            "is_superuser": "on",
        },
    )

    assert response.status_code == 302, response.context["form"].errors
    user = User.objects.get(email="dale@example.org")
    assert user.member.name == "Dale Whitefeather"
    assert set(user.groups.values_list("name", flat=True)) == {MEMBERS, REVIEWERS}
    assert not user.has_usable_password()
    assert not user.is_superuser


def test_an_administrator_changes_roles_and_address(client, administrator):
    user = a_member("Ana Lopez")
    old = user.email

    response = client.post(
        f"{USERS}edit/{user.pk}/",
        {"email": "ana@new.example.org", "name": "Ana L.", "password1": "", "password2": "", "groups": [group(EDITORS)], "is_active": "on"},
    )

    assert response.status_code == 302, response.context["form"].errors
    user = User.objects.get(pk=user.pk)
    assert user.email == "ana@new.example.org"
    assert user.member.name == "Ana L."
    assert user.groups.filter(name=EDITORS).exists()
    assert not EmailAddress.objects.filter(email=old).exists(), "the old address opens nothing"


def test_an_address_is_taken_once_whatever_its_case(client, administrator):
    user = a_member()

    response = client.post(USERS + "new/", {"email": user.email.upper(), "name": "Somebody"})

    assert "signs in with this address already" in response.content.decode()


def test_pages_of_users_open(client, administrator):
    for address in ("", "new/", f"edit/{a_member().pk}/"):
        assert client.get(USERS + address).status_code == 200


def test_editors_do_not_keep_log_ins(client):
    client.force_login(an_editor())
    user = a_member()

    response = client.post(f"{USERS}edit/{user.pk}/", {"email": user.email, "name": "x", "groups": [group(ADMINISTRATORS)]})

    assert response.status_code in (302, 403)
    assert not user.groups.filter(name=ADMINISTRATORS).exists()


def test_log_ins_are_not_deleted_here(client, administrator):
    user = a_member()

    client.post(f"{USERS}delete/{user.pk}/")

    assert User.objects.filter(pk=user.pk).exists()


def test_a_log_in_from_the_command_line_gets_its_person_when_needed(client):
    user = User.objects.create_superuser(email="root@example.org", password="a long enough password", first_name="Root", last_name="Keeper")

    member = member_of(user)

    assert member.name == "Root Keeper"
    assert member_of(user) == member
    assert Member.objects.filter(user=user).count() == 1
