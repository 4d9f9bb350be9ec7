"""What comes first: the words decide, and bonuses decide between equals."""

from search.ranking import order
from search.ranking.bm25 import idf, saturation
from search.ranking.order import Candidate, Statistics, in_order
from search.ranking.question import Phrase, Question, Wanted

FEW = Statistics(100, 10, {("en", "sleep"): 30, ("en", "opioid"): 2, ("en", "ward"): 30, ("en", "studi"): 10})


def asked(*words: str) -> Question:
    return Question(" ".join(words), tuple(Wanted(word, (Phrase(word, (word,)),)) for word in words))


def row(key: int, text: str = "", title: str = "", exact: str = "", length: int = 10, **more) -> Candidate:
    return Candidate(key, more.pop("base", 1.0), "en", title, f"{title} \n  \n {text}", exact or f"{title} {text}", length, **more)


def first(question: Question, *rows: Candidate) -> int:
    return in_order(rows, question, FEW, today=1000)[0][0]


def test_rare_words_tell_more_and_each_further_time_tells_less():
    """Given BM25, when counts and lengths differ, then it grows with rarity, ever slower with number, and falls with length."""
    assert idf(2, 100) > idf(30, 100) > idf(100, 100) > 0
    assert saturation(2, 10, 10) - saturation(1, 10, 10) > saturation(9, 10, 10) - saturation(8, 10, 10) > 0
    assert saturation(1, 5, 10) > saturation(1, 50, 10) and saturation(0, 5, 10) == 0


def test_the_rarer_word_wins():
    """Given one row with each word, when both are asked for, then the row with the rare word is first."""
    assert first(asked("sleep", "opioid"), row(1, "sleep"), row(2, "opioid")) == 2


def test_a_word_in_the_title_counts_more_than_in_the_text():
    """Given the word here and there, when it is asked for, then the title wins, and the title that is the question wins over both."""
    assert first(asked("sleep"), row(1, "sleep"), row(2, "x", title="sleep on")) == 2
    assert first(asked("sleep"), row(1, "sleep sleep sleep", title="sleep on"), row(2, "x", title="sleep")) == 2


def test_neighbours_in_the_question_count_as_neighbours_in_the_text():
    """Given the same words together and apart, when they are asked for in that order, then together wins."""
    assert first(asked("ward", "sleep"), row(1, "sleep x ward"), row(2, "x ward sleep")) == 2


def test_the_form_that_was_typed_wins_between_equal_stems():
    """Given two forms of one stem, when one is typed, then the row with that form is first."""
    assert first(asked("studies"), row(1, "studi", exact="study"), row(2, "studi", exact="studies")) == 2


def test_date_and_use_decide_between_equals_only():
    """Given equal rows, when one is newer or more useful, then it is first, but never before a row that says more."""
    assert first(asked("sleep"), row(1, "sleep", day=10), row(2, "sleep", day=990)) == 2
    assert first(asked("sleep"), row(1, "sleep"), row(2, "sleep", usefulness=1.0)) == 2
    assert first(asked("sleep", "opioid"), row(1, "sleep opioid", day=1), row(2, "sleep", day=1000, usefulness=1.0)) == 1


def test_a_synonym_weighs_less_than_the_word():
    """Given a row with the word and one with its synonym, when the word is asked for, then it is first."""
    wanted = Wanted("sleep", (Phrase("sleep", ("sleep",)), Phrase("ward", ("ward",), weight=0.7)))

    assert first(Question("sleep", (wanted,)), row(1, "ward"), row(2, "sleep")) == 2


def test_the_thing_whose_name_means_all_that_was_typed_comes_first():
    """Given a thing named by the abbreviation, when the long form is typed, then it stands before a row that only says the long form."""
    term = Wanted("ward sleep", (Phrase("ward sleep", ("ward", "sleep")), Phrase("ws", ("ws",), weight=0.7)))
    question = Question("ward sleep", (*asked("ward", "sleep").wanted, term))

    assert first(question, row(1, "ward sleep", length=8), row(2, "ward sleep", title="ws", length=14)) == 2


def test_a_person_with_an_interest_comes_after_what_tells_of_it_and_first_by_name():
    """Given a person and a story, when an interest is typed, then the story is first, and when the name is typed, then the person."""
    story, person = row(1, "x sleep", length=14, kind="story"), row(2, "sleep", title="ward", length=8, kind="member")

    assert first(asked("sleep"), story, person) == 1
    assert first(asked("ward"), row(1, "ward ward", kind="story"), person) == 2


def test_a_very_short_text_gains_nothing_by_being_shorter_still():
    """Given two short texts, the later one shorter, when both say the word, then they are equals and come by their keys."""
    statistics = Statistics(100, 400, FEW.documents)

    ordered = in_order([row(1, "sleep", length=90), row(2, "sleep", length=5)], asked("sleep"), statistics, 1)

    assert ordered[0][0] == 1 and ordered[0][1] == ordered[1][1]


def test_a_method_comes_first_by_its_other_name_too():
    """Given a method and a lesson kept under it, when another name of the method stands in quotes, then the method is first."""
    quoted = Question('"ward sleep"', (Wanted("ward sleep", (Phrase("ward sleep", ("ward", "sleep")),), is_needed=True),))
    said = "ws \n ward sleep \n x"

    method = Candidate(2, 1.0, "en", "ws", said, said, 30, kind="method")
    lesson = Candidate(1, 1.0, "en", "ws", said, said, 20, kind="lesson")

    assert first(quoted, lesson, method) == 2


def test_a_text_too_long_to_read_keeps_the_engines_score():
    """Given a long text whose hit lies behind what is read, when the engine scores it best, then it is not last."""
    long = row(1, "x " * order.READ, length=9000, base=3.0)

    assert first(asked("sleep"), long, row(2, "sleep", base=1.0), row(3, "sleep", base=1.0)) == 1


def test_equals_come_in_the_order_of_their_keys():
    """Given rows that differ in nothing, when they are ordered, then by key: every engine agrees."""
    assert [key for key, _score in in_order([row(3, "sleep"), row(1, "sleep"), row(2, "sleep")], asked("sleep"), FEW, 1)] == [1, 2, 3]
