"""Charts for cards, funnels and icons."""

import json
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.analysis import kind_of
from measures.chart import NARROW, WIDE, ChartWords
from measures.choosing import Kind
from measures.facts import Facts, facts_of
from measures.funnel import Unit, funnel
from measures.funnel_chart import draw_funnel
from measures.icons import icon
from measures.marks import Mark
from measures.series import Chart, Direction
from measures.small_chart import draw_small
from measures.snapshot import AimStep
from measures.svg import apart, clean, n
from tests.measures.drawn import Drawing, numbers, shown
from tests.measures.test_chart import STEADY

WORDS = ChartWords("Missed visits", "Two teams lie outside", (), (), "{:.0f}%".format, "Mean", "Upper", "Lower", "Aim")
TEAMS = [Unit(f"Team {number}", 4 + number * 2, 40 + number * 20) for number in range(12)]


def small(series, **more) -> Drawing:
    """From facts as a database column gives them back."""
    facts = Facts.from_plain(json.loads(json.dumps(facts_of(series).to_plain())))
    return Drawing(draw_small(facts, title="Days to the first visit", figure="{:.0f}".format, **more))


def test_a_card_names_the_first_and_the_last_figure_and_no_other():
    seen = small(shown([33, *STEADY, 14]))

    assert seen.words() == ["33", "14"]
    assert len(seen.having("pt")) == 2


def test_a_card_shows_centre_lines_by_phase_the_aim_and_what_was_found():
    seen = small(shown([*STEADY, *[value / 2 for value in STEADY], 60], phases=(12,), aims=(AimStep(9),), direction=Direction.DOWN))

    assert len(seen.lines("centre")) == 2
    assert len(seen.lines("aim")) == 1
    assert seen.lines("series")[0].count("M") == 2
    assert len(seen.having("pt-out")) == 1


def test_a_card_without_figures_has_no_drawing():
    assert draw_small(Facts("no_figures"), title="Nothing") == ""


@pytest.mark.parametrize("values", [[5], [0, 0], [7] * 15, [None, None, 3, 4, None], [-5, None, -8], [1e15, -1e15], [5e-324, 1e-300]])
def test_odd_series_are_drawn_on_cards(values):
    seen = small(shown(values, chart="run", aims=(AimStep(0),)))

    assert seen.having("pt")


def test_marks_survive_a_database_column():
    marks = [Mark(), Mark("square", "good"), Mark("diamond", "concern"), Mark("circle", "", True), Mark("diamond", "neutral", True)]

    assert [Mark.from_plain(mark.to_plain()) for mark in marks] == marks


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=lambda size: size.name)
@pytest.mark.parametrize("chart", [Chart.FUNNEL_PROPORTION, Chart.FUNNEL_RATE, Chart.FUNNEL_RATIO])
def test_a_funnel_has_two_pairs_of_limits_and_a_mark_for_each_unit(chart, size):
    seen = Drawing(draw_funnel(funnel(chart, TEAMS), WORDS, size=size, key="f", is_share=False))

    assert len(seen.having("pt")) == 12
    assert len(seen.having("funnel-line")) == 4
    assert len(seen.having("funnel-95")) == 2


def test_a_unit_outside_the_outer_limits_is_a_diamond_with_its_name():
    seen = Drawing(draw_funnel(funnel(Chart.FUNNEL_PROPORTION, [*TEAMS, Unit("The Hill", 90, 150)], multiply=100), WORDS))

    assert "The Hill" in seen.words("unit")
    assert [each.findtext("title") for each in seen.having("pt") if each.tag == "path"] == ["The Hill: 60%. n = 150"]


def test_the_curves_of_a_funnel_pass_through_the_limits_of_its_units_and_close_in():
    readings = funnel(Chart.FUNNEL_PROPORTION, TEAMS, multiply=100)

    upper = Drawing(draw_funnel(readings, WORDS)).lines("funnel-line")[0]
    heights = numbers(upper)[1::2]

    assert all(abs(after - before) < 12 for before, after in pairwise(heights))
    assert max(heights) == heights[0]


def test_names_in_a_funnel_never_overlap():
    crowd = [Unit(f"A team with a long name {number}", 60 + number % 3, 100 + number % 4) for number in range(30)]

    seen = Drawing(draw_funnel(funnel(Chart.FUNNEL_PROPORTION, crowd, multiply=100), WORDS))

    assert len(seen.having("pt")) == 30
    assert len(seen.words("unit")) < 30


def test_one_unit_is_drawn_and_none_is_not():
    assert draw_funnel([], WORDS) == ""
    assert Drawing(draw_funnel(funnel(Chart.FUNNEL_PROPORTION, TEAMS[:1], multiply=100), WORDS)).having("pt")


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("mark", [0, 1, -1])
def test_every_variation_has_its_icon(mark, direction):
    drawn = ElementTree.fromstring(icon(kind_of(mark, direction)))

    assert drawn.get("aria-hidden") == "true"


def test_icons_differ_and_what_is_unknown_has_none():
    kinds = ["common_cause", *[f"{tone}_{way}" for tone in ("improvement", "concern", "neutral") for way in ("high", "low")]]

    assert len({icon(kind) for kind in [*kinds, "pass", "fail", "hit_or_miss"]}) == 10
    assert icon("") == icon("nonsense_high") == ""


@given(st.lists(st.tuples(st.floats(0, 300), st.sampled_from([16, 32])), max_size=6))
@settings(deadline=None)
def test_labels_that_are_pushed_apart_keep_their_order_and_their_room(labels):
    wanted, sizes = [at for at, _ in labels], [size for _, size in labels]

    placed = apart(wanted, sizes, low=0, high=300)
    spans = sorted((at - size / 2, at + size / 2, want) for at, size, want in zip(placed, sizes, wanted, strict=True))

    assert all(one[1] <= two[0] + 1e-6 and one[2] <= two[2] for one, two in pairwise(spans))
    assert all(start >= -1e-6 and end <= 300 + 1e-6 for start, end, _ in spans)


def test_a_label_with_room_stays_where_it_belongs():
    assert apart([20, 100], [16, 16], low=0, high=200) == [20, 100]


def test_coordinates_are_short_and_words_are_clean():
    assert [n(12.34), n(5.0), n(-0.01), n(-3.25)] == ["12.3", "5", "0", "-3.2"]
    assert clean('<a href="x">\x00\x1f') == "&lt;a href=&quot;x&quot;&gt;"


def test_words_that_wait_for_a_language_are_drawn_in_the_one_that_is_read():
    assert clean(gettext_lazy("Aim")) == "Aim"


def test_a_share_on_a_card_begins_at_0():
    seen = small(shown([20, 22, 21, 19] * 4, kind=Kind.PROPORTION, chart="run", wholes=[100] * 16))

    assert seen.having("grid")
