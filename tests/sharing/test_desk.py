"""The sharing desk: editors see all that a yes is about, nothing typed is lost, and nobody else gets in."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sharing import ledger, outgoing, posts, words
from sharing.models import Account, SharePost, SharingSettings, Slot
from tests.factories import a_live_story, a_member, an_organization
from tests.factories.sharing import a_quiet_account, a_sent_post, a_share_draft, an_account, an_approved_post

pytestmark = pytest.mark.django_db
S = SharePost.State
WITH_CODE = re.compile(r'reason="([a-z-]+)"')


@pytest.fixture
def desk(client: Client, editor) -> Client:
    client.force_login(editor)
    return client


def typed(post: SharePost, act: str, **fields: object) -> dict[str, object]:
    """What the form of a post sends, with some of it typed anew."""
    said = {"part": post.parts, "language": post.language, "alt_text": post.alt_text, "has_link": "on", "has_picture": "on"}
    return {**said, "seen": ledger.digest(post), "act": act, **fields}


def press(desk: Client, post: SharePost, act: str, **fields: object):
    """One button of the post's own screen."""
    return desk.post(reverse("sharing_act", args=[post.pk]), typed(post, act, **fields), follow=True)


def ticket(post: SharePost) -> str:
    return f"{post.pk}:{ledger.digest(post)}"


# --- Who gets in ---


@pytest.mark.parametrize("name", ["sharing_desk", "sharing_ledger", "sharing_recall"])
def test_members_do_not_get_to_the_desk(client, name):
    client.force_login(a_member())

    response = client.get(reverse(name), follow=True)

    assert response.status_code == 403


def test_members_cannot_approve_with_the_address_in_hand(client, account):
    post = a_share_draft(account=account)
    client.force_login(a_member())

    client.post(reverse("sharing_act", args=[post.pk]), typed(post, "approve"))

    post.refresh_from_db()
    assert post.state == S.DRAFT


# --- The desk ---


def test_an_empty_desk_says_what_will_stand_there(desk):
    response = desk.get(reverse("sharing_desk"))

    assert "Nothing to share yet" in response.content.decode()


def test_the_desk_shows_all_that_a_yes_is_about(desk, scripted):
    post = a_share_draft(account=an_account(price_plain="0.015", price_linked="0.2"))

    said = desk.get(reverse("sharing_desk")).content.decode()

    assert post.title in said
    assert f"of {scripted.limit} characters" in said
    assert words.dollars(outgoing.price_of(post)) in said
    assert "Dry run" in said


def test_the_hour_on_the_desk_is_the_one_that_a_yes_gives(desk, scripted):
    account = an_account()
    Slot.objects.create(account=account, weekday=(timezone.localtime().weekday() + 3) % 7, at="12:15")
    post = a_share_draft(account=account)

    shown = desk.get(reverse("sharing_desk")).context["cards"][0].goes_at
    desk.post(reverse("sharing_approve_many"), {"post": [ticket(post)]})

    assert SharePost.objects.get(pk=post.pk).due_at == shown


def test_ticked_posts_are_approved_and_others_wait(desk, scripted):
    ticked, other = a_share_draft(account=an_account()), a_share_draft(account=an_account())

    response = desk.post(reverse("sharing_approve_many"), {"post": [ticket(ticked)]}, follow=True)

    assert "1 post is approved." in response.content.decode()
    assert SharePost.objects.get(pk=ticked.pk).state == S.APPROVED
    assert SharePost.objects.get(pk=other.pk).state == S.DRAFT


def test_a_text_that_was_changed_after_it_was_shown_is_not_approved(desk, account, editor):
    post = a_share_draft(account=account)
    seen = ticket(post)
    posts.edit(post, editor, parts=["Something else."])

    response = desk.post(reverse("sharing_approve_many"), {"post": [seen]}, follow=True)

    assert "somebody has changed it in between" in response.content.decode()
    assert SharePost.objects.get(pk=post.pk).state == S.DRAFT


def test_nobody_approves_the_posts_of_a_page_they_wrote(desk, account, editor):
    post = a_share_draft(a_live_story(owner=editor), account)

    shown = desk.get(reverse("sharing_desk")).content.decode()
    answered = desk.post(reverse("sharing_approve_many"), {"post": [ticket(post)]}, follow=True).content.decode()

    assert "another editor approves its posts" in shown
    assert f'value="{ticket(post)}"' not in shown
    assert "You wrote this page" in answered
    assert SharePost.objects.get(pk=post.pk).state == S.DRAFT


