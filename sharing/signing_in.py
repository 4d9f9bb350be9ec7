"""As whom we speak to a network: signing in, staying signed in, and letting go. Tokens are opened here and nowhere else.

Any number of processes may ask for the same account at once. One of them renews the tokens; what it brings is kept only if the row
still holds those it began with, so nobody writes old tokens over new ones, and a refusal of old ones ends no new sign-in.
"""

import logging
import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from members.models import User
from members.roles import is_editor
from sharing import channels, expiring, ledger
from sharing.channels.base import App, ChannelError, Choice, LoggedOut, Login, NotSent, Tokens
from sharing.models import Account, SharePost
from sharing.secrets import Secrets, SecretsLost, seal, unseal

AHEAD = timedelta(minutes=10)  # tokens are renewed so long before they end
LEASE = timedelta(seconds=120)  # who renews holds the lock at most so long; one request ends after 60 s
REST = timedelta(seconds=30)  # after a fault, while the old token is still good
UNUSED, SOON = timedelta(days=7), timedelta(days=21)  # then a sign-in is renewed although nothing is posted
WAIT_SECONDS, LOOK_SECONDS = 20.0, 0.2  # for another process that renews
SHOWN = ("app_password", "token", "access_token")  # whose last four characters people see: the first that there is

S = Account.State
log_line = logging.getLogger("throughline.sharing")


def app_of(network: str, host: str = "", redirect_uri: str = "", *, kept: Mapping[str, str] | None = None) -> App:
    """What the site is registered as there. `kept`: secrets of an account, for a server that gave us a client of its own."""
    app, kept = settings.SHARING_APPS.get(network, {}), kept or {}
    base_url = (host or settings.SHARING_BASE_URLS.get(network, "")).rstrip("/")
    options = {name: value for name, value in app.items() if not name.startswith("client_")}
    version = {"linkedin": settings.LINKEDIN_VERSION, "facebook": settings.FACEBOOK_VERSION}.get(network)
    return App(
        base_url=base_url,
        sign_in_url=(host or settings.SHARING_BASE_URLS.get(f"{network}-sign-in", base_url)).rstrip("/"),
        redirect_uri=redirect_uri,
        client_id=kept.get("client_id") or app.get("client_id", ""),
        client_secret=kept.get("client_secret") or app.get("client_secret", ""),
        options=options | ({"version": version} if version else {}),
        is_trusted_host=not host or settings.SHARING_HOSTS_MAY_BE_PRIVATE,
    )


def login_of(account: Account, *, refused: Login | None = None) -> Login:
    """Tokens that are good now. `refused`: the network has just said no to these, so renew them before their time.

    Raises LoggedOut when a person has to sign in again, NotSent when the tokens have ended and cannot be renewed at the moment.
    """
    row = Account.objects.get(pk=account.pk)
    login = _login(row)
    if refused is not None and dict(refused.secrets) != dict(login.secrets):
        return login  # somebody has renewed them in between
    if refused is None and not _ends_within(row, AHEAD):
        return login
    if refused is None and not _can_renew(login):
        if not _ends_within(row, timedelta(0)):
            return login
        must_sign_in_again(row, "ended", kept=row.secrets)
        raise LoggedOut("The sign-in has ended.", code="ended")
    return _renewed(row, login, is_refused=refused is not None)


def must_sign_in_again(account: Account, reason: str, detail: str = "", *, kept: str | None = None) -> bool:
    """A clear answer: these tokens are not taken any more. False when others have come in between, or it was known."""
    rows = Account.objects.filter(pk=account.pk, state__in=[S.CONNECTED, S.PAUSED])
    if kept is not None:
        rows = rows.filter(secrets=kept)
    with transaction.atomic():
        if not rows.update(state=S.RECONNECT, state_reason=_said(reason, detail), refreshing_until=None):
            return False
        account.refresh_from_db()
        log(account, "sharing.sign_in_ended", data={"reason": reason})
        expiring.tell_that_it_ended(account)
    return True


