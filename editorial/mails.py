"""Mails about a page, in the reader's language, with links that the reader can open."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from content.models import BasePage
from editorial.models.effect import Effect
from members.mail import language_of
from members.models import User


def send(effect: Effect) -> None:
    """One mail to one person. Whoever has left since is not written to."""
    user = User.objects.filter(pk=effect.target.removeprefix("user:"), is_active=True).select_related("member").first()
    if user is None or not user.email:
        return
    page = Page.objects.filter(pk=effect.page_id).first()
    page = page.specific if page else None
    with translation.override(language_of(user, page)):
        words = render_to_string(f"editorial/mails/{effect.name.removeprefix('mail-')}.txt", _context(effect, user, page))
    subject, _line, body = words.strip().partition("\n")
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(" ".join(subject.split())[:200], body.strip() + "\n", to=[user.email], headers=headers).send()


def take_over_from_wagtail() -> None:
    """Wagtail's own mails would send members to the admin, which they cannot open."""
    for signal, sender, receiver in (
        (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
        (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
        (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
        (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
    ):
        signal.disconnect(sender=sender, dispatch_uid=receiver)


def _context(effect: Effect, user: User, page: BasePage | None) -> dict:
    member = getattr(user, "member", None)
    data = effect.data
    return {
        "name": member.name if member else str(user),
        "title": data.get("title", ""),
        "note": data.get("note", ""),
        "by": data.get("by", ""),
        "authors": ", ".join(str(getattr(author, "member", author)) for author in page.author_users()) if page else "",
        "goes_live_at": parse_datetime(data["goes_live_at"]) if data.get("goes_live_at") else None,
        "page_url": _absolute(page.get_url_parts()[2]) if page and page.get_url_parts() else "",
        "composer_url": _absolute(page.composer_url()) if page else "",
        "status_url": _absolute(reverse("story_status", args=[page.pk])) if page else "",
        "review_url": _absolute(reverse("wagtailadmin_pages:edit", args=[page.pk])) if page else "",
        "home_url": _absolute("/"),
    }


def _absolute(path: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path
