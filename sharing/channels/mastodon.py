"""Mastodon and what speaks its language, each server with a client and limits of its own.

A server may or may not know the Idempotency-Key (an hour at most), so a create without an answer is never repeated before looking.
Facts and limits: docs/sharing-peers.md; tried against snac2, a server that ignores the key, in tests/peers/.
"""

import html
import re
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

from sharing.outside import readable, web_address
from sharing.text import mastodon as measure

from . import pictures
from .base import (
    App,
    ChannelError,
    Choice,
    Count,
    Counts,
    Json,
    LoggedOut,
    Login,
    NotSent,
    Outgoing,
    Picture,
    Refused,
    Remote,
    Tokens,
    Unsure,
    Who,
)
from .http import Answer, Line, looking, whole
from .oauth import after

NAME = "Throughline"
SCOPES = "write:statuses write:media read:accounts read:statuses"
KEPT_LIMITS = ("max_characters", "characters_reserved_per_url", "max_media_attachments")
PICTURE_LIMITS = {"image_size_limit": 16_777_216, "description_limit": 1500}
SENSIBLE, MOST_SENSIBLE = {"characters_reserved_per_url": 500, "max_characters": 1_000_000}, 2**31  # more is no limit that anybody means
PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0, 4.0)  # seconds between two looks whether a picture is ready
A_PAGE, MOST_PAGES = 40, 5  # of our own posts, while looking for one
AT_ONCE = 20  # posts whose counts one request asks for
SLACK = timedelta(minutes=5)  # by which two clocks may differ


def judge(answer: Answer, detail: str) -> ChannelError | None:
    said = str(answer.dig("error") or "")
    if answer.status == 403 and re.search(r"disabled|suspended|moved|pending", said, re.IGNORECASE):
        return Refused(detail, code="suspended")
    if answer.status == 403:
        return Refused(detail, code="permission")
    if answer.status == 413:
        return Refused(detail, code="picture-too-big")
    if answer.status in (404, 410):
        return Refused(detail, code="gone")
    if answer.status == 422 and "not finished processing" in said:
        return NotSent(detail, code="picture-not-ready")
    if answer.status == 422 and re.search(r"character limit|too long", said, re.IGNORECASE):
        return Refused(detail, code="too-long")
    if answer.status == 422 and re.search(r"file size|larger than|too large", said, re.IGNORECASE):
        return Refused(detail, code="picture-too-big")
    if answer.dig("error") in ("invalid_grant", "invalid_token"):
        return LoggedOut(detail)
    if answer.dig("error") in ("invalid_client", "unauthorized_client"):
        return Refused(detail, code="client")
    return None


def _words(answer: Answer) -> str:
    return " ".join(str(answer.dig(name)) for name in ("error", "error_description") if answer.dig(name)) or answer.text


