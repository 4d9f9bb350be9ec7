"""Makes the venv that everything runs in, and says in one sentence what is in the way when it cannot.

Run with any Python 3.11 or newer: python3 scripts/bootstrap.py [dev]. Standard library only.
"""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("VENV", ROOT / ".venv"))
PYTHON = VENV / "bin" / "python"
NEEDED_MB = 500
DISK_FULL = f"The disk is full: the virtual environment needs about {NEEDED_MB} MB. Free some space, then the same command again."
NO_NETWORK = (
    "The package index cannot be reached. Connect to the network (or set PIP_INDEX_URL to your mirror), then the same command again."
)
SIGNS_OF_NO_NETWORK = (
    "Temporary failure in name resolution",
    "nodename nor servname",
    "Failed to establish a new connection",
    "NewConnectionError",
    "Connection refused",
    "timed out",
    "Max retries",
)


def stop(sentence: str) -> None:
    sys.exit(f"\n{sentence}\n")


def stamp_of(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def free_mb() -> int:
    place = VENV if VENV.exists() else VENV.absolute().parent
    return shutil.disk_usage(place).free // 2**20


def make_venv() -> None:
    print("1. Making the virtual environment in .venv ...", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    if free_mb() < NEEDED_MB:
        stop(DISK_FULL)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        said = made.stdout + made.stderr
        shutil.rmtree(VENV, ignore_errors=True)
        if "No space left" in said:
            stop(DISK_FULL)
        if "ensurepip" in said or "python3-venv" in said:
            stop(
                "This Python cannot make virtual environments. On Debian and Ubuntu: sudo apt-get install python3-venv, then the same command again."
            )
        stop(f"The virtual environment could not be made: {said.strip().splitlines()[-1] if said.strip() else 'no reason given'}")


def install(lock: Path) -> None:
    print(f"2. Installing what {lock.name} names, each checked by its hash (a minute or two the first time) ...", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(lock)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    if done.returncode == 0:
        return
    said = done.stderr or ""
    if "No space left" in said:
        stop(DISK_FULL)
    if any(sign in said for sign in SIGNS_OF_NO_NETWORK):
        stop(NO_NETWORK)
    if "hash" in said.lower() and "match" in said.lower():
        stop(
            "A downloaded package differs from the hash in the lock and was refused. Try again; if it stays so, do not install it and tell the maintainers."
        )
    sys.stderr.write(said)
    stop("Installing failed; the lines above say where. The half-built environment will be built anew next time.")


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036
        stop(
            f"Throughline needs Python 3.11 or newer; this is {sys.version.split()[0]}. Install a newer one, or name it: make demo PYTHON=python3.12"
        )
    lock = ROOT / ("requirements-dev.lock" if "dev" in sys.argv[1:] else "requirements.lock")
    stamps = [VENV / f"built-{name}" for name in ("requirements.lock", "requirements-dev.lock")]
    stamp = VENV / f"built-{lock.name}"
    try:
        wanted = {path: stamp_of(ROOT / path.name.removeprefix("built-")) for path in stamps}
        built = {path for path in stamps if path.exists() and path.read_text() == wanted[path]}
        if PYTHON.exists() and (stamp in built or stamps[1] in built):
            return
        if not (PYTHON.exists() and built):
            make_venv()  # none, half-built, or of another lock or Python
        install(lock)
        stamp.write_text(wanted[stamp])
    except OSError as error:
        if error.errno == errno.ENOSPC:
            stop(DISK_FULL)
        if error.errno in (errno.EACCES, errno.EROFS):
            stop(f"This folder cannot be written to ({error.filename}). Take a copy that is yours, then the same command again.")
        raise
    except KeyboardInterrupt:
        stop("Stopped. The half-built environment will be built anew next time.")


if __name__ == "__main__":
    main()