def test_a_text_in_the_editor_s_own_words_cannot_be_ticked_by_that_editor(desk, account, editor):
    story = a_live_story()
    version = story.get_latest_revision_as_object()
    version.title = "In the editor's words"
    version.save_revision(user=editor).publish()
    post = a_share_draft(type(story).objects.get(pk=story.pk), account)

    shown = desk.get(reverse("sharing_desk")).content.decode()

    assert "another editor approves its posts" in shown
    assert f'value="{ticket(post)}"' not in shown


def test_nonsense_for_tickets_is_answered_in_words(desk):
    response = desk.post(reverse("sharing_approve_many"), {"post": ["x:y", "9:", ":", "²:a"]}, follow=True)

    assert "Tick the posts that you approve first." in response.content.decode()


def test_filters_stay_in_the_address_and_each_has_a_way_out(desk, scripted):
    hospital = an_organization("North Hospital")
    theirs, ours = a_share_draft(account=an_account()), a_sent_post(account=an_account())
    SharePost.objects.filter(pk=theirs.pk).update(title="Theirs")
    SharePost.objects.filter(pk=ours.pk).update(title="Ours")
    theirs.account.organization = hospital
    theirs.account.save()

    said = desk.get(reverse("sharing_ledger"), {"organization": hospital.pk, "network": "scripted", "state": "draft"}).content.decode()

    assert "Theirs" in said and "Ours" not in said
    assert "Organization: North Hospital" in said
    assert f'href="/admin/sharing/ledger/?network=scripted&amp;organization={hospital.pk}"' in said


@pytest.mark.parametrize("value", ["nothing", "0 OR 1=1", "\x00", "9" * 400])
def test_a_wrong_filter_is_no_filter(desk, account, value):
    post = a_share_draft(account=account)

    response = desk.get(reverse("sharing_ledger"), {"network": value, "state": value, "organization": value, "page": value})

    assert post.title in response.content.decode()


def test_a_long_desk_asks_few_questions(desk, scripted, django_assert_max_num_queries):
    accounts = [an_account() for _ in range(4)]
    first = a_share_draft(account=accounts[0])
    states = [S.DRAFT, S.SENT, S.FAILED, S.UNKNOWN, S.DUE]
    SharePost.objects.bulk_create(
        SharePost(
            page_id=first.page_id, content=f"page-{number + 100_000}", title=f"Page {number}", account=accounts[number % 4],
            parts=["Read this."], alt_text="A card.", state=states[number % 5], approved_digest="d", reason="unsure",
        )
        for number in range(300)
    )  # fmt: skip

    with django_assert_max_num_queries(32):
        assert desk.get(reverse("sharing_desk")).status_code == 200
    with django_assert_max_num_queries(18):
        assert desk.get(reverse("sharing_ledger")).status_code == 200


def test_recall_asks_once_and_takes_everything_back(desk, scripted):
    queued = [an_approved_post(account=an_account()) for _ in range(2)]

    asked = desk.get(reverse("sharing_recall")).content.decode()
    before = SharePost.objects.queued().count()
    answered = desk.post(reverse("sharing_recall"), follow=True).content.decode()

    assert "2 approved posts have not gone out yet" in asked
    assert before == len(queued)
    assert "2 posts are taken back" in answered
    assert not SharePost.objects.queued().exists()


def test_what_a_dry_run_held_back_is_sent_with_one_press(desk, scripted):
    held = an_approved_post(account=an_account())
    ledger.change(held, S.PAUSED, reason="dry-run")

    while_dry = desk.get(reverse("sharing_desk")).content.decode()
    rules = SharingSettings.load()
    rules.is_dry_run = False
    rules.save()
    desk.post(reverse("sharing_release"))

    assert "One approved post was held back by a dry run." in while_dry
    assert SharePost.objects.get(pk=held.pk).state == S.DUE


# --- When something went wrong ---


def unknown_post() -> SharePost:
    post = an_approved_post(account=an_account())
    ledger.change(post, S.DUE)
    ledger.change(post, S.SENDING)
    return ledger.change(post, S.UNKNOWN, reason="unsure")


