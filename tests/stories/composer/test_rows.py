"""The lists of a story: added to, changed, put in another order, taken away, and wrong in places."""

from decimal import Decimal

import pytest

from stories.models import StoryPage
from tests.factories import a_live_story, a_member, a_story

from .desk import draft_of, open_step

pytestmark = pytest.mark.django_db

LISTS = {
    "cycles": (
        "what-you-did",
        [
            {
                "title": "The letter",
                "when": "May",
                "prediction": "It helps.",
                "test": "Ten people.",
                "result": "It did.",
                "decision": "adopt",
            },
            {"title": "The text", "decision": "abandon", "decision_why": "No numbers."},
        ],
    ),
    "stated_results": (
        "what-happened",
        [
            {"label": "Missed", "unit": "%", "direction": "lower", "before_value": "22.1", "after_value": "15.3", "note": "Two teams"},
            {"label": "Days", "unit": "days", "direction": "lower", "before_value": "40", "after_value": "31", "aim_value": "28"},
        ],
    ),
    "authors": (
        "people",
        [
            {"name": "Robin Writer", "credit": "author", "affiliation": "Nurse"},
            {"name": "Sam Reader", "credit": "lived-experience"},
        ],
    ),
    "videos": (
        "people",
        [
            {"url": "https://www.youtube.com/watch?v=abcdefghijk", "title": "The huddle", "caption": "Six people talk."},
            {"url": "https://vimeo.com/123456", "title": "The ward"},
        ],
    ),
    "sources": (
        "people",
        [
            {"label": "A journal", "url": "https://example.org/a", "doi": "10.1000/xyz", "note": "The figures"},
            {"label": "A report"},
        ],
    ),
}


def shown(story: StoryPage, name: str, step: str) -> list[dict[str, str]]:
    return [row for row in open_step(story, step).rows(name) if set(row) - {"direction", "credit", "kind"}]


@pytest.mark.parametrize("name", LISTS)
def test_rows_are_kept_and_shown_again(name):
    step, typed = LISTS[name]
    story = a_story()

    assert open_step(story, step).write_rows(name, *typed).press().status_code == 302

    assert shown(story, name, step) == typed


@pytest.mark.database
@pytest.mark.parametrize("name", LISTS)
def test_rows_are_put_in_another_order_and_changed_and_taken_away(name):
    step, [first, second] = LISTS[name]
    story = a_story()
    open_step(story, step).write_rows(name, first, second).press()

    open_step(story, step).write_rows(name, second, first).press()
    turned = shown(story, name, step)
    sheet = open_step(story, step)
    sheet.write({f"{name}-0-take_away": "on"}).press()
    one_left = shown(story, name, step)

    assert turned == [second, first]
    assert one_left == [first]
    assert len(getattr(draft_of(story), name).all()) == 1


def test_a_story_is_linked_by_title_or_address_and_shown_by_its_address():
    parent, other, story = a_live_story(title="Where it came from"), a_live_story(), a_story()

    open_step(story, "what-you-did").write_rows(
        "links",
        {"parent": "where it came from", "kind": "adopted", "adapted": "Shorter"},
        {"parent": f"https://example.org/fr/stories/{other.slug}/?from=mail#top", "kind": "compares"},
    ).press()

    assert [link.parent for link in draft_of(story).links.all()] == [parent, other]
    assert shown(story, "links", "what-you-did")[0] == {"parent": parent.get_absolute_url(), "kind": "adopted", "adapted": "Shorter"}


@pytest.mark.database
def test_saving_what_was_shown_changes_nothing():
    story, parent = a_story(), a_live_story()
    open_step(story, "what-you-did").write_rows("links", {"parent": parent.title, "kind": "adopted"}).press()
    for name, (step, typed) in LISTS.items():
        open_step(story, step).write_rows(name, *typed).press()
    before = StoryPage.objects.get(pk=story.pk).latest_revision

    for step in ("about", "what-you-did", "what-happened", "lessons", "people"):
        assert open_step(story, step).press().status_code == 302

    after = StoryPage.objects.get(pk=story.pk).latest_revision
    assert (after.pk, after.created_at) == (before.pk, before.created_at)


def test_a_button_adds_an_empty_row_without_a_script():
    story = a_story()
    open_step(story, "what-you-did").write_rows("cycles", {"title": "The letter"}).press()

    answer = open_step(story, "what-you-did").press("more:cycles")
    sheet = open_step(story, "what-you-did")
    sheet.__init__(sheet.client, sheet.url, sheet.client.get(answer["Location"]))

    assert sheet["cycles-TOTAL_FORMS"] == "2"
    sheet.write({"cycles-1-title": "The text"}).press()
    assert [cycle.title for cycle in draft_of(story).cycles.all()] == ["The letter", "The text"]


def test_a_wrong_figure_is_named_stays_typed_and_does_not_hold_back_the_rest():
    story = a_story()

    sheet = (
        open_step(story, "what-happened")
        .write(what_happened="It fell.")
        .write_rows("stated_results", {"label": "Missed", "before_value": "22,1", "after_value": "about 15", "note": "Two teams"})
        .pressed()
    )

    assert sheet.answer.status_code == 422
    assert "Figure : Write a number, such as 58.6." in sheet.complaints
    assert sheet["stated_results-0-after_value"] == "about 15"
    [result] = draft_of(story).stated_results.all()
    assert (result.label, result.before_value, result.after_value, result.note) == ("Missed", Decimal("22.1"), None, "Two teams")
    assert draft_of(story).what_happened == "It fell."


