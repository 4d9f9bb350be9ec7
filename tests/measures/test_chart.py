"""What a reader sees on a chart, and what it never does."""

import random
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.chart import NARROW, SLIDE, WIDE, draw, scale_of
from measures.choosing import Kind
from measures.series import Chart, Direction
from measures.showing import ChartChoice, show
from measures.snapshot import AimStep, Definition, Figure, Snapshot
from measures.svg import LINE, TEXT, width_of
from tests.hostile import HOSTILE
from tests.measures.drawn import Drawing, month, numbers, shown, words_for

STEADY = [20, 22, 19, 21, 20, 23, 18, 21, 22, 19, 20, 21]
BY_VALUE = ["run", "i", "mr", "i_m", "i_mm", "t", "g"]
WITH_WHOLES = ["run", "p", "pp", "c", "u", "up", "ip", "i"]


def drawing(series, *, size=WIDE, key="c", scale=None, **words) -> Drawing:
    return Drawing(draw(series, words_for(series, **words), size=size, key=key, scale=scale))


def test_a_chart_says_what_it_shows_to_those_who_do_not_see_it():
    seen = drawing(shown(STEADY), key="m7")

    assert seen.root.get("role") == "img"
    assert [each.text for each in seen.root[:2]] == ["A title", "What was found"]
    assert seen.root.get("aria-labelledby").split() == [each.get("id") for each in seen.root[:2]] == ["m7w-t", "m7w-d"]


def test_two_drawings_of_one_chart_share_no_id():
    series = shown(STEADY)

    ids = [each.get("id") for size in (WIDE, NARROW, SLIDE) for each in drawing(series, size=size).root.iter() if each.get("id")]

    assert len(ids) == len(set(ids)) == 6


def test_colours_and_styles_are_left_to_the_style_sheets():
    seen = drawing(shown(STEADY, aims=(AimStep(18),), notes=(3,), phases=(6,), baseline=4))

    assert not {name for each in seen.root.iter() for name in each.attrib} & {"style", "fill", "stroke", "tabindex", "onload"}


def test_without_figures_there_is_no_drawing():
    nothing = show(Snapshot(Definition("Nothing yet"), (Figure(month(0)),)))

    assert draw(nothing, words_for(nothing)) == ""


@pytest.mark.parametrize("size", [WIDE, NARROW, SLIDE], ids=lambda size: size.name)
@pytest.mark.parametrize("chart", [*BY_VALUE, *WITH_WHOLES, "xbar", "s"])
def test_every_chart_over_time_is_drawn(chart, size):
    rng = random.Random(chart)
    if chart in ("xbar", "s"):
        rows = tuple(Figure(month(place), value=rng.gauss(9, 1), sd=rng.random(), size=rng.randint(3, 9)) for place in range(20))
        series = show(Snapshot(Definition("A measure", kind=Kind.SUBGROUP, small_number_limit=1), rows), ChartChoice(chart))
    elif chart in BY_VALUE:
        series = shown([rng.randint(10, 30) for _ in range(20)], chart=chart)
    else:
        wholes = [rng.randint(90, 120) for _ in range(20)]
        series = shown([rng.randint(10, 30) for _ in range(20)], chart=chart, kind=Kind.PROPORTION, wholes=wholes)

    seen = drawing(series, size=size)

    assert series.chart == Chart(chart)
    assert len(seen.having("pt")) == 20 - (chart == "mr")
    assert seen.lines("centre")
    assert bool(seen.lines("limit")) == (chart != "run")


def test_lines_bear_their_names_and_figures_at_the_right_end():
    seen = drawing(shown(STEADY, aims=(AimStep(18),)))

    assert [word.split(" ")[0] for word in seen.words("end")] == ["Upper", "Mean", "Lower", "Aim"]
    assert seen.words("end-centre") == ["Mean 20.5 d"]
    assert seen.words("end-aim") == ["Aim 18.0 d"]


def test_on_a_phone_limits_bear_figures_without_names():
    seen = drawing(shown(STEADY, aims=(AimStep(18),)), size=NARROW)

    assert "Upper limit" not in " ".join(seen.words())
    assert seen.root.get("viewBox").startswith("0 0 320 ")


