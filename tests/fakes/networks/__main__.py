"""Starts the fake networks until Ctrl+C: python -m tests.fakes.networks --port 8900 [--state FILE] [--no-limits]"""

import argparse
import errno
import re
import signal
import sys
import threading

from tests.fakes.networks import NETWORKS, running
from tests.fakes.networks.server import Running


def explain(fakes: Running) -> None:
    print(f"Fake networks: {fakes.url}/  (every network has this one address; nothing leaves this machine)", flush=True)
    print(f"What was stored: {fakes.url}/_log   Order a fault: POST {fakes.url}/_faults, or the form on the page")
    for network in fakes.world.networks:
        print(f"\n{network.label}")
        for line in network.how_to_connect():
            print("  " + re.sub(r"\bURL\b", fakes.url, line))
    print("\nCtrl+C ends them.", flush=True)


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.fakes.networks", description=f"{len(NETWORKS)} social networks on loopback.")
    asked.add_argument("--port", type=int, default=8900, help="0 takes any free one")
    asked.add_argument("--state", default="", help="a file that keeps everything, also when this process is killed")
    asked.add_argument("--no-limits", action="store_true", help="without the networks' limits per hour: for measuring")
    told = asked.parse_args()
    over = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: over.set())
    try:
        with running(told.port, told.state, has_limits=not told.no_limits, draws_cards=True) as fakes:
            explain(fakes)
            over.wait()
    except OSError as problem:
        if problem.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        print(f"Port {told.port} cannot be used ({problem.strerror}). Choose another: --port 8910", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
