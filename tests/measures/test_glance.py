"""Variation and assurance stand with charts read by Making Data Count, each in words, and nowhere else."""

from measures.glance import ASSURANCE, VARIATION, at_a_glance
from measures.icons import icon
from measures.snapshot import AimStep
from tests.measures.tiny import LOWER, MIXED, STABLE, shown_of


def test_a_change_for_the_better_and_an_aim_out_of_reach():
    shown = shown_of(STABLE + LOWER, whole=100, chart="p", rules="making-data-count", aims=(AimStep(5),))

    said = {question: answer for _kind, question, answer in at_a_glance(shown)}

    assert said["Variation"] == "Special cause, for the better: the latest figure belongs to a change downwards."
    assert said["Assurance"] == "The aim lies beyond the limits: as things are, it is missed every time."


def test_without_an_aim_nothing_is_assured():
    shown = shown_of(MIXED, whole=100, chart="p", rules="making-data-count")

    assert [question for _kind, question, _answer in at_a_glance(shown)] == ["Variation"]


def test_other_rules_and_run_charts_have_no_icons():
    assert at_a_glance(shown_of(STABLE + LOWER, whole=100, chart="p")) == []
    assert at_a_glance(shown_of(STABLE + LOWER, whole=100, chart="run", rules="making-data-count")) == []


def test_each_answer_has_its_drawing():
    assert all(icon(kind).startswith("<svg") for kind in (*VARIATION, *ASSURANCE))