def test_a_long_label_takes_two_lines():
    seen = drawing(shown(STEADY), centre="Moyenne de la période de référence")

    assert seen.words("end-centre") == ["Moyenne de la période de référence", "20.5 d"]


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=30), st.floats(-1e6, 1e6), st.sampled_from([WIDE, NARROW]))
@settings(deadline=None, max_examples=60)
def test_labels_at_the_right_end_never_overlap(values, aim, size):
    seen = drawing(shown(values, aims=(AimStep(aim),)), size=size)

    heights = sorted(float(each.get("y")) for each in seen.having("end"))

    assert all(after - before >= LINE - 0.2 for before, after in pairwise(heights))
    assert all(0 <= y <= float(seen.root.get("viewBox").split()[3]) for y in heights)


@given(st.integers(1, 400), st.sampled_from([WIDE, NARROW]))
@settings(deadline=None, max_examples=40)
def test_periods_never_touch_and_the_first_is_always_named(count, size):
    series = shown([20 + place % 5 for place in range(count)], chart="run")

    seen = drawing(series, size=size)
    ticks = [each for each in seen.having("tick") if each.get("text-anchor") == "middle"]
    spans = sorted((float(each.get("x")) - width_of(each.text) / 2, float(each.get("x")) + width_of(each.text) / 2) for each in ticks)

    assert ticks[0].text == "Jan 2024"
    assert all(one[1] < two[0] for one, two in pairwise(spans))
    assert spans[0][0] >= -0.1
    assert spans[-1][1] <= size.width + 0.1


def test_years_begin_with_a_longer_stroke():
    seen = drawing(shown(STEADY * 3))

    assert seen.lines("tickmark")[0].count("v9") == 2


def test_on_a_phone_bare_years_stand_where_no_month_has_room():
    seen = drawing(shown(STEADY * 3, chart="run"), size=NARROW)

    assert [each.text for each in seen.having("tick") if each.get("text-anchor") == "middle"] == ["Jan 2024", "Dec 2026", "2025", "2026"]


def test_a_missing_point_breaks_the_line():
    seen = drawing(shown([*STEADY[:5], None, *STEADY[6:]]))

    assert seen.lines("series")[0].count("M") == 2
    assert len(seen.having("pt")) == 11


def test_a_phase_breaks_line_centre_and_limits():
    seen = drawing(shown(STEADY * 2, phases=(10,)), phases=("Before", "Texts offered"))

    assert seen.lines("series")[0].count("M") == 2
    assert len(seen.lines("centre")) == 2
    assert len(seen.lines("limit")) == 4
    assert len(seen.having("phase")) == 1
    assert seen.words("phase-name") == ["Before", "Texts offered"]


def test_later_points_are_seen_against_the_lines_of_the_first_phase():
    """The words say: 12 points below the lower limit of the first phase. So that limit is drawn where these points lie."""
    seen = drawing(shown([each + 20 for each in STEADY] + STEADY, phases=(12,)))

    centre, limit = seen.lines("carried")

    assert {numbers(each)[0] for each in (centre, limit)} == {numbers(seen.lines("phase")[0])[0]}
    assert numbers(seen.lines("centre")[0])[1] == numbers(centre)[1]
    assert numbers(centre)[1] < numbers(limit)[1] < min(numbers(each)[1] for each in seen.lines("limit")[2:])


def test_no_line_is_carried_on_where_there_is_one_phase():
    assert not drawing(shown(STEADY, baseline=6)).lines("carried")


def test_the_address_of_a_chart_stays_on_its_slide_below_a_long_source():
    address = "https://throughline.example/en/stories/seat-belts-great-britain/charts/6/"

    seen = drawing(
        shown(STEADY), size=SLIDE, source=f"Register of the made-up agency, first and second quarter. {address}", illustrative="Made up"
    )

    assert [each for each in seen.words("small") if address in each]
    assert not [each for each in seen.words("small") if "…" in each]


def test_a_phase_whose_name_has_no_room_bears_its_number():
    seen = drawing(shown(STEADY * 2, phases=(20,)), phases=("Before", "Text messages offered to everybody"))

    assert seen.words("phase-name") == ["Before", "2"]


def test_after_the_baseline_the_centre_is_carried_on_with_dashes():
    seen = drawing(shown(STEADY * 2, baseline=11))
    solid, carried = seen.lines("centre")

    assert "centre-ext" in seen.having("centre")[1].get("class")
    assert numbers(solid)[2] == numbers(carried)[0]
    assert numbers(solid)[1] == numbers(carried)[1]


