"""What a signed-in member asked lately: for that member alone, the last twenty, unless they want none to be kept."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from members.models import User
from search import afterwards
from search.models import KeepsNoRecent, RecentSearch
from search.permalinks import permalink, words_of

MOST_KEPT = 20


def note(asked: str, *, by: User) -> None:
    """Kept once the answer has left. Questions too long to be shown again are not."""
    asked, words = permalink(asked), words_of(asked)[:200]
    if words and by.is_authenticated and len(asked) <= RecentSearch._meta.get_field("asked").max_length:
        afterwards.do(lambda: _keep(by.pk, asked, words))


def of(user: User) -> QuerySet[RecentSearch]:
    """The newest first."""
    return RecentSearch.objects.filter(user=user)[:MOST_KEPT]


def are_kept(user: User) -> bool:
    return not KeepsNoRecent.objects.filter(user=user).exists()


def clear(*, by: User) -> None:
    RecentSearch.objects.filter(user=by).delete()


@transaction.atomic
def turn_off(*, by: User) -> None:
    """From now on none is kept, and those that are go."""
    KeepsNoRecent.objects.get_or_create(user=by)
    clear(by=by)


def turn_on(*, by: User) -> None:
    KeepsNoRecent.objects.filter(user=by).delete()


def _keep(user_id: int, asked: str, words: str) -> None:
    if RecentSearch.objects.filter(user=user_id, asked=asked).update(at=timezone.now()):
        return
    if KeepsNoRecent.objects.filter(user=user_id).exists():
        return
    RecentSearch.objects.filter(user=user_id, words=words).delete()  # the same words with other choices: one line, the latest
    RecentSearch.objects.get_or_create(user_id=user_id, asked=asked, defaults={"words": words})
    too_many = RecentSearch.objects.filter(user=user_id).values_list("pk", flat=True)[MOST_KEPT:]
    RecentSearch.objects.filter(pk__in=list(too_many)).delete()
