"""What an account has spent this month, what is being spent counted in, so that two workers cannot spend the same dollar."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum
from django.utils import timezone

from sharing.models import Account, SharePost


def spent_this_month(account: Account, at: datetime | None = None) -> Decimal:
    """By the account's own calendar. `cost` is written before a post is sent, and taken back when it was certainly not."""
    began = _month(account, at or timezone.now())
    posts = SharePost.objects.filter(account=account, cost__gt=0).filter(Q(sent_at__gte=began) | Q(sent_at=None, state_at__gte=began))
    return posts.aggregate(sum=Sum("cost"))["sum"] or Decimal(0)


def remaining(account: Account, at: datetime | None = None) -> Decimal | None:
    """None: there is no limit."""
    return None if account.monthly_budget is None else max(Decimal(0), account.monthly_budget - spent_this_month(account, at))


def allows(account: Account, price: Decimal) -> bool:
    """Asked in the transaction that writes the price into the row, with the account's row held."""
    left = remaining(account)
    return left is None or price <= left


def _month(account: Account, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(account.time_zone)).replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
