"""Methods, hashtags, and the pages for when something is not there."""

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from content.models import Hashtag, HashtagAlias, Method, MethodAlias, Stamp
from home.views import server_error
from stories.models import StoryPage
from tests.factories import a_live_lesson, a_live_story, a_member, a_story, an_editor
from tests.factories.many import many_stories

pytestmark = pytest.mark.django_db


def tagged(page, *names: str):
    draft = page.get_latest_revision_as_object()
    draft.hashtags.add(*names)
    draft.save_revision().publish()
    return page


def test_any_spelling_of_a_hashtag_leads_to_the_one_that_stands(client):
    hashtag = Hashtag.objects.get_or_create(name="EQIPON")[0]
    HashtagAlias.objects.create(key="e-qip", hashtag=hashtag)

    for spelling in ("eqipon", "Eqipon", "e-qip", "E-QIP"):
        answer = client.get(f"/en/hashtags/{spelling}/")
        assert answer.status_code == 301
        assert answer["Location"] == "/en/hashtags/EQIPON/"
    assert client.get("/en/hashtags/EQIPON/").status_code == 200


def test_an_editor_finds_beside_each_hashtag_what_can_be_done_with_it(client):
    hashtag = Hashtag.objects.get_or_create(name="EQIPON")[0]
    client.force_login(an_editor())

    listing = client.get("/admin/snippets/content/hashtag/").content.decode()

    assert f'href="/admin/snippets/content/hashtag/edit/{hashtag.pk}/"' in listing
    for verb in ("alias", "merge", "retire"):
        assert f"/admin/curation/hashtag/{hashtag.pk}/{verb}/" in listing


def test_an_editor_reads_what_will_change_and_merges_two_hashtags(client):
    story = tagged(a_live_story(title="A story with a tag"), "WaitTimes")
    old, kept = Hashtag.objects.get(name="WaitTimes"), Hashtag.objects.get_or_create(name="WaitingTimes")[0]
    client.force_login(an_editor())
    merge = f"/admin/curation/hashtag/{old.pk}/merge/"

    answers = [client.get(f"/admin/curation/hashtag/{old.pk}/{verb}/").content.decode() for verb in ("alias", "merge", "retire")]
    client.post(merge, {"into": kept.pk})
    client.post(merge, {"into": kept.pk, "confirm": "yes"})

    assert all("1 published page" in answer and "A story with a tag" in answer for answer in answers)
    assert client.get("/en/hashtags/WaitTimes/")["Location"] == "/en/hashtags/WaitingTimes/"
    assert [tag.name for tag in StoryPage.objects.get(pk=story.pk).hashtags.all()] == ["WaitingTimes"]


def test_a_hashtag_shows_what_bears_it_and_who_wrote_it(client):
    author = a_member("Ana Lima")
    story = tagged(a_live_story(by=author), "EQIPON", "QiCommes")
    lesson = tagged(a_live_lesson(), "EQIPON")
    hidden = tagged(a_story(title="Not yet out"), "EQIPON")
    StoryPage.objects.get(pk=hidden.pk).unpublish()

    body = client.get("/en/hashtags/EQIPON/").content.decode()

    assert story.title in body
    assert lesson.title in body
    assert "Ana Lima" in body
    assert "/en/hashtags/QiCommes/" in body
    assert "Not yet out" not in body


def test_the_hashtag_index_counts_only_what_is_open(client):
    tagged(a_live_story(), "EQIPON")
    StoryPage.objects.get(pk=tagged(a_story(), "EQIPON", "OnlyHere").pk).unpublish()

    body = client.get("/en/hashtags/").content.decode()

    assert 'data-n="1">#EQIPON' in body
    assert "OnlyHere" not in body


def test_a_retired_hashtag_says_so_and_keeps_its_page(client):
    story = tagged(a_live_story(), "OldWays")
    hashtag = Hashtag.objects.get(name="OldWays")
    hashtag.retired_at = timezone.now()
    hashtag.save()

    body = client.get("/en/hashtags/OldWays/").content.decode()

    assert "This hashtag was retired on" in body
    assert story.title in body
    assert "OldWays" not in client.get("/en/hashtags/").content.decode()


def test_accents_of_a_hashtag_are_kept(client):
    Hashtag.objects.create(name="SantéMentale")

    assert client.get("/fr/hashtags/SantéMentale/").status_code == 200
    assert client.get("/fr/hashtags/SANTÉMENTALE/").status_code == 301
    assert client.get("/fr/hashtags/SanteMentale/").status_code == 404


@pytest.mark.parametrize("name", ["%00", "%0A", "'", "%22", "a" * 3000, "..", "%F0%9F%98%80"])
def test_a_hashtag_that_nobody_used_is_not_there(client, name):
    assert client.get(f"/en/hashtags/{name}/").status_code == 404


def test_a_method_says_what_it_is_and_who_uses_it(client):
    parent = Method.objects.create(slug="a-parent", name_en="A parent method")
    method = Method.objects.create(
        slug="a-method", name_en="A method", synonyms="Plan-Try\nEssai", description_en="Small **tests**.", parent=parent
    )
    story = a_live_story()
    draft = story.get_latest_revision_as_object()
    draft.methods = [method]
    draft.save_revision().publish()

    body = client.get("/en/methods/a-method/").content.decode()

    assert "Plan-Try, Essai" in body
    assert "<strong>tests</strong>" in body
    assert 'href="/en/methods/a-parent/"' in body
    assert story.title in body
    assert 'data-n="1">A method' in client.get("/en/methods/").content.decode()


