"""What editors decide about posts: drafts, approval of those very words, hours, and once more."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial import effects, publishing
from sharing import drafting, posts, sender, words
from sharing.channels.base import Refused
from sharing.models import Account, ExternalAccount, ExternalHandle, SharePost, ShareRule, ShareTemplate, SharingSettings
from stories.models import ImportedRow, StoryPage
from tests.factories import a_live_story, a_member, a_story, an_editor, an_organization
from tests.factories.sharing import a_sent_post, a_share_draft, an_account, an_approved_post, approved_posts

pytestmark = [pytest.mark.django_db]


def now(post: SharePost) -> SharePost:
    return SharePost.objects.get(pk=post.pk)


def drafts_of(page) -> list[SharePost]:
    return list(SharePost.objects.of_page(page.pk).order_by("pk"))


# --- Drafts ---


def test_a_publication_leaves_one_draft_per_account_and_nothing_goes_out(scripted, account):
    other = an_account()

    story = a_live_story()
    effects.work_off()
    effects.work_off()
    sender.work_off()

    assert {draft.account for draft in drafts_of(story)} == {account, other}
    assert {draft.state for draft in drafts_of(story)} == {"draft"}
    assert story.title in drafts_of(story)[0].text
    assert scripted.asked == []


def test_without_accounts_a_publication_leaves_nothing_to_do(db):
    story = a_live_story()

    assert not story.effects.filter(name=effects.SHARE).exists()


def test_an_account_of_an_organization_gets_that_organization_s_pages_only(scripted):
    ours, others = an_organization(), an_organization()
    mine, theirs, french = an_account(organization=ours), an_account(organization=others), an_account(language="fr")
    story = a_story()
    story.organizations = [ours]
    story.save_revision().publish()

    drafted = {post.account for post in drafting.draft_for(StoryPage.objects.get(pk=story.pk))}

    assert drafted == {mine}
    assert theirs not in drafted
    assert french not in drafted


def test_a_disconnected_account_gets_nothing(scripted):
    an_account(state=Account.State.DISCONNECTED)

    assert drafting.draft_for(a_live_story()) == []


def test_an_account_that_came_later_does_not_tell_old_news_by_itself(scripted, editor):
    story = a_live_story()
    an_account(connected_at=timezone.now() + timedelta(minutes=1))

    assert drafting.draft_for(story) == []
    assert len(drafting.draft_for(story, by=editor)) == 1


def test_an_imported_story_is_told_about_only_when_an_editor_says_so(scripted, account, editor):
    story = a_live_story()
    ImportedRow.objects.create(owner=story.owner, title_print="x", organizations_print="x", checksum="x", file_name="x", row=1, page=story,
                               imported_at=timezone.now())  # fmt: skip
    ShareRule.objects.create(content_kind="story", mode="auto")

    effects.work_off()
    assert drafts_of(story) == []

    drafting.draft_for(story, by=editor)
    assert [draft.state for draft in drafts_of(story)] == ["draft"]


@pytest.mark.database
def test_two_processes_that_draft_at_once_leave_one_draft(scripted, account, monkeypatch):
    """The other one is quicker, between the look and the insert."""
    story = a_live_story()
    really, done = drafting.new_post, []

    def slow(*args, **named):
        post = really(*args, **named)
        if not done:
            done.append(True)
            drafting.draft_for(story)
        return post

    monkeypatch.setattr(drafting, "new_post", slow)
    drafting.draft_for(story)

    assert len(drafts_of(story)) == 1


# --- A new version ---


def republish(story, **fields) -> StoryPage:
    page = StoryPage.objects.get(pk=story.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    effects.work_off()
    return StoryPage.objects.get(pk=story.pk)


def test_a_draft_that_nobody_touched_follows_the_page(scripted, account):
    story = a_live_story()
    post = a_share_draft(story, account)

    republish(story, title="Half as many missed first visits")

    assert "Half as many missed first visits" in now(post).text
    assert (now(post).state, now(post).reason) == ("draft", "new-version")


def test_words_that_somebody_wrote_are_never_written_over(scripted, account, editor):
    story = a_live_story()
    post = posts.edit(a_share_draft(story, account), editor, parts=["In my own words."])

    republish(story, title="Half as many missed first visits")

    assert now(post).parts == ["In my own words."]


def test_an_approved_post_is_asked_about_again_when_the_page_says_something_else(scripted, account):
    story = a_live_story()
    post = an_approved_post(story, account, due_at=timezone.now() + timedelta(hours=2))

    republish(story, title="Half as many missed first visits")

    assert (now(post).state, now(post).reason, now(post).approved_digest) == ("draft", "new-version", "")


def test_an_approved_post_stays_approved_when_it_would_say_the_same(scripted, account):
    story = a_live_story()
    post = an_approved_post(story, account, due_at=timezone.now() + timedelta(hours=2))

    page = republish(story, what_we_did="We asked, and then asked again.")

    assert now(post).state == "approved"
    assert now(post).revision == page.live_revision_id


def test_the_sender_sees_a_new_version_before_anybody_else_does(scripted, account, really):
    """The task that drafts anew has not run yet."""
    story = a_live_story()
    post = an_approved_post(story, account)
    page = StoryPage.objects.get(pk=story.pk)
    page.title = "Half as many missed first visits"
    page.save_revision().publish()

    sender.work_off()

    assert scripted.asked == []
    assert now(post).state == "draft"


# --- Yes ---


@pytest.mark.database
def test_an_editor_approves_these_very_words(scripted, account, editor):
    post = a_share_draft(account=account)

    posts.approve(post, editor)

    assert (now(post).state, now(post).approved_by) == ("approved", editor)
    assert now(post).events.last().by == editor


def test_nobody_approves_what_is_said_about_their_own_page(scripted, account):
    author = an_editor()
    post = a_share_draft(a_live_story(by=author), account)

    with pytest.raises(PermissionDenied, match="You wrote this page"):
        posts.approve(post, author)
    with pytest.raises(PermissionDenied):
        posts.posted_by_hand(post, author, "https://example.org/1")
    assert now(post).state == "draft"


@pytest.mark.parametrize("verb", ["approve", "edit", "skip", "take_back", "recall_all"])
def test_members_decide_nothing(scripted, account, verb):
    post = a_share_draft(account=account)

    with pytest.raises(PermissionDenied):
        posts.recall_all(a_member()) if verb == "recall_all" else getattr(posts, verb)(post, a_member())


def test_words_that_changed_while_somebody_read_them_are_read_again(scripted, account, editor):
    read = a_share_draft(account=account)
    posts.edit(SharePost.objects.get(pk=read.pk), an_editor(), parts=["Something else."])

    with pytest.raises(ValidationError, match="changed meanwhile"):
        posts.approve(read, editor)


def test_another_hour_keeps_the_approval_and_other_words_do_not(scripted, account, editor):
    post = an_approved_post(account=account)

    posts.schedule(post, editor, timezone.now() + timedelta(days=1))
    assert now(post).state == "approved"

    posts.edit(post, editor, parts=["Other words."])
    assert (now(post).state, now(post).approved_digest) == ("draft", "")


def test_an_edit_that_changes_nothing_changes_nothing(scripted, account, editor):
    post = an_approved_post(account=account)

    posts.edit(post, editor, parts=list(post.parts))

    assert now(post).state == "approved"


@pytest.mark.parametrize(
    ("fields", "says"),
    [({"parts": ["x" * 3000]}, "too long"), ({"alt_text": ""}, "no description"), ({"parts": [""]}, "no text")],
)
def test_what_the_network_would_not_take_is_not_approved(scripted, account, editor, fields, says):
    post = posts.edit(a_share_draft(account=account), editor, **fields)

    with pytest.raises(ValidationError, match=says):
        posts.approve(post, editor)


def test_many_are_approved_and_the_others_say_why_not(scripted, account, editor):
    good, bad = a_share_draft(account=account), a_share_draft(account=an_account())
    posts.edit(bad, editor, alt_text="")
    mine = a_share_draft(a_live_story(by=editor), account)

    done, refused = posts.approve_many([good, bad, mine], editor)

    assert done == [good]
    assert [post for post, _ in refused] == [bad, mine]
    assert all(sentence.endswith(".") for _, sentence in refused)


@pytest.mark.database
def test_recalling_takes_back_everything_that_has_not_gone(scripted, account, editor):
    queued = approved_posts(3, account)
    sent = a_sent_post(account=an_account())

    assert posts.recall_all(editor, network="elsewhere") == 0
    assert posts.recall_all(editor, network="scripted") == 3

    assert {now(post).state for post in queued} == {"draft"}
    assert now(sent).state == "sent"


def test_what_failed_goes_out_again_with_one_click(scripted, account, editor, really):
    post = an_approved_post(account=account)
    scripted.will(Refused("not now"))
    sender.work_off()
    assert now(post).state == "failed"

    posts.retry(post, editor)
    sender.work_off()

    assert now(post).state == "sent"


def test_a_post_by_hand_is_kept_with_its_address(scripted, account, editor):
    scripted.signs_in_by = ()
    post = a_share_draft(account=account)

    with pytest.raises(ValidationError, match="Paste the address"):
        posts.posted_by_hand(post, editor, "javascript:alert(1)")
    posts.posted_by_hand(post, editor, "https://example.org/p/1")

    assert (now(post).state, now(post).address, now(post).is_by_hand) == ("sent", "https://example.org/p/1", True)


def test_without_its_link_a_post_says_no_address(scripted, account, editor):
    post = a_share_draft(account=account)
    assert post.link in post.text

    posts.edit(post, editor, has_link=False)
    assert post.link not in now(post).text
    assert sender.outgoing(post)[0].link == ""

    posts.edit(post, editor, has_link=True)
    assert post.link in now(post).text


# --- Whoever put words into the page ---


def saved_by(story, user, **fields) -> None:
    """In Wagtail's admin: a version with the name of whoever saved it."""
    page = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=user).publish()
    effects.work_off()


