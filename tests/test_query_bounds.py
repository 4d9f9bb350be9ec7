"""How many questions each public page asks of the database, with 10,000 stories in the table."""

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.models import Hashtag, Stamp
from measures.models import Indicator
from resources.models import Collection
from search import feeding
from stories.models import ChangeIdea, Series, StoryAuthor, StoryMeasure, StoryPage
from tests.factories import a_chart, a_live_lesson, a_live_resource, a_measure, a_member
from tests.factories.many import many_stories
from tests.factories.measures import STEADY

pytestmark = pytest.mark.django_db
STORIES = 10_000
ANONYMOUS, SIGNED_IN = 0, 5  # what the session, the person, their roles, and whether it is theirs may cost more
OF_A_SEARCH = 15
COLD_PAGE, COLD_LIST = 48, 24  # after something public has changed, whatever the number of stories; 12 of them find more like this page


@pytest.fixture(scope="module")
def places(django_db_setup, django_db_blocker):
    """The stories, and the addresses of what hangs on one of them. Inserted once, rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        keys = many_stories(STORIES)
        story = StoryPage.objects.get(pk=keys[0])
        author = a_member("Ana Lima")
        StoryAuthor.objects.filter(page_id__in=keys[:200]).update(member=author.member)
        idea = ChangeIdea.objects.create(title="Call before the visit", slug="call-before")
        idea.stories.add(*keys[:200])
        series = Series.objects.create(title="A series", slug="a-series")
        for place, key in enumerate(keys[:12]):
            series.entries.create(page_id=key, sort_order=place)
        path = Collection.objects.create(title_en="A path", slug="a-path", is_ordered=True)
        for place, key in enumerate(keys[:12]):
            path.items.create(page_id=key, sort_order=place)
        lesson = a_live_lesson(by=author)
        resource = a_live_resource(by=author)
        resource.stories.add(*keys[:20])
        chart = a_chart(story, a_measure(by=author, indicator=Indicator.objects.get(slug="no-shows-at-first-appointment")))
        kept = {"measure": chart.measure, "revision": chart.revision, "facts": chart.facts, "signal": chart.signal, "said": chart.said}
        StoryMeasure.objects.bulk_create([StoryMeasure(page_id=key, **kept) for key in keys[1:2000]], batch_size=1000)
        feeding.make("story", keys[:300])
        Stamp.bump()
        yield {
            "story": f"/en/stories/{story.slug}/",
            "story in French": f"/fr/stories/{story.slug}/",
            "story with a chart": f"/en/stories/{StoryPage.objects.get(pk=keys[1]).slug}/",
            "lesson": f"/en/lessons/{lesson.slug}/",
            "resource": f"/en/resources/{resource.slug}/",
            "resource index": "/en/resources/",
            "resource index, filtered": "/en/resources/?kind=form&topic=missed-appointments",
            "feed of resources": "/en/feeds/resources.atom",
            "sitemap of resources": "/sitemap-resources.xml",
            "front": "/en/",
            "story index": "/en/stories/",
            "story index, filtered": "/en/stories/?method=method-3&status=held&topic=topic-4",
            "story index, words": "/en/stories/?q=naloxone",
            "story index, far on": "/en/stories/?page=400",
            "lesson index": "/en/lessons/",
            "methods": "/en/methods/",
            "method": "/en/methods/method-3/",
            "hashtags": "/en/hashtags/",
            "hashtag": f"/en/hashtags/{Hashtag.objects.get(slug='generated3').name}/",
            "organizations": "/en/organizations/",
            "organization": "/en/organizations/generated-3/",
            "people": "/en/people/",
            "member": f"/en/people/{author.member.slug}/",
            "series": "/en/series/a-series/",
            "collections": "/en/collections/",
            "collection": "/en/collections/a-path/",
            "change idea": "/en/change-ideas/call-before/",
            "feed of stories": "/en/feeds/stories.rss",
            "feed of lessons": "/en/feeds/lessons.json",
            "feed of a hashtag": "/en/feeds/hashtags/Generated3.atom",
            "feed of a method": "/en/feeds/methods/method-3.rss",
            "sitemap of stories": "/sitemap-stories.xml",
            "indicators": "/en/indicators/",
            "indicator": "/en/indicators/no-shows-at-first-appointment/",
            "story index, by data": "/en/stories/?data=signal&data=aim-met&method=method-3",
            "search": "/en/search/?q=naloxone+huddle",
            "search, filtered": "/en/search/?q=naloxone&type=story&method=method-3&status=held&sort=newest",
            "suggestions": "/en/search/suggest/?q=nalo",
            "feed of a search": "/en/search/feed.rss?q=naloxone",
        }
        transaction.set_rollback(True)


def questions(browser: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(address)
        if answer.streaming:
            answer.getvalue()
    assert answer.status_code == 200, address
    return [question["sql"][:300] for question in asked.captured_queries if not question["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def signed_in() -> Client:
    browser = Client()
    browser.force_login(a_member(), backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.mark.parametrize("name", ["story", "story in French", "story with a chart", "lesson", "resource"])
@pytest.mark.parametrize("more", [ANONYMOUS, SIGNED_IN])
def test_a_page_that_was_read_before_asks_at_most_five_questions(name, more, places):
    browser = signed_in() if more else Client()
    browser.get(places[name])

    asked = questions(browser, places[name])

    assert len(asked) <= 5 + more, "\n".join(asked)


LISTS = [
    "resource index", "resource index, filtered", "feed of resources", "sitemap of resources",
    "front", "story index", "story index, filtered", "story index, words", "story index, far on", "lesson index", "methods", "method",
    "hashtags", "hashtag", "organizations", "organization", "people", "member", "series", "collections", "collection", "change idea", "feed of stories",
    "feed of lessons", "feed of a hashtag", "feed of a method", "sitemap of stories", "suggestions", "feed of a search", "indicators", "indicator", "story index, by data",
]  # fmt: skip


SEARCHES = ["search", "search, filtered"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("more", [ANONYMOUS, SIGNED_IN])
def test_a_list_that_was_read_before_asks_at_most_eleven_questions(name, more, places):
    browser = signed_in() if more else Client()
    browser.get(places[name])

    asked = questions(browser, places[name])

    assert len(asked) <= 11 + more, "\n".join(asked)


@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize("more", [ANONYMOUS, SIGNED_IN])
def test_a_search_asks_at_most_fifteen_questions(name, more, places):
    browser = signed_in() if more else Client()
    browser.get(places[name])

    asked = questions(browser, places[name])

    assert len(asked) <= OF_A_SEARCH + more, "\n".join(asked)


@pytest.mark.parametrize("name", ["story", "story with a chart", "lesson", "resource", *LISTS])
def test_the_first_reader_after_a_change_waits_for_a_few_questions_more(name, places):
    caches["pages"].clear()

    asked = questions(Client(), places[name])

    assert len(asked) <= (COLD_LIST if name in LISTS else COLD_PAGE), "\n".join(asked)


def test_three_charts_of_sixty_points_cost_a_story_two_questions(places):
    caches["pages"].clear()
    without = questions(Client(), places["story"])
    story = StoryPage.objects.get(slug=places["story"].split("/")[3])
    for family in ("outcome", "process", "balancing"):
        a_chart(story, a_measure(figures=[*STEADY, *STEADY, *STEADY[:12]], family=family))
    Stamp.bump()

    asked = questions(Client(), places["story"])

    assert len(asked) <= len(without) + 2, "\n".join(asked)
