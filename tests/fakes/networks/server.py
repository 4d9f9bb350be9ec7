"""The fakes' one server: a thread per request, so that answers may be slow, cut short, or end in a reset. All networks share its address.

A network is a class below `Network` with methods marked by `@route`; its line in `tests.fakes.networks` lets it be found.
"""

import base64
import contextlib
import hashlib
import json
import re
import socket
import struct
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fakes.networks.faults import Fault, Faults
from tests.fakes.networks.pictures import mime_of, read_card
from tests.fakes.networks.shelf import Shelf, Store, Thing

MOST_BYTES = 20_000_000


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def told(value: Any, status: int = 200, mime: str = "application/json", **headers: str) -> Answer:
    """JSON. Headers are written with _ for -."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), {"Content-Type": mime, **named})


def page(html: str, status: int = 200) -> Answer:
    return Answer(status, html.encode(), {"Content-Type": "text/html; charset=utf-8"})


def redirect(address: str) -> Answer:
    return Answer(302, b"", {"Location": address})


class No(Exception):
    """Raised by a route: this answer, and nothing is stored."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass
class Part:
    """One field of a form with files."""

    name: str
    content: bytes
    mime: str = ""
    filename: str = ""

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: Message
    body: bytes
    root: str  # http://127.0.0.1:8900
    target: str = ""  # path and query, as they came
    params: dict[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str:
        return str(self.headers.get(name, ""))

    @property
    def mime(self) -> str:
        return self.header("Content-Type").split(";")[0].strip().lower()

    def one(self, name: str, default: str = "") -> str:
        """A word of the query."""
        return self.query.get(name, [default])[0]

    def json(self) -> Any:
        """None when it is none; networks have words of their own for that."""
        with contextlib.suppress(ValueError):
            return json.loads(self.body)
        return None

    def form(self) -> dict[str, str]:
        if self.mime == "multipart/form-data":
            return {part.name: part.text for part in self.parts() if not part.filename}
        return {name: values[0] for name, values in parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True).items()}

    def parts(self) -> list[Part]:
        if self.mime != "multipart/form-data":
            return []
        whole = BytesParser().parsebytes(b"Content-Type: " + self.header("Content-Type").encode() + b"\r\n\r\n" + self.body)
        if not whole.is_multipart():
            return []
        found = []
        for each in whole.get_payload():
            name = each.get_param("name", "", header="content-disposition")
            found.append(Part(str(name), each.get_payload(decode=True) or b"", each.get_content_type(), each.get_filename() or ""))
        return found

    @property
    def bearer(self) -> str:
        kind, _, token = self.header("Authorization").partition(" ")
        return token.strip() if kind.lower() == "bearer" else ""


@dataclass
class Route:
    method: str
    pattern: re.Pattern[str]
    name: str
    is_human: bool
    call: Callable[..., Answer]


def route(method: str, path: str, name: str = "", *, is_human: bool = False) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """`path` with {name} for a piece without slash, {name:regex} for another. Faults name a route by `name`; pages for people never break."""
    pattern = "".join(_piece(each) for each in re.split(r"({[^}]*})", path))

    def mark(call: Callable[..., Answer]) -> Callable[..., Answer]:
        call.routes = [*getattr(call, "routes", []), Route(method, re.compile(pattern), name or call.__name__, is_human, call)]  # type: ignore[attr-defined]
        return call

    return mark


def _piece(text: str) -> str:
    if not text.startswith("{"):
        return re.escape(text)
    name, _colon, shape = text[1:-1].partition(":")
    return f"(?P<{name}>{shape or '[^/]+'})"


