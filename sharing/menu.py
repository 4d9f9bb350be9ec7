"""How a reader passes a page on by themselves: plain addresses that networks offer for it. Nothing of theirs is loaded here."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

LONGEST_TEXT = 1000
# A name of a server as people type it: with https://, with their own name before it, with a path after it.
SERVER = re.compile(r"(?:https?://)?(?:@?[\w.-]{1,60}@)?([^/@?#:\s]{1,253})(?:[/?#].*)?", re.IGNORECASE)
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")


@dataclass(frozen=True)
class Share:
    """One page to pass on: its whole address, and what is said with it."""

    title: str
    address: str

    @property
    def text(self) -> str:
        return f"{self.title} {self.address}"

    @property
    def ways(self) -> list[tuple[str, str]]:
        """Names of networks with the address that opens their own window for a post."""
        quoted = urlencode({"subject": self.title, "body": f"{self.title}\r\n{self.address}"}).replace("+", "%20")
        return [
            ("X", f"https://x.com/intent/post?{urlencode({'text': self.title, 'url': self.address})}"),
            ("Bluesky", f"https://bsky.app/intent/compose?{urlencode({'text': self.text})}"),
            ("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?{urlencode({'url': self.address})}"),
            ("Facebook", f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': self.address})}"),
            ("WhatsApp", f"https://wa.me/?{urlencode({'text': self.text})}"),
            (_("E-mail"), f"mailto:?{quoted}"),
        ]


def mastodon_address(server: str, text: str) -> str:
    """Where a Mastodon server opens its window for a post; empty when that is no name of a server."""
    found = SERVER.fullmatch(server.strip()[:400])
    if not found:
        return ""
    try:
        host = found[1].encode("idna").decode().lower().rstrip(".")
    except UnicodeError:
        return ""
    return f"https://{host}/share?{urlencode({'text': text[:LONGEST_TEXT]})}" if HOST.fullmatch(host) else ""
