"""What readers see of a measure: on the story's page, on the chart's own page, on cards, in frames on other sites."""

import json
import re
from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from content.models import Stamp
from editorial import publishing
from measures import keeping
from stories.models import PDSACycle, StoryMeasure, StoryPage
from tests.factories import a_chart, a_live_story, a_measure, a_member, a_story, an_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> StoryPage:
    return a_live_story()


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def story_page(client: Client, story: StoryPage, language: str = "en") -> str:
    caches["pages"].clear()
    return read(client, f"/{language}/stories/{story.slug}/")


def chart_page(client: Client, link: StoryMeasure, language: str = "en", file: str = "") -> str:
    return read(client, address_of(link, language) + file)


def address_of(link: StoryMeasure, language: str = "en") -> str:
    return f"/{language}/stories/{link.page.slug}/charts/{link.measure_id}/"


# --- On the story's page ---


def test_the_story_says_what_the_analysis_supports_and_marks_the_teams_own_words(client, story):
    a_chart(story)

    page = story_page(client, story)

    assert "ignal of improvement" in page or "pecial cause, an improvement" in page
    assert "In the team's words:</span> <span>From 22.1% to 15.3%" in page


def test_the_chart_stands_with_its_table_and_the_facts_about_it(client, story):
    a_chart(story)

    page = story_page(client, story)

    assert page.count('class="chart-svg') >= 2
    assert page.count("<tr data-place=") == 24
    for label in ("Period", "Points", "Chart", "Rules", "Source", "Figures as of"):
        assert f"<dt>{label}</dt>" in page
    assert '<th scope="row">January 2023</th>' in page


def test_the_legend_explains_only_marks_that_occur(client, story):
    a_chart(story, a_measure(figures=[20, 22, 21, 19, 20, 23, 21, 20, 19, 22, 21, 20, 22, 19]), chart="run")

    page = story_page(client, story)

    meanings = re.findall(r"</svg>([^<]+)</li>", page)
    assert meanings == ["one month", "median"]


def test_a_pdsa_cycle_of_the_story_is_a_note_on_its_point(client, story):
    story.cycles = [PDSACycle(title="Ask how to be reminded", when="January 2024")]
    story.save()
    a_chart(story)

    page = story_page(client, story)

    assert re.search(r'<li value="1"><b>January 2024\.</b> <span>Ask how to be reminded</span> \(<a href="#cycles">', page)


def test_who_approved_it_is_named_with_the_chart(client):
    author, editor = a_member(), an_editor("Edda Editor")
    draft = a_story(by=author)
    a_chart(draft, a_measure(by=author))
    draft = StoryPage.objects.get(pk=draft.pk)
    draft.save_revision(user=author)
    publishing.submit(draft, by=author)
    publishing.approve(StoryPage.objects.get(pk=draft.pk), by=editor)

    page = story_page(client, draft)

    assert "By Edda Editor," in page


def test_made_up_data_are_labelled_on_the_chart_and_on_its_table(client, story):
    a_chart(story, a_measure(is_illustrative=True))

    page = story_page(client, story)

    assert page.count('<span class="illustrative">Illustrative data</span>') == 2


def test_a_chart_without_figures_says_so(client, story):
    a_chart(story, a_measure(figures=[]))

    page = story_page(client, story)

    assert "There are no figures yet." in page
    assert "slide.png" not in page


def test_many_rows_are_folded_and_very_many_are_cut(client, story):
    days = [{"period": f"2024-{1 + day // 28:02}-{1 + day % 28:02}", "numerator": "20", "denominator": "90"} for day in range(70)]
    link = a_chart(story, a_measure_of(days))

    page = story_page(client, story)

    assert "The same figures as a table (" in page
    assert link.shown.useful == 70


def test_a_table_of_more_than_two_years_is_folded_in_its_story_and_open_on_its_own_page(client, story):
    days = [{"period": f"2024-{1 + day // 28:02}-{1 + day % 28:02}", "numerator": "20", "denominator": "90"} for day in range(28)]
    link = a_chart(story, a_measure_of(days))

    folded = '<details class="more wide"{}><summary>The same figures as a table (28 rows)'

    assert folded.format("") in story_page(client, story)
    assert folded.format(" open") in client.get(address_of(link)).content.decode()