class Mastodon:
    network = "mastodon"
    label = "Mastodon"
    icon = "mastodon"
    has_threads = True
    can_edit = True
    can_delete = True
    can_reply = True
    makes_cards = True
    takes_content_note = True
    is_idempotent = False
    signs_in_by: tuple[str, ...] = ("oauth", "form")
    form_fields: tuple[str, ...] = ("host", "token")

    def count(self, text: str, *, content_note: str = "", limits: Json | None = None) -> Count:
        return measure.count(text, content_note, limits)

    # --- Posts ---

    def send(self, login: Login, post: Outgoing) -> Remote:
        line = _line(login)
        status = {**_said(post), "visibility": "public"}
        if post.picture:
            status["media_ids"] = [_upload(line, post.picture, login.limits)]
        if post.reply_to:
            status["in_reply_to_id"] = post.reply_to.id
        answer = line.ask("POST", "/api/v1/statuses", creates=True, json=status, headers={"Idempotency-Key": post.key})
        return _remote(answer.word("id"), answer.said)

    def find(self, login: Login, post: Outgoing) -> Remote | None:
        """Among our own newest posts, back to when this one was made."""
        with looking():
            for status in self._own(login, since=post.created_at):
                if _is_it(status, post):
                    return _remote(str(status["id"]), status)
        return None

    def _own(self, login: Login, since: datetime | None) -> Iterator[dict[str, Any]]:
        """Raises Unsure when there are more of them than anybody writes in between: then nothing can be said."""
        asked: dict[str, str | int] = {"limit": A_PAGE, "exclude_reblogs": "true"}
        seen: set[str] = set()
        for _page in range(MOST_PAGES):
            answer = _line(login).ask("GET", f"/api/v1/accounts/{login.remote_id}/statuses", params=asked)
            if not isinstance(answer.said, list):
                raise Unsure("The list of our posts could not be read.", code="garbage")
            fresh = [row for row in answer.rows() if row.get("id") and str(row["id"]) not in seen]
            yield from fresh
            if not fresh or (since and _written(fresh[-1]) < since - SLACK):
                return
            seen.update(str(row["id"]) for row in fresh)
            asked["max_id"] = str(fresh[-1]["id"])
        raise Unsure("Too many posts since then to look through.", code="too-many")

    def delete(self, login: Login, remote: Remote) -> None:
        """Some servers answer 404 because they cannot delete at all: only a post that can no longer be read is gone."""
        line = _line(login)
        try:
            line.ask("DELETE", f"/api/v1/statuses/{remote.id}", params={"delete_media": "true"})
        except Refused as no:
            if no.code != "gone":
                raise
            if _is_there(line, remote):
                raise Refused("The server answers 404 and still shows the post.", code="not-deleted") from None

    def edit(self, login: Login, remote: Remote, post: Outgoing) -> Remote:
        """Visibly to everybody. What hung under it stays unless there is a new picture: without its names the server would drop it."""
        line = _line(login)
        if post.picture:
            media = [_upload(line, post.picture, login.limits)]
        else:
            there = line.ask("GET", f"/api/v1/statuses/{remote.id}")
            media = [str(row["id"]) for row in there.rows("media_attachments") if row.get("id")]
        answer = line.ask("PUT", f"/api/v1/statuses/{remote.id}", json={**_said(post), "media_ids": media})
        return _remote(answer.word("id"), answer.said)

    def counts(self, login: Login, remotes: list[Remote]) -> dict[str, Counts]:
        line, found = _line(login), {}
        for start in range(0, len(remotes), AT_ONCE):
            for row in _several(line, remotes[start : start + AT_ONCE]):
                numbers = (whole(row.get(name)) for name in ("favourites_count", "reblogs_count", "replies_count"))
                found[str(row.get("id"))] = Counts(*numbers)
        return found

    # --- Who we are ---

    def whoami(self, login: Login) -> Who:
        line = _line(login)
        answer = line.ask("GET", "/api/v1/accounts/verify_credentials")
        name, url = str(answer.dig("display_name") or ""), web_address(str(answer.dig("url") or ""))
        handle = f"{answer.word('acct').split('@')[0]}@{urlsplit(url or login.base_url).netloc}"
        return Who(answer.word("id"), handle, name, url, limits_of(line))

    def register(self, base_url: str, redirect_uri: str, *, is_trusted_host: bool = False) -> App:
        line = Line(base_url, is_trusted=is_trusted_host, judge=judge, words=_words)
        at = urlsplit(redirect_uri)
        asked = {"client_name": NAME, "redirect_uris": redirect_uri, "scopes": SCOPES, "website": f"{at.scheme}://{at.netloc}"}
        answer = line.ask("POST", "/api/v1/apps", data=asked)
        return App(
            base_url=base_url,
            sign_in_url=base_url,
            redirect_uri=redirect_uri,
            client_id=answer.word("client_id"),
            client_secret=answer.word("client_secret"),
            options={"pkce": _knows_pkce(line)},
            is_trusted_host=is_trusted_host,
        )

    def authorize_url(self, app: App, *, state: str, verifier: str) -> str:
        asked = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": app.redirect_uri,
            "scope": SCOPES,
            "state": state,
        }
        if app.options.get("pkce"):
            challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
            asked |= {"code_challenge": challenge, "code_challenge_method": "S256"}
        return f"{app.sign_in_url}/oauth/authorize?{urlencode(asked)}"

    def exchange(self, app: App, *, code: str, verifier: str) -> list[Choice]:
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uri, "scope": SCOPES}
        if app.options.get("pkce"):
            asked["code_verifier"] = verifier
        tokens = _tokens(_of_app(app, code, verifier).ask("POST", "/oauth/token", data={**asked, **_client(app)}), app)
        return [self._choice(app, tokens)]

    def connect(self, app: App, values: Mapping[str, str]) -> list[Choice]:
        """A token made on the server's own page for developers."""
        return [self._choice(app, Tokens({"access_token": values["token"].strip()}))]

    def _choice(self, app: App, tokens: Tokens) -> Choice:
        return Choice(self.whoami(Login(app.base_url, "", "", tokens.secrets, is_trusted_host=app.is_trusted_host)), tokens)

    def refresh(self, login: Login, app: App) -> Tokens:
        """Most servers' tokens never end: then a look says whether ours is still taken."""
        if not (token := login.secrets.get("refresh_token")):
            _line(login).ask("GET", "/api/v1/accounts/verify_credentials")
            return Tokens(login.secrets)
        asked = {"grant_type": "refresh_token", "refresh_token": token, **_client(app)}
        return _tokens(_of_app(app, *login.secrets.values()).ask("POST", "/oauth/token", data=asked), app)

    def revoke(self, login: Login, app: App) -> None:
        token = login.secrets.get("access_token", "")
        _of_app(app, *login.secrets.values()).ask("POST", "/oauth/revoke", data={"token": token, **_client(app)})


def _line(login: Login) -> Line:
    headers = {"Authorization": f"Bearer {login.secrets.get('access_token', '')}"}
    return Line(login.base_url, login.secrets.values(), login.is_trusted_host, headers, judge, _words)


