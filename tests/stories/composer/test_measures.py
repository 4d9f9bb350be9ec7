"""The measures of a draft: listed, begun, moved, taken in and out, defined and drawn; what their writers typed is never lost."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import override_settings

from editorial import publishing
from measures import keeping
from measures.models import Indicator, Measure
from stories.composer import measuring
from stories.models import Invitation, PDSACycle
from tests.factories import a_live_story, a_measure, a_member, a_story, an_organization

from .desk import Sheet, draft_of, open_step, sign_in

pytestmark = pytest.mark.django_db
OTHER_WHOLE = [{"period": f"2025-{month:02}", "numerator": "9", "denominator": "100"} for month in range(1, 13)]


def a_story_with(*names: str, **fields):
    """A draft with measures of these names, each with two years of figures."""
    story = a_story()
    for name in names or ("Missed visits",):
        measuring.put_in(story.pk, a_measure(by=story.owner, name=name, **fields), by=story.owner)
    return story


def links_of(story) -> list:
    return list(draft_of(story).measure_links.all())


def names_in(story) -> list[str]:
    return [link.measure.name for link in links_of(story)]


def url_of(story, page: str, number: int = 0) -> str:
    measure = links_of(story)[number].measure_id
    return f"/en/write/story/{story.pk}/measures/{measure}/{page}/"


def open_page(story, page: str, *, by=None) -> Sheet:
    client, url = sign_in(by or story.owner), url_of(story, page)
    answer = client.get(url)
    assert answer.status_code == 200
    return Sheet(client, url, answer)


def text_of(sheet: Sheet) -> str:
    return sheet.page.get_text(" ", strip=True)


# --- The list ---


def test_a_story_without_data_is_invited_and_can_go_on():
    story = a_story()

    sheet = open_step(story, "data")

    assert "No data yet? Say so plainly and go on." in text_of(sheet)
    assert sheet.press("next")["Location"].endswith("/what-happened/")


def test_each_measure_says_what_its_figures_support_with_its_chart():
    story = a_story_with("Missed visits")

    line = open_step(story, "data").page.find(class_="measure-line")

    assert "Outcome" in line.get_text()
    assert "24 points" in line.get_text(" ")
    assert "figures as of" in line.get_text()
    assert line.find("svg")
    assert [link.get_text().split(":")[0] for link in line.select(".measure-links a")] == ["Figures", "What is counted", "Chart"]


@pytest.mark.database
def test_measures_are_moved_and_taken_out_and_stay_among_mine():
    story = a_story_with("First", "Second", "Third")
    keys = [link.measure_id for link in links_of(story)]

    open_step(story, "data").press(f"up:{keys[2]}")
    open_step(story, "data").press(f"down:{keys[0]}")
    moved = names_in(story)
    open_step(story, "data").press(f"out:{keys[1]}")

    assert moved == ["Third", "First", "Second"]
    assert names_in(story) == ["Third", "First"]
    others = open_step(story, "data").page.find(class_="other-measures")
    assert "Second" in others.get_text()


@pytest.mark.database
def test_a_measure_of_mine_is_taken_into_another_story_once():
    story, other = a_story_with("Missed visits"), None
    other = a_story(by=story.owner)
    key = links_of(story)[0].measure_id

    open_step(other, "data").press(f"take-in:{key}")
    open_step(other, "data").press(f"take-in:{key}")

    assert names_in(other) == ["Missed visits"]
    assert links_of(other)[0].revision_id == links_of(story)[0].revision_id


def test_a_measure_of_strangers_is_not_taken_and_its_pages_are_not_found():
    story, strangers = a_story(), a_measure(name="Not mine")

    answer = open_step(story, "data").press(f"take-in:{strangers.pk}", follow=True)

    assert names_in(story) == []
    assert sign_in(story.owner).get(f"/en/write/story/{story.pk}/measures/{strangers.pk}/definition/").status_code == 404
    assert answer.status_code == 302


@pytest.mark.database
@pytest.mark.parametrize("then", ["up:", "up:nonsense", "out:999999", f"take-in:{10**40}", "newer:0", "up:²"])
def test_a_button_of_a_measure_that_is_gone_changes_nothing(then):
    story = a_story_with("Missed visits")

    answer = open_step(story, "data").press(then)

    assert answer.status_code in (302, 404)
    assert names_in(story) == ["Missed visits"]


def test_newer_figures_are_offered_and_taken_by_a_press():
    story = a_story_with("Missed visits")
    link = links_of(story)[0]
    keeping.save_figures(
        link.measure, [*link.measure.typed, {"period": "2025-01", "numerator": "19", "denominator": "100"}], by=story.owner
    )
    newest = keeping.revise(link.measure, by=story.owner)

    offered = text_of(open_step(story, "data"))
    open_step(story, "data").press(f"newer:{link.measure_id}")

    assert "Take the newer figures (as of" in offered
    assert links_of(story)[0].revision_id == newest.pk
    assert links_of(story)[0].known.points == 25
    assert "Take the newer figures" not in text_of(open_step(story, "data"))


@pytest.mark.database
def test_a_published_story_goes_on_showing_what_was_reviewed():
    story = a_story_with("Missed visits")
    publishing.submit(type(story).objects.get(pk=story.pk), by=story.owner)
    before = links_of(story)[0].revision_id

    measure = Measure.objects.get()
    keeping.save_figures(measure, OTHER_WHOLE, by=story.owner)
    keeping.revise(measure, by=story.owner)
    answer = open_step(story, "data").press(f"newer:{measure.pk}")

    assert answer.status_code == 409
    assert links_of(story)[0].revision_id == before


def test_a_rows_that_needs_its_writer_is_said_in_the_list():
    story = a_story_with("Missed visits")
    measure = Measure.objects.get()

    keeping.save_figures(measure, [*measure.typed, {"period": "2025-01", "numerator": "200", "denominator": "100"}], by=story.owner)

    assert "One row needs you" in text_of(open_step(story, "data"))


# --- A new one ---


def test_a_measure_is_begun_and_leads_to_its_figures():
    story = a_story(language="fr")
    client, url = sign_in(story.owner), f"/en/write/story/{story.pk}/measures/new/"

    answer = client.post(
        url, {"name": "Falls", "family": "balancing", "kind": "rate", "unit": "falls per 1,000 bed-days", "direction": "down"}
    )

    measure = Measure.objects.get()
    assert answer["Location"] == f"/en/write/story/{story.pk}/measures/{measure.pk}/"
    assert (measure.owner, measure.page_id, measure.language, int(measure.multiplier)) == (story.owner, story.pk, "fr", 1000)
    assert names_in(story) == ["Falls"]


def test_a_measure_starts_from_an_indicator_with_its_definition():
    story = a_story()
    Indicator.objects.create(
        slug="first-visits-missed", name_en="First visits missed", description_en="Visits to which nobody came.", family="process",
        kind="proportion", direction="down", numerator_en="Missed", denominator_en="Booked", small_number_limit=20,
    )  # fmt: skip
    client, url = sign_in(story.owner), f"/en/write/story/{story.pk}/measures/new/?indicator=first-visits-missed"

    shown = BeautifulSoup(client.get(url).content, "html.parser")
    client.post(url, {"name": "Ours", "family": "outcome", "kind": "proportion", "direction": "down"})

    assert shown.find(id="id_name")["value"] == "First visits missed"
    measure = Measure.objects.get()
    assert (measure.name, measure.family, measure.operational) == ("Ours", "outcome", "Visits to which nobody came.")
    assert (measure.denominator_words, measure.small_number_limit, measure.indicator.slug) == ("Booked", 20, "first-visits-missed")


def test_what_is_missing_in_a_new_measure_is_said_and_the_rest_stays_typed():
    story = a_story()

    answer = sign_in(story.owner).post(
        f"/en/write/story/{story.pk}/measures/new/", {"name": "Falls", "family": "outcome", "kind": "rate", "direction": "down"}
    )

    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert "Say what the rate is per" in page.find(class_="error-summary").get_text()
    assert page.find(id="id_name")["value"] == "Falls"
    assert not Measure.objects.exists()


@override_settings(NEW_MEASURES_PER_DAY=1)
@pytest.mark.database
def test_nobody_begins_more_measures_in_a_day_than_the_limit():
    story = a_story_with("Missed visits")

    answer = sign_in(story.owner).post(
        f"/en/write/story/{story.pk}/measures/new/", {"name": "Falls", "family": "outcome", "kind": "count", "direction": "down"}
    )

    assert answer.status_code == 429
    assert Measure.objects.count() == 1


# --- What is counted ---


def test_a_definition_is_kept_and_the_draft_shows_it_as_of_now():
    story = a_story_with("Missed visits")
    before = links_of(story)[0].revision_id

    answer = open_page(story, "definition").write(name="Missed first visits", strata="North\n South \nNorth").write_rows(
        "aims", {"from_on": "", "value": "20"}, {"from_on": "March 2024", "value": "15"}
    ).write(aim_by="October 2026", small_number_limit="6").press("keep")  # fmt: skip

    assert answer.status_code == 302
    shown = open_page(story, "definition")
    assert shown.answers["name"] == ["Missed first visits"]
    assert shown.page.title.get_text().startswith("What is counted: Missed first visits")
    assert (shown["name"], shown["aim_by"], shown["strata"].split("\n")) == ("Missed first visits", "2026-10", ["North", "South"])
    assert shown.rows("aims") == [{"value": "20"}, {"from_on": "2024-03", "value": "15"}]
    link = links_of(story)[0]
    assert link.revision_id != before
    assert link.revision.snapshot.definition.aim_by == date(2026, 10, 31)
    assert [step.value for step in link.revision.snapshot.definition.aims] == [20, 15]
    assert link.known.aim == 15


def test_what_is_wrong_in_a_definition_stays_typed_and_the_rest_is_kept():
    story = a_story_with("Missed visits")

    sheet = (
        open_page(story, "definition").write(name="  ", source="The clerk's book", small_number_limit="5", aim_by="someday").pressed("keep")
    )

    assert sheet.answer.status_code == 422
    assert "Only an editor can allow it, by writing down the reason" in sheet.complaints
    assert "Give it a name" in sheet.complaints
    assert sheet["name"].strip() == ""
    assert (sheet["aim_by"], sheet["small_number_limit"]) == ("someday", "5")
    measure = Measure.objects.get()
    assert (measure.source, measure.name, measure.small_number_limit) == ("The clerk's book", "Missed visits", 11)


def test_another_kind_of_figure_is_asked_about_before_a_column_goes():
    story = a_story_with("Missed visits")

    asked = open_page(story, "definition").write(kind="count").pressed("keep")
    kept_meanwhile = Measure.objects.get().kind
    answer = asked.write(kind="count", kind_is_meant="on").press("keep")

    assert "This measure has figures already" in asked.complaints
    assert "out of" in asked.complaints
    assert kept_meanwhile == "proportion"
    assert answer.status_code == 302
    assert Measure.objects.get().kind == "count"
    assert links_of(story)[0].revision.snapshot.figures[0].denominator is None


@pytest.mark.database
def test_a_definition_saves_itself_without_a_new_revision():
    story = a_story_with("Missed visits")

    answer = open_page(story, "definition").write(source="The clerk's book").save_by_itself()

    assert answer.json()["saved"]
    assert Measure.objects.get().source == "The clerk's book"
    assert Measure.objects.get().revisions.count() == 1
    sheet = open_step(story, "data")
    assert "Show the definition as you changed it" in text_of(sheet)
    sheet.press(f"newer:{Measure.objects.get().pk}")
    assert links_of(story)[0].revision.snapshot.definition.source == "The clerk's book"
    assert "Show the definition as you changed it" not in text_of(open_step(story, "data"))


@pytest.mark.database
def test_two_who_define_one_measure_never_overwrite_each_other():
    story = a_story_with("Missed visits")
    mine, theirs = open_page(story, "definition"), open_page(story, "definition")
    theirs.write(source="The booking system, Mondays", collection="By the clerk").press("keep")

    sheet = mine.write(source="The paper book").pressed("keep")

    assert sheet.answer.status_code == 409
    assert "The booking system, Mondays" in sheet.page.get_text()
    assert "The paper book" in sheet.page.get_text()
    measure = Measure.objects.get()
    assert (measure.source, measure.collection) == ("The booking system, Mondays", "By the clerk")


def test_two_who_draw_one_measure_read_what_the_other_decided():
    """Phases, notes, points left out and the baseline lie with the measure, the rules with the story."""
    story = a_story_with("Missed visits")
    mine, theirs = open_page(story, "chart"), open_page(story, "chart")

    def decide(sheet: Sheet, month: str, words: str) -> Sheet:
        sheet.write_rows("parts", {"starts_on": f"2024-{month}", "reason": words})
        sheet.write_rows("notes", {"on": f"2024-{month}", "text": words, "kind": "event"})
        sheet.write_rows("observations", {"point": f"2024-{month}-01", "left_out": words})
        return sheet.write(baseline_until=f"2023-{month}", baseline_reason=words)

    decide(theirs, "03", "The strike").press("keep")
    sheet = decide(mine, "05", "The flood").pressed("keep")

    assert sheet.answer.status_code == 409
    assert text_of(sheet).count("The strike") >= 4
    assert Measure.objects.get().baseline_reason == "The strike"


def test_standing_beside_others_needs_an_organization_and_an_indicator():
    story = a_story_with("Missed visits")

    sheet = open_page(story, "definition").write(is_compared="on").pressed("keep")

    assert "To stand beside others it needs an organization" in sheet.complaints
    assert not Measure.objects.get().is_compared


def test_only_organizations_of_the_writers_are_offered():
    story = a_story_with("Missed visits")
    an_organization("Not ours")

    assert "Not ours" not in text_of(open_page(story, "definition"))


def test_who_writes_along_draws_a_measure_that_somebody_else_keeps_and_does_not_change_it():
    story, helper = a_story(), a_member("Helper")
    Invitation.objects.create(page=story, member=helper.member, asked_by=story.owner, state="accepted")
    measure = a_measure(by=helper, name="The helper's own")
    measuring.put_in(story.pk, measure, by=helper)

    defined = open_page(story, "definition")
    refused = defined.write(name="Taken over").press("keep")
    drawn = open_page(story, "chart").write(chart="i", chart_reason="Our board knows it.").press("keep")

    assert "Somebody else keeps this measure" in text_of(defined)
    assert refused.status_code == 409
    assert Measure.objects.get().name == "The helper's own"
    assert drawn.status_code == 302
    assert links_of(story)[0].chart == "i"


# --- The chart ---


def test_the_suggested_chart_says_why_and_what_does_not_fit_says_why_not():
    story = a_story_with("Missed visits")

    sheet = open_page(story, "chart")

    assert "A P chart, because each point is a share of cases." in text_of(sheet)
    assert sheet["chart"] == "p"
    wrong = sheet.page.find("input", {"name": "chart", "value": "xbar"})
    assert wrong.has_attr("disabled")
    assert "for means of several measurements" in wrong.parent.get_text()


def test_another_chart_needs_a_reason_that_readers_see():
    story = a_story_with("Missed visits")

    refused = open_page(story, "chart").write(chart="run", rules="run-chart").pressed("keep")
    meanwhile = links_of(story)[0]
    open_page(story, "chart").write(chart="run", chart_reason="Our board knows run charts.").press("keep")

    assert "Say why" in refused.complaints
    assert (meanwhile.chart, meanwhile.rules) == ("", "run-chart")
    link = links_of(story)[0]
    assert (link.chart, link.chart_reason, link.known.chart) == ("run", "Our board knows run charts.", "run")


def test_back_to_the_suggested_chart_takes_the_reason_away():
    story = a_story_with("Missed visits")
    open_page(story, "chart").write(chart="run", chart_reason="Our board knows run charts.").press("keep")

    open_page(story, "chart").write(chart="p").press("keep")

    assert (links_of(story)[0].chart, links_of(story)[0].chart_reason) == ("", "")


def test_a_chart_that_does_not_fit_is_not_taken_from_a_forged_form():
    story = a_story_with("Missed visits")

    sheet = open_page(story, "chart").write(chart="xbar", chart_reason="I want it.", rules="none-of-them").pressed("keep")

    assert sheet.answer.status_code == 422
    assert (links_of(story)[0].chart, links_of(story)[0].rules) == ("", "anhoej")


def test_phases_notes_and_points_left_out_each_have_their_reason_and_stand_on_the_chart():
    story = a_story_with("Missed visits")

    answer = open_page(story, "chart").write_rows("parts", {"starts_on": "January 2024", "reason": "Reminders began"}).write_rows(
        "notes", {"on": "2023-06", "text": "A strike", "kind": "event"}
    ).write_rows("observations", {"point": "2023-06-01", "left_out": "The clinic was closed"}).write(
        baseline_until="December 2023", baseline_reason="Before the reminders"
    ).press("keep")  # fmt: skip

    assert answer.status_code == 302
    shown = links_of(story)[0].shown
    assert [(phase.first, phase.reason) for phase in shown.phases] == [(12, "Reminders began")]
    assert [(note.text, note.kind) for note in shown.notes] == [("A strike", "event")]
    assert shown.left_out == ((5, "The clinic was closed"),)
    assert (shown.baseline_last, shown.baseline_reason) == (11, "Before the reminders")
    sheet = open_page(story, "chart")
    assert sheet.rows("parts") == [{"starts_on": "2024-01", "reason": "Reminders began"}]
    assert sheet.rows("observations") == [{"point": "2023-06-01", "left_out": "The clinic was closed"}]


def test_a_point_is_put_back_and_a_phase_taken_away():
    story = a_story_with("Missed visits")
    open_page(story, "chart").write_rows("parts", {"starts_on": "2023-06", "reason": "One"}, {"starts_on": "2024-01", "reason": "Two"}).write_rows(
        "observations", {"point": "2023-06-01", "left_out": "Closed"}
    ).press("keep")  # fmt: skip

    sheet = open_page(story, "chart")
    sheet.write_rows("parts", {"starts_on": "2024-01", "reason": "Two"}, {"starts_on": "2024-06", "reason": "Three"})
    sheet.write_rows("observations").press("keep")

    shown = links_of(story)[0].shown
    assert [phase.reason for phase in shown.phases] == ["Two", "Three"]
    assert shown.left_out == ()


@pytest.mark.parametrize(
    ("rows", "row", "sentence"),
    [
        ("parts", {"starts_on": "2024-01"}, "Say what changed there"),
        ("parts", {"reason": "Reminders"}, "Since when?"),
        ("parts", {"starts_on": "2022-01", "reason": "Before"}, "a new phase starts later"),
        ("parts", {"starts_on": "one day", "reason": "Reminders"}, "Write a month or a day"),
        ("observations", {"point": "2023-06-01"}, "Say why it does not count"),
        ("observations", {"left_out": "A strike"}, "Choose the point"),
        ("notes", {"on": "2023-06"}, "Say in a few words what happened"),
        ("notes", {"on": "2023-06", "text": "x" * 61}, "at most 60 characters"),
    ],
)
def test_what_has_no_reason_is_not_kept_and_stays_typed(rows, row, sentence):
    story = a_story_with("Missed visits")

    sheet = open_page(story, "chart").write_rows(rows, row).pressed("keep")

    assert sheet.answer.status_code == 422
    assert sentence in sheet.complaints
    assert sheet.rows(rows)[0].items() >= row.items()
    assert links_of(story)[0].measure.revisions.count() == 1


def test_a_baseline_needs_its_reason():
    story = a_story_with("Missed visits")

    sheet = open_page(story, "chart").write(baseline_until="2023-12").pressed("keep")

    assert "Say why the baseline ends there" in sheet.complaints
    assert Measure.objects.get().baseline_until is None


def test_the_tests_of_the_story_stand_on_the_chart_where_their_time_can_be_read():
    story = a_story_with("Missed visits")
    draft = draft_of(story)
    draft.cycles = [PDSACycle(title="Texts at noon", when="May 2023"), PDSACycle(title="Calls", when="soon")]
    draft.save_revision(user=story.owner)

    shown = text_of(open_page(story, "chart"))

    assert "Texts at noon May 2023" in shown
    assert "Calls not on the chart: its time cannot be read." in shown


def test_nothing_is_drawn_anew_before_the_button_is_pressed():
    story = a_story_with("Missed visits")

    answer = open_page(story, "chart").write(rules="shewhart").save_by_itself()

    assert not answer.json()["saved"]
    assert links_of(story)[0].rules == "anhoej"


def test_while_editors_read_it_the_pages_of_a_measure_are_closed():
    story = a_story_with("Missed visits")
    sheets = [open_page(story, page) for page in ("definition", "chart")]
    publishing.submit(type(story).objects.get(pk=story.pk), by=story.owner)

    answers = [sheet.write(name="Changed", rules="shewhart").press("keep") for sheet in sheets]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert Measure.objects.get().name == "Missed visits"
    assert links_of(story)[0].rules == "anhoej"


@pytest.mark.database
def test_the_pages_ask_the_database_no_more_with_many_measures(django_assert_max_num_queries):
    story = a_story_with(*[f"Measure {n}" for n in range(8)])
    client = sign_in(story.owner)
    client.get(f"/en/write/story/{story.pk}/data/")

    with django_assert_max_num_queries(55):
        client.get(f"/en/write/story/{story.pk}/data/")
    with django_assert_max_num_queries(55):
        client.get(f"/en/write/story/{story.pk}/lessons/")


# --- Before sending ---


def check_page(story) -> str:
    return BeautifulSoup(sign_in(story.owner).get(f"/en/write/story/{story.pk}/check/").content, "html.parser").get_text(" ", strip=True)


def test_what_a_measure_lacks_is_asked_before_sending_with_the_way_to_it():
    story = a_story_with("Missed visits", operational="", source="")
    measuring.put_in(story.pk, Measure.objects.create(name="Empty", owner=story.owner), by=story.owner)
    client = sign_in(story.owner)

    answer = client.post(f"/en/write/{story.pk}/submit/")

    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    said = page.find(class_="missing").get_text(" ")
    assert "“Missed visits”: Say what is counted, who is in and who is out." in said
    assert "“Missed visits”: Say where the figures come from." in said
    assert "“Empty” has no figures yet" in said
    ways = {link.get_text(): link["href"] for link in page.select(".missing a")}
    assert ways["“Missed visits”: Say where the figures come from."] == url_of(story, "definition")
    empty = next(way for words, way in ways.items() if words.startswith("“Empty” has no figures yet"))
    assert empty == url_of(story, "definition", 1).replace("definition/", "")
    assert client.get(empty).status_code == 200


def test_rows_that_cannot_be_read_hold_back_the_sending():
    story = a_story_with("Missed visits")
    measure = Measure.objects.get()
    wrong = [{"period": f"2025-0{n}", "numerator": "200", "denominator": "100"} for n in (1, 2)]

    keeping.save_figures(measure, [*measure.typed, *wrong], by=story.owner)
    keeping.revise(measure, by=story.owner)

    assert "2 rows of “Missed visits” need you" in check_page(story)


@pytest.mark.database
def test_newer_figures_do_not_give_away_a_month_beside_those_that_readers_know():
    """Two months of a quarter were shown. Merged with the third, the third would follow."""
    story = a_story()
    measure = a_measure(by=story.owner, name="Missed visits", figures=[20] * 23)
    measuring.put_in(story.pk, measure, by=story.owner)
    draft_of(story).save_revision().publish()
    keeping.save_figures(measure, [*measure.typed, {"period": "2024-12", "numerator": "7", "denominator": "100"}], by=story.owner)
    measuring.pin(story.pk, measure.pk, by=story.owner)

    assert "small numbers could be worked out" in check_page(story)

    measure.small_numbers = Measure.SmallNumbers.HIDE
    measure.save()
    measuring.pin(story.pk, measure.pk, by=story.owner)
    assert "small numbers could be worked out" not in check_page(story)


def test_a_story_without_any_data_may_be_sent():
    story = a_story()

    assert "Nothing is missing." in check_page(story)


def test_a_claim_that_the_figures_do_not_carry_is_shown_with_what_they_say():
    steady = [21, 24, 20, 23, 19, 25, 22, 18, 24, 21, 23, 20, 22, 25, 19, 23, 21, 24, 20, 22, 18, 23, 21, 22]
    story = a_story_with("Missed visits", figures=steady)
    open_step(story, "what-happened").write(result_statement="Missed visits fell thanks to our reminders.").press()

    said = check_page(story)

    assert "“fell”" in said
    assert "The chart shows no signal" in said
    assert "The figures say:" in said
    assert "No signal: this may be chance." in said


def test_a_claim_that_one_outcome_measure_carries_is_not_held_against_the_story():
    story = a_story_with("Missed visits")
    open_step(story, "what-happened").write(result_statement="Missed visits fell.").press()

    assert "The figures say:" not in check_page(story)


def test_words_of_measures_are_looked_at_for_what_points_to_a_person():
    story = a_story_with("Missed visits", operational="Read from the chart of Mrs. Tremblay each month.")

    assert "Mrs. Tremblay" in check_page(story)


@pytest.mark.database
def test_a_live_story_keeps_its_chart_until_the_change_was_read():
    story = a_live_story()
    measure = a_measure(by=story.owner)

    measuring.put_in(story.pk, measure, by=story.owner)

    assert not type(story).objects.get(pk=story.pk).measure_links.exists()
    assert len(links_of(story)) == 1
