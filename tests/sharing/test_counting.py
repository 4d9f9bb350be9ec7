"""Counts that come back from networks: seldom, cheap, and nothing but numbers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from sharing import channels, counting
from sharing.channels.base import Counts, Limited
from sharing.models import SharePost
from tests.factories.sharing import a_sent_post, an_account
from tests.fakes.scripted import ScriptedChannel

pytestmark = pytest.mark.django_db


class Counted(ScriptedChannel):
    """Answers what the test says, and remembers what it was asked for."""

    def __init__(self, network: str = "scripted") -> None:
        super().__init__(network=network)
        self.rounds: list[list[str]] = []
        self.known: dict[str, Counts] = {}
        self.fault: Exception | None = None

    def counts(self, login, remotes):
        self.rounds.append([remote.id for remote in remotes])
        if self.fault:
            raise self.fault
        return {remote.id: self.known.get(remote.id, Counts(3, 2, 1)) for remote in remotes}


@pytest.fixture
def network(monkeypatch, really) -> Counted:
    channel = Counted()
    monkeypatch.setitem(channels.CHANNELS, "scripted", channel)
    return channel


def sent(ago: timedelta, counted_ago: timedelta | None = None, **fields) -> SharePost:
    now = timezone.now()
    post = a_sent_post(**{name: fields.pop(name) for name in ("account",) if name in fields})
    told = {"sent_at": now - ago, "counted_at": None if counted_ago is None else now - counted_ago, **fields}
    SharePost.objects.filter(pk=post.pk).update(**told)
    post.refresh_from_db()
    return post


@pytest.mark.database
def test_likes_reposts_and_replies_are_kept_as_numbers(network):
    post = sent(timedelta(hours=1))

    assert counting.count_back() == 1

    post.refresh_from_db()
    assert (post.likes, post.reposts, post.replies) == (3, 2, 1)
    assert post.counted_at


@pytest.mark.parametrize(
    ("ago", "counted_ago", "is_asked"),
    [
        (timedelta(minutes=2), None, False),
        (timedelta(hours=5), timedelta(minutes=30), False),
        (timedelta(hours=5), timedelta(hours=2), True),
        (timedelta(days=5), timedelta(hours=2), False),
        (timedelta(days=5), timedelta(hours=25), True),
        (timedelta(days=31), timedelta(days=3), False),
    ],
)
def test_a_post_is_asked_about_each_hour_then_each_day_then_no_more(network, ago, counted_ago, is_asked):
    sent(ago, counted_ago)

    counting.count_back()

    assert bool(network.rounds) is is_asked


def test_the_posts_of_an_account_are_asked_about_in_one_request(network):
    account = an_account()
    for _ in range(3):
        sent(timedelta(hours=2), account=account)

    counting.count_back()

    assert [len(asked) for asked in network.rounds] == [3]


def test_the_parts_of_a_thread_are_added_up_and_its_own_answers_left_out(network):
    post = sent(timedelta(hours=2), remotes=[{"id": "one"}, {"id": "two"}, {"id": "three"}])
    network.known = {"one": Counts(5, 1, 2), "two": Counts(1, 0, 1), "three": Counts(0, 0, 0)}

    counting.count_back()

    post.refresh_from_db()
    assert (post.likes, post.reposts, post.replies) == (6, 1, 1)


def test_a_network_that_refuses_is_not_asked_again_at_once(network):
    post = sent(timedelta(hours=2), likes=7)
    network.fault = Limited("slow down")

    counting.count_back()
    counting.count_back()

    post.refresh_from_db()
    assert len(network.rounds) == 1 and post.likes == 7


def test_a_dry_run_asks_nobody(scripted, monkeypatch):
    channel = Counted()
    monkeypatch.setitem(channels.CHANNELS, "scripted", channel)
    sent(timedelta(hours=2))

    assert counting.count_back() == 0
    assert not channel.rounds


@pytest.mark.parametrize(("monthly_budget", "is_asked"), [(None, False), (Decimal("0.10"), False), (Decimal("5.00"), True)])
def test_where_reading_costs_money_it_is_read_only_out_of_a_budget(monkeypatch, really, monthly_budget, is_asked):
    channel = Counted("x")
    monkeypatch.setitem(channels.CHANNELS, "x", channel)
    account = an_account("x", monthly_budget=monthly_budget, price_linked=Decimal("0.20"))
    post = sent(timedelta(days=2), account=account, cost=Decimal("0.20"))

    counting.count_back()

    post.refresh_from_db()
    assert bool(channel.rounds) is is_asked
    assert post.cost == (Decimal("0.2010") if is_asked else Decimal("0.2000"))
