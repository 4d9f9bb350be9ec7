"""The editors' form of a page."""

from wagtail.admin.forms import WagtailAdminPageForm


class BasePageForm(WagtailAdminPageForm):
    """An embargo that is moved or lifted takes along the hour of going live that it had set."""

    def clean(self) -> dict:
        data = super().clean()
        before, after = self.initial.get("embargo_until"), data.get("embargo_until")
        goes_live_at = data.get("go_live_at")
        if before and goes_live_at and after != before and abs((goes_live_at - before).total_seconds()) < 60:
            data["go_live_at"] = after
        return data
