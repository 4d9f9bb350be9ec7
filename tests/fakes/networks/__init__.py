"""The social networks, as strict as the real ones, on this machine. `make fake-networks` starts them for people to watch.

A new network is a module with a class below `Network`, and one line in NETWORKS.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.fakes.networks.bluesky import Bluesky
from tests.fakes.networks.facebook import Facebook
from tests.fakes.networks.linkedin import LinkedIn
from tests.fakes.networks.mastodon import Mastodon
from tests.fakes.networks.server import Network, Running, World
from tests.fakes.networks.watching import own_pages
from tests.fakes.networks.x import X

NETWORKS: list[type[Network]] = [X, Bluesky, Mastodon, LinkedIn, Facebook]


@contextmanager
def running(port: int = 0, state: str = "", *, has_limits: bool = True, draws_cards: bool = False) -> Iterator[Running]:
    """All of them on one address of loopback: `.url` is every network's base URL, `.world` what they keep.

    `draws_cards`: X and Facebook read the page behind a link for its card, a moment later, as the real ones do.
    """
    with Running(World(NETWORKS, state, has_limits=has_limits, draws_cards=draws_cards), own_pages, port) as fakes:
        yield fakes
