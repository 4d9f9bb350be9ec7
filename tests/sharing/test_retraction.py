"""A retraction travels: what is queued never goes, what is live is taken back first, what cannot be is listed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from editorial import corrections, effects
from members.roles import ADMINISTRATORS
from sharing import deleting, posts, sender, withdrawing, words
from sharing.channels.base import Limited, NotSent, Refused, Unsure
from sharing.models import Account, SharePost, SharingSettings
from stories.models import StoryPage
from tests.factories import a_live_story
from tests.factories.people import someone_with_role
from tests.factories.sharing import a_quiet_account, a_sent_post, a_share_draft, an_account, an_approved_post, approved_posts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("really")]


def now(post: SharePost) -> SharePost:
    return SharePost.objects.select_related("account").get(pk=post.pk)


def sent(scripted, account, story=None) -> SharePost:
    """Really sent to the network of the test."""
    post = an_approved_post(story, account)
    sender.work_off()
    return now(post)


def time_passes() -> None:
    past = timezone.now() - timedelta(seconds=1)
    SharePost.objects.filter(next_at__isnull=False).update(next_at=past)
    Account.objects.filter(open_until__isnull=False).update(open_until=past)


def unpublish(story) -> None:
    story.unpublish()


def delete(story) -> None:
    StoryPage.objects.get(pk=story.pk).delete()


def embargo(story) -> None:
    StoryPage.objects.filter(pk=story.pk).update(embargo_until=timezone.now() + timedelta(days=3))
    withdrawing.sweep()


def restrict(story) -> None:
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    withdrawing.sweep()


def ask_for_consent_again(story) -> None:
    page = StoryPage.objects.get(pk=story.pk)
    page.people_consent = StoryPage.PeopleConsent.ASKING
    page.save_revision().publish()


def take_consent_back_behind_everybody(story) -> None:
    StoryPage.objects.filter(pk=story.pk).update(people_consent=StoryPage.PeopleConsent.ASKING)
    withdrawing.sweep()


DOORS = [unpublish, delete, embargo, restrict, ask_for_consent_again, take_consent_back_behind_everybody]


@pytest.mark.database
@pytest.mark.parametrize("door", DOORS)
def test_whatever_door_a_page_goes_through_its_posts_follow(scripted, account, door):
    story = a_live_story()
    live = sent(scripted, account, story)
    queued = an_approved_post(story, an_account(), due_at=timezone.now() + timedelta(hours=1))
    draft = a_share_draft(story, an_account())

    door(story)
    assert now(live).state == "retracting"
    assert [now(queued).state, now(draft).state] == ["skipped", "skipped"]

    time_passes()
    sender.work_off()
    assert now(live).state == "retracted"
    assert scripted.texts == []


def test_the_ledger_outlives_its_page(scripted, account):
    story = a_live_story()
    post = sent(scripted, account, story)

    delete(story)
    sender.work_off()

    assert (now(post).page, now(post).title, now(post).state) == (None, story.title, "retracted")
    assert SharePost.objects.of_page(story.pk).count() == 1


def test_a_page_deleted_behind_everybody_is_found_by_the_clock(scripted, account):
    post = sent(scripted, account)
    SharePost.objects.filter(pk=post.pk).update(page=None)

    withdrawing.sweep()
    sender.work_off()

    assert (now(post).state, now(post).retract_reason) == ("retracted", "deleted")


def test_deletes_go_before_everything_else(scripted, account):
    story = a_live_story()
    sent(scripted, account, story)
    approved_posts(2, account)
    scripted.asked.clear()

    unpublish(story)
    sender.work_off()

    assert scripted.asked == ["delete", "send", "send"]


def test_neither_breaker_nor_quiet_hours_nor_budget_hold_up_a_delete(scripted, monkeypatch):
    account = a_quiet_account(monthly_budget=0)
    post = a_sent_post(account=account)
    Account.objects.update(open_until=timezone.now() + timedelta(hours=2), open_reason="breaker", failures=9)

    posts.withdraw(post.page.specific)
    sender.work_off()

    assert now(post).state == "retracted"


def test_a_post_whose_outcome_is_unknown_is_looked_for_and_then_deleted(scripted, account):
    story = a_live_story()
    post = an_approved_post(story, account)
    scripted.will_after_storing(Unsure("timeout"))
    sender.work_off()

    unpublish(story)
    assert now(post).state == "unknown"
    sender.work_off()

    assert scripted.asked == ["send", "find", "delete"]
    assert now(post).state == "retracted"


def test_what_is_unknown_and_not_there_is_never_sent(scripted, account):
    story = a_live_story()
    post = an_approved_post(story, account)
    scripted.will(Unsure("timeout"))
    sender.work_off()

    unpublish(story)
    for _ in range(4):
        sender.work_off()
        time_passes()

    assert scripted.asked == ["send", "find", "find"]
    assert now(post).state == "skipped"


@pytest.mark.database
def test_a_page_that_goes_while_the_network_answers_takes_its_post_along(scripted, account):
    story = a_live_story()
    post = an_approved_post(story, account)
    scripted.in_between = lambda: unpublish(story)

    sender.work_off()

    assert scripted.asked == ["send", "delete"]
    assert now(post).state == "retracted"


def test_a_page_that_goes_in_the_middle_of_a_thread_stops_it_and_takes_its_beginning_along(scripted, account, editor):
    story = a_live_story()
    post = posts.edit(a_share_draft(story, account), editor, parts=["One.", "Two.", "Three."])
    posts.approve(post, editor)
    scripted.in_between = lambda: unpublish(story)

    sender.work_off()

    assert scripted.asked == ["send", "delete"]
    assert now(post).state == "retracted"
    assert scripted.texts == []


def test_a_thread_that_stopped_half_way_is_taken_back_as_far_as_it_came(scripted, account, editor):
    story = a_live_story()
    post = posts.edit(a_share_draft(story, account), editor, parts=["One.", "Two."])
    posts.approve(post, editor)
    really, done = scripted._next, []

    def second_fails(act):
        done.append(act)
        if done == ["send", "send"]:
            raise Refused("no")
        return really(act)

    scripted._next = second_fails
    sender.work_off()
    assert (now(post).state, len(now(post).remotes)) == ("failed", 1)

    unpublish(story)
    sender.work_off()
    assert scripted.texts == []


def test_a_delete_that_fails_is_tried_again_and_in_the_end_listed(scripted, account):
    post = sent(scripted, account)
    scripted.will(NotSent("down"), Unsure("timeout"), Limited("slow"))
    posts.withdraw(post.page.specific)

    for _ in range(4):
        assert now(post).state == "retracting"
        sender.work_off()
        time_passes()
    assert now(post).state == "retracted"

    other = sent(scripted, an_account())
    scripted.will(*[NotSent("down")] * deleting.MOST_DELETES)
    posts.withdraw(other.page.specific)
    for _ in range(deleting.MOST_DELETES + 1):
        sender.work_off()
        time_passes()
    assert (now(other).state, now(other).is_out_of_reach) == ("sent", True)


def test_what_the_network_refuses_to_delete_is_listed_until_somebody_has_done_it_by_hand(scripted, account, editor):
    post = sent(scripted, account)
    scripted.will(Refused("Posts older than a year stay."))

    posts.withdraw(post.page.specific)
    sender.work_off()
    assert (now(post).state, now(post).is_out_of_reach, now(post).detail) == ("sent", True, "Posts older than a year stay.")

    posts.taken_down_by_hand(post, editor)
    assert (now(post).state, now(post).is_out_of_reach) == ("retracted", False)


def test_a_post_by_hand_is_listed_at_once(scripted, account, editor):
    post = posts.posted_by_hand(a_share_draft(account=account), editor, "https://example.org/p/1")

    posts.withdraw(post.page.specific)

    assert (now(post).state, now(post).is_out_of_reach) == ("sent", True)


def test_an_account_that_has_to_be_connected_again_deletes_when_it_is(scripted, account, monkeypatch):
    post = sent(scripted, account)
    Account.objects.update(state="reconnect")
    posts.withdraw(post.page.specific)

    sender.work_off()
    assert (now(post).state, now(post).is_out_of_reach) == ("retracting", True)

    Account.objects.update(state="connected")
    time_passes()
    sender.work_off()
    assert (now(post).state, now(post).is_out_of_reach) == ("retracted", False)


def test_in_a_dry_run_not_even_a_delete_leaves(scripted, account):
    post = sent(scripted, account)
    rules = SharingSettings.load()
    rules.is_dry_run = True
    rules.save()
    scripted.asked.clear()

    posts.withdraw(post.page.specific)
    sender.work_off()

    assert scripted.asked == []
    assert (now(post).state, now(post).reason) == ("retracting", "dry-run")


# --- The page comes back ---


def test_a_page_that_comes_back_has_its_drafts_again_and_nothing_more(scripted, account):
    story = a_live_story()
    queued = an_approved_post(story, account, due_at=timezone.now() + timedelta(hours=1))
    gone = sent(scripted, an_account(), story)
    unpublish(story)
    sender.work_off()

    StoryPage.objects.get(pk=story.pk).get_latest_revision().publish()
    effects.work_off()
    withdrawing.bring_back()
    for _ in range(3):
        sender.work_off()
        time_passes()

    assert (now(queued).state, now(queued).reason, now(queued).approved_digest) == ("draft", "page-is-back", "")
    assert now(gone).state == "retracted"
    assert scripted.texts == []


def test_what_could_not_be_taken_back_needs_not_be_when_the_page_is_back(scripted, account):
    story = a_live_story()
    post = sent(scripted, account, story)
    scripted.will(Refused("no"))
    unpublish(story)
    sender.work_off()

    StoryPage.objects.get(pk=story.pk).get_latest_revision().publish()
    posts.draft_for(StoryPage.objects.get(pk=story.pk))

    assert (now(post).state, now(post).is_out_of_reach, now(post).retract_reason) == ("sent", False, "")


# --- Said in public: corrected, retracted ---


def test_a_retraction_takes_its_posts_back(scripted, account, editor):
    story = a_live_story()
    post = sent(scripted, account, story)

    corrections.retract(story, by=editor, reason="The figures were of another ward.")
    sender.work_off()

    assert (now(post).state, now(post).retract_reason) == ("retracted", "retraction")


def test_a_retraction_may_leave_the_posts_with_a_notice_under_each(scripted, account, editor):
    story = a_live_story()
    post = sent(scripted, account, story)

    corrections.retract(story, by=editor, reason="The figures were of another ward.", posts_stay=True)
    withdrawing.sweep()
    sender.work_off()
    notice = SharePost.objects.get(kind="notice")
    assert (now(post).state, notice.state, notice.parent) == ("sent", "draft", post)
    assert "The figures were of another ward." in notice.text

    posts.approve(notice, editor)
    sender.work_off()
    assert now(notice).state == "sent"
    assert scripted.sent[-1].reply_to.id == now(post).remotes[0]["id"]


def test_what_is_queued_about_a_retracted_page_never_goes(scripted, account, editor):
    story = a_live_story()
    queued = an_approved_post(story, account, due_at=timezone.now() + timedelta(hours=1))

    corrections.retract(story, by=editor, reason="Wrong ward.", posts_stay=True)

    assert now(queued).state == "skipped"


@pytest.mark.database
def test_a_correction_drafts_a_notice_once(scripted, account, editor):
    story = a_live_story()
    sent(scripted, account, story)

    notice = corrections.correct(story, by=editor, reason="15.3%, not 13.5%.")
    posts.noticed(story, notice)

    (draft,) = SharePost.objects.filter(kind="notice")
    assert "15.3%, not 13.5%." in draft.text
    assert draft.is_urgent


def test_where_nobody_may_answer_a_notice_is_an_edit(scripted, account, editor):
    scripted.can_reply = False
    story = a_live_story()
    post = sent(scripted, account, story)

    corrections.correct(story, by=editor, reason="15.3%, not 13.5%.")
    edit = SharePost.objects.get(kind="edit")
    posts.approve(edit, editor)
    scripted.will(Unsure("timeout"))  # the same edit again changes nothing
    for _ in range(3):
        sender.work_off()
        time_passes()

    assert now(edit).state == "sent"
    assert "15.3%, not 13.5%." in scripted.live[now(post).remotes[0]["id"]].text
    assert len(scripted.sent) == 1


def test_no_notice_goes_under_a_post_that_is_gone(scripted, account, editor):
    story = a_live_story()
    post = sent(scripted, account, story)
    corrections.correct(story, by=editor, reason="15.3%, not 13.5%.")
    notice = posts.approve(SharePost.objects.get(kind="notice"), editor, timezone.now() + timedelta(hours=1))

    posts.retract(post, editor, how="delete")

    assert now(notice).state == "skipped"


def test_a_notice_goes_with_its_post(scripted, account, editor):
    story = a_live_story()
    post = sent(scripted, account, story)
    corrections.correct(story, by=editor, reason="15.3%, not 13.5%.")
    posts.approve(SharePost.objects.get(kind="notice"), editor)
    sender.work_off()
    assert len(scripted.live) == 2

    posts.retract(post, editor, how="delete")
    sender.work_off()

    assert scripted.live == {}


def test_what_failed_while_its_page_went_is_not_kept_for_another_try(scripted, account):
    story = a_live_story()
    post = an_approved_post(story, account)
    scripted.in_between = lambda: unpublish(story)
    scripted.will(Refused("no"))

    sender.work_off()

    assert now(post).state == "skipped"


def test_an_editor_withdraws_one_post_or_answers_it(scripted, account, editor):
    story = a_live_story()
    post = sent(scripted, account, story)

    draft = posts.retract(post, editor, how="notice")
    assert draft.kind == "notice"

    posts.retract(post, editor, how="delete")
    sender.work_off()
    assert now(post).state == "retracted"


# --- What people have to do by hand ---


def posted_by_hand(story, editor, url="https://scripted.example/by-hand") -> SharePost:
    return posts.posted_by_hand(a_share_draft(story, an_account()), editor, url)


def browser_of(editor) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def test_whoever_publishes_a_correction_hears_what_people_have_to_mend(scripted, account, editor):
    story = a_live_story()
    by_hand = posted_by_hand(story, editor)
    sent(scripted, account, story)

    browser = browser_of(editor)
    said = browser.post(
        reverse("editorial_add_notice", args=[story.pk, "correction"]), {"reason": "15.3%, not 13.5%."}, follow=True
    ).content.decode()

    assert "https://scripted.example/by-hand" in said
    assert "One notice about it waits for approval on the sharing desk." in said
    desk = browser.get(reverse("sharing_desk")).content.decode()
    assert words.reason_words("mend-by-hand") in desk and 'value="mended"' in desk
    assert 'value="mended"' in browser.get(words.address_on_desk(by_hand)).content.decode()


def test_what_was_mended_by_hand_is_off_the_list_until_the_next_correction(scripted, account, editor):
    story = a_live_story()
    by_hand = posted_by_hand(story, editor)
    corrections.correct(story, by=editor, reason="15.3%, not 13.5%.")

    browser_of(editor).post(reverse("sharing_act", args=[by_hand.pk]), {"act": "mended"})

    assert (now(by_hand).state, now(by_hand).reason) == ("sent", "mended")
    assert by_hand.events.get(reason="mended").by == editor
    corrections.correct(story, by=editor, reason="And 15.4%.")
    assert now(by_hand).reason == "mend-by-hand"


def test_a_network_that_allows_no_notice_is_mended_by_hand(scripted, account, editor):
    scripted.can_reply = scripted.can_edit = False
    story = a_live_story()
    post = sent(scripted, account, story)

    corrections.correct(story, by=editor, reason="15.3%, not 13.5%.")

    assert now(post).reason == "mend-by-hand"


@pytest.mark.parametrize("view", ["unpublish", "delete"])
def test_whoever_takes_a_page_away_hears_what_people_have_to_take_down(scripted, account, editor, view):
    story = a_live_story()
    posted_by_hand(story, editor)
    boss = someone_with_role(ADMINISTRATORS)

    said = browser_of(boss).post(reverse(f"wagtailadmin_pages:{view}", args=[story.pk]), follow=True).content.decode()

    assert "https://scripted.example/by-hand" in said


def test_a_notice_says_what_it_was_drafted_from(scripted, account, editor):
    story = a_live_story()
    post = sent(scripted, account, story)

    corrections.correct(story, by=editor, reason="15.3%, not 13.5%.")
    of_an_editor = posts.retract(post, editor, how="edit")

    assert words.happened(SharePost.objects.get(kind="notice")) == "Drafted from the correction of the page."
    assert words.happened(of_an_editor) == "Drafted because an editor ordered it."
    corrections.retract(story, by=editor, reason="Wrong ward.", posts_stay=True)
    assert words.happened(SharePost.objects.get(kind="notice", state="draft")) == "Drafted from the retraction of the page."


# --- Giving up ---


@pytest.mark.database
def test_giving_up_comes_too_late_for_a_post_that_is_being_deleted_or_is_deleted(scripted, account, editor):
    story = a_live_story()
    post = sent(scripted, account, story)
    unpublish(story)
    said = []

    def give_up() -> None:
        with pytest.raises(ValidationError) as refusal:
            posts.give_up_retracting(SharePost.objects.get(pk=post.pk), editor)
        said.extend(refusal.value.messages)

    scripted.in_between = give_up
    sender.work_off()
    give_up()

    assert (now(post).state, now(post).is_out_of_reach) == ("retracted", False)
    assert "It is being deleted there in this moment" in said[0]
    assert "cannot be done any more" in said[1]


def test_whoever_retracts_a_page_hears_how_many_posts_are_being_deleted(scripted, account, editor):
    story = a_live_story()
    sent(scripted, account, story)

    address = reverse("editorial_add_notice", args=[story.pk, "retraction"])
    said = browser_of(editor).post(address, {"reason": "The figures were wrong."}, follow=True).content.decode()

    assert "One post about it is being deleted on its network." in said


def test_a_skipped_post_of_a_page_that_is_taken_back_is_not_drafted_after_all(scripted, account, editor):
    story = a_live_story()
    post = posts.skip(a_share_draft(story, account), editor, "Not now.")
    unpublish(story)

    with pytest.raises(ValidationError, match="offline"):
        posts.unskip(now(post), editor)
    assert now(post).state == "skipped"
    assert 'value="unskip"' not in browser_of(editor).get(words.address_on_desk(post)).content.decode()


def test_a_tab_shows_the_post_that_was_taken_back_before_a_notice_that_was_skipped(scripted, account, editor):
    story = a_live_story()
    post = sent(scripted, account, story)
    corrections.correct(story, by=editor, reason="15.3%, not 13.5%.")
    corrections.retract(StoryPage.objects.get(pk=story.pk), by=editor, reason="The figures were wrong.")
    sender.work_off()

    screen = browser_of(editor).get(reverse("sharing_page_posts", args=[story.pk]))

    assert SharePost.objects.filter(kind="notice", state="skipped").exists()
    assert [tab.post for tab in screen.context["tabs"]] == [post]
