"""What exactly is sent: the preview, the count, the price and the sender all ask here, so they cannot differ."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from django.utils import timezone

from sharing import cards, channels
from sharing.channels.base import Card, Count, Outgoing, Remote
from sharing.models import SharePost
from sharing.text import extracting


def outgoing(post: SharePost, *, with_pictures: bool = True) -> list[Outgoing]:
    """The messages of a post in their order: one, or the parts of a thread. The card goes with the first."""
    first = replace(_part(post, 0), card=None, picture=None)
    picture = cards.card_for(post) if with_pictures and post.has_picture else None
    channel = channels.channel(post.account.network)
    if post.has_link and not channel.makes_cards:
        card = Card(url=post.link, title=post.card_title or post.title, description=post.card_text, picture=picture)
        first = replace(first, card=card)
    elif picture:
        first = replace(first, picture=picture)
    return [first, *(_part(post, number) for number in range(1, len(post.parts)))]


def key_of(post: SharePost, number: int) -> str:
    """Each part has a key of its own, equal on every try."""
    return post.key if number == 0 else sha256(f"{post.key}:{number}".encode()).hexdigest()[:32]


def remote_of(kept: dict) -> Remote:
    return Remote(id=kept.get("id", ""), url=kept.get("url", ""), extra=kept.get("extra") or {})


def kept_of(remote: Remote) -> dict:
    return {"id": remote.id, "url": remote.url, "extra": dict(remote.extra)}


def count_of(post: SharePost) -> list[Count]:
    """How long each part is by the network's own measure."""
    channel = channels.channel(post.account.network)
    return [channel.count(text, content_note=post.content_note, limits=post.account.limits) for text in post.parts]


def price_of(post: SharePost, parts: int | None = None) -> Decimal:
    """Of the whole, or of its first so many parts."""
    account = post.account
    texts = post.parts if parts is None else post.parts[:parts]
    has_link = [post.link in text or bool(extracting.links(text)) for text in texts]
    return sum((account.price_linked if linked else account.price_plain for linked in has_link), Decimal(0))


def problem_of(post: SharePost) -> str:
    """The code of what stops it from being sent as it is; empty when nothing does."""
    counts = count_of(post)
    if not counts or not all(text.strip() for text in post.parts):
        return "empty"
    if wrong := [code for count in counts for code in count.problems]:
        return wrong[0]
    return "no-alt-text" if post.has_picture and not post.alt_text.strip() else ""


def _part(post: SharePost, number: int) -> Outgoing:
    answered, before = _answered(post), [remote_of(kept) for kept in post.remotes[:number]]
    text = post.parts[number] if number < len(post.parts) else ""
    return Outgoing(
        key=key_of(post, number),
        text=text,
        language=post.language,
        link=post.link if post.has_link and (number == 0 or post.link in text) else "",
        content_note=post.content_note,
        reply_to=before[-1] if before else answered,
        root=before[0] if before else answered,
        mentions=post.mentions,
        created_at=_first_tried_at(post) + timedelta(milliseconds=number),
    )


def _answered(post: SharePost) -> Remote | None:
    """The post under which a notice stands."""
    if post.kind != SharePost.Kind.NOTICE or post.parent is None or not post.parent.remotes:
        return None
    return remote_of(post.parent.remotes[0])


def _first_tried_at(post: SharePost) -> datetime:
    """The hour that networks show. Of the first try since it was approved, so that it is equal on each."""
    tried = post.events.filter(became=SharePost.State.SENDING, at__gte=post.approved_at) if post.pk and post.approved_at else None
    first = tried.order_by("at").values_list("at", flat=True).first() if tried is not None else None
    return first or timezone.now()