def connected(account: Account, choice: Choice, *, by: User) -> Account:
    """Keep what signing in brought, in a new row or in the one that the account has had. A ValidationError is a sentence."""
    _editors_only(by)
    who = choice.who
    if account.pk:
        account = Account.objects.get(pk=account.pk)
        if account.remote_id and account.remote_id != who.remote_id:
            raise ValidationError(
                _("You signed in as @%(other)s, but this is @%(own)s. Sign out there and try again, or connect the other as a new account.")
                % {"other": who.handle, "own": account.handle}
            )
    host, here = account.host, Q(host=account.host)
    if who.url:  # a server of several names tells the same address of the account under each
        here |= Q(url=who.url)
    same = Account.objects.filter(here, network=account.network, remote_id=who.remote_id).exclude(remote_id="")
    if taken := same.filter(state__in=[S.CONNECTED, S.PAUSED]).exclude(pk=account.pk).first():
        raise ValidationError(_already(taken))
    if not account.pk and (earlier := same.order_by("-state", "-pk").first()):
        account = earlier  # its ledger says what was posted there: with a new row everything could go out a second time
    secrets = {name: value for name, value in choice.tokens.secrets.items() if value}
    was_paused = account.pk and account.state == S.PAUSED
    found = {
        "host": host,  # as it was signed in to: tokens go nowhere else
        "remote_id": who.remote_id,
        "handle": who.handle,
        "url": who.url,
        "limits": dict(who.limits),
        "limits_read_at": timezone.now(),
        "state": S.PAUSED if was_paused else S.CONNECTED,
        "state_reason": "",
        "secrets": seal(secrets),
        "secret_ends_in": _ending(secrets),
        "token_expires_at": choice.tokens.expires_at,
        "sign_in_expires_at": _sign_in_ends(choice.tokens, secrets, None),
        "warned_days": None,
        "refreshing_until": None,
        "connected_at": timezone.now(),
        "connected_by": by,
        "failures": 0,
        "open_until": None,
        "open_reason": "",
    }
    is_new = account.pk is None
    for name, value in found.items():
        setattr(account, name, value)
    if not account.name:
        account.name = f"@{who.handle}"[:120]
    try:
        with transaction.atomic():
            account.save(update_fields=None if is_new else list(found))
            log(account, "sharing.connect" if is_new else "sharing.reconnect", user=by, data={"handle": who.handle})
    except IntegrityError as problem:  # somebody was a moment faster
        raise ValidationError(_already(None)) from problem
    return account


def disconnect(account: Account, *, by: User) -> str:
    """The network forgets us where it can, the tokens go, the row and its ledger stay, and what was queued waits. Says how it went."""
    _editors_only(by)
    is_told = _revoked(account)
    with transaction.atomic():
        emptied = {
            "state": S.DISCONNECTED,
            "state_reason": "",
            "secrets": "",
            "secret_ends_in": "",
            "token_expires_at": None,
            "sign_in_expires_at": None,
            "warned_days": None,
            "refreshing_until": None,
        }
        Account.objects.filter(pk=account.pk).update(**emptied)
        log(account, "sharing.disconnect", user=by)
        for post in SharePost.objects.queued().filter(account_id=account.pk):
            try:
                ledger.change(post, SharePost.State.PAUSED, by=by, reason="disconnected")
            except ledger.Overtaken:  # it is on its way this moment, or a person has just decided on it
                continue
    account.refresh_from_db()
    label = channels.channel(account.network).label
    if is_told is None:
        return _("“%(name)s” is disconnected. What was queued is paused.") % {"name": account}
    if is_told:
        return _("“%(name)s” is disconnected and %(network)s has withdrawn our access. What was queued is paused.") % {
            "name": account,
            "network": label,
        }
    return _(
        "“%(name)s” is disconnected here, but %(network)s could not be told. Remove our access in the account's settings there, too."
    ) % {"name": account, "network": label}


def pause(account: Account, *, by: User) -> None:
    """Nothing goes out until an editor resumes; drafts are still made."""
    _editors_only(by)
    if Account.objects.filter(pk=account.pk, state=S.CONNECTED).update(state=S.PAUSED):
        log(account, "sharing.pause", user=by)


