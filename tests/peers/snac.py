"""snac2, a small server that speaks Mastodon's language, from Debian's backports, unpacked beside the system and started on loopback.

It knows no Idempotency-Key, no limit of 500 characters and (2.75) no deleting: the server on which nothing may be taken for granted.
"""

import json
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx

from scripts.with_postgres import free_port
from tests.peers import keeping
from tests.peers.keeping import PeerMissing

SOURCES = Path("/etc/apt")
USER = "throughline"


def program() -> Path:
    """The one on the PATH, else Debian's package, fetched once and unpacked without installing it."""
    if found := shutil.which("snac"):
        return Path(found)
    if lacks := [each for each in ("apt-get", "dpkg-deb") if not shutil.which(each)]:
        raise PeerMissing(
            f"snac2 is fetched as a Debian package, and there is no {' and no '.join(lacks)} here. Or put `snac` on the PATH."
        )
    place = keeping.kept() / "snac2"
    with keeping.alone("snac2"):
        if not place.exists():
            _fetch(place)
    return place / "usr" / "bin" / "snac"


def _fetch(place: Path) -> None:
    """With apt's own means and its check of signatures, but with lists of its own: no right is needed and nothing is changed."""
    with keeping.scratch(place.parent) as folder:
        for name in ("lists/partial", "cache/archives/partial"):
            (folder / name).mkdir(parents=True)
        (folder / "backports.sources").write_text(source())
        options = [f"-oDir::Etc::sourcelist={folder / 'backports.sources'}", "-oDir::Etc::sourceparts=-"]
        options += [f"-oDir::State::lists={folder / 'lists'}", f"-oDir::Cache={folder / 'cache'}", "-oAPT::Sandbox::User="]
        for step in (["update", "-oAPT::Update::Error-Mode=any"], ["download", "snac2"]):
            keeping.run(["apt-get", "-qq", "-oAcquire::Retries=3", *options, *step], folder, "Fetching snac2 from Debian")
        package = next(folder.glob("snac2_*.deb"))
        keeping.run(["dpkg-deb", "-x", package, folder / "root"], folder, "Unpacking snac2")
        if subprocess.run([folder / "root/usr/bin/snac"], capture_output=True).returncode == 127:
            raise PeerMissing("snac2 lacks a library. On Debian: sudo apt-get install libcurl4")
        (folder / "root").rename(place)


def source(where: Path = SOURCES, release: str = "") -> str:
    """Debian's backports in apt's own form, at the mirror that this machine uses already."""
    release = release or _release()
    suite = f"{release}-backports" if release == "bookworm" else release
    for stanza in re.split(r"\n\s*\n", "\n\n".join(file.read_text() for file in sorted(where.glob("sources.list.d/*.sources")))):
        fields = dict(re.findall(r"^([\w-]+):[ \t]*(.+)$", stanza, re.MULTILINE))
        if release in fields.get("Suites", "").split():
            key = f"Signed-By: {fields['Signed-By']}\n" if "Signed-By" in fields else ""
            return f"Types: deb\nURIs: {fields['URIs'].split()[0]}\nSuites: {suite}\nComponents: main\n{key}"
    lists = [file for file in (where / "sources.list", *sorted(where.glob("sources.list.d/*.list"))) if file.exists()]
    for line in "\n".join(file.read_text() for file in lists).splitlines():
        if found := re.match(rf"deb\s+(?:\[(.*?)\]\s+)?(\S+)\s+{release}\s", line):
            key = re.search(r"signed-by=(\S+)", found[1] or "")
            return f"Types: deb\nURIs: {found[2]}\nSuites: {suite}\nComponents: main\n" + (f"Signed-By: {key[1]}\n" if key else "")
    raise PeerMissing(f"snac2 comes from Debian, and {where} names no mirror for {release or 'this system'}.")


def _release() -> str:
    try:
        told = Path("/etc/os-release").read_text()
    except OSError:
        return ""
    named = re.search(r"^VERSION_CODENAME=(\w+)", told, re.MULTILINE)
    return named[1] if named and re.search(r"^ID=debian", told, re.MULTILINE) else ""


@dataclass(frozen=True)
class Server:
    url: str
    user: str
    password: str

    def agree(self, address: str) -> dict[str, str]:
        """A person opens the address, signs in and agrees: what their browser brings back to us."""
        with httpx.Client(trust_env=False, timeout=30, headers={"Connection": "close"}) as client:
            asked = dict(re.findall(r'name="(\w+)" value="([^"]*)"', client.get(address).raise_for_status().text))
            typed = {**asked, "login": self.user, "passwd": self.password}
            answer = client.post(f"{self.url}/oauth/x-snac-login", data=typed)
        return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


@contextmanager
def running() -> Iterator[Server]:
    """Up, with one user, and ended whatever happens."""
    snac = program()
    with keeping.scratch() as folder:
        port, data, env = free_port(), folder / "data", keeping.quiet_environment(folder, no_proxy="")  # it would speak to itself, and wait
        keeping.run([snac, "init", data], folder, "snac init", input=f"127.0.0.1\n{port}\nlocalhost:{port}\n\nqi@example.org\n", env=env)
        password = re.search(r"password is (\S+)", keeping.run([snac, "adduser", data, USER], folder, "snac adduser", env=env))[1]
        settings = json.loads((data / "server.json").read_text())
        (data / "server.json").write_text(json.dumps({**settings, "protocol": "http", "num_threads": 12}))
        with keeping.process([snac, "httpd", data], folder, env, how=signal.SIGKILL):  # asked to end, it first sleeps
            _wait(port, folder)
            yield Server(f"http://localhost:{port}", USER, password)


def _wait(port: int, folder: Path, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError as problem:
            if time.monotonic() > until:
                raise RuntimeError(f"snac2 did not start:\n{(folder / 'log').read_text()[-3000:]}") from problem
            time.sleep(0.05)
