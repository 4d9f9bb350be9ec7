"""Rights on pages of the community, asked by every button, bulk action and action of Wagtail."""

from django.utils.functional import cached_property
from wagtail.models import PagePermissionTester


class AuthorsDoNotPublish(PagePermissionTester):
    """Whoever wrote a page never puts it before readers. Taking it away from them is always allowed."""

    @cached_property
    def is_their_own(self) -> bool:
        return self.page.was_written_by(self.user)

    def can_publish(self) -> bool:
        return super().can_publish() and not self.is_their_own

    def can_unschedule(self) -> bool:
        return super().can_publish()


class NothingIsBornPublished(PagePermissionTester):
    """On a shelf every page begins as a draft: none is published while it is being created or copied."""

    def can_publish_subpage(self) -> bool:
        return False
