"""A draft saves itself, and two who write never overwrite each other."""

import pytest
from django.test import override_settings
from django.utils import timezone
from wagtail.models import Revision

from editorial import publishing
from stories.composer import coauthors, drafts
from stories.composer.steps import AboutStep
from stories.models import StoryPage
from tests.factories import a_live_story, a_member, a_story, an_editor

from .desk import Sheet, draft_of, open_step, sign_in

WORKER_ELSEWHERE = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}  # indexing is not the writer's to wait for

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def written_together(**fields):
    """A story and the member who said yes to writing it too."""
    story, other = a_story(**fields), a_member("Olive Other")
    coauthors.accept(coauthors.ask(other.member, story, by=story.owner), by=other)
    return story, other


def test_it_saves_itself_and_says_when():
    story = a_story()
    sheet = open_step(story, "lessons").write(lessons="Ask the clients first.")

    answer = sheet.save_by_itself()

    assert answer.status_code == 200
    assert answer.json()["said"].startswith("Saved ")
    assert answer.json()["wrong"] == []
    assert open_step(story, "lessons")["lessons"] == "Ask the clients first."


def test_five_saves_keep_one_revision():
    story = a_story()
    sheet = open_step(story, "lessons")

    for number in range(5):
        assert sheet.write(lessons=f"Ask first, {number}.").save_by_itself().status_code == 200

    assert Revision.objects.for_instance(story).count() == 1
    assert draft_of(story).lessons == "Ask first, 4."


def test_a_save_never_overwrites_what_an_editor_wrote_or_read():
    story, editor = a_story(), an_editor()
    version = draft_of(story)
    version.limits = "Added by the editor."
    theirs = version.save_revision(user=editor)

    open_step(story, "lessons").write(lessons="Ask first.").save_by_itself()
    mine = StoryPage.objects.get(pk=story.pk).latest_revision
    publishing.submit(StoryPage.objects.get(pk=story.pk), by=story.owner)
    publishing.take_back(StoryPage.objects.get(pk=story.pk), by=story.owner)
    open_step(story, "lessons").write(lessons="Ask twice.").save_by_itself()

    assert Revision.objects.get(pk=theirs.pk).content["limits"] == "Added by the editor."
    assert Revision.objects.get(pk=mine.pk).content["lessons"] == "Ask first."
    assert (draft_of(story).limits, draft_of(story).lessons) == ("Added by the editor.", "Ask twice.")


def test_after_a_long_pause_a_new_revision_begins():
    story = a_story()
    Revision.objects.filter(pk=story.latest_revision_id).update(created_at=timezone.now() - drafts.ONE_SITTING * 2)

    open_step(story, "lessons").write(lessons="On the next day.").save_by_itself()

    assert Revision.objects.for_instance(story).count() == 2


def test_a_wrong_answer_is_named_and_the_rest_is_saved():
    story = a_story()
    sheet = open_step(story).write(year="last year", problem="They did not come.")

    answer = sheet.save_by_itself().json()

    assert "except one answer" in answer["said"]
    assert [wrong["id"] for wrong in answer["wrong"]] == ["id_year"]
    assert draft_of(story).problem == "They did not come."


def test_what_may_point_to_a_person_is_asked_beside_the_sentence():
    story = a_story()
    sheet = open_step(story, "lessons").write(lessons="Call her at 416-555-0134. She was born on 3 May 1961.")

    checks = sheet.save_by_itself().json()["checks"]

    assert "<mark>416-555-0134</mark>" in checks["checks-lessons"]
    assert "a date of birth" in checks["checks-lessons"]
    assert checks["checks-advice"].strip() == ""


def test_a_figure_that_does_not_follow_is_asked_about_while_typing():
    story = a_story()
    row = {"label": "Came", "unit": "%", "after_value": "58.6", "after_numerator": "204", "after_denominator": "318"}

    checks = open_step(story, "what-happened").write_rows("stated_results", row).save_by_itself().json()["checks"]

    assert "204 of 318 is 64.2%, not 58.6%" in checks["checks-stated_results-0"]


