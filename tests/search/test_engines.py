"""The embedded engines: what is found, counted, ordered and suggested, for whom; the same on SQLite and on PostgreSQL."""

from datetime import UTC, date, datetime

import pytest

from search import engine, indexing
from search.access import Reader
from search.asking import Answer, Query
from search.engines import embedded
from search.indexing import Draft
from search.models import SearchDocument
from search.ranking.question import Phrase, Question, Wanted, parse

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def nothing_indexed(db):
    """The foundation of the tests has rows of its own."""
    indexing.clear()


VISITOR = Reader(frozenset({"all", "anon"}))
FRENCH = Reader(frozenset({"all", "anon"}), "fr")
MEMBER = Reader(frozenset({"all", "in"}))
GROUP = Reader(frozenset({"all", "in", "group7"}))


def draft(key: int, title: str, body: str = "", **more) -> Draft:
    return Draft(**{"kind": "story", "language": "en", "access": "all"} | more, object_id=key, title=title, body=body)


def index(*drafts: Draft) -> None:
    indexing.write({(each.kind, each.object_id) for each in drafts}, drafts)


def ask(text: str, reader: Reader = VISITOR, **more) -> Answer:
    question = parse(text)
    return engine.ask(Query(question, reader, **{"chosen": question.chosen} | more))


def things(answer: Answer) -> list[int]:
    """What was found, in its order."""
    of = dict(SearchDocument.objects.values_list("pk", "object_id"))
    return [of[hit.key] for hit in answer.hits]


def test_any_word_is_enough_and_more_of_them_come_first():
    """Given rows that say one word, both or none, when both are asked for, then all that say one are found, the one with both first."""
    index(draft(1, "Falls on a ward"), draft(2, "Sleep", "Fewer calls at night"), draft(3, "Sleeping through calls"), draft(4, "Notes"))

    answer = ask("sleep calling falls ward nobody")

    assert set(things(answer)) == {1, 2, 3} and answer.count == 3
    assert answer.unsaid == ["nobody"]


def test_each_language_is_stemmed_in_its_own_way():
    """Given an English and a French row, when inflections and letters without accents are typed, then each is found."""
    index(draft(1, "Organizing care"), draft(2, "Réductions de l’attente", language="fr"))

    assert things(ask("organized")) == [1]
    assert things(ask("reduction attentes")) == [2]


def test_needed_things_have_to_be_there_and_unwanted_must_not():
    """Given rows that say a phrase, its words apart, or something else too, when it is quoted, then only the phrase counts."""
    index(
        draft(1, "No show rates", "Phone calls"),
        draft(2, "Show no mercy", "Phone calls"),
        draft(3, "No show again", "Opioid calls"),
    )

    assert set(things(ask('"no show"'))) == {1, 3}
    assert things(ask('"no show" calls -opioid')) == [1]
    assert set(things(ask("-opioid"))) == {1, 2}


def test_no_phrase_reaches_from_the_title_into_the_text():
    """Given a title that ends in one word and a text that begins with the next, when both are quoted, then nothing is found."""
    index(draft(1, "Waiting", "Times differ"))

    assert ask('"waiting times"').count == 0


def test_fields_look_in_their_own_place():
    """Given the same name in a title, in other names and in a text, when a field is named, then only that place counts."""
    index(draft(1, "Kim the nurse"), draft(2, "Falls", also="Ana Kim"), draft(3, "Falls", "Kim said so"))

    assert things(ask("title:kim")) == [1]
    assert len(things(ask("kim"))) == 3


def test_a_name_finds_what_is_credited_to_somebody_of_it_and_nothing_kept_under_that_word():
    """Given credited names and a method of the same word, when a name is typed, then its stories count, with or without other words."""
    index(
        draft(1, "Falls", also="Ana Maria Lima, Bo Roy\nPDSA"),
        draft(2, "Falls", also="\nLima\nLean"),
        draft(3, "Sleep", also="Zoé Lima"),
        draft(4, "Falls", also="Ana Roy", access="in"),
    )

    assert set(things(ask("author:lima"))) == {1, 3}
    assert things(ask('falls author:"ana maria"')) == things(ask('author:"Maria Lima"')) == [1]
    assert things(ask("auteur:ZOE")) == [3] and ask('author:"ana lima"').count == ask("author:lia").count == 0
    assert things(ask("author:roy")) == [1] and "author" not in ask("author:roy").facets
    assert set(things(ask("author:roy author:zoe"))) == {1, 3}