def a_measure_of(typed: list[dict[str, str]]):
    measure = a_measure(time_unit="day")
    keeping.save_figures(measure, typed, by=measure.owner)
    keeping.revise(measure, by=measure.owner)
    return measure


def test_process_and_balancing_measures_stand_in_a_panel_with_links(client, story):
    outcome, process, balancing = (a_chart(story, a_measure(family=family)) for family in ("outcome", "process", "balancing"))

    page = story_page(client, story)

    assert f'id="chart-{outcome.measure_id}"' in page
    assert f'id="chart-{process.measure_id}"' not in page
    assert "Process measure" in page and "Balancing measure" in page
    for link in (process, balancing):
        assert f'<a href="{address_of(link)}">' in page
    assert "Many charts" not in page


def test_from_five_charts_on_false_alarms_are_spoken_of(client, story):
    for family in ("outcome", "process", "process", "balancing", "balancing"):
        a_chart(story, a_measure(family=family))

    page = story_page(client, story)

    assert "Many charts, many false alarms" in page


def test_groups_stand_on_one_scale_everybody_first_and_a_small_one_says_that_it_is_too_small(client, story):
    rows = []
    for month in range(1, 13):
        for group, number in (("Town", 30), ("Country", 20), ("Islands", 2)):
            rows.append({"period": f"2024-{month:02}", "stratum": group, "numerator": str(number), "denominator": "90"})
    measure = a_measure(figures=[], strata="Town\nCountry\nIslands", small_numbers="hide")
    keeping.save_figures(measure, rows, by=measure.owner)
    keeping.revise(measure, by=measure.owner)
    link = a_chart(story, measure)

    page = story_page(client, story)

    groups = re.findall(r'<figure class="chart-small"><p class="chart-title">([^<]+)</p>', page)
    assert groups == ["Everybody", "Town", "Country", "Islands"]
    assert "Too few to show." in page
    assert link.shown.strata


def test_a_french_reader_gets_french_words_and_french_figures(client, story):
    link = a_chart(story)

    page = story_page(client, story, "fr") + chart_page(client, link, "fr")

    assert "janvier 2023" in page
    assert re.search(r"\d+(,\d+)?[\s\u00a0\u202f]%", page)


def test_a_preview_of_a_draft_shows_the_chart_but_no_files(client):
    author = a_member()
    draft = a_story(by=author)
    a_chart(draft, a_measure(by=author))
    StoryPage.objects.get(pk=draft.pk).save_revision(user=author)
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")

    page = read(client, f"/en/write/{draft.pk}/preview/")

    assert "<tr data-place=" in page
    assert "figures.csv" not in page and "slide.png" not in page


# --- On cards, in lists and feeds ---


def test_a_card_shows_a_small_chart_and_the_outcome_line(client, story):
    a_chart(story)
    Stamp.bump()

    page = read(client, "/en/stories/")

    assert f'id="p{story.pk}c-t"' in page
    assert "Missed first visits" in page


def test_process_measures_never_speak_for_a_story(client, story):
    a_chart(story, a_measure(family="process"))

    assert StoryPage.objects.get(pk=story.pk).finding == story.result_statement


def test_feeds_say_the_same_as_the_card(client, story):
    a_chart(story)
    page = StoryPage.objects.get(pk=story.pk)

    items = json.loads(read(client, "/en/feeds/stories.json"))["items"]

    assert items[0]["content_text"] == page.finding != story.result_statement


# --- The chart's own page ---


def test_a_chart_has_a_page_that_leads_back_to_its_story(client, story):
    link = a_chart(story)

    page = chart_page(client, link)

    assert f"/en/stories/{story.slug}/#chart-{link.measure_id}" in page
    assert "&lt;iframe src=" in page
    assert "[chart]. In: " in page


def test_only_charts_of_stories_that_are_open_to_all_have_a_page(client, story):
    link = a_chart(story)
    other = a_chart(a_live_story())
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    draft = a_chart(a_story())
    embargoed = a_live_story()
    kept_back = a_chart(embargoed)
    StoryPage.objects.filter(pk=embargoed.pk).update(embargo_until=timezone.now() + timedelta(days=2))

    for hidden in (link, draft, kept_back):
        for end in ("", "embed/", "figures.csv", "figures.json", "figures.xlsx", "chart.svg", "chart.png", "slide.png"):
            assert client.get(address_of(hidden) + end).status_code == 404, end
    assert client.get(address_of(other)).status_code == 200


