"""A network that answers at once and remembers what it was asked, for tests of signing in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from sharing.channels.base import App, Choice, LoggedOut, Login, Tokens, Who
from sharing.models import Account
from sharing.secrets import seal

TOKEN = "planted-access-token-Zq9xWv7u"
REFRESH = "planted-refresh-token-Kp3mTr8s"


@dataclass
class Answering:
    """A channel of sharing/channels/base.py as far as signing in asks for one."""

    network: str = "answering"
    label: str = "Answering"
    icon: str = "share-2"
    signs_in_by: tuple[str, ...] = ("oauth",)
    form_fields: tuple[str, ...] = ()
    who: list[Who] = field(default_factory=lambda: [Who("id-1", "throughline", "Throughline", "https://social.example/@throughline")])
    secrets: dict[str, str] = field(default_factory=lambda: {"access_token": TOKEN, "refresh_token": REFRESH})
    on_refresh: Callable[[Login], Tokens] | None = None
    on_revoke: Exception | None = None
    on_whoami: Exception | None = None
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def register(self, base_url: str, redirect_uri: str, *, is_trusted_host: bool = False) -> App:
        self.asked.append(("register", base_url))
        return App(base_url, base_url, redirect_uri, "client-of-server", "secret-of-server", {"pkce": True}, is_trusted_host)

    def authorize_url(self, app: App, *, state: str, verifier: str) -> str:
        self.asked.append(("authorize_url", verifier))
        return f"https://sign-in.example/authorize?state={state}"

    def exchange(self, app: App, *, code: str, verifier: str) -> list[Choice]:
        self.asked.append(("exchange", (code, verifier, app)))
        return self._choices()

    def connect(self, app: App, values: Mapping[str, str]) -> list[Choice]:
        self.asked.append(("connect", dict(values)))
        if values.get("app_password") == "wrong":
            raise LoggedOut("Invalid identifier or password")
        return self._choices()

    def refresh(self, login: Login, app: App) -> Tokens:
        self.asked.append(("refresh", dict(login.secrets)))
        if self.on_refresh is None:
            return Tokens(
                {"access_token": "new-access-token-1234", "refresh_token": "new-refresh-token-5678"}, timezone.now() + timedelta(hours=2)
            )
        return self.on_refresh(login)

    def revoke(self, login: Login, app: App) -> None:
        self.asked.append(("revoke", dict(login.secrets)))
        if self.on_revoke:
            raise self.on_revoke

    def whoami(self, login: Login) -> Who:
        self.asked.append(("whoami", dict(login.secrets)))
        if self.on_whoami:
            raise self.on_whoami
        return self.who[0]

    def _choices(self) -> list[Choice]:
        tokens = Tokens(dict(self.secrets), timezone.now() + timedelta(hours=2), timezone.now() + timedelta(days=90))
        return [Choice(who, tokens) for who in self.who]

    def times(self, name: str) -> int:
        return sum(asked == name for asked, _what in self.asked)


def an_account(network: str = "answering", secrets: dict[str, str] | None = None, **fields: Any) -> Account:
    """Connected, with tokens that are good for two hours."""
    kept = {"access_token": TOKEN, "refresh_token": REFRESH} if secrets is None else secrets
    fields = {
        "name": "Ours",
        "remote_id": "id-1",
        "handle": "throughline",
        "token_expires_at": timezone.now() + timedelta(hours=2),
        **fields,
    }
    return Account.objects.create(network=network, secrets=seal(kept), **fields)