def test_an_editor_who_wrote_words_that_a_post_says_does_not_approve_it(scripted, account, editor):
    story = a_live_story()
    post = a_share_draft(story, account)

    saved_by(story, editor, title="In the editor's words")

    with pytest.raises(PermissionDenied, match="You wrote words of this page"):
        posts.approve(now(post), editor)
    assert posts.approve(now(post), an_editor()).state == "approved"


@pytest.mark.parametrize("fields", [{}, {"problem": "One in five people did not come."}])
def test_an_editor_who_read_the_page_or_mended_what_no_post_says_approves(scripted, account, editor, fields):
    story = a_live_story()
    post = a_share_draft(story, account)

    saved_by(story, editor, **fields)

    assert posts.approve(now(post), editor).state == "approved"


def test_words_that_are_not_on_the_page_any_more_make_no_writer(scripted, account, editor):
    story = a_live_story()
    post = a_share_draft(story, account)

    saved_by(story, editor, title="In the editor's words")
    saved_by(story, story.owner, title="In the author's own words")

    assert posts.approve(now(post), editor).state == "approved"


def test_the_rule_does_not_hold_where_whoever_approved_put_in_the_words(scripted, account, editor):
    ShareRule.objects.create(content_kind="story", mode="auto")
    story = a_story()
    publishing.submit(story, by=story.owner)
    page = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()
    page.title = "In the editor's words"
    page.save_revision(user=editor)

    publishing.approve(StoryPage.objects.get(pk=story.pk), by=editor)
    effects.work_off()

    assert [post.state for post in drafts_of(story)] == ["draft"]


