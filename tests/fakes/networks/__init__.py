"""The social networks, as strict as the real ones, on this machine. `make fake-networks` starts them for people to watch.

A new network is a module with a class below `Network`, and one line in NETWORKS.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.fakes.networks.bluesky import Bluesky
from tests.fakes.networks.mastodon import Mastodon
from tests.fakes.networks.server import Network, Running, World
from tests.fakes.networks.watching import own_pages

NETWORKS: list[type[Network]] = [Bluesky, Mastodon]


@contextmanager
def running(port: int = 0, state: str = "", *, has_limits: bool = True) -> Iterator[Running]:
    """All of them on one address of loopback: `.url` is every network's base URL, `.world` what they keep."""
    with Running(World(NETWORKS, state, has_limits=has_limits), own_pages, port) as fakes:
        yield fakes
