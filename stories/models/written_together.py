"""Pages that several members write: who counts as their author, and who may go on writing."""

from html import unescape

from django.utils.html import strip_tags
from django.utils.translation import override

from content.markdown import render
from content.models import BasePage
from content.models.hashtags import hashtag_key

from .invitation import Invitation


def plain(text: str) -> str:
    """Markdown as a sentence without marks."""
    return " ".join(unescape(strip_tags(render(text))).split()) if text.strip() else ""


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

    # --- What may be said of it elsewhere ---

    def organization_keys(self) -> list[int]:
        return list(self.organizations.values_list("pk", flat=True))

    @property
    def is_imported(self) -> bool:
        return self.imported_rows.exists()

    def share_facts(self) -> dict[str, object]:
        """In the page's own language. See sharing/composing.py for the names."""
        with override(self.language):
            return {
                "title": self.title,
                "finding": plain(self.finding),
                "description": plain(self.finding),
                "organizations": [organization.shown_name for organization in self.organizations.all()],
                "setting": ", ".join(setting.name for setting in self.care_settings.all()),
                "hashtags": self._words_for_hashtags(),
                "language": self.language,
                "kind": self.share_kind,
                "is_retracted": self.is_retracted,
                "is_demo": self.is_demo,
                "reason": self._reason_of_notice(),
                **self.more_share_facts(),
            }

    def more_share_facts(self) -> dict[str, object]:
        """What this type adds, or says better."""
        return {}

    def _words_for_hashtags(self) -> list[str]:
        """The hashtags as they are spelled, then the topics, each once."""
        words = [*(tag.name for tag in self.hashtags.all()), *(topic.name for topic in self.topics.all())]
        return list({hashtag_key(word).replace(" ", ""): word for word in reversed(words)}.values())[::-1]

    def _reason_of_notice(self) -> str:
        """What was corrected, or why it was retracted, in the words of the last notice."""
        if not self.pk or not (self.is_retracted or self.corrected_at):
            return ""
        notice = self.notices.filter(kind="retraction" if self.is_retracted else "correction").first()
        return notice.reason if notice else ""