# --- At once ---


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


@pytest.mark.usefixtures("really")
def test_an_editor_sends_at_once_what_was_planned_for_later(scripted, account, editor):
    post = an_approved_post(account=account, due_at=tomorrow())
    second = an_editor("Eli Editor")

    posts.send_now(post, second)
    sender.work_off()

    assert now(post).state == "sent"
    line = post.events.get(reason="now")
    assert (line.was, line.became, line.by) == ("approved", "due", second)


def test_nobody_sends_at_once_what_they_wrote_or_what_nobody_approved(scripted, account, editor):
    story = a_live_story(owner=editor)
    waiting = an_approved_post(story, account, due_at=tomorrow())
    draft = a_share_draft(account=account)

    with pytest.raises(PermissionDenied, match="You wrote this page"):
        posts.send_now(waiting, editor)
    with pytest.raises(PermissionDenied):
        posts.send_now(waiting, a_member())
    with pytest.raises(ValidationError, match="has to be approved first"):
        posts.send_now(draft, editor)

    assert [now(waiting).state, now(draft).state] == ["approved", "draft"]


def test_at_once_is_after_the_quiet_hours_and_never_on_a_closed_page(scripted, editor):
    hour = timezone.localtime()
    quiet = an_account(
        time_zone=str(hour.tzinfo), quiet_from=(hour - timedelta(hours=1)).time(), quiet_to=(hour + timedelta(hours=1)).time()
    )
    story = a_live_story()
    post = an_approved_post(story, quiet, due_at=tomorrow())

    posts.send_now(post, editor)
    assert now(post).state == "approved"
    assert timezone.now() < now(post).next_at < timezone.now() + timedelta(hours=1, minutes=1)

    StoryPage.objects.filter(pk=story.pk).update(live=False)
    with pytest.raises(ValidationError, match="taken offline"):
        posts.send_now(post, editor)


