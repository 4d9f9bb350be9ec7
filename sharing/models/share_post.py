"""The ledger: one message on one network, from its first draft to the day it is taken back. Rows outlive their page."""

import secrets
import uuid
from datetime import datetime
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sharing.outside import web_address

from .account import Account

MOST_TRIES = 6  # of one message, before a person decides
MEND = "mend-by-hand"  # why a live post wants a person: its page was corrected, and we can put no notice under it


def _code() -> str:
    return secrets.token_urlsafe(6)


def _key() -> str:
    return uuid.uuid4().hex


TO_MEND = models.Q(state="sent", reason=MEND, is_out_of_reach=False)


class SharePostQuerySet(models.QuerySet):
    def waiting_for_approval(self) -> Self:
        return self.filter(state=SharePost.State.DRAFT)

    def queued(self) -> Self:
        """Approved and not yet gone: what "recall everything" takes back."""
        return self.filter(state__in=SharePost.QUEUED)

    def live(self) -> Self:
        """On the network, or perhaps so: what a withdrawal has to reach."""
        return self.filter(state__in=SharePost.MAYBE_LIVE)

    def to_mend(self) -> Self:
        """Live, and to be mended on the network by a person."""
        return self.filter(TO_MEND)

    def of_page(self, page_id: int) -> Self:
        return self.filter(content=content_of(page_id))

    def for_desk(self) -> Self:
        return self.select_related("account", "account__organization", "approved_by__member", "page")


def content_of(page_id: int) -> str:
    """How the ledger names a page, also after it is deleted. Keys of pages are never given out twice."""
    return f"page-{page_id}"


