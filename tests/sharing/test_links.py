"""The short address in a post: it leads to the page, counts how often it was opened, and knows nobody."""

import pytest
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from sharing import links
from sharing.models import Account, SharePost, content_of
from tests.factories import a_live_story, a_story

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
IN_AN_APP = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/22B83 Twitter for iPhone/10.66"


def a_sent_post(page, **fields) -> SharePost:
    account, _ = Account.objects.get_or_create(network="bluesky", name="Ours")
    told = {"title": page.title, "content": content_of(page.pk), "content_kind": "story", "approved_digest": "x", "state": "sent"}
    return SharePost.objects.create(page=page, account=account, **{**told, **fields})


def opened(client, post, **headers):
    return client.get(f"/s/{post.code}/", headers={"User-Agent": BROWSER, **headers})


def followed(client, code):
    """What is nowhere is looked for once more under the reader's language."""
    return client.get(f"/s/{code}/", follow=True)


def clicks(post: SharePost) -> int:
    post.refresh_from_db()
    return post.clicks


@pytest.mark.database
@pytest.mark.django_db
def test_a_link_leads_to_the_page_in_the_language_of_the_post_and_counts_one(client):
    story = a_live_story()
    post = a_sent_post(story, language="fr")

    answer = opened(client, post)

    assert answer.status_code == 302
    assert answer["Location"] == f"/fr/stories/{story.slug}/?utm_source=bluesky&utm_medium=social&utm_campaign=story"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert clicks(post) == 1


@pytest.mark.django_db
def test_programs_head_requests_and_browsers_that_load_ahead_are_not_counted(client):
    post = a_sent_post(a_live_story())

    client.head(f"/s/{post.code}/", headers={"User-Agent": BROWSER})
    opened(client, post, **{"Sec-Purpose": "prefetch;prerender"})
    opened(client, post, **{"Sec-Fetch-Dest": "image"})
    for program in ("Twitterbot/1.0", "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1)", "facebookexternalhit/1.1", "curl/8.5", ""):
        opened(client, post, **{"User-Agent": program})

    assert clicks(post) == 0


@pytest.mark.parametrize("agent", [BROWSER, IN_AN_APP, "Mozilla/5.0 (Linux; Android 14; CUBOT X70) AppleWebKit/537.36 [FBAN/FB4A]"])
def test_people_are_counted_also_in_the_apps_of_networks(agent):
    request = RequestFactory().get("/s/abcd/", headers={"User-Agent": agent})

    assert links.is_reader(request)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "code", ["nothing1", "a", "..%2f..%2fetc", "%00%00%00%00", "x" * 300, "//evil.example", "https:%2F%2Fevil.example", "é" * 6]
)
def test_a_code_that_we_never_gave_leads_nowhere(client, code):
    answer = followed(client, code)

    assert answer.status_code == 404
    assert all(address.startswith("/en/s/") for address, _ in answer.redirect_chain)


@pytest.mark.django_db
def test_a_withdrawn_page_answers_calmly_that_it_was_taken_back(client):
    story = a_live_story(title="A title that should not be told again")
    post = a_sent_post(story, language="fr")
    story.unpublish()

    answer = opened(client, post)

    assert answer.status_code == 410
    assert 'lang="fr"' in answer.content.decode()
    assert story.title not in answer.content.decode()
    assert clicks(post) == 0


@pytest.mark.django_db
def test_a_deleted_page_and_a_page_that_only_some_may_read_are_gone_for_a_link(client):
    closed, deleted = a_live_story(), a_live_story()
    posts = [a_sent_post(page) for page in (closed, deleted)]
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    deleted.delete()

    answers = [opened(client, SharePost.objects.get(pk=post.pk)).status_code for post in posts]

    assert answers == [410, 410]


@pytest.mark.django_db
def test_a_link_to_what_nobody_has_read_yet_says_nothing(client):
    post = a_sent_post(a_story(), state="approved")

    answer = followed(client, post.code)

    assert answer.status_code == 404


@pytest.mark.django_db
def test_a_post_that_waits_for_approval_is_led_on_but_not_counted(client):
    post = a_sent_post(a_live_story(), state="draft", approved_digest="")

    answer = opened(client, post)

    assert answer.status_code == 302
    assert clicks(post) == 0


@pytest.mark.django_db
def test_a_flood_of_requests_writes_a_bounded_number_of_times(client, monkeypatch):
    monkeypatch.setattr(links, "MOST_COUNTED", 3)
    post = a_sent_post(a_live_story())

    for _ in range(8):
        opened(client, post)

    assert clicks(post) <= 6  # a minute may end in between
