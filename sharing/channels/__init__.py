"""The networks we speak to. A new one is a module with a channel, and one line here."""

from . import bluesky, mastodon
from .base import Channel

CHANNELS: dict[str, Channel] = {each.network: each for each in (bluesky.CHANNEL, mastodon.CHANNEL)}


def channel(network: str) -> Channel:
    """The network of this slug. KeyError for one we have never had."""
    return CHANNELS[network]
