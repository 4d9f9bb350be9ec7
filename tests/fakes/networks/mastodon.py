"""Mastodon's own rules, of which the real peer in tests/peers/ (snac2) has only a part: 500 characters, Idempotency-Key for an hour, limits.

Written from Mastodon's documentation and source; nobody has run the real one here. The part that both know is proven by one suite.
"""

import html
import re
import secrets
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import regex

from tests.fakes.networks.consent import SignsIn
from tests.fakes.networks.pictures import mime_of
from tests.fakes.networks.server import Answer, No, Request, redirect, route, told
from tests.fakes.networks.shelf import Thing

NUMBER, USER, TOKEN = "109000000000000001", "throughline", "fake-mastodon-token"
SCOPES = "write:statuses write:media read:accounts read:statuses"
HOUR = 3600
MIMES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/heif", "image/avif")
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?'()\]]")
FULL_NAME = re.compile(r"(?<![\w/])@(\w+)@[\w.-]+\w")
HASHTAG = re.compile(r"(?<![\w/&])#(\w*[^\W\d]\w*)")


class Mastodon(SignsIn):
    name = "mastodon"
    label = "Mastodon"
    prefixes = ("/api/v1/", "/api/v2/", "/oauth/")
    all_scopes = SCOPES
    has_refresh = False
    code_seconds, token_seconds = 600, 10**9  # tokens do not end
    max_characters, reserved_per_url, max_media, image_size_limit, description_limit = 500, 23, 4, 16_777_216, 1500
    processing_seconds = 0.0  # how long a picture takes: tests set it

    def seed(self) -> None:
        self.add_account(USER, NUMBER)
        self.grant(NUMBER, token=TOKEN)

    def add_account(self, username: str, number: str = "") -> Thing:
        number = number or str(109_000_000_000_000_001 + self.shelf.number())
        return self.shelf.put("account", number, handle=username, name=username.title(), is_disabled=False)

    def how_to_connect(self) -> list[str]:
        return [f"SHARING_HOSTS_MAY_BE_PRIVATE=1; server URL: sign in, or token {TOKEN}"]

    # --- Its own way of saying no ---

    def error(self, status: int, detail: str, code: str = "") -> Answer:
        return told({"error": code, "error_description": detail} if code else {"error": detail}, status)

    def limited(self, until: float) -> Answer:
        named = {"X_RateLimit_Limit": "300", "X_RateLimit_Remaining": "0", "X_RateLimit_Reset": _iso(until)}
        return told({"error": "Too many requests"}, 429, **named)

    def expired(self) -> Answer:
        return self.error(401, "The access token is invalid")

    def duplicate(self, post: Thing) -> Answer:
        """The same key again: the same post again."""
        return told(self._status(post))

    def not_found(self) -> Answer:
        return self.error(404, "Record not found")

    def no(self, status: int, detail: str, code: str = "") -> No:
        return No(self.error(status, detail, code))

    def invalid(self, detail: str) -> No:
        return self.no(422, f"Validation failed: {detail}")

    def _account(self, request: Request, scope: str) -> Thing:
        account = self.account_of(request)
        granted = (self.shelf.get("token", request.bearer) or {})["scope"].split()
        if not {scope, scope.split(":")[0]} & set(granted):
            raise self.no(403, "This action is outside the authorized scopes")
        if account["is_disabled"]:
            raise self.no(403, "Your login is currently disabled")
        return account

    def _limits(self, account: Thing, what: str = "all", most: int = 300, seconds: int = 300) -> dict[str, str]:
        state = self.use(account["id"], what, most, seconds)
        named = {"X_RateLimit_Limit": state["limit"], "X_RateLimit_Remaining": state["remaining"]}
        return {**{name: str(value) for name, value in named.items()}, "X_RateLimit_Reset": _iso(state["reset"])}

    # --- The server, its clients, signing in ---

    @route("GET", "/api/v2/instance", "instance")
    def instance(self, request: Request) -> Answer:
        statuses = {
            "max_characters": self.max_characters,
            "max_media_attachments": self.max_media,
            "characters_reserved_per_url": self.reserved_per_url,
        }
        media = {
            "supported_mime_types": list(MIMES),
            "image_size_limit": self.image_size_limit,
            "image_matrix_limit": 33_177_600,
            "description_limit": self.description_limit,
        }
        said = {"domain": "fake.example", "title": "A fake", "version": "4.5.0", "languages": ["en"]}
        return told({**said, "configuration": {"statuses": statuses, "media_attachments": media}})

    @route("GET", "/.well-known/oauth-authorization-server", "instance")
    def metadata(self, request: Request) -> Answer:
        return told(
            {
                "issuer": request.root + "/",
                "authorization_endpoint": f"{request.root}/oauth/authorize",
                "token_endpoint": f"{request.root}/oauth/token",
                "code_challenge_methods_supported": ["S256"],
            }
        )

    @route("POST", "/api/v1/apps", "register")
    def apps(self, request: Request) -> Answer:
        asked = _params(request)
        for name, words in (("client_name", "Application name can't be blank"), ("redirect_uris", "Redirect URI can't be blank")):
            if not asked.get(name):
                raise self.invalid(words)
        uris, scopes = str(asked["redirect_uris"]).split(), asked.get("scopes") or "read"
        key, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self.add_client(key, secret, uris=uris, scopes=scopes)
        named = {"id": str(self.shelf.number()), "name": asked["client_name"], "website": asked.get("website"), "scopes": scopes.split()}
        return told({**named, "redirect_uri": "\n".join(uris), "redirect_uris": uris, "client_id": key, "client_secret": secret})

    @route("GET", "/oauth/authorize", "consent", is_human=True)
    def ask_person(self, request: Request) -> Answer:
        return self.consent(request)

    @route("POST", "/oauth/authorize", "consent", is_human=True)
    def person_answers(self, request: Request) -> Answer:
        return self.consented(request)

    def _problem(self, asked: dict[str, str]) -> str:
        """Only where the client said it lives, and only what it registered for."""
        client = self.shelf.get("client", asked.get("client_id", "")) or {"uris": [], "scopes": ""}
        if problem := super()._problem(asked):
            return problem
        if asked["redirect_uri"] not in client["uris"]:
            return "The redirect uri included is not valid."
        if not set(asked["scope"].split()) <= set(client["scopes"].split()):
            return "The requested scope is invalid, unknown, or malformed."
        if "code_challenge" in asked and asked.get("code_challenge_method") != "S256":
            return "The code challenge method must be S256."
        return ""

    @route("POST", "/oauth/token", "token")
    def token(self, request: Request) -> Answer:
        form = _params(request)
        client = self.client_of(request, form)
        if form.get("grant_type") != "authorization_code":
            raise self.oauth_error("unsupported_grant_type", "The authorization grant type is not supported.")
        code = self.code_to_account(form, client)
        granted = self.grant(code["account"], code["scope"])
        self.shelf.change("token", granted["access_token"], client=client["id"])
        return told({**granted, "token_type": "Bearer", "scope": code["scope"], "created_at": int(time.time())})

    @route("POST", "/oauth/revoke", "revoke")
    def revoke(self, request: Request) -> Answer:
        form = _params(request)
        client, token = self.shelf.get("client", form.get("client_id", "")), self.shelf.get("token", form.get("token", ""))
        if not client or client["secret"] != form.get("client_secret") or (token and token.get("client") != client["id"]):
            raise self.oauth_error("unauthorized_client", "You are not authorized to revoke this token", 403)
        self.forget(form.get("token", ""))
        return told({})

    @route("GET", "/api/v1/accounts/verify_credentials", "whoami")
    def verify_credentials(self, request: Request) -> Answer:
        account = self._account(request, "read:accounts")
        return told(self._told(account, request.root), **self._limits(account))

    def _told(self, account: Thing, root: str = "") -> dict[str, Any]:
        handle = account["handle"]
        return {"id": account["id"], "username": handle, "acct": handle, "display_name": handle.title(), "url": f"{root}/@{handle}"}

    # --- Pictures ---

    @route("POST", "/api/v2/media", "upload")
    def media(self, request: Request) -> Answer:
        account = self._account(request, "write:media")
        limits = self._limits(account, "media", 30, 1800)
        file = next((part for part in request.parts() if part.name == "file" and part.filename), None)
        description = request.form().get("description", "")
        if not file:
            raise self.invalid("File can't be blank")
        if file.mime not in MIMES or mime_of(file.content) != file.mime:
            raise self.invalid("File content type is invalid, File is invalid")
        if len(file.content) > self.image_size_limit:
            raise self.invalid("File file size must be less than 16 MB")
        if len(description) > self.description_limit:
            raise self.invalid(f"Description character limit of {self.description_limit} exceeded")
        media = self.shelf.put(
            "media",
            str(self.shelf.number()),
            account=account["id"],
            picture=self.keep_picture(file.content, file.mime),
            alt=description,
            ready_at=time.time() + self.processing_seconds,
            post="",
        )
        return told(self._attachment(media, request.root), 202 if media["ready_at"] > time.time() else 200, **limits)

    @route("GET", "/api/v1/media/{key}", "upload-state")
    def media_state(self, request: Request) -> Answer:
        account = self._account(request, "write:media")
        media = self.shelf.get("media", request.params["key"])
        if not media or media["account"] != account["id"] or media["post"]:
            raise No(self.not_found())
        return told(self._attachment(media, request.root), 206 if media["ready_at"] > time.time() else 200)

    def _attachment(self, media: Thing, root: str = "") -> dict[str, Any]:
        url = f"{root}/_pictures/mastodon/{media['picture']}" if media["ready_at"] <= time.time() else None
        return {"id": media["id"], "type": "image", "url": url, "preview_url": url, "description": media["alt"]}

    # --- Posts ---

    @route("POST", "/api/v1/statuses", "create")
    def create(self, request: Request) -> Answer:
        account, asked = self._account(request, "write:statuses"), _params(request)
        limits = self._limits(account)
        key = f"{account['id']} {request.header('Idempotency-Key')}"
        if request.header("Idempotency-Key") and not asked.get("scheduled_at"):
            known = self.shelf.get("idempotency", key)
            if known and known["at"] > time.time() - HOUR and (post := self.shelf.get("post", known["post"])):
                return told(self._status(post, request.root), **limits)
        media = self._checked(account, asked)
        if (parent := str(asked.get("in_reply_to_id") or "")) and not self.post(parent):
            raise self.no(404, "The post you are trying to reply to does not appear to exist.")
        if asked.get("scheduled_at"):
            return self._scheduled(asked)
        post = self.keep_post(
            str(111_000_000_000_000_000 + self.shelf.number()), account=account["id"], handle=account["handle"], reply_to=parent,
            idempotency_key=request.header("Idempotency-Key"), visibility=asked.get("visibility") or "public", **self._said(asked, media),
        )  # fmt: skip
        for each in media:
            self.shelf.change("media", each["id"], post=post["id"])
        self.world.draw_card(self, post["id"], post["link"])
        if request.header("Idempotency-Key"):
            self.shelf.put("idempotency", key, post=post["id"], at=time.time())
        return told(self._status(post, request.root), **limits)

    def _said(self, asked: dict[str, Any], media: list[Thing]) -> dict[str, Any]:
        text = str(asked.get("status") or "")
        return {
            "text": text,
            "language": asked.get("language") or "",
            "note": str(asked.get("spoiler_text") or ""),
            "link": (LINK.findall(text) or [""])[0],
            "pictures": [{"picture": each["picture"], "alt": each["alt"], "id": each["id"]} for each in media],
            "raw": asked,
        }

    def _checked(self, account: Thing, asked: dict[str, Any], post: str = "") -> list[Thing]:
        text, note = str(asked.get("status") or ""), str(asked.get("spoiler_text") or "")
        wanted = [str(each) for each in asked.get("media_ids") or []]
        if not (text.strip() or wanted):
            raise self.invalid("Text can't be blank")
        if self.length(text) + _graphemes(note) > self.max_characters:
            raise self.invalid(f"Text character limit of {self.max_characters} exceeded")
        if asked.get("visibility", "public") not in ("public", "unlisted", "private", "direct"):
            raise self.invalid("Visibility is not included in the list")
        if asked.get("language") and not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", str(asked["language"])):
            raise self.invalid("Language is invalid")
        if len(wanted) > self.max_media:
            raise self.no(422, f"Cannot attach more than {self.max_media} files")
        media = [each for key in wanted if (each := self.shelf.get("media", key)) and each["account"] == account["id"]]
        if len(media) < len(wanted) or any(each["post"] not in ("", post) for each in media):
            raise self.no(422, f"Media {', '.join(wanted)} not found or already attached to another post")
        if any(each["ready_at"] > time.time() for each in media):
            raise self.no(422, "Cannot attach files that have not finished processing. Try again in a moment!")
        return media

    def length(self, text: str) -> int:
        return _graphemes(FULL_NAME.sub(r"@\1", LINK.sub("x" * self.reserved_per_url, text)))

    def _scheduled(self, asked: dict[str, Any]) -> Answer:
        """Kept and never sent here: we schedule on our side, since the key is not heeded for these."""
        try:
            at = datetime.fromisoformat(str(asked["scheduled_at"])).timestamp()
        except ValueError:
            at = 0
        if at < time.time() + 300:
            raise self.invalid("Scheduled at The scheduled date must be in the future")
        kept = self.shelf.put("scheduled", str(self.shelf.number()), asked=asked)
        return told({"id": kept["id"], "scheduled_at": asked["scheduled_at"], "params": asked, "media_attachments": []})

    @route("GET", "/api/v1/statuses/{key}", "read")
    def read(self, request: Request) -> Answer:
        self._account(request, "read:statuses")
        return told(self._status(self._post(request.params["key"]), request.root))

    @route("GET", "/api/v1/statuses", "counts")
    def several(self, request: Request) -> Answer:
        self._account(request, "read:statuses")
        keys = request.query.get("id[]", [])[:20]
        return told([self._status(post, request.root) for key in keys if (post := self.post(key))])

    @route("GET", "/api/v1/accounts/{key}/statuses", "timeline")
    def own(self, request: Request) -> Answer:
        account = self._account(request, "read:statuses")
        limits = self._limits(account)
        most, before = min(int(request.one("limit", "20")), 40), request.one("max_id")
        posts = [post for post in self.posts_of(request.params["key"], 1000) if not before or int(post["id"]) < int(before)]
        return told([self._status(post, request.root) for post in posts[:most]], **limits)

    @route("PUT", "/api/v1/statuses/{key}", "edit")
    def edit(self, request: Request) -> Answer:
        account, asked = self._account(request, "write:statuses"), _params(request)
        post = self._post(request.params["key"], account)
        media = self._checked(account, asked, post["id"])
        for each in media:
            self.shelf.change("media", each["id"], post=post["id"])
        return told(self._status(self.edit_post(post["id"], **self._said(asked, media)), request.root), **self._limits(account))

    @route("DELETE", "/api/v1/statuses/{key}", "delete")
    def delete(self, request: Request) -> Answer:
        account = self._account(request, "write:statuses")
        post = self._post(request.params["key"], account)
        limits = self._limits(account, "delete", 30, 1800)
        self.drop_post(post["id"])
        return told({**self._status(post, request.root), "text": post["text"]}, **limits)

    def _post(self, key: str, account: Thing | None = None) -> Thing:
        post = self.post(key)
        if not post or (account and post["account"] != account["id"]):
            raise No(self.not_found())
        return post

    def _status(self, post: Thing, root: str = "") -> dict[str, Any]:
        account = self._told(self.shelf.get("account", post["account"]) or {}, root)
        replies = [each for each in self.posts_of(post["account"]) if each["reply_to"] == post["id"]]
        card = post.get("card")
        media = [self._attachment(self.shelf.get("media", each["id"]) or {}, root) for each in post["pictures"]]
        return {
            "id": post["id"],
            "created_at": _iso(post["created_at"]),
            "edited_at": _iso(post["edited_at"]) if post.get("edited_at") else None,
            "in_reply_to_id": post["reply_to"] or None,
            "sensitive": bool(post["note"]),
            "spoiler_text": post["note"],
            "visibility": post["visibility"],
            "language": post["language"] or None,
            "url": f"{root}/@{account['acct']}/{post['id']}",
            "content": rendered(post["text"], root),
            "account": account,
            "media_attachments": media,
            "card": {name: card.get(name, "") for name in ("url", "title", "description")} if card else None,
            "favourites_count": post.get("likes", 0),
            "reblogs_count": post.get("reposts", 0),
            "replies_count": len(replies) + post.get("replies", 0),
        }

    @route("GET", "/@{handle}/{key}", is_human=True)
    def shown(self, request: Request) -> Answer:
        """Where the address of a post leads a person."""
        return redirect(f"/?network=mastodon#mastodon-{request.params['key']}")


