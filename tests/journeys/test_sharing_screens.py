"""The screens beside the desk, asked at both widths: accounts and their sign-in, calendar and hours, rules and texts, posts in trouble."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from sharing import channels
from sharing.channels.base import Who
from sharing.models import Account, Evergreen, ExternalAccount, ShareRule, SharingSettings, Slot
from tests.factories import a_live_story, an_editor
from tests.factories.sharing import a_share_draft, an_account, an_approved_post
from tests.journeys.accessibility import assert_accessible, assert_fits
from tests.journeys.test_sharing_way import S, in_state, look
from tests.sharing.signing import Answering

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(page, sign_in) -> Page:
    sign_in(page, an_editor("Edda Editor"))
    return page


def walk(desk: Page, *addresses: str) -> None:
    for address in addresses:
        desk.goto(f"/admin/sharing/{address}")
        look(desk)


def test_accounts_are_connected_kept_and_let_go(desk, monkeypatch):
    pages = [Who("page-1", "first", "The first page"), Who("page-2", "second", "The second page")]
    monkeypatch.setitem(channels.CHANNELS, "answering", Answering(who=pages))
    x = an_account("x", price_linked="0.2", monthly_budget="10", open_until=timezone.now() + timedelta(hours=6), open_reason="no-credit")
    gone = an_account("bluesky", state=Account.State.RECONNECT, state_reason="logged-out")
    an_account("mastodon", state=Account.State.DISCONNECTED, host="https://social.example")
    an_account("by-hand", state=Account.State.PAUSED)

    walk(desk, "accounts/", "accounts/connect/bluesky/", "accounts/connect/mastodon/", "accounts/connect/x/")
    walk(desk, f"accounts/{x.pk}/", f"accounts/{x.pk}/disconnect/", f"accounts/{gone.pk}/again/bluesky/", "settings/")
    desk.goto("/admin/sharing/accounts/connect/answering/")
    desk.get_by_role("button", name="Go on to Answering").click()
    look(desk)
    state = desk.get_by_role("link", name="Sign in at").get_attribute("href").rpartition("state=")[2]
    desk.goto(f"/admin/sharing/accounts/callback/answering/?state={state}&code=code-1")
    look(desk)

    desk.get_by_role("button", name="Connect this one").click()
    look(desk)
    desk.get_by_label("The second page (@second)").check()
    desk.get_by_role("button", name="Connect this one").click()

    expect(desk.get_by_text("is connected.")).to_be_visible()
    assert Account.objects.get(network="answering").remote_id == "page-2"


def test_posts_have_their_hours_and_pages_their_turn(desk):
    bluesky = an_account("bluesky")
    Slot.objects.create(account=bluesky, weekday=2, at="09:00")
    story = a_live_story(title="Less waiting")
    queued = an_approved_post(story, bluesky, due_at=timezone.now() + timedelta(days=1))
    unreached = a_share_draft(story, an_account("x"))
    in_state(unreached, S.SENT, sent_at=timezone.now(), is_out_of_reach=True, retract_reason="retraction")
    Evergreen.objects.create(page=story, next_on=timezone.localdate() + timedelta(days=9))
    day = timezone.localdate() + timedelta(days=1)

    walk(desk, "calendar/", "calendar/?view=month", f"calendar/?view=day&at={day}", "calendar/slots/", "evergreen/", "out-of-reach/")
    desk.goto(f"/admin/sharing/calendar/{queued.pk}/move/?back=/admin/sharing/calendar/")
    look(desk)
    desk.get_by_role("button", name="Move it").click()

    expect(desk.get_by_role("heading", name="Sharing calendar")).to_be_visible()


def test_what_is_in_trouble_says_why(desk):
    story, rules = a_live_story(title="Less waiting"), SharingSettings.load()
    rules.is_dry_run = True
    rules.save()
    late, used, held, going, paused = (
        a_share_draft(story, an_account(key)) for key in ("bluesky", "x", "linkedin", "mastodon", "facebook")
    )
    for post, reason in ((late, "late"), (used, "budget"), (held, "dry-run")):
        in_state(post, S.PAUSED, reason=reason)
    in_state(going, S.RETRACTING, retract_reason="consent", remotes=[{"id": "1", "url": "https://social.example/1", "extra": {}}])
    in_state(paused, S.APPROVED)
    Account.objects.filter(pk=paused.account_id).update(state=Account.State.PAUSED)

    walk(desk, "", "recall/", *(f"pages/{story.pk}/?post={post.pk}" for post in (late, going, paused)))


def test_rules_texts_and_outside_accounts_can_be_kept_by_everybody(desk):
    ShareRule.objects.create(content_kind="story", mode=ShareRule.Mode.AUTO)
    outside = ExternalAccount.objects.create(slug="outside", name="An institute with a long name (made up)")
    outside.handles.create(network="x", handle="an_institute_made_up")

    for address in (
        "sharerule/", "sharerule/add/", "sharetemplate/", "sharetemplate/add/", "externalaccount/", f"externalaccount/edit/{outside.pk}/",
    ):  # fmt: skip
        desk.goto(f"/admin/snippets/sharing/{address}")
        expect(desk.get_by_role("heading", level=1)).to_have_count(1)
        assert_fits(desk)
        assert_accessible(desk)
    desk.goto("/admin/snippets/sharing/externalaccount/")
    last = desk.get_by_role("columnheader").last
    last.scroll_into_view_if_needed()
    assert last.evaluate("cell => cell.getBoundingClientRect().right <= innerWidth + 1")
