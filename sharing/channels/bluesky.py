"""Bluesky (the AT Protocol), by app password. We choose a post's record key, so a repeated create cannot make a second post.

Facts and limits: docs/sharing-peers.md; tried against Bluesky's own server in tests/peers/.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sharing.text import bluesky

from . import pictures
from .base import App, ChannelError, Choice, Count, Counts, Json, LoggedOut, Login, Outgoing, Picture, Refused, Remote, Tokens, Unsure, Who
from .http import Answer, Line, looking, whole

POSTS = "app.bsky.feed.post"
APP = "https://bsky.app"  # where people open a post
MOST_PICTURE_BYTES = 1_000_000
AT_ONCE = 25  # posts whose counts one request asks for
DIGITS = "234567abcdefghijklmnopqrstuvwxyz"  # of a record key, in the order of their values
FAR_AHEAD = 4_102_444_800  # the year 2100: a token that says later says nothing
BEGINNING, TWO_YEARS = 1_704_067_200_000_000, 2 * 365 * 86_400_000_000  # microseconds: from 2024 on

EXPIRED = ("ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired")
SUSPENDED = ("AccountTakedown", "AccountSuspended", "AccountDeactivated")


def record_key(key: str) -> str:
    """A TID (13 digits: 53 bits of microseconds, 10 of a clock) from nothing but the message's own key, so that each try has the same.

    The time in it is made up, within two past years; what people see is the hour in the record.
    """
    chance = int.from_bytes(hashlib.sha256(key.encode()).digest()[:10])
    value = (BEGINNING + (chance >> 10) % TWO_YEARS) << 10 | chance & 1023
    return "".join(DIGITS[value >> shift & 31] for shift in range(60, -1, -5))


def judge(answer: Answer, detail: str) -> ChannelError | None:
    """Bluesky says most things with 400 and a word."""
    error = answer.dig("error")
    if error in EXPIRED:
        return LoggedOut(detail)
    if error in SUSPENDED:
        return Refused(detail, code="suspended")
    if answer.status == 413 or "blob too big" in detail.lower():
        return Refused(detail, code="picture-too-big")
    if answer.status == 400 and ("grapheme too big" in detail or "string too big" in detail):
        return Refused(detail, code="too-long")
    if error == "RecordNotFound":
        return Refused(detail, code="gone")
    if error == "InvalidSwap":
        return Refused(detail, code="exists")
    return None


def _words(answer: Answer) -> str:
    return " ".join(str(answer.dig(name) or "") for name in ("error", "message")).strip() or answer.text


class Bluesky:
    network = "bluesky"
    label = "Bluesky"
    icon = "bluesky"
    has_threads = True
    can_edit = False  # the app shows no edits: delete, and post anew on an editor's order
    can_delete = True
    can_reply = True
    makes_cards = False
    takes_content_note = False
    is_idempotent = True
    signs_in_by: tuple[str, ...] = ("form",)
    form_fields: tuple[str, ...] = ("handle", "app_password")

    def count(self, text: str, *, content_note: str = "", limits: Json | None = None) -> Count:
        return bluesky.count(text)

    # --- Posts ---

    def send(self, login: Login, post: Outgoing) -> Remote:
        line = _line(login)
        record = self._record(line, login, post)
        place = _place(login, post)
        try:  # without a record to swap it creates, and never changes what is there
            answer = line.ask(
                "POST", "/xrpc/com.atproto.repo.putRecord", creates=True, json={**place, "record": record, "swapRecord": None}
            )
        except Refused as no:
            if no.code == "exists" and (live := self.find(login, post)):
                return live
            raise
        return _remote(login, answer.word("uri"), answer.word("cid"))

    def _record(self, line: Line, login: Login, post: Outgoing) -> dict[str, Any]:
        """Dated now: dated when the draft was made, it would be shown as old and stand far below in everybody's feed."""
        record: dict[str, Any] = {
            "$type": POSTS,
            "text": post.text,
            "createdAt": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "langs": [post.language],
        }
        if facets := _facets(post):
            record["facets"] = facets
        if embed := _embed(line, post):
            record["embed"] = embed
        if post.reply_to:
            record["reply"] = {"root": self._named(login, post.root or post.reply_to), "parent": self._named(login, post.reply_to)}
        return record

    def _named(self, login: Login, remote: Remote) -> dict[str, str]:
        """A post by its address and its version; the version is asked for where we do not know it."""
        cid = str(remote.extra.get("cid") or "")
        if not cid:
            cid = _line(login).ask("GET", "/xrpc/com.atproto.repo.getRecord", params=_apart(remote)).word("cid")
        return {"uri": remote.id, "cid": cid}

    def find(self, login: Login, post: Outgoing) -> Remote | None:
        with looking():
            try:
                answer = _line(login).ask("GET", "/xrpc/com.atproto.repo.getRecord", params=_place(login, post))
                return _remote(login, answer.word("uri"), answer.word("cid"))
            except Refused as no:
                if no.code == "gone":
                    return None
                raise Unsure(no.detail) from None

    def delete(self, login: Login, remote: Remote) -> None:
        """Deleting what is gone is a success there, too."""
        _line(login).ask("POST", "/xrpc/com.atproto.repo.deleteRecord", json=_apart(remote))

    def edit(self, login: Login, remote: Remote, post: Outgoing) -> Remote:
        raise Refused("Bluesky shows no edits.", code="no-edit")

    def counts(self, login: Login, remotes: list[Remote]) -> dict[str, Counts]:
        found: dict[str, Counts] = {}
        for start in range(0, len(remotes), AT_ONCE):
            uris = [remote.id for remote in remotes[start : start + AT_ONCE]]
            try:
                answer = _line(login).ask("GET", "/xrpc/app.bsky.feed.getPosts", params={"uris": uris})
            except Refused:  # this server asks nobody who counts
                return {}
            for row in answer.rows("posts"):
                found[str(row.get("uri"))] = Counts(*(whole(row.get(name)) for name in ("likeCount", "repostCount", "replyCount")))
        return found

    # --- Who we are ---

    def whoami(self, login: Login) -> Who:
        answer = _line(login).ask("GET", "/xrpc/com.atproto.server.getSession")
        return _who(answer)

    def connect(self, app: App, values: Mapping[str, str]) -> list[Choice]:
        """An app password and never the account's own, which would let whoever reads it take the account over."""
        handle, password = values["handle"].strip().lstrip("@"), values["app_password"].strip()
        line = Line(app.base_url, secrets=[password], judge=judge, words=_words)
        answer = line.ask("POST", "/xrpc/com.atproto.server.createSession", json={"identifier": handle, "password": password})
        tokens = _tokens(answer)
        if not str(_claims(tokens.secrets["access_token"]).get("scope", "com.atproto.appPass")).startswith("com.atproto.appPass"):
            self.revoke(Login(app.base_url, answer.word("did"), handle, tokens.secrets), app)
            raise LoggedOut("This is the account's own password. Make an app password in Bluesky's settings.", code="main-password")
        return [Choice(_who(answer), tokens)]

    def refresh(self, login: Login, app: App) -> Tokens:
        answer = _line(login, is_refresh=True).ask("POST", "/xrpc/com.atproto.server.refreshSession")
        return _tokens(answer)

    def revoke(self, login: Login, app: App) -> None:
        try:
            _line(login, is_refresh=True).ask("POST", "/xrpc/com.atproto.server.deleteSession")
        except LoggedOut:
            pass  # forgotten already


