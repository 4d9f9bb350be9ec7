"""Runs a command with DATABASE_URL pointing at a throw-away PostgreSQL on loopback, and ends it whatever happens.

python scripts/with_postgres.py COMMAND ...    exit code 77: PostgreSQL is not installed
"""

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

PLACES = ["/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin", "/usr/pgsql-*/bin"]
MISSING = "PostgreSQL is not installed: its half of the database tests is left out. On Debian: sudo apt-get install postgresql"


def programs() -> Path | None:
    found = [Path(place) for pattern in PLACES for place in sorted(glob.glob(pattern), reverse=True) if (Path(place) / "initdb").exists()]
    if not found and shutil.which("initdb"):
        found = [Path(shutil.which("initdb")).parent]
    return found[0] if found else None


def as_somebody() -> dict:
    """PostgreSQL refuses to run as root: become its own user there."""
    if os.geteuid() != 0:
        return {}
    try:
        person = pwd.getpwnam("postgres")
    except KeyError:
        sys.exit("PostgreSQL does not run as root and there is no user named postgres: run this as somebody else.")
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def postgres(bin_dir: Path):
    """A cluster of its own in a scratch folder, speaking on a free port; ended and wiped whatever happens."""
    folder = tempfile.mkdtemp(prefix="throughline-pg-")
    who = as_somebody()
    if who:
        os.chown(folder, who["user"], who["group"])
    data, port = f"{folder}/data", free_port()
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, **who}
    initdb = [bin_dir / "initdb", "-D", data, "-U", "throughline", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} "
        "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
    )
    try:
        # Older Macs know no C.UTF-8; both order by code point and know accents.
        if subprocess.run([*initdb, "--locale=C.UTF-8"], stderr=subprocess.DEVNULL, **quiet).returncode:
            shutil.rmtree(data, ignore_errors=True)
            subprocess.run([*initdb, "--locale=en_US.UTF-8"], check=True, **quiet)
        try:
            subprocess.run([bin_dir / "pg_ctl", "-D", data, "-l", f"{folder}/log", "-o", options, "-w", "start"], check=True, **quiet)
            yield f"postgres://throughline@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([bin_dir / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], stderr=subprocess.DEVNULL, **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    bin_dir = programs()
    if bin_dir is None:
        print(MISSING)
        return 77
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster is ended then, too
    try:
        with postgres(bin_dir) as address:
            return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": address}).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
