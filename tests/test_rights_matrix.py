"""Every address of the site, asked by every role, with drafts and private things planted.

Nobody reads a planted word, nobody is answered 500, and no empty form sent by the wrong person changes anything.
An address without a sample below fails: whoever adds one says what stands in its place.
"""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from wagtail.models import PageViewRestriction

from editorial import publishing
from members.models import Affiliation, Visibility
from members.roles import ADMINISTRATORS, REVIEWERS
from stories.models import StoryPage
from tests.factories import a_lesson, a_live_lesson, a_live_story, a_member, a_story, an_editor, an_organization, someone_with_role

pytestmark = pytest.mark.django_db

DRAFT, REVIEW, PRIVATE, EMBARGO, PLACE, MAIL = "Zqxdraft", "Zqxreview", "Zqxprivate", "Zqxembargo", "Zqxplace", "zqxmail"
READERS = ("anonymous", "member", "other member", "steward", "reviewer", "editor", "administrator")
IN_REVIEW_ROLES = {"reviewer", "editor", "administrator"}


@pytest.fixture
def town():
    """One live story and lesson, and one of each thing that not everyone may read."""
    author = a_member("Avery Author")
    author.email = f"{MAIL}@example.org"
    author.save()
    author.member.place = PLACE
    author.member.visibility = {"place": Visibility.ME}
    author.member.save()
    organization = an_organization("Northern Pines")
    Affiliation.objects.create(member=author.member, organization=organization, state="confirmed")
    steward = a_member("Sam Steward")
    Affiliation.objects.create(member=steward.member, organization=organization, state="confirmed", role="steward")
    embargoed = a_story(by=author, title=f"{EMBARGO} story")
    embargoed.embargo_until = timezone.now() + timezone.timedelta(days=9)
    embargoed.save_revision(user=author)
    private = a_live_story(by=author, title=f"{PRIVATE} story")
    PageViewRestriction.objects.create(page=private, restriction_type="groups").groups.add(Group.objects.create(name="A private circle"))
    waiting = a_story(by=author, title=f"{REVIEW} story")
    publishing.submit(waiting, by=author)
    live = a_live_story(by=author, title="A story that all may read")
    live.organizations.add(organization)
    live.hashtags.add("EQIPON")
    live.save_revision().publish()
    users = {
        "anonymous": None,
        "member": author,
        "other member": a_member("Olive Other"),
        "steward": steward,
        "reviewer": someone_with_role(REVIEWERS, "Rae Reviewer"),
        "editor": an_editor("Eddie Editor"),
        "administrator": someone_with_role(ADMINISTRATORS, "Ada Administrator"),
    }
    return {
        "users": users,
        "draft": a_story(by=author, title=f"{DRAFT} story"),
        "draft_lesson": a_lesson(by=author, title=f"{DRAFT} lesson"),
        "waiting": StoryPage.objects.get(pk=waiting.pk),
        "private": private,
        "embargoed": embargoed,
        "live": live,
        "lesson": a_live_lesson(by=author),
        "organization": organization,
        "author": author,
    }


def patterns(resolver=None, prefix="", names=()):
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route, (*names, entry.namespace or ""))
        elif isinstance(entry, URLPattern):
            yield route, entry


def reachable(users: dict) -> dict[str, Client]:
    clients = {}
    for role, user in users.items():
        clients[role] = Client(raise_request_exception=False)
        if user is not None:
            clients[role].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return clients


def may_read(word: str, role: str) -> bool:
    if word in (PLACE, MAIL):
        return role in ("member", "administrator")  # the person, and who runs the place
    if word == DRAFT:
        return role in ("member", "editor", "administrator", "reviewer")  # change rights in the admin
    if word == REVIEW:
        return role == "member" or role in IN_REVIEW_ROLES
    return role in ("member", "reviewer", "editor", "administrator")


def assert_nothing_leaks(answer, role: str, address: str) -> None:
    assert answer.status_code < 500, f"{role} got {answer.status_code} at {address}"
    body = answer.getvalue() if answer.streaming else answer.content
    for word in (DRAFT, REVIEW, PRIVATE, EMBARGO, PLACE, MAIL):
        if word.encode() in body and not may_read(word, role):
            pytest.fail(f"{role} read {word} at {address}")
