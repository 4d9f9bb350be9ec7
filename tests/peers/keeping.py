"""Where the servers stay between runs, and how a process of theirs is started, heard and ended."""

import fcntl
import os
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST = 900  # seconds for one step of fetching


class PeerMissing(Exception):
    """This machine cannot start it; the text says why, and what to install."""


def kept() -> Path:
    """Outside the checkout."""
    ours = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(os.environ.get("PEERS_DIR") or Path(ours) / "throughline-peers")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One process fetches, the others wait for it."""
    with (kept() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def scratch(beside: Path | None = None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="throughline-peer-", dir=beside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str | Path], folder: Path, what: str, **more: object) -> str:
    """What it printed. A failure is the reason why there is no peer."""
    named = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace", "timeout": LONGEST, **more}
    try:
        done = subprocess.run(command, cwd=folder, **named)
    except subprocess.TimeoutExpired as problem:
        raise PeerMissing(f"{what} took more than {LONGEST // 60} minutes.") from problem
    if done.returncode:
        raise PeerMissing(f"{what} failed: {done.stdout[-600:]}")
    return done.stdout


def quiet_environment(folder: Path, **more: str) -> dict[str, str]:
    """Nothing of ours goes along, and what would speak to another machine meets a closed door."""
    closed = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "no_proxy": "127.0.0.1,localhost", **closed, **more}


@contextmanager
def process(
    command: list[str | Path], folder: Path, env: dict[str, str], *, how: int = signal.SIGTERM
) -> Iterator[subprocess.Popen[bytes]]:
    """It ends with the block; its complaints lie in `folder`/log. A pipe is its standard input: a program may end when that closes."""
    with (folder / "log").open("ab") as log:
        child = subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, start_new_session=True
        )
    try:
        yield child
    finally:
        child.send_signal(how)
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        for pipe in (child.stdin, child.stdout):
            pipe.close()


def first_line(child: subprocess.Popen[bytes], folder: Path, seconds: float = 120) -> str:
    ready, _, _ = select.select([child.stdout], [], [], seconds)
    line = child.stdout.readline().decode() if ready else ""
    if not line:
        raise RuntimeError(f"The peer did not start:\n{(folder / 'log').read_text(errors='replace')[-3000:]}")
    return line
