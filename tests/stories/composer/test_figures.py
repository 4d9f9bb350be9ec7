"""The figures of a measure: typed without a script, mended with one press, saved into the story as of a day."""

from datetime import date, timedelta

import pytest

from editorial import publishing
from measures import keeping
from measures.models import Measure
from stories.composer import coauthors, measuring
from stories.models import StoryPage
from tests.factories import a_member, a_story

from .desk import sign_in
from .figures_desk import Grid, counted, link_of, open_grid, url_of, year

pytestmark = pytest.mark.django_db


def typed(measure: Measure) -> list[tuple[str, ...]]:
    measure.refresh_from_db()
    return [tuple(row[name] for name in keeping.columns_of(measure) if name in row) for row in measure.typed]


def test_an_empty_grid_invites_to_paste_and_has_empty_rows():
    grid = open_grid(*counted())

    assert grid.page.find("details", class_="paste").has_attr("open")
    assert len(grid.answers["period"]) == 12
    assert "The chart appears here" in grid.live


@pytest.mark.database
def test_typed_figures_are_kept_before_they_are_saved_into_the_story():
    story, measure = counted()

    after = open_grid(story, measure).fill(*year()).pressed("save")

    assert after.rows == list(year())
    assert link_of(story).revision_id is None
    assert "not in the story yet" in after.page.get_text()


@pytest.mark.database
def test_saving_shows_the_figures_in_the_story_as_of_today():
    story, measure = counted()

    after = open_grid(story, measure).fill(*year()).pressed("figures")

    assert "saved in the story" in after.page.get_text()
    assert link_of(story).revision == measure.latest
    assert link_of(story).facts["points"] == 12
    assert measure.observations.count() == 12
    assert "This story shows the figures as of" in after.page.get_text()


def test_the_chart_beside_says_no_more_than_the_figures_and_names_its_rules():
    grid = open_grid(*counted()).fill(*year()).pressed("save")

    assert "No signal: this may be chance." in grid.live
    assert "Anhøj rules: longest run" in grid.live
    assert grid.page.find(id="figures-live").find("svg")
    assert [cell.get_text() for cell in grid.page.find_all("td", class_="out")][:2] == ["20.0%", "21.0%"]


def test_a_wrong_row_is_named_on_top_below_itself_and_in_the_list_and_the_others_are_drawn():
    story, measure = counted()
    rows = [*year()[:5], ("Jun 2024", "146", "41"), *year()[6:]]

    grid = open_grid(story, measure).fill(*rows).pressed("figures")

    said = "146 of 41: the number is larger than the whole. Were the two swapped?"
    assert said in grid.complaints
    assert said in grid.page.find(id="says-6").get_text()
    assert said in grid.live
    assert "Row 6 waits until you mend it." in grid.live
    assert measure.observations.count() == 11
    assert grid.rows[5] == ("Jun 2024", "146", "41")


def test_one_press_mends_a_row():
    story, measure = counted()
    grid = open_grid(story, measure).fill(*year()[:5], ("Jun 2024", "146", "41")).pressed("save")

    mended = grid.pressed("save", mend=grid.offers()["Swap to 41 of 146"])

    assert mended.rows[5] == ("Jun 2024", "41", "146")
    assert not mended.complaints


def test_a_period_that_stands_twice_can_be_taken_away():
    story, measure = counted()
    grid = open_grid(story, measure).fill(*year()[:3], ("March 2024", "9", "90")).pressed("save")

    mended = grid.pressed("save", mend=grid.offers()["Take this row away"])

    assert mended.rows == list(year()[:3])


def test_missing_months_become_rows_that_say_not_collected():
    story, measure = counted()
    grid = open_grid(story, measure).fill(year()[0], year()[3]).pressed("save")

    mended = grid.pressed("save", gap=grid.offers("gap")["Not collected"])

    assert [row[0] for row in mended.rows] == ["Jan 2024", "2024-02", "2024-03", "Apr 2024"]
    assert "missing after" not in mended.live


@pytest.mark.database
def test_a_question_that_was_answered_is_not_asked_again():
    story, measure = counted()
    grid = open_grid(story, measure).fill(year()[0], year()[3]).pressed("save")

    grid.press("save", settle=grid.offers("settle")["Leave the gap"])

    assert "missing after" not in open_grid(story, measure).live


def test_what_cannot_be_right_cannot_be_settled():
    story, measure = counted()
    grid = open_grid(story, measure).fill(("Jan 2024", "146", "41")).pressed("save")

    after = grid.pressed("save", settle=grid.offers()["Swap to 41 of 146"])

    assert "146 of 41" in after.complaints