def test_a_method_names_only_members_who_show_that_they_work_with_it(client):
    method = Method.objects.create(slug="a-method", name_en="A method")
    for name, seen_by in (("Open Person", "everyone"), ("Members Person", "members"), ("Closed Person", "me")):
        member = a_member(name).member
        member.visibility = {**member.visibility, "methods": seen_by, "listed": "everyone"}
        member.save()
        member.methods.add(method)

    anonymous = client.get("/en/methods/a-method/").content.decode()
    client.force_login(a_member())
    signed_in = client.get("/en/methods/a-method/").content.decode()

    assert [name in anonymous for name in ("Open Person", "Members Person", "Closed Person")] == [True, False, False]
    assert [name in signed_in for name in ("Open Person", "Members Person", "Closed Person")] == [True, True, False]


def test_a_method_leads_nobody_to_a_person_whom_they_may_not_find(client):
    method = Method.objects.create(slug="a-method", name_en="A method")
    for name, listed in (("Findable Person", "everyone"), ("Members Person", "members"), ("Unlisted Person", "me")):
        member = a_member(name).member
        member.visibility = {**member.visibility, "methods": "everyone", "listed": listed}
        member.save()
        member.methods.add(method)

    anonymous = client.get("/en/methods/a-method/").content.decode()
    client.force_login(a_member())
    signed_in = client.get("/en/methods/a-method/").content.decode()

    assert [name in anonymous for name in ("Findable Person", "Members Person", "Unlisted Person")] == [True, False, False]
    assert [name in signed_in for name in ("Findable Person", "Members Person", "Unlisted Person")] == [True, True, False]


def test_an_old_address_of_a_method_leads_to_the_new_one(client):
    method = Method.objects.create(slug="a-method", name_en="A method")
    MethodAlias.objects.create(key="old-name", method=method)

    answer = client.get("/en/methods/old-name/")

    assert (answer.status_code, answer["Location"]) == (301, "/en/methods/a-method/")


def test_hashtag_and_method_pages_ask_at_most_ten_questions(client):
    many_stories(120)
    Stamp.bump()
    for address in (
        "/en/hashtags/",
        "/en/hashtags/Generated3/",
        "/en/hashtags/Generated3/?story=2",
        "/en/methods/",
        "/en/methods/method-3/",
    ):
        client.get(address)
        with CaptureQueriesContext(connection) as questions:
            assert client.get(address).status_code == 200
        assert len(questions) <= 10, address


def test_an_odd_number_in_the_address_turns_the_page_for_nobody_else(client):
    for _ in range(14):
        tagged(a_live_story(), "EQIPON")
    newest = StoryPage.objects.order_by("-first_published_at").first().title

    for number in ("+2", " 2", "2 ", "0_2", "2.0", "٢٢٢٢٢٢", "last"):
        caches["pages"].clear()
        client.get("/en/hashtags/EQIPON/", {"story": number})
        assert newest in client.get("/en/hashtags/EQIPON/").content.decode(), number


def test_the_front_page_gives_failed_work_its_place(client):
    story = a_live_story(status="did-not-work")

    body = client.get("/en/").content.decode()

    assert story.title in body[body.index('id="not"') :]


@pytest.mark.database
@pytest.mark.parametrize("address", ["/en/", "/en/hashtags/", "/en/hashtags/OnlyHere/", "/en/stories/", "/en/methods/"])
def test_a_page_that_is_closed_to_the_public_leaves_every_list_at_once(client, address):
    story = tagged(a_live_story(title="Seen and then closed"), "OnlyHere")
    before = client.get(address).content.decode()

    restriction = PageViewRestriction.objects.create(page=story, restriction_type="login")
    closed = client.get(address).content.decode()
    restriction.delete()

    assert "Seen and then closed" not in closed
    assert closed != before
    assert client.get(address).content.decode() == before


def test_the_language_link_keeps_you_on_the_page(client):
    story = a_live_story()

    assert f'href="/fr/stories/{story.slug}/"' in client.get(f"/en/stories/{story.slug}/").content.decode()
    assert 'href="/fr/stories/?status=held"' in client.get("/en/stories/?status=held").content.decode()


def test_a_missing_page_says_so_in_the_look_of_the_site(client):
    answer = client.get("/en/nothing-here/")

    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()


def test_a_form_without_its_token_is_refused_with_a_way_back():
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(a_member())

    answer = strict.post("/en/account/logout/", headers={"referer": "https://evil.example/"})

    assert answer.status_code == 403
    assert "The form could not be checked" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()


def test_the_page_for_broken_things_needs_no_database():
    with CaptureQueriesContext(connection) as questions:
        answer = server_error(RequestFactory().get("/en/"))

    assert answer.status_code == 500
    assert not len(questions)
    assert "9-8-8" in answer.content.decode()


def test_the_gallery_draws_every_component(client):
    body = client.get("/en/components/").content.decode()

    assert "58.6% was given beside 204 of 318" in body
    assert "error-summary" in body


def test_who_is_signed_in_and_not_in_the_group_reads_why_the_page_is_closed(client):
    story = a_live_story()
    restriction = PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.create(name="A closed group"))
    client.force_login(a_member("Ana Lima"), backend="django.contrib.auth.backends.ModelBackend")

    answer = client.get(story.get_absolute_url())

    assert answer.status_code == 403
    assert "for the members of a group" in answer.content.decode()