def _line(login: Login, *, is_refresh: bool = False) -> Line:
    token = login.secrets.get("refresh_token" if is_refresh else "access_token", "")
    headers = {"Authorization": f"Bearer {token}"}
    return Line(login.base_url, login.secrets.values(), login.is_trusted_host, headers, judge, _words)


def _place(login: Login, post: Outgoing) -> dict[str, str]:
    return {"repo": login.remote_id, "collection": POSTS, "rkey": record_key(post.key)}


def _apart(remote: Remote) -> dict[str, str]:
    """at://account/collection/key in its three parts."""
    repo, collection, rkey = [*remote.id.removeprefix("at://").split("/"), "", ""][:3]
    return {"repo": repo, "collection": collection, "rkey": rkey}


def _remote(login: Login, uri: str, cid: str) -> Remote:
    """Named by the account's number: handles change. A server on this machine shows the record itself."""
    at = _apart(Remote(uri))
    if login.base_url.startswith("https://"):
        url = f"{APP}/profile/{at['repo']}/post/{at['rkey']}"
    else:
        url = f"{login.base_url}/xrpc/com.atproto.repo.getRecord?" + "&".join(f"{name}={value}" for name, value in at.items())
    return Remote(uri, url, {"cid": cid})


def _facets(post: Outgoing) -> list[dict[str, Any]]:
    """What can be pressed. Our own link always can, also on a server without a public name.

    Bluesky takes a range that ends past the text, or in the middle of a letter, and shows nonsense: so it is looked at here.
    """
    written, link = post.text.encode(), post.link.encode()
    found: list[dict[str, Any]] = list(bluesky.facets(post.text, post.mentions))
    start = written.find(link) if link else -1
    if start >= 0 and not any(each["index"]["byteStart"] <= start < each["index"]["byteEnd"] for each in found):
        feature = {"$type": "app.bsky.richtext.facet#link", "uri": post.link}
        found.append({"index": {"byteStart": start, "byteEnd": start + len(link)}, "features": [feature]})
    for each in found:
        if not _is_whole(written, each["index"]["byteStart"], each["index"]["byteEnd"]):
            raise Refused("A link in the text would be shown in the wrong place.", code="facets")
    return found


