"""Publishing many pages at once, as one click of the admin does."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page, WorkflowState

from content.models import BasePage
from members.models import User


class PublishWhatWasHandedIn(PublishBulkAction):
    """Drafts that their authors are still writing stay with them: nobody has read those. One of them alone is published on its own screen."""

    display_name = _("Publish")

    def check_perm(self, page: Page) -> bool:
        return super().check_perm(page) and was_handed_in(page)

    @classmethod
    def execute_action(
        cls, objects: list[Page], include_descendants: bool = False, user: User | None = None, **kwargs: Any
    ) -> tuple[int, int]:
        below = [page for parent in objects for page in _publishable_below(parent, user)] if include_descendants else []
        for pages in (objects, below):
            super().execute_action(pages, include_descendants=False, user=user, **kwargs)
        return len(objects), len(below)


def was_handed_in(page: Page) -> bool:
    """True once its authors have sent it and not taken it back, and for what readers have seen. Pages of the house need no review."""
    if page.first_published_at is not None or not isinstance(page.specific, BasePage):
        return True
    return page.workflow_states.exclude(status=WorkflowState.STATUS_CANCELLED).exists()


def _publishable_below(parent: Page, user: User | None) -> list[Page]:
    drafts = parent.get_descendants().not_live().defer_streamfields().specific()
    return [page for page in drafts if was_handed_in(page) and (user is None or page.permissions_for_user(user).can_publish())]
