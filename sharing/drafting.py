"""From a page to drafts: what the template makes of its facts, for each account that it concerns, once."""

from dataclasses import fields
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Revision, TaskState

from content.models import BasePage
from members.models import User
from sharing import cards, channels, composing, directory, hours, ledger, templates
from sharing.ledger import Overtaken
from sharing.models import Account, ContentKind, ShareEvent, SharePost, ShareRule, content_of
from sharing.outgoing import problem_of

S, K = SharePost.State, SharePost.Kind
MOST_PARTS = 4  # of a thread
OF_THE_PAGE = [K.POST, K.AGAIN]  # what tells about the page itself; notices and edits have their own words
PROSE = ["title", "finding", "caution", "aim", "lesson", "description", "deadline"]  # facts that somebody wrote
COMPOSED = ["drafted", "again", "new-version", "page-changed", "page-is-back"]  # lines that carry the print of what was composed
NO_APPROVAL: dict[str, Any] = {"approved_by": None, "approved_at": None, "approved_digest": "", "is_by_rule": False}


def is_wanted(page: BasePage) -> bool:
    """True when a publication has to be looked at: somebody could hear of it, or has."""
    return bool(page.share_kind) and Account.objects.in_use().exists()


def draft_for(page: BasePage, *, by: User | None = None) -> list[SharePost]:
    """The drafts of this page: made where there is none, made anew where nobody has touched them. Twice is the same as once.

    By itself a page is told about once, when it is new: an account that was connected later and pages brought in by an import wait
    for an editor's order (`by`).
    """
    if not page.share_kind or page.why_not_shared():
        return []
    posts = []
    for account in accounts_for(page):
        post = SharePost.objects.filter(content=content_of(page.pk), account=account, kind=K.POST).first()
        if post is None and (by is not None or _is_news(page, account)):
            post = _draft(page, account, by)
        if post:
            posts.append(post)
    for post in SharePost.objects.of_page(page.pk).filter(kind__in=OF_THE_PAGE).select_related("account"):
        try:
            follow(post, page)
        except Overtaken:
            continue  # somebody decided in this moment; the sender looks again before it sends
    return posts


def accounts_for(page: BasePage) -> list[Account]:
    """Those of the community, and those of its organizations, in its language."""
    ours = Q(organization=None) | Q(organization__in=page.organization_keys())
    return list(Account.objects.in_use().filter(ours, language__in=["", page.language]))


def follow(post: SharePost, page: BasePage) -> SharePost:
    """The page may say something else now. Words that nobody touched are made anew; whatever was approved is asked about again."""
    if post.state == S.SENT and post.retract_reason:  # it could not be taken back, and need not be any more
        return ledger.change(post, S.SENT, reason="page-is-back", retract_reason="", is_out_of_reach=False)
    is_back = post.state == S.SKIPPED and bool(post.retract_reason)
    if not (is_back or post.state in SharePost.UNSENT) or post.remotes:
        return post
    words = words_for(page, post)
    composed = print_of(words)
    if not is_back and composed == _composed_before(post):
        SharePost.objects.filter(pk=post.pk, state=post.state).update(revision=page.live_revision_id)
        post.revision = page.live_revision_id
        return post
    with transaction.atomic():
        # asked of the row as it is: somebody may have typed while the words were made
        post.is_edited = SharePost.objects.select_for_update().values_list("is_edited", flat=True).get(pk=post.pk)
        reason = "page-is-back" if is_back else "page-changed" if post.is_edited else "new-version"
        fresh = {} if post.is_edited else words
        ledger.change(
            post, S.DRAFT, reason=reason, composed=composed, revision=page.live_revision_id, retract_reason="", **fresh, **NO_APPROVAL
        )
        return approve_by_rule(post, page)


def words_for(page: BasePage, post: SharePost, *, template: str = "", **more: object) -> dict[str, Any]:
    """The fields of the post that are made from the page: its text, its card, the words of its picture."""
    account, facts = post.account, facts_of(page, **more)
    channel = channels.channel(account.network)
    mentions = dict(directory.mentions_for(facts, account.network))
    parts = composing.compose(
        template or templates.template_for(account.network, post.content_kind, facts.language),
        facts,
        network=account.network,
        link=post.link if post.has_link else "",
        mentions=list(mentions),
        count=lambda text: channel.count(text, limits=account.limits),
        most_parts=MOST_PARTS if channel.has_threads else 1,
    )
    text = "\n".join(parts)
    return {
        "title": page.title[:255],
        "parts": parts,
        "language": facts.language,
        "card_title": facts.title[:255],
        "card_text": (facts.description or facts.finding)[:400],
        "alt_text": cards.proposed_alt(page)[:1000],
        "mentions": {handle: remote_id for handle, remote_id in mentions.items() if handle in text},
    }


