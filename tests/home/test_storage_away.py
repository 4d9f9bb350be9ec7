"""A full disk, a held lock, a database that is away: said in a sentence, with when to come back."""

import errno

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from stories import views


@pytest.mark.parametrize(
    "problem",
    [
        OperationalError("database is locked"),
        OperationalError("database or disk is full"),
        OperationalError("disk I/O error"),
        InterfaceError("connection already closed"),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
    ids=str,
)
@pytest.mark.django_db
def test_storage_that_takes_nothing_is_said_in_a_sentence(problem, monkeypatch):
    def breaks(*args, **kwargs):
        raise problem

    monkeypatch.setattr(views, "Listing", breaks)

    answer = Client(raise_request_exception=False).get("/en/stories/")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "We cannot save anything just now" in answer.content.decode()


@pytest.mark.django_db
def test_any_other_fault_is_still_ours(monkeypatch):
    def breaks(*args, **kwargs):
        raise OSError(errno.ENOENT, "No such file")

    monkeypatch.setattr(views, "Listing", breaks)

    assert Client(raise_request_exception=False).get("/en/stories/").status_code == 500