def test_a_hashtag_in_a_text_waits_until_the_writer_presses_save():
    story = a_story()
    sheet = open_step(story, "lessons").write(lessons="Ask first. #EQIP")

    sheet.save_by_itself()

    assert not draft_of(story).hashtags.all()


def test_two_who_change_different_answers_keep_both():
    story, other = written_together()
    mine, theirs = open_step(story, "lessons"), open_step(story, "lessons", by=other)
    theirs.write(advice="Begin small.").press()

    answer = mine.write(lessons="Ask first.").press()

    assert answer.status_code == 302
    assert (draft_of(story).advice, draft_of(story).lessons) == ("Begin small.", "Ask first.")


def test_two_who_change_the_same_answer_see_both_and_nothing_is_lost():
    story, other = written_together()
    mine, theirs = open_step(story, "lessons"), open_step(story, "lessons", by=other)
    theirs.write(lessons="Olive's words.").press()

    answer = mine.write(lessons="My words.", advice="Begin small.").press()

    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Olive Other changed it" in shown
    assert "Olive&#x27;s words." in shown
    assert "My words." in shown
    assert (draft_of(story).lessons, draft_of(story).advice) == ("Olive's words.", "Begin small.")


@pytest.mark.parametrize(
    ("choice", "stands"), [("mine", "My words."), ("theirs", "Olive's words."), ("both", "Olive's words.\n\nMy words.")]
)
def test_what_the_writer_chooses_stands(choice, stands):
    story, other = written_together()
    mine = open_step(story, "lessons")
    open_step(story, "lessons", by=other).write(lessons="Olive's words.").press()
    answer = mine.write(lessons="My words.").press()

    choosing = conflict_page(mine, answer)
    done = choosing.write({"choose-lessons": choice}).press("save")

    assert done.status_code == 302
    assert draft_of(story).lessons == stands


def conflict_page(sheet: Sheet, answer) -> Sheet:
    answer.content = answer.content.replace(b'class="stack"', b'class="stack" id="write"')
    return Sheet(sheet.client, sheet.url, answer)


def test_a_list_that_two_changed_is_shown_row_by_row():
    story, other = written_together()
    mine = open_step(story, "what-you-did")
    open_step(story, "what-you-did", by=other).write_rows("cycles", {"title": "Her test", "decision": "adopt"}).press()

    answer = mine.write_rows("cycles", {"title": "My test"}).press()
    done = conflict_page(mine, answer).write({"choose-cycles": "mine"}).press()

    assert "What you tested: Her test<br>So we …: Adopted" in answer.content.decode()
    assert done.status_code == 302
    assert [cycle.title for cycle in draft_of(story).cycles.all()] == ["My test"]


def test_in_a_conflict_a_closed_story_is_named_by_its_number():
    parent, (story, other) = a_live_story(), written_together()
    mine = open_step(story, "what-you-did")
    open_step(story, "what-you-did", by=other).write_rows("links", {"parent": parent.slug}).press()
    StoryPage.objects.filter(pk=parent.pk).update(title="Zqx withdrawn", live=False)

    answer = mine.write_rows("links", {"parent": a_live_story().slug}).press()

    assert answer.status_code == 409
    assert f"#{parent.pk}" in answer.content.decode()
    assert "Zqx" not in answer.content.decode()


def test_a_form_that_saves_itself_meets_a_conflict_without_overwriting():
    story, other = written_together()
    mine = open_step(story, "lessons")
    open_step(story, "lessons", by=other).write(lessons="Olive's words.").press()

    first, second = (mine.write(lessons="My words.").save_by_itself() for _ in range(2))

    assert (first.status_code, second.status_code) == (409, 409)
    assert first.json()["conflict"]
    assert "Olive Other" in first.json()["said"]
    assert draft_of(story).lessons == "Olive's words."
    assert mine.press().status_code == 409


def test_two_windows_of_one_writer_meet_the_same_choice():
    story = a_story()
    one, two = open_step(story, "lessons"), open_step(story, "lessons")
    one.write(lessons="From one window.").press()

    answer = two.write(lessons="From the other.").press()

    assert answer.status_code == 409
    assert "You changed it in another window" in answer.content.decode()