def test_a_failed_post_is_tried_again_from_the_desk(desk, scripted):
    post = an_approved_post(account=an_account())
    ledger.change(post, S.DUE)
    ledger.change(post, S.FAILED, reason="refused", detail="No such thing.")

    shown = desk.get(reverse("sharing_desk")).content.decode()
    desk.post(reverse("sharing_act", args=[post.pk]), {"act": "retry", "back": reverse("sharing_desk")})

    assert "One post needs you" in shown
    assert "The network refused it." in shown and "No such thing." in shown
    assert SharePost.objects.get(pk=post.pk).state == S.DUE


def test_a_person_says_that_an_unknown_post_is_live(desk, scripted):
    post = unknown_post()

    desk.post(reverse("sharing_act", args=[post.pk]), {"act": "live", "address": "https://example.org/1"})

    post.refresh_from_db()
    assert (post.state, post.address) == (S.SENT, "https://example.org/1")


def test_a_person_says_that_an_unknown_post_is_not_live(desk, scripted):
    post = unknown_post()

    desk.post(reverse("sharing_act", args=[post.pk]), {"act": "not-live"})

    assert SharePost.objects.get(pk=post.pk).state == S.DUE


def test_a_wrong_address_of_an_unknown_post_comes_back_as_typed(desk, scripted):
    post = unknown_post()

    said = desk.post(reverse("sharing_act", args=[post.pk]), {"act": "live", "address": "exam ple"}).content.decode()

    assert "beginning with https://" in said
    assert 'value="exam ple"' in said
    assert SharePost.objects.get(pk=post.pk).state == S.UNKNOWN


# --- The posts of a page ---


def test_the_preview_is_what_the_sender_would_send(desk, account):
    post = a_share_draft(account=account, parts=["Less waiting. #EQIPON"], content_note="waiting lists")

    said = desk.get(reverse("sharing_page_posts", args=[post.page_id])).content.decode()

    first = outgoing.outgoing(post)[0]
    assert "Less waiting." in first.text and "Less waiting." in said
    assert '<span class="tag">#EQIPON</span>' in said
    assert f'<span class="badge line">{first.content_note}</span>' in said
    assert words.count_words(outgoing.count_of(post)[0]) in said


def test_while_somebody_types_nothing_is_saved(desk, account, scripted):
    post = a_share_draft(account=account)

    look = desk.post(reverse("sharing_look", args=[post.pk]), typed(post, "", part="Typed just now.")).content.decode()

    assert "Typed just now." in look
    assert f"15 of {scripted.limit} characters" in look
    assert SharePost.objects.get(pk=post.pk).parts == post.parts


def test_a_saved_text_waits_for_approval(desk, account):
    post = a_share_draft(account=account)

    said = press(desk, post, "save", part=["First part.", " ", "Second part."]).content.decode()

    post.refresh_from_db()
    assert (post.state, post.parts) == (S.DRAFT, ["First part.", "Second part."])
    assert "It waits for approval." in said


def test_what_is_approved_is_what_stands_in_the_boxes(desk, account, editor):
    post = a_share_draft(account=account)

    press(desk, post, "approve", part="Typed and approved.")

    post.refresh_from_db()
    assert (post.state, post.parts, post.approved_by) == (S.APPROVED, ["Typed and approved."], editor)
    assert ledger.is_approved(post)


def test_a_changed_text_wants_approval_again(desk, account):
    post = an_approved_post(account=account)

    press(desk, post, "save", part="Other words.")

    assert SharePost.objects.get(pk=post.pk).state == S.DRAFT


def test_too_long_is_said_and_what_was_typed_stays(desk, account, scripted):
    post = a_share_draft(account=account)
    scripted.limit = 280
    long = "Words and words. " * 30

    said = press(desk, post, "approve", part=long).content.decode()

    assert "The text is too long for this network." in said
    assert long.strip() in said
    assert SharePost.objects.get(pk=post.pk).state == S.DRAFT


def test_no_text_at_all_is_said(desk, account):
    post = a_share_draft(account=account)

    said = press(desk, post, "save", part=["", " "]).content.decode()

    assert "Write a text, or skip this post." in said
    assert SharePost.objects.get(pk=post.pk).parts == post.parts


