"""Starting the process that opens one file, and ending it when it goes on too long."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from search.extracting import limits

HOUSE = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Outcome:
    """What came of one try. `reason` is a key of search/extracting/reasons.py; `may_differ` when another try might end otherwise."""

    pages: list[list] = field(default_factory=list)
    is_cut: bool = False
    reason: str = ""
    may_differ: bool = False


def read_apart(pieces: Iterable[bytes], kind: str, *, seconds: float = limits.WALL_SECONDS) -> Outcome:
    """The text of a file of this kind, read in a process of its own. Never raises for what the file holds."""
    with tempfile.TemporaryFile() as file:
        for piece in pieces:
            file.write(piece)
        file.seek(0)
        command = [sys.executable, "-s", "-m", "search.extracting.child", kind]
        environment = {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1"}
        child = subprocess.Popen(  # noqa: S603 - our own module, no word of the file in it
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=HOUSE, env=environment, start_new_session=True
        )
        try:
            said, _nothing = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(child)
            return Outcome(reason="too-long", may_differ=True)
        except BaseException:
            _end(child)
            raise
    return _understood(child.returncode, said)


def _end(child: subprocess.Popen) -> None:
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    child.communicate()


def _understood(code: int, said: bytes) -> Outcome:
    if code == -signal.SIGXCPU:
        return Outcome(reason="too-long", may_differ=True)
    if code != 0 or len(said) > limits.MOST_ANSWER:
        return Outcome(reason="died", may_differ=True)
    answer = json.loads(said)
    return Outcome(pages=answer.get("pages", []), is_cut=answer.get("is_cut", False), reason=answer.get("reason", ""))
