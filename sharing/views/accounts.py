"""Accounts on networks: connecting, testing, pausing, letting go, and what holds for all of them."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.log_actions import log

from members.models import Organization
from sharing import budget, channels, expiring, hosts, round_trip, signing_in
from sharing.account_forms import AccountForm, ChooseForm, ConnectForm, SettingsForm
from sharing.channels.base import App, Channel, ChannelError, Choice, LoggedOut, Tokens, Who
from sharing.first_steps import FirstSteps, first_steps
from sharing.models import Account, SharePost, SharingSettings
from sharing.outside import web_address
from sharing.round_trip import Trip
from sharing.views.desk import editors_only

HERE = {"here": "accounts"}
SECRET_FIELDS = ("app_password", "token", "token_secret")


@dataclass(frozen=True)
class Listed:
    """One account as the list shows it."""

    account: Account
    label: str
    server: str
    url: str
    spent: Decimal
    queued: int
    why: str
    can_sign_in: bool


@dataclass(frozen=True)
class Way:
    """One way of connecting to a network, and what is still missing for it."""

    key: str
    name: str
    steps: tuple[Any, ...]
    needs_server: bool  # somebody has to set what the network gave
    missing: list[str]
    fields: tuple[str, ...]


@editors_only
def accounts(request: HttpRequest) -> HttpResponse:
    """What is connected, and what could be."""
    rows = [_listed(account) for account in Account.objects.select_related("organization").exclude(state=Account.State.DISCONNECTED)]
    gone = [_listed(account) for account in Account.objects.filter(state=Account.State.DISCONNECTED)]
    networks = [(channel, first_steps(key)) for key, channel in channels.CHANNELS.items()]
    asked = {
        "rows": rows,
        "gone": gone,
        "networks": networks,
        "is_dry_run": SharingSettings.load().is_dry_run,
        "warnings": expiring.warnings(),
    }
    return render(request, "sharing/accounts/accounts.html", {**HERE, **asked})


@never_cache
@sensitive_post_parameters(*SECRET_FIELDS)
@editors_only
@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest, network: str, account_id: int | None = None) -> HttpResponse:
    """What has to be known before the sign-in: of a new account, or of one that is connected again."""
    channel = _channel(network)
    again = get_object_or_404(Account, pk=account_id, network=network) if account_id else None
    way = _way(request, channel)
    form = ConnectForm(
        request.POST if request.method == "POST" else None,
        asked=tuple(name for name in way.fields if not (again and name == "host")),
        is_again=again is not None,
        has_name=not channel.signs_in_by,
        initial={"handle": again.handle} if again else None,
    )
    if request.method == "POST" and not way.missing and form.is_valid():
        try:
            return _begun(request, channel, way, form, again)
        except ValidationError as sentence:
            form.add_error(None, sentence)
    context = {
        "form": form,
        "channel": channel,
        "again": again,
        "way": way,
        "ways": list(_ways(channel)),
        "steps": first_steps(network),
        "come_back": _come_back(network) if way.key == "oauth" and way.needs_server else "",
    }
    return render(request, "sharing/accounts/connect.html", {**HERE, **context})


@never_cache
@editors_only
def callback(request: HttpRequest, network: str) -> HttpResponse:
    """The browser is back from the network. Whatever it brings is checked against what was kept when it left."""
    channel, trip = _channel(network), None
    try:
        trip = round_trip.end(request, request.GET.get("state", ""))
        if trip.network != network:
            raise ValidationError(_("This sign-in was begun for another network. Begin it again."))
        if not (code := request.GET.get("code", "")):
            raise ValidationError(_("%(network)s did not let us in: the sign-in was broken off there.") % {"network": channel.label})
        choices = channel.exchange(_app(trip), code=code, verifier=trip.verifier)
        return _arrived(request, replace(trip, verifier="", choices=_with_client(choices, trip)))
    except ValidationError as sentence:
        messages.error(request, " ".join(sentence.messages))
    except ChannelError as problem:
        messages.error(request, _refusal(channel, problem))
    return redirect("sharing_accounts") if trip and trip.account_id else redirect("sharing_connect", network)


@never_cache
@editors_only
def choose(request: HttpRequest) -> HttpResponse:
    """Somebody speaks for several organizations or pages: which is it?"""
    word = request.session.get("sharing_choosing", "")
    try:
        trip = round_trip.look(request, word)
        connected = Account.objects.filter(network=trip.network, host=trip.host).exclude(state=Account.State.DISCONNECTED)
        form = ChooseForm(request.POST or None, choices=trip.choices, known=frozenset(connected.values_list("remote_id", flat=True)))
        if request.method == "POST" and form.is_valid():
            choice = trip.choices[int(form.cleaned_data["which"])]
            round_trip.end(request, word)
            return _connected(request, trip, choice)
    except ValidationError as sentence:
        messages.error(request, " ".join(sentence.messages))
        return redirect("sharing_accounts")
    return render(request, "sharing/accounts/choose.html", {**HERE, "form": form, "channel": _channel(trip.network)})


@editors_only
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Its name, whose it is, what it may cost, when it keeps quiet."""
    row = get_object_or_404(Account, pk=account_id)
    form = AccountForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        Account.objects.filter(pk=row.pk).update(**form.cleaned_data)  # these fields alone: the tokens may be renewed this moment
        log(row, "wagtail.edit", user=request.user)
        messages.success(request, _("The settings of “%(name)s” are kept.") % {"name": row})
        return redirect("sharing_accounts")
    row = get_object_or_404(Account, pk=account_id)
    return render(
        request, "sharing/accounts/account.html", {**HERE, "form": form, "one": _listed(row), "time_zones": sorted(available_timezones())}
    )