def test_two_editors_at_once_lose_nothing(desk, account, editor):
    post = a_share_draft(account=account)
    mine = typed(post, "save", part="Mine.")
    posts.edit(SharePost.objects.get(pk=post.pk), editor, parts=["Theirs."])

    said = desk.post(reverse("sharing_act", args=[post.pk]), mine).content.decode()
    between = SharePost.objects.get(pk=post.pk)
    desk.post(reverse("sharing_act", args=[post.pk]), {**mine, "seen": re.search(r'name="seen" value="(\w+)"', said)[1]})

    assert "has changed this post in between" in said
    assert "Theirs." in said and ">Mine.</textarea>" in said
    assert between.parts == ["Theirs."]
    assert SharePost.objects.get(pk=post.pk).parts == ["Mine."]


def test_another_hour_is_by_the_accounts_own_clock(desk, scripted):
    post = a_share_draft(account=an_account(time_zone="America/Vancouver"))

    press(desk, post, "approve-at", due_at="2031-01-06T09:30")

    due_at = SharePost.objects.get(pk=post.pk).due_at
    assert due_at.isoformat() == "2031-01-06T17:30:00+00:00"


@pytest.mark.parametrize("hour", ["", "soon", "2031-13-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_wrong_hour_is_answered_and_the_text_stays(desk, account, hour):
    post = a_share_draft(account=account)

    response = press(desk, post, "approve-at", due_at=hour, part="Not saved yet.")

    assert response.status_code == 200
    assert "Not saved yet." in response.content.decode()


def test_an_hour_that_has_passed_is_refused_and_nothing_goes_out_now(desk, account):
    post = a_share_draft(account=account)
    yesterday = timezone.now() - timedelta(days=1)

    response = press(desk, post, "approve-at", due_at=f"{yesterday:%Y-%m-%dT%H:%M}")

    assert "This hour has passed" in response.content.decode()
    assert SharePost.objects.get(pk=post.pk).state == S.DRAFT


def test_an_hour_that_passed_while_somebody_read_is_now(desk, scripted):
    account = an_account()
    Slot.objects.create(account=account, weekday=(timezone.localtime().weekday() + 3) % 7, at="12:15")
    post = a_share_draft(account=account)
    when_drawn = timezone.localtime() - timedelta(minutes=4)

    press(desk, post, "approve-at", due_at=f"{when_drawn:%Y-%m-%dT%H:%M}")

    assert SharePost.objects.get(pk=post.pk).due_at < timezone.now() + timedelta(minutes=2)


def test_a_chosen_hour_that_is_quiet_is_moved_and_that_is_said(desk, scripted):
    post = a_share_draft(account=a_quiet_account(time_zone="America/Toronto"))

    response = press(desk, post, "approve-at", due_at="2031-01-05T09:30")  # a Sunday

    assert "keeps quiet at the hour that you chose" in response.content.decode()
    assert SharePost.objects.get(pk=post.pk).due_at.isoformat() == "2031-01-06T12:00:00+00:00"


def test_one_button_sends_at_once_what_is_queued(desk, scripted):
    post = an_approved_post(account=an_account(), due_at=timezone.now() + timedelta(days=1))
    screens = [reverse("sharing_desk"), words.address_on_desk(post)]
    assert all('value="now"' in desk.get(screen).content.decode() for screen in screens)

    said = press(desk, post, "now").content.decode()

    post.refresh_from_db()
    assert "It goes out now." in said
    assert post.state in (S.DUE, S.PAUSED, S.SENT)


def test_words_typed_beside_send_now_are_neither_sent_nor_lost(desk, scripted):
    post = an_approved_post(account=an_account(), due_at=timezone.now() + timedelta(days=1))

    said = press(desk, post, "now", part=["Words that nobody approved"]).content.decode()

    post.refresh_from_db()
    assert post.state == S.APPROVED
    assert "has to be approved first" in said and "Words that nobody approved" in said


def test_skipping_wants_a_reason_and_the_ledger_keeps_it(desk, account):
    post = a_share_draft(account=account)

    asked = press(desk, post, "skip", why=" ").content.decode()
    assert re.search(r"<details open><summary>Skip", asked)  # the box for the reason is in sight
    answered = press(desk, post, "skip", why="Too early for this one.").content.decode()

    assert "Say in a few words why it is skipped." in asked
    assert "Too early for this one." in answered
    assert SharePost.objects.get(pk=post.pk).state == S.SKIPPED


def test_posting_by_hand_keeps_the_address(desk, account):
    post = a_share_draft(account=account)

    refused = press(desk, post, "by-hand", address="javascript:alert(1)").content.decode()
    press(desk, post, "by-hand", address="https://example.org/by-hand")

    post.refresh_from_db()
    assert 'value="javascript:alert(1)"' in refused
    assert (post.state, post.is_by_hand, post.address) == (S.SENT, True, "https://example.org/by-hand")


def test_a_sent_post_is_taken_back_as_its_network_allows(desk, scripted):
    scripted.can_edit = False
    post = a_sent_post(account=an_account())

    shown = desk.get(reverse("sharing_page_posts", args=[post.page_id])).content.decode()
    desk.post(reverse("sharing_act", args=[post.pk]), {"act": "retract", "how": "delete"})

    assert 'value="delete"' in shown and 'value="notice"' in shown and 'value="edit"' not in shown
    assert SharePost.objects.get(pk=post.pk).state == S.RETRACTING


def test_nobody_is_told_that_we_delete_what_a_person_posted(desk, account):
    post = a_share_draft(account=account)
    press(desk, post, "by-hand", address="https://elsewhere.example/1")
    post.refresh_from_db()

    answered = press(desk, post, "retract", how="delete").content.decode()
    shown = desk.get(reverse("sharing_desk")).content.decode()

    assert "We cannot delete it there" in answered and "It is being deleted there" not in answered
    assert "I have deleted it there" in shown and "Try again to delete it" not in shown


def test_sharing_again_too_soon_is_refused_and_the_words_stay(desk, scripted):
    post = a_sent_post(account=an_account())

    said = desk.post(reverse("sharing_again", args=[post.page_id]), {"account": post.account_id, "text": "Once more, with feeling."})

    assert "It was shared there less than 30 days ago." in said.content.decode()
    assert "Once more, with feeling." in said.content.decode()


def test_shared_again_it_leads_to_the_page_by_a_link_of_its_own(desk, scripted, editor):
    draft = a_share_draft(account=an_account())
    draft.parts = [f"Come and read. {draft.link}"]
    draft.save()
    posts.skip(draft, editor, "Not today.")

    shown = desk.get(reverse("sharing_page_posts", args=[draft.page_id])).content.decode()
    desk.post(reverse("sharing_again", args=[draft.page_id]), {"account": draft.account_id, "text": "Other words."})

    anew = SharePost.objects.get(kind=SharePost.Kind.AGAIN)
    assert ">Come and read.</textarea>" in shown
    assert anew.parts == [f"Other words.\n{anew.link}"]


def test_the_ledger_of_a_deleted_page_can_still_be_read(desk, scripted):
    post = a_sent_post(account=an_account())
    page_id, title = post.page_id, post.title
    post.page.delete()

    said = desk.get(reverse("sharing_page_posts", args=[page_id])).content.decode()

    assert title in said
    assert "The page is gone" in said


def test_two_accounts_on_one_network_can_be_told_apart(desk, scripted):
    first, second = an_account(name="Ours"), an_account(name="Théirs")
    page = a_share_draft(account=first).page

    said = desk.get(reverse("sharing_page_posts", args=[page.pk])).content.decode()

    assert f", {first} <span" in said and f", {second} <span" in said


def test_a_page_that_never_was_is_not_found(desk):
    assert desk.get(reverse("sharing_page_posts", args=[987654321]), follow=True).status_code == 404


def test_the_card_image_can_be_kept(desk, account):
    post = a_share_draft(account=account)

    answer = desk.get(reverse("sharing_picture", args=[post.pk]), {"keep": ""})

    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_editor_of_a_page_shows_what_was_said_of_it(desk, scripted):
    post = a_sent_post(account=an_account())

    said = desk.get(reverse("wagtailadmin_pages:edit", args=[post.page_id])).content.decode()

    assert "On other networks" in said
    assert post.address in said
    assert reverse("sharing_page_posts", args=[post.page_id]) in said


def test_a_failed_post_is_tried_again_from_the_page_s_own_editor(desk, scripted):
    post = an_approved_post(account=an_account())
    ledger.change(post, S.DUE)
    ledger.change(post, S.FAILED, reason="refused")

    said = desk.get(reverse("wagtailadmin_pages:edit", args=[post.page_id])).content.decode()
    desk.post(reverse("sharing_act", args=[post.pk]), {"act": "retry", "title": "the whole form of the page comes with it"})

    assert f'formaction="{reverse("sharing_act", args=[post.pk])}"' in said
    assert SharePost.objects.get(pk=post.pk).state == S.DUE


# --- Words ---


def test_every_code_that_the_sender_writes_has_a_sentence():
    folder = Path(settings.BASE_DIR) / "sharing"
    written = {code for name in folder.glob("*.py") for code in WITH_CODE.findall(name.read_text(encoding="utf-8"))}

    assert sorted(code for code in written if not words.reason_words(code)) == []


@pytest.mark.parametrize(("amount", "said"), [("0.2", "$0.20"), ("0.015", "$0.015"), ("10", "$10.00"), ("0.0150", "$0.015")])
def test_fractions_of_a_cent_are_shown_only_where_there_are_some(amount, said):
    assert words.dollars(amount) == said


# --- An account that sends nothing ---


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("limited", "The network asks us to wait."),
        ("no-credit", "No credits are left at the network."),
        ("breaker", "several times in a row"),
    ],
)
def test_the_desk_and_the_account_say_until_when_and_why_nothing_is_sent(desk, account, reason, said):
    until = timezone.now() + timedelta(hours=6)
    post = an_approved_post(account=account)
    Account.objects.filter(pk=account.pk).update(open_until=until, open_reason=reason)

    on_desk = desk.get(reverse("sharing_desk")).content.decode()
    on_accounts = desk.get(reverse("sharing_accounts")).content.decode()

    sentence = f"“{account}” sends nothing until {words.moment(until)}."
    assert sentence in on_desk and said in on_desk
    assert sentence in on_accounts and said in on_accounts
    post.refresh_from_db()
    assert f"Goes out {words.moment(until)}." in words.happened(post)


