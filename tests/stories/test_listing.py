"""Finding stories: filters, counts, chips, order, addresses."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from content.models import Method, Stamp, Topic
from measures import keeping
from members.models import Organization
from stories.models import StoryPage
from tests.factories import a_chart, a_live_lesson, a_live_story, a_measure, a_story
from tests.factories.many import many_stories
from tests.factories.measures import STEADY

pytestmark = pytest.mark.django_db


@pytest.fixture
def pdsa() -> Method:
    return Method.objects.get_or_create(slug="pdsa", defaults={"name_en": "PDSA"})[0]


@pytest.fixture
def lean() -> Method:
    return Method.objects.get_or_create(slug="lean", defaults={"name_en": "Lean"})[0]


def kept_under(*, methods=(), topics=(), organizations=(), **fields) -> StoryPage:
    """A live story with its terms."""
    draft = a_story(**fields).get_latest_revision_as_object()
    draft.methods = list(methods)
    draft.organizations = list(organizations)
    if topics:
        draft.topics = list(topics)
    draft.save_revision().publish()
    return StoryPage.objects.get(pk=draft.pk)


def listing(client, query: str = "", path: str = "/en/stories/"):
    answer = client.get(path + query)
    assert answer.status_code == 200
    return answer.context["listing"]


def counts(found, key: str) -> dict[str, int]:
    return {choice.label: choice.count for facet, shown, more in found.choices for choice in [*shown, *more] if facet.key == key}


def titles(found) -> list[str]:
    return [page.title for page in found.page]


def test_counts_of_a_filter_ignore_its_own_choice_and_heed_the_others(client, pdsa, lean):
    kept_under(methods=[pdsa], status="held")
    kept_under(methods=[lean], status="held")
    kept_under(methods=[lean], status="stopped")

    found = listing(client, "?method=pdsa")

    assert found.count == 1
    assert counts(found, "method") == {"PDSA": 1, "Lean": 2}
    assert counts(found, "status") == {"Held": 1}


def test_two_choices_of_one_filter_widen_and_two_filters_narrow(client, pdsa, lean):
    one = kept_under(methods=[pdsa], status="held")
    two = kept_under(methods=[lean], status="held")
    kept_under(methods=[lean], status="stopped")

    found = listing(client, "?method=pdsa&method=lean&status=held")

    assert set(titles(found)) == {one.title, two.title}


def test_a_story_with_two_chosen_methods_is_listed_once(client, pdsa, lean):
    kept_under(methods=[pdsa, lean])

    found = listing(client, "?method=pdsa&method=lean")

    assert found.count == len(titles(found)) == 1


def test_every_filter_finds_what_stands_under_it(client, pdsa):
    organization = Organization.objects.create(slug="riverbend", name="Riverbend", is_demo=True)
    topic = Topic.objects.create(slug="waiting-lists", name_en="Waiting lists")
    one = kept_under(methods=[pdsa], topics=[topic], organizations=[organization], status="spread", year=2019, language="fr")
    kept_under(status="held", year=2020)

    for query in ("method=pdsa", "topic=waiting-lists", "organization=riverbend", "status=spread", "year=2019", "language=fr"):
        assert titles(listing(client, f"?{query}")) == [one.title], query


def test_what_is_not_open_to_all_is_neither_listed_nor_counted(client, pdsa):
    shown = kept_under(methods=[pdsa])
    private = kept_under(methods=[pdsa])
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    embargoed = kept_under(methods=[pdsa])
    StoryPage.objects.filter(pk=embargoed.pk).update(embargo_until=timezone.now() + timedelta(days=1))
    a_story()

    found = listing(client)

    assert titles(found) == [shown.title]
    assert counts(found, "method") == {"PDSA": 1}


def test_a_chip_leads_to_the_same_list_without_its_filter(client, pdsa):
    kept_under(methods=[pdsa], status="held")

    found = listing(client, "?method=pdsa&status=held&q=missed")

    assert dict(found.chips) == {
        "“missed”": "/en/stories/?status=held&method=pdsa",
        "Held": "/en/stories/?q=missed&method=pdsa",
        "PDSA": "/en/stories/?q=missed&status=held",
    }


def test_the_same_choice_has_one_address_whatever_its_order(client, pdsa, lean):
    kept_under(methods=[pdsa, lean])

    first = listing(client, "?method=pdsa&sort=title&method=lean&q=missed&utm_source=x&page=1")
    second = listing(client, "?q=missed&method=lean&method=pdsa&sort=title&method=nobody-knows-this")

    assert first.permalink == second.permalink
    assert "utm_source" not in first.permalink


def test_words_are_all_looked_for_and_any_word_is_safe(client):
    one = a_live_story(title="Naloxone kits at the door")
    a_live_story(title="Naloxone in the pharmacy")

    assert titles(listing(client, "?q=naloxone+DOOR")) == [one.title]
    for word in ("%22", "%00", "%25", "_", "'", "%F0%9F%98%80", "a" * 5000, "%20", "(", "%E2%80%A8"):
        assert client.get(f"/en/stories/?q={word}").status_code == 200, word


@pytest.mark.parametrize("page", ["0", "-1", "999", "x", "1e9", "%00"])
def test_a_page_that_is_not_there_shows_one_that_is(client, page):
    one = a_live_story()

    assert titles(listing(client, f"?page={page}")) == [one.title]


@pytest.mark.parametrize(
    ("sort", "expected"), [("newest", "bca"), ("oldest", "acb"), ("title", "abc"), ("reading-time", "cab"), ("nonsense", "bca")]
)
def test_the_order_is_the_one_asked_for(client, sort, expected):
    now = timezone.now()
    for title, days, minutes in (("a", 3, 5), ("b", 1, 9), ("c", 2, 1)):
        story = a_live_story(title=title)
        StoryPage.objects.filter(pk=story.pk).update(first_published_at=now - timedelta(days=days), reading_minutes=minutes)

    assert "".join(titles(listing(client, f"?sort={sort}"))) == expected


def test_an_empty_list_says_what_to_do(client):
    a_live_story()

    body = client.get("/en/stories/?q=nobodywrotethis").content.decode()

    assert "No story matches all of this" in body
    assert 'href="/en/stories/"' in body


def test_a_retracted_story_stays_listed_with_its_mark(client):
    story = a_live_story()
    StoryPage.objects.filter(pk=story.pk).update(retracted_at=timezone.now())

    body = client.get("/en/stories/").content.decode()

    assert story.title in body
    assert "Retracted" in body


def test_lessons_are_found_by_kind_and_barrier(client):
    one = a_live_lesson(kind="did-not-work", barrier="data")
    a_live_lesson(kind="worked", barrier="time")

    assert titles(listing(client, "?kind=did-not-work&barrier=data", path="/en/lessons/")) == [one.title]


def test_the_index_asks_at_most_ten_questions_whatever_the_number_of_stories(client):
    many_stories(120)
    Stamp.bump()
    client.get("/en/stories/")

    for address in ("/en/stories/", "/en/stories/?page=3", "/en/stories/?method=method-3&topic=topic-1&status=held&sort=title&q=ward"):
        with CaptureQueriesContext(connection) as questions:
            assert client.get(address).status_code == 200
        assert len(questions) <= 10, address


def test_names_of_terms_follow_the_reader_and_change_at_once(client, pdsa):
    kept_under(methods=[pdsa])
    client.get("/fr/stories/")

    pdsa.name_fr = "Cycle PDSA"
    pdsa.save()

    assert "Cycle PDSA" in counts(listing(client, path="/fr/stories/"), "method")


# --- By what the charts say ---


@pytest.fixture
def charted(db):
    """Three stories with charts, one of them without a signal, and one without any data."""
    found = {
        "better": a_live_story(title="It got better"),
        "steady": a_live_story(title="No difference"),
        "aim": a_live_story(title="Reached"),
        "words": a_live_story(title="Only words"),
    }
    a_chart(found["better"])
    a_chart(found["better"], a_measure(figures=STEADY))
    a_chart(found["steady"], a_measure(figures=STEADY[:8]))
    with_aim = a_measure()
    with_aim.aims.create(value=20)
    keeping.revise(with_aim, by=with_aim.owner)
    a_chart(found["aim"], with_aim)
    return found


@pytest.mark.database
@pytest.mark.parametrize(
    ("mark", "wanted"),
    [
        ("has-data", {"It got better", "No difference", "Reached"}),
        ("signal", {"It got better", "Reached"}),
        ("no-signal", {"It got better", "No difference"}),
        ("aim-met", {"Reached"}),
    ],
)
def test_stories_are_found_by_what_their_charts_say(mark, wanted, charted, client):
    found = listing(client, f"?data={mark}")

    assert set(titles(found)) == wanted
    assert found.count == len(wanted)


@pytest.mark.database
def test_each_outcome_is_counted_once_a_story_and_ignores_its_own_choice(charted, client):
    found = listing(client, "?data=aim-met&status=testing")

    assert counts(found, "data") == {"Has data": 3, "Signal found": 2, "No signal": 2, "Aim met": 1}
    assert counts(found, "status") == {"Testing": 1}
    assert found.chips == [("Testing", "/en/stories/?data=aim-met"), ("Aim met", "/en/stories/?status=testing")]


def test_what_a_draft_shows_counts_nowhere(charted, client):
    a_chart(a_story(title="Not yet"))

    assert listing(client, "?data=has-data").count == 3


def test_where_no_story_has_data_nothing_is_offered(client):
    a_live_story()

    assert not counts(listing(client), "data")
