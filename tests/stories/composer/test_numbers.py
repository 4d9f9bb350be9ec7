"""Figures as people type them, and what is asked about them. Plain calls."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from stories.composer.fields import CountField, FigureField
from stories.composer.figure_questions import questions_about, questions_in
from stories.models import StatedResult


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("58.6", "58.6"),
        ("58,6", "58.6"),
        ("58.6 %", "58.6"),
        ("58,6\u00a0%", "58.6"),
        ("1 204", "1204"),
        ("1\u202f204,5", "1204.5"),
        ("1,204", "1204"),
        ("1,204,000.5", "1204000.5"),
        ("0,295", "0.295"),
        ("\N{MINUS SIGN}3.5", "-3.5"),
        (" 7 ", "7"),
        ("", None),
    ],
)
def test_a_figure_is_read_as_it_was_meant(typed, meant):
    figure = FigureField().clean(typed)

    assert figure == (meant and Decimal(meant))


def test_in_french_a_comma_is_always_the_decimal_sign():
    with translation.override("fr"):
        figure = FigureField().clean("12,345")

    assert figure == Decimal("12.345")


@pytest.mark.parametrize(
    "typed", ["about 60", "204/318", "1e999", "NaN", "Infinity", "-inf", "9" * 5000, "1,2,3", "1.204,5", "12345678901", "1.23456"]
)
def test_what_is_no_figure_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError) as refusal:
        FigureField().clean(typed)

    assert refusal.value.messages[0].endswith(".")


@pytest.mark.parametrize(("typed", "meant"), [("1 204", 1204), ("1,204", 1204), ("318", 318), ("0", 0), ("", None)])
def test_a_count_is_read_as_it_was_meant(typed, meant):
    assert CountField().clean(typed) == meant


@pytest.mark.parametrize("typed", ["3.5", "-1", "99999999999", "9" * 5000, "1e9", "many"])
def test_what_is_no_count_is_refused(typed):
    with pytest.raises(ValidationError):
        CountField().clean(typed)


def test_a_percentage_that_its_parts_do_not_give_is_asked_about_with_the_right_one_offered():
    [question] = questions_about(StatedResult(unit="%", after_value=Decimal("58.6"), after_numerator=204, after_denominator=318))

    assert question.sentence == "204 of 318 is 64.2%, not 58.6%. Readers will see 64.2%."
    assert (question.field, question.value, question.offer) == ("after_value", "64.2", "Use 64.2%")


@pytest.mark.parametrize(
    "sentence",
    [
        "Called: 41% before, 58.6% after (204 of 318).",
        "204/318 = 58.6%",
        "204 out of 318 people (58.6 %)",
        "Appelées : 58,6 % (204 sur 318).",
    ],
)
def test_a_percentage_in_a_sentence_is_asked_about_when_the_counts_beside_it_give_another(sentence):
    [question] = questions_in("result_statement", sentence)

    assert question.sentence == "204 of 318 is 64.2%, and here stands 58.6%. Readers will meet this sentence as it is."


@pytest.mark.parametrize("sentence", ["64.2% (204 of 318)", "64% (204 of 318)", "41% before, 204 of 318 after", "On 12/05/2024 (40%)"])
def test_a_sentence_whose_figures_agree_or_stand_apart_is_left_alone(sentence):
    questions = questions_in("result_statement", sentence)

    assert questions == []


def test_a_share_typed_as_a_fraction_of_one_is_asked_about():
    [question] = questions_about(StatedResult(unit="%", before_value=Decimal("0.295")))

    assert question.sentence == "0.295% is less than one in a hundred. Did you mean 29.5%?"
    assert question.value == "29.5"


@pytest.mark.parametrize(
    "result",
    [
        {"unit": "%", "after_value": Decimal("64.2"), "after_numerator": 204, "after_denominator": 318},
        {"unit": "%", "after_value": Decimal("64"), "after_numerator": 204, "after_denominator": 318},
        {"unit": "days", "after_value": Decimal("0.5")},
        {"unit": "%", "after_value": Decimal("0")},
        {"unit": "%", "after_numerator": 400, "after_denominator": 318},
        {},
    ],
)
def test_nothing_is_asked_where_nothing_is_doubtful(result):
    assert questions_about(StatedResult(**result)) == []
