"""Runs a command with DATABASE_URL pointing at a throw-away PostgreSQL on loopback, and ends it whatever happens.

python scripts/with_postgres.py COMMAND ...    exit code 77: PostgreSQL is not installed
"""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

PLACES = ["/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin", "/usr/pgsql-*/bin"]


def programs() -> Path | None:
    found = [Path(place) for pattern in PLACES for place in sorted(glob.glob(pattern), reverse=True) if (Path(place) / "initdb").exists()]
    if not found and shutil.which("initdb"):
        found = [Path(shutil.which("initdb")).parent]
    return found[0] if found else None


def as_somebody() -> dict:
    """PostgreSQL refuses to run as root: become its own user there."""
    if os.geteuid() != 0:
        return {}
    person = pwd.getpwnam("postgres")
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


def main() -> int:
    bin_dir = programs()
    if bin_dir is None:
        print("PostgreSQL is not installed: its half of the database tests is left out. On Debian: sudo apt-get install postgresql")
        return 77
    folder = tempfile.mkdtemp(prefix="throughline-pg-")
    who = as_somebody()
    if who:
        os.chown(folder, who["user"], who["group"])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = f"{folder}/data"
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "check": True, **who}
    try:
        subprocess.run(
            [bin_dir / "initdb", "-D", data, "-U", "throughline", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-N"], **quiet
        )
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off -c max_connections=60"
        subprocess.run([bin_dir / "pg_ctl", "-D", data, "-l", f"{folder}/log", "-o", options, "-w", "start"], **quiet)
        try:
            env = {**os.environ, "DATABASE_URL": f"postgres://throughline@127.0.0.1:{port}/postgres"}
            return subprocess.run(sys.argv[1:], env=env).returncode
        finally:
            subprocess.run([bin_dir / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
