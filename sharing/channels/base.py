"""What every network has in common: what is sent, what comes back, and the six ways in which it can go wrong.

Plain Python without Django. The sender decides what follows from an outcome; a channel only says truthfully what happened.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol

from sharing.outside import readable, web_address
from sharing.text.measure import Count

Json = Mapping[str, object]
MOST_LETTERS = 255  # of a handle or a name


@dataclass(frozen=True)
class Login:
    """As whom a network is spoken to. The secrets never appear when it is printed or logged."""

    base_url: str  # from settings, or the checked host of a Mastodon account; without a slash at the end
    remote_id: str  # the network's own name of the account: DID, URN, user or page number
    handle: str  # without @
    secrets: Mapping[str, str] = field(repr=False)  # access_token, refresh_token, ... as the channel's `connect` gave them
    limits: Json = field(default_factory=dict)  # what the server said of itself (Mastodon's instance)
    is_trusted_host: bool = True  # False: typed by an editor; resolved and checked before each connection


@dataclass(frozen=True)
class Picture:
    """A PNG or JPEG with its words."""

    content: bytes = field(repr=False)
    mime: str
    alt: str


@dataclass(frozen=True)
class Card:
    """What stands under a post and leads to the page."""

    url: str
    title: str
    description: str
    picture: Picture | None = None


@dataclass(frozen=True)
class Remote:
    """A post as the network knows it."""

    id: str
    url: str = ""  # where people open it; what is no address of the web is left out
    extra: Json = field(default_factory=dict)  # such as Bluesky's cid; plain JSON

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", web_address(self.url))


@dataclass(frozen=True)
class Outgoing:
    """One message on one network; of a thread, one part of it."""

    key: str  # chosen before the first try and never changed: Bluesky's record key, Mastodon's Idempotency-Key
    text: str  # as readers see it, links included
    language: str = "en"
    link: str = ""  # the address of ours that is in the text or in the card; reconciling looks for it
    card: Card | None = None  # where the network makes none by itself
    picture: Picture | None = None  # attached to the post
    content_note: str = ""
    reply_to: Remote | None = None
    root: Remote | None = None  # the first part of the thread, or the post that a notice answers
    mentions: Mapping[str, str] = field(default_factory=dict)  # @handle in the text -> the network's own name of the account
    created_at: datetime | None = None  # when the row was made: equal on each try


@dataclass(frozen=True)
class Counts:
    """How often, never who."""

    likes: int = 0
    reposts: int = 0
    replies: int = 0


@dataclass(frozen=True)
class Tokens:
    """What signing in brought. Everything in `secrets` is kept encrypted; a refresh never returns an empty value for a kept one."""

    secrets: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None  # of the access token
    refresh_expires_at: datetime | None = None  # when a person has to sign in again; None: never by itself


@dataclass(frozen=True)
class Who:
    """The account behind the tokens."""

    remote_id: str
    handle: str
    name: str = ""
    url: str = ""
    limits: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "handle", readable(self.handle)[:MOST_LETTERS])
        object.__setattr__(self, "name", readable(self.name)[:MOST_LETTERS])
        object.__setattr__(self, "url", web_address(self.url))


@dataclass(frozen=True)
class App:
    """What the site is registered as at a network."""

    base_url: str
    sign_in_url: str  # where the person's browser goes
    redirect_uri: str  # where it comes back to
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    options: Json = field(default_factory=dict)  # consumer_key and consumer_secret of OAuth 1.0a, version of an API
    is_trusted_host: bool = True


@dataclass(frozen=True)
class Choice:
    """One account that the person who signed in may connect: their own, or one of several pages."""

    who: Who
    tokens: Tokens


# --- The ways in which it can go wrong ---


class ChannelError(Exception):
    """`reason` is a short word for code, `detail` what the network said, cut and free of secrets."""

    reason: ClassVar[str] = ""

    def __init__(self, detail: str = "", *, until: datetime | None = None, remote: Remote | None = None, code: str = "") -> None:
        super().__init__(detail)
        self.detail = " ".join(readable(detail).split())[:500]
        self.until = until  # when the network wants to be asked again
        self.remote = remote  # a duplicate's post, where the network names it
        self.code = code  # a finer word, such as "duplicate", "too-long", "usage-capped"


class NotSent(ChannelError):
    """Nothing was created: no connection, or a picture could not be uploaded. May be tried again."""

    reason = "not-sent"


class Unsure(ChannelError):
    """The request left and no clear answer came: it may be live. Look before trying again."""

    reason = "unsure"


class Limited(ChannelError):
    """Too many requests; nothing was created. Again after `until`."""

    reason = "limited"


class NoCredit(ChannelError):
    """Nothing left to pay with (402), or the plan's cap is reached: the account waits for a person."""

    reason = "no-credit"