def test_percentages_written_as_fractions_are_mended_all_at_once_and_can_be_put_back():
    story, measure = counted(kind="value", unit="%")
    fractions, percentages = [("Jan 2024", "", "0.295"), ("Feb 2024", "", "0.31")], [("Jan 2024", "", "29.5"), ("Feb 2024", "", "31")]
    grid = open_grid(story, measure).fill(*fractions, names=("period", "denominator", "value")).pressed("save")

    mended = grid.pressed("save", fix=grid.offers("fix")["Multiply all by 100"])

    assert mended.rows == percentages
    assert mended.pressed("undo").rows == fractions


def test_a_row_is_taken_away_and_put_back():
    story, measure = counted()
    grid = open_grid(story, measure).fill(*year()).pressed("save")

    without = grid.pressed("save", away="2")

    assert [row[0] for row in without.rows][:2] == ["Jan 2024", "Mar 2024"]
    assert without.pressed("undo").rows == list(year())


def test_more_rows_are_offered_without_a_script():
    story, measure = counted()
    grid = open_grid(story, measure).fill(*year()).pressed("save")

    more = grid.pressed("rows")

    assert len(more.answers["period"]) == 22
    assert more.rows == list(year())


def test_columns_and_keypads_are_those_of_the_measure():
    story, measure = counted(
        numerator_words="missed", denominator_words="All first visits booked for adults in the month", strata="Youth\nAdults"
    )

    grid = open_grid(story, measure)

    headings = [heading.get_text(strip=True) for heading in grid.page.select(".grid-input thead th")]
    assert headings == ["Row", "Month", "Group", "Missed", "Out of", "Share", "Take away"]
    cell = grid.page.find("input", id="numerator-3")
    assert (cell["inputmode"], cell["aria-label"]) == ("numeric", "Missed, row 3")


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("rate", ["numerator", "denominator"]),
        ("count", ["numerator"]),
        ("value", ["value", "denominator"]),
        ("subgroup", ["value", "sd", "size"]),
        ("cases-between", ["value"]),
        ("time-between", ["value"]),
    ],
)
def test_every_kind_of_figure_has_its_grid(kind, columns):
    story, measure = counted(kind=kind, unit="days")
    names = ("period", *columns)
    rows = [(f"2024-0{month}-05", *["30" for _column in columns]) for month in range(1, 8)]

    grid = open_grid(story, measure).fill(*rows, names=names).pressed("figures")

    assert grid.rows == rows
    assert link_of(story).facts["points"] == 7


def test_a_chart_of_the_authors_own_is_measured_against_the_one_that_would_suit():
    story, measure = counted()
    draft = story.get_latest_revision_as_object()
    draft.measure_links.all()[0].chart = "run"
    draft.save_revision()

    grid = open_grid(story, measure).fill(*year()).pressed("save")

    assert "P chart (shares) would suit this" in grid.live
    assert grid.page.find("a", href=url_of(story, measure, "measure_chart"), string="Choose the chart")


def test_small_numbers_are_gone_before_anything_is_drawn_and_it_is_said():
    story, measure = counted()

    grid = open_grid(story, measure).fill(*year(4)).pressed("save")

    assert "Q1 2024" in grid.live
    assert "before anything is drawn" in grid.live
    assert "Jan 2024: 4" not in grid.live


# --- Revisions ---


def test_what_changed_is_asked_from_the_second_time_on_and_stands_in_the_list():
    story, measure = counted()
    first = open_grid(story, measure)
    grid = first.fill(*year()).pressed("figures")

    after = grid.fill(*year(30)).pressed("figures", what_changed="Two late charts came in")

    assert not first.page.find(id="what_changed")
    assert "Two late charts came in" in after.page.find(id="revisions").get_text()
    assert measure.revisions.count() == 2


@pytest.mark.database
def test_saving_the_same_figures_again_makes_no_revision():
    story, measure = counted()
    open_grid(story, measure).fill(*year()).press("figures")

    open_grid(story, measure).press("figures")

    assert measure.revisions.count() == 1


def test_an_old_revision_is_looked_at_and_taken_back_into_the_grid():
    story, measure = counted()
    open_grid(story, measure).fill(*year()).press("figures")
    open_grid(story, measure).fill(*year(30)).press("figures")

    old = open_grid(story, measure, query="?revision=1")
    taken = old.pressed("revision:1")

    assert "2024-01" in old.page.find(id="old").get_text()
    assert [row[1] for row in taken.rows] == [row[1] for row in year()]
    assert link_of(story).revision.number == 2
    assert taken.pressed("undo").rows == list(year(30))


# --- Two who write ---


def written_together() -> tuple[StoryPage, Measure, object]:
    story, measure = counted()
    other = a_member("Olive Other")
    coauthors.accept(coauthors.ask(other.member, story, by=story.owner), by=other)
    return story, measure, other


