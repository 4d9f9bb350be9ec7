"""Each step keeps what was typed, and shows it again."""

import pytest

from content.models import Audience, CareSetting, Hashtag, Method, QualityDomain, ResultType, Scale, Topic
from members.models import Affiliation
from stories.models import ChangeIdea, LessonPage, StoryPage
from tests.factories import a_lesson, a_live_story, a_member, a_story, an_organization

from .desk import draft_of, open_step, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ABOUT = {
    "title": "Reminders that clients asked for",
    "language": "fr",
    "problem": "One in five did not come.\n\nThe letter said *when*, not *why*.",
    "aim": "From 22% to 15% by December.",
    "aim_what": "Missed first appointments",
    "aim_how_much": "a third fewer",
    "aim_for_whom": "new clients",
    "aim_by_when": "December 2025",
    "setting_text": "Two community teams",
    "year": "2025",
    "period": "January to December 2025",
}
HAPPENED = {
    "result_statement": "From 22.1% to 15.3%; chance may explain it.",
    "what_happened": "It fell in spring.",
    "balancing_effects": "Calls took longer.",
    "caution": "Two teams only.",
    "status": "did-not-work",
}
LESSONS = {
    "what_did_not_work": "The poster.",
    "lessons": "Ask first.",
    "advice": "Begin with five people.",
    "limits": "No comparison.",
    "plain_language": "More people now come.",
}
RIGHTS = {
    "contact": "The team, qi@example.org",
    "licence": "cc-by-nc-4.0",
    "people_consent": "recorded",
    "ethics_screen": "reviewed",
    "community_data": "agreed",
}


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("about", ABOUT),
        ("what-you-did", {"what_we_did": "We asked."}),
        ("what-happened", HAPPENED),
        ("lessons", LESSONS),
        ("people", RIGHTS),
    ],
)
def test_a_step_keeps_what_was_typed_and_shows_it_again(step, typed):
    story = a_story()

    answer = open_step(story, step).write(typed).press()

    assert answer.status_code == 302
    shown = open_step(story, step)
    assert {name: shown[name] for name in typed} == typed


def test_a_lesson_keeps_what_was_typed_and_shows_it_again():
    lesson, story, topic = a_lesson(), a_live_story(title="Where it began"), Topic.objects.create(slug="waits", name_en="Waits")
    typed = {
        "title": "Ask before you remind",
        "kind": "did-not-work",
        "lesson": "People had not forgotten.",
        "what_happened": "We sent texts to all.",
        "advice": "Ask five people first.",
        "barrier": "time",
        "context": "A team without mobile numbers",
        "source_label": "A report",
        "source_url": "https://example.org/report",
    }

    answer = open_step(lesson).write(typed, story=story.title, topics=[str(topic.pk)]).press()

    assert answer.status_code == 302
    shown = open_step(lesson)
    assert {name: shown[name] for name in typed} == typed
    assert draft_of(lesson).story == story
    assert shown.answers["topics"] == [str(topic.pk)]


def test_every_vocabulary_keeps_the_terms_that_were_ticked():
    story = a_story()
    terms = {
        name: model.objects.create(slug=f"mine-{name}", name_en=f"Mine {name}")
        for name, model in {
            "topics": Topic,
            "quality_domains": QualityDomain,
            "care_settings": CareSetting,
            "result_types": ResultType,
            "audiences": Audience,
            "scale": Scale,
        }.items()
    }

    open_step(story, "people").write({name: [str(term.pk)] for name, term in terms.items()}).press()

    draft = draft_of(story)
    assert draft.scale == terms.pop("scale")
    assert {name: list(getattr(draft, name).all()) for name in terms} == {name: [term] for name, term in terms.items()}


def test_methods_and_change_ideas_are_ticked_and_unticked():
    story = a_story()
    method = Method.objects.create(slug="mine", name_en="Mine")
    idea = ChangeIdea.objects.create(slug="texts", title="Text reminders")
    open_step(story, "what-you-did").write(methods=[str(method.pk)], change_ideas=[str(idea.pk)]).press()

    sheet = open_step(story, "what-you-did")
    sheet.answers.pop("methods")
    sheet.press()

    draft = draft_of(story)
    assert not draft.methods.all()
    assert list(draft.change_ideas.all()) == [idea]


def test_a_term_that_was_retired_stays_with_the_draft_that_has_it_and_is_offered_to_nobody_else():
    topic = Topic.objects.create(slug="old", name_en="An old word")
    story, other = a_story(), a_story()
    open_step(story, "people").write(topics=[str(topic.pk)]).press()
    topic.retire() if hasattr(topic, "retire") else Topic.objects.filter(pk=topic.pk).update(retired_at="2026-01-01T00:00Z")

    shown, others = open_step(story, "people"), open_step(other, "people")

    assert shown.answers["topics"] == [str(topic.pk)]
    assert "An old word" not in others.page.get_text()
    assert others.write(topics=[str(topic.pk)]).press().status_code == 422


