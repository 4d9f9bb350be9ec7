"""Bluesky's own server (PDS) with its directory of accounts, from npm, started for tests on loopback."""

import hashlib
import json
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from tests.peers import keeping
from tests.peers.keeping import PeerMissing

HERE = Path(__file__).parent
OWN_PASSWORD = "the-account-itself-of-a-test"


def what_lacks() -> str:
    if (platform.system(), platform.machine()) not in (("Linux", "x86_64"), ("Linux", "aarch64")):
        return "Bluesky's server is fetched with Node 22 for Linux on x86-64 or ARM; this is another machine."
    return "" if shutil.which("npm") else "Bluesky's server needs npm. On Debian: sudo apt-get install npm"


def home() -> Path:
    """The server with everything it needs, fetched once for each version of package-lock.json."""
    if lacks := what_lacks():
        raise PeerMissing(lacks)
    lock = (HERE / "package-lock.json").read_bytes()
    place = keeping.kept() / f"bluesky-{hashlib.sha256(lock).hexdigest()[:16]}"
    with keeping.alone("bluesky"):
        if not place.exists():
            _fetch(place)
        for old in keeping.kept().glob("bluesky-*"):
            if old != place:
                shutil.rmtree(old, ignore_errors=True)
        shutil.copy(HERE / "peer.mjs", place)
    return place


def _fetch(place: Path) -> None:
    """Without the packages' own install scripts: Node and SQLite come ready-made."""
    with keeping.scratch(place.parent) as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        command = ["npm", "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]
        keeping.run(command, folder, "Fetching Bluesky's server with npm")
        folder.chmod(0o755)
        folder.rename(place)


@dataclass(frozen=True)
class Account:
    did: str
    handle: str
    app_password: str


@dataclass(frozen=True)
class Server:
    """Asked past our channel: what only tests want to know."""

    url: str

    def ask(self, method: str, name: str, token: str = "", **sent: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with httpx.Client(trust_env=False, timeout=30) as client:
            return client.request(method, f"{self.url}/xrpc/{name}", headers=headers, **sent).raise_for_status()

    def account(self, handle: str = "") -> Account:
        """A new one, with an app password."""
        handle = handle or f"qi-{uuid4().hex[:8]}.test"
        wanted = {"handle": handle, "email": f"{uuid4().hex[:8]}@example.org", "password": OWN_PASSWORD}
        made = self.ask("POST", "com.atproto.server.createAccount", json=wanted).json()
        password = self.ask("POST", "com.atproto.server.createAppPassword", made["accessJwt"], json={"name": "Throughline"}).json()
        return Account(made["did"], handle, password["password"])

    def posts(self, did: str) -> list[dict[str, Any]]:
        """Everything that this account has posted: uri, cid, value."""
        asked = {"repo": did, "collection": "app.bsky.feed.post", "limit": 100}
        return self.ask("GET", "com.atproto.repo.listRecords", params=asked).json()["records"]

    def blob(self, did: str, blob: dict[str, Any]) -> bytes:
        return self.ask("GET", "com.atproto.sync.getBlob", params={"did": did, "cid": blob["ref"]["$link"]}).content


@contextmanager
def running() -> Iterator[Server]:
    """Up, empty, and ended whatever happens."""
    place = home()
    with keeping.scratch() as folder:
        (folder / "data").mkdir()
        node = place / "node_modules" / ".bin" / "node"
        env = keeping.quiet_environment(folder, NODE_ENV="production", NODE_COMPILE_CACHE=str(place / "compiled"))
        with keeping.process([node, place / "peer.mjs", folder / "data"], folder, env) as child:
            yield Server(json.loads(keeping.first_line(child, folder))["url"])
