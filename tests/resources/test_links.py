"""What looking at links means: for the state of each, for readers and for editors."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from resources import links
from resources.looking import Seen
from resources.models import LinkCheck
from stories.models import StorySource
from tests.factories.pages import a_live_story, a_story
from tests.factories.people import a_member, an_editor

State = LinkCheck.State


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        (Seen(200), State.WORKING),
        (Seen(200, moved_to="https://example.org/new"), State.MOVED),
        (Seen(403), State.REFUSED),
        (Seen(429), State.REFUSED),
        (Seen(404), State.DOUBTFUL),
        (Seen(reason="slow"), State.DOUBTFUL),
        (Seen(reason="private"), State.REFUSED),
    ],
)
def test_one_answer_and_what_it_means(seen, state):
    link = LinkCheck(address="https://example.org/")

    links.note(link, seen)

    assert link.state == state
    assert link.due_at > timezone.now()


def test_a_link_is_broken_after_three_failures_and_comes_back_with_one_good_answer():
    link = LinkCheck(address="https://example.org/")

    states = []
    for seen in [Seen(404), Seen(reason="no-name"), Seen(500), Seen(200)]:
        links.note(link, seen)
        states.append(link.state)

    assert states == [State.DOUBTFUL, State.DOUBTFUL, State.BROKEN, State.WORKING]
    assert link.failures == 0


@pytest.mark.django_db
class TestRounds:
    def test_links_of_live_pages_are_known_and_those_of_drafts_are_not(self):
        StorySource.objects.create(page=a_live_story(), label="Report", url="https://example.org/report")
        StorySource.objects.create(page=a_story(), label="Draft", url="https://example.org/draft")
        LinkCheck.objects.create(address="https://example.org/no-longer-named")

        links.gather()

        assert list(LinkCheck.objects.values_list("address", flat=True)) == ["https://example.org/report"]

    def test_a_host_is_asked_once_in_a_round(self, monkeypatch, settings):
        settings.CHECK_LINKS = True
        asked = []
        monkeypatch.setattr(links, "look", lambda address, **_how: asked.append(address) or Seen(200))
        for address in ("https://example.org/a", "https://example.org/b", "https://example.com/"):
            LinkCheck.objects.create(address=address)

        links.check_some()

        assert asked == ["https://example.org/a", "https://example.com/"]

    def test_nothing_is_asked_before_its_time(self, settings):
        settings.CHECK_LINKS = True
        LinkCheck.objects.create(address="https://example.org/", due_at=timezone.now() + timedelta(days=1))

        assert links.check_some() == 0

    def test_editors_see_broken_links_first_with_the_page_that_names_them(self, client):
        story = a_live_story(title="Fewer falls")
        StorySource.objects.create(page=story, label="Report", url="https://example.org/broken")
        LinkCheck.objects.create(address="https://example.org/a-good-one", state=State.WORKING)
        LinkCheck.objects.create(address="https://example.org/broken", state=State.BROKEN, code=404)
        client.force_login(an_editor())

        page = client.get(reverse("resources_links")).content.decode()
        table = client.get(reverse("resources_links"), {"export": "csv"}).getvalue().decode()

        assert page.index("example.org/broken") < page.index("example.org/a-good-one")
        assert "Fewer falls" in page
        assert page.count("csrfmiddlewaretoken") >= 2
        assert "https://example.org/broken,Broken,HTTP 404,,Fewer falls" in table

    def test_members_see_no_list_of_links_and_start_no_look(self, client):
        link = LinkCheck.objects.create(address="https://example.org/")
        client.force_login(a_member())

        assert client.get(reverse("resources_links")).status_code in (302, 403)
        assert client.post(reverse("resources_look_now", args=[link.pk])).status_code in (302, 403)
