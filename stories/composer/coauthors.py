"""Asking a member to write together, and their answer."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import transaction
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log, registry

from content.models import BasePage
from members.models import Member, User
from stories.models import Invitation, StoryAuthor, StoryPage

from . import drafts
from .drafts import public_role
from .limits import ASKED

MOST_AT_ONCE = 20

registry.register_action(ASKED, gettext_lazy("Ask to write together"), gettext_lazy("A member was asked to write together"))


def who_may_be_meant(name: str, page: BasePage, *, by: User) -> list[Member]:
    """Members of this name who have not been asked. Who does not want to be found in the directory is found by the whole name only."""
    found = Member.objects.active().filter(name__icontains=name.strip()).exclude(user_id=page.owner_id).order_by("name")
    found = found.exclude(pk__in=page.invitations.values("member_id"))[:50]
    return [member for member in found if member.shows("listed", to=by) or member.name.casefold() == name.strip().casefold()][:8]


@transaction.atomic
def ask(member: Member, page: BasePage, *, by: User, credit: str = StoryAuthor.Credit.AUTHOR) -> Invitation | None:
    """Ask a member to write together. Asking twice is asking once; too many open questions are not asked."""
    if member.user_id in (None, page.owner_id) or page.invitations.waiting().count() >= MOST_AT_ONCE:
        return None
    invitation, is_new = Invitation.objects.get_or_create(page_id=page.pk, member=member, defaults={"asked_by": by, "credit": credit})
    if not is_new and invitation.state == Invitation.State.DECLINED:
        return None  # a no stays a no; the member may still be named by hand
    if is_new:
        log(page, ASKED, user=by)
        transaction.on_commit(lambda: _tell(invitation, page, by))
    return invitation


def _tell(invitation: Invitation, page: BasePage, by: User) -> None:
    words = {
        "member": invitation.member,
        "by": name_of(by),
        "title": page.draft_title or page.title,
        "url": settings.WAGTAILADMIN_BASE_URL + reverse("my_stories"),
    }
    send_mail(
        _("%(name)s asks you to write together") % {"name": name_of(by)},
        render_to_string("composer/mail/invitation.txt", words),
        settings.DEFAULT_FROM_EMAIL,
        [invitation.member.user.email],
        fail_silently=True,
    )


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> BasePage:
    """Yes: the member may write from now on, and is credited in the draft unless editors are reading it."""
    _answer(invitation, Invitation.State.ACCEPTED)
    page = drafts.page_or_404(invitation.page_id, by, lock=True)
    draft = page.get_latest_revision_as_object()
    if not drafts.is_closed(page) and all(author.member_id != invitation.member_id for author in draft.authors.all()):
        member = invitation.member
        credit = {"credit": invitation.credit} if isinstance(draft, StoryPage) else {}
        author_class = draft._meta.get_field("authors").related_model
        draft.authors.add(
            author_class(member=member, name=member.name, affiliation=public_role(member), sort_order=draft.authors.count(), **credit)
        )
        drafts.keep(draft, page, by=by)
    return page


def decline(invitation: Invitation) -> None:
    _answer(invitation, Invitation.State.DECLINED)


def _answer(invitation: Invitation, state: str) -> None:
    """The first answer counts: pressed twice, or taken back meanwhile, it is not found any more."""
    if not Invitation.objects.waiting().filter(pk=invitation.pk).update(state=state, answered_at=timezone.now()):
        raise Http404


@transaction.atomic
def withdraw(page: BasePage, member: Member, *, by: User) -> None:
    """The owner ends writing together; a co-author may leave. What was written stays, and a no stays a no."""
    if by.pk not in (page.owner_id, member.user_id):
        raise PermissionDenied
    page.invitations.filter(member=member).exclude(state=Invitation.State.DECLINED).delete()


def name_of(user: User | None) -> str:
    """The name that others see."""
    if user is None:
        return _("Somebody")
    member = Member.objects.filter(user=user).first()
    return member.name if member else user.get_full_name() or _("The editors")