def _of_app(app: App, *secrets: str) -> Line:
    return Line(app.base_url, [app.client_secret, *secrets], app.is_trusted_host, judge=judge, words=_words)


def _client(app: App) -> dict[str, str]:
    return {"client_id": app.client_id, "client_secret": app.client_secret}


def _said(post: Outgoing) -> dict[str, Any]:
    return {"status": post.text, "language": post.language, "spoiler_text": post.content_note, "sensitive": bool(post.content_note)}


def _remote(key: str, status: Mapping[str, Any]) -> Remote:
    return Remote(key, str(status.get("url") or status.get("uri") or ""))


def _tokens(answer: Answer, app: App) -> Tokens:
    secrets = {"access_token": answer.word("access_token"), **_client(app)}
    if refresh := answer.dig("refresh_token"):
        secrets["refresh_token"] = str(refresh)
    return Tokens(secrets, expires_at=after(answer.dig("expires_in")))


# --- Pictures ---


def _upload(line: Line, picture: Picture, limits: Json) -> str:
    """Its number, when the server has made it ready: before, a post with it is refused."""
    small = pictures.at_most(picture, _number(limits, "image_size_limit"))
    name = "card.jpg" if small.mime == "image/jpeg" else "card.png"
    words = {"description": small.alt[: _number(limits, "description_limit")]}
    answer = line.ask("POST", "/api/v2/media", data=words, files={"file": (name, small.content, small.mime)})
    key = answer.word("id")
    pauses = iter(PAUSES)
    while answer.status in (202, 206):
        if (pause := next(pauses, None)) is None:
            raise NotSent("The server is still busy with the picture.", code="picture-not-ready")
        time.sleep(pause)
        answer = line.ask("GET", f"/api/v1/media/{key}")
    return key


def _number(limits: Json, name: str) -> int:
    found = limits.get(name)
    return found if isinstance(found, int) and found > 0 else PICTURE_LIMITS[name]


# --- What a server says of itself ---


def limits_of(line: Line) -> dict[str, Any]:
    """From its description; older servers and relatives know only the first version of it."""
    try:
        said = line.ask("GET", "/api/v2/instance")
    except Refused:
        said = line.ask("GET", "/api/v1/instance")
    found = {name: said.dig("configuration", "statuses", name) for name in KEPT_LIMITS}
    found |= {name: said.dig("configuration", "media_attachments", name) for name in PICTURE_LIMITS}
    numbers = {name: value for name, value in found.items() if type(value) is int and 0 < value <= SENSIBLE.get(name, MOST_SENSIBLE)}
    return {**numbers, "version": readable(str(said.dig("version") or ""))[:60]}


def _knows_pkce(line: Line) -> bool:
    try:
        return "S256" in (line.ask("GET", "/.well-known/oauth-authorization-server").dig("code_challenge_methods_supported") or [])
    except (Refused, NotSent):
        return False


# --- Finding a post again ---


def _is_there(line: Line, remote: Remote) -> bool:
    try:
        line.ask("GET", f"/api/v1/statuses/{remote.id}")
    except Refused as no:
        if no.code == "gone":
            return False
        raise
    return True


def _several(line: Line, remotes: list[Remote]) -> list[dict[str, Any]]:
    """In one question where the server knows how, else one by one."""
    try:
        return line.ask("GET", "/api/v1/statuses", params={"id[]": [remote.id for remote in remotes]}).rows()
    except Refused:
        pass
    found = []
    for remote in remotes:
        try:
            found.append(line.ask("GET", f"/api/v1/statuses/{remote.id}").said)
        except Refused:  # it is gone
            continue
    return [row for row in found if isinstance(row, dict)]


def _written(status: Mapping[str, Any]) -> datetime:
    """When a post says it was written; the far future when it does not, so that looking goes on."""
    try:
        at = datetime.fromisoformat(str(status.get("created_at")))
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _is_it(status: Mapping[str, Any], post: Outgoing) -> bool:
    """Our link, which no other post has, or else the same words; and under the same post."""
    parent = str(status.get("in_reply_to_id") or "")
    if parent != (post.reply_to.id if post.reply_to else ""):
        return False
    content = str(status.get("content") or "")
    if post.link and post.link in post.text:
        card = status.get("card")
        links = {html.unescape(link) for link in re.findall(r'href="([^"]*)"', content)}
        if post.link in links or (isinstance(card, Mapping) and card.get("url") == post.link):
            return True
    return _bare(html.unescape(_untagged(content))) == _bare(post.text)


def _bare(text: str) -> str:
    """Without spaces and tags (some servers let those of ours through), and people without their server, which is not shown."""
    return re.sub(r"\s+", "", re.sub(r"(@[\w.-]+)@[\w.-]+\w", r"\1", _untagged(text)))


def _untagged(text: str) -> str:
    return re.sub(r"<[^<>]*>", "", re.sub(r"<br\s*/?>|</p>", " ", text))


CHANNEL = Mastodon()