def test_what_means_the_same_is_found_too():
    """Given a row that says only the long form, when the abbreviation is asked for with it, then it is found and nothing is unsaid."""
    index(draft(1, "Plan, do, study, act"), draft(2, "Other plans"))
    wanted = Wanted("PDSA", (Phrase("PDSA", ("pdsa",)), Phrase("plan do study act", ("plan", "do", "study", "act"), weight=0.7)))

    answer = engine.ask(Query(Question("PDSA", (wanted,)), VISITOR))

    assert things(answer) == [1] and answer.unsaid == []


def test_counts_of_a_facet_ignore_its_own_choice_and_mind_the_others():
    """Given stories and lessons of two methods, when a type and a method are chosen, then each counts as if it alone were open."""
    index(
        draft(1, "Sleep", facets={"method": ["pdsa", "spc"]}),
        draft(2, "Sleep", facets={"method": ["spc"]}),
        draft(3, "Sleep", kind="lesson", facets={"method": ["pdsa"]}),
        draft(4, "Falls", kind="lesson", facets={"method": ["pdsa"]}),
    )

    answer = ask("sleep", chosen={"type": ("story",), "method": ("pdsa",)})

    assert things(answer) == [1]
    assert answer.facets["type"] == {"story": 1, "lesson": 1}
    assert answer.facets["method"] == {"pdsa": 1, "spc": 2}
    assert answer.facets["language"] == {"en": 1}
    assert ask("sleep", chosen={"method": ("nothing-of-the-kind",)}).count == 0


def test_choices_alone_are_a_question_and_an_order():
    """Given dated rows, when nothing is typed, then all are there: the newest first, or the oldest, or by title; undated ones last."""
    index(
        draft(1, "Beta", published_on=datetime(2023, 1, 1, tzinfo=UTC)),
        draft(2, "Élan", published_on=datetime(2024, 6, 1, tzinfo=UTC)),
        draft(3, "Alpha"),
    )

    assert things(ask("")) == [2, 1, 3]
    assert things(ask("", sort="oldest")) == [1, 2, 3]
    assert things(ask("", sort="title")) == [3, 1, 2]
    assert things(ask("", after=date(2023, 6, 1))) == [2]
    assert things(ask("", before=date(2023, 1, 1))) == [1]
    assert ask("?!").count == 0


def test_pages_go_to_the_end_and_repeat_nothing():
    """Given more rows than are put in order, when every page is asked for, then each row is there once."""
    index(*(draft(number, f"Sleep {number}", "ward " * (number % 7)) for number in range(1, 251)))

    pages = [things(ask("sleep", page=page)) for page in range(1, 14)]

    assert sorted(key for page in pages for key in page) == list(range(1, 251))
    assert things(ask("sleep", page=99)) == pages[-1] and ask("sleep").pages == 13


def hidden_and_open() -> None:
    index(
        draft(1, "Ward rounds", "Zebrafish", access="group7 super", facets={"topic": ["secret"]}),
        draft(2, "Ward visits", access="all", facets={"topic": ["open"]}),
        draft(3, "Ward talks", access="in"),
        draft(4, "Ward talk in French only", access="all-fr"),
    )


@pytest.mark.parametrize(
    ("reader", "found"),
    [(VISITOR, {2}), (FRENCH, {2, 4}), (MEMBER, {2, 3}), (GROUP, {1, 2, 3})],
    ids=["visitor", "french", "member", "group"],
)
def test_who_may_not_find_a_row_never_hears_of_it(reader, found):
    """Given rows for some, when each asks in every way, then hits, counts, suggestions and words hold only what they may find."""
    hidden_and_open()

    for answer in (ask("ward", reader), ask("", reader), ask("-nothing", reader)):
        assert set(things(answer)) == found and answer.count == len(found)
        assert ("secret" in answer.facets["topic"]) == (1 in found)
    assert set(engine.current().every_key(Query(parse("ward"), reader))) == set(
        SearchDocument.objects.filter(object_id__in=found).values_list("pk", flat=True)
    )
    of = dict(SearchDocument.objects.values_list("pk", "object_id"))
    assert {of[hit.key] for hit in engine.current().suggest("war", reader, most=9)} == found
    assert ("zebrafish" in ask("zebrafish", reader).unsaid) == (1 not in found)
    assert "zebrafish" not in engine.current().words_like("zebrafisch", most=9)