class Network:
    """One network: its routes, its rules, its own way of saying no."""

    name = ""
    label = ""
    prefixes: tuple[str, ...] = ()  # paths below which an unknown one is answered with this network's own 404

    def __init__(self, world: "World") -> None:
        self.world = world
        self.shelf = Shelf(world.store, self.name)
        self.last_kept: Thing | None = None
        marked = [getattr(type(self), each) for each in dir(type(self))]
        self.routes: list[Route] = [each for call in marked for each in getattr(call, "routes", [])]

    def seed(self) -> None:
        """The accounts that are there from the beginning; called when there are none."""

    def how_to_connect(self) -> list[str]:
        """Lines for `make fake-networks`."""
        return []

    # --- Each network's own shapes ---

    def error(self, status: int, detail: str, code: str = "") -> Answer:
        return told({"error": code or str(status), "message": detail}, status)

    def limited(self, until: float) -> Answer:
        return told({"error": "RateLimited"}, 429, Retry_After=str(max(1, int(until - time.time()))))

    def no_credit(self) -> Answer:
        return self.error(402, "Payment Required")

    def expired(self) -> Answer:
        return self.error(401, "The token is not valid.")

    def duplicate(self, post: Thing) -> Answer:
        return self.error(409, "Duplicate")

    def not_found(self) -> Answer:
        return self.error(404, "Not Found")

    # --- What all of them keep in the same shape, for the log and the page ---

    def keep_post(self, key: str, *, account: str, text: str, **more: Any) -> Thing:
        """`more`: language, link, card {url, title, description, picture}, pictures [{picture, alt}], reply_to, key, note, raw."""
        self.last_kept = self.shelf.put("post", key, account=account, text=text, created_at=self.world.now(), deleted_at=None, **more)
        return self.last_kept

    def post(self, key: str) -> Thing | None:
        """A post that is there; what was deleted is not."""
        found = self.shelf.get("post", key)
        return found if found and not found["deleted_at"] else None

    def posts_of(self, account: str, limit: int = 100) -> list[Thing]:
        return [post for post in self.shelf.all("post", 3 * limit) if post["account"] == account and not post["deleted_at"]][:limit]

    def edit_post(self, key: str, **changed: Any) -> Thing:
        post = self.shelf.get("post", key) or {}
        return self.shelf.change("post", key, **changed, was=[*post.get("was", []), post.get("text")], edited_at=self.world.now())

    def drop_post(self, key: str) -> None:
        self.shelf.change("post", key, deleted_at=self.world.now())

    def keep_picture(self, content: bytes, mime: str) -> str:
        """The name under which the page shows it."""
        key = hashlib.sha256(content).hexdigest()[:32]
        self.shelf.keep_picture(key, mime, content)
        return key

    def use(self, who: str, what: str, most: int, seconds: int) -> dict[str, int]:
        """Counts towards a limit of the network: limit, remaining, reset (epoch). Raises No when it is used up."""
        state = self.world.use((self.name, who, what), most, seconds)
        if state["remaining"] < 0:
            raise No(self.limited(state["reset"]))
        return state


