"""A real Elasticsearch on loopback, for tests and for trying by hand: one node or several, with or without passwords and TLS.

The server comes from Maven Central once and is kept outside the repository; settings, data and logs of a run lie in a scratch folder
and go with it. Docs: docs/search-cluster.md. `python -m tests.search_node` starts one and prints its address.
"""

import fcntl
import json
import os
import pwd
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts.with_postgres import free_port

VERSION = "8.19.3"
UNPACK = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack"
SERVER = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
SOURCE = Path(__file__).with_name("Analysis.java")
USER, PASSWORD = "throughline-tests", "only-for-tests-on-loopback"  # of a node that asks for one
OPEN = {"xpack.security.enabled": False, "xpack.security.enrollment.enabled": False}
GUARDED = {
    "xpack.security.enabled": True,
    "xpack.security.autoconfiguration.enabled": False,
    "xpack.security.http.ssl.enabled": True,
    "xpack.security.http.ssl.key": "certs/node.key",
    "xpack.security.http.ssl.certificate": "certs/node.crt",
}


class NodeMissing(Exception):
    """This machine cannot start one; the text says why, and what to install."""


def what_lacks() -> str:
    """Empty where a node can be started."""
    missing = [package for program, package in (("javac", "openjdk-17-jdk-headless"), ("mvn", "maven")) if not shutil.which(program)]
    return f"Elasticsearch needs {' and '.join(missing)}. On Debian: sudo apt-get install {' '.join(missing)}" if missing else ""


def kept() -> Path:
    """Where the server stays between runs. As root it is started as nobody, who may not enter a home folder."""
    ours = Path("/var/cache") if os.geteuid() == 0 else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("SEARCH_NODE_DIR") or ours / "throughline-search-node")


