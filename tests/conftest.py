"""What every test stands on: the foundation laid once in the test database, fresh caches, no way out to the network."""

import pytest
from django.core.cache import caches
from django.core.management import call_command


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Migrated, and with the pages, groups and workflow of a new site."""
    with django_db_blocker.unblock():
        call_command("set_up", verbosity=0)


@pytest.fixture(autouse=True)
def fresh_pages_cache():
    """Nothing kept by one test is seen by the next."""
    caches["pages"].clear()
