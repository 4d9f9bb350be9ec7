"""Words and numbers that no form sends. Nobody gets a 500, and nothing is lost by it."""

import pytest

from stories.composer.drafts import writers_of
from tests.factories import a_lesson, a_story

from .desk import draft_of, open_step, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.references]

STEPS = ("about", "what-you-did", "what-happened", "lessons", "people")
HUGE = "9" * 5000


def text_answers(sheet) -> list[str]:
    return [name for name in sheet.answers if "FORMS" not in name and name != "version"]


@pytest.mark.parametrize(
    "words", ["a\x00b\x0bc", "\ud800x\udfff", HUGE, "{{ 7*7 }}<script>alert(1)</script>", "\u202e\u200b\ufeff", "-1", "1e999", "NaN"]
)
def test_any_word_in_every_answer_is_kept_or_refused_in_words(words):
    story, lesson = a_story(), a_lesson()

    for page, steps in ((story, STEPS), (lesson, ("",))):
        for step in steps:
            sheet = open_step(page, step)
            sheet.write({name: words.encode("utf-8", "surrogatepass") for name in text_answers(sheet)})
            answer = sheet.press()
            assert answer.status_code in (302, 409, 422), f"{step} answered {answer.status_code}"
            assert b"<script>alert(1)" not in answer.content
            assert open_step(page, step).answer.status_code == 200


def test_a_megabyte_is_refused_with_its_length_and_the_rest_is_saved():
    story = a_story()

    back = open_step(story, "lessons").write(lessons="x" * 1_000_000, advice="Begin small.").pressed()

    assert back.answer.status_code == 422
    assert "1000000 characters long" in back.complaints.replace(",", "")
    assert len(back["lessons"]) == 1_000_000
    assert (draft_of(story).lessons, draft_of(story).advice) == ("Ask before you remind.", "Begin small.")


def test_a_megabyte_of_hashtags_is_answered_quickly(django_assert_max_num_queries):
    story = a_story()
    sheet = open_step(story, "people").write(hashtags=" ".join(f"#t{n}" for n in range(100_000)))

    with django_assert_max_num_queries(150):
        back = sheet.pressed()

    assert back.answer.status_code == 422
    assert "At most 12 hashtags." in back.complaints


def test_a_text_full_of_hashtags_gives_no_more_than_a_page_has():
    story = a_story()

    answer = open_step(story, "lessons").write(lessons=" ".join(f"#t{n}" for n in range(2000)) + " #" + "ﬃ" * 100).press()

    assert answer.status_code == 302
    assert len(draft_of(story).hashtags.all()) == 12
    assert open_step(story, "people").press().status_code == 302


@pytest.mark.parametrize("word", ["ﬃ" * 100, "x" * 101, "a b!", "#", "12", "ǰ" * 60, "\u0958" * 60])
def test_any_hashtag_is_kept_or_refused_in_words(word):
    story = a_story()

    answer = open_step(story, "people").write(hashtags=word).press()

    assert answer.status_code in (302, 422)


@pytest.mark.parametrize("total", ["99999999", "x", "-5", "", "1e9", HUGE, "31"])
def test_a_wrong_number_of_rows_leaves_the_list_as_it_was(total):
    story = a_story()
    open_step(story, "what-you-did").write_rows("cycles", {"title": "The letter"}).press()
    sheet = open_step(story, "what-you-did").write(what_we_did="We asked.")

    answer = sheet.write({"cycles-TOTAL_FORMS": total, "cycles-0-title": "The letter"}).press()

    assert answer.status_code in (302, 409, 422)
    assert draft_of(story).what_we_did == "We asked."
    assert total == "-5" or [cycle.title for cycle in draft_of(story).cycles.all()] == ["The letter"]
    assert b"tampered" not in answer.content


def test_thirty_one_rows_are_too_many_and_stay_typed():
    story = a_story()

    back = open_step(story, "what-you-did").write_rows("cycles", *({"title": f"Test {n}"} for n in range(31))).pressed()

    assert back.answer.status_code == 422
    assert "At most 30 entries." in back.complaints
    assert back["cycles-30-title"] == "Test 30"
    assert not draft_of(story).cycles.all()


def test_five_thousand_rows_are_refused_before_anything_is_read():
    story = a_story()
    rows = {f"cycles-{n}-title": f"Test {n}" for n in range(5000)}

    answer = sign_in(story.owner).post(
        f"/en/write/story/{story.pk}/what-you-did/", {"cycles-TOTAL_FORMS": 5000, "cycles-INITIAL_FORMS": 0, **rows}
    )

    assert answer.status_code in (400, 422)
    assert not draft_of(story).cycles.all()


@pytest.mark.parametrize("number", [HUGE, "9" * 18, "-1", "0", "x", "1.5", "\uff11", "null"])
def test_a_choice_that_does_not_exist_is_refused_in_words(number):
    story, lesson = a_story(), a_lesson()

    for page, step, names in (
        (story, "people", ("topics", "scale", "licence", "audiences", "images-0-image", "authors-0-member")),
        (story, "about", ("organizations", "language", "year")),
        (lesson, "", ("methods", "kind", "barrier", "story")),
    ):
        sheet = open_step(page, step)
        answer = sheet.write(dict.fromkeys(names, number)).press()
        assert answer.status_code in (302, 422)
        assert draft_of(page).topics.count() == 1


def test_the_script_that_asks_for_json_is_answered_in_json_whatever_it_sends():
    story = a_story()
    client = sign_in(story.owner)

    answers = [
        client.post(f"/en/write/story/{story.pk}/about/", data, content_type="application/json", headers={"Accept": "application/json"})
        for data in ("{}", "not json", '{"title": null}')
    ]

    assert all(answer.headers["Content-Type"] == "application/json" for answer in answers)
    assert all(answer.status_code in (200, 409) for answer in answers)
    assert draft_of(story).title == story.title


@pytest.mark.parametrize("then", ["ask:nobody", "ask:\x00", "more:nonsense", "next:x", "x" * 5000, "find:name", ""])
def test_any_button_leads_somewhere(then):
    story = a_story()

    answer = open_step(story, "people").write(coauthor="\x00olive", use="x=y").press(then)

    assert answer.status_code == 302
    assert [member.user for member in writers_of(story)] == [story.owner]
