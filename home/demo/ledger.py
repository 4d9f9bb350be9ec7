"""What the demo has brought in. It is remembered in the log of changes, so that what people renamed or deleted does not come back."""

from django.db.models import Model
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from members.models import User


def brought_in() -> set[str]:
    """The keys of everything that was brought in at any time, such as story/text-reminders."""
    keys: set[str] = set()
    for entries in (PageLogEntry, ModelLogEntry):
        keys |= set(entries.objects.filter(data__has_key="demo").values_list("data__demo", flat=True))
    return keys


def remember(thing: Model, key: str, *, by: User | None = None) -> None:
    log(instance=thing, action="wagtail.edit", user=by, data={"demo": key})
