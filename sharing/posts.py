"""What people decide about posts: the one door to the ledger. Every verb asks who may, says in a sentence why not, and leaves a line.

Drafts come from `drafting`, withdrawals from `withdrawing`; both are reached from here, too. Networks hear of it from `sender`.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import BasePage
from members.models import User
from members.roles import is_editor
from sharing import drafting, hours, ledger, sender, words
from sharing.drafting import NO_APPROVAL, draft_for, is_wanted
from sharing.ledger import Overtaken
from sharing.models import Account, SharePost, SharingSettings
from sharing.models.share_post import MEND, TO_MEND
from sharing.outgoing import problem_of
from sharing.outside import readable, web_address
from sharing.withdrawing import bring_back, draft_notice, noticed, sweep, take_down, withdraw, withdraw_if_closed

__all__ = [
    "again", "approve", "approve_many", "bring_back", "decide_unknown", "draft_for", "edit", "give_up_retracting", "is_wanted", "left_to_people",
    "mended_by_hand", "noticed",
    "posted_by_hand", "recall_all", "retract", "retry", "schedule", "send_late", "send_now", "skip", "sweep", "take_back", "taken_down_by_hand",
    "unskip", "withdraw", "withdraw_if_closed",
]  # fmt: skip

S, K = SharePost.State, SharePost.Kind
TEXTUAL = {"parts", "language", "content_note", "has_link", "card_title", "card_text", "has_picture", "alt_text", "mentions"}


# --- Text ---


@transaction.atomic
def edit(post: SharePost, by: User, **fields) -> SharePost:
    """Other words. What was approved has to be approved again."""
    unknown = fields.keys() - TEXTUAL
    if unknown:
        raise ValueError(f"Not for editing: {', '.join(sorted(unknown))}")
    post = _held(post, by, S.DRAFT, S.APPROVED, S.DUE, S.PAUSED, S.FAILED)
    _refuse_when_begun(post)
    before = ledger.digest(post)
    for name, value in fields.items():
        setattr(post, name, [readable(part) for part in value] if name == "parts" else value)
    if "has_link" in fields and "parts" not in fields:
        post.parts = _with_link(post) if post.has_link else _without_link(post)
    changed = {name: getattr(post, name) for name in TEXTUAL}
    if ledger.digest(post) == before and "mentions" not in fields:
        return post
    return _change(post, S.DRAFT, by=by, reason="edited", is_edited=True, next_at=None, **changed, **NO_APPROVAL)


# --- Yes, not yet, no ---


@transaction.atomic
def approve(post: SharePost, by: User, due_at: datetime | None = None, *, seen: str = "") -> SharePost:
    """Yes to exactly these words, at this hour, or the next usual one. `seen`: the print of the words that the person had before them."""
    seen = seen or ledger.digest(post)
    post = _held(post, by, S.DRAFT)
    _refuse_author(post, by)
    if seen != ledger.digest(post):
        raise ValidationError(_("The text has been changed meanwhile. Read it again."), code="changed")
    _check_ready(post)
    due_at = _hour(post, due_at or post.due_at)
    approval = {"approved_by": by, "approved_at": timezone.now(), "approved_digest": ledger.digest(post), "is_by_rule": False}
    _change(post, S.APPROVED, by=by, reason="", due_at=due_at, next_at=due_at, is_late_ok=False, **approval)
    sender.wake()
    return post


def approve_many(posts: Iterable[SharePost], by: User) -> tuple[list[SharePost], list[tuple[SharePost, str]]]:
    """Each for itself: those that could be approved, and the others with a sentence."""
    done, refused = [], []
    for post in posts:
        try:
            done.append(approve(post, by))
        except (ValidationError, PermissionDenied) as problem:
            refused.append((post, sentence_of(problem)))
    return done, refused


@transaction.atomic
def take_back(post: SharePost, by: User) -> SharePost:
    """It waits for approval again."""
    post = _held(post, by, S.APPROVED, S.DUE, S.PAUSED, S.FAILED)
    _refuse_when_begun(post)
    return _change(post, S.DRAFT, by=by, reason="editor", next_at=None, **NO_APPROVAL)


@transaction.atomic
def skip(post: SharePost, by: User, why: str = "") -> SharePost:
    """Not on this network, not this time."""
    post = _held(post, by, S.DRAFT, S.APPROVED, S.DUE, S.PAUSED, S.FAILED)
    _refuse_when_begun(post)
    return _change(post, S.SKIPPED, by=by, reason="editor", detail=why, next_at=None, **NO_APPROVAL)


def why_closed(post: SharePost) -> str:
    """A word for why nobody may be told of its page now. A notice may go all the same."""
    page = post.page.specific if post.page and post.kind == K.POST else None
    return page.why_not_shared() if isinstance(page, BasePage) else ""


@transaction.atomic
def unskip(post: SharePost, by: User) -> SharePost:
    """Skipped by mistake, or its page is open again."""
    post = _held(post, by, S.SKIPPED)
    if why := why_closed(post):
        raise ValidationError(words.reason_words(why))
    return _change(post, S.DRAFT, by=by, reason="editor", retract_reason="", **NO_APPROVAL)


@transaction.atomic
def schedule(post: SharePost, by: User, due_at: datetime) -> SharePost:
    """Another hour is no other text: what is approved stays approved."""
    post = _held(post, by, S.DRAFT, S.APPROVED, S.DUE, S.PAUSED)
    if due_at < timezone.now() - timedelta(minutes=1):
        raise ValidationError(_("This hour has passed. Choose one that is still to come."))
    due_at = hours.next_hour(post.account, due_at)
    if post.state == S.DRAFT:
        return _change(post, S.DRAFT, by=by, reason=post.reason, detail=post.detail, due_at=due_at)
    if not ledger.is_approved(post):
        raise ValidationError(_("Its text has to be approved first."))
    return _change(post, S.APPROVED, by=by, due_at=due_at, next_at=due_at)


@transaction.atomic
def send_now(post: SharePost, by: User) -> SharePost:
    """What was approved for later goes at once; where its account keeps quiet, as soon as it does not."""
    post = _held(post, by, S.DRAFT, S.APPROVED)
    _refuse_author(post, by)
    if not ledger.is_approved(post):
        raise ValidationError(_("Its text has to be approved first."))
    _check_ready(post)
    now = timezone.now()
    at = now if post.is_urgent else hours.next_hour(post.account, now)
    _change(post, S.DUE if at <= now else S.APPROVED, by=by, reason="now", due_at=at, next_at=at)
    sender.wake()
    return post


@transaction.atomic
def recall_all(by: User, network: str = "") -> int:
    """Everything that is approved and has not gone waits for approval again."""
    _editors_only(by)
    posts = SharePost.objects.queued().filter(remotes=[])
    if network:
        posts = posts.filter(account__network=network)
    recalled = 0
    for post in posts.select_for_update(of=("self",)).order_by("pk"):
        try:
            ledger.change(post, S.DRAFT, by=by, reason="recalled", next_at=None, **NO_APPROVAL)
            recalled += 1
        except Overtaken:
            continue  # it is being sent in this moment
    return recalled


# --- When something has gone wrong ---


@transaction.atomic
def retry(post: SharePost, by: User) -> SharePost:
    """Send what failed or was held back, at the next hour that is not quiet."""
    post = _held(post, by, S.FAILED, S.PAUSED)
    if post.reason == "late":
        return send_late(post, by)
    return _send_on(post, by)


@transaction.atomic
def send_late(post: SharePost, by: User) -> SharePost:
    """It is late, and an editor wants it all the same."""
    return _send_on(_held(post, by, S.PAUSED), by, is_late_ok=True)


@transaction.atomic
def decide_unknown(post: SharePost, by: User, is_live: bool, url: str = "") -> SharePost:
    """A person has looked at the network: it is there, at this address, or it is not."""
    post = _held(post, by, S.UNKNOWN)
    if post.is_claimed():
        raise ValidationError(_("It is being looked for in this moment. Wait a minute."))
    if is_live:
        remotes = [*post.remotes, {"id": "", "url": _checked(url) if url else "", "extra": {}}]
        was_wanted_back = post.retract_reason
        _change(post, S.SENT, by=by, reason="editor", remotes=remotes, sent_at=timezone.now(), next_at=None, is_by_hand=True)
        if was_wanted_back:
            take_down(post, was_wanted_back, by=by)
        return post
    if post.retract_reason:
        to = S.RETRACTING if post.remotes else S.SKIPPED
        return _change(post, to, by=by, reason=post.retract_reason, next_at=timezone.now())
    _change(post, S.DUE, by=by, reason="editor", next_at=timezone.now(), tries=0, looks=0)
    sender.wake()
    return post


@transaction.atomic
def posted_by_hand(post: SharePost, by: User, url: str) -> SharePost:
    """A person has put it there; the ledger keeps its address."""
    post = _held(post, by, S.DRAFT, S.APPROVED, S.DUE, S.PAUSED, S.FAILED)
    _refuse_author(post, by)
    _refuse_when_begun(post)
    _check_open(post)
    remotes, now = [{"id": "", "url": _checked(url), "extra": {}}], timezone.now()
    approval = {"approved_by": by, "approved_at": now, "approved_digest": ledger.digest(post)}
    return _change(post, S.SENT, by=by, reason="by-hand", remotes=remotes, sent_at=now, next_at=None, is_by_hand=True, **approval)


# --- Once more ---


def again(page: BasePage, account: Account, by: User, text: str | list[str] | None = None) -> SharePost:
    """An editor orders it told once more, some time after the last post and in other words."""
    _editors_only(by)
    return once_more(page, account, by=by, text=text)


@transaction.atomic
def once_more(
    page: BasePage, account: Account, *, by: User | None = None, text: str | list[str] | None = None, template: str = ""
) -> SharePost:
    """The draft of it, with the words that somebody wrote, or in the way of this template. `by` is None for the evergreen queue."""
    if why := page.why_not_shared():
        raise ValidationError(words.reason_words(why) or _("The page is not open to all."))
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)  # two orders at once are one
    posts = SharePost.objects.of_page(page.pk).filter(account=account, kind__in=drafting.OF_THE_PAGE)
    _check_cooldown(posts)
    last = posts.order_by("-round").first()
    post = drafting.new_post(page, account, by=by, kind=K.AGAIN, round=last.round + 1 if last else 1)
    composed = drafting.print_of(drafting.words_for(page, post))
    if template:
        text = drafting.words_for(page, post, template=template)["parts"]
    if text:
        post.parts, post.is_edited = [readable(part) for part in ([text] if isinstance(text, str) else text)], True
        _check_other_words(post)
    try:
        with transaction.atomic():
            return ledger.begin(post, by=by, reason="again", composed=composed)
    except IntegrityError as problem:
        raise ValidationError(_("Somebody has just ordered it. Look at the draft.")) from problem


def _check_cooldown(posts) -> None:
    if posts.filter(state__in=[*SharePost.UNSENT, S.SENDING, S.UNKNOWN]).exists():
        raise ValidationError(_("A post about it waits already. Approve that one, or skip it."))
    days = SharingSettings.load().again_after_days
    if last := posts.filter(sent_at__gt=timezone.now() - timedelta(days=days)).order_by("-sent_at").first():
        from_day = timezone.localtime(last.sent_at + timedelta(days=days)).date().isoformat()
        raise ValidationError(_("It was shared there less than %(days)d days ago. Again from %(day)s.") % {"days": days, "day": from_day})


def _check_other_words(post: SharePost) -> None:
    earlier = SharePost.objects.filter(content=post.content, account=post.account, kind__in=drafting.OF_THE_PAGE).exclude(pk=post.pk)
    said = {_bare(other) for other in earlier.exclude(sent_at=None)}
    if _bare(post) in said:
        raise ValidationError(_("The same words were posted there before. Say it in another way."), code="same-words")


def _bare(post: SharePost) -> str:
    """The words without links, case and blanks."""
    return " ".join(re.sub(r"https?://\S+", " ", post.text).casefold().split())


# --- Taking back ---


@transaction.atomic
def retract(post: SharePost, by: User, how: str = "delete") -> SharePost:
    """Delete it there, or draft a notice under it, or an edit of it, where the network allows that."""
    post = _held(post, by, S.SENT, S.UNKNOWN)
    if how == "delete":
        is_in_another = post.kind == K.EDIT and post.parent is not None  # the same post there: it goes with all that belongs to it
        take_down(post.parent if is_in_another else post, "editor", by=by)
        post.refresh_from_db()
        sender.wake()
        return post
    page = post.page.specific if post.page else None
    if not isinstance(page, BasePage) or post.state != S.SENT or post.is_by_hand:
        raise ValidationError(_("There is nothing to put a notice on: the post or its page is gone, or it was posted by hand."))
    draft = draft_notice(post, page, _last_notice(page), why="from-editor", by=by, as_edit=how == "edit")
    if draft is None:
        raise ValidationError(_("This network allows neither a notice under a post nor an edit. It can only be deleted."))
    return draft


@transaction.atomic
def give_up_retracting(post: SharePost, by: User) -> SharePost:
    """It cannot be deleted by us: it is listed as out of reach until somebody has done so by hand."""
    post = _held(post, by, S.RETRACTING)
    if post.is_claimed():
        raise ValidationError(_("It is being deleted there in this moment. Wait a minute."))
    return _change(
        post, S.SENT, by=by, reason="editor", is_out_of_reach=True, is_urgent=False, next_at=None, sent_at=post.sent_at or timezone.now()
    )


@transaction.atomic
def taken_down_by_hand(post: SharePost, by: User) -> SharePost:
    """A person has deleted there what we could not."""
    post = _held(post, by, S.SENT, S.RETRACTING)
    reason = post.retract_reason or "editor"
    if post.state == S.SENT:
        _change(post, S.RETRACTING, by=by, reason="by-hand", retract_reason=reason)
    return _change(
        post, S.RETRACTED, by=by, reason="by-hand", retracted_at=timezone.now(), is_out_of_reach=False, is_urgent=False, next_at=None
    )


@transaction.atomic
def mended_by_hand(post: SharePost, by: User) -> SharePost:
    """A person has said there what we could not say under it."""
    post = _held(post, by, S.SENT)
    if post.reason != MEND:
        raise ValidationError(_("Somebody else has just changed this post. Look again."), code="overtaken")
    return _change(post, S.SENT, by=by, reason="mended")


def on_their_way_back(page_id: int) -> str:
    """How many posts of a page are being deleted, in a sentence."""
    deleted = SharePost.objects.of_page(page_id).filter(state=S.RETRACTING, is_out_of_reach=False).count()
    if not deleted:
        return ""
    said = ngettext(
        "One post about it is being deleted on its network.", "%(n)d posts about it are being deleted on their networks.", deleted
    )
    return said % {"n": deleted}


def left_to_people(page_id: int) -> list[str]:
    """What nobody but a person can do about the posts of a page that was corrected or taken away, in sentences."""
    rows = SharePost.objects.of_page(page_id).select_related("account").order_by("pk")
    said = []
    for post in rows.filter(TO_MEND | Q(is_out_of_reach=True)):
        line = (
            _("To be deleted there by hand: %(account)s, %(address)s")
            if post.is_out_of_reach
            else _("To be mended there by hand: %(account)s, %(address)s")
        )
        said.append(line % {"account": post.account, "address": post.address or _("its address is not known here")})
    if waiting := rows.filter(kind__in=[K.NOTICE, K.EDIT], state=S.DRAFT).count():
        said.append(
            ngettext(
                "One notice about it waits for approval on the sharing desk.",
                "%(n)d notices about it wait for approval on the sharing desk.",
                waiting,
            )
            % {"n": waiting}
        )
    return said


def _last_notice(page: BasePage) -> str:
    notices = getattr(page, "notices", None)
    notice = notices.first() if notices is not None else None
    return notice.reason if notice else ""


# --- What all of them ask ---


def sentence_of(problem: Exception) -> str:
    return " ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)


def _held(post: SharePost, by: User, *states: str) -> SharePost:
    """The row as it is now, held until the end of the transaction, in the object that the caller has."""
    _editors_only(by)
    SharePost.objects.select_for_update().get(pk=post.pk)
    post.refresh_from_db()
    if post.state not in states:
        raise ValidationError(
            _("This cannot be done any more: the post is “%(state)s” now.") % {"state": words.mark_of(post).word}, code="overtaken"
        )
    return post


def _change(post: SharePost, to: str, **fields) -> SharePost:
    try:
        return ledger.change(post, to, **fields)
    except Overtaken as problem:
        raise ValidationError(_("Somebody else has just changed this post. Look again."), code="overtaken") from problem


def _send_on(post: SharePost, by: User, **fields) -> SharePost:
    if not ledger.is_approved(post):
        raise ValidationError(_("Its text has to be approved first."))
    _check_ready(post)
    next_at = hours.next_hour(post.account, timezone.now())
    if not post.due_at or post.due_at < next_at:
        fields = {"due_at": next_at, **fields}
    _change(post, S.DUE, by=by, reason="editor", next_at=next_at, tries=0, looks=0, **fields)
    sender.wake()
    return post


def _check_ready(post: SharePost) -> None:
    if post.account.state == Account.State.DISCONNECTED:
        raise ValidationError(_("This account is disconnected. Connect it again, or skip the post."))
    _check_open(post)
    if problem := problem_of(post):
        raise ValidationError(words.reason_words(problem), code=problem)
    if post.kind == K.AGAIN:
        _check_other_words(post)


def _check_open(post: SharePost) -> None:
    if why := sender.why_closed(post):
        raise ValidationError(words.reason_words(why) or _("The page is not open to all."), code="closed")


def _hour(post: SharePost, wanted: datetime | None) -> datetime:
    """The chosen hour; a notice at once; else the account's next usual one."""
    now = timezone.now()
    if post.is_urgent:
        return wanted if wanted and wanted > now else now
    return hours.next_hour(post.account, wanted) if wanted and wanted > now else hours.next_slot(post.account, now)


def _editors_only(by: User) -> None:
    if not is_editor(by):
        raise PermissionDenied(_("Sharing is for editors."))


def _refuse_author(post: SharePost, by: User) -> None:
    page = post.page.specific if post.page else None
    if isinstance(page, BasePage) and page.was_written_by(by):
        raise PermissionDenied(_("You wrote this page. Another editor has to approve what is said about it."))
    if isinstance(page, BasePage) and drafting.put_words_in(page, by):
        raise PermissionDenied(_("You wrote words of this page that its posts say. Another editor has to approve them."))


def _refuse_when_begun(post: SharePost) -> None:
    if post.remotes:
        raise ValidationError(_("The first part of it is on the network already. Send the rest, or withdraw it."))


def _checked(url: str) -> str:
    if not (address := web_address(url)):
        raise ValidationError({"url": _("Paste the address of the post, beginning with https://.")})
    return address


def _with_link(post: SharePost) -> list[str]:
    return post.parts if any(post.link in text for text in post.parts) else [f"{post.parts[0]}\n{post.link}".strip(), *post.parts[1:]]


def _without_link(post: SharePost) -> list[str]:
    return [text.replace(post.link, "").strip() for text in post.parts]
