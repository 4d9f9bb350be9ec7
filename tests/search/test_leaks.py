"""Nobody finds what they may not read, and everybody finds what they may: every reader, every planted word, every surface."""

import pytest
from django.core.cache import caches
from django.db import transaction

from search import feeding
from search.models import Queued
from tests.search import leaking

pytestmark = [pytest.mark.django_db, pytest.mark.database]
INSIDE = ("hits", "facets", "suggestions", "did you mean", "more like this")  # asked without a browser


@pytest.fixture(scope="module")
def ground(django_db_setup, django_db_blocker):
    """Built once, rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        Queued.objects.all().delete()
        yield leaking.a_ground()
        transaction.set_rollback(True)


def told(cases: list[leaking.Case]) -> str:
    return "\n".join(f"{case.surface}: {case.reader} ({case.language}) {case.word}" for case in cases[:40])


def test_what_closes_is_gone_before_the_queue_is_drained(ground):
    cases = leaking.matrix(ground, INSIDE, ("anonymous", "member", "editor"))

    waiting = {each.word for each in ground.planted if each.waits}
    assert len(cases) >= 500
    assert not (leaks := [case for case in cases if case.leaks and case.word not in waiting]), told(leaks)


def test_nothing_leaks_and_nothing_is_wrongly_hidden(ground):
    feeding.drain()
    caches["pages"].clear()

    cases = leaking.matrix(ground)

    assert len(cases) >= 2_000
    assert {case.surface for case in cases} == set(leaking.SURFACES)
    assert not (leaks := [case for case in cases if case.leaks]), told(leaks)
    assert not (hidden := [case for case in cases if case.is_hidden]), told(hidden)