@editors_only
@require_POST
def act(request: HttpRequest, account_id: int, verb: str) -> HttpResponse:
    """Test, pause, resume: one button each."""
    row = get_object_or_404(Account, pk=account_id)
    if verb == "test":
        try:
            messages.success(request, signing_in.test(row))
        except ValidationError as sentence:
            messages.error(request, " ".join(sentence.messages))
    elif verb == "pause":
        signing_in.pause(row, by=request.user)
        messages.success(request, _("“%(name)s” is paused. Drafts are still made; nothing is sent until you resume.") % {"name": row})
    elif verb == "resume":
        signing_in.resume(row, by=request.user)
        messages.success(request, _("“%(name)s” sends again.") % {"name": row})
    else:
        raise Http404
    return redirect("sharing_accounts")


@editors_only
def disconnect(request: HttpRequest, account_id: int) -> HttpResponse:
    """Asks once, then lets go."""
    row = get_object_or_404(Account, pk=account_id)
    if request.method == "POST":
        messages.success(request, signing_in.disconnect(row, by=request.user))
        return redirect("sharing_accounts")
    live = SharePost.objects.live().filter(account=row).count()
    return render(request, "sharing/accounts/disconnect.html", {**HERE, "one": _listed(row), "live": live})


@editors_only
def settings_of_sharing(request: HttpRequest) -> HttpResponse:
    """The dry run, and what holds for every account."""
    kept = SharingSettings.load()
    was_dry = kept.is_dry_run
    form = SettingsForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        form.save()
        log(kept, "sharing.settings", user=request.user, data={"is_dry_run": kept.is_dry_run})
        messages.success(request, _turned(was_dry, kept.is_dry_run))
        return redirect("sharing_accounts")
    held = SharePost.objects.filter(state=SharePost.State.PAUSED, reason="dry-run").count()
    return render(request, "sharing/accounts/settings.html", {**HERE, "form": form, "held": held, "was_dry": was_dry})


# --- Connecting ---


def _begun(request: HttpRequest, channel: Channel, way: Way, form: ConnectForm, again: Account | None) -> HttpResponse:
    """Signed in at once, or on the way to the network. A page says where the browser goes: forms may not lead away from here."""
    host = (again.host if again else form.typed.get("host", "")) if "host" in way.fields else ""
    trip = Trip(channel.network, host=host, account_id=again.pk if again else None, settings={} if again else form.chosen)
    try:
        if not channel.signs_in_by:
            return _connected(request, trip, Choice(Who("", ""), Tokens({})))
        if way.key == "form":
            choices = channel.connect(_app(trip), form.typed)
            return _arrived(request, replace(trip, choices=tuple(choices)))
        if host:  # each server gives a client of its own
            app = channel.register(host, _come_back(channel.network), is_trusted_host=settings.SHARING_HOSTS_MAY_BE_PRIVATE)
            trip = replace(trip, client_id=app.client_id, client_secret=app.client_secret, options=dict(app.options))
    except ChannelError as problem:
        raise ValidationError(_refusal(channel, problem)) from problem
    trip = replace(trip, verifier=secrets.token_urlsafe(48))
    state = round_trip.begin(request, trip)
    leads_to = channel.authorize_url(_app(trip), state=state, verifier=trip.verifier)
    where = hosts.shown(urlsplit(leads_to).hostname or "")
    return render(
        request, "sharing/accounts/leaving.html", {**HERE, "channel": channel, "leads_to": leads_to, "where": where, "again": again}
    )