def rendered(text: str, root: str = "") -> str:
    """As Mastodon writes it: paragraphs, links with their ends hidden, hashtags as links."""

    def link(found: re.Match[str]) -> str:
        address = html.unescape(found[0])
        scheme, rest = re.match(r"(https?://(?:www\.)?)(.*)", address).groups()
        shown = f'<span class="ellipsis">{html.escape(rest[:30])}</span><span class="invisible">{html.escape(rest[30:])}</span>'
        return f'<a href="{html.escape(address)}" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">{scheme}</span>{shown}</a>'

    pieces, at = [], 0
    for found in LINK.finditer(text):
        pieces += [_tagged(text[at : found.start()], root), link(found)]
        at = found.end()
    whole = "".join([*pieces, _tagged(text[at:], root)])
    return "".join(f"<p>{part}</p>" for part in re.split(r"\n{2,}", whole)).replace("\n", "<br />")


def _tagged(text: str, root: str) -> str:
    written = re.sub(FULL_NAME, r"@\1", html.escape(text, quote=False))
    return HASHTAG.sub(
        lambda tag: f'<a href="{root}/tags/{tag[1].lower()}" class="mention hashtag" rel="tag">#<span>{tag[1]}</span></a>', written
    )


def _params(request: Request) -> dict[str, Any]:
    """JSON, or a form in which names[] are lists."""
    if request.mime == "application/json":
        asked = request.json()
        return asked if isinstance(asked, dict) else {}
    if request.mime == "multipart/form-data":
        return dict(request.form())
    found = parse_qs(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name.removesuffix("[]"): values if name.endswith("[]") else values[0] for name, values in found.items()}


def _graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text.replace("\r\n", "\n")))


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
