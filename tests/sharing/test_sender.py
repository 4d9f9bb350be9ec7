"""From the ledger to the network: once, whatever happens in between."""

import pytest

from sharing import sender
from tests.factories.sharing import an_approved_post

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("really")]


def test_an_approved_post_goes_out_once(scripted, account):
    post = an_approved_post(account=account)

    sender.work_off()
    sender.work_off()

    post.refresh_from_db()
    assert scripted.texts == post.parts
    assert (post.state, post.address) == ("sent", "https://scripted.example/r1")