def as_somebody() -> dict:
    """Elasticsearch refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def server() -> Path:
    """The unpacked server with our plugin: fetched and compiled once, whoever asks first."""
    if lacks := what_lacks():
        raise NodeMissing(lacks)
    kept().mkdir(parents=True, exist_ok=True, mode=0o755)
    with (kept() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        home = kept() / f"elasticsearch-{VERSION}"
        if not home.exists():
            _fetch(home)
        plugin = home / "plugins" / "throughline-analysis"
        made_from = plugin / SOURCE.name
        if not made_from.exists() or made_from.read_bytes() != SOURCE.read_bytes():
            _compile(home, plugin)
    return home


def _fetch(home: Path) -> None:
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        command = ["mvn", "-q", "-B", UNPACK, f"-Dartifact={SERVER}", f"-DoutputDirectory={folder}"]
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise NodeMissing(f"Elasticsearch {VERSION} could not be fetched from Maven Central: {done.stdout[-600:]}")
        (Path(folder) / home.name).rename(home)


def _compile(home: Path, plugin: Path) -> None:
    shutil.rmtree(plugin, ignore_errors=True)
    plugin.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as classes:
        subprocess.run(["javac", "-nowarn", "-d", classes, "-cp", f"{home}/lib/*", SOURCE], check=True)
        subprocess.run(["jar", "cf", plugin / "analysis.jar", "-C", classes, "."], check=True)
    described = {
        "name": "throughline-analysis",
        "description": "What the server on Maven Central lacks",
        "version": "1",
        "elasticsearch.version": VERSION,
        "java.version": "17",
        "classname": "searchnode.Analysis",
    }
    (plugin / "plugin-descriptor.properties").write_text("".join(f"{name}={value}\n" for name, value in described.items()))
    shutil.copy(SOURCE, plugin / SOURCE.name)


@dataclass
class Node:
    """One server process: started, killed and started again, with the same data."""

    home: Path
    folder: Path
    settings: dict
    memory: int = 512
    port: int = field(default_factory=free_port)
    transport: int = field(default_factory=free_port)
    child: subprocess.Popen | None = None

    @property
    def scheme(self) -> str:
        return "https" if self.settings.get("xpack.security.http.ssl.enabled") else "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def certificate(self) -> Path:
        return self.folder / "config" / "certs" / "node.crt"

    def lay(self) -> None:
        """Settings of its own beside the server, which many share."""
        config = self.folder / "config"
        shutil.copytree(self.home / "config", config)
        if self.scheme == "https":
            self._own_certificate()
        settings = {
            "cluster.name": "throughline-tests",
            "http.host": "127.0.0.1",
            "http.port": self.port,
            "transport.host": "127.0.0.1",
            "transport.port": self.transport,
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "cluster.routing.allocation.disk.threshold_enabled": False,
            **self.settings,
        }
        (config / "elasticsearch.yml").write_text("".join(f"{name}: {json.dumps(value)}\n" for name, value in settings.items()))
        if who := as_somebody():
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, who["user"], who["group"])
        if self.settings["xpack.security.enabled"]:
            self._run("elasticsearch-users", "useradd", USER, "-p", PASSWORD, "-r", "superuser")

    def _own_certificate(self) -> None:
        self.certificate.parent.mkdir()
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(self.certificate.with_suffix(".key"))]
        subprocess.run([*command, "-out", self.certificate], check=True, stderr=subprocess.DEVNULL)

    def _environment(self) -> dict[str, str]:
        java = Path(shutil.which("javac") or "javac").resolve().parent.parent
        options = f"-Xms{self.memory}m -Xmx{self.memory}m -XX:TieredStopAtLevel=1 -XX:-UseG1GC -XX:+UseSerialGC"
        named = {"ES_PATH_CONF": str(self.folder / "config"), "ES_JAVA_HOME": str(java), "ES_JAVA_OPTS": options}
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8", **named}

    def _run(self, program: str, *arguments: str) -> None:
        command = [self.home / "bin" / program, *arguments]
        subprocess.run(command, check=True, env=self._environment(), cwd=self.folder, stdout=subprocess.DEVNULL, **as_somebody())

    def start(self) -> None:
        with (self.folder / "node.log").open("ab") as log:
            self.child = subprocess.Popen(
                [self.home / "bin" / "elasticsearch"],
                env=self._environment(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **as_somebody(),
            )

    def is_up(self, *, nodes: int = 1) -> bool:
        try:
            return self.ask("GET", "/_cluster/health")["number_of_nodes"] >= nodes
        except (OSError, ValueError, KeyError):
            return False

    def wait(self, *, nodes: int = 1, seconds: float = 240) -> None:
        until = time.monotonic() + seconds
        while not self.is_up(nodes=nodes):
            if time.monotonic() > until or (self.child and self.child.poll() is not None):
                raise RuntimeError(f"Elasticsearch did not start:\n{(self.folder / 'node.log').read_text()[-3000:]}")
            time.sleep(0.2)

    def ask(self, method: str, path: str, body: dict | None = None, *, headers: dict[str, str] | None = None) -> dict:
        """Straight to the server, past the client of the product: what only tests ask for."""
        request = urllib.request.Request(self.url + path, method=method, data=json.dumps(body).encode() if body is not None else None)
        request.add_header("Content-Type", "application/json")
        if self.settings["xpack.security.enabled"]:
            request.add_header("Authorization", "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode())
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        context = ssl.create_default_context(cafile=str(self.certificate)) if self.scheme == "https" else None
        with urllib.request.urlopen(request, timeout=30, context=context) as answer:
            return json.load(answer)

    def end(self, how: int = signal.SIGTERM) -> None:
        """SIGKILL is `kill -9`: the launcher and the server, which are one group."""
        if self.child is None:
            return
        try:
            os.killpg(self.child.pid, how)
        except ProcessLookupError:
            pass
        try:
            self.child.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()
        self.child = None


@contextmanager
def running(*, nodes: int = 1, is_guarded: bool = False, memory: int = 512, **more: object) -> Iterator[list[Node]]:
    """So many nodes of one cluster, up and joined; ended and wiped whatever happens. `more` goes into elasticsearch.yml."""
    home = server()
    with ExitStack() as ending:
        folder = Path(tempfile.mkdtemp(prefix="throughline-search-"))
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        started: list[Node] = []
        for number in range(nodes):
            own = folder / f"node-{number + 1}"
            own.mkdir()
            settings = {"node.name": own.name, **(GUARDED if is_guarded else OPEN), **more}
            started.append(Node(home, own, settings, memory))
        seeds = [f"127.0.0.1:{node.transport}" for node in started]
        for node in started:
            if nodes == 1:
                node.settings["discovery.type"] = "single-node"
            else:
                node.settings["discovery.seed_hosts"] = seeds
                node.settings["cluster.initial_master_nodes"] = [each.folder.name for each in started]
            node.lay()
            node.start()
            ending.callback(node.end, signal.SIGKILL)
        for node in started:
            node.wait(nodes=nodes)
        yield started