@pytest.mark.parametrize("version", ["", "garbage", "lessons:", "::::", "lessons:0000 " * 2000, "é:é"])
def test_a_version_that_makes_no_sense_asks_instead_of_overwriting(version):
    story = a_story(lessons="What stands there.")

    answer = open_step(story, "lessons").write(version=version, lessons="Something else.").press()

    assert answer.status_code == 409
    assert draft_of(story).lessons == "What stands there."


def test_a_post_without_answers_takes_nothing_away():
    story = a_story()

    answer = sign_in(story.owner).post(f"/en/write/story/{story.pk}/people/", {})

    assert answer.status_code in (302, 409, 422)
    assert draft_of(story).topics.count() == 1


def test_while_editors_read_it_nothing_is_saved_and_the_words_are_shown():
    story = a_story()
    sheet = open_step(story, "lessons").write(lessons="Too late.")
    publishing.submit(StoryPage.objects.get(pk=story.pk), by=story.owner)

    by_itself, pressed = sheet.save_by_itself(), sheet.press()

    assert by_itself.status_code == 423
    assert "editors are reading it" in by_itself.json()["said"]
    assert pressed.status_code == 409
    assert "Too late." in pressed.content.decode()
    assert draft_of(story).lessons == "Ask before you remind."


def test_changes_to_a_live_story_stay_a_draft_and_pile_up():
    story = a_live_story(lessons="As published.")
    open_step(story, "lessons").write(lessons="As changed.").press()
    open_step(story, "lessons").write(advice="Also this.").save_by_itself()

    page = StoryPage.objects.get(pk=story.pk)

    assert (page.lessons, page.advice) == ("As published.", "")
    assert page.has_unpublished_changes
    assert (draft_of(story).lessons, draft_of(story).advice) == ("As changed.", "Also this.")
    assert "stays a draft until you send it" in open_step(story).page.get_text()


def test_two_drafts_of_one_title_never_claim_the_same_address():
    one, two = a_story(), a_story()
    open_step(one).write(title="Reminders by text").press()
    open_step(two).write(title="Reminders by text").press()

    for story in (one, two):
        publishing.submit(StoryPage.objects.get(pk=story.pk), by=story.owner)
    for story in (one, two):
        publishing.approve(StoryPage.objects.get(pk=story.pk), by=an_editor())

    slugs = [StoryPage.objects.get(pk=story.pk).slug for story in (one, two)]
    assert slugs == ["reminders-by-text", "reminders-by-text-1"]


def test_somebody_signed_out_is_told_so_in_an_answer_that_the_form_can_read(client):
    story = a_story()

    answer = client.post(f"/en/write/story/{story.pk}/about/", {"title": "x"}, headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert "sign in again" in answer.json()["said"]


def test_a_save_by_itself_costs_little(django_assert_max_num_queries):
    story = a_story()
    rows = [{"label": f"Figure {n}", "before_value": "40", "after_value": "30"} for n in range(10)]
    open_step(story, "what-happened").write_rows("stated_results", *rows).press()
    sheet = open_step(story, "what-happened").write(what_happened="It fell.")

    with override_settings(TASKS=WORKER_ELSEWHERE), django_assert_max_num_queries(32):
        sheet.save_by_itself()


def test_a_version_is_given_for_every_answer_of_the_step():
    story = a_story()

    version = drafts.version_shown(AboutStep(draft=draft_of(story)))

    assert {pair.split(":")[0] for pair in version.split()} == {*AboutStep.base_fields} - {"add_organization"}


def test_a_sentence_whose_figures_do_not_add_up_is_asked_about_while_typing_and_before_sending(client):
    story = a_story()
    sheet = open_step(story, "what-happened").write(result_statement="58.6% after (204 of 318).")

    beside = sheet.save_by_itself().json()["checks"]["checks-result_statement"]
    client.force_login(story.owner)
    last_look = client.get(f"/en/write/story/{story.pk}/check/").content.decode()

    assert "204 of 318 is 64.2%, and here stands 58.6%." in beside
    assert "What does not add up" in last_look
    assert "204 of 318 is 64.2%, and here stands 58.6%." in last_look