def test_limits_step_where_sizes_differ_and_run_straight_where_they_do_not():
    sizes = [100, 100, 100, 200, 200, 100, 100, 300, 300, 100, 100, 100]

    stepped = drawing(shown(STEADY, chart="p", kind=Kind.PROPORTION, wholes=sizes))
    straight = drawing(shown(STEADY))

    assert stepped.lines("limit")[0].count("V") == 4
    assert straight.lines("limit")[0].count("V") == 0


def test_the_aim_steps_where_it_moves():
    seen = drawing(shown(STEADY, aims=(AimStep(18), AimStep(15, month(6)))))

    assert seen.lines("aim")[0].count("V") == 1
    assert seen.words("end-aim") == ["Aim 15.0 d"]


def test_an_aim_for_the_figures_is_none_for_their_spread():
    seen = drawing(shown(STEADY, chart="mr", aims=(AimStep(18),)))

    assert not seen.lines("aim")
    assert not seen.words("end-aim")


@pytest.mark.parametrize(("direction", "tone"), [(Direction.UP, "pt-good"), (Direction.DOWN, "pt-out"), (Direction.NEITHER, "pt-neutral")])
def test_the_shape_tells_what_was_found_and_the_colour_whether_it_is_wanted(direction, tone):
    values = [*STEADY, *[23, 24, 22.5, 25, 23, 24, 22.5, 23, 24, 23], 60]

    seen = drawing(shown(values, direction=direction, baseline=11))

    assert seen.shape(22) == f"diamond {tone}"
    assert seen.shape(15) == f"square {tone}"
    assert seen.shape(0) == "circle"


def test_a_point_that_is_left_out_is_hollow():
    seen = drawing(shown(STEADY, chart="run", left_out=(4,)))

    assert seen.shape(4) == "circle pt-hollow"


def test_a_point_on_the_line_is_no_part_of_the_run_around_it():
    seen = drawing(shown([*[1] * 5, 5, *[1] * 5, *[9] * 10], chart="run"))

    assert seen.shape(4) == seen.shape(6) == "square pt-neutral"
    assert seen.shape(5) == "circle"


def test_a_point_answers_with_its_period_figure_size_and_notes():
    seen = drawing(shown(STEADY, chart="p", kind=Kind.PROPORTION, wholes=[100] * 12, notes=(3,)))

    assert seen.about(3) == "April 2024: 21.0 d. n = 100. 1: note on 3"


def test_words_of_a_point_may_be_given():
    seen = drawing(shown(STEADY), about=lambda place: f"point {place}")

    assert seen.about(7) == "point 7"


def test_notes_on_one_point_stand_side_by_side():
    seen = drawing(shown(STEADY, notes=(5, 5, 5, 5, 6, 6)))
    places = [(float(each.get("cx")), float(each.get("cy"))) for each in seen.having("note-dot")]

    assert seen.words("note-num") == ["1", "2", "3", "4", "5", "6"]
    assert all(abs(x0 - x1) > 18 or abs(y0 - y1) > 18 for (x0, y0), (x1, y1) in combinations(places, 2))


@pytest.mark.parametrize("count", [1, 12, 40])
def test_many_notes_on_a_phone_take_more_rows_and_none_lies_on_another(count):
    seen = drawing(shown(STEADY, notes=[place % 12 for place in range(count)]), size=NARROW)
    places = [(float(each.get("cx")), float(each.get("cy"))) for each in seen.having("note-dot")]

    assert len(places) == len(seen.having("note-line")) == count
    assert all(abs(x0 - x1) > 18 or abs(y0 - y1) > 18 for (x0, y0), (x1, y1) in combinations(places, 2))
    assert all(0 < x < 320 for x, _ in places)


def test_a_share_is_never_above_100_and_begins_at_0():
    seen = drawing(shown([97, 99, 100, 98, 60] * 4, chart="p", kind=Kind.PROPORTION, wholes=[100] * 20), figure="{:.0f}%".format)
    side = [each.text for each in seen.having("tick") if each.get("text-anchor") == "end"]

    assert side[0] == "0%"
    assert side[-1] == "100%"


def test_figures_far_from_0_use_the_room_that_there_is():
    low, high = scale_of(shown([1000, 1002, 999, 1001, 1003] * 4))

    assert low > 900
    assert high < 1100