@pytest.mark.database
def test_two_who_type_at_once_are_both_shown_and_nothing_is_lost():
    story, measure, other = written_together()
    mine = open_grid(story, measure)
    open_grid(story, measure, by=other).fill(*year(30)).press("figures")

    shown = mine.fill(*year(20)).pressed("figures")

    assert shown.answer.status_code == 409
    assert "Olive Other changed them at" in shown.page.get_text(" ", strip=True)
    assert shown.rows == list(year(20))
    assert typed(measure) == list(year(30))


def test_of_two_versions_only_the_rows_that_differ_lie_side_by_side():
    story, measure, other = written_together()
    open_grid(story, measure).fill(*year(20)).press("save")
    mine = open_grid(story, measure)
    open_grid(story, measure, by=other).fill(("Jan 2024", "33", "100"), *year(20)[1:]).press("save")

    shown = mine.fill(*year(20)[:11], ("Dec 2024", "44", "100")).pressed("save")

    rows = shown.page.find("div", class_="caution").find("tbody").find_all("tr")
    assert [row.get_text(" ", strip=True) for row in rows] == ["1 Jan 2024 33 100", "12 Dec 2024 22 100"]


def test_mine_stands_and_theirs_is_put_aside():
    story, measure, other = written_together()
    mine = open_grid(story, measure)
    open_grid(story, measure, by=other).fill(*year(30)).press("save")
    shown = mine.fill(*year(20)).pressed("save")

    after = shown.pressed("mine")

    assert after.rows == list(year(20))
    assert after.pressed("undo").rows == list(year(30))


def test_theirs_stands_and_mine_is_put_aside():
    story, measure, other = written_together()
    mine = open_grid(story, measure)
    open_grid(story, measure, by=other).fill(*year(30)).press("save")
    shown = mine.fill(*year(20)).pressed("save")

    after = shown.pressed("theirs")

    assert after.rows == list(year(30))
    assert after.pressed("undo").rows == list(year(20))


def test_a_form_that_saves_itself_meets_a_conflict_without_overwriting():
    story, measure, other = written_together()
    mine = open_grid(story, measure)
    open_grid(story, measure, by=other).fill(*year(30)).press("save")

    first, second = (mine.fill(*year(20)).save_by_itself() for _time in range(2))

    assert (first.status_code, second.status_code) == (409, 409)
    assert "Olive Other" in first.json()["said"]
    assert typed(measure) == list(year(30))


def test_the_same_figures_from_both_are_no_conflict():
    story, measure, other = written_together()
    mine = open_grid(story, measure)
    open_grid(story, measure, by=other).fill(*year()).press("save")

    assert mine.fill(*year()).press("save").status_code == 302


# --- A form that saves itself ---


def test_it_saves_itself_and_gets_the_chart_and_what_stands_beside_each_row():
    story, measure = counted()
    grid = open_grid(story, measure).fill(*year()[:2], ("", "", ""), ("Mar 2024", "90", "30"))

    answer = grid.save_by_itself()

    told = answer.json()
    assert answer.status_code == 200
    assert told["said"].startswith("Saved ")
    assert [row["computed"] for row in told["rows"]] == ["20.0%", "21.0%", "", "?"]
    assert "Row 4" in told["rows"][3]["html"]
    assert "Row 4" in told["checks"]["figures-summary"]
    assert "<svg" in told["checks"]["figures-live"]
    assert len(typed(measure)) == 3


@pytest.mark.database
def test_saving_twice_with_the_version_that_came_back_is_no_conflict():
    grid = open_grid(*counted()).fill(*year())
    grid.save_by_itself()

    assert grid.fill(*year(), ("Jan 2025", "20", "100")).save_by_itself().status_code == 200


@pytest.mark.database
def test_a_save_whose_answer_was_lost_can_be_sent_again():
    story, measure = counted()
    grid = open_grid(story, measure).fill(*year())
    version = grid["version"]
    grid.save_by_itself()

    again = grid.write(version=version).save_by_itself()

    assert again.status_code == 200
    assert typed(measure) == list(year())


def test_a_save_by_itself_costs_little(django_assert_max_num_queries):
    story, measure = counted(figures=(20,) * 24)
    grid = open_grid(story, measure)
    grid.answers["numerator"][3] = "22"

    with django_assert_max_num_queries(40):
        grid.save_by_itself()


def test_somebody_signed_out_is_told_so_in_an_answer_that_the_form_can_read(client):
    answer = client.post(url_of(*counted()), {}, headers={"Accept": "application/json"})

    assert answer.status_code == 401


# --- Who may ---


def test_strangers_and_drafts_without_the_measure_get_nothing():
    story, measure = counted()
    other = a_story()

    assert sign_in(a_member()).get(url_of(story, measure)).status_code == 404
    assert sign_in(other.owner).get(url_of(other, measure)).status_code == 404
    assert sign_in(story.owner).get(url_of(story, Measure(pk=10**9))).status_code == 404