# --- Where an organization wants no second look ---


def published_by(editor, **fields) -> StoryPage:
    story = a_story(**fields)
    publishing.submit(story, by=story.owner)
    publishing.approve(story, by=editor)
    effects.work_off()
    return StoryPage.objects.get(pk=story.pk)


def test_with_the_rule_the_approval_of_the_page_is_enough(scripted, account, editor):
    ShareRule.objects.create(content_kind="story", mode="auto")

    story = published_by(editor)

    (post,) = drafts_of(story)
    assert (post.state, post.is_by_rule, post.reason) == ("approved", True, "rule")


def test_the_rule_does_not_hold_where_nobody_else_has_read_the_page(scripted, account):
    ShareRule.objects.create(content_kind="story", mode="auto")

    story = a_live_story()  # published by code, without a review
    effects.work_off()

    assert [post.state for post in drafts_of(story)] == ["draft"]


def test_the_rule_does_not_hold_for_a_text_beyond_the_limits(scripted, account, editor):
    scripted.limit = 3
    ShareRule.objects.create(content_kind="story", mode="auto")

    story = published_by(editor)

    assert [post.state for post in drafts_of(story)] == ["draft"]


def test_one_organization_that_wants_to_be_asked_is_enough(scripted, account, editor):
    free, careful = an_organization(), an_organization()
    ShareRule.objects.create(content_kind="story", mode="auto")
    ShareRule.objects.create(content_kind="story", mode="ask", organization=careful)
    story = a_story()
    story.organizations = [free, careful]
    story.save_revision()
    publishing.submit(StoryPage.objects.get(pk=story.pk), by=story.owner)
    publishing.approve(StoryPage.objects.get(pk=story.pk), by=editor)
    effects.work_off()

    assert [post.state for post in drafts_of(story)] == ["draft"]


def approved_and_not_looked_at_yet(editor, **fields) -> StoryPage:
    """The page is approved and live; its drafts come a moment later."""
    story = a_story(**fields)
    publishing.submit(story, by=story.owner)
    publishing.approve(story, by=editor)
    return StoryPage.objects.get(pk=story.pk)


def in_the_admin(editor, model: type, typed: dict, *args: object) -> None:
    client = Client()
    client.force_login(editor)
    answer = client.post(reverse(model.snippet_viewset.get_url_name("edit" if args else "add"), args=args), typed)
    assert answer.status_code == 302


def test_a_text_that_was_changed_after_the_page_s_approval_waits_for_somebody_who_reads_it(scripted, account, editor):
    ShareRule.objects.create(content_kind="story", mode="auto")
    text = ShareTemplate.objects.create(network="x", content_kind="story", language="en", text="{title} {link}")
    typed = {"network": "x", "content_kind": "story", "language": "en"}

    story = approved_and_not_looked_at_yet(editor)
    in_the_admin(editor, ShareTemplate, typed | {"text": "Nobody has read this: {title} {link}"}, text.pk)
    ShareTemplate.objects.filter(pk=text.pk).update(network=account.network)
    effects.work_off()

    (post,) = drafts_of(story)
    assert "Nobody has read this" in post.text
    assert (post.state, post.is_by_rule, post.reason) == ("draft", False, "text-changed")
    assert "Somebody has to read it" in words.happened(post)
    assert posts.approve(post, editor).state == "approved"