def test_groups_share_one_scale():
    small, large = shown(STEADY), shown([value * 3 for value in STEADY])
    scale = scale_of(small, large)

    sides = [
        [each.text for each in drawing(each, scale=scale).having("tick") if each.get("text-anchor") == "end"] for each in (small, large)
    ]

    assert sides[0] == sides[1]


@pytest.mark.parametrize(
    "values",
    [
        [5],
        [0, 0, 0],
        [7] * 15,
        [None, None, 3, 4, None],
        [-5, -3, -8, -1, -2],
        [1e15, -1e15, 1e15],
        [1e-300, 2e-300, 5e-324],
        [1e14 + number for number in range(12)],
        [0.1 + 0.2, 0.3, 0.3],
    ],
)
@pytest.mark.parametrize("size", [WIDE, NARROW, SLIDE], ids=lambda size: size.name)
@pytest.mark.parametrize("chart", ["run", "i", "mr"])
def test_odd_series_are_drawn_and_never_raise(values, size, chart):
    svg = draw(series := shown(values, chart=chart, aims=(AimStep(0),), notes=(0,)), words_for(series), size=size)

    assert not {"nan", "inf"} & set(svg.lower().replace('"', " ").split())
    assert Drawing(svg).words("end-centre") or chart == "mr"


@given(st.lists(st.one_of(st.none(), st.floats(-1e15, 1e15)), min_size=1, max_size=40), st.lists(st.integers(0, 39), max_size=6))
@settings(deadline=None, max_examples=60)
def test_no_series_is_drawn_outside_its_frame(values, places):
    series = shown(values, phases=places[:2], notes=places[2:], chart="run")

    svg = draw(series, words_for(series))

    assert svg == "" or all(-1 <= float(each.get("cy", 1)) <= 600 for each in Drawing(svg).root.iter())


@pytest.mark.parametrize("hostile", HOSTILE[:40])
def test_hostile_words_stay_words(hostile):
    series = shown(STEADY, name=hostile, notes=(2,))
    names = (hostile,) * 12

    seen = drawing(series, title=hostile, description=hostile, periods=names, ticks=names, upper=hostile, aim=hostile, phases=names)

    assert {each.tag for each in seen.root.iter()} <= {"svg", "title", "desc", "path", "circle", "text"}


def test_control_characters_do_not_break_the_drawing():
    seen = drawing(shown(STEADY), title="a\x00b\x1f\ud800\ufffe", upper="c\x0bd")

    assert seen.root[0].text == "ab"


def test_ten_thousand_points_stay_small():
    rng = random.Random(4)
    series = shown([rng.gauss(50 + 9 * (place > 6000), 9) for place in range(10_000)], rules="making-data-count", notes=(400,))

    svgs = [draw(series, words_for(series), size=size) for size in (WIDE, NARROW)]

    assert all(len(svg) < 200_000 for svg in svgs)
    assert all(Drawing(svg).having("pt") for svg in svgs)


def test_sixty_points_stay_below_14_kilobytes():
    series = shown(STEADY * 5, chart="p", kind=Kind.PROPORTION, wholes=[100 + place % 9 for place in range(60)], phases=(30,), notes=(30,))

    assert len(draw(series, words_for(series))) < 14_000


def test_a_slide_says_what_was_found_and_from_where():
    seen = drawing(
        shown(STEADY), size=SLIDE, sentence="The days went down. " * 30, source="Clinic register", illustrative="Illustrative data"
    )

    assert seen.words("title") == ["A title"]
    assert len(seen.words("finding")) == 5
    assert seen.words("finding")[-1].endswith(" …")
    assert seen.words("small") == ["Clinic register"]
    assert seen.words("illustrative") == ["Illustrative data"]


def test_a_figure_at_the_side_that_is_too_long_is_written_short():
    seen = drawing(shown([1e12, 2e12, 3e12]), size=NARROW, figure="{:,.2f} days".format)
    side = [each.text for each in seen.having("tick") if each.get("text-anchor") == "end"]

    assert all(width_of(each, TEXT) < 80 for each in side)


def test_no_two_figures_at_the_side_are_alike():
    seen = drawing(shown([0.1, 0.2, 0.4, 0.3] * 4), figure="{:.0f}".format)
    side = [each.text for each in seen.having("tick") if each.get("text-anchor") == "end"]

    assert len(side) == len(set(side))
