"""Writing in a real browser: it saves itself, loses no words, and works without a script."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, Route, expect

from editorial import publishing
from members.models import User
from stories.composer import coauthors
from stories.models import PDSACycle, StatedResult, StoryPage
from tests.factories import a_lesson, a_live_story, a_member, a_story, an_editor
from tests.journeys.accessibility import assert_accessible, assert_fits

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ana() -> User:
    return a_member("Ana Lopez")


@pytest.fixture
def writing(open_page, sign_in):
    """Open one step of a story as its writer: writing(story, "lessons", by=ana)."""

    def opening(story: StoryPage, step: str, *, by: User, width: str = "wide", **options) -> Page:
        page = open_page(width, **options)
        sign_in(page, by)
        page.goto(f"/en/write/story/{story.pk}/{step}/")
        return page

    return opening


def said(page: Page):
    """What the form says of its saving."""
    return page.locator("[role=status][data-saved]")


def saving(page: Page):
    """Until the answer to a save has come: `with saving(page): ...`."""
    return page.expect_response(lambda answer: answer.request.method == "POST" and "/write/" in answer.url)


def expect_kept_words(page: Page, number: int) -> None:
    """How many steps have words on this device."""
    page.wait_for_function("n => Object.keys(localStorage).filter(key => key.startsWith('throughline-words:')).length === n", arg=number)


def draft_of(story: StoryPage) -> StoryPage:
    return StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()


def lose_connection(page: Page) -> None:
    page.route("**/*", lambda route: route.abort("internetdisconnected"))


# --- Saving by itself ---


def test_the_form_saves_itself_after_typing(writing, ana):
    story = a_story(by=ana)
    page = writing(story, "lessons", by=ana)
    page.clock.install()

    with saving(page):
        page.get_by_label("What did you learn?").press_sequentially(" Then ask again.")
        page.clock.run_for(2100)

    expect(said(page)).to_contain_text("Saved")
    expect(page.get_by_label("What did you learn?")).to_be_focused()
    assert "Then ask again." in draft_of(story).lessons


def test_leaving_a_field_saves_and_a_mistake_is_told_beside_it(writing, ana):
    page = writing(a_story(by=ana), "about", by=ana)

    page.get_by_label("Year").fill("24")
    page.get_by_label("By how much").focus()

    year = page.get_by_label("Year")
    expect(year).to_have_attribute("aria-invalid", "true")
    expect(year).to_have_accessible_description("When the work ended, or this year. Write the year with four digits, such as 2024.")
    expect(page.get_by_label("By how much")).to_be_focused()
    assert_accessible(page)

    year.fill("2024")
    page.get_by_label("By how much").focus()
    expect(year).not_to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Write the year with four digits")).to_have_count(0)


def test_control_s_saves_and_stays_in_place(writing, ana):
    story = a_story(by=ana)
    page = writing(story, "about", by=ana)
    title = page.get_by_label("A title")

    title.fill("Fewer missed visits")
    with saving(page):
        title.press("Control+s")

    expect(said(page)).to_contain_text("Saved")
    expect(title).to_be_focused()
    assert draft_of(story).title == "Fewer missed visits"


def test_a_sentence_that_could_point_to_a_person_is_marked_while_writing(writing, ana):
    page = writing(a_story(by=ana), "lessons", by=ana)

    page.get_by_label("What did you learn?").fill("Her record number is MRN 4482913.")
    page.get_by_label("What did not work?").focus()

    expect(page.locator("#checks-lessons")).to_contain_text("could point to a person")
    assert_accessible(page)


def test_words_typed_while_a_save_is_under_way_are_saved_next_and_meet_no_conflict(writing, ana):
    story = a_story(by=ana)
    page = writing(story, "lessons", by=ana)
    waiting: list[Route] = []
    page.route("**/lessons/", lambda route: waiting.append(route) if route.request.method == "POST" and not waiting else route.continue_())
    lessons = page.get_by_label("What did you learn?")

    lessons.fill("First words.")
    with page.expect_request(lambda asked: asked.method == "POST"):
        page.get_by_label("What did not work?").focus()
    lessons.fill("First words. And more words.")
    page.get_by_role("button", name="Next: People").click()
    waiting[0].continue_()

    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    assert draft_of(story).lessons == "First words. And more words."


# --- Words are not lost ---


def test_words_written_without_a_connection_are_kept_and_saved_when_it_is_back(writing, ana):
    story = a_story(by=ana)
    page = writing(story, "lessons", by=ana)
    lose_connection(page)

    page.get_by_label("What did you learn?").fill("Written on the train.")
    page.get_by_label("What did not work?").focus()
    expect(said(page)).to_contain_text("No connection. Your words are kept on this device")
    page.get_by_role("button", name="Next: People").click()
    expect(page.get_by_label("What did you learn?")).to_have_value("Written on the train.")
    expect_kept_words(page, 1)

    page.unroute("**/*")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(said(page)).to_contain_text("Saved")
    expect_kept_words(page, 0)
    assert draft_of(story).lessons == "Written on the train."


def test_kept_words_are_offered_on_the_next_visit(writing, ana):
    story = a_story(by=ana)
    page = writing(story, "what-you-did", by=ana)
    lose_connection(page)
    page.get_by_role("button", name="Add another test").click()
    page.get_by_role("group", name="Test 2").get_by_label("What you tested").fill("A second test, offline")
    page.get_by_label("What in the process did you change?").focus()
    expect(said(page)).to_contain_text("No connection")
    page.unroute("**/*")

    page.goto(f"/en/write/story/{story.pk}/what-you-did/")
    expect(page.get_by_text("were not saved yet")).to_be_visible()
    assert_accessible(page)
    with saving(page):
        page.get_by_role("button", name="Put them back").click()

    expect(page.get_by_role("group", name="Test 2").get_by_label("What you tested")).to_have_value("A second test, offline")
    expect_kept_words(page, 0)
    assert [cycle.title for cycle in draft_of(story).cycles.all()] == ["A second test, offline"]


def test_words_older_than_a_month_are_forgotten(writing, ana):
    page = writing(a_story(by=ana), "lessons", by=ana)
    lose_connection(page)
    page.get_by_label("What did you learn?").fill("Long ago.")
    page.get_by_label("What did not work?").focus()
    expect_kept_words(page, 1)
    page.unroute("**/*")
    page.goto("/en/write/")
    expect_kept_words(page, 1)

    page.evaluate("""() => {
        for (const [key, copy] of Object.entries(localStorage)) localStorage[key] = copy.replace(/"at":\\d+/, `"at":${Date.now() - 31 * 864e5}`)
    }""")
    page.reload()

    expect_kept_words(page, 0)


def test_words_of_another_person_are_not_offered(writing, ana, open_page, sign_in):
    story, ben = a_story(by=ana), a_member("Ben Roy")
    coauthors.accept(coauthors.ask(ben.member, story, by=ana), by=ben)
    page = writing(story, "lessons", by=ana)
    lose_connection(page)
    page.get_by_label("What did you learn?").fill("Only mine.")
    page.get_by_label("What did not work?").focus()
    expect(said(page)).to_contain_text("No connection")
    page.unroute("**/*")

    sign_in(page, ben)
    page.goto(f"/en/write/story/{story.pk}/lessons/")

    expect(page.get_by_label("What did you learn?")).to_have_value("Ask before you remind.")
    expect(page.locator("#kept-copy")).to_be_hidden()


def test_whoever_was_signed_out_signs_in_again_and_the_words_are_saved(writing, ana, sign_in):
    story = a_story(by=ana)
    page = writing(story, "lessons", by=ana)
    page.context.clear_cookies()

    page.get_by_label("What did you learn?").fill("Still here.")
    page.get_by_label("What did not work?").focus()
    expect(said(page)).to_contain_text("You were signed out. Your words are kept on this device")
    expect(page.locator("#sign-in")).to_be_visible()
    expect_kept_words(page, 1)

    sign_in(page, ana)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(said(page)).to_contain_text("Saved")
    assert draft_of(story).lessons == "Still here."


def test_two_who_write_the_same_answer_see_both_and_neither_is_lost(writing, ana, width):
    story, ben = a_story(by=ana), a_member("Ben Roy")
    coauthors.accept(coauthors.ask(ben.member, story, by=ana), by=ben)
    mine = writing(story, "lessons", by=ana, width=width)
    theirs = writing(story, "lessons", by=ben)

    theirs.get_by_label("What did you learn?").fill("Ben learned patience.")
    with saving(theirs):
        theirs.get_by_label("What did not work?").focus()
    mine.get_by_label("What did you learn?").fill("Ana learned to listen.")
    with saving(mine):
        mine.get_by_label("What did not work?").focus()
    expect(said(mine)).to_contain_text("Ben Roy changed the same answer")
    mine.get_by_label("What did not work?").fill("Posters.")
    with saving(mine):
        mine.get_by_label("In plain words").focus()
    assert draft_of(story).lessons == "Ben learned patience."
    assert draft_of(story).what_did_not_work == "Posters."

    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.get_by_role("heading", level=1)).to_have_text("Two versions of one answer")
    expect(mine.locator("main")).to_contain_text("Ben learned patience.")
    expect(mine.locator("main")).to_contain_text("Ana learned to listen.")
    assert_fits(mine)
    assert_accessible(mine)
    mine.get_by_label("Keep both, theirs first, and I will join them").check()
    mine.get_by_role("button", name="Keep what I chose").click()

    expect(mine.get_by_label("What did you learn?")).to_have_value("Ben learned patience.\n\nAna learned to listen.")
    expect(mine.locator("#kept-copy")).to_be_hidden()


# --- Rows and mends ---


def test_a_row_is_added_taken_away_and_put_back(writing, ana):
    story = a_story(by=ana)
    page = writing(story, "what-you-did", by=ana)
    page.get_by_role("group", name="Test 1").get_by_label("What you tested").fill("Ask at booking")

    with saving(page):
        page.get_by_role("button", name="Add another test").click()
    second = page.get_by_role("group", name="Test 2")
    expect(second.get_by_label("What you tested")).to_be_focused()
    page.keyboard.type("Phone hours")
    with saving(page):
        page.keyboard.press("Tab")
    with saving(page):
        second.get_by_text("Take this away").click()
    expect(second.get_by_role("button", name="Put it back")).to_be_focused()
    expect(second).to_contain_text("Test 2 is taken away.")
    assert_accessible(page)
    assert [cycle.title for cycle in draft_of(story).cycles.all()] == ["Ask at booking"]

    with saving(page):
        page.keyboard.press("Enter")
    expect(second.get_by_label("What you tested")).to_have_value("Phone hours")
    assert [cycle.title for cycle in draft_of(story).cycles.all()] == ["Ask at booking", "Phone hours"]


def a_story_with_a_misprint(by: User) -> StoryPage:
    story = a_story(by=by)
    draft = story.get_latest_revision_as_object()
    draft.stated_results = [
        StatedResult(
            label="Visits kept", unit="%", direction="higher", after_value=Decimal("58.6"), after_numerator=204, after_denominator=318
        )
    ]
    draft.save_revision(user=by)
    return story


def test_a_percentage_that_does_not_fit_its_parts_is_mended_in_one_press(writing, ana, width):
    story = a_story_with_a_misprint(ana)
    page = writing(story, "what-happened", by=ana, width=width)
    expect(page.get_by_text("204 of 318 is 64.2%, not 58.6%")).to_be_visible()

    with saving(page):
        page.get_by_role("button", name="Use 64.2%").click()

    expect(page.get_by_role("group", name="After").get_by_label("Figure")).to_have_value("64.2")
    expect(page.get_by_text("204 of 318 is 64.2%")).to_have_count(0)
    assert draft_of(story).stated_results.first().after_value == Decimal("64.2")


# --- Without JavaScript ---


def test_a_story_is_written_and_sent_without_javascript(page_without_javascript: Page, sign_in, ana):
    page = page_without_javascript
    sign_in(page, ana)
    page.goto("/en/write/story/new/")
    assert_fits(page)
    page.get_by_label("What is it about, in a few words?").fill("Fewer missed first appointments")
    page.get_by_role("button", name="Begin").click()

    page.get_by_label("What was the problem?").fill("One in five people did not come.")
    page.get_by_label("What was your aim, in one sentence?").fill("From 22% to 15% by December.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("What was the problem?")).to_have_value("One in five people did not come.")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("What in the process did you change?").fill("We asked how people want to be reminded.")
    page.get_by_role("group", name="Test 1").get_by_label("What you tested").fill("Ask at booking")
    page.get_by_role("button", name="Add another test").click()
    page.get_by_role("group", name="Test 2").get_by_label("What you tested").fill("Phone hours")
    page.get_by_role("group", name="Test 1").get_by_label("Take this away").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Go on without data").click()
    page.get_by_label("The result in one sentence").fill("From 22.1% to 15.3% on average.")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("What did you learn?").fill("Ask before you remind.")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Nobody can be recognized").check()
    page.get_by_label("It is quality improvement").check()
    page.get_by_label("No data of First Nations, Inuit or Métis").check()
    page.get_by_role("button", name="Next").click()
    assert_accessible(page)
    page.get_by_role("link", name="Choose at least one topic or method").click()
    page.locator("#id_topics summary").click()
    page.locator("#id_topics label").first.click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Send it to the editors").click()

    expect(page.get_by_text("Sent. Thank you for telling it.")).to_be_visible()
    story = StoryPage.objects.get(owner=ana)
    assert story.workflow_in_progress
    assert [cycle.title for cycle in draft_of(story).cycles.all()] == ["Phone hours"]


def test_a_mend_is_taken_without_javascript(writing, ana):
    story = a_story_with_a_misprint(ana)
    page = writing(story, "what-happened", by=ana, java_script_enabled=False)

    page.get_by_role("button", name="Use 64.2%").click()

    expect(page.get_by_role("group", name="After").get_by_label("Figure")).to_have_value("64.2")


# --- Every screen ---


def a_desk_of_texts(ana: User) -> dict[str, str]:
    """Addresses of every screen, with a text in every stage."""
    eva = an_editor("Eva Editor")
    full, empty = a_story_with_a_misprint(ana), a_story(by=ana, aim="", lessons="", people_consent="")
    draft = full.get_latest_revision_as_object()
    draft.cycles = [PDSACycle(title="Ask at booking", sort_order=0), PDSACycle(title="Phone hours", sort_order=1)]
    draft.problem = "Her record number is MRN 4482913."
    draft.save_revision(user=ana)
    coauthors.ask(a_member("Luc Roy").member, full, by=ana)
    sent, returned = a_story(by=ana, title="In review"), a_story(by=ana, title="Sent back")
    for story in (sent, returned):
        publishing.submit(story, by=ana)
    publishing.return_to_author(StoryPage.objects.get(pk=returned.pk), by=eva, note="Say out of how many people.")
    live, lesson = a_live_story(by=ana, title="Live"), a_lesson(by=ana)
    steps = {step: f"story/{full.pk}/{step}/" for step in ("about", "what-you-did", "what-happened", "lessons", "people", "check")}
    return {
        "my stories": "",
        "new story": "story/new/",
        "new lesson": "lesson/new/",
        **steps,
        "missing": f"story/{empty.pk}/check/",
        "closed": f"story/{sent.pk}/about/",
        "returned": f"story/{returned.pk}/about/",
        **{f"status of {story.title}": f"{story.pk}/status/" for story in (full, sent, returned, live)},
        "throw away": f"{full.pk}/delete/",
        "preview": f"{full.pk}/preview/",
        "lesson": f"lesson/{lesson.pk}/",
        "lesson check": f"lesson/{lesson.pk}/check/",
    }


def test_every_screen_of_writing_fits_and_is_accessible(page: Page, sign_in, ana):
    sign_in(page, ana)

    for address in a_desk_of_texts(ana).values():
        page.goto(f"/en/write/{address}")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert_fits(page)
        assert_accessible(page)


def test_on_the_smallest_phone_nothing_scrolls_sideways_and_the_bar_covers_no_field(writing, ana):
    page = writing(a_story_with_a_misprint(ana), "what-happened", by=ana)
    page.set_viewport_size({"width": 320, "height": 568})
    assert_fits(page)
    bar = page.locator(".composer-bar")

    for field in page.locator("#write .input:visible").all():
        field.focus()
        box, edge = field.bounding_box(), bar.bounding_box()
        assert box["y"] + min(box["height"], 40) <= edge["y"], field.get_attribute("id")