class LoggedOut(ChannelError):
    """The token is not taken: refresh once, then a person signs in again. Only clear answers say this, never a passing fault."""

    reason = "logged-out"


class Refused(ChannelError):
    """A clear, lasting no: content, permission, unknown record. Trying again would change nothing."""

    reason = "refused"


class Duplicate(ChannelError):
    """The network has this text already. `remote` is that post where the network names it."""

    reason = "duplicate"


class Channel(Protocol):
    """One network. A new one is a module with an object of this shape, and one line in `channels/__init__.py`."""

    network: str  # slug kept in rows: "x", "bluesky", "mastodon", "linkedin", "facebook", "by-hand"
    label: str  # the network's own name, not translated
    icon: str
    has_threads: bool
    can_edit: bool
    can_delete: bool
    can_reply: bool  # a notice may answer the post
    makes_cards: bool  # the network draws the card from our Open Graph tags; else `card` is sent
    takes_content_note: bool
    is_idempotent: bool  # a create may be repeated with the same key, without looking first; not Mastodon: some servers ignore the key
    signs_in_by: tuple[str, ...]  # "oauth" (the browser goes there and comes back), "form" (what is pasted), () for none
    form_fields: tuple[str, ...]  # asked for by "form": "handle", "app_password", "host", "token", "token_secret"

    def count(self, text: str, *, content_note: str = "", limits: Json | None = None) -> Count: ...

    def send(self, login: Login, post: Outgoing) -> Remote:
        """Create it. Raises one of the errors above."""

    def find(self, login: Login, post: Outgoing) -> Remote | None:
        """After an unknown outcome: the post, or None when it is certainly not there. Raises Unsure when it cannot be told."""

    def delete(self, login: Login, remote: Remote) -> None:
        """Take it away. Already gone is done."""

    def edit(self, login: Login, remote: Remote, post: Outgoing) -> Remote: ...

    def counts(self, login: Login, remotes: list[Remote]) -> dict[str, Counts]:
        """By remote id; a post that is gone is left out."""

    def whoami(self, login: Login) -> Who:
        """The account behind a login, and the limits that its server states. Also the test of a connection."""

    def refresh(self, login: Login, app: App) -> Tokens:
        """New tokens. LoggedOut only when the network clearly says that a person has to sign in again."""

    # --- Signing in; a channel has those that `signs_in_by` names ---

    def register(self, base_url: str, redirect_uri: str, *, is_trusted_host: bool = False) -> App:
        """Mastodon only: every server is asked for a client of its own. `exchange` puts it among the secrets of the tokens."""

    def authorize_url(self, app: App, *, state: str, verifier: str) -> str:
        """Where the person's browser goes. `verifier` is for PKCE (S256) where the network knows it."""

    def exchange(self, app: App, *, code: str, verifier: str) -> list[Choice]:
        """The code that the browser brought back, for tokens, and which accounts they open."""

    def connect(self, app: App, values: Mapping[str, str]) -> list[Choice]:
        """What was typed into the form of `form_fields`. Raises LoggedOut with words when it is wrong."""

    def revoke(self, login: Login, app: App) -> None:
        """Disconnecting: the network forgets the tokens, where it can."""
