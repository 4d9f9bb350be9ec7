"""What is said in public about a published page: corrected, retracted, restored. Dated, signed, with a reason."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from content.models import BasePage, Stamp
from editorial import effects
from editorial.models import Notice
from members.models import User
from members.roles import may_approve
from sharing import withdrawing


@transaction.atomic
def correct(page: BasePage, *, by: User, reason: str) -> Notice:
    """Say what was wrong and what is right. The text itself is mended by a new version."""
    page = _published(page)
    _check_editor(page, by, may_be_own=False)
    return _say(page, Notice.Kind.CORRECTION, by=by, reason=reason, corrected_at=True)


@transaction.atomic
def retract(page: BasePage, *, by: User, reason: str, posts_stay: bool = False) -> Notice:
    """The page stays reachable and says so, at its top and in every list. An editor may retract their own.

    Its posts on networks are deleted there, or (`posts_stay`) get a notice each, drafted for an editor to approve.
    """
    page = _published(page)
    _check_editor(page, by, may_be_own=True)
    if page.is_retracted:
        raise ValidationError(_("It is already retracted."))
    return _say(page, Notice.Kind.RETRACTION, by=by, reason=reason, posts_stay=posts_stay, retracted_at=True)


@transaction.atomic
def restore(page: BasePage, *, by: User, reason: str) -> Notice:
    """The retraction was a mistake. Both notices stay for readers to see."""
    page = _published(page)
    _check_editor(page, by, may_be_own=False)
    if not page.is_retracted:
        raise ValidationError(_("It is not retracted."))
    return _say(page, Notice.Kind.RESTORED, by=by, reason=reason, retracted_at=False)


def _published(page: BasePage) -> BasePage:
    """The row as readers see it, held until the notice stands."""
    page = type(page).objects.select_for_update().get(pk=page.pk)
    if not page.live:
        raise ValidationError(_("It is not published: there is nothing to say to readers."))
    return page


def _check_editor(page: BasePage, by: User, *, may_be_own: bool) -> None:
    if not may_approve(by):
        raise PermissionDenied(_("Only editors put a notice on a page. Authors ask them to."))
    if not may_be_own and page.was_written_by(by):
        raise PermissionDenied(_("You wrote this. Another editor has to decide."))


def _say(page: BasePage, kind: Notice.Kind, *, by: User, reason: str, posts_stay: bool = True, **marks: bool) -> Notice:
    """One notice, the mark on the live row (drafts never touch it), a line in the log, a mail to the authors, word to the networks."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say what and why.")})
    notice = Notice.objects.create(page_id=page.pk, kind=kind, reason=reason.strip(), by=by, by_name=str(getattr(by, "member", by)))
    type(page).objects.filter(pk=page.pk).update(**{mark: notice.at if is_set else None for mark, is_set in marks.items()})
    log(instance=page, action=f"throughline.{kind}", user=by, data={"reason": notice.reason})
    effects.noticed(page, notice)
    withdrawing.noticed(type(page).objects.get(pk=page.pk), notice, posts_stay=posts_stay)
    Stamp.bump()
    return notice