def resume(account: Account, *, by: User) -> None:
    _editors_only(by)
    if Account.objects.filter(pk=account.pk, state=S.PAUSED).update(state=S.CONNECTED):
        log(account, "sharing.resume", user=by)


def test(account: Account) -> str:
    """Ask the network who we are there. A ValidationError says in words what is wrong."""
    channel = channels.channel(account.network)
    if not channel.signs_in_by:
        return _("Posted by hand: there is nothing to sign in to.")
    try:
        login = login_of(account)
        try:
            who = channel.whoami(login)
        except LoggedOut:
            login = login_of(account, refused=login)
            who = channel.whoami(login)
    except LoggedOut as problem:
        must_sign_in_again(account, "refused", problem.detail)
        account.refresh_from_db()
        raise ValidationError(
            _("%(network)s does not take our sign-in any more: connect this account again.") % {"network": channel.label}
        ) from problem
    except ChannelError as problem:
        raise ValidationError(
            _("%(network)s could not be asked just now. The sign-in is kept; try again later. (%(detail)s)")
            % {"network": channel.label, "detail": problem.detail or problem.reason}
        ) from problem
    Account.objects.filter(pk=account.pk).update(
        handle=who.handle, url=who.url or account.url, limits=dict(who.limits), limits_read_at=timezone.now()
    )
    return _("%(network)s answers and knows us as @%(handle)s.") % {"network": channel.label, "handle": who.handle}


def keep_signed_in() -> int:
    """By the clock: what a person must renew is said to have ended, and sign-ins that would end unused are used."""
    now = timezone.now()
    rows = Account.objects.filter(state__in=[S.CONNECTED, S.PAUSED])
    for row in rows.filter(sign_in_expires_at__lte=now):
        must_sign_in_again(row, "ended", kept=row.secrets)
    unused = rows.filter(Q(token_expires_at__lte=now - UNUSED) | Q(token_expires_at__lte=now, sign_in_expires_at__lte=now + SOON))
    for row in unused:
        try:
            login_of(row)
        except ChannelError as problem:  # tried again the next time
            log_line.warning("%s could not be kept signed in: %s", row.pk, problem.reason)
    return len(unused)


def why(account: Account) -> str:
    """Why it has to be connected again, in words."""
    reason, _line, detail = account.state_reason.partition("\n")
    said = {
        "ended": _("The sign-in has come to its end."),
        "refused": _("The network does not take our sign-in any more."),
        "keys": _("The key that its sign-in was kept with is gone from SHARING_KEYS, so nothing can open it."),
    }.get(reason, reason)
    return f"{said} ({detail})" if detail else said


# --- Renewing ---


def _renewed(row: Account, login: Login, *, is_refused: bool) -> Login:
    """One process asks the network; the others go on with the token that is still good, or wait."""
    began_with = row.secrets
    give_up_at = time.monotonic() + WAIT_SECONDS
    while not _locked(row):
        if not is_refused and not _ends_within(row, timedelta(0)):
            return login
        if time.monotonic() >= give_up_at:
            raise NotSent("Another process is renewing the sign-in.", code="renewing")
        time.sleep(LOOK_SECONDS)
        row.refresh_from_db()
        login = _login(row)
        if row.secrets != began_with:
            return login
    row.refresh_from_db()
    if row.secrets != began_with:  # renewed between our reading and our lock
        _unlock(row)
        return _login(row)
    try:
        tokens = channels.channel(row.network).refresh(login, app_of(row.network, row.host, kept=login.secrets))
    except LoggedOut as problem:
        if must_sign_in_again(row, "refused", problem.detail, kept=began_with):
            raise
        return _login(Account.objects.get(pk=row.pk))
    except ChannelError as problem:  # it passes: nobody is disconnected for that
        is_good = not is_refused and not _ends_within(row, timedelta(0))
        _unlock(row, rest=is_good)
        if is_good:
            return login
        raise NotSent(problem.detail or problem.reason, until=problem.until, code="not-renewed") from problem
    except BaseException:
        _unlock(row)
        raise
    return _kept(row, login, tokens)


