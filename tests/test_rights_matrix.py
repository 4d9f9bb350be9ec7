"""Every address of the site, asked by every role, with drafts and private things planted.

Nobody reads a planted word that is not for them, nobody is answered 500, no form of another role changes anything,
and nobody puts their own work before readers. An address without a sample fails: see `tests/rights/addresses.py`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils import translation

from members.models import User
from stories.models import StoryPage
from tests.rights.addresses import Address, NoSample, addresses_of, routes
from tests.rights.town import KEEPERS, MAY_READ, ROLES, Town, a_town

pytestmark = [pytest.mark.django_db, pytest.mark.references]
ADMIN = ("/admin/", "/django-admin/")
BREAKS_ON_PURPOSE = {"admin/failwhale/"}  # Wagtail's way to look at the page for broken things
NO_ADMIN = {"anonymous", "member", "other member", "steward"}
FOR_EVERYBODY = {"/admin/jsi18n/", "/admin/sprite/"}  # words and icons of the admin
QUESTION = "?q=Zqx&search=Zqx&name=Zqx&place=Zqx&term=Zqx&fields=*&for_explorer=1"
WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
LOOKING_AT_A_PAGE = {"wagtailcore_pagesubscription", "wagtailadmin_editingsession"}


def on_both(*roles: str, of: tuple[str, ...]) -> list:
    """Who may do what is decided above the database; that each address answers there is tried by the few who meet all of them."""
    return [pytest.param(role, marks=pytest.mark.database if role in roles else ()) for role in of]


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Town]:
    """Built once; each test rolls back to it."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        yield a_town()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def addresses(town) -> list[Address]:
    with translation.override("en"):
        return [address for route in routes() for address in addresses_of(route, town)]


def browser_of(user: User | None, **options) -> Client:
    client = Client(raise_request_exception=False, **options)
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def body_of(answer) -> bytes:
    return answer.getvalue() if answer.streaming else answer.content


def leaks(answer, role: str, address: str) -> list[str]:
    """What is wrong with an answer, in words."""
    faults = [f"{role} was answered {answer.status_code} at {address}"] if answer.status_code >= 500 else []
    body = body_of(answer)
    body += " ".join(f"{name}: {value}" for name, value in answer.headers.items()).encode()
    return faults + [f"{role} read {word} at {address}" for word, may in MAY_READ.items() if word.encode() in body and role not in may]


@pytest.mark.database
def test_every_address_has_a_sample(town):
    without = []
    with translation.override("en"):
        for route in routes():
            try:
                addresses_of(route, town)
            except NoSample as missing:
                without.append(str(missing))

    assert not without


@pytest.mark.parametrize("role", on_both("anonymous", "administrator", of=ROLES))
def test_nobody_reads_what_is_not_for_them(role, town, addresses):
    browser, faults = browser_of(town.users[role]), []

    for path in paths_for(role, addresses):
        answer = browser.get(path)
        faults += leaks(answer, role, path)
        if role in NO_ADMIN and path.startswith(ADMIN) and answer.status_code == 200 and path not in FOR_EVERYBODY:
            faults.append(f"{role} got into the admin at {path}")

    assert not faults, "\n" + "\n".join(faults)


def paths_for(role: str, addresses: list[Address], *, asking: str = QUESTION) -> Iterator[str]:
    """Everything, lists also with a question in the address.

    One sample of each address is enough where the door is the same for all: keepers may read every page, others get no admin.
    """
    seen = set()
    for address in addresses:
        is_admin = address.path.startswith(ADMIN)
        one_is_enough = role in KEEPERS or (is_admin and role != "reviewer")
        if address.route in BREAKS_ON_PURPOSE or (one_is_enough and address.route in seen):
            continue
        seen.add(address.route)
        yield address.path
        if asking and address.takes_words and not one_is_enough:
            yield address.path + asking


