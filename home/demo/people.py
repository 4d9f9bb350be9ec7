"""The demo's people, who are made up and say so, and the organizations: one made up, the others as the sources name them."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from content.models import Method, Topic
from members.joining import join
from members.models import Affiliation, Member, Organization, Profession, User
from stories.models import ChangeIdea

from . import files, ledger
from .terms import terms

PASSWORD = "throughline-demo"  # noqa: S105 everybody's, shown by `manage.py demo_logins`
HOME = "northern-lights-community-care"  # the organization in which the demo's people work
OF_A_MEMBER = ("pronouns", "role", "about", "place", "languages", "visibility")


def bring_organizations(known: set[str]) -> None:
    for row in files.rows_of("organizations"):
        _bring(Organization, "organization", row, known)


def bring_change_ideas(known: set[str]) -> None:
    for row in files.rows_of("change_ideas"):
        _bring(ChangeIdea, "change-idea", row, known)


@transaction.atomic
def _bring(model: type[Organization] | type[ChangeIdea], kind: str, row: dict[str, Any], known: set[str]) -> None:
    key = f"{kind}/{row['slug']}"
    if key in known or model.objects.filter(slug=row["slug"]).exists():
        return
    ledger.remember(model.objects.create(**row), key)


def bring_people(known: set[str]) -> None:
    rows = files.rows_of("people")
    there = set(User.objects.filter(email__in=[row["email"] for row in rows]).values_list("email", flat=True))
    missing = [row for row in rows if f"person/{row['key']}" not in known and row["email"] not in there]
    password = make_password(PASSWORD) if missing else ""  # worked out once, since it is everybody's
    for row in missing:
        _bring_person(row, password)


@transaction.atomic
def _bring_person(row: dict[str, Any], password: str) -> None:
    """A log-in with a verified address, the member that others see, and their groups."""
    first, _space, last = row["name"].partition(" ")
    user = User.objects.create(email=row["email"], password=password, first_name=first, last_name=last)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.groups.add(*Group.objects.filter(name__in=row.get("groups", [])))
    member = join(user, name=row["name"])
    for name in OF_A_MEMBER:
        if name in row:
            setattr(member, name, row[name])
    member.is_demo = True
    member.save()
    for name, model in (("professions", Profession), ("methods", Method), ("topics", Topic)):
        getattr(member, name).set(terms(model, row.get(name, []), where=f"people.json, {row['key']}"))
    _affiliate(member, row.get("affiliation", ""))
    ledger.remember(member, f"person/{row['key']}")


def _affiliate(member: Member, standing: str) -> None:
    """Works there, is its steward, or has only said so and waits for the steward."""
    home = Organization.objects.filter(slug=HOME).first()
    if not standing or home is None:
        return
    affiliation = Affiliation(member=member, organization=home)
    if standing != "claimed":
        affiliation.role, affiliation.state = standing, Affiliation.State.CONFIRMED
    affiliation.save()


def users() -> dict[str, User]:
    """The log-ins by key. Whoever has closed their account or taken another address is not among them."""
    addresses = {row["email"]: row["key"] for row in files.rows_of("people")}
    found = User.objects.filter(email__in=addresses, is_active=True).select_related("member")
    return {addresses[user.email]: user for user in found}
