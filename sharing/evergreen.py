"""What is worth telling again comes round by itself, as a draft: from time to time, never too many in a week, never in the same words.

Editors fill the queue. The clock only writes drafts; an editor approves each, as always.
"""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from content.models import BasePage
from content.shelves import page_types
from members.models import User
from members.roles import is_editor
from sharing import drafting, posts
from sharing.models import Account, Evergreen, SharePost, SharingSettings

WEEK = timedelta(days=7)
ONES_OWN = {"every_days", "most_times", "next_on"}

# Other ways to tell the same, one after the other. Never a stronger claim: what was found stands in the page's own words.
WAYS: dict[str, list[str]] = {
    "en": [
        "What they would tell the next team: {lesson}\n{title}\n{finding} {caution}\n{link}\n{hashtags}",
        "The aim: {aim}\nWhat happened: {finding} {caution}\n{title}\n{link}\n{hashtags}",
        "Worth reading again: {title}\n{finding} {caution}\n{link}\n{hashtags}",
    ],
    "fr": [
        "Ce qu’ils diraient à la prochaine équipe : {lesson}\n{title}\n{finding} {caution}\n{link}\n{hashtags}",
        "Le but : {aim}\nCe qui s’est passé : {finding} {caution}\n{title}\n{link}\n{hashtags}",
        "À relire : {title}\n{finding} {caution}\n{link}\n{hashtags}",
    ],
}


# --- What editors decide ---


def add(page: BasePage, *, by: User, every_days: int | None = None) -> Evergreen:
    """Into the queue; first told again when the usual time since its last post is over. Adding twice is adding once."""
    _editors_only(by)
    if page.why_not_shared() or not page.share_kind:
        raise ValidationError(_("Only pages that everybody can read come round again."))
    row = Evergreen(page_id=page.pk, added_by=by, **({"every_days": every_days} if every_days else {}))
    row.next_on = _first_on(page, row.every_days)
    return Evergreen.objects.get_or_create(
        page_id=page.pk, defaults={"added_by": by, "every_days": row.every_days, "next_on": row.next_on}
    )[0]


def change(row: Evergreen, *, by: User, **fields: int | date | None) -> None:
    """How often, how many times, when next."""
    _editors_only(by)
    for name in ONES_OWN & fields.keys():
        setattr(row, name, fields[name])
    if row.times >= row.most_times:
        row.next_on = None
    elif row.next_on is None:
        row.next_on = timezone.localdate() + timedelta(days=row.every_days)
    row.full_clean(exclude=["page"])
    row.save(update_fields=[*ONES_OWN])


def remove(row: Evergreen, *, by: User) -> None:
    """Drafts that it has made stay on the desk."""
    _editors_only(by)
    row.delete()


@transaction.atomic
def put_before(row: Evergreen, *, by: User) -> None:
    """Earlier by one place: it changes its day with the page before it."""
    _editors_only(by)
    rows = list(Evergreen.objects.select_for_update().filter(next_on__isnull=False).order_by("next_on", "pk"))
    place = next((number for number, other in enumerate(rows) if other.pk == row.pk), 0)
    if place == 0:
        return
    before = rows[place - 1]
    ours, theirs = before.next_on, rows[place].next_on
    Evergreen.objects.filter(pk=row.pk).update(next_on=ours)
    Evergreen.objects.filter(pk=before.pk).update(next_on=theirs if theirs > ours else ours + timedelta(days=1))


# --- What the clock does ---


def draft_due() -> int:
    """Drafts for the pages whose day has come, as many as the week has room for. Returns how many pages were drafted."""
    drop_closed()
    drafted = 0
    for key in Evergreen.objects.filter(next_on__lte=timezone.localdate()).order_by("next_on", "pk").values_list("pk", flat=True):
        if room_this_week() <= 0:
            break
        drafted += _draft(key)
    return drafted


def room_this_week() -> int:
    """How many pages may still come round in these seven days."""
    recent = SharePost.objects.filter(kind=SharePost.Kind.AGAIN, made_by=None, made_at__gt=timezone.now() - WEEK)
    return SharingSettings.load().evergreen_per_week - recent.order_by().values("content").distinct().count()


def drop_closed() -> int:
    """A page that was withdrawn, closed or retracted does not come round any more, also if it is opened again."""
    queued = set(Evergreen.objects.values_list("page", flat=True))
    if not queued:
        return 0
    open_ones: set[int] = set()
    for page_type in page_types():
        if page_type.share_kind:
            open_ones |= set(page_type.objects.to_share().filter(pk__in=queued).values_list("pk", flat=True))
    return Evergreen.objects.filter(page__in=queued - open_ones).delete()[0]


@transaction.atomic
def _draft(key: int) -> bool:
    """One page, for each of its accounts that may hear of it again. Two clocks at once draft it once."""
    row = Evergreen.objects.select_for_update(skip_locked=True).filter(pk=key, next_on__lte=timezone.localdate()).first()
    if row is None:
        return False
    page = Page.objects.get(pk=row.page_id).specific
    made = [post for account in drafting.accounts_for(page) if (post := _once_more(page, account, row.times))]
    if not made:
        Evergreen.objects.filter(pk=key).update(next_on=timezone.localdate() + WEEK)  # told lately, or a draft waits already
        return False
    is_last = row.times + 1 >= row.most_times
    next_on = None if is_last else timezone.localdate() + timedelta(days=row.every_days)
    Evergreen.objects.filter(pk=key).update(times=F("times") + 1, next_on=next_on)
    return True


def _once_more(page: BasePage, account: Account, times: int) -> SharePost | None:
    """In the next of the ways to say it that was not used there before."""
    ways = WAYS[page.language]
    for number in range(len(ways)):
        try:
            return posts.once_more(page, account, template=ways[(times + number) % len(ways)])
        except ValidationError as refusal:
            if getattr(refusal, "code", "") != "same-words":
                return None
    return None


def _first_on(page: BasePage, every_days: int) -> date:
    last = SharePost.objects.of_page(page.pk).filter(sent_at__isnull=False).order_by("-sent_at").first()
    wanted = timezone.localdate(last.sent_at) + timedelta(days=every_days) if last else timezone.localdate()
    return max(wanted, timezone.localdate())


def _editors_only(by: User) -> None:
    if not is_editor(by):
        raise PermissionDenied(_("Only editors keep the queue of what comes round again."))
