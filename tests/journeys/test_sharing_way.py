"""A post's way on a screen: drafted, read, mended, approved, recalled, taken back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

from sharing import ledger
from sharing.models import SharePost
from tests.factories import a_live_story, an_editor
from tests.factories.sharing import a_share_draft, an_account
from tests.journeys.accessibility import assert_accessible, assert_fits

pytestmark = [pytest.mark.django_db(transaction=True)]
S = SharePost.State


def look(page: Page) -> None:
    """The desk lies in a pane of its own, which may not scroll sideways either."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert_fits(page)
    assert page.locator("#main").evaluate("main => main.scrollWidth - main.clientWidth") <= 0
    assert_accessible(page)


def in_state(post: SharePost, state: str, **fields: object) -> SharePost:
    """As if the sender had brought it there; no network is asked."""
    SharePost.objects.filter(pk=post.pk).update(state=state, approved_digest=ledger.digest(post), next_at=None, **fields)
    return post


@pytest.fixture
def draft() -> SharePost:
    story = a_live_story(title="Less waiting")
    an_account("x", name="Throughline on X", price_plain="0.015", price_linked="0.2", monthly_budget="10")
    return a_share_draft(
        story, an_account("bluesky", name="Throughline on Bluesky"), parts=["Fewer people wait."], due_at=timezone.now() + timedelta(days=1)
    )


@pytest.fixture
def desk(page, sign_in) -> Page:
    sign_in(page, an_editor("Edda Editor"))
    return page


def test_an_editor_approves_what_was_read_and_recalls_it(desk, draft):
    desk.goto("/admin/sharing/")
    look(desk)
    desk.get_by_role("checkbox", name=re.compile("^Bluesky")).check()
    desk.get_by_role("button", name="Approve the ticked posts").click()
    expect(desk.get_by_text("1 post is approved.")).to_be_visible()

    desk.get_by_role("link", name="Recall everything queued").click()
    look(desk)
    desk.get_by_role("button", name="Recall 1 post").click()

    expect(desk.get_by_text("1 post is taken back.")).to_be_visible()
    assert SharePost.objects.get(pk=draft.pk).state == S.DRAFT


def test_the_count_and_the_preview_follow_while_one_types(desk, draft):
    desk.goto(f"/admin/sharing/pages/{draft.page_id}/?post={draft.pk}")
    look(desk)
    desk.get_by_label("Text for Bluesky, part 1").fill("Nobody waits. #EQIPON")

    expect(desk.get_by_role("group", name="As Bluesky will show it")).to_contain_text("Nobody waits. #EQIPON")
    expect(desk.get_by_text("21 of 300 characters", exact=True)).to_be_visible()
    desk.get_by_role("button", name="Approve for").click()

    expect(desk.get_by_text("Approved. It goes out")).to_be_visible()
    desk.reload()  # Wagtail's message fades in, and fading words have too little contrast
    look(desk)
    assert SharePost.objects.get(pk=draft.pk).parts == ["Nobody waits. #EQIPON"]


def test_without_javascript_every_button_works_and_nothing_typed_is_lost(page_without_javascript, sign_in, draft):
    page = page_without_javascript
    sign_in(page, an_editor("Edda Editor"))
    page.goto(f"/admin/sharing/pages/{draft.page_id}/?post={draft.pk}")
    page.get_by_label("Text for Bluesky, part 1").fill("A word. " * 60)
    page.get_by_role("button", name="Approve for").click()
    expect(page.get_by_role("alert")).to_contain_text("too long for this network")
    assert page.get_by_label("Text for Bluesky, part 1").input_value().startswith("A word. A word.")
    assert_fits(page)

    page.get_by_label("Text for Bluesky, part 1").fill("A word.")
    page.get_by_role("button", name="Save text").click()

    assert SharePost.objects.get(pk=draft.pk).parts == ["A word."]


def test_each_state_of_a_post_can_be_read_by_everybody(desk):
    bluesky, x, by_hand = an_account("bluesky"), an_account("x", price_linked="0.2", monthly_budget="10"), an_account("by-hand")
    story = a_live_story(title="Less waiting")
    remotes = [{"id": "1", "url": "https://bluesky.example/1", "extra": {}}]
    sent = in_state(a_share_draft(story, bluesky), S.SENT, remotes=remotes, sent_at=timezone.now(), likes=3, clicks=9)
    unknown = in_state(a_share_draft(story, x), S.UNKNOWN, reason="unsure")

    for address in (
        "",
        "ledger/",
        "ledger/?state=sent&network=bluesky",
        f"pages/{story.pk}/?post={sent.pk}",
        f"pages/{story.pk}/?post={unknown.pk}",
    ):
        desk.goto(f"/admin/sharing/{address}")
        look(desk)
    desk.get_by_text("Every change: who, when, why").click()
    desk.goto(f"/admin/sharing/pages/{story.pk}/?account={by_hand.pk}")
    look(desk)


@pytest.mark.parametrize(
    "options", [{"color_scheme": "dark"}, {"forced_colors": "active"}, {"locale": "fr-CA"}], ids=["dark", "forced", "french"]
)
def test_the_desk_holds_in_the_dark_in_forced_colours_and_in_french(open_page, sign_in, draft, options):
    page = open_page("narrow", **{key: value for key, value in options.items() if key != "locale"})
    user = an_editor("Edda Editor")
    if "locale" in options:
        UserProfile.objects.create(user=user, preferred_language="fr")
    sign_in(page, user)

    for address in ("", f"pages/{draft.page_id}/?post={draft.pk}"):
        page.goto(f"/admin/sharing/{address}")
        look(page)