def _arrived(request: HttpRequest, trip: Trip) -> HttpResponse:
    """One account: it is connected. Several: the editor chooses. Connected again: it is the one that it was."""
    choices = trip.choices
    if trip.account_id and len(choices) > 1:
        known = get_object_or_404(Account, pk=trip.account_id).remote_id
        choices = tuple(choice for choice in choices if choice.who.remote_id == known) or choices[:1]
    if not choices:
        raise ValidationError(_("You are signed in, but there is no page or organization that you may post for."))
    if len(choices) == 1:
        return _connected(request, trip, choices[0])
    request.session["sharing_choosing"] = round_trip.begin(request, replace(trip, choices=choices))
    return redirect("sharing_choose")


def _connected(request: HttpRequest, trip: Trip, choice: Choice) -> HttpResponse:
    if trip.account_id:
        row = get_object_or_404(Account, pk=trip.account_id)
    else:
        chosen = trip.settings
        organization = Organization.objects.filter(pk=chosen.get("organization_id")).first()
        row = Account(
            network=trip.network,
            host=trip.host,
            name=chosen.get("name", ""),
            organization=organization,
            language=chosen.get("language", ""),
        )
        for name, value in first_steps(trip.network).starts_with.items():
            setattr(row, name, value)
    row = signing_in.connected(row, choice, by=request.user)
    messages.success(request, _("“%(name)s” is connected.") % {"name": row})
    return redirect("sharing_accounts")


def _with_client(choices: list[Choice], trip: Trip) -> tuple[Choice, ...]:
    """The server's own client is kept with the tokens: without it they can be neither renewed nor revoked."""
    own = {"client_id": trip.client_id, "client_secret": trip.client_secret} if trip.client_id else {}
    return tuple(replace(choice, tokens=replace(choice.tokens, secrets={**choice.tokens.secrets, **own})) for choice in choices)


def _app(trip: Trip) -> App:
    own = {"client_id": trip.client_id, "client_secret": trip.client_secret} if trip.client_id else None
    app = signing_in.app_of(trip.network, trip.host, _come_back(trip.network), kept=own)
    return replace(app, options={**app.options, **trip.options})


def _come_back(network: str) -> str:
    """The address that is registered at the network: one for each, on our own host, never taken from the request."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("sharing_callback", args=[network])


def _refusal(channel: Channel, problem: ChannelError) -> str:
    """What went wrong while signing in, without anything that was typed."""
    said = {"network": channel.label, "detail": re.sub(r"^\d{3}: (?=.)|:$", "", problem.detail.strip())}
    if problem.code == "main-password":
        return _("This is the account's own password, which can do everything. Make an app password in the network's settings.")
    if isinstance(problem, LoggedOut):
        return _("%(network)s did not take this sign-in. (%(detail)s)") % said
    if problem.code == "private-address":
        return _("This server leads into a private network. Only servers on the open internet can be connected.")
    if problem.code == "no-name":
        return _("There is no server of this name. Look for a slip of the pen.")
    if problem.code == "no-connection":
        return _("%(network)s could not be reached. Is the name of the server right? Nothing was connected; try again.") % said
    return _("%(network)s could not be asked. Nothing was connected; try again. (%(detail)s)") % said


# --- What is shown ---


def _channel(network: str) -> Channel:
    try:
        return channels.channel(network)
    except KeyError as problem:
        raise Http404 from problem


def _ways(channel: Channel) -> Iterator[Way]:
    steps: FirstSteps = first_steps(channel.network)
    for key in channel.signs_in_by or ("by-hand",):
        asked = channel.form_fields if key == "form" else tuple(name for name in channel.form_fields if name == "host")
        yield Way(
            key, str(steps.ways.get(key, "")), steps.steps.get(key, ()), key in steps.needs, steps.missing(channel.network, key), asked
        )


def _way(request: HttpRequest, channel: Channel) -> Way:
    """The one that was chosen, else the first for which nothing is missing."""
    ways = list(_ways(channel))
    named = next((way for way in ways if way.key == request.GET.get("by")), None)
    return named or next((way for way in ways if not way.missing), ways[0])


def _listed(row: Account) -> Listed:
    channel = channels.CHANNELS.get(row.network)
    return Listed(
        account=row,
        label=channel.label if channel else row.network,
        server=hosts.shown(row.host) if row.host else "",
        url=web_address(row.url),
        spent=budget.spent_this_month(row),
        queued=SharePost.objects.queued().filter(account=row).count(),
        why=signing_in.why(row) if row.state == Account.State.RECONNECT else "",
        can_sign_in=bool(channel and channel.signs_in_by),
    )


def _turned(was_dry: bool, is_dry: bool) -> str:
    if was_dry and not is_dry:
        return _("The dry run is off: what is approved from now on is really sent. What it held back stays paused until you send it.")
    if is_dry and not was_dry:
        return _("The dry run is on: nothing leaves.")
    return _("The settings are kept.")
