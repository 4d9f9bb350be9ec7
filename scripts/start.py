"""Starts the site: prepares what is missing, then runs web, worker and fake networks side by side until Ctrl-C.

python scripts/start.py demo    like production, with the demo's stories and log-ins
python scripts/start.py run     for development: DEBUG, reloads on change
"""

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable


# What the site is registered as at the fake networks, so that more accounts can be connected in the demo. Worth nothing anywhere else.
FAKE_APPS = {
    "X_CLIENT_ID": "fake-x-client", "X_CLIENT_SECRET": "fake-x-client-secret",
    "X_CONSUMER_KEY": "fake-consumer-key", "X_CONSUMER_SECRET": "fake-consumer-secret",
    "LINKEDIN_CLIENT_ID": "fake-linkedin-client", "LINKEDIN_CLIENT_SECRET": "fake-linkedin-client-secret",
    "FACEBOOK_CLIENT_ID": "fake-facebook-app", "FACEBOOK_CLIENT_SECRET": "fake-facebook-app-secret",
}  # fmt: skip
MOST_RESTARTS = 5  # of worker or clock within a minute, before it is called broken


def stop(sentence: str) -> None:
    sys.exit(f"\n{sentence}\n")


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EACCES:
                stop(f"Port {port} needs more rights than you have. Choose one above 1023: PORT=8001 make demo")
            return False
    return True


def port_for_fakes(folder: Path, beside: int) -> int:
    """Where the demo's fake networks listen: where they did the last time, so that links to posts stay good, else anywhere free."""
    kept = folder / "fake-networks.port"
    last = kept.read_text().strip() if kept.is_file() else ""
    wanted = [int(last)] if last.isdigit() and int(last) < 65536 else []
    for port in (*wanted, beside + 900, 0):
        if port > 65535 or port == beside:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            port = probe.getsockname()[1]
        folder.mkdir(parents=True, exist_ok=True)
        kept.write_text(str(port))
        return port
    stop("No port of this machine is free for the fake networks.")


