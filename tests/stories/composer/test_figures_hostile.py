"""Cells, versions and buttons that no form sends. Nobody gets a 500, and no figure is lost by it."""

import pytest

from measures.models import Measure
from stories.composer.data.grid import version_of
from tests.hostile import HOSTILE, together

from .desk import sign_in
from .figures_desk import counted, open_grid, url_of, year

pytestmark = pytest.mark.django_db

CELLS = [
    "=cmd|'/C calc'!A0",
    "1" + "0" * 400,
    "9" * 5000,
    "-1",
    "NaN",
    "1e999",
    "a\x00b",
    "\u202e12",
    "<script>zq()</script>",
    "{{ 7*7 }}",
    "%s%n",
    "٣",
    "½",
]


@pytest.mark.parametrize("cell", CELLS)
def test_any_cell_is_kept_and_gets_a_sentence_or_is_a_number(cell):
    story, measure = counted()

    after = open_grid(story, measure).fill(*year()[:2], ("Mar 2024", cell, "100"), (cell, "12", "100")).pressed("figures")

    assert after.answer.status_code == 200
    assert len(after.rows) == 4
    assert after.complaints
    assert b"<script>zq" not in after.answer.content
    assert measure.observations.count() in (2, 3)


def test_all_hostile_words_at_once_are_shown_as_words():
    story, measure = counted()
    words = ["".join(text.split())[:150] for text in HOSTILE if text.strip() and "\x00" not in text and len(text) < 2000]
    rows = [(word, word[::-1], word) for word in words][:190]

    after = open_grid(story, measure).fill(*rows).pressed("figures")

    assert after.answer.status_code == 200
    assert b"<script>zq" not in after.answer.content
    assert not after.page.find_all(["zq", "zq-element"])
    assert not measure.observations.exists()


@pytest.mark.parametrize("text", together(6))
def test_a_hostile_paste_is_put_in_or_refused_in_words(text):
    story, measure = counted()

    answer = open_grid(story, measure).press("paste", paste=text)

    assert answer.status_code in (302, 422)


@pytest.mark.parametrize("version", ["", "garbage", "..", "x.99999999.99999999", "x.-1.-5", "a.b.c", "é" * 5000, "0.500.0"])
def test_a_version_that_makes_no_sense_asks_instead_of_overwriting(version):
    story, measure = counted(figures=(20,) * 12)
    before = list(measure.typed)

    answer = open_grid(story, measure).fill(*year(40)).press("save", version=version)

    assert answer.status_code == 409
    assert Measure.objects.get(pk=measure.pk).typed == before


@pytest.mark.parametrize(
    "answers",
    [
        {"away": "0"}, {"away": "-1"}, {"away": "9" * 50}, {"away": "٣"}, {"mend": "x"}, {"mend": ["x"] * 900}, {"settle": ""}, {"gap": "x" * 9999},
        {"fix": "x"}, {"then": "page:"}, {"then": "page:99999999999"}, {"then": "page:-1"}, {"then": "revision:99"}, {"then": "revision:x"},
        {"then": "undo"}, {"then": "mine"}, {"then": "theirs"}, {"then": "x" * 5000}, {"paste_how": "x"}, {"what_changed": "x" * 5000, "then": "figures"},
        {"period": ["Jan 2024"] * 3, "numerator": ["1"], "denominator": []},
    ],
)  # fmt: skip
def test_buttons_that_no_page_has_change_nothing_unasked(answers):
    story, measure = counted()
    grid = open_grid(story, measure).fill(*year()).pressed("save")

    answer = grid.client.post(grid.url, {**grid.answers, "then": "save", **answers})

    assert answer.status_code in (302, 409)
    assert grid.client.get(grid.url).status_code == 200
    assert len(Measure.objects.get(pk=measure.pk).typed) >= 2


@pytest.mark.parametrize(
    "query", ["from=0", "from=-3", "from=99999999999999", "from=" + "9" * 5000, "more=9999", "more=x", "revision=9", "revision=٣", "from=x"]
)
def test_an_address_that_makes_no_sense_shows_the_page(query):
    story, measure = counted(figures=(20,) * 12)

    assert sign_in(story.owner).get(f"{url_of(story, measure)}?{query}").status_code == 200


def test_a_post_without_rows_takes_nothing_away():
    story, measure = counted(figures=(20,) * 12)

    answer = sign_in(story.owner).post(url_of(story, measure), {"then": "save"})

    assert answer.status_code == 409
    assert len(Measure.objects.get(pk=measure.pk).typed) == 12


def test_a_grid_does_not_grow_beyond_what_a_measure_may_hold():
    """Each form holds some rows, and a version that says they come after all others."""
    story, measure = counted()
    Measure.objects.filter(pk=measure.pk).update(typed=[{"period": f"row {n}", "numerator": "", "denominator": ""} for n in range(9_990)])
    client, url = sign_in(story.owner), url_of(story, measure)
    typed = Measure.objects.get(pk=measure.pk).typed
    forged = {"version": str(version_of(typed, len(typed), 0)), "period": ["more"] * 50, "numerator": ["1"] * 50, "denominator": ["2"] * 50}

    pressed = client.post(url, {**forged, "then": "save"})
    by_itself = client.post(url, forged, headers={"Accept": "application/json"})

    assert "More than 10,000 rows" in pressed.content.decode()
    assert (pressed.status_code, by_itself.status_code) == (422, 422)
    assert Measure.objects.get(pk=measure.pk).typed == typed
