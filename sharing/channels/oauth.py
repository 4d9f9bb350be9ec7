"""Signing in by OAuth 2.0, as X, LinkedIn, Facebook and Mastodon have it: where the browser goes, and what its code is worth."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from .base import App, ChannelError, LoggedOut, Refused, Tokens
from .http import Answer, Line, by_status

# Said of a refresh token that is no longer good. All else may pass by itself, or is the site's own mistake.
OVER = re.compile(r"invalid_grant|revoked|(token|code)\b.{0,40}\b(expired|invalid)|(expired|invalid).{0,20}\b(token|code)", re.IGNORECASE)


def authorize_url(address: str, app: App, *, scope: str, state: str, verifier: str = "", **more: str) -> str:
    """Where the person's browser goes. With a verifier only we can use the code that comes back (PKCE)."""
    pkce = {"code_challenge": create_s256_code_challenge(verifier), "code_challenge_method": "S256"} if verifier else {}
    return prepare_grant_uri(address, app.client_id, "code", redirect_uri=app.redirect_uri, scope=scope, state=state, **pkce, **more)


def line(base_url: str, app: App, secrets: Iterable[str] = ()) -> Line:
    """To a network's address for tokens."""
    return Line(base_url, secrets=[*secrets, app.client_secret], is_trusted=app.is_trusted_host, judge=_judge, words=words)


def words(answer: Answer) -> str:
    said = [str(answer.dig(name)) for name in ("error", "error_description") if answer.dig(name)]
    return ": ".join(said) or answer.text


def _judge(answer: Answer, detail: str) -> ChannelError | None:
    """A wrong client is no reason to have a person sign in again; a used-up token is."""
    if answer.status not in (400, 401, 403):
        return None
    error = str(answer.dig("error") or "")
    if error in ("invalid_client", "unauthorized_client"):
        return Refused(detail, code="client")
    if error == "invalid_grant" or (error == "invalid_request" and OVER.search(words(answer))):
        return LoggedOut(detail)
    return Refused(detail, code=error) if error or answer.status != 401 else by_status(answer, detail)


def tokens(answer: Answer, kept: Mapping[str, str] | None = None) -> Tokens:
    """From an answer that brings some. What it leaves out or leaves empty stays as it was kept."""
    brought = {name: answer.dig(name) for name in ("refresh_token", "scope")}
    secrets = {name: value for name, value in brought.items() if isinstance(value, str) and value}
    return Tokens(
        secrets={**(kept or {}), "access_token": answer.word("access_token"), **secrets},
        expires_at=after(answer.dig("expires_in")),
        refresh_expires_at=after(answer.dig("refresh_token_expires_in")),
    )


def after(seconds: object) -> datetime | None:
    """When a token ends that lives so long; None when nothing sensible was said."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 10**10:
        return None
    return datetime.now(UTC) + timedelta(seconds=seconds)
