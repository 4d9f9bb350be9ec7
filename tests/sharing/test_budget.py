"""What a month may cost, and that two workers cannot spend the same dollar."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from sharing import budget, sender
from sharing.channels.base import NotSent, Unsure
from sharing.models import SharePost
from tests.factories.sharing import an_account, an_approved_post, approved_posts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("really", "scripted")]


@pytest.fixture
def account(scripted):
    return an_account(price_plain=Decimal("0.015"), price_linked=Decimal("0.20"), monthly_budget=Decimal("0.50"))


def test_a_link_makes_a_post_dearer(account):
    with_link = an_approved_post(account=account)
    without = an_approved_post(account=account, parts=["No link in it."], has_link=False)

    assert sender.price_of(with_link) == Decimal("0.20")
    assert sender.price_of(without) == Decimal("0.015")


@pytest.mark.database
def test_the_queue_stops_by_itself_when_the_budget_is_used(account, scripted):
    queued = approved_posts(4, account)

    sender.work_off()

    states = [SharePost.objects.get(pk=post.pk).state for post in queued]
    assert states == ["sent", "sent", "paused", "paused"]
    assert budget.spent_this_month(account) == Decimal("0.40")
    assert budget.remaining(account) == Decimal("0.10")


def test_what_was_certainly_not_sent_costs_nothing(account, scripted):
    post = an_approved_post(account=account)
    scripted.will(NotSent("no line"))

    sender.work_off()

    assert SharePost.objects.get(pk=post.pk).state == "due"
    assert budget.spent_this_month(account) == 0


def test_what_may_have_been_sent_is_counted(account, scripted):
    an_approved_post(account=account)
    scripted.will(Unsure("no answer"))

    sender.work_off()

    assert budget.spent_this_month(account) == Decimal("0.20")


def test_a_new_month_begins_at_nothing(account):
    post = an_approved_post(account=account)
    sender.work_off()
    SharePost.objects.filter(pk=post.pk).update(sent_at=timezone.now() - timedelta(days=40))

    assert budget.spent_this_month(account) == 0


def test_without_a_budget_there_is_no_limit():
    account = an_account(price_linked=Decimal(10))

    assert budget.remaining(account) is None
    assert budget.allows(account, Decimal(1000))
