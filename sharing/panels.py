"""The ledger of a page in its own editor: what was said of it where, and the way to its posts."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.panels import Panel

from members.roles import is_editor
from sharing.models import SharePost


class LedgerPanel(Panel):
    """Queued, sent with its link, failed with one press to try again, unknown, withdrawn. For editors."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "sharing/desk/panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.instance.pk) and is_editor(self.request.user)

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            posts = SharePost.objects.for_desk().of_page(self.instance.pk)
            return {**super().get_context_data(parent_context), "page_id": self.instance.pk, "posts": posts}
