"""Accounts on networks, and posts in any state, as the ledger would have brought them there."""

from datetime import datetime, time, timedelta
from itertools import count
from uuid import uuid4

from django.utils import timezone
from wagtail.models import Page

from members.models import User
from sharing import drafting, ledger, posts, secrets
from sharing.models import Account, SharePost
from tests.factories.pages import a_live_story
from tests.factories.people import an_editor

_numbers = count(1)


def an_account(network: str = "scripted", **fields) -> Account:
    """Connected for a year, never quiet unless told so."""
    number = next(_numbers)
    said = {
        "name": f"Throughline on {network} {number}",
        "remote_id": f"account-{number}",
        "handle": f"throughline{number}",
        "secrets": secrets.seal({"access_token": f"token-of-{number}"}),
        "connected_at": timezone.now() - timedelta(days=365),
        "quiet_from": None,
        "quiet_to": None,
        "is_quiet_on_weekends": False,
    }
    return Account.objects.create(network=network, **{**said, **fields})


def a_quiet_account(network: str = "scripted", **fields) -> Account:
    """Quiet from eight in the evening to seven, and at weekends."""
    return an_account(network, **{"quiet_from": time(20), "quiet_to": time(7), "is_quiet_on_weekends": True, **fields})


def a_share_draft(page: Page | None = None, account: Account | None = None, **fields) -> SharePost:
    """What the publication of a story leaves for one account."""
    account = account or an_account()
    page = page or a_live_story()
    drafting.draft_for(page)
    post = SharePost.objects.get(content=f"page-{page.pk}", account=account, kind=SharePost.Kind.POST)
    for name, value in fields.items():
        setattr(post, name, value)
    if fields:
        post.save(update_fields=list(fields))
    return post


def an_approved_post(
    page: Page | None = None, account: Account | None = None, *, by: User | None = None, due_at: datetime | None = None, **fields
) -> SharePost:
    """Approved by an editor, due at once unless another hour is given."""
    return posts.approve(a_share_draft(page, account, **fields), by or an_editor(), due_at)


def approved_posts(number: int, account: Account | None = None, page: Page | None = None, *, by: User | None = None) -> list[SharePost]:
    """Several about one page, as if it were told about again and again: a page for each would take seconds."""
    draft = a_share_draft(page, account)
    made = [posts.approve(draft, by or an_editor())]
    for round_ in range(1, number):
        post = SharePost.objects.get(pk=draft.pk)
        post.pk, post.kind, post.round, post.code, post.key = None, SharePost.Kind.AGAIN, round_, f"code-{next(_numbers)}", uuid4().hex
        post.parts = [f"Told again, {round_}. {post.link}"]
        post.approved_digest = ledger.digest(post)
        made.append(ledger.begin(post, reason="again", composed=drafting.print_of(drafting.words_for(post.page.specific, post))))
    return made


def a_sent_post(page: Page | None = None, account: Account | None = None, **fields) -> SharePost:
    """Live on the network, without any network being asked."""
    post = an_approved_post(page, account)
    number = next(_numbers)
    remotes = [{"id": f"remote-{number}", "url": f"https://scripted.example/remote-{number}", "extra": {}}]
    ledger.change(post, SharePost.State.DUE)
    ledger.change(post, SharePost.State.SENDING)
    return ledger.change(post, SharePost.State.SENT, **{"remotes": remotes, "sent_at": timezone.now(), "next_at": None, **fields})
