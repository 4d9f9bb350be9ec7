"""Addresses of videos that can be played in a frame. Plain Python: address in, address out."""

from urllib.parse import parse_qs, urlsplit

YOUTUBE = {"youtube.com", "www.youtube.com", "m.youtube.com", "www.youtube-nocookie.com", "youtube-nocookie.com"}
VIMEO = {"vimeo.com", "www.vimeo.com", "player.vimeo.com"}
LETTERS = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def frame_address(url: str) -> str:
    """The player that sets no cookies, or empty when the video can only be visited."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    pieces = [piece for piece in parts.path.split("/") if piece]
    if host == "youtu.be" and pieces:
        return _youtube(pieces[0])
    if host in YOUTUBE:
        if len(pieces) == 2 and pieces[0] in ("embed", "shorts", "live"):
            return _youtube(pieces[1])
        return _youtube(parse_qs(parts.query).get("v", [""])[0])
    if host in VIMEO and pieces and pieces[-1].isascii() and pieces[-1].isdigit():
        return f"https://player.vimeo.com/video/{pieces[-1]}?dnt=1"
    return ""


def _youtube(name: str) -> str:
    known = 6 <= len(name) <= 20 and set(name) <= LETTERS
    return f"https://www.youtube-nocookie.com/embed/{name}" if known else ""