@pytest.mark.parametrize(("state", "said"), [("paused", "is paused: nothing is sent"), ("reconnect", "needs a new sign-in")])
def test_a_queued_post_of_an_account_that_cannot_send_names_no_hour(desk, account, state, said):
    post = an_approved_post(account=account)
    Account.objects.filter(pk=account.pk).update(state=state)

    shown = desk.get(words.address_on_desk(post)).content.decode()

    assert said in shown and "The account is paused or not connected." in shown
    assert "Goes out" not in shown


def test_a_late_post_says_for_when_it_was_planned(desk, account):
    planned = timezone.now() - timedelta(days=3)
    post = a_share_draft(account=account, state=S.PAUSED, reason="late", due_at=planned)

    shown = desk.get(reverse("sharing_desk")).content.decode()

    assert f"It was planned for {words.moment(planned)}. It is late." in shown
    assert f'id="post-{post.pk}"' in shown and "Send it all the same" in shown


def test_a_post_without_money_leads_to_the_budget_of_its_account(desk, account):
    a_share_draft(account=account, state=S.PAUSED, reason="budget")

    shown = desk.get(reverse("sharing_desk")).content.decode()

    assert reverse("sharing_account", args=[account.pk]) in shown


def test_a_deletion_that_failed_says_when_it_is_tried_again_and_shows_no_markup(desk, account):
    again_at = timezone.now() + timedelta(minutes=5)
    post = a_sent_post(account=account)
    SharePost.objects.filter(pk=post.pk).update(
        state=S.RETRACTING, reason="not-sent", next_at=again_at, retract_reason="editor", detail="500: <html><h1>500</h1></html>"
    )

    said = words.happened(SharePost.objects.get(pk=post.pk))

    assert f"It is tried again, {words.moment(again_at)}. 500" in said
    assert "Nothing was posted" not in said and "<" not in said


def test_no_draft_is_offered_of_a_page_that_may_not_be_told_about(desk, account):
    page = a_live_story(title="Less waiting")
    SharePost.objects.all().delete()
    page.unpublish()

    shown = desk.get(reverse("sharing_page_posts", args=[page.pk])).content.decode()

    assert "The page was taken offline." in shown and "Draft one" not in shown