def _is_whole(written: bytes, start: int, end: int) -> bool:
    try:
        return 0 <= start < end <= len(written) and bool(written[:start].decode() + written[start:end].decode())
    except UnicodeDecodeError:
        return False


def _embed(line: Line, post: Outgoing) -> dict[str, Any] | None:
    """One thing may hang under a post: the card, or a picture with its words. The link is never lost to a picture."""
    if post.picture and (not post.card or post.card.url in post.text):
        small = pictures.at_most(post.picture, MOST_PICTURE_BYTES)
        width, height = pictures.size_of(small)
        shown = {"image": _upload(line, small), "alt": small.alt, "aspectRatio": {"width": width, "height": height}}
        return {"$type": "app.bsky.embed.images", "images": [shown]}
    if not post.card:
        return None
    external: dict[str, Any] = {"uri": post.card.url, "title": post.card.title, "description": post.card.description}
    if picture := post.card.picture or post.picture:
        external["thumb"] = _upload(line, pictures.at_most(picture, MOST_PICTURE_BYTES))
    return {"$type": "app.bsky.embed.external", "external": external}


def _upload(line: Line, picture: Picture) -> object:
    answer = line.ask("POST", "/xrpc/com.atproto.repo.uploadBlob", content=picture.content, headers={"Content-Type": picture.mime})
    return answer.dig("blob")


def _claims(token: str) -> dict[str, Any]:
    """What a token says of itself. Empty where it is none that we can read."""
    try:
        middle = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except (IndexError, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _expiry(token: str) -> datetime | None:
    expires = _claims(token).get("exp")
    return datetime.fromtimestamp(expires, UTC) if isinstance(expires, int) and 0 < expires < FAR_AHEAD else None


def _tokens(answer: Answer) -> Tokens:
    """The refresh token lives 90 days and is renewed with each refresh: only an account that nobody uses runs out."""
    access, refresh = answer.word("accessJwt"), answer.word("refreshJwt")
    secrets = {"access_token": access, "refresh_token": refresh}
    return Tokens(secrets, expires_at=_expiry(access), refresh_expires_at=_expiry(refresh))


def _who(answer: Answer) -> Who:
    did, handle = answer.word("did"), answer.word("handle")
    return Who(did, handle, url=f"{APP}/profile/{did}")


CHANNEL = Bluesky()
