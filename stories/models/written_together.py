"""Pages that several members write: who counts as their author, and who may go on writing."""

from content.models import BasePage

from .invitation import Invitation


class WrittenTogether(BasePage):
    """A page with credits in `authors`, each of which may name a member."""

    class Meta:
        abstract = True

    def is_author(self, user) -> bool:
        """Its owner, everyone credited, and everyone who said yes to writing it together."""
        member = getattr(user, "member", None)
        if super().is_author(user) or (member and any(author.member_id == member.pk for author in self.authors.all())):
            return True
        return bool(member) and Invitation.objects.accepted().filter(page_id=self.pk, member=member).exists()

    def author_users(self) -> list:
        users = super().author_users() + [a.member.user for a in self.authors.select_related("member__user") if a.member and a.member.user]
        return list({user.pk: user for user in users}.values())

    def writer_users(self) -> list:
        invited = [invitation.member.user for invitation in self.invitations.accepted().select_related("member__user")]
        return list({user.pk: user for user in [*super().writer_users(), *invited] if user}.values())
