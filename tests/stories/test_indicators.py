"""The library of indicators: what it says, whose charts it shows, and who stands beside whom."""

import json
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from measures.models import Indicator, Measure
from stories.comparing import FEWEST
from tests.factories import a_chart, a_live_story, a_measure, a_member, a_story, an_organization
from tests.factories.measures import BETTER, STEADY

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ADDRESS = "/en/indicators/no-shows-at-first-appointment/"
OPOC = ("opoc-1-wait", "opoc-12-decisions", "opoc-27-plan-for-after", "opoc-30-coping")


@pytest.fixture
def no_shows() -> Indicator:
    return Indicator.objects.get(slug="no-shows-at-first-appointment")


@pytest.fixture
def counted(no_shows) -> Callable[..., Measure]:
    """A measure of the indicator, steady, in a live story of an organization that agreed to be compared."""

    def count(name: str = "", **fields) -> Measure:
        measure = a_measure(
            **{
                "figures": STEADY,
                "indicator": no_shows,
                "is_compared": True,
                "organization": an_organization(name) if name else None,
                **fields,
            }
        )
        story = a_live_story(title=f"What {name or 'somebody'} did")
        if measure.organization:
            story.organizations = [measure.organization]
            story.save()
        a_chart(story, measure)
        return measure

    return count


def page(address: str = ADDRESS, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# --- The library ---


def test_each_indicator_says_who_defined_it_and_where():
    for indicator in Indicator.objects.all():
        assert indicator.source, indicator
        assert indicator.source_url.startswith("http"), indicator
        assert indicator.numerator_en and indicator.numerator_fr and indicator.denominator_en and indicator.denominator_fr, indicator
        indicator.full_clean()


@pytest.mark.parametrize("slug", OPOC)
def test_a_question_of_the_opoc_is_named_by_its_topic_and_never_copied(slug):
    rows = json.loads((settings.BASE_DIR / "fixtures" / "vocabularies" / "indicators.json").read_text(encoding="utf-8"))
    said = next(row["fields"] for row in rows if row["fields"]["slug"] == slug)

    text = f"{said['name_en']} {said['description_en']}".casefold()
    assert f"question {slug.split('-')[1]}" in text
    assert " i was " not in text
    assert " i have " not in text
    assert " helped me " not in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_indicator_has_a_page(language, client):
    listed = client.get(f"/{language}/indicators/").content.decode()

    for indicator in Indicator.objects.all():
        assert f"/{language}/indicators/{indicator.slug}/" in listed
        assert client.get(f"/{language}/indicators/{indicator.slug}/").status_code == 200


def test_what_is_not_there_is_not_found(client):
    assert client.get("/en/indicators/nothing-of-the-kind/").status_code == 404


# --- Its charts ---


def test_its_charts_are_those_of_open_stories(counted, no_shows):
    counted("Northern Pines")
    closed = a_live_story(title="Behind a door")
    a_chart(closed, a_measure(indicator=no_shows))
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    a_chart(a_story(title="Still a draft"), a_measure(indicator=no_shows))

    shown = page()

    assert "What Northern Pines did" in shown
    assert "1 story counts it" in shown
    assert "Behind a door" not in shown
    assert "Still a draft" not in shown
    assert 'data-n="1"' in page("/en/indicators/")


def test_whoever_is_signed_in_starts_a_measure_in_a_story_of_theirs(client):
    author = a_member()
    mine, _other = a_story(by=author, title="Mine"), a_story(title="Of another")
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")

    shown = page(client=client)

    assert f"/en/write/story/{mine.pk}/measures/new/?indicator=no-shows-at-first-appointment" in shown
    assert "Of another" not in shown


# --- Beside each other ---


def test_fewer_than_five_are_not_compared_and_it_says_how_many_are_missing(counted):
    for number in range(FEWEST - 2):
        counted(f"Organization {number}")

    shown = page()

    assert "2 more organizations are needed" in shown
    assert 'class="table' not in shown


@pytest.fixture
def five(counted) -> list[Measure]:
    return [counted(name, whole=100 + 10 * number) for number, name in enumerate(("Elm", "Ash", "Birch", "Cedar", "Dogwood"))]


def test_five_that_agreed_stand_in_a_funnel_by_name_with_cautions(five):
    shown = page()

    table = shown.partition("<tbody>")[2].partition("</tbody>")[0]
    assert sorted(("Elm", "Ash", "Birch", "Cedar", "Dogwood"), key=table.index) == ["Ash", "Birch", "Cedar", "Dogwood", "Elm"]
    assert "This is no league table" in shown
    assert "Nothing here is adjusted for that" in shown
    assert "funnel-line" in shown


def test_one_that_takes_its_word_back_is_gone_at_once(five):
    page()

    Measure.objects.filter(pk=five[0].pk).update(is_compared=False)

    assert "1 more organization is needed" in page()


@pytest.mark.parametrize(
    "change",
    [{"is_compared": False}, {"organization": None}, {"kind": "count", "denominator_words": ""}],
    ids=["no word given", "no organization", "another kind"],
)
def test_who_has_not_agreed_or_counts_otherwise_is_not_compared(change, five, counted):
    counted("Fir", **change)

    assert ">Fir</a></th>" not in page()


def test_an_organization_that_the_reviewed_story_does_not_name_is_not_compared(five, counted):
    measure = counted("Fir")
    measure.organization = an_organization("Somewhere else")
    measure.save()

    assert ">Somewhere else</a></th>" not in page()


def test_figures_that_moved_within_their_last_phase_are_not_compared(five, counted):
    counted("Fir", figures=BETTER)

    shown = page()

    assert ">Fir</a></th>" not in shown
    assert "figures moved within their last phase: Fir." in shown


def test_only_what_the_chart_shows_is_added_up(five, counted):
    """Two months are too small to be shown; their numbers are nowhere in the sum."""
    hidden = [*STEADY[:-2], 3, 2]
    counted("Fir", figures=hidden, small_numbers="hide")

    row = page().partition(">Fir</a></th>")[2].partition("</tr>")[0]

    assert "2,200" in row  # 22 months of 100, not 24
    assert "Oct 2024" in row


def test_invented_figures_never_stand_among_real_ones(five, counted):
    counted("Fir", is_illustrative=True)

    assert ">Fir</a></th>" not in page()


@pytest.mark.parametrize("slug", ["days-to-first-contact"])
def test_what_is_no_share_and_no_rate_is_not_compared(slug):
    assert "This indicator is neither" in page(f"/en/indicators/{slug}/")


def test_many_charts_cost_no_more_questions(five, counted):
    page()
    with CaptureQueriesContext(connection) as warm:
        page()
    for number in range(8):
        counted(f"Fir {number}")
    with CaptureQueriesContext(connection) as cold:
        page()

    assert len(warm) <= 5
    assert len(cold) <= 12
