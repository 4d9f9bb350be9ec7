"""What the syntax of a question means: plain Python, no database."""

from datetime import date

import pytest

from search.ranking.question import LONGEST_QUESTION, MOST_WORDS, parse, placed_words


def wanted(text: str) -> list[tuple]:
    return [(" ".join(each.phrases[0].words), each.is_needed) for each in parse(text).wanted]


def test_any_word_counts_and_a_repeated_one_twice():
    assert wanted("sleep phone sleep") == [("sleep", False), ("phone", False), ("sleep", False)]


def test_small_words_are_left_out_where_there_are_others():
    question = parse("how to reduce the missed appointments")

    assert [each.typed for each in question.wanted] == ["reduce", "missed", "appointments"]
    assert question.left_out == ("how", "to", "the")


def test_small_words_alone_are_looked_for():
    assert wanted("is it") == [("is", False), ("it", False)]


@pytest.mark.parametrize("typed", ['"no show"', "“no show”", "« no show »", "„no show“", '"No-Show"'])
def test_words_between_quotes_have_to_stand_side_by_side(typed):
    assert wanted(typed) == [("no show", True)]


@pytest.mark.parametrize("typed", ['"late show', "late show”", "late « show"])
def test_an_unclosed_quote_is_a_word(typed):
    assert wanted(typed) == [("late", False), ("show", False)]


def test_a_minus_in_front_leaves_out():
    question = parse('sleep -opioid -"wait list" well-being')

    assert [phrase.words for phrase in question.unwanted] == [("opioid",), ("wait", "list")]
    assert [each.typed for each in question.wanted] == ["sleep", "well", "being"]


@pytest.mark.parametrize("typed", ["title:waits", "titre:waits", "TITLE:waits", 'title:"waits"'])
def test_a_word_has_to_be_in_the_title(typed):
    (only,) = parse(typed).wanted

    assert only.is_needed
    assert (only.phrases[0].place, only.phrases[0].words) == ("title", ("waits",))


@pytest.mark.parametrize("typed", ['author:"Ana Roy"', 'auteur:"Ana Roy"', "autrice:« Ana Roy »"])
def test_a_name_has_to_be_among_those_credited(typed):
    question = parse(typed)

    assert (question.chosen, question.wanted) == ({"author": ("ana roy",)}, ())


def test_names_are_alternatives_and_minds_neither_accents_nor_capitals():
    question = parse("sleep author:Zoé OR auteur:LIMA -author:kim")

    assert question.chosen == {"author": ("zoe", "lima")}
    assert [each.typed for each in question.wanted] == ["sleep"]
    assert [phrase.words for phrase in question.unwanted] == [("kim",)]


def test_a_typed_name_is_never_corrected():
    assert [word for *_place, word in placed_words("slep author:lima")] == ["slep"]


@pytest.mark.parametrize(
    ("typed", "facet", "value"),
    [
        ("tag:EQIPON", "hashtag", "EQIPON"),
        ("tag:#EQIPON", "hashtag", "EQIPON"),
        ("#EQIPON", "hashtag", "EQIPON"),
        ("#ÉtéSûr.", "hashtag", "ÉtéSûr"),
        ("mot-clic:EQIPON", "hashtag", "EQIPON"),
        ("type:lesson", "type", "lesson"),
        ('type:"news item"', "type", "news item"),
        ("method:pdsa", "method", "pdsa"),
        ("méthode:pdsa", "method", "pdsa"),
        ("methode:pdsa", "method", "pdsa"),
    ],
)
def test_a_choice_can_be_typed(typed, facet, value):
    question = parse(typed)

    assert (question.chosen, question.wanted) == ({facet: (value,)}, ())


def test_values_of_one_facet_are_alternatives():
    assert parse("type:lesson OR type:story type:lesson").chosen == {"type": ("lesson", "story")}


@pytest.mark.parametrize(
    ("typed", "after", "before"),
    [
        ("after:2024", date(2024, 1, 1), None),
        ("après:2024-02", date(2024, 2, 1), None),
        ("before:2024-02", None, date(2024, 2, 29)),
        ("avant:2024", None, date(2024, 12, 31)),
        ("after:2024-1-5 before:2024-06-30", date(2024, 1, 5), date(2024, 6, 30)),
    ],
)
def test_days_can_be_typed_and_a_year_is_meant_whole(typed, after, before):
    question = parse(typed)

    assert (question.after, question.before, question.wanted) == (after, before, ())


@pytest.mark.parametrize("typed", ["after:soon", "after:2024-13", "before:2023-02-29", "after:0000", "before:99999"])
def test_a_day_that_is_none_is_a_word(typed):
    question = parse(typed)

    assert (question.after, question.before) == (None, None)
    assert question.wanted[0].typed in ("after", "before")


@pytest.mark.parametrize("between", ["OR", "OU"])
def test_one_of_two_phrases_has_to_be_there(between):
    (only,) = parse(f'"no show" {between} "did not attend" {between} DNA').wanted

    assert only.is_needed
    assert [phrase.words for phrase in only.phrases] == [("no", "show"), ("did", "not", "attend"), ("dna",)]


def test_or_between_plain_words_says_nothing_new():
    assert wanted("sleep OR phones") == wanted("sleep phones")


@pytest.mark.parametrize("typed", ["OR", "OR OR", 'OR "no show"', '"no show" OR'])
def test_an_or_with_nothing_to_join_is_a_word(typed):
    assert ("no show", True) in wanted(typed) or wanted(typed)[0] == ("or", False)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("ward:b", ["ward"]), ("http://ward.ca", ["http", "ward", "ca"]), ("title: ward", ["title", "ward"]), ("- ward", ["ward"])],
)
def test_what_is_no_syntax_is_a_word(typed, words):
    assert [word for word, _needed in wanted(typed)] == words


@pytest.mark.parametrize("typed", ['"', "-", "#", "((", "…", "“”", '""', ":", "\0!"])
def test_signs_alone_are_no_word(typed):
    question = parse(typed)

    assert question.has_no_word
    assert question.wanted == ()


@pytest.mark.parametrize("typed", ["", " ", "\0", "\u200b\n"])
def test_nothing_typed_is_not_a_question_without_words(typed):
    assert not parse(typed).has_no_word


def test_a_question_is_cut_to_its_bounds_and_says_so():
    question = parse("waiting " * 200_000)

    assert question.is_cut
    assert len(question.text) <= LONGEST_QUESTION
    assert len(question.wanted) == MOST_WORDS
    assert not parse("waiting times").is_cut


def test_a_long_phrase_is_cut_too():
    question = parse('"' + "a b " * 60 + '"')

    assert sum(len(phrase.words) for each in question.wanted for phrase in each.phrases) <= MOST_WORDS


@pytest.mark.parametrize("typed", ["wait\0list", "wait\ud800list", "wait\u202elist", "wait\u200blist", "wait\x1blist"])
def test_control_signs_part_words_and_never_reach_the_page(typed):
    question = parse(typed)

    assert question.text == "wait list"
    assert [each.typed for each in question.wanted] == ["wait", "list"]


def test_no_part_of_a_word_with_hyphens_is_left_out():
    question = parse("rendez-vous pour vous")

    assert [each.typed for each in question.wanted] == ["rendez", "vous"]
    assert question.left_out == ("pour", "vous")