def test_who_writes_the_story_but_not_the_measure_reads_it_with_the_reason():
    _home, measure = counted(figures=(20,) * 12)
    other = a_story()
    measuring.put_in(other.pk, measure, by=other.owner)

    grid = open_grid(other, measure)
    answer = grid.fill(("Jan 2024", "1", "2")).save_by_itself()

    assert "Only those who keep this measure" in grid.page.get_text()
    assert grid.page.find("fieldset", class_="entry").has_attr("disabled")
    assert answer.status_code == 423
    assert len(typed(measure)) == 12


def test_while_editors_read_it_nothing_is_saved_and_the_figures_stay_typed():
    story, measure = counted(figures=(20,) * 24)
    sheet = open_grid(story, measure).fill(*year())
    publishing.submit(StoryPage.objects.get(pk=story.pk), by=story.owner)

    by_itself, pressed = sheet.save_by_itself(), sheet.press("figures")

    assert by_itself.status_code == 423
    assert "editors are reading it" in by_itself.json()["said"]
    assert pressed.status_code == 409
    assert "Nov 2024" in pressed.content.decode()
    assert len(typed(measure)) == 24


# --- Many rows ---


def long(total: int) -> list[dict[str, str]]:
    return [
        {"period": (date(2000, 1, 1) + timedelta(days=place)).isoformat(), "numerator": str(20 + place % 7), "denominator": "100"}
        for place in range(total)
    ]


def test_of_many_rows_the_last_are_shown_and_the_others_are_never_lost():
    story, measure = counted()
    Measure.objects.filter(pk=measure.pk).update(typed=long(900))
    grid = open_grid(story, measure)
    grid.answers["numerator"][-6] = "99"

    grid.press("save")

    assert len(grid.rows) == 200
    assert [row[1] for row in typed(measure)[-2:]] == [str(20 + 898 % 7), "99"]
    assert len(typed(measure)) == 900


def test_earlier_rows_have_a_page_of_their_own():
    story, measure = counted()
    Measure.objects.filter(pk=measure.pk).update(typed=long(500))

    earlier = open_grid(story, measure).pressed("page:101")
    earlier.answers["numerator"][0] = "1"
    after = earlier.pressed("save")

    assert len(earlier.rows) == 200
    assert after.rows[0][1] == "1"
    assert (len(typed(measure)), typed(measure)[100][1]) == (500, "1")


@pytest.mark.database
def test_ten_thousand_rows_make_a_small_page():
    story, measure = counted()
    Measure.objects.filter(pk=measure.pk).update(typed=long(10_000))

    grid = open_grid(story, measure)

    assert len(grid.answer.content) < 300_000
    assert "the chart is read when you save" in grid.live
    assert isinstance(grid, Grid)


def test_the_same_trouble_in_many_rows_is_mended_with_one_press():
    story, measure = counted()
    swapped = [(month, of, number) for month, number, of in year()]

    grid = open_grid(story, measure).fill(*swapped).pressed("save")
    after = grid.pressed("save", fix=grid.offers("fix")["Do so in all 12 rows"])

    assert after.rows == list(year())
    assert "Problems and questions" not in after.live


def test_a_month_out_of_none_is_emptied_with_one_press_and_leaves_nothing_to_mend():
    story, measure = counted()
    grid = open_grid(story, measure).fill(*year()[:11], ("Dec 2024", "0", "0")).pressed("save")

    after = grid.pressed("save", mend=grid.offers()["Leave this period empty"])

    assert after.rows[-1] == ("Dec 2024", "", "")
    assert "Problems and questions" not in after.live


def test_what_was_pasted_and_not_understood_can_be_named_column_by_column():
    story, measure = counted()
    grid = open_grid(story, measure).pressed("paste", paste="12\t40\n9\t41")

    assert grid.page.find("button", value="columns")["formaction"] == url_of(story, measure, "measure_file")
    answer = grid.client.post(url_of(story, measure, "measure_file"), {"then": "columns", "paste": "12\t40\n9\t41"})
    assert "Which column is what?" in answer.content.decode()


def test_groups_are_known_in_any_letters_and_all_is_everybody():
    story, measure = counted(strata="Women\nMen")
    rows = [("Jan 2024", "all", "22", "100"), ("Jan 2024", "women", "12", "50"), ("Jan 2024", "MEN", "10", "50")]

    after = open_grid(story, measure).fill(*rows, names=("period", "stratum", "numerator", "denominator")).pressed("figures")

    assert "none of this measure's groups" not in after.page.get_text()
    assert sorted(measure.observations.values_list("stratum", flat=True)) == ["", "Men", "Women"]