def test_a_text_that_was_saved_unchanged_or_before_the_approval_holds_up_nothing(scripted, account, editor):
    ShareRule.objects.create(content_kind="story", mode="auto")
    text = ShareTemplate.objects.create(network="x", content_kind="story", language="en", text="{title} {link}")
    typed = {"network": "x", "content_kind": "story", "language": "en", "text": "Read by all: {title} {link}"}

    in_the_admin(editor, ShareTemplate, typed, text.pk)
    story = approved_and_not_looked_at_yet(editor)
    in_the_admin(editor, ShareTemplate, typed, text.pk)
    ShareTemplate.objects.filter(pk=text.pk).update(network=account.network)
    effects.work_off()

    (post,) = drafts_of(story)
    assert (post.text.startswith("Read by all"), post.state) == (True, "approved")


def test_an_account_that_was_put_into_the_directory_after_the_approval_is_mentioned_by_nobody_s_rule(scripted, account, editor):
    ShareRule.objects.create(content_kind="story", mode="auto")
    organization = an_organization()
    story = a_story()
    story.organizations = [organization]
    story.save_revision()
    publishing.submit(StoryPage.objects.get(pk=story.pk), by=story.owner)
    publishing.approve(StoryPage.objects.get(pk=story.pk), by=editor)

    in_the_admin(editor, ExternalAccount, an_outside_account(organization, "TheIHI"))
    ExternalHandle.objects.update(network=account.network)
    effects.work_off()

    (post,) = drafts_of(story)
    assert "@TheIHI" in post.text
    assert (post.state, post.reason) == ("draft", "mention-changed")


def an_outside_account(organization, handle: str) -> dict:
    """As typed into the form of the directory."""
    row = {"network": "x", "handle": handle, "remote_id": "", "checked_on": "", "id": "", "ORDER": "1", "DELETE": ""}
    counts = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
    return {
        "name": organization.name,
        "shelf": "other",
        "organization": organization.pk,
        "about": "",
        "source": "",
        **{f"handles-{name}": value for name, value in counts.items()},
        **{f"handles-0-{name}": value for name, value in row.items()},
    }


# --- Once more ---


@pytest.mark.database
def test_once_more_is_an_order_with_other_words_and_some_time_between(scripted, account, editor):
    story = a_live_story()
    first = a_sent_post(story, account)
    with pytest.raises(ValidationError, match="less than 30 days"):
        posts.again(story, account, editor, "In other words.")

    SharePost.objects.filter(pk=first.pk).update(sent_at=timezone.now() - timedelta(days=31))
    with pytest.raises(ValidationError, match="same words"):
        posts.again(story, account, editor, first.text)
    second = posts.again(story, account, editor, "In other words.")

    assert (second.kind, second.round, second.state) == ("again", 1, "draft")
    with pytest.raises(ValidationError, match="waits already"):
        posts.again(story, account, editor, "In yet other words.")


def test_the_same_words_are_not_approved_a_second_time(scripted, account, editor):
    story = a_live_story()
    first = a_sent_post(story, account)
    SharePost.objects.filter(pk=first.pk).update(sent_at=timezone.now() - timedelta(days=31))
    second = posts.again(story, account, editor)

    with pytest.raises(ValidationError, match="same words"):
        posts.approve(second, editor)


def test_settings_say_how_long_between(scripted, account, editor):
    rules = SharingSettings.load()
    rules.again_after_days = 2
    rules.save()
    story = a_live_story()
    first = a_sent_post(story, account)
    SharePost.objects.filter(pk=first.pk).update(sent_at=timezone.now() - timedelta(days=3))

    assert posts.again(story, account, editor, "In other words.").round == 1
