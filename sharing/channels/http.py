"""The one way in which networks are spoken to: short patience, small answers, no redirects, no secrets in what is told of a fault.

What went wrong becomes one of the errors of `base`. The line that matters most: before the request left, nothing can have been
created (NotSent); afterwards a create without a clear answer may be live (Unsure).
"""

import contextlib
import functools
import re
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from json import loads
from typing import Any

import httpx

from content.public_address import is_public
from sharing.outside import UNREADABLE

from .base import ChannelError, Limited, LoggedOut, NoCredit, NotSent, Refused, Unsure

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0  # between two pieces of an answer
ALL_SECONDS = 60.0  # for the whole of it, however slowly it drips
MOST_BYTES = 1_000_000
MOST_OF_A_WORD = 20_000  # letters; the longest are tokens
LONGEST_WAIT = timedelta(days=1)  # a reset further away is a mistake of theirs
AGENT = "Throughline sharing (httpx)"
RESETS = ("x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset", "retry-after")  # X, Mastodon, Bluesky, everyone


# Asked in the last moment before a request that creates something, by whoever sends; it raises when it is not to be created any more.
before_creating: ContextVar[Callable[[], None]] = ContextVar("before_creating", default=lambda: None)


@dataclass(frozen=True)
class Answer:
    """What a network answered; reading it never fails in any other way than as the errors of `base`."""

    status: int
    headers: httpx.Headers = field(repr=False)
    body: bytes = field(repr=False)
    creates: bool = False

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @functools.cached_property
    def said(self) -> Any:
        """The JSON of an answer that may be anything, such as an error page: empty when it is none."""
        with contextlib.suppress(ValueError, RecursionError):
            return loads(self.body)
        return {}

    def dig(self, *way: str | int) -> Any:
        """What stands at this place of the JSON, or None."""
        return dig(self.said, *way)

    def rows(self, *way: str | int) -> list[dict[str, Any]]:
        """The objects in the list at this place; nothing else."""
        return rows(self.dig(*way))

    def word(self, *way: str | int) -> str:
        """The word or number that has to stand there. Without it nobody knows what came of a create."""
        found = self.dig(*way)
        word = str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""
        if not 0 < len(word) <= MOST_OF_A_WORD or UNREADABLE.search(word):
            raise no_answer(self.creates, f"{self.status} without {'.'.join(map(str, way))}", code="garbage")
        return word

    def again_at(self, now: datetime | None = None) -> datetime | None:
        """When the network wants to be asked again: epoch, seconds from now, ISO time or a date of HTTP."""
        now = now or datetime.now(UTC)
        for name in RESETS:
            if (value := self.headers.get(name)) and (at := _moment(value.strip(), now)):
                return min(max(at, now), now + LONGEST_WAIT)
        return None


def _moment(value: str, now: datetime) -> datetime | None:
    with contextlib.suppress(ValueError, OverflowError, OSError, TypeError):
        if re.fullmatch(r"\d{1,12}(\.\d+)?", value):
            seconds = float(value)
            return datetime.fromtimestamp(seconds, UTC) if seconds > 1e9 else now + timedelta(seconds=seconds)
        at = datetime.fromisoformat(value) if value[:4].isdigit() else parsedate_to_datetime(value)
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return None


def dig(here: Any, *way: str | int) -> Any:
    """What stands at this place, or None: nobody has promised its shape."""
    for step in way:
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) and len(here) > step else None
        else:
            here = here.get(step) if isinstance(here, dict) else None
    return here


def rows(found: Any) -> list[dict[str, Any]]:
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def whole(found: Any) -> int:
    """A number of something, as a row of the database can keep it; 0 for all else."""
    return min(max(found, 0), 2**31 - 1) if isinstance(found, int) and not isinstance(found, bool) else 0


def no_answer(creates: bool, detail: str, *, code: str = "no-answer", until: datetime | None = None) -> ChannelError:
    """The request left, and nothing sure came back."""
    return (Unsure if creates else NotSent)(detail, code=code, until=until)


@dataclass(frozen=True)
class Line:
    """To one network, as one account. `judge` knows the network's own way of saying no; None leaves it to the status."""

    base_url: str
    secrets: Iterable[str] = field(default=(), repr=False)
    is_trusted: bool = True  # False: the name is resolved here, and only public addresses are spoken to
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    judge: Callable[[Answer, str], ChannelError | None] = lambda answer, detail: None
    words: Callable[[Answer], str] = lambda answer: answer.text

    def ask(self, method: str, path: str, *, creates: bool = False, headers: Mapping[str, str] | None = None, **sent: Any) -> Answer:
        """The answer when it is a success, else one of the errors of `base`. `sent` is httpx's: json, data, files, content, params."""
        url = path if path.startswith(("https://", "http://")) else self.base_url + path
        answer = ask(method, url, creates=creates, is_trusted=self.is_trusted, headers={**self.headers, **(headers or {})}, **sent)
        if answer.is_ok:
            return answer
        detail = scrub(f"{answer.status}: {self.words(answer)}", self.secrets)
        raise self.judge(answer, detail) or by_status(answer, detail)


