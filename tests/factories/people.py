"""Members, editors and organizations."""

from itertools import count

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils.text import slugify

from members.models import Member, Organization, User
from members.roles import EDITORS, MEMBERS

_numbers = count(1)
PASSWORD = "a long enough password"


def someone_with_role(role: str, name: str = "") -> User:
    """A log-in in one group, with a member and a verified address."""
    number = next(_numbers)
    name = name or f"Person {number}"
    user = User.objects.create_user(email=f"{slugify(name)}-{number}@example.org", password=None)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.groups.add(Group.objects.get(name=role))
    Member.objects.create(user=user, name=name, slug=f"{slugify(name)}-{number}")
    return user


def a_member(name: str = "") -> User:
    return someone_with_role(MEMBERS, name)


def an_editor(name: str = "") -> User:
    return someone_with_role(EDITORS, name)


def an_organization(name: str = "") -> Organization:
    number = next(_numbers)
    name = name or f"Organization {number}"
    return Organization.objects.create(name=name, slug=f"{slugify(name)}-{number}", region="Ontario")