class World:
    """All networks, what they keep, and what shall go wrong."""

    def __init__(self, kinds: list[type[Network]], state: str = "", *, has_limits: bool = True, draws_cards: bool = False) -> None:
        self.store = Store(state)
        self.draws_cards = draws_cards
        self.faults = Faults()
        self.has_limits = has_limits
        self.requests: deque[dict[str, Any]] = deque(maxlen=5000)
        self.mistakes: list[str] = []  # of the fakes themselves: tests look that there are none
        self._used: dict[tuple[str, ...], dict[str, int]] = {}
        self.networks = [kind(self) for kind in kinds]
        self._seed()

    def __getitem__(self, name: str) -> Network:
        return next(network for network in self.networks if network.name == name)

    def _seed(self) -> None:
        for network in self.networks:
            if not network.shelf.all("account", 1):
                network.seed()

    def clear(self) -> None:
        """As on the first day."""
        self.faults.clear()
        self.store.clear()
        self.requests.clear()
        self.mistakes.clear()
        self._used.clear()
        self._seed()

    def now(self) -> float:
        return time.time()

    def posts(self, network: str = "", *, is_live: bool | None = None) -> list[Thing]:
        """The newest first, over all networks."""
        found = [{"network": each.name, **post} for each in self.networks if network in ("", each.name) for post in each.shelf.all("post")]
        found = [post for post in found if is_live is None or (post["deleted_at"] is None) == is_live]
        return sorted(found, key=lambda post: post["created_at"], reverse=True)

    def draw_card(self, network: Network, number: str, link: str) -> None:
        """The card of a link, read from the page behind it a moment later, where the fakes were started for people to watch."""

        def draw() -> None:
            if (read := read_card(link)) is None:
                return
            card, content = read
            with self.store.changing():
                picture = network.keep_picture(content, mime_of(content)) if mime_of(content) else ""
                if network.shelf.get("post", number):
                    network.shelf.change("post", number, card={**card, "picture": picture})

        if link and self.draws_cards:
            threading.Thread(target=draw, daemon=True).start()

    def use(self, what: tuple[str, ...], most: int, seconds: int) -> dict[str, int]:
        with self.store.lock:
            used = self._used.get(what)
            if used is None or used["reset"] <= self.now():
                used = self._used[what] = {"limit": most, "remaining": most, "reset": int(self.now()) + seconds}
            used["remaining"] -= 1
            return dict(used) if self.has_limits else {**used, "remaining": most - 1}

    def find(self, request: Request) -> tuple[Network | None, Route | None]:
        for network in self.networks:
            for each in network.routes:
                if each.method == request.method and (match := each.pattern.fullmatch(request.path)):
                    request.params = {name: unquote(value) for name, value in match.groupdict().items()}
                    return network, each
        return next((network for network in self.networks if request.path.startswith(network.prefixes or ("\0",))), None), None

    def answer(self, network: Network, route: Route, request: Request) -> Answer:
        """The route's answer; what it stored is kept, unless it said no or broke."""
        try:
            with self.store.changing():
                network.last_kept = None
                return route.call(network, request)
        except No as no:
            return no.answer
        except Exception:
            self.mistakes.append(traceback.format_exc())
            traceback.print_exc(file=sys.stderr)
            return network.error(500, "The fake itself is broken; see its output.")

    def broken(self, fault: Fault, network: Network, answer: Answer | None) -> Answer:
        """The answer that a fault puts in place of the true one."""
        match fault.what:
            case "429":
                return network.limited(self.now() + fault.reset_in)
            case "402":
                return network.no_credit()
            case "expired-token":
                return network.expired()
            case "duplicate" if network.last_kept:
                return network.duplicate(network.last_kept)
            case "garbage":
                return Answer(200, b"<html>\xff\xfe not what you \x00 asked for", {"Content-Type": "application/json"})
            case "500" | "502" | "503":
                return page(f"<html><title>{fault.what}</title><h1>{fault.what}</h1></html>", int(fault.what))
        return answer or Answer()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    world: World
    pages: Callable[[World, Request], Answer | None]

    def __init__(self, *rest: Any) -> None:
        super().__init__(*rest)
        self.stopping = threading.Event()
        self.to_reset: set[int] = set()

    def shutdown_request(self, request: Any) -> None:
        """A connection that shall be reset is not said good-bye to."""
        if request.fileno() in self.to_reset:
            self.to_reset.discard(request.fileno())
            return self.close_request(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError):  # a client that went away is no news
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 120
    server: _Server

    def log_message(self, *_words: Any) -> None: ...

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST_BYTES:
            self.close_connection = True
            return self._write(Answer(413))
        parts = urlsplit(self.path)
        request = Request(
            self.command,
            parts.path,
            parse_qs(parts.query, keep_blank_values=True),
            self.headers,
            self.rfile.read(length),
            f"http://{self.headers.get('Host', 'localhost')}",
            self.path,
        )
        world = self.server.world
        if (own := self.server.pages(world, request)) is not None:
            return self._write(own)
        network, found = world.find(request)
        fault = world.faults.take(network.name, found.name) if network and found and not found.is_human else None
        noted = {"method": request.method, "path": request.path, "network": network.name if network else "", "at": world.now()}
        noted |= {"route": found.name if found else "", "fault": fault.kind if fault else "", "status": 0}
        world.requests.append(noted)
        if network is None or found is None:
            answer = network.not_found() if network else page('<h1>Nothing is here.</h1><p><a href="/">What was posted</a></p>', 404)
        elif fault is None:
            answer = world.answer(network, found, request)
        else:
            with world.store.lock:
                answer = world.answer(network, found, request) if fault.is_after else None
                answer = world.broken(fault, network, answer)
        noted["status"] = answer.status
        self._write(answer, fault)

    def _write(self, answer: Answer, fault: Fault | None = None) -> None:
        what = fault.what if fault else ""
        if what == "timeout":
            self.server.stopping.wait(fault.seconds if fault else 0)
        if what in ("timeout", "reset"):
            return self._reset()
        body = b" " * 64 if what == "slow-body" and not answer.body else answer.body
        self.send_response(answer.status)
        for name, text in answer.headers.items():
            self.send_header(name, text)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(body) + (what == "cut")))
        self.end_headers()
        if self.command == "HEAD" or answer.status == 204:
            return
        if what == "slow-body" and fault:
            self._drip(body, fault.seconds)
        elif what == "cut":
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        else:
            self.wfile.write(body)

    def _drip(self, body: bytes, seconds: float) -> None:
        """Byte by byte, as long as it was ordered; then the rest at once."""
        ends, pause, sent = time.monotonic() + seconds, min(0.5, seconds / max(2, len(body))), 0
        while sent < len(body) - 1 and time.monotonic() < ends and not self.server.stopping.wait(pause):
            self.wfile.write(body[sent : sent + 1])
            sent += 1
        self.wfile.write(body[sent:])

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.server.to_reset.add(self.connection.fileno())

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _serve


class Running:
    """The server on loopback, until `stop`."""

    def __init__(self, world: World, pages: Callable[[World, Request], Answer | None], port: int = 0) -> None:
        self.world = world
        self.server = _Server(("127.0.0.1", port), _Handler)
        self.server.world, self.server.pages = world, pages
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> "Running":
        self._thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self.server.stopping.set()
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()
        self.world.store.close()


def token_hash(verifier: str) -> str:
    """PKCE: S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
