"""What must not harm the desk, whoever sends it: forged tickets, addresses that are none, what a network answers."""

import socket
from datetime import timedelta
from json import dumps

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from httpx import Headers

from sharing import drafting, ledger, posts, sender
from sharing.channels import http, mastodon
from sharing.channels.base import Login, Refused, Remote
from sharing.channels.http import Answer
from sharing.models import Account, SharePost
from tests.factories import a_live_story
from tests.factories.sharing import a_sent_post, a_share_draft, an_approved_post

pytestmark = pytest.mark.django_db
S = SharePost.State


@pytest.fixture
def desk(client: Client, editor) -> Client:
    client.force_login(editor)
    return client


# --- What people send ---


@pytest.mark.parametrize("forged", ["0{key}:{seen}", "{arabic}:{seen}", "99999999999999999999999999:{seen}", "{key}", ":", "x:y"])
def test_a_forged_ticket_approves_nothing_and_breaks_nothing(desk, account, forged):
    post = a_share_draft(account=account)
    arabic = "".join(chr(0x660 + int(digit)) for digit in str(post.pk))

    answer = desk.post(reverse("sharing_approve_many"), {"post": [forged.format(key=post.pk, arabic=arabic, seen="a" * 64)]})

    assert answer.status_code == 302
    assert SharePost.objects.get(pk=post.pk).state == S.DRAFT


@pytest.mark.parametrize("typed", ["https://[x", "https://network.example:99999999/1", "https://network.example/\x001", "https://a b/"])
def test_an_address_that_is_none_gets_a_sentence(desk, account, typed):
    post = a_share_draft(account=account)

    answer = desk.post(reverse("sharing_act", args=[post.pk]), {"act": "by-hand", "address": typed})

    assert "Paste the address of the post" in answer.content.decode()
    assert SharePost.objects.get(pk=post.pk).state == S.DRAFT


@pytest.mark.database
def test_characters_that_no_network_shows_are_left_out_of_a_text(desk, account):
    """A database of PostgreSQL takes no NUL at all."""
    post = a_share_draft(account=account)
    said = {"part": ["One\x00\x1b line.\nAnother\x08 one."], "language": "en", "alt_text": "A card.", "seen": ledger.digest(post)}

    desk.post(reverse("sharing_act", args=[post.pk]), {**said, "act": "save"})
    desk.post(reverse("sharing_act", args=[post.pk]), {"act": "skip", "why": "Not\x00 here."})

    post = SharePost.objects.get(pk=post.pk)
    assert (post.parts, post.detail) == (["One line.\nAnother one."], "Not here.")


# --- What networks answer ---


def test_an_address_that_is_a_script_is_no_link_on_the_desk(desk, account):
    post = a_sent_post(account=account, remotes=[{"id": "1", "url": "javascript:alert(document.domain)", "extra": {}}])
    Account.objects.filter(pk=account.pk).update(url="javascript:alert(document.domain)")

    screens = [reverse("sharing_desk"), reverse("sharing_page_posts", args=[post.page_id]), reverse("sharing_accounts")]
    shown = "".join(desk.get(screen).content.decode() for screen in screens)

    assert "javascript:" not in shown


@pytest.mark.database
@pytest.mark.usefixtures("really")
def test_a_refusal_in_letters_that_no_database_takes_is_told_all_the_same(scripted, account):
    post = an_approved_post(account=account)
    scripted.will(Refused("No\x00 way\ud800."))

    sender.work_off()

    post.refresh_from_db()
    assert (post.state, post.detail) == ("failed", "No way.")


def test_counts_that_are_no_numbers_are_none(monkeypatch):
    rows = (
        b'[{"id": "1", "favourites_count": "many", "reblogs_count": {"a": 1}, "replies_count": 1e400}, {"id": "2", "favourites_count": 3}]'
    )

    monkeypatch.setattr(mastodon, "_several", lambda line, remotes: Answer(200, Headers(), rows).rows())

    found = mastodon.CHANNEL.counts(Login("https://social.example", "1", "us", {}), [Remote("1"), Remote("2")])

    assert (found["1"].likes, found["1"].reposts, found["1"].replies, found["2"].likes) == (0, 0, 0, 3)


def test_a_server_that_states_senseless_limits_gets_the_usual_ones(monkeypatch):
    """A link that counts a billion letters would fill the memory with each count."""
    stated = {"statuses": {"characters_reserved_per_url": 10**30, "max_characters": 700}, "media_attachments": {"image_size_limit": True}}
    monkeypatch.setattr(http, "ask", lambda *_asked, **_sent: Answer(200, Headers(), dumps({"configuration": stated}).encode()))

    limits = mastodon.limits_of(http.Line("https://social.example"))

    assert limits == {"max_characters": 700, "version": ""}


# --- What is taken back ---


@pytest.mark.usefixtures("really")
def test_taking_back_the_edit_of_a_post_takes_back_the_post(scripted, account, editor):
    """It is the same post on the network."""
    post = an_approved_post(account=account)
    sender.work_off()
    edit = posts.approve(posts.retract(SharePost.objects.get(pk=post.pk), editor, how="edit"), editor)
    sender.work_off()

    posts.retract(SharePost.objects.get(pk=edit.pk), editor)
    sender.work_off()

    assert (scripted.live, set(SharePost.objects.values_list("state", flat=True))) == ({}, {"retracted"})


# --- Who is faster ---


def test_words_that_somebody_types_while_the_page_is_published_are_kept(account, editor):
    story = a_live_story()
    draft = a_share_draft(story, account)
    seen = SharePost.objects.select_related("account").get(pk=draft.pk)
    posts.edit(SharePost.objects.get(pk=draft.pk), editor, parts=["Words of an editor."])
    story.title = "Another title"
    story.save_revision().publish()
    story.refresh_from_db()

    drafting.follow(seen, story)

    assert SharePost.objects.get(pk=draft.pk).parts == ["Words of an editor."]


@pytest.mark.usefixtures("really")
def test_a_process_that_slept_over_its_claim_creates_nothing_any_more(scripted, account, monkeypatch):
    """It was stopped while a picture went up; another has found the post left behind, and sends it."""
    post = an_approved_post(account=account)
    network = socket.create_server(("127.0.0.1", 0))
    network.settimeout(0.05)
    monkeypatch.setattr(http, "READ_SECONDS", 0.2)

    def it_sleeps_and_wakes():
        SharePost.objects.filter(pk=post.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))
        sender._find_what_was_left()
        http.ask("POST", f"http://127.0.0.1:{network.getsockname()[1]}/", creates=True)

    scripted.in_between = it_sleeps_and_wakes

    sender.work_off(limit=1)

    post.refresh_from_db()
    assert (post.state, post.reason) == ("unknown", "crashed")
    with network, pytest.raises(TimeoutError):
        network.accept()  # nobody came


@pytest.mark.usefixtures("really")
def test_a_post_that_we_cannot_make_ready_is_not_tried_for_ever(account, monkeypatch):
    post = an_approved_post(account=account)
    monkeypatch.setattr(sender, "problem_of", lambda post: 1 / 0)

    for _round in range(10):
        SharePost.objects.filter(pk=post.pk, state=S.DUE).update(next_at=post.next_at)
        sender.work_off(limit=1)

    post.refresh_from_db()
    assert (post.state, post.reason) == ("failed", "too-many-tries")