def manage(*words: str, env: dict[str, str], failing: str) -> None:
    done = subprocess.run([PYTHON, "manage.py", *words], cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        said = done.stderr or ""
        if "No space left" in said or "database or disk is full" in said:
            stop("The disk is full. Free some space, then the same command again: nothing that was saved is lost.")
        sys.stderr.write(said)
        stop(failing)
    if done.stderr and os.environ.get("VERBOSE"):
        sys.stderr.write(done.stderr)


def prepare(kind: str, env: dict[str, str]) -> None:
    broken = "This step failed; the lines above say where. What was done before it is kept: the same command goes on from there."
    manage("prepare", *(["--demo"] if kind == "demo" else []), env=env, failing=broken)


def fakes(port: int, folder: Path) -> list[str]:
    return [PYTHON, "-m", "tests.fakes.networks", "--port", str(port), "--state", str(folder / "fake-networks.sqlite3")]


def commands(kind: str, port: int) -> dict[str, list[str]]:
    manage = [PYTHON, "manage.py"]
    web = (
        [PYTHON, "-m", "gunicorn", "cop_site.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4",
         "--worker-class", "gthread", "--timeout", "60", "--limit-request-line", "8190", "--log-level", "warning"]
        if kind == "demo"
        else [*manage, "runserver", f"127.0.0.1:{port}"]
    )  # fmt: skip
    return {"web": web, "worker": [*manage, "db_worker", "--interval", "1"], "clock": [*manage, "run_due", "--loop"]}


class Site:
    """The processes of a running site, each in a group of its own."""

    def __init__(self, kind: str, port: int, env: dict[str, str], fakes_port: int) -> None:
        self.env = env
        self.lines = {"networks": fakes(fakes_port, Path(env["VAR_DIR"])), **commands(kind, port)}
        self.children: dict[str, subprocess.Popen] = {}
        self.restarts: list[float] = []
        self.log = Path(env["VAR_DIR"]) / "log"
        self.log.mkdir(parents=True, exist_ok=True)

    def start(self, name: str) -> None:
        out = None if name == "web" else (self.log / f"{name}.log").open("ab")
        self.children[name] = subprocess.Popen(
            self.lines[name], cwd=ROOT, env=self.env, start_new_session=True, stdout=out, stderr=subprocess.STDOUT if out else None
        )
        if out:
            out.close()  # the child holds its own

    def watch(self) -> None:
        """Web ends: all ends. Worker or clock ends: it is started again, unless it keeps ending."""
        while True:
            for name, child in list(self.children.items()):
                if child.poll() is None:
                    continue
                if name == "web":
                    stop("The web server has ended; the lines above say why.")
                log = self.log / f"{name}.log"
                self.restarts = [at for at in self.restarts if at > time.monotonic() - 60]
                if len(self.restarts) >= MOST_RESTARTS:
                    stop(f"The {name} ends again and again, so the site was stopped. {log} says why.")
                self.restarts.append(time.monotonic())
                print(f"The {name} had ended and is started again (see {log}).", flush=True)
                time.sleep(2)
                self.start(name)
            time.sleep(0.5)

    def end(self) -> None:
        """Ask each group to end, then make it. A leader that died may have left others behind: its group is asked, too."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, signal.SIG_IGN)  # a second Ctrl-C must not leave anything running
        for how, seconds in ((signal.SIGTERM, 8), (signal.SIGKILL, 2)):
            for child in self.children.values():
                try:
                    os.killpg(child.pid, how)
                except (ProcessLookupError, PermissionError):
                    pass  # the whole group is gone (a Mac says it differently)
            until = time.monotonic() + seconds
            while time.monotonic() < until and any(child.poll() is None for child in self.children.values()):
                time.sleep(0.1)


def wait_until_it_answers(port: int, site: Site) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and site.children["web"].poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)


def main() -> None:
    kind = sys.argv[1] if len(sys.argv) > 1 else "demo"
    if not os.environ.get("PORT", "8000").isdigit():
        stop("PORT has to be a number, for example: PORT=8001 make demo")
    port = int(os.environ.get("PORT", "8000"))
    if not port_is_free(port):
        stop(
            f"Port {port} is taken, perhaps by a Throughline that is already running. End that one, or choose another: PORT={port + 1} make {kind}"
        )
    env = {**os.environ, "PORT": str(port), "DEMO": "1", "DEBUG": "1" if kind == "run" else "0"}
    env.setdefault("VAR_DIR", str(ROOT / "var"))
    if shutil.disk_usage(ROOT).free < 200 * 1024 * 1024:
        stop("Less than 200 MB are free on this disk. Free some space, then the same command again.")
    fakes_port = port_for_fakes(Path(env["VAR_DIR"]), port)
    env |= {**FAKE_APPS, "FAKE_NETWORKS_URL": f"http://127.0.0.1:{fakes_port}"}
    site = Site(kind, port, env, fakes_port)
    for sign in (signal.SIGTERM, signal.SIGHUP):  # `kill`, or the terminal was closed
        signal.signal(sign, lambda *_: sys.exit(0))
    try:
        site.start("networks")  # the demo's posts go there while it is prepared
        try:
            prepare(kind, env)
        except KeyboardInterrupt:
            stop("Stopped. What was done is kept: the same command goes on from there.")
        for name in site.lines:
            if name not in site.children:
                site.start(name)
        wait_until_it_answers(port, site)
        print(f"\nThroughline is running at http://127.0.0.1:{port}   (Ctrl-C ends it)\n", flush=True)
        print(f"What the demo posts: http://127.0.0.1:{fakes_port}   (fake networks on this machine, nobody else sees it)\n", flush=True)
        if kind == "demo":
            manage("demo_logins", env=env, failing="The demo log-ins could not be listed.")
        site.watch()
    except KeyboardInterrupt:
        print("\nEnding web and worker ...", flush=True)
    finally:
        site.end()


if __name__ == "__main__":
    main()
