"""The name of a Mastodon server, typed by a person: made into an address that may be spoken to, or refused with a sentence."""

import ipaddress
import re
import socket

import httpx
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from content.public_address import is_public

NAME = re.compile(
    r"(?=.{4,253}$)(?!.*\.(?:local|localhost|internal|lan|home|arpa)$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
)


def checked(typed: str, *, may_be_private: bool = False) -> str:
    """https://name of what may be “social.example”, an address in it, or “@me@social.example”. Nothing is asked there yet."""
    url = _address(typed, may_be_private)
    name = url.raw_host.decode("ascii")
    if may_be_private:
        return str(url).rstrip("/")
    if not NAME.fullmatch(name):
        raise ValidationError(_("“%(typed)s” is not the name of a server. Such a name looks like social.example.") % {"typed": typed[:80]})
    try:
        places = socket.getaddrinfo(name, 443, type=socket.SOCK_STREAM)
    except OSError as problem:
        raise ValidationError(
            _("There is no server of the name %(name)s. Look for a slip of the pen.") % {"name": shown(name)}
        ) from problem
    if not places or not all(is_public(str(place[4][0])) for place in places):
        raise ValidationError(
            _("%(name)s leads into a private network. Only servers on the open internet can be connected.") % {"name": shown(name)}
        )
    return f"https://{name}"


def shown(host: str) -> str:
    """As people write it: “münchen.example” for https://xn--mnchen-3ya.example."""
    try:
        return httpx.URL(host if "//" in host else f"https://{host}").host
    except httpx.InvalidURL:
        return host


def _address(typed: str, may_be_private: bool) -> httpx.URL:
    """What was typed as an address of nothing but a server."""
    words = typed.strip().lower()
    if "//" not in words:
        words = "https://" + words.rpartition("@")[2]
    try:
        url = httpx.URL(words)
        is_ip = _is_ip(url.host.removesuffix("."))
    except (httpx.InvalidURL, ValueError, UnicodeError) as problem:
        raise ValidationError(
            _("“%(typed)s” is not the name of a server. Such a name looks like social.example.") % {"typed": typed[:80]}
        ) from problem
    if url.scheme != "https" and not (may_be_private and url.scheme == "http"):
        raise ValidationError(_("Only https:// is spoken to: what is sent must not be read on its way."))
    name = url.host.removesuffix(".")  # the same server, written to the root
    if url.userinfo or not name or (not may_be_private and (is_ip or url.port is not None)):
        raise ValidationError(_("Give the name of the server alone, such as social.example: no number, no port, no password."))
    return httpx.URL(scheme=url.scheme, host=name, port=url.port)


def _is_ip(name: str) -> bool:
    """Also as browsers and libraries read it: 127.1, 0x7f.0.0.1 and 2130706433 are addresses."""
    if re.fullmatch(r"[0-9a-fx.]*", name) and name.rpartition(".")[2][:1].isdigit():
        return True
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
