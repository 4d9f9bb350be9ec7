"""What a picture is by its first bytes, and the card that X and Facebook draw by reading the page behind a link."""

import urllib.error
import urllib.request
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests.fakes.networks.shelf import Thing

FIRST = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
WANTED = {"og:title": "title", "og:description": "description", "og:image": "image", "og:image:alt": "alt", "twitter:image:alt": "alt"}


def mime_of(content: bytes) -> str:
    """Empty for what is no picture."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for start, mime in FIRST.items() if content.startswith(start)), "")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name = WANTED.get(said.get("property") or said.get("name") or "") if tag == "meta" else None
        if name:
            self.found.setdefault(name, said.get("content") or "")


def read_card(link: str) -> tuple[Thing, bytes] | None:
    """The card's words and picture, as the page says them. Only pages on this machine are read."""
    tags = _Tags()
    try:
        where, content = _read(link)
        tags.feed(content.decode("utf-8", "replace"))
        picture = _read(urljoin(where, tags.found["image"]))[1] if tags.found.get("image") else b""
    except (OSError, ValueError):
        return None
    card = {"url": link, "title": tags.found.get("title", ""), "description": tags.found.get("description", "")}
    return {**card, "alt": tags.found.get("alt", "")}, picture


def _read(address: str) -> tuple[str, bytes]:
    if urlsplit(address).hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError("not on this machine")
    asked = urllib.request.Request(address, headers={"User-Agent": "Twitterbot/1.0 (fake)", "Connection": "close"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _StayHere())
    with opener.open(asked, timeout=5) as answer:
        return answer.url, answer.read(5_000_000)


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if urlsplit(newurl).hostname not in ("127.0.0.1", "localhost", "::1"):
            raise urllib.error.URLError("not on this machine")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
