"""The way to a network and back: what must not be lost or forged while an editor signs in over there.

It lies in the session, encrypted, under a word that nobody can guess; good for ten minutes, for this person, and once.
"""

import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from sharing.channels.base import Choice, Tokens, Who
from sharing.secrets import SecretsLost, seal, unseal

SECONDS = 600
KEPT = "sharing_trips"
MOST = 5  # begun at once in one browser


@dataclass(frozen=True)
class Trip:
    """What was chosen before leaving. The verifier never leaves the server until the code is exchanged."""

    network: str
    host: str = ""
    account_id: int | None = None  # connected again
    settings: dict[str, Any] = field(default_factory=dict)  # name, organization, language of a new account
    verifier: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    options: dict[str, Any] = field(default_factory=dict)  # of the server's own client
    choices: tuple[Choice, ...] = ()


def begin(request: HttpRequest, trip: Trip) -> str:
    """Keep it. Returns the word (`state`) that brings it back."""
    state = secrets.token_urlsafe(32)
    kept = {name: one for name, one in request.session.get(KEPT, {}).items() if one["until"] > timezone.now().timestamp()}
    kept = dict(sorted(kept.items(), key=lambda one: one[1]["until"])[-(MOST - 1) :])
    kept[_digest(state)] = {
        "until": timezone.now().timestamp() + SECONDS,
        "by": request.user.pk,
        "sealed": seal({"trip": json.dumps(_packed(trip))}),
    }
    request.session[KEPT] = kept
    return state


def look(request: HttpRequest, state: str) -> Trip:
    """Read it and leave it there."""
    found = request.session.get(KEPT, {}).get(_digest(state))
    if not found or found["by"] != request.user.pk or found["until"] <= timezone.now().timestamp():
        raise ValidationError(_("This sign-in was begun too long ago, in another browser, or is used already. Begin it again."))
    try:
        return _unpacked(json.loads(unseal(found["sealed"])["trip"]))
    except SecretsLost as problem:
        raise ValidationError(_("The keys of this site have changed in between. Begin the sign-in again.")) from problem


def end(request: HttpRequest, state: str) -> Trip:
    """Read it, once: a second answer with the same word finds nothing, also when both come at the same moment."""
    trip = look(request, state)
    kept = request.session[KEPT]
    kept.pop(_digest(state), None)
    request.session[KEPT] = kept
    if not cache.add(f"sharing-trip-{_digest(state)}", 1, SECONDS):
        raise ValidationError(_("This sign-in is used already. Begin it again."))
    return trip


def _digest(state: str) -> str:
    return sha256(state.encode()).hexdigest()[:32]


def _packed(trip: Trip) -> dict[str, Any]:
    choices = [
        {
            "who": {**asdict(choice.who), "limits": dict(choice.who.limits)},
            "secrets": dict(choice.tokens.secrets),
            "expires_at": _iso(choice.tokens.expires_at),
            "refresh_expires_at": _iso(choice.tokens.refresh_expires_at),
        }
        for choice in trip.choices
    ]
    plain = {
        name: getattr(trip, name)
        for name in ("network", "host", "account_id", "settings", "verifier", "client_id", "client_secret", "options")
    }
    return {**plain, "choices": choices}


def _unpacked(packed: dict[str, Any]) -> Trip:
    choices = tuple(
        Choice(Who(**one["who"]), Tokens(one["secrets"], _time(one["expires_at"]), _time(one["refresh_expires_at"])))
        for one in packed["choices"]
    )
    return Trip(**{**packed, "choices": choices})


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _time(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