def test_organizations_of_the_writers_are_boxes_and_others_are_found_by_name():
    author, mine, other = a_member(), an_organization("Northern Pines"), an_organization("Lakeshore Health")
    Affiliation.objects.create(member=author.member, organization=mine, state="confirmed")
    story = a_story(by=author)

    open_step(story).write(organizations=[str(mine.pk)], add_organization="lakeshore health").press()

    assert set(draft_of(story).organizations.all()) == {mine, other}
    assert set(open_step(story).answers["organizations"]) == {str(mine.pk), str(other.pk)}


def test_an_organization_that_is_not_here_is_said_beside_its_name():
    story = a_story()

    sheet = open_step(story).write(add_organization="Nowhere Health", aim="A better aim.").pressed()

    assert sheet.answer.status_code == 422
    assert "No organization here has this name" in sheet.complaints
    assert sheet["add_organization"] == "Nowhere Health"
    assert draft_of(story).aim == "A better aim."


def test_buttons_lead_to_the_next_step_back_and_away():
    story = a_story()

    def after(step: str, then: str) -> str:
        return open_step(story, step).press(then)["Location"]

    assert after("about", "next").endswith(f"/{story.pk}/what-you-did/")
    assert after("people", "next").endswith(f"/{story.pk}/check/")
    assert after("lessons", "back").endswith(f"/{story.pk}/what-happened/")
    assert after("about", "back") == after("about", "leave") == "/en/write/"


def test_a_step_that_does_not_exist_is_not_found():
    story, lesson = a_story(), a_lesson()
    client = sign_in(story.owner)

    assert client.get(f"/en/write/story/{story.pk}/nonsense/").status_code == 404
    assert sign_in(lesson.owner).get(f"/en/write/story/{lesson.pk}/about/").status_code == 404
    assert client.get(f"/en/write/lesson/{story.pk}/").status_code == 404
    assert client.get(f"/en/write/lesson/{story.pk}/check/").status_code == 404
    assert client.get(f"/en/write/story/{10**30}/about/").status_code == 404


def test_a_draft_is_listed_where_its_title_was_changed():
    story = a_story()

    open_step(story).write(title="A new title altogether").press()

    assert "A new title altogether" in sign_in(story.owner).get("/en/write/").content.decode()


def test_hashtags_stand_in_their_one_spelling_and_those_of_the_text_count_too():
    Hashtag.objects.get_or_create(name="EQIPON")
    story = a_story()

    open_step(story, "people").write(hashtags="#eqipon #NewWord").press()
    open_step(story, "lessons").write(lessons="Ask first. #QiCommes").press()

    assert {tag.name for tag in draft_of(story).hashtags.all()} == {"EQIPON", "NewWord", "QiCommes"}
    assert "#EQIPON" in open_step(story, "people")["hashtags"]


def test_a_retired_hashtag_is_refused_by_name_and_stays_typed():
    Hashtag.objects.create(name="OldWord", retired_at="2026-01-01T00:00Z")
    story = a_story()

    sheet = open_step(story, "people").write(hashtags="#oldword", contact="The team").pressed()

    assert sheet.answer.status_code == 422
    assert "#OldWord is not used any more" in sheet.complaints
    assert sheet["hashtags"] == "#oldword"
    assert draft_of(story).contact == "The team"
    assert not draft_of(story).hashtags.all()


def test_pages_of_both_kinds_are_begun_with_their_writer_as_first_author():
    author = a_member("Robin Writer")
    client = sign_in(author)

    story_at = client.post("/en/write/story/new/", {"title": "  A   story ", "language": "fr"})["Location"]
    lesson_at = client.post("/en/write/lesson/new/", {"title": "A lesson", "language": "en"})["Location"]

    story, lesson = StoryPage.objects.get(owner=author), LessonPage.objects.get(owner=author)
    assert story_at == f"/en/write/story/{story.pk}/about/"
    assert lesson_at == f"/en/write/lesson/{lesson.pk}/"
    assert (story.title, story.language, story.live) == ("A story", "fr", False)
    assert [person.name for page in (story, lesson) for person in draft_of(page).authors.all()] == ["Robin Writer", "Robin Writer"]


@pytest.mark.parametrize("step", ["what-you-did", "what-happened", "people"])
def test_what_may_stay_unsaid_says_so_in_words(step):
    shown = open_step(a_story(), step).page

    assert not [option for option in shown.find_all("option") if "---" in option.get_text()]
