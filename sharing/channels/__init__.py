"""The networks we speak to. A new one is a module with a channel, and one line here."""

from django.conf import settings

from . import bluesky, by_hand, facebook, linkedin, mastodon, x
from .base import Channel

ALL: list[Channel] = [
    x.CHANNEL,
    bluesky.CHANNEL,
    mastodon.CHANNEL,
    linkedin.LinkedIn(version=lambda: settings.LINKEDIN_VERSION),
    facebook.Facebook(version=lambda: settings.FACEBOOK_VERSION),
    by_hand.CHANNEL,
]
CHANNELS: dict[str, Channel] = {each.network: each for each in ALL}


def channel(network: str) -> Channel:
    """The network of this slug. KeyError for one we have never had."""
    return CHANNELS[network]
