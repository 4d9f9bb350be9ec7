"""A retraction travels: what is not sent never is, what is live is taken back before anything else, and what cannot be is listed."""

import logging
from collections.abc import Iterable, Iterator

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Page

from content.models import BasePage
from content.shelves import page_types
from members.models import User
from sharing import channels, drafting, ledger
from sharing.drafting import NO_APPROVAL
from sharing.ledger import Overtaken
from sharing.models import ContentKind, SharePost
from sharing.models.share_post import MEND

log = logging.getLogger("throughline.sharing")
S, K = SharePost.State, SharePost.Kind
ABOUT_A_NOTICE = [K.NOTICE, K.EDIT]
DRAFTED_FROM = {"correction": "from-correction", "retraction": "from-retraction", "restored": "from-restored"}
AT_ONCE = 500  # pages looked at together


def withdraw(page: BasePage, reason: str = "unpublished") -> int:
    """Nothing that tells about this page stays queued or live. In the transaction in which the page goes away."""
    return _withdraw(SharePost.objects.of_page(page.pk), reason)


def withdraw_if_closed(page: BasePage) -> None:
    """After a publication: a version may close the page, such as one that asks for consent again."""
    posts = SharePost.objects.of_page(page.pk)
    if posts.exists() and (why := page.why_not_shared()):
        _withdraw(posts, why)


def noticed(page: BasePage, notice, *, posts_stay: bool = False) -> list[SharePost]:
    """Corrected, retracted or restored. A retraction takes the posts back, unless the editor would rather have them stay with a notice:
    then, and for a correction, a notice is drafted under each, for an editor to approve or to skip. Where we can put none, a person has to."""
    if notice.kind == "retraction" and not posts_stay:
        withdraw(page, "retraction")
        return []
    if notice.kind == "retraction":
        _withdraw(SharePost.objects.of_page(page.pk).exclude(state=S.SENT), "retraction")
    live = SharePost.objects.of_page(page.pk).filter(state=S.SENT, kind__in=drafting.OF_THE_PAGE, is_out_of_reach=False)
    drafts = []
    for post in live.select_related("account"):
        why = DRAFTED_FROM[notice.kind]
        if not post.is_by_hand and (draft := draft_notice(post, page, notice.reason, version=notice.pk, why=why)):
            drafts.append(draft)
        elif post.reason != MEND:
            ledger.change(post, S.SENT, reason=MEND)
    return drafts


def draft_notice(
    post: SharePost, page: BasePage, words: str, *, why: str, version: int | None = None, by: User | None = None, as_edit: bool = False
) -> SharePost | None:
    """What is said under a post, or instead of its words where the network only allows that. None where it allows neither."""
    channel = channels.channel(post.account.network)
    kind = K.EDIT if as_edit or not channel.can_reply else K.NOTICE
    if kind == K.EDIT and not channel.can_edit:
        return None
    version = version or page.live_revision_id
    mine = SharePost.objects.filter(parent=post, kind=kind)
    if version and (there := mine.filter(revision=version).first()):
        is_wanted_after_all = by is not None and there.state == S.SKIPPED
        return ledger.change(there, S.DRAFT, by=by, reason=why, retract_reason="") if is_wanted_after_all else there
    draft = drafting.new_post(
        page, post.account, by=by, kind=kind, parent=post, revision=version, round=post.round, is_urgent=True,
        content_kind=ContentKind.CORRECTION, has_picture=False, facts={"reason": words, "kind": ContentKind.CORRECTION},
    )  # fmt: skip
    try:
        with transaction.atomic():
            return ledger.begin(draft, by=by, reason=why)
    except IntegrityError:
        return mine.filter(revision=version).first()


def take_down(post: SharePost, reason: str, *, by: User | None = None) -> None:
    """One post: whatever state it is in, it ends as not sent, withdrawn, or listed as out of reach. Nobody overtakes it for long."""
    for _ in range(5):
        try:
            return _take_down(post, reason, by)
        except Overtaken:
            post.refresh_from_db()
    raise Overtaken


def sweep() -> int:
    """The clock: posts whose page is not open any more, by whatever door it was closed."""
    closed = 0
    for keys in _in_pieces(_pages_told_about()):
        opened = {
            key for page_type in page_types() for key in page_type.objects.to_share().filter(pk__in=keys).values_list("pk", flat=True)
        }
        for page in Page.objects.filter(pk__in=set(keys) - opened).specific():
            why = page.why_not_shared() if isinstance(page, BasePage) else ""
            posts = _not_taken_back().filter(page=page)
            if why == "retraction":  # what is live was decided with the notice
                posts = posts.filter(state__in=SharePost.UNSENT).exclude(kind__in=ABOUT_A_NOTICE)
            closed += _withdraw(posts, why) if why else 0
    return closed + _withdraw(_not_taken_back().filter(page=None), "deleted")


def bring_back() -> int:
    """The clock: pages that are open again, such as after the end of a restriction. Their posts become drafts again, never more."""
    waiting = SharePost.objects.filter(state=S.SKIPPED, page__isnull=False).exclude(retract_reason="")
    back = 0
    for keys in _in_pieces(waiting.order_by().values_list("page", flat=True).distinct()):
        for page_type in page_types():
            for page in page_type.objects.to_share().filter(pk__in=keys):
                drafting.draft_for(page)
                back += 1
    return back


def _pages_told_about() -> Iterable[int]:
    return _not_taken_back().filter(page__isnull=False).order_by().values_list("page", flat=True).distinct()


def _not_taken_back():
    """What is queued, or live for all that we know, and has not been told to go. A retraction that an editor answered by a notice stays."""
    return SharePost.objects.filter(state__in=[*SharePost.UNSENT, *SharePost.MAYBE_LIVE], retract_reason="")


def _in_pieces(keys: Iterable[int]) -> Iterator[list[int]]:
    keys = list(keys)
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _withdraw(posts, reason: str) -> int:
    done = 0
    for post in posts.exclude(state__in=[S.SKIPPED, S.RETRACTED]).select_related("account").order_by("pk"):
        take_down(post, reason)
        done += 1
    return done


@transaction.atomic
def _take_down(post: SharePost, reason: str, by: User | None) -> None:
    marks = {"by": by, "reason": reason, "retract_reason": reason}
    if post.state in (S.SKIPPED, S.RETRACTED, S.RETRACTING):
        return
    if post.state == S.SENDING:  # whoever sends it sees the mark when the network has answered
        ledger.change(post, S.SENDING, is_urgent=True, **marks)
    elif post.state == S.UNKNOWN:  # first we look whether it is there
        ledger.change(post, S.UNKNOWN, is_urgent=True, next_at=timezone.now(), looks=0, **marks)
    elif post.state == S.SENT or post.remotes:
        if is_out_of_reach(post):
            if post.state != S.SENT:
                ledger.change(post, S.RETRACTING, **marks)
            ledger.change(post, S.SENT, is_out_of_reach=True, **marks)
        else:
            ledger.change(post, S.RETRACTING, is_urgent=True, next_at=timezone.now(), tries=0, is_out_of_reach=False, **marks)
    else:
        ledger.change(post, S.SKIPPED, next_at=None, **marks, **NO_APPROVAL)
    for notice in post.children.select_related("account"):  # without its post it would stand alone
        take_down(notice, reason, by=by)


def is_out_of_reach(post: SharePost) -> bool:
    """True where no program can take it back: posted by a person, or on a network without deleting."""
    channel = channels.CHANNELS.get(post.account.network)
    return channel is None or not channel.can_delete or post.is_by_hand or not all(kept.get("id") for kept in post.remotes)
