"""Starts one real Elasticsearch on loopback and prints its address, until Ctrl+C. `make search-node`; --guarded for passwords and TLS."""

import signal
import sys

from tests.search_node.node import PASSWORD, USER, NodeMissing, running


def main() -> int:
    is_guarded = "--guarded" in sys.argv
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with running(is_guarded=is_guarded) as (node,):
            print(f"SEARCH_URL={node.url}", flush=True)
            if is_guarded:
                print(f"SEARCH_USER={USER} SEARCH_PASSWORD={PASSWORD} SEARCH_CA_FILE={node.certificate}", flush=True)
            signal.pause()
    except NodeMissing as lacking:
        print(lacking, file=sys.stderr)
        return 77
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
