"""The process that opens a file: it reads standard input, says JSON on standard output, and may do nothing else.

Started by search/extracting/running.py with an empty environment. The system ends it when it takes too much time or memory.
"""

import json
import re
import sys
import time
from collections.abc import Iterable

from search.extracting import limits
from search.extracting.readers import READERS, CannotRead

FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.remove", "os.rename", "os.rmdir",
             "os.mkdir", "os.chmod", "os.link", "os.symlink", "os.truncate", "shutil.", "ctypes.", "urllib.", "ftplib.", "smtplib.")  # fmt: skip
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xad": None, "\u200b": None})
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def limit_myself() -> None:
    """Before a byte of the file is looked at."""
    try:
        import resource
    except ImportError:  # Windows: the worker's clock alone ends the child
        return
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS, limits.CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # not a byte into any file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limits.MOST_MEMORY, limits.MOST_MEMORY))
    except (ValueError, OSError):  # macOS knows no such limit
        pass


def forbid() -> None:
    """No network, no other process, no file written: whatever a library would like to do."""

    def hook(event: str, args: tuple) -> None:
        writes = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
        if writes or event.startswith(FORBIDDEN):
            raise PermissionError(event)

    sys.addaudithook(hook)


def gathered(pages: Iterable[tuple[int, str]]) -> dict:
    """As many pages as may be kept, in clean text; says when something was left out."""
    kept: list[tuple[int, str]] = []
    left, is_cut, began = limits.MOST_KEPT, False, time.process_time()
    for number, text in pages:
        if number > limits.MOST_PAGES:
            is_cut = True
            break
        data = clean(text).encode()
        if data:
            kept.append((number, data[:left].decode(errors="ignore").rstrip()))
        left -= len(data)
        if left <= 0 or time.process_time() - began > limits.ENOUGH_SECONDS:
            is_cut = True
            break
    return {"pages": kept if any(letter.isalpha() for _number, text in kept for letter in text) else [], "is_cut": is_cut}


def clean(text: str) -> str:
    """Plain words: no control characters, no words broken at the end of a line, no runs of white space."""
    text = CONTROLS.sub(" ", text[: limits.MOST_KEPT * 4].translate(LIGATURES))
    text = re.sub(r"([^\W\d_])-\n(?=[a-zà-ÿ])", r"\1", text)
    return "\n".join(line for each in text.splitlines() if (line := " ".join(each.split())))


def answer(kind: str) -> dict:
    """What is said of the file on standard input."""
    data = sys.stdin.buffer.read(limits.MOST_BYTES + 1)
    if len(data) > limits.MOST_BYTES:
        return {"reason": "too-large"}
    if not data:
        return {"reason": "empty"}
    try:
        return gathered(READERS[kind](data))
    except CannotRead as why:
        return {"reason": str(why)}
    except MemoryError:
        return {"reason": "memory"}
    except Exception as problem:  # a reader raises whatever a broken file makes it raise
        return {"reason": "broken", "detail": f"{type(problem).__name__}: {problem}"[:200]}


def main() -> None:
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it, for nothing
    limit_myself()
    forbid()
    said = json.dumps(answer(sys.argv[1]))
    sys.stdout.write(said)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
