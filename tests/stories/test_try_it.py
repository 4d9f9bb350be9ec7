"""Anybody may paste figures and read what they can say; nothing of it is kept."""

from datetime import date, timedelta
from time import process_time

import pytest
from django.urls import reverse
from django.utils.html import escape

from measures.models import Measure, MeasureRevision
from stories.trying import EXAMPLE
from tests import hostile

pytestmark = pytest.mark.django_db


def tried(client, pasted: str, **asked) -> str:
    posted = {"pasted": pasted, "kind": "proportion", "direction": "down", "rules": "anhoej", **asked}
    answer = client.post(reverse("try_it"), posted)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_is_there_for_everybody_and_offers_an_example(client):
    page = client.get(reverse("try_it")).content.decode()

    assert "Nothing is kept" in page
    assert EXAMPLE.splitlines()[0] in page


def test_pasted_shares_become_a_p_chart_with_its_sentence(client):
    page = tried(client, EXAMPLE, aim="15%", phase_on="Nov 2024", phase_reason="Reminder call")

    assert "22.6%" in page
    assert "special cause" in page
    assert "Aim met" in page
    assert page.count('role="img"') == 2


def test_nothing_is_kept(client):
    tried(client, EXAMPLE)

    assert not Measure.objects.exists()
    assert not MeasureRevision.objects.exists()


def test_a_phase_needs_a_reason_and_what_was_typed_stays(client):
    page = tried(client, EXAMPLE, phase_on="Nov 2024")

    assert "A phase needs a reason" in page
    assert EXAMPLE.splitlines()[0] in page
    assert "Nov 2024" in page


def test_rows_that_cannot_be_right_are_named_and_the_others_drawn(client):
    page = tried(client, EXAMPLE + "\n2026-01\t146\t41")

    assert "Row 25." in page
    assert "146 of 41" in page
    assert 'role="img"' in page


def test_one_figure_a_month_is_read_as_a_measurement(client):
    page = tried(client, "\n".join(f"2024-{month:02}\t{20 + month % 5}" for month in range(1, 13)))

    assert 'role="img"' in page


def test_days_of_rare_events_show_no_dates_where_readers_would_look(client):
    pasted = "\n".join(["2024-01-05", "2024-02-09", "2024-03-28", "2024-06-02", "2024-06-30"])

    page = tried(client, pasted, kind="time-between", as_readers="on")

    assert "Event 1" in page
    assert "5 January 2024" not in page


def test_french_readers_get_french_words(client):
    answer = client.post("/fr/try/", {"pasted": EXAMPLE, "kind": "proportion", "direction": "down", "rules": "anhoej"})

    assert "Cause spéciale" in answer.content.decode()


@pytest.mark.parametrize("pasted", ["", "hello", "1", "2024-01\t1e400\t5", "a\tb\nc\td", "\x00\x00", "2024-01,5\n2024-01,6", ";;;;\n;;;"])
def test_what_cannot_be_read_gets_a_sentence(client, pasted):
    page = tried(client, pasted)

    assert 'role="alert"' in page or 'role="note"' in page or 'role="img"' in page


def test_hostile_words_neither_break_the_page_nor_run(client):
    for words in hostile.CODE[::4]:
        page = tried(client, f"{words}\t1\t2\n2024-01\t3\t4", name=words[:120], phase_on=words[:40], phase_reason=words[:120])
        assert "<script>zq" not in page


def test_too_much_is_refused_in_words(client):
    page = tried(client, "\n".join(f"{2000 + n // 365}-01-01\t1\t2" for n in range(2_500)))

    assert escape("More than 2,000 rows") in page


FIRST = date(2000, 1, 1)
HEAVY = {
    "a finding every nine days": [(FIRST + timedelta(n), n // 9 % 2 * 50 + 20) for n in range(2_000)],
    "every day, then a day in ten weeks": [(FIRST + timedelta(n if n < 1_001 else 72 * (n - 1_001) + 1_001), 20) for n in range(1_500)],
}


@pytest.mark.parametrize("rows", HEAVY.values(), ids=HEAVY)
def test_no_series_keeps_the_site_busy(client, rows):
    pasted = "\n".join(f"{day}\t{number}\t100" for day, number in rows)
    began = process_time()

    tried(client, pasted, rules="western-electric")

    assert process_time() - began < 3


@pytest.mark.parametrize("pasted", ["\ufdfa" * 100_000, "\n \n" * 100_000 + "2024-01\t1\t2"], ids=["one letter", "empty lines"])
def test_a_cell_or_a_gap_as_long_as_a_paste_takes_no_time(client, pasted):
    began = process_time()

    tried(client, pasted)

    assert process_time() - began < 1
