"""Mail waits in a row; the worker carries it. No request waits for a mail server, and none fails because of one."""

import base64
import logging
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from members.models import Mail, User

log = logging.getLogger("throughline.mail")

TRIES = 6
FIRST_TRY_AGAIN = timedelta(minutes=1)  # then 2, 4, 8, 16 minutes
WORKER_HAS = timedelta(minutes=10)  # a row that is still "being sent" after this was left by a worker that died
KEPT_FOR = timedelta(days=30)


class QueuedBackend(BaseEmailBackend):
    """Django's mail goes into rows; `settings.MAIL_CARRIER` is the backend that really sends."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if message.recipients():
                _queue(message)
        return len(email_messages)


def send_due() -> int:
    """Send what nobody has sent: tries that failed, and rows left by a worker that died. Returns how many were tried."""
    now = timezone.now()
    Mail.objects.filter(state=Mail.State.SENDING, due_at__lte=now - WORKER_HAS).update(state=Mail.State.WAITING)
    waiting = list(Mail.objects.due().order_by("due_at").values_list("pk", flat=True)[:200])
    for pk in waiting:
        deliver.func(pk)
    return len(waiting)


def forget_old() -> int:
    """Rows say that a mail was sent, not for ever."""
    return Mail.objects.filter(queued_at__lte=timezone.now() - KEPT_FOR).delete()[0]


def forget_mail_to(address: str) -> None:
    """Somebody's address leaves the site: so do the rows that name it."""
    Mail.objects.filter(to__icontains=address).delete()


def language_of(user: User, about: object = None) -> str:
    """The language that the person has chosen, else that of what the mail is about, else English."""
    profile = getattr(user, "wagtail_userprofile", None)
    chosen = getattr(user, "language", "") or (profile.preferred_language if profile else "")
    known = {code for code, _name in settings.LANGUAGES}
    return next((code for code in (chosen[:2], getattr(about, "language", "")) if code in known), settings.LANGUAGE_CODE)


@task()
def deliver(mail_id: int) -> None:
    """Send one mail once. Whoever marks the row first sends it."""
    if not Mail.objects.filter(pk=mail_id, state=Mail.State.WAITING).update(state=Mail.State.SENDING, due_at=timezone.now()):
        return
    mail = Mail.objects.get(pk=mail_id)
    mail.tries += 1
    try:
        get_connection(settings.MAIL_CARRIER).send_messages([_unpacked(mail.message)])
    except Exception as problem:
        _failed(mail, problem)
    else:
        mail.state, mail.sent_at, mail.message, mail.error = Mail.State.SENT, timezone.now(), {}, ""
    mail.save()


def _queue(message: EmailMessage) -> None:
    mail = Mail.objects.create(
        to=", ".join(message.recipients()), subject=str(message.subject)[:400], message=_packed(message), due_at=timezone.now()
    )
    transaction.on_commit(lambda: deliver.enqueue(mail.pk), robust=True)  # should it fail, send_due() finds the row


def _failed(mail: Mail, problem: Exception) -> None:
    log.warning("Mail %s could not be sent (try %s): %s", mail.pk, mail.tries, type(problem).__name__)
    mail.error = f"{type(problem).__name__}: {problem}"[:400]
    if mail.tries >= TRIES:
        mail.state, mail.message = Mail.State.FAILED, {}
    else:
        mail.state, mail.due_at = Mail.State.WAITING, timezone.now() + FIRST_TRY_AGAIN * 2 ** (mail.tries - 1)


def _packed(message: EmailMessage) -> dict:
    return {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": message.from_email,
        "to": list(message.to),
        "cc": list(message.cc),
        "bcc": list(message.bcc),
        "reply_to": list(message.reply_to),
        "headers": {name: str(value) for name, value in message.extra_headers.items()},
        "alternatives": [[str(words), kind] for words, kind in getattr(message, "alternatives", [])],
        "attachments": [
            [name, base64.b64encode(content.encode() if isinstance(content, str) else content).decode(), kind]
            for name, content, kind in message.attachments
        ],
    }


def _unpacked(packed: dict) -> EmailMessage:
    fields = {name: value for name, value in packed.items() if name not in {"alternatives", "attachments"}}
    message = EmailMultiAlternatives(**fields)
    for words, kind in packed["alternatives"]:
        message.attach_alternative(words, kind)
    for name, content, kind in packed["attachments"]:
        message.attach(name, base64.b64decode(content), kind)
    return message