class SharePost(models.Model):
    """One message on one network."""

    class Kind(models.TextChoices):
        POST = "post", _("Post")
        AGAIN = "again", _("Shared again")
        NOTICE = "notice", _("Notice under a post")
        EDIT = "edit", _("Edit of a post")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")  # waits for its hour
        DUE = "due", _("Due")  # its hour has come
        SENDING = "sending", _("Being sent")
        UNKNOWN = "unknown", _("Unknown")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        PAUSED = "paused", _("Paused")
        SKIPPED = "skipped", _("Skipped")  # an editor decided not to post it, or took it back before it was sent
        RETRACTING = "retracting", _("Being withdrawn")
        RETRACTED = "retracted", _("Withdrawn")

    QUEUED = [State.APPROVED, State.DUE]
    UNSENT = [State.DRAFT, State.APPROVED, State.DUE, State.PAUSED, State.FAILED]
    MAYBE_LIVE = [State.SENDING, State.UNKNOWN, State.SENT]

    # --- What it is about ---
    page = models.ForeignKey("wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="share_posts")
    content = models.CharField(max_length=60)  # content_of(page.pk): stays when the page goes
    content_kind = models.CharField(max_length=20, blank=True)  # story, lesson, resource, event, call, correction: see sharing.composing
    title = models.CharField(_("title"), max_length=255)
    revision = models.PositiveBigIntegerField(null=True, blank=True)  # the version that the text was made from
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts", verbose_name=_("account"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.POST)
    round = models.PositiveSmallIntegerField(default=0)  # 1, 2, ... when an editor orders it again
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")  # of a notice, an edit
    # --- What is said ---
    parts = models.JSONField(default=list)  # the text; several parts are a thread
    language = models.CharField(max_length=2, default="en")
    content_note = models.CharField(_("content note"), max_length=200, blank=True)
    code = models.CharField(max_length=16, unique=True, default=_code, editable=False)  # of the link that counts clicks
    has_link = models.BooleanField(_("with the link"), default=True)
    card_title = models.CharField(max_length=255, blank=True)
    card_text = models.CharField(max_length=400, blank=True)
    has_picture = models.BooleanField(_("with the card"), default=True)
    alt_text = models.TextField(_("alternative text"), blank=True, max_length=1000)
    mentions = models.JSONField(default=dict, blank=True)  # @handle -> the network's own name of the account
    is_edited = models.BooleanField(default=False)  # by a person: a new version of the page never writes over it
    # --- Who said yes, and to which words ---
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_digest = models.CharField(max_length=64, blank=True, editable=False)
    is_by_rule = models.BooleanField(default=False)  # approved by the setting of its organization and kind
    # --- When ---
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    state_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=30, blank=True)  # a word for code; sharing.words says it for people
    detail = models.TextField(blank=True)  # what the network, or a person, said
    due_at = models.DateTimeField(_("planned for"), null=True, blank=True)  # the hour that people chose
    next_at = models.DateTimeField(null=True, blank=True)  # when the sender looks at it next
    is_urgent = models.BooleanField(default=False)  # retractions and notices go first, also in quiet hours
    is_late_ok = models.BooleanField(default=False)  # an editor said: send it although it is late
    # --- On its way ---
    key = models.CharField(max_length=40, default=_key, editable=False)  # never changes: equal keys make a repeat harmless
    tries = models.PositiveSmallIntegerField(default=0)
    looks = models.PositiveSmallIntegerField(default=0)  # how often we looked whether it is live
    claimed_by = models.CharField(max_length=60, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    # --- On the network ---
    remotes = models.JSONField(default=list, blank=True)  # one {"id", "url", "extra"} per part that is known to be live
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    is_by_hand = models.BooleanField(default=False)  # posted by a person, its address typed here
    cost = models.DecimalField(_("cost"), max_digits=8, decimal_places=4, default=Decimal(0))
    retract_reason = models.CharField(max_length=30, blank=True)  # unpublished, deleted, embargo, consent, retraction, editor
    retracted_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    is_out_of_reach = models.BooleanField(default=False)  # could not be undone: an editor has to act by hand
    # --- Counts: how often, never who ---
    likes = models.PositiveIntegerField(default=0)
    reposts = models.PositiveIntegerField(default=0)
    replies = models.PositiveIntegerField(default=0)
    clicks = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = SharePostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post on a network")
        verbose_name_plural = _("posts on networks")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["content", "account", "kind", "revision", "round"], name="one_share_each"),
            models.UniqueConstraint(fields=["content", "account"], condition=models.Q(kind="post"), name="one_first_post_each"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "due", "sending", "sent", "unknown"]) | ~models.Q(approved_digest=""),
                name="nothing_unapproved_goes_out",
            ),
        ]
        indexes = [models.Index(fields=["state", "next_at"]), models.Index(fields=["content"]), models.Index(fields=["due_at"])]

    def __str__(self) -> str:
        return f"{self.title} ({self.account}, {self.get_state_display()})"

    @property
    def text(self) -> str:
        return "\n\n".join(self.parts)

    @property
    def address(self) -> str:
        """Where people open it on the network."""
        return web_address(self.remotes[0].get("url", "")) if self.remotes else ""

    @property
    def link(self) -> str:
        """The address in the post: ours, short, counted without knowing who."""
        return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("share_link", args=[self.code])

    def is_claimed(self, at: datetime | None = None) -> bool:
        return bool(self.claimed_until and self.claimed_until > (at or timezone.now()))


class ShareEvent(models.Model):
    """Who changed a post's state, when and why. Added to, never changed."""

    post = models.ForeignKey(SharePost, on_delete=models.CASCADE, related_name="events")
    was = models.CharField(max_length=10, blank=True)
    became = models.CharField(max_length=10)
    reason = models.CharField(max_length=30, blank=True)
    detail = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)  # empty: the sender, by itself
    at = models.DateTimeField(default=timezone.now)
    digest = models.CharField(max_length=64, blank=True)  # of the words, at an approval and at a sending

    class Meta:
        verbose_name = _("change of a post")
        verbose_name_plural = _("changes of posts")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.was} > {self.became}"
