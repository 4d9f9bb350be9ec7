"""Collections and reading paths: what is open of them, in order, and where one is in it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from resources.collecting import collected, mark, places_of
from resources.models import Collection, CollectionItem, HasRead
from tests.factories.pages import a_lesson, a_live_lesson, a_live_story
from tests.factories.people import a_member, an_editor

pytestmark = pytest.mark.django_db


def a_path(*pages, **fields) -> Collection:
    path = Collection(**{"slug": "first-steps", "title_en": "First steps", "title_fr": "Premiers pas", "is_ordered": True, **fields})
    path.items = [CollectionItem(page=page, sort_order=place, why_en=f"Why {place}") for place, page in enumerate(pages)]
    path.save()
    return path


@pytest.fixture
def three() -> list:
    return [a_live_story(title="Alpha"), a_live_lesson(title="Beta"), a_live_story(title="Gamma")]


def test_what_is_not_open_is_not_there_and_numbers_have_no_gap(client, three):
    embargoed = a_live_story(title="Embargoed", embargo_until=timezone.now() + timedelta(days=1))
    a_path(three[0], embargoed, a_lesson(title="Draft"), three[1], three[2])

    page = client.get(reverse("collection", args=["first-steps"])).content.decode()

    assert "Embargoed" not in page
    assert "Draft" not in page
    assert "Why 1" not in page
    assert page.index("Alpha") < page.index("Beta") < page.index("Gamma")
    assert 'id="part-3"' in page
    assert 'id="part-4"' not in page


def test_a_french_page_says_which_titles_are_in_english(client):
    a_path(a_live_story(title="Alpha"), a_live_story(title="Bêta", language="fr"))
    a_path(a_live_lesson(title="Gamma"), slug="english-only", title_en="English only", title_fr="")

    page = " ".join(client.get("/fr/collections/first-steps/").content.decode().split())
    index = " ".join(client.get("/fr/collections/").content.decode().split())

    sign = '</a> <span class="badge line">en anglais</span>'
    assert f'lang="en">Alpha{sign}' in page and page.count(sign) == 1
    assert f'lang="en">English only{sign}' in index and index.count(sign) == 1


def test_a_member_marks_a_part_goes_on_where_they_left_and_takes_it_back(client, three):
    path, member = a_path(*three), a_member()
    client.force_login(member)
    address = reverse("collection_mark", args=[path.slug, three[0].pk])

    read = client.post(address, {"read": "1"}, follow=True).content.decode()
    client.post(address, {"read": "1"})
    again = collected([path], by=member)[0]
    client.post(address, {"read": "0"})

    assert "1 of 3 read" in read
    assert (again.read, again.next.page.title) == (1, "Beta")
    assert not HasRead.objects.exists()


def test_who_has_read_all_is_told(client, three):
    path, member = a_path(*three), a_member()
    for page in three:
        mark(page, by=member, as_read=True)
    client.force_login(member)

    assert "You have read it all." in client.get(path.get_absolute_url()).content.decode()


def test_what_one_member_has_read_is_nobody_elses(client, three):
    path = a_path(*three)
    mark(three[0], by=a_member(), as_read=True)

    assert collected([path], by=a_member())[0].read == 0
    assert collected([path])[0].read == 0


def test_a_page_that_is_not_open_cannot_be_marked(client, three):
    hidden = a_live_story(embargo_until=timezone.now() + timedelta(days=1))
    path = a_path(*three, hidden)
    client.force_login(a_member())

    assert client.post(reverse("collection_mark", args=[path.slug, hidden.pk]), {"read": "1"}).status_code == 404


def test_a_visitor_is_asked_to_sign_in_and_nothing_is_kept(client, three):
    path = a_path(*three)

    answer = client.post(reverse("collection_mark", args=[path.slug, three[0].pk]), {"read": "1"})

    assert answer.status_code == 302
    assert not HasRead.objects.exists()


def test_a_page_says_which_path_it_is_part_of_with_its_neighbours(client, three):
    a_path(*three)

    (place,) = places_of(three[1])
    page = client.get(three[1].get_absolute_url()).content.decode()

    assert (place.number, place.previous.title, place.next.title) == (2, "Alpha", "Gamma")
    assert "First steps" in page
    assert "Part 2 of 3" in page


def test_a_collection_that_is_not_shown_is_nowhere(client, three):
    path = a_path(*three, is_shown=False)

    assert client.get(path.get_absolute_url()).status_code == 404
    assert "First steps" not in client.get(reverse("collection_index")).content.decode()
    assert places_of(three[0]) == []


def test_the_list_is_in_the_readers_language_and_leaves_empty_ones_out(client, three):
    a_path(*three)
    a_path(slug="nothing-yet", title_en="Nothing yet")

    listed = client.get("/fr/collections/").content.decode()

    assert "Premiers pas" in listed
    assert "Nothing yet" not in listed


def test_editors_put_pages_in_order_in_the_admin(client, three):
    path = a_path(*three[:2])
    client.force_login(an_editor())

    form = client.get(reverse("wagtailsnippets_resources_collection:edit", args=[path.pk]))

    assert form.status_code == 200
    assert "Alpha" in form.content.decode()
