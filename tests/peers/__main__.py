"""Starts both peers on loopback and prints how to connect, until Ctrl+C. `make peers`; with --fetch it only brings them here."""

import signal
import sys

from tests.peers import bluesky, snac
from tests.peers.keeping import PeerMissing

FETCH = {"Bluesky's server": bluesky.home, "snac2": snac.program}


def fetch() -> int:
    """77 when one of them cannot be had."""
    ended = 0
    for name, bring in FETCH.items():
        try:
            print(f"{name}: {bring()}")
        except PeerMissing as lacking:
            print(f"{name}: {lacking}", file=sys.stderr)
            ended = 77
    return ended


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if "--fetch" in sys.argv:
        return fetch()
    try:
        with bluesky.running() as pds, snac.running() as relative:
            account = pds.account("throughline.test")
            print(f"Bluesky: BLUESKY_URL={pds.url}, handle {account.handle}, app password {account.app_password}")
            print(f"snac2: server {relative.url}, user {relative.user}, password {relative.password} (with SHARING_HOSTS_MAY_BE_PRIVATE=1)")
            print("Ctrl+C ends them.", flush=True)
            signal.pause()
    except PeerMissing as lacking:
        print(lacking, file=sys.stderr)
        return 77
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
