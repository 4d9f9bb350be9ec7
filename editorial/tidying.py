"""What is kept, and for how long."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page, Revision

from editorial.models import Effect

VERSIONS_KEPT_FOR = timedelta(days=180)
EFFECTS_KEPT_FOR = timedelta(days=365)
AT_ONCE = 500


def purge_old_versions() -> int:
    """Drafts that were saved over long ago. Never what is live, newest, scheduled, or was ever handed in or decided on."""
    old = _purgeable()[:AT_ONCE]
    for revision in old:
        revision.delete()  # one by one: comments move on to the next version
    return len(old)


def forget_old_effects() -> int:
    """Rows of effects that were done, a year later. Failed ones stay."""
    done = [Effect.State.DONE, Effect.State.DROPPED]
    return Effect.objects.filter(state__in=done, done_at__lt=timezone.now() - EFFECTS_KEPT_FOR).delete()[0]


def _purgeable() -> QuerySet[Revision]:
    needed = Page.objects.filter(Q(latest_revision=OuterRef("pk")) | Q(live_revision=OuterRef("pk")))
    old = Revision.page_revisions.filter(created_at__lt=timezone.now() - VERSIONS_KEPT_FOR, approved_go_live_at__isnull=True)
    return old.filter(~Exists(needed), task_states__isnull=True).order_by("pk")