def facts_of(page: BasePage, **more: object) -> composing.Facts:
    """What the page says of itself; keys that composing does not know are left out."""
    known = {field.name for field in fields(composing.Facts)}
    said = {"title": page.title, "language": page.language, "kind": page.share_kind, "is_retracted": page.is_retracted}
    return composing.Facts(**{name: value for name, value in (said | page.share_facts() | more).items() if name in known})


def print_of(words: dict[str, Any]) -> str:
    """Equal as long as the page would say the same."""
    return sha256(dumps(words, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def new_post(page: BasePage, account: Account, *, by: User | None, facts: dict[str, object] | None = None, **fields: Any) -> SharePost:
    """A row that is not saved yet, with the words that the page (and `facts` of the moment) give it."""
    kind = page.share_kind if page.share_kind in ContentKind.values else ContentKind.STORY
    said = {"content_kind": kind, "revision": page.live_revision_id, "made_by": by} | fields
    post = SharePost(page_id=page.pk, content=content_of(page.pk), account=account, **said)
    for name, value in words_for(page, post, **(facts or {})).items():
        setattr(post, name, value)
    return post


def _draft(page: BasePage, account: Account, by: User | None) -> SharePost | None:
    post = new_post(page, account, by=by)
    try:
        with transaction.atomic():
            ledger.begin(post, by=by, reason="drafted", composed=print_of(words_for(page, post)))
            return approve_by_rule(post, page)
    except IntegrityError:  # somebody else drafted it in the same moment
        return SharePost.objects.filter(content=post.content, account=account, kind=K.POST).first()


def _is_news(page: BasePage, account: Account) -> bool:
    if page.is_imported:
        return False
    return not (account.connected_at and page.first_published_at and page.first_published_at < account.connected_at)


def _composed_before(post: SharePost) -> str:
    lines = ShareEvent.objects.filter(post=post, reason__in=COMPOSED).exclude(digest="")
    return lines.order_by("-at", "-pk").values_list("digest", flat=True).first() or ""


# --- Who wrote what a post says ---


def put_words_in(page: BasePage, user: User) -> bool:
    """True for an editor who is credited nowhere, and some of whose words stand on the page as a post would say them.

    Reading, approving, or saving a version unchanged is no writing; nor is mending what no post says.
    """
    revisions = list(page.revisions.filter(user=user).order_by("-created_at"))
    said = _prose(page) if revisions else {}
    return any(_put_in(revision, said) for revision in revisions)


def _put_in(revision: Revision, said: dict[str, str]) -> bool:
    before = revision.get_previous()
    theirs, earlier = _prose(revision.as_object()), _prose(before.as_object()) if before else {}
    return any(words and words == theirs[name] != earlier.get(name) for name, words in said.items())


def _prose(page: BasePage) -> dict[str, str]:
    facts = facts_of(page)
    return {name: getattr(facts, name) for name in PROSE}


# --- Where an organization wants no second look ---


def approve_by_rule(post: SharePost, page: BasePage) -> SharePost:
    """Where the rule says so and somebody other than the authors approved exactly this version of the page, that is enough."""
    if post.kind != K.POST or post.is_edited or page.is_imported or not _is_auto(page, post.content_kind) or problem_of(post):
        return post
    state = TaskState.objects.filter(revision_id=page.live_revision_id, status=TaskState.STATUS_APPROVED).order_by("-finished_at").first()
    approver = state.finished_by if state else None
    if approver is None or page.was_written_by(approver) or put_words_in(page, approver):
        return post
    if unread := _unread(post, state.finished_at):
        return ledger.change(post, S.DRAFT, reason=unread)
    due_at = hours.next_slot(post.account, timezone.now())
    approval = {"approved_at": timezone.now(), "approved_digest": ledger.digest(post), "is_by_rule": True}
    who = str(getattr(approver, "member", approver))
    return ledger.change(post, S.APPROVED, reason="rule", detail=who, due_at=due_at, next_at=due_at, **approval)


def _unread(post: SharePost, approved_at: datetime) -> str:
    """What of this text came after the approval of its page, so that nobody but its editor has read it."""
    if templates.is_changed_since(post.account.network, post.content_kind, post.language, approved_at):
        return "text-changed"
    return "mention-changed" if directory.is_changed_since(post.mentions, post.account.network, approved_at) else ""


def _is_auto(page: BasePage, kind: str) -> bool:
    """Every organization of the page has to want it so."""
    rules = dict(ShareRule.objects.filter(content_kind=kind).values_list("organization", "mode"))
    common = rules.get(None, ShareRule.Mode.ASK)
    modes = [rules.get(key, common) for key in page.organization_keys()] or [common]
    return all(mode == ShareRule.Mode.AUTO for mode in modes)