def test_a_measure_of_another_story_has_no_page_here(client, story):
    other = a_chart(a_live_story())

    assert client.get(f"/en/stories/{story.slug}/charts/{other.measure_id}/").status_code == 404


def test_a_story_that_has_lost_its_measure_has_lost_its_page(client, story):
    link = a_chart(story)
    link.delete()

    assert client.get(address_of(link)).status_code == 404


def test_a_retraction_stands_on_every_page_and_in_every_file(client, story):
    link = a_chart(story)
    StoryPage.objects.filter(pk=story.pk).update(retracted_at=timezone.now())

    for end in ("", "embed/", "figures.csv", "figures.json", "chart.svg"):
        body = client.get(address_of(link) + end).content.decode()
        assert "Retracted" in body, end


# --- In frames on other sites ---


def test_other_sites_may_frame_the_chart_and_get_no_cookie(client, story):
    link = a_chart(story, a_measure(is_illustrative=True))

    answer = client.get(address_of(link) + "embed/")

    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    page = answer.content.decode()
    assert "Illustrative data" in page and f"/en/stories/{story.slug}/" in page and "<script" not in page


def test_the_page_itself_may_not_be_framed(client, story):
    link = a_chart(story)

    answer = client.get(address_of(link))

    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def asked(client: Client, url: str, **more) -> object:
    return client.get("/en/oembed", {"url": url, **more})


def test_oembed_tells_other_sites_how_to_show_a_chart(client, story):
    link = a_chart(story)
    page = chart_page(client, link)
    assert 'type="application/json+oembed"' in page

    told = asked(client, f"http://testserver{address_of(link)}").json()

    assert (told["version"], told["type"]) == ("1.0", "rich")
    assert f"{address_of(link)}embed/" in told["html"]
    assert told["thumbnail_url"].endswith("chart.png")


def test_oembed_keeps_to_the_size_that_is_asked_for(client, story):
    link = a_chart(story)

    told = asked(client, f"http://testserver{address_of(link)}", maxwidth="400", maxheight="300").json()

    assert (told["width"], told["height"]) == (400, 300)
    assert 'width="400" height="300"' in told["html"]
    assert "thumbnail_url" not in told


def test_oembed_answers_in_the_language_of_the_address(client, story):
    link = a_chart(story)

    told = asked(client, f"http://testserver{address_of(link, 'fr')}").json()

    assert "/fr/stories/" in told["html"]


@pytest.mark.parametrize(
    "url",
    [
        "", "nonsense", "http://[", "https://elsewhere.example/en/stories/a/charts/1/", "http://testserver/en/stories/", "http://testserver/",
        "javascript:alert(1)", "http://testserver/en/stories/nothing/charts/99999/", "http://testserver/en/stories/x/charts/" + "9" * 40 + "/",
    ],
)  # fmt: skip
def test_oembed_knows_only_charts_of_ours(client, url):
    assert asked(client, url).status_code == 404


def test_oembed_does_not_speak_xml(client, story):
    link = a_chart(story)

    assert asked(client, f"http://testserver{address_of(link)}", format="xml").status_code == 501


def test_a_chart_keeps_its_address_and_shows_what_is_published(client, story):
    link = a_chart(story)
    before = chart_page(client, link)
    measure = link.measure
    keeping.save_figures(measure, [*measure.typed, {"period": "2025-01", "numerator": "12", "denominator": "100"}], by=measure.owner)
    newer = keeping.revise(measure, by=measure.owner)
    assert chart_page(client, link).count("<tr") == before.count("<tr")

    StoryMeasure.objects.filter(pk=link.pk).update(revision=newer)

    assert chart_page(client, link).count("<tr") == before.count("<tr") + 1
    assert date(2025, 1, 1) == newer.snapshot.figures[-1].on


def test_who_may_read_a_closed_story_finds_its_chart_without_files(client, story):
    a_chart(story)
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    client.force_login(a_member(), backend="django.contrib.auth.backends.ModelBackend")

    page = story_page(client, story)

    assert "<tr data-place=" in page
    assert "figures.csv" not in page
