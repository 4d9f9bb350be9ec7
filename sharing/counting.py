"""What came back: how often a post was liked, passed on and answered. Numbers alone, asked for seldom, and never for more than a month."""

import logging
from datetime import timedelta
from decimal import Decimal
from itertools import groupby

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from sharing import budget, channels, signing_in
from sharing.channels.base import ChannelError, Counts, Remote
from sharing.models import Account, SharePost, SharingSettings

FOR_DAYS = timedelta(days=30)
FIRST_DAY = timedelta(days=1)
SETTLED = timedelta(minutes=10)  # nobody has read it before
HOURLY, DAILY, WEEKLY = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
AT_ONCE = 100  # posts of one account in a round
MOST = 2_147_483_647
READING_COSTS = {"x": Decimal("0.001")}  # a post of one's own; asked for once a week, and only out of a budget that has been set

log = logging.getLogger("throughline.sharing")


def count_back() -> int:
    """One round of the clock: each account is asked once about its posts that are due. Returns how many were counted."""
    if SharingSettings.load().is_dry_run:
        return 0
    posts = _due().select_related("account").order_by("account_id", "counted_at", "sent_at")[: AT_ONCE * 10]
    return sum(_count(account, list(of_it)[:AT_ONCE]) for account, of_it in groupby(posts, key=lambda post: post.account))


def _due() -> QuerySet[SharePost]:
    """Each hour on the first day, then each day; where reading costs money, each week."""
    now = timezone.now()
    is_priced = Q(account__network__in=READING_COSTS)
    is_new = Q(sent_at__gt=now - FIRST_DAY)
    cheap = Q(counted_at=None, sent_at__lte=now - SETTLED) | (is_new & Q(counted_at__lte=now - HOURLY)) | Q(counted_at__lte=now - DAILY)
    priced = (Q(counted_at=None) & ~is_new) | Q(counted_at__lte=now - WEEKLY)
    sent = SharePost.objects.filter(state=SharePost.State.SENT, is_by_hand=False, sent_at__gt=now - FOR_DAYS).exclude(remotes=[])
    return sent.filter(account__state=Account.State.CONNECTED).filter((~is_priced & cheap) | (is_priced & priced))


def _count(account: Account, posts: list[SharePost]) -> int:
    """No transaction is open while the network is asked. Whatever it answers, these posts are not asked about again before their time."""
    price = READING_COSTS.get(account.network, Decimal(0))
    remotes = [Remote(each["id"], each.get("url", "")) for post in posts for each in post.remotes]
    if account.is_open() or (price and not _is_affordable(account, price * len(remotes))):
        return 0
    found: dict[str, Counts] = {}
    try:
        found = channels.channel(account.network).counts(signing_in.login_of(account), remotes)
    except ChannelError as problem:
        log.info("Posts of account %s were not counted: %s", account.pk, problem.reason)
    now = timezone.now()
    SharePost.objects.filter(pk__in=[post.pk for post in posts]).update(counted_at=now)
    for post in posts:
        if known := [found[each["id"]] for each in post.remotes if each["id"] in found]:
            SharePost.objects.filter(pk=post.pk).update(**_sum(known), cost=F("cost") + price * len(known))
    return sum(any(each["id"] in found for each in post.remotes) for post in posts)


def _is_affordable(account: Account, price: Decimal) -> bool:
    """Only where a budget has been set, and never the money of the next post."""
    left = budget.remaining(account)
    return left is not None and left - price >= account.price_linked


def _sum(parts: list[Counts]) -> dict[str, int]:
    """Of a thread, all parts together; that each part answers the one before it is no reply of anybody."""
    sums = {name: sum(max(getattr(part, name), 0) for part in parts) for name in ("likes", "reposts", "replies")}
    sums["replies"] = max(sums["replies"] - (len(parts) - 1), 0)
    return {name: min(number, MOST) for name, number in sums.items()}
