"""X by its API v2: posts, threads, pictures with alternative text. Nothing here repeats a post: X knows no keys for that.

Signed in with OAuth 2.0 (tokens of two hours, renewed) or 1.0a (the four values of the developers' console, which do not end).
"""

import html
import re
import time
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from authlib.oauth1 import ClientAuth

from sharing.text.counting import x_count

from . import oauth
from .base import (
    App,
    Channel,
    ChannelError,
    Choice,
    Count,
    Counts,
    Duplicate,
    Json,
    LoggedOut,
    Login,
    NoCredit,
    NotSent,
    Outgoing,
    Picture,
    Refused,
    Remote,
    Tokens,
    Unsure,
    Who,
)
from .http import Answer, Line, dig, looking, rows, whole

SCOPES = "tweet.read tweet.write users.read media.write offline.access"
WEB = {"https://api.x.com": "https://x.com"}  # where people read what the API wrote
PIECE = 1_000_000  # a bigger picture goes in pieces of this size
MOST_ALT = 1000
LOOKS, LONGEST_PAUSE = 5, 2.0  # while a picture is being prepared
PAGE = 100


class X(Channel):
    network = "x"
    label = "X"
    icon = "x"
    has_threads = True
    can_edit = False  # only paying accounts may, and only for a while
    can_delete = True
    can_reply = True
    makes_cards = True
    takes_content_note = False
    is_idempotent = False
    signs_in_by = ("oauth", "form")
    form_fields = ("token", "token_secret")

    def count(self, text: str, *, content_note: str = "", limits: Json | None = None) -> Count:
        return x_count(text)

    # --- Posts ---

    def send(self, login: Login, post: Outgoing) -> Remote:
        wanted: dict[str, Any] = {"text": post.text}
        if post.picture:
            wanted["media"] = {"media_ids": [self._upload(login, post.picture)]}
        if post.reply_to:
            wanted["reply"] = {"in_reply_to_tweet_id": post.reply_to.id}
        answer = self._ask(login, "POST", "/2/tweets", json=wanted, creates=True)
        return _remote(login, answer.word("data", "id"))

    def find(self, login: Login, post: Outgoing) -> Remote | None:
        """In the account's own timeline, by our link, which no other post has; without one, by its words."""
        asked = {"max_results": PAGE, "tweet.fields": "entities,created_at,referenced_tweets"}
        if post.created_at:
            asked["start_time"] = f"{post.created_at - timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"
        with looking():
            answer = self._ask(login, "GET", f"/2/users/{login.remote_id}/tweets?{urlencode(asked)}")
        found = answer.rows("data")
        for row in found:
            if row.get("id") and _is_it(row, post):
                return _remote(login, str(row["id"]))
        if answer.dig("meta", "next_token"):
            raise Unsure("The timeline is longer than one page.", code="long-timeline")
        if answer.dig("meta", "result_count") != len(found):
            raise Unsure("The timeline made no sense.", code="garbage")
        return None

    def delete(self, login: Login, remote: Remote) -> None:
        try:
            answer = self._ask(login, "DELETE", f"/2/tweets/{remote.id}")
        except Refused as no:
            if no.code == "gone":
                return
            raise
        if answer.dig("data", "deleted") is not True:
            raise NotSent("X did not say that it is deleted.", code="garbage")

    def edit(self, login: Login, remote: Remote, post: Outgoing) -> Remote:
        raise Refused("X lets only paying accounts edit, and only for a while.", code="no-edits")

    def counts(self, login: Login, remotes: list[Remote]) -> dict[str, Counts]:
        found = {}
        for start in range(0, len(remotes), PAGE):
            asked = urlencode({"ids": ",".join(remote.id for remote in remotes[start : start + PAGE]), "tweet.fields": "public_metrics"})
            for row in self._ask(login, "GET", f"/2/tweets?{asked}").rows("data"):
                said = row.get("public_metrics")
                found[str(row.get("id"))] = Counts(*(whole(dig(said, f"{name}_count")) for name in ("like", "retweet", "reply")))
        return found

    # --- Pictures ---

    def _upload(self, login: Login, picture: Picture) -> str:
        number = self._upload_whole(login, picture) if len(picture.content) <= PIECE else self._upload_pieces(login, picture)
        said = {"id": number, "metadata": {"alt_text": {"text": picture.alt[:MOST_ALT]}}}
        if picture.alt:
            self._ask(login, "POST", "/2/media/metadata", json=said)
        return number

    def _upload_whole(self, login: Login, picture: Picture) -> str:
        files = {"media": ("card", picture.content, picture.mime)}
        answer = self._ask(login, "POST", "/2/media/upload", files=files, data={"media_category": "tweet_image"})
        return answer.word("data", "id")

    def _upload_pieces(self, login: Login, picture: Picture) -> str:
        begun = {"media_type": picture.mime, "total_bytes": len(picture.content), "media_category": "tweet_image"}
        number = self._ask(login, "POST", "/2/media/upload/initialize", json=begun).word("data", "id")
        for index, start in enumerate(range(0, len(picture.content), PIECE)):
            files = {"media": ("card", picture.content[start : start + PIECE], "application/octet-stream")}
            self._ask(login, "POST", f"/2/media/upload/{number}/append", files=files, data={"segment_index": str(index)})
        answer = self._ask(login, "POST", f"/2/media/upload/{number}/finalize")
        for _look in range(LOOKS):
            state = answer.dig("data", "processing_info", "state")
            if state in (None, "succeeded"):
                return number
            if state == "failed":
                raise Refused("X could not read the picture.", code="picture")
            wait = answer.dig("data", "processing_info", "check_after_secs")
            time.sleep(min(wait if isinstance(wait, int | float) else 1, LONGEST_PAUSE))
            answer = self._ask(login, "GET", f"/2/media/upload?command=STATUS&media_id={number}")
        raise NotSent("X is still reading the picture.", code="picture")

    # --- Who we are ---

    def whoami(self, login: Login) -> Who:
        answer = self._ask(login, "GET", "/2/users/me")
        handle = answer.word("data", "username")
        return Who(answer.word("data", "id"), handle, str(answer.dig("data", "name") or ""), f"{_web(login)}/{handle}")

    def authorize_url(self, app: App, *, state: str, verifier: str) -> str:
        return oauth.authorize_url(f"{app.sign_in_url}/i/oauth2/authorize", app, scope=SCOPES, state=state, verifier=verifier)

    def exchange(self, app: App, *, code: str, verifier: str) -> list[Choice]:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uri, "code_verifier": verifier}
        return [self._choice(app, oauth.tokens(self._token(app, "token", form)))]

    def refresh(self, login: Login, app: App) -> Tokens:
        if not login.secrets.get("refresh_token"):
            raise LoggedOut("There is no token to renew with.")
        form = {"grant_type": "refresh_token", "refresh_token": login.secrets["refresh_token"]}
        return oauth.tokens(self._token(app, "token", form, login.secrets.values()), login.secrets)

    def connect(self, app: App, values: Mapping[str, str]) -> list[Choice]:
        """OAuth 1.0a: the account's two values from the developers' console, beside the app's own two."""
        keys = {name: str(app.options.get(name) or "") for name in ("consumer_key", "consumer_secret")}
        keys |= {name: values.get(name, "").strip() for name in self.form_fields}
        if not all(keys.values()):
            raise LoggedOut("The keys of the app or of the account are missing.", code="missing")
        return [self._choice(app, Tokens(secrets=keys))]

    def revoke(self, login: Login, app: App) -> None:
        if "token_secret" in login.secrets:
            raise Refused("The keys are withdrawn in X's developers' console.", code="by-hand")
        for name in ("refresh_token", "access_token"):
            if login.secrets.get(name):
                self._token(app, "revoke", {"token": login.secrets[name], "token_type_hint": name}, login.secrets.values())

    def _choice(self, app: App, tokens: Tokens) -> Choice:
        return Choice(self.whoami(Login(app.base_url, "", "", tokens.secrets)), tokens)

    def _token(self, app: App, what: str, form: dict[str, str], secrets: Any = ()) -> Answer:
        """A client with a secret shows it as a password; one without says who it is."""
        sent: dict[str, Any] = {"data": form} if app.client_secret else {"data": {**form, "client_id": app.client_id}}
        if app.client_secret:
            sent["auth"] = (app.client_id, app.client_secret)
        return oauth.line(app.base_url, app, secrets).ask("POST", f"/2/oauth2/{what}", **sent)

    def _ask(self, login: Login, method: str, path: str, **sent: Any) -> Answer:
        line = Line(login.base_url, secrets=login.secrets.values(), is_trusted=login.is_trusted_host, judge=_judge, words=_words)
        headers = {"Authorization": _authorization(login, method, login.base_url + path)}
        return line.ask(method, path, headers=headers, **sent)


