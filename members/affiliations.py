"""Who works where: a member says so, a steward of the organization confirms or declines, an editor names stewards."""

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Affiliation, Member, Organization, User
from members.roles import is_editor


def may_decide(organization: Organization, *, by: User) -> bool:
    """Stewards of this organization, and editors."""
    return is_steward(organization, by=by) or is_editor(by)


def is_steward(organization: Organization, *, by: User) -> bool:
    return by.is_authenticated and Affiliation.objects.of_stewards().filter(organization=organization, member__user=by).exists()


def claim(organization: Organization, *, by: Member) -> Affiliation:
    """Say that one works there. Saying it twice is saying it once; after a refusal one may ask again."""
    with transaction.atomic():
        affiliation, is_new = Affiliation.objects.get_or_create(member=by, organization=organization)
        if affiliation.state == Affiliation.State.DECLINED:
            affiliation.state, affiliation.decided_at, affiliation.decided_by, is_new = Affiliation.State.CLAIMED, None, None, True
            affiliation.save()
        if is_new:
            _tell_stewards(affiliation)
    return affiliation


def confirm(affiliation: Affiliation, *, by: User) -> None:
    """The organization says: yes, they work here."""
    _decide(affiliation, Affiliation.State.CONFIRMED, by=by)


def decline(affiliation: Affiliation, *, by: User) -> None:
    """The organization says: we do not know them. Ends a confirmed affiliation as well."""
    _decide(affiliation, Affiliation.State.DECLINED, by=by)


def leave(affiliation: Affiliation, *, by: Member) -> None:
    """One does not work there any more. Nobody has to agree."""
    if affiliation.member_id != by.pk:
        raise PermissionDenied(_("Only the person themself can leave."))
    affiliation.delete()


def name_steward(affiliation: Affiliation, *, by: User) -> None:
    """An editor gives somebody who works there the say over who else does."""
    _only_an_editor(affiliation, by)
    if affiliation.state != Affiliation.State.CONFIRMED:
        raise ValidationError(_("Confirm first that they work there."))
    affiliation.role = Affiliation.Role.STEWARD
    affiliation.save()


def release_steward(affiliation: Affiliation, *, by: User) -> None:
    """They still work there, and no longer decide."""
    _only_an_editor(affiliation, by)
    affiliation.role = Affiliation.Role.MEMBER
    affiliation.save()


def _only_an_editor(affiliation: Affiliation, by: User) -> None:
    if not is_editor(by):
        raise PermissionDenied(_("Only an editor names stewards."))
    if affiliation.member.user_id == by.pk:
        raise PermissionDenied(_("This is about yourself. Somebody else has to decide."))


def _decide(affiliation: Affiliation, state: str, *, by: User) -> None:
    if not may_decide(affiliation.organization, by=by):
        raise PermissionDenied(_("Only stewards of the organization and editors decide who works there."))
    if affiliation.member.user_id == by.pk:
        raise PermissionDenied(_("This is about yourself. Somebody else has to decide."))
    if affiliation.is_steward and state == Affiliation.State.DECLINED and not is_editor(by):
        raise PermissionDenied(_("Only an editor ends the affiliation of a steward."))
    with transaction.atomic():
        affiliation.state, affiliation.decided_at, affiliation.decided_by = state, timezone.now(), by
        if state == Affiliation.State.DECLINED:
            affiliation.role = Affiliation.Role.MEMBER
        affiliation.save()
        _tell_member(affiliation)


def _address(name: str, *args: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL + reverse(name, args=args)


def _tell_stewards(affiliation: Affiliation) -> None:
    stewards = list(
        Affiliation.objects.of_stewards()
        .filter(organization=affiliation.organization, member__user__is_active=True)
        .values_list("member__user__email", flat=True)
    )
    words = {"who": affiliation.member.name, "where": affiliation.organization.name}
    send_mail(
        _("Throughline: %(who)s says that they work at %(where)s") % words,
        _("%(who)s says that they work at %(where)s.\n\nConfirm or decline here:\n%(link)s\n")
        % {**words, "link": _address("organization_people", affiliation.organization.slug)},
        None,
        stewards or [settings.EDITORS_EMAIL],
    )


def _tell_member(affiliation: Affiliation) -> None:
    if affiliation.member.user is None:
        return
    words = {"where": affiliation.organization.name, "link": _address("affiliations")}
    if affiliation.state == Affiliation.State.CONFIRMED:
        subject, body = _("Throughline: %(where)s has confirmed you"), _("%(where)s has confirmed that you work there.\n\n%(link)s\n")
    else:
        subject, body = (
            _("Throughline: %(where)s has not confirmed you"),
            _("%(where)s has not confirmed that you work there. If that is a mistake, speak with them, then ask again:\n\n%(link)s\n"),
        )
    send_mail(subject % words, body % words, None, [affiliation.member.user.email])