def test_no_form_is_taken_without_its_token(town, addresses):
    """From the administrator, who may do most; a form that another site sends is one without a token."""
    browser = browser_of(town.users["administrator"], enforce_csrf_checks=True)

    taken = []
    for path in paths_for("administrator", addresses, asking=""):
        answer = browser.post(path, {})
        if answer.status_code not in (403, 404):
            taken.append(f"{path} answered {answer.status_code}")

    assert not taken


@pytest.mark.parametrize("role", ["anonymous", "member", "other member", "reviewer"])
def test_a_form_of_another_role_changes_nothing(role, town, addresses):
    """Each form sent empty, as a forged one would be, with what the actions of the admin ask for."""
    browser, faults = browser_of(town.users[role]), []

    for path in paths_for(role, addresses, asking=f"?id={town.page('draft').pk}"):
        if role == "member" and not path.startswith(ADMIN):
            continue  # their own forms
        with watched() as changed:
            answer = browser.post(path, {"comment": "Words", "confirm": "yes"})
        faults += leaks(answer, role, path)
        faults += [f"{role} changed {table} at {path}" for table in changed - allowed(role, path, town)]

    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("role", on_both("administrator", of=("editor", "administrator")))
def test_no_empty_form_of_the_desk_breaks(role, town, addresses):
    browser, broken = browser_of(town.users[role]), []

    for path in paths_for(role, addresses, asking=""):
        with watched():
            answer = browser.post(path, {})
        if answer.status_code >= 500:
            broken.append(f"{role} was answered {answer.status_code} at {path}")

    assert not broken, "\n" + "\n".join(broken)


@pytest.mark.database
def test_no_address_lets_an_editor_publish_their_own_story(town, addresses):
    """Buttons, decisions, bulk actions, the admin's API: each sent as for the story that they wrote."""
    browser, published = browser_of(town.writing_editor), []
    state = town.own.current_workflow_task_state
    forms = [
        {"action-publish": "1", "title": town.own.title, "slug": town.own.slug, "comment": "", "confirm": "yes"},
        {"action-workflow-action": "1", "workflow-action-name": "approve", "include_descendants": "on"},
    ]
    about_it = [path for path in (each.path for each in addresses) if re.search(rf"/({town.own.pk}|{state.pk})/|/bulk/wagtailcore/", path)]

    for path in about_it:
        for form in forms:
            with watched():
                browser.post(f"{path}?id={town.own.pk}", form)
                if StoryPage.objects.filter(pk=town.own.pk, live=True).exists():
                    published.append(f"{form} at {path}")

    assert len(about_it) > 20
    assert not published


@contextmanager
def watched() -> Iterator[set[str]]:
    """The tables that something wrote to, and everything as before afterwards."""
    tables: set[str] = set()

    def note(execute, sql, params, many, context):
        if found := WRITES.match(sql):
            tables.add(found[1])
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(note):
            yield tables
        transaction.set_rollback(True)


def allowed(role: str, path: str, town: Town) -> set[str]:
    """What a visit may write down: who is signed in, how often they tried, and what a reviewer does with a page in review."""
    tables = {"django_session", "usersessions_usersession", "shared_cache"}
    if role != "reviewer":
        return tables
    in_review = f"({town.page('review').pk}|{town.own.pk})"
    work = {
        rf"/pages/{in_review}/(edit/|revisions/\d+/revert/)": LOOKING_AT_A_PAGE,
        r"/editing-sessions/": {"wagtailadmin_editingsession"},
        r"/admin/account/": {"wagtailusers_userprofile"},
        rf"/pages/{in_review}/lock/": {"wagtailcore_page", "wagtailcore_pagelogentry", "wagtailsearch_indexentry"},
        rf"/workflow/action/{in_review}/reject/": {
            "wagtailcore_taskstate", "wagtailcore_workflowstate", "wagtailcore_pagelogentry", "editorial_effect",
        },
    }  # fmt: skip
    return tables.union(*(may for pattern, may in work.items() if re.search(pattern, path)))
