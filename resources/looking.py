"""Looking at one address on the web, without ever reaching into this machine or its network. Plain Python without Django.

Each step asks for the name once, refuses every address that is not public, and connects to the very address that it has looked at:
a name that answers differently the second time leads nowhere. So does a redirect to a place that is not public.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from content.public_address import is_public

SECONDS = 8.0  # for one address with all its steps
MOST_STEPS = 5
PORTS = {"http": 80, "https": 443}
PERMANENT, REDIRECTS = {301, 308}, {301, 302, 303, 307, 308}
WITHOUT_HEAD = {400, 403, 404, 405, 406, 429, 500, 501, 503}  # many servers answer so to HEAD alone


class NotThere(Exception):
    """Why nobody answered: a key of REASONS in resources/links.py."""


@dataclass(frozen=True)
class Seen:
    """What came of looking. Without a code nobody answered, and `reason` says why."""

    code: int | None = None
    reason: str = ""
    moved_to: str = ""  # where all redirects together lead, when each of them is for good


def look(address: str, *, agent: str, seconds: float = SECONDS, may_be_private: bool = False) -> Seen:
    """Ask for the head of a page, and where that is refused, for the page; nothing of it is read. Never raises."""
    with _Clock(seconds) as clock:
        try:
            return _follow(address, agent, clock, may_be_private)
        except NotThere as why:
            return Seen(reason=str(why))
        except ssl.SSLError:
            return Seen(reason="certificate")
        except (OSError, http.client.HTTPException, ValueError):
            return Seen(reason="slow" if clock.is_over else "silent")


def _follow(address: str, agent: str, clock: "_Clock", may_be_private: bool) -> Seen:
    here, is_for_good = address, True
    for _step in range(MOST_STEPS + 1):
        code, leads_to = _ask("HEAD", here, agent, clock, may_be_private)
        if code in WITHOUT_HEAD:
            code, leads_to = _ask("GET", here, agent, clock, may_be_private)
        if code not in REDIRECTS or not leads_to:
            return Seen(code, moved_to=here if here != address and is_for_good else "")
        is_for_good = is_for_good and code in PERMANENT
        here = urljoin(here, leads_to)
    raise NotThere("circle")


def _ask(method: str, address: str, agent: str, clock: "_Clock", may_be_private: bool) -> tuple[int, str]:
    """The code, and where it leads to."""
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise NotThere("kind")
    port = parts.port or PORTS[parts.scheme]
    if port not in PORTS.values() and not may_be_private:
        raise NotThere("port")
    name = parts.hostname.encode("idna").decode("ascii")
    connection = http.client.HTTPConnection(name, port, timeout=clock.seconds)
    with contextlib.closing(connection):
        connection.sock = clock.watch(_connected(name, port, parts.scheme == "https", clock.seconds, may_be_private))
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (
            f"?{quote(parts.query, safe='%/?:@!$&()*+,;=~')}" if parts.query else ""
        )
        host = f"[{name}]" if ":" in name else name
        headers = {
            "Host": host if port == PORTS[parts.scheme] else f"{host}:{port}",
            "User-Agent": agent,
            "Accept": "*/*",
            "Connection": "close",
        }
        connection.request(method, target, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", "")[:2000]


def _connected(name: str, port: int, is_safe: bool, seconds: float, may_be_private: bool) -> socket.socket:
    try:
        places = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except OSError:
        raise NotThere("no-name") from None
    found = [place[4][0] for place in places]
    if not may_be_private and not all(is_public(each) for each in found):
        raise NotThere("private")
    plain = socket.create_connection((found[0], port), timeout=seconds)
    return ssl.create_default_context().wrap_socket(plain, server_hostname=name) if is_safe else plain


class _Clock:
    """Ends whatever connection is open when the time is over, also one that sends a letter now and then."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.is_over = seconds, False
        self._open: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> "_Clock":
        self._timer.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._timer.cancel()

    def watch(self, connection: socket.socket) -> socket.socket:
        self._open = connection
        if self.is_over:
            self._end()
        return connection

    def _end(self) -> None:
        self.is_over = True
        if self._open is not None:
            with contextlib.suppress(OSError):
                self._open.shutdown(socket.SHUT_RDWR)
