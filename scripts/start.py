"""Starts the site: prepares what is missing, then runs web and worker side by side until Ctrl-C.

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


def commands(kind: str, port: int) -> dict[str, list[str]]:
    manage = [PYTHON, "manage.py"]
    web = (
        [PYTHON, "-m", "gunicorn", "cop_site.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4",
         "--worker-class", "gthread", "--timeout", "60", "--log-level", "warning"]
        if kind == "demo"
        else [*manage, "runserver", f"127.0.0.1:{port}"]
    )  # fmt: skip
    return {"web": web, "worker": [*manage, "db_worker", "--interval", "1"], "clock": [*manage, "run_due", "--loop"]}


class Site:
    """The processes of a running site, each in a group of its own."""

    def __init__(self, kind: str, port: int, env: dict[str, str]) -> None:
        self.env, self.lines = env, commands(kind, port)
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
    try:
        prepare(kind, env)
    except KeyboardInterrupt:
        stop("Stopped. What was done is kept: the same command goes on from there.")
    site = Site(kind, port, env)
    for sign in (signal.SIGTERM, signal.SIGHUP):  # `kill`, or the terminal was closed
        signal.signal(sign, lambda *_: sys.exit(0))
    try:
        for name in site.lines:
            site.start(name)
        wait_until_it_answers(port, site)
        print(f"\nThroughline is running at http://127.0.0.1:{port}   (Ctrl-C ends it)\n", flush=True)
        if kind == "demo":
            manage("demo_logins", env=env, failing="The demo log-ins could not be listed.")
        site.watch()
    except KeyboardInterrupt:
        print("\nEnding web and worker ...", flush=True)
    finally:
        site.end()


if __name__ == "__main__":
    main()
