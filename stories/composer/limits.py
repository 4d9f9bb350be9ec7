"""How much one member may begin, send and upload in a day, counted in the database."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import PageLogEntry

from measures.models import Measure
from members.models import User

ASKED = "stories.ask_to_write"  # one line of a page's log for each member asked, kept when the question is taken back


class TooMany(Exception):
    """A limit is reached; its words say which, and when it goes on."""


def _since_yesterday() -> datetime:
    return timezone.now() - timedelta(days=1)


def allow_new_draft(user: User) -> None:
    begun = PageLogEntry.objects.filter(user=user, action="wagtail.create", timestamp__gte=_since_yesterday()).count()
    if begun >= settings.NEW_DRAFTS_PER_DAY:
        raise TooMany(_("You have begun %(n)s drafts since yesterday. Go on with one of them, or begin a new one tomorrow.") % {"n": begun})


def allow_new_measure(user: User) -> None:
    begun = Measure.objects.filter(owner=user, created_at__gte=_since_yesterday()).count()
    if begun >= settings.NEW_MEASURES_PER_DAY:
        raise TooMany(
            _("You have begun %(n)s measures since yesterday. Go on with one of them, or begin a new one tomorrow.") % {"n": begun}
        )


def allow_asking(user: User) -> None:
    asked = PageLogEntry.objects.filter(user=user, action=ASKED, timestamp__gte=_since_yesterday()).count()
    if asked >= settings.INVITATIONS_PER_DAY:
        raise TooMany(_("You have asked %(n)s members since yesterday. Ask this one tomorrow.") % {"n": asked})


def allow_submission(user: User) -> None:
    sent = PageLogEntry.objects.filter(
        user=user, action__in=["wagtail.workflow.start", "wagtail.workflow.resume"], timestamp__gte=_since_yesterday()
    ).count()
    if sent >= settings.SUBMISSIONS_PER_DAY:
        raise TooMany(_("You have sent %(n)s texts to the editors since yesterday. Your draft is kept: send it tomorrow.") % {"n": sent})


def allow_upload(user: User) -> None:
    since = _since_yesterday()
    uploaded = (
        Image.objects.filter(uploaded_by_user=user, created_at__gte=since).count()
        + Document.objects.filter(uploaded_by_user=user, created_at__gte=since).count()
    )
    if uploaded >= settings.UPLOADS_PER_DAY:
        raise TooMany(
            _("You have uploaded %(n)s files since yesterday. Everything else is saved: add this one tomorrow.") % {"n": uploaded}
        )
