"""People and pages that the tests of the path share."""

import pytest
from django.test import Client

from members.roles import REVIEWERS
from tests.factories import a_story, an_editor, someone_with_role


@pytest.fixture
def editor(db):
    return an_editor("Edda Editor")


@pytest.fixture
def reviewer(db):
    return someone_with_role(REVIEWERS, "Rey Reviewer")


@pytest.fixture
def story(db):
    return a_story()


@pytest.fixture
def signed_in():
    """A browser in which this person is signed in."""

    def as_(user) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_
