"""What has to be done at each network before an account of it can be connected, and which settings tell us that it was."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class FirstSteps:
    """Read by an editor who does it for the first time."""

    about: Words  # what it is good for, in one line
    steps: Mapping[str, tuple[Words, ...]] = field(default_factory=dict)  # way of signing in -> what to do before
    needs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # way -> setting of the server -> its place in SHARING_APPS
    ways: Mapping[str, Words] = field(default_factory=dict)  # what a way is called, where there is a choice
    starts_with: Mapping[str, Decimal] = field(default_factory=dict)  # prices as the network states them, and a careful budget

    def missing(self, network: str, way: str) -> list[str]:
        """Names of settings without which this way leads nowhere."""
        app = settings.SHARING_APPS.get(network, {})
        return [setting for setting, place in self.needs.get(way, {}).items() if not app.get(place)]


_REGISTER = _("The address to come back to, which the network asks for, is shown below.")

STEPS: dict[str, FirstSteps] = {
    "bluesky": FirstSteps(
        about=_("Free. Nothing has to be registered: an app password is enough."),
        steps={
            "form": (
                _("On Bluesky, open Settings, Privacy and security, App passwords, and add one with a name such as “Throughline”."),
                _("Copy it here. It can be withdrawn there at any time, and it cannot change the account."),
            )
        },
    ),
    "mastodon": FirstSteps(
        about=_("Free. Any server of the network; nothing has to be registered."),
        steps={
            "oauth": (
                _("You need the name of the server that the account lives on, such as social.example."),
                _("You are sent there, sign in as the account and allow Throughline to post."),
            ),
            "form": (
                _("For servers that let nobody sign in from elsewhere: on the server, open Preferences, Development, New application."),
                _("Allow read:accounts, read:statuses, write:statuses and write:media, and copy the access token here."),
            ),
        },
        ways={"oauth": _("Sign in at the server"), "form": _("Paste a token of the server")},
    ),
    "x": FirstSteps(
        about=_("Costs money for each post, more for one with a link: it starts with a budget of $10 a month."),
        steps={
            "oauth": (
                _("In X's developer console, make an app with read and write access and OAuth 2.0, of the type “Web App”."),
                _REGISTER,
                _(
                    "Whoever looks after the server sets X_CLIENT_ID and X_CLIENT_SECRET. Buy credits in the console and set a spending limit there, too."
                ),
            ),
            "form": (
                _("For one account of your own this is simplest: its tokens do not end."),
                _(
                    "In X's developer console, open your app, Keys and tokens, and make an access token and secret with read and write access."
                ),
                _("Whoever looks after the server sets X_CONSUMER_KEY and X_CONSUMER_SECRET, from the same page."),
            ),
        },
        needs={
            "oauth": {"X_CLIENT_ID": "client_id"},
            "form": {"X_CONSUMER_KEY": "consumer_key", "X_CONSUMER_SECRET": "consumer_secret"},
        },
        ways={"oauth": _("Sign in at X"), "form": _("Paste the tokens of your own app")},
        starts_with={"price_plain": Decimal("0.015"), "price_linked": Decimal("0.2"), "monthly_budget": Decimal(10)},
    ),
    "linkedin": FirstSteps(
        about=_("Free, for pages of organizations. LinkedIn has to approve the app first; a sign-in lasts 60 days."),
        steps={
            "oauth": (
                _("On LinkedIn's developer site, make an app that belongs to your page and ask for the Community Management API."),
                _REGISTER,
                _("Whoever looks after the server sets LINKEDIN_CLIENT_ID and LINKEDIN_CLIENT_SECRET."),
                _("Sign in as somebody who administers the page; then choose the page."),
            )
        },
        needs={"oauth": {"LINKEDIN_CLIENT_ID": "client_id", "LINKEDIN_CLIENT_SECRET": "client_secret"}},
    ),
    "facebook": FirstSteps(
        about=_("Free, for pages. Facebook reviews the app first."),
        steps={
            "oauth": (
                _("On Facebook's developer site, make an app with the permissions pages_manage_posts and pages_read_engagement."),
                _REGISTER,
                _("Whoever looks after the server sets FACEBOOK_CLIENT_ID and FACEBOOK_CLIENT_SECRET."),
                _("Sign in as somebody who administers the page; then choose the page."),
            )
        },
        needs={"oauth": {"FACEBOOK_CLIENT_ID": "client_id", "FACEBOOK_CLIENT_SECRET": "client_secret"}},
    ),
    "by-hand": FirstSteps(
        about=_("Instagram, YouTube, Pinterest, WhatsApp, e-mail and whatever else: the text and the card are made ready, you post them."),
    ),
}


def first_steps(network: str) -> FirstSteps:
    """A new network may have none yet."""
    return STEPS.get(network, FirstSteps(about=""))
