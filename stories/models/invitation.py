"""Writing together: a member is asked, and writes only after saying yes."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Member


class InvitationQuerySet(models.QuerySet):
    def accepted(self) -> Self:
        return self.filter(state=Invitation.State.ACCEPTED)

    def waiting(self) -> Self:
        return self.filter(state=Invitation.State.ASKED)


class Invitation(models.Model):
    """One author asks one member to write a story or lesson together. The right to write comes from the answer, never from a credit."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked, not yet answered")
        ACCEPTED = "accepted", _("Writes with you")
        DECLINED = "declined", _("Said no")

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="invitations")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="invitations")
    credit = models.CharField(_("credit"), max_length=16, default="author")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to write together")
        verbose_name_plural = _("invitations to write together")
        constraints = [models.UniqueConstraint(fields=["page", "member"], name="one_invitation_each")]

    def __str__(self) -> str:
        return f"{self.member} – {self.page_id}"
