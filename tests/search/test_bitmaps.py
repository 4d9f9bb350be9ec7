"""Rows as bits: choosing, counting and ordering are right whatever changes, compared with going through the rows one by one."""

import random

import pytest

from search.ranking import bitmaps
from search.ranking.bitmaps import Bitmaps, Row, bits_of, each_bit


def row(key: int, access: str = "all", title: str = "", day: int | None = None, length: int = 10, **facets: str) -> Row:
    return Row(
        key,
        tuple(access.split()),
        {name: value.split() for name, value in facets.items()},
        day,
        day,
        title,
        length,
        "all" in access.split(),
    )


def test_bits_go_in_and_come_out():
    """Given places, when they become one number, then the same places come out, the lowest first."""
    places = [70, 3, 0, 64]

    assert list(each_bit(bits_of(places))) == [0, 3, 64, 70]
    assert bits_of([]) == 0 and list(each_bit(0)) == []


def test_a_changed_row_loses_what_it_was_kept_under():
    """Given a row, when it changes and then goes, then it is found under the new value alone, and then under none."""
    kept = Bitmaps()
    kept.keep([row(5, topic="sleep"), row(6, topic="falls")])

    kept.keep([row(5, topic="waits")])
    assert kept.any_of("topic", ["sleep"]) == 0 and kept.keys_of(kept.any_of("topic", ["waits"])) == [5]

    kept.keep([Row(5, ())])
    assert kept.keys_of(kept.readable(["all"])) == [6] and "waits" not in kept.values["topic"]
    assert kept.public_rows == 1 and kept.average_length == 10


def test_a_facet_named_access_gives_no_access():
    """Given a row whose facets hold a token, when the readable rows are asked for, then only its own access counts."""
    kept = Bitmaps()
    kept.keep([Row(1, ("group7",), {"access": ["all"]})])

    assert kept.readable(["all"]) == 0


@pytest.mark.parametrize("few", [0, 10_000], ids=["value by value", "hit by hit"])
def test_counts_are_those_of_going_through_the_rows(few, monkeypatch):
    """Given random rows and choices, when facets are counted, then each number is what a plain count says."""
    monkeypatch.setattr(Bitmaps, "_few", lambda self: few)
    luck = random.Random(5)
    rows = [
        row(n, topic=" ".join(luck.sample("abcd", luck.randint(0, 3))), method=luck.choice("xyz"), day=luck.choice([None, n % 30]))
        for n in range(300)
    ]
    kept = Bitmaps()
    kept.keep(rows)
    chosen = {"topic": ("a", "b"), "method": ("x",)}
    hits = kept.of_keys(range(0, 300, 2)) & kept.published(3, 20)

    counts = kept.counts(hits, chosen, ["topic", "method"])

    among = [each for each in rows[::2] if each.day is not None and 3 <= each.day <= 20]
    for facet, other in (("topic", "method"), ("method", "topic")):
        left = [each for each in among if set(each.facets[other]) & set(chosen[other])]
        values = {value for each in left for value in each.facets[facet]}
        assert counts[facet] == {value: sum(value in each.facets[facet] for each in left) for value in values}


@pytest.mark.parametrize("few", [0, 10_000], ids=["through the order", "sorted"])
def test_orders_hold_after_changes(few, monkeypatch):
    """Given ordered rows, when one changes its date and title, then pages follow the new order; undated rows come last."""
    monkeypatch.setattr(bitmaps, "FEW", few)
    kept = Bitmaps()
    kept.keep([row(1, title="b", day=5), row(2, title="a", day=9), row(3, title="c")])
    every = kept.readable(["all"])
    assert kept.in_order(every, "newest", 0, 2) == [2, 1] and kept.in_order(every, "title", 0, 9) == [2, 1, 3]

    kept.keep([row(1, title="z", day=20), row(4, title="d", day=1)])

    every = kept.readable(["all"])
    assert kept.in_order(every, "newest", 0, 9) == [1, 2, 4, 3]
    assert kept.in_order(every, "oldest", 1, 9) == [2, 1, 3]
    assert kept.in_order(every, "title", 0, 9) == [2, 3, 4, 1]
    assert kept.keys_of(kept.published(9, None)) == [1, 2]