def _authorization(login: Login, method: str, url: str) -> str:
    """A token of OAuth 2.0, or the signature of 1.0a over method, address and query; JSON and files are not signed."""
    keys = login.secrets
    if "token_secret" not in keys:
        return f"Bearer {keys.get('access_token', '')}"
    signing = ClientAuth(keys["consumer_key"], keys["consumer_secret"], token=keys["token"], token_secret=keys["token_secret"])
    _url, headers, _body = signing.sign(method, url, {}, b"")
    return str(headers["Authorization"])


def _words(answer: Answer) -> str:
    said = [answer.dig("detail"), answer.dig("errors", 0, "message"), answer.dig("title")]
    return next((text for text in said if isinstance(text, str) and text), answer.text)


def _judge(answer: Answer, detail: str) -> ChannelError | None:
    kind, said = str(answer.dig("type") or ""), detail.lower()
    if kind.endswith("/usage-capped"):
        return NoCredit(detail, code="usage-capped")
    if answer.status == 403 and "duplicate content" in said:
        return Duplicate(detail, code="duplicate")
    if answer.status == 404:
        return Refused(detail, code="gone")
    if answer.status in (400, 403):
        code = "suspended" if "suspended" in said else "too-long" if "too long" in said else kind.rpartition("/")[2]
        return Refused(detail, code=code if kind != "about:blank" or code in ("suspended", "too-long") else "")
    return None


def _web(login: Login) -> str:
    return WEB.get(login.base_url, login.base_url)


def _remote(login: Login, number: str) -> Remote:
    return Remote(number, f"{_web(login)}/{login.handle or 'i/web'}/status/{number}")


def _is_it(row: dict[str, Any], post: Outgoing) -> bool:
    """X shows links as t.co: what they stand for is in the entities."""
    urls = rows(dig(row, "entities", "urls"))
    text = html.unescape(str(row.get("text") or ""))
    for each in urls:
        text = text.replace(str(each.get("url")), str(each.get("expanded_url")) if "media_key" not in each else "")
    if post.link and post.link in post.text:
        return post.link in text or any(post.link == each.get("unwound_url") for each in urls)
    replies_to = [each.get("id") for each in rows(row.get("referenced_tweets")) if each.get("type") == "replied_to"]
    return _plain(text) == _plain(post.text) and (not post.reply_to or post.reply_to.id in replies_to)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


CHANNEL = X()