def test_a_row_that_becomes_private_is_gone_at_the_next_question():
    """Given a row that was found, when it becomes private, goes or comes back, then each question sees it as it is then."""
    index(draft(1, "Sleep"), draft(2, "Sleep"))
    assert ask("sleep").count == 2

    index(draft(1, "Sleep", access="group7 super"))
    assert things(ask("sleep")) == [2] and ask("").facets["type"] == {"story": 1}

    indexing.write([("story", 2)], [])
    assert ask("sleep").count == 0 and ask("").count == 0

    index(draft(2, "Sleep again"))
    assert things(ask("again")) == [2]


def test_what_another_process_wrote_and_forgot_is_seen():
    """Given a process that knows a row, when another one removes and forgets it, then the first does not find it any more."""
    index(draft(1, "Sleep"), draft(2, "Sleep"))
    assert ask("").count == 2
    known = dict(embedded._kept)

    indexing.write([("story", 1)], [])
    SearchDocument.objects.update(sent_version=indexing.Counter.current())
    indexing.forget_gone()
    embedded._kept.update(known)

    assert ask("").count == 1 and things(ask("sleep")) == [2]


def test_a_process_that_has_read_ahead_has_nothing_left_to_read_at_its_first_question(monkeypatch):
    index(draft(1, "Naloxone kits"))
    embedded.forget()
    engine.warm()
    read: list[int] = []
    monkeypatch.setattr(embedded, "_rows_since", lambda bitmaps: read.append(1) or [])

    assert ask("naloxone").count == 1

    assert read == []


def test_suggestions_begin_with_what_is_typed_and_titles_that_begin_so_come_first():
    """Given titles and names, when a word is begun, then rows that say it come, those whose title begins with it first."""
    index(draft(1, "Better run charts"), draft(2, "Run charts"), draft(3, "Falls", also="Rune Example"), draft(4, "Nothing"))

    of = dict(SearchDocument.objects.values_list("pk", "object_id"))
    assert [of[hit.key] for hit in engine.current().suggest("run", VISITOR, most=9)] == [2, 1, 3]
    assert [of[hit.key] for hit in engine.current().suggest("run cha", VISITOR, most=9)] == [2, 1]
    assert engine.current().suggest("' \" *", VISITOR, most=9) == []


def test_words_at_most_two_letters_away_are_known():
    """Given indexed words, when one is misspelt, then the nearest come first."""
    index(draft(1, "Sepsis bundle"), draft(2, "Sepsis again"), draft(3, "Septic shock"))

    assert engine.current().words_like("sepsys", most=3)[0] == "sepsis"
    assert engine.current().words_like("nowhere", most=3) == []


def test_more_like_this_shares_telling_words_and_is_never_itself():
    """Given two rows on sepsis and one on falls, when more like one is asked for, then it is the other, and not its own French part."""
    index(
        draft(1, "Sepsis bundle in time", "Antibiotics within the hour", part="en", access="all"),
        draft(1, "Sepsis antibiotics", part="fr", access="all", language="fr"),
        draft(2, "Antibiotics for sepsis", "Bundle used"),
        draft(3, "Falls in time"),
        draft(4, "Sepsis bundle kept secret", access="group7 super"),
        *(draft(number, f"Something else {number}") for number in range(5, 20)),
    )
    key = SearchDocument.objects.get(object_id=1, part="en").pk

    of = dict(SearchDocument.objects.values_list("pk", "object_id"))
    like = [of[hit.key] for hit in engine.current().more_like(key, VISITOR, most=5)]

    assert like[0] == 2 and 1 not in like and 4 not in like


@pytest.mark.parametrize(
    "typed", ["'", "d'", "l'eau's", "\\", "a\\'b", ":*", "𞤀𞤁", "²½", "ﬁn", "NEAR(a b)", "a" * 5000, "% _", '"" "" OR', "😀"]
)
def test_nothing_that_is_typed_breaks_the_question(typed):
    """Given rows, when strange signs are typed, then there is an answer."""
    index(draft(1, typed[:100] or "x", typed), draft(2, "Sleep"))

    for text in (typed, f'"{typed}"', f"title:{typed} -{typed}"):
        assert ask(text).count in (0, 1, 2)
        engine.current().suggest(text, VISITOR, most=5)
        engine.current().words_like(text, most=5)