def _kept(row: Account, login: Login, tokens: Tokens) -> Login:
    """Both tokens in one write, never an empty one over a kept one, and only over those that were renewed."""
    secrets = {**login.secrets, **{name: value for name, value in tokens.secrets.items() if value}}
    ends = _sign_in_ends(tokens, secrets, row.sign_in_expires_at)
    is_longer = ends is None or row.sign_in_expires_at is None or ends > row.sign_in_expires_at
    Account.objects.filter(pk=row.pk, secrets=row.secrets).update(
        secrets=seal(secrets),
        secret_ends_in=_ending(secrets),
        token_expires_at=tokens.expires_at,
        sign_in_expires_at=ends,
        refreshing_until=None,
        **({"warned_days": None} if is_longer and (ends is None or ends > timezone.now() + timedelta(days=14)) else {}),
    )
    return _login(Account.objects.get(pk=row.pk))


def _locked(row: Account) -> bool:
    """True for one process alone, on SQLite and on PostgreSQL: whoever changes the row first."""
    now = timezone.now()
    free = Q(refreshing_until=None) | Q(refreshing_until__lte=now)
    return bool(Account.objects.filter(free, pk=row.pk).update(refreshing_until=now + LEASE))


def _unlock(row: Account, *, rest: bool = False) -> None:
    Account.objects.filter(pk=row.pk).update(refreshing_until=timezone.now() + REST if rest else None)


# --- What is in a row ---


def _login(row: Account) -> Login:
    if row.state in (S.DISCONNECTED, S.RECONNECT):
        raise LoggedOut("This account has to be connected again.", code=row.state)
    secrets = _opened(row)
    if not secrets and channels.channel(row.network).signs_in_by:
        must_sign_in_again(row, "ended")
        raise LoggedOut("No tokens are kept.", code="empty")
    app = app_of(row.network, row.host)
    return Login(app.base_url, row.remote_id, row.handle, secrets, row.limits, app.is_trusted_host)


def _opened(row: Account) -> Secrets:
    try:
        return unseal(row.secrets)
    except SecretsLost as problem:
        must_sign_in_again(row, "keys", kept=row.secrets)
        raise LoggedOut("No key opens the kept tokens.", code="keys") from problem


def _ends_within(row: Account, ahead: timedelta) -> bool:
    return bool(row.token_expires_at and row.token_expires_at <= timezone.now() + ahead)


def _can_renew(login: Login) -> bool:
    return bool(login.secrets.get("refresh_token") or login.secrets.get("app_password"))


def _sign_in_ends(tokens: Tokens, secrets: Mapping[str, str], until_now: datetime | None) -> datetime | None:
    """When a person has to come: with the refresh token, or with the token itself where there is none."""
    if tokens.refresh_expires_at:
        return tokens.refresh_expires_at
    return until_now if secrets.get("refresh_token") or secrets.get("app_password") else tokens.expires_at


def _ending(secrets: Mapping[str, str]) -> str:
    shown = next((secrets[name] for name in SHOWN if secrets.get(name)), "")
    return shown[-4:] if len(shown) >= 12 else ""


def _revoked(account: Account) -> bool | None:
    """None where there is nothing to revoke. A network that is away stops nobody from disconnecting."""
    channel = channels.channel(account.network)
    if not channel.signs_in_by or not account.secrets:
        return None
    try:
        secrets = unseal(account.secrets)
        app = app_of(account.network, account.host, kept=secrets)
        login = Login(app.base_url, account.remote_id, account.handle, secrets, account.limits, app.is_trusted_host)
        channel.revoke(login, app)
    except LoggedOut:
        return True  # it has forgotten us already
    except (ChannelError, SecretsLost):
        return False
    return True


def _already(taken: Account | None) -> str:
    if taken is None:
        return _("This account is connected already. Connected twice, everything would be posted twice.")
    return _("This account is connected already, as “%(name)s”. Connected twice, everything would be posted twice.") % {"name": taken}


def _said(reason: str, detail: str) -> str:
    return f"{reason}\n{detail}" if detail else reason


def _editors_only(by: User) -> None:
    if not is_editor(by):
        raise PermissionDenied(_("Accounts are for editors."))
