"""What comes from outside, made harmless before it is kept or shown: addresses of the web, letters that every database takes."""

import re
from urllib.parse import urlsplit

LONGEST_ADDRESS = 500
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")  # nobody sees them, and PostgreSQL refuses some
NOT_IN_ADDRESSES = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff]")


def readable(text: str) -> str:
    """Without the characters that stand for nothing."""
    return UNREADABLE.sub("", text)


def web_address(typed: str) -> str:
    """The address of a page that people may open; empty for a script, a password or nonsense."""
    address = typed.strip()
    try:
        there = urlsplit(address)
        is_one = there.scheme in ("http", "https") and bool(there.hostname) and there.username is None and there.port != 0
    except ValueError:  # brackets that do not close, a port beyond all ports
        return ""
    return address if is_one and len(address) <= LONGEST_ADDRESS and not NOT_IN_ADDRESSES.search(address) else ""