def by_status(answer: Answer, detail: str) -> ChannelError:
    """What a status means everywhere."""
    until = answer.again_at()
    match answer.status:
        case 401:
            return LoggedOut(detail)
        case 402:
            return NoCredit(detail)
        case 429:
            return Limited(detail, until=until)
        case status if status == 408 or status >= 500:
            return no_answer(answer.creates, detail, code="server", until=until)
        case status if 300 <= status < 400:
            return Refused(detail, code="redirect")
    return Refused(detail)


def scrub(text: str, secrets: Iterable[str]) -> str:
    """The text without these secrets, and without what looks like one."""
    for secret in secrets:
        if len(secret) > 3:
            text = text.replace(secret, "[…]")
    return re.sub(r"(?i)\b(bearer|oauth|access_token|refresh_token|client_secret|password)(\W{1,4})[\w.~+/=-]{8,}", r"\1\2[…]", text)


@contextlib.contextmanager
def looking() -> Iterator[None]:
    """While looking for a post: a fault in between says nothing about the post."""
    try:
        yield
    except NotSent as fault:
        raise Unsure(fault.detail, code=fault.code, until=fault.until) from None


def ask(
    method: str, url: str, *, creates: bool = False, is_trusted: bool = True, headers: Mapping[str, str] | None = None, **sent: Any
) -> Answer:
    """One request on a connection of its own, with whatever status it is answered."""
    journey = _Journey()
    if creates:
        before_creating.get()()
    try:
        target, named = (httpx.URL(url), {}) if is_trusted else _checked(url)
        sent["extensions"] = {"trace": journey.note, **({"sni_hostname": named["host"]} if named else {})}
        headers = {
            **(headers or {}),
            "User-Agent": AGENT,
            "Connection": "close",
            "Accept-Encoding": "identity",
            **({"Host": named["netloc"]} if named else {}),
        }
        with journey, _client() as client, client.stream(method, target, headers=headers, **sent) as response:
            return Answer(response.status_code, response.headers, _body(response, creates), creates)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError):
        raise Refused("This is no address that can be asked.", code="address") from None
    except (httpx.HTTPError, ssl.SSLError, OSError) as fault:
        kind = "timeout" if isinstance(fault, httpx.TimeoutException) or journey.is_over else type(fault).__name__
        if not journey.has_left:
            raise NotSent(f"No connection ({kind}).", code="no-connection") from None
        raise no_answer(creates, f"No answer ({kind}).") from None


def _client() -> httpx.Client:
    """Without proxies or certificates from the environment: the address that was checked is the address that is asked."""
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    return httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False, verify=_certificates())


@functools.cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()


def _body(response: httpx.Response, creates: bool) -> bytes:
    """As it came; packed although we asked for it plain, it is opened no further than it may be long."""
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if len(body) > MOST_BYTES:
            raise no_answer(creates, f"{response.status_code} with more than {MOST_BYTES:,} bytes.", code="garbage")
    if response.headers.get("Content-Encoding", "identity") in ("gzip", "deflate"):
        with contextlib.suppress(zlib.error):
            return zlib.decompressobj(47).decompress(bytes(body), MOST_BYTES)
    return bytes(body)


def _checked(url: str) -> tuple[httpx.URL, dict[str, str]]:
    """The address with its name resolved once, and refused unless every place it leads to is public."""
    asked = httpx.URL(url)
    if asked.scheme not in ("https", "http") or not asked.host or asked.userinfo:
        raise httpx.InvalidURL("no address of a server")
    name = asked.raw_host.decode("ascii")
    try:
        found = [str(place[4][0]) for place in socket.getaddrinfo(name, asked.port or 443, type=socket.SOCK_STREAM)]
    except OSError:
        raise NotSent("There is no server of this name.", code="no-name") from None
    if not all(is_public(address) for address in found):
        raise Refused("This name leads into a private network.", code="private-address")
    return asked.copy_with(host=found[0]), {"host": name, "netloc": asked.netloc.decode("ascii")}


class _Journey:
    """Knows whether the request has left, and ends it when its time is over, also when letters drip in one by one."""

    def __init__(self) -> None:
        self.has_left, self.is_over = False, False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(ALL_SECONDS, self._end)
        self._timer.daemon = True

    def __enter__(self) -> "_Journey":
        self._timer.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._timer.cancel()

    def note(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by httpcore at each of its steps."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")
        elif event == "http11.send_request_headers.started":
            self.has_left = True

    def _end(self) -> None:
        self.is_over = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
