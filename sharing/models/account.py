"""An account of ours on a network: whose it is, how it is spoken to, what it may cost, when it keeps quiet."""

from datetime import datetime, time
from decimal import Decimal
from typing import Self
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Organization
from sharing.secrets import SecretsField

LANGUAGES = [("", _("Every language")), ("en", _("English")), ("fr", _("French"))]


def _time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("“%(value)s” is no time zone. For example: America/Toronto."), params={"value": value})


class AccountQuerySet(models.QuerySet):
    def in_use(self) -> Self:
        """Those for which posts are drafted. One that has to be connected again still counts: its posts wait."""
        return self.exclude(state=Account.State.DISCONNECTED)

    def able_to_send(self) -> Self:
        """Connected, and its breaker is closed or ready for one probe."""
        return self.filter(state=Account.State.CONNECTED).filter(models.Q(open_until=None) | models.Q(open_until__lte=timezone.now()))


class Account(models.Model):
    """One account on one network. Rows stay when it is disconnected: the ledger names them."""

    class State(models.TextChoices):
        CONNECTED = "connected", _("Connected")
        RECONNECT = "reconnect", _("Has to be connected again")
        PAUSED = "paused", _("Paused by an editor")
        DISCONNECTED = "disconnected", _("Disconnected")

    network = models.CharField(_("network"), max_length=20)  # a key of sharing.channels.CHANNELS
    name = models.CharField(_("name"), max_length=120, help_text=_("As editors know it, for example “Throughline on Bluesky”."))
    organization = models.ForeignKey(
        Organization,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="share_accounts",
        verbose_name=_("organization"),
        help_text=_("Empty: the account of the whole community. Else only this organization's pages go there."),
    )
    language = models.CharField(_("language"), max_length=2, blank=True, choices=LANGUAGES, default="")
    # --- Who it is there ---
    host = models.CharField(max_length=255, blank=True)  # https://... of a Mastodon server typed by an editor; else from settings
    remote_id = models.CharField(max_length=255, blank=True)
    handle = models.CharField(_("handle"), max_length=255, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    limits = models.JSONField(default=dict, blank=True, editable=False)  # what the server says of itself
    limits_read_at = models.DateTimeField(null=True, blank=True, editable=False)
    # --- Signed in ---
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.CONNECTED)
    state_reason = models.TextField(_("why"), blank=True)
    secrets = SecretsField(editable=False)
    secret_ends_in = models.CharField(max_length=4, blank=True, editable=False)
    token_expires_at = models.DateTimeField(null=True, blank=True, editable=False)
    sign_in_expires_at = models.DateTimeField(null=True, blank=True, editable=False)  # when a person has to sign in again
    warned_days = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)  # the last warning sent: 14, 7 or 1
    refreshing_until = models.DateTimeField(null=True, blank=True, editable=False)  # held by whoever refreshes the token
    connected_at = models.DateTimeField(_("connected"), null=True, blank=True, editable=False)
    connected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    # --- Circuit breaker: every process and the admin see it ---
    failures = models.PositiveSmallIntegerField(default=0, editable=False)  # one after the other
    open_until = models.DateTimeField(null=True, blank=True, editable=False)  # nothing is sent before; then one probe
    open_reason = models.CharField(max_length=20, blank=True, editable=False)
    # --- Money ---
    price_plain = models.DecimalField(
        _("price of a post"), max_digits=8, decimal_places=4, default=Decimal(0), validators=[MinValueValidator(Decimal(0))]
    )
    price_linked = models.DecimalField(
        _("price of a post with a link"), max_digits=8, decimal_places=4, default=Decimal(0), validators=[MinValueValidator(Decimal(0))]
    )
    monthly_budget = models.DecimalField(
        _("budget of a month"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("In US dollars. The queue stops by itself when it is used. Empty: no limit."),
    )
    # --- When it keeps quiet ---
    time_zone = models.CharField(_("time zone"), max_length=60, default="America/Toronto", validators=[_time_zone])
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True, default=time(20, 0))
    quiet_to = models.TimeField(_("quiet until"), null=True, blank=True, default=time(7, 0))
    is_quiet_on_weekends = models.BooleanField(_("quiet at weekends"), default=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account on a network")
        verbose_name_plural = _("accounts on networks")
        ordering = ["network", "name", "pk"]
        constraints = [  # connected twice, everything would be posted twice
            models.UniqueConstraint(
                fields=["network", "host", "remote_id"],
                condition=~models.Q(state="disconnected") & ~models.Q(remote_id=""),
                name="each_account_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, at: datetime | None = None) -> bool:
        """True while the breaker keeps everything back."""
        return bool(self.open_until and self.open_until > (at or timezone.now()))


class Slot(models.Model):
    """An hour of the week at which this account usually posts."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="slots")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday.choices)
    at = models.TimeField(_("time"))

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["weekday", "at"]
        constraints = [models.UniqueConstraint(fields=["account", "weekday", "at"], name="each_slot_once")]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.at:%H:%M}"