def test_a_wrong_figure_can_be_mended_at_once_without_meeting_oneself():
    story = a_story()
    sheet = open_step(story, "what-happened").write_rows("stated_results", {"label": "Missed", "after_value": "fifteen"}).pressed()

    answer = sheet.write({"stated_results-0-after_value": "15"}).press()

    assert answer.status_code == 302
    assert [result.after_value for result in draft_of(story).stated_results.all()] == [15]


def test_a_wrong_figure_leaves_the_one_before_it_in_the_draft():
    story = a_story()
    open_step(story, "what-happened").write_rows("stated_results", {"label": "Missed", "after_value": "15"}).press()

    open_step(story, "what-happened").write({"stated_results-0-after_value": "14x"}).press()

    assert [result.after_value for result in draft_of(story).stated_results.all()] == [15]


def test_no_figure_slips_under_another_name_when_rows_change_places():
    story = a_story()
    rows = [{"label": "Missed", "after_value": "15"}, {"label": "Days", "after_value": "31"}]
    open_step(story, "what-happened").write_rows("stated_results", *rows).press()

    open_step(story, "what-happened").write_rows("stated_results", {"label": "Days", "after_value": "3x"}, rows[0]).press()

    kept = {result.label: result.after_value for result in draft_of(story).stated_results.all()}
    assert kept == {"Days": None, "Missed": 15}


def test_a_number_above_its_whole_and_a_number_alone_are_said():
    story = a_story()
    rows = [
        {"label": "Missed", "after_numerator": "319", "after_denominator": "318"},
        {"label": "Came", "after_numerator": "12"},
        {"label": "Asked", "after_numerator": "12", "after_denominator": "0"},
    ]

    sheet = open_step(story, "what-happened").write_rows("stated_results", *rows).pressed()

    assert sheet.answer.status_code == 422
    assert "The number is larger than the whole." in sheet.complaints
    assert "Out of how many?" in sheet.complaints
    assert sheet["stated_results-0-after_numerator"] == "319"


def test_a_percentage_that_does_not_follow_is_asked_about_and_mended_with_one_press():
    story = a_story()
    row = {"label": "Came", "unit": "%", "after_value": "58.6", "after_numerator": "204", "after_denominator": "318"}
    open_step(story, "what-happened").write_rows("stated_results", row).press()

    sheet = open_step(story, "what-happened")
    button = sheet.page.find("button", attrs={"name": "use"})
    sheet.press(use=button["value"])

    assert "204 of 318 is 64.2%, not 58.6%" in sheet.page.get_text()
    assert [result.after_value for result in draft_of(story).stated_results.all()] == [Decimal("64.2")]
    assert "not 58.6%" not in open_step(story, "what-happened").page.get_text()


def test_a_percent_sign_behind_a_figure_becomes_its_unit():
    story = a_story()

    open_step(story, "what-happened").write_rows(
        "stated_results", {"label": "Came", "before_value": "51 %", "after_value": "0,295"}
    ).press()

    [result] = draft_of(story).stated_results.all()
    assert (result.unit, result.before_value, result.after_value) == ("%", 51, Decimal("0.295"))
    assert "Did you mean 29.5%?" in open_step(story, "what-happened").page.get_text()


def test_a_row_that_says_nothing_is_passed_over():
    story = a_story()

    open_step(story, "what-happened").write_rows("stated_results", {"direction": "higher"}, {"label": "Came"}, {"unit": "%"}).press()

    assert [result.label for result in draft_of(story).stated_results.all()] == ["Came"]


def test_a_story_cannot_come_from_itself():
    story = a_live_story()

    sheet = open_step(story, "what-you-did").write_rows("links", {"parent": story.slug}).pressed()

    assert sheet.answer.status_code == 422
    assert "A story cannot come from itself." in sheet.complaints


def test_a_story_of_this_title_may_be_a_draft_and_is_not_told():
    a_story(title="Zqx secret draft")
    story = a_story()

    sheet = open_step(story, "what-you-did").write_rows("links", {"parent": "Zqx secret draft"}).pressed()

    assert sheet.answer.status_code == 422
    assert "No published story has this address or title" in sheet.complaints
    assert not draft_of(story).links.all()


def test_a_linked_story_that_was_closed_stays_linked_and_its_new_title_is_not_told():
    parent, story = a_live_story(), a_story()
    open_step(story, "what-you-did").write_rows("links", {"parent": parent.slug, "adapted": "Shorter"}).press()
    StoryPage.objects.filter(pk=parent.pk).update(title="Zqx withdrawn", draft_title="Zqx withdrawn", slug="zqx-withdrawn", live=False)

    sheet = open_step(story, "what-you-did")
    answer = sheet.write(what_we_did="We asked.").press()

    assert answer.status_code == 302
    assert "zqx" not in sheet.answer.content.decode().lower()
    assert [link.parent_id for link in draft_of(story).links.all()] == [parent.pk]


def test_nobody_is_linked_as_author_without_their_word():
    stranger, story = a_member("Not Asked"), a_story()
    rows = [{"name": "Robin", "member": str(story.owner.member.pk)}, {"name": "Not Asked", "member": str(stranger.member.pk)}]

    sheet = open_step(story, "people").write_rows("authors", *rows).pressed()

    assert sheet.answer.status_code == 422
    assert "Only those who write this with you can be linked" in sheet.complaints
    assert [author.member for author in draft_of(story).authors.all()] == [story.owner.member, None]


def test_one_member_stands_once_among_the_authors():
    story = a_story()
    member = str(story.owner.member.pk)

    sheet = (
        open_step(story, "people").write_rows("authors", {"name": "Robin", "member": member}, {"name": "R.", "member": member}).pressed()
    )

    assert "The same member stands twice among the authors." in sheet.complaints
    assert len(draft_of(story).authors.all()) == 1
