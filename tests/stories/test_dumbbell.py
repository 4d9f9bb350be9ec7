"""The drawing of two figures: what it shows, and in which shape."""

import re
from xml.etree import ElementTree

import pytest

from stories import dumbbell
from stories.dumbbell import Row
from stories.video import frame_address


def drawn(*rows: Row, width: int = dumbbell.WIDE) -> str:
    return dumbbell.draw(rows, title="Before and after", description="In words.", key="k", to="to", width=width)


def row(**fields) -> Row:
    return Row(**{"name": "Kept", "before": 20, "after": 60, "before_words": "20%", "after_words": "60%", "unit": "%", **fields})


def at(svg: str, shape: str) -> float:
    """Where along the scale a circle of this class stands."""
    return float(re.search(rf'class="{shape}" cx="([\d.]+)"', svg)[1])


def test_better_is_a_filled_circle_to_the_right_of_its_ring():
    svg = drawn(row(verdict="better"))

    assert at(svg, "ring") < at(svg, "pt pt-good")
    assert "bar-better" in svg


def test_worse_has_a_shape_of_its_own_and_not_only_a_colour():
    svg = drawn(row(before=80, after=70, verdict="worse"))

    assert 'class="pt pt-out" d="M' in svg
    assert svg.count("<circle") == 1  # the ring before; what came after is a diamond


def test_a_change_that_nobody_claims_is_drawn_grey():
    svg = drawn(row(verdict="same"))

    assert "bar-same" in svg
    assert "pt-good" not in svg


def test_shares_above_a_half_run_to_a_hundred():
    svg = drawn(row(before=0, after=100, verdict="better"))

    assert at(svg, "ring") == dumbbell.INSET
    assert at(svg, "pt pt-good") == dumbbell.WIDE - dumbbell.INSET - 1


@pytest.mark.parametrize(
    ("values", "unit", "top"),
    [([17.7, 11.8], "%", 20), ([2.5, 2.0], "a week", 2.5), ([87, 18], "days", 100), ([0], "", 1), ([120], "%", 150)],
)
def test_the_scale_ends_at_a_round_number_above_every_figure(values, unit, top):
    assert dumbbell.scale_top(values, unit=unit) == top


def test_measures_of_one_unit_share_a_scale_and_others_do_not():
    svg = drawn(row(before=40, after=80), row(before=40, after=80), row(before=4, after=8, unit="days"))

    rings = re.findall(r'class="ring" cx="([\d.]+)"', svg)
    assert rings[0] == rings[1]
    assert rings[2] != rings[0]


def test_a_baseline_alone_is_a_ring_without_a_line():
    svg = drawn(row(after=None, after_words=""))

    assert 'class="ring"' in svg
    assert 'class="bar' not in svg
    assert " to " not in svg


def test_without_any_figure_nothing_is_drawn():
    assert drawn(row(before=None, after=None, before_words="", after_words="")) == ""


def test_words_of_members_cannot_become_markup():
    svg = drawn(row(name='<script>alert("x")</script>', before_words="<b>", after_words="&"))

    assert "<script" not in svg
    ElementTree.fromstring(svg)


def test_a_long_name_is_wrapped_and_never_runs_into_the_figures():
    name = "Systolic blood pressure recorded on the day of admission by the nurse"
    svg = drawn(row(name=name), width=dumbbell.NARROW)

    lines = re.findall(r'class="row-name"[^>]*>([^<]*)', svg)
    assert " ".join(lines) == name
    assert all(len(line) * dumbbell.LETTER <= dumbbell.NARROW for line in lines)


def test_the_aim_is_named_below_its_dotted_line_inside_the_drawing():
    svg = drawn(row(aim=99, aim_words="aim 99% of all people"))

    assert 'class="aim"' in svg
    assert 'text-anchor="end">aim 99% of all people' in svg


def test_the_drawing_is_described_for_those_who_do_not_see_it():
    svg = drawn(row())

    assert 'role="img" aria-labelledby="k-t k-d"' in svg
    assert '<desc id="k-d">In words.</desc>' in svg


@pytest.mark.parametrize(
    ("address", "frame"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ("https://youtu.be/abcdefghijk?t=3", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ("https://vimeo.com/123456", "https://player.vimeo.com/video/123456?dnt=1"),
        ('https://www.youtube.com/watch?v="><script>', ""),
        ("https://youtube.com.evil.example/watch?v=abcdefghijk", ""),
        ("https://example.org/film.mp4", ""),
        ("http://[", ""),
    ],
)
def test_only_known_players_are_put_into_a_frame(address, frame):
    assert frame_address(address) == frame
