"""What two editions of one measure tell together: nobody subtracts one from the other and finds a few people."""

from dataclasses import replace
from datetime import date

import pytest

from measures.showing import show
from measures.snapshot import Definition, Figure, Snapshot
from measures.together import tell_small_numbers

QUARTERS = Definition("Missed")
MONTHS = replace(QUARTERS, merges_small_numbers=False)


def edition(definition: Definition, *numbers: int, of: int = 100) -> Snapshot:
    return Snapshot(definition, tuple(Figure(date(2023 + n // 12, n % 12 + 1, 1), each, of) for n, each in enumerate(numbers)))


def told(before: Snapshot, after: Snapshot) -> bool:
    return tell_small_numbers(show(before), show(after))


STEADY = (20, 25, 30) * 4


def test_a_quarter_less_the_months_that_were_shown_leaves_the_small_month():
    known = edition(QUARTERS, *STEADY, 20, 25)

    assert told(known, edition(QUARTERS, *STEADY, 20, 25, 7))
    assert told(edition(MONTHS, *STEADY, 20, 25, 7), edition(QUARTERS, *STEADY, 20, 25, 7))
    assert told(edition(QUARTERS, *STEADY, 20, 25, 7), edition(MONTHS, *STEADY, 20, 25, 7))


def test_hidden_months_tell_nothing_beside_months():
    known = edition(MONTHS, *STEADY, 20, 25)

    assert not told(known, edition(MONTHS, *STEADY, 20, 25, 7))


def test_quarters_tell_nothing_beside_half_years():
    known = edition(QUARTERS, *(5, 5, 5) * 4)

    assert not told(known, edition(QUARTERS, *(5, 5, 5) * 4, *(2, 2, 2) * 2))


def test_newer_months_of_large_numbers_tell_nothing():
    assert not told(edition(QUARTERS, *STEADY), edition(QUARTERS, *STEADY, 20, 25))


@pytest.mark.parametrize(("small", "is_told"), [(7, True), (20, False)])
def test_groups_that_one_edition_hides_do_not_follow_from_the_other(small, is_told):
    """The first leaves out the South, the second the North: together only the East is missing."""
    definition = replace(MONTHS, strata=("North", "South", "East"))
    on, figures = date(2024, 1, 1), {"North": 30, "South": 31, "East": small}

    def with_groups(*names: str) -> Snapshot:
        whole = Figure(on, sum(figures.values()), 300)
        return Snapshot(replace(definition, strata=names), (whole, *(Figure(on, figures[name], 100, stratum=name) for name in names)))

    assert told(with_groups("North"), with_groups("South")) == is_told
