"""How a post changes its state: only along these lines, only from the state that was seen, and never without a line that says who and why."""

from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.models import User
from sharing.models import ShareEvent, SharePost
from sharing.outside import readable

S = SharePost.State

# From each state, the states that may follow. What is not here cannot happen, whoever asks.
FOLLOWS: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.DRAFT, S.APPROVED, S.SKIPPED, S.SENT}),  # SENT: posted by hand
    # RETRACTING from a state that is not sent: the first parts of a thread are live
    S.APPROVED: frozenset({S.APPROVED, S.DRAFT, S.DUE, S.PAUSED, S.SKIPPED, S.SENT, S.RETRACTING}),
    S.DUE: frozenset({S.DUE, S.DRAFT, S.APPROVED, S.SENDING, S.PAUSED, S.FAILED, S.SKIPPED, S.SENT, S.RETRACTING}),
    S.SENDING: frozenset({S.SENDING, S.SENT, S.DUE, S.UNKNOWN, S.FAILED, S.PAUSED, S.SKIPPED, S.RETRACTING}),
    S.UNKNOWN: frozenset({S.UNKNOWN, S.SENT, S.DUE, S.FAILED, S.SKIPPED, S.RETRACTING}),
    S.SENT: frozenset({S.SENT, S.RETRACTING}),
    S.FAILED: frozenset({S.FAILED, S.DRAFT, S.DUE, S.SKIPPED, S.SENT, S.RETRACTING}),
    S.PAUSED: frozenset({S.PAUSED, S.DRAFT, S.APPROVED, S.DUE, S.SKIPPED, S.SENT, S.RETRACTING}),
    S.SKIPPED: frozenset({S.SKIPPED, S.DRAFT}),
    S.RETRACTING: frozenset({S.RETRACTING, S.RETRACTED, S.SENT}),  # SENT: it could not be undone, or an editor gave it up
    S.RETRACTED: frozenset(),
}


class Overtaken(Exception):
    """Somebody else has changed the post in between: read it again."""


def digest(post: SharePost) -> str:
    """The words and the picture that an approval is for. Another hour is no other text."""
    said = [post.parts, post.language, post.content_note, post.has_link, post.card_title, post.card_text, post.has_picture, post.alt_text]
    return sha256(dumps(said, ensure_ascii=False).encode()).hexdigest()


def is_approved(post: SharePost) -> bool:
    """True when somebody said yes to exactly what it says now."""
    return bool(post.approved_digest) and post.approved_digest == digest(post)


@transaction.atomic
def change(
    post: SharePost, to: str, *, by: User | None = None, reason: str = "", detail: str = "", composed: str = "", **fields: Any
) -> SharePost:
    """Bring the post from the state it was read in to another, with other fields, and write the line. All of it or nothing.

    Raises Overtaken when the row is not in that state any more (another process, another person), ValueError for a turn that
    cannot happen. `by=None` is the sender itself. `composed`: the print of what the template made of the page, for the line.
    """
    was = post.state
    if to not in FOLLOWS[was]:
        raise ValueError(f"A post does not go from {was} to {to}.")
    at: datetime = timezone.now()
    fields = {"reason": reason, "detail": readable(detail)[:2000], "state": to, **({"state_at": at} if to != was else {}), **fields}
    if not SharePost.objects.filter(pk=post.pk, state=was, claimed_by=post.claimed_by).update(**fields):
        raise Overtaken
    for name, value in fields.items():
        setattr(post, name, value)
    _write(post, was=was, by=by, digest=composed or (digest(post) if to in (S.APPROVED, S.SENDING) else ""))
    return post


def begin(post: SharePost, *, by: User | None = None, reason: str, composed: str = "") -> SharePost:
    """A new row, with its first line."""
    post.reason = reason
    post.save(force_insert=True)
    _write(post, was="", by=by, digest=composed)
    return post


def _write(post: SharePost, *, was: str, by: User | None, digest: str) -> None:
    ShareEvent.objects.create(
        post_id=post.pk,
        was=was,
        became=post.state,
        reason=post.reason,
        detail=post.detail,
        by=by,
        by_name=str(getattr(by, "member", by)) if by else "",
        digest=digest,
    )
