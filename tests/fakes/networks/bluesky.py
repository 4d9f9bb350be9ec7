"""Bluesky as its own server behaves, proven beside it in tests/peers/. Stricter in one thing: a facet past the end of the text is refused.

Shapes of answers and errors were read off @atproto/pds 0.5.35. `app.bsky.feed.getPosts` answers as the app view does.
"""

import base64
import hashlib
import json
import re
import secrets
import time
from typing import Any

import regex

from tests.fakes.networks.server import Answer, Network, No, Request, redirect, route, told
from tests.fakes.networks.shelf import Thing

POSTS = "app.bsky.feed.post"
TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
AT_URI = re.compile(r"at://did:plc:[a-z2-7]{24}/[a-zA-Z.]+/[\w.~:-]+")
FACET = "app.bsky.richtext.facet#"
WANTS = {
    "link": ("uri", re.compile(r"https?://\S+")),
    "tag": ("tag", re.compile(r"\S(.*\S)?")),
    "mention": ("did", re.compile(r"did:\w+:\S+")),
}
HANDLE, PASSWORD, APP_PASSWORD = "throughline.test", "the-account-itself", "fake-fake-fake-fake"
ACCESS, REFRESH = 2 * 3600, 90 * 24 * 3600
GRACE = 2 * 3600  # an old refresh token goes on for so long, and brings the same new ones
MOST_THUMB, MOST_IMAGE, MOST_BLOB = 1_000_000, 2_000_000, 5 * 2**20
POINTS, HOUR = 5000, 3600


def tid(microseconds: int) -> str:
    value = microseconds << 10
    return "".join("234567abcdefghijklmnopqrstuvwxyz"[value >> shift & 31] for shift in range(60, -1, -5))


def content_id(content: bytes, kind: str) -> str:
    return f"bafy{kind}" + base64.b32encode(hashlib.sha256(content).digest()).decode().lower().rstrip("=")


class Bluesky(Network):
    name = "bluesky"
    label = "Bluesky"
    prefixes = ("/xrpc/", "/profile/")

    def seed(self) -> None:
        self.add_account(HANDLE)

    def add_account(self, handle: str, *, app_password: str = APP_PASSWORD, password: str = PASSWORD) -> Thing:
        """For tests: another one, with a DID made from its handle."""
        did = "did:plc:" + base64.b32encode(hashlib.sha256(handle.encode()).digest()).decode().lower()[:24]
        return self.shelf.put("account", did, handle=handle, password=password, app_password=app_password, status="")

    def how_to_connect(self) -> list[str]:
        return ["BLUESKY_URL=URL", f"Handle {HANDLE}, app password {APP_PASSWORD}"]

    # --- Its own way of saying no ---

    def error(self, status: int, detail: str, code: str = "") -> Answer:
        return told({"error": code or "InvalidRequest", "message": detail}, status)

    def limited(self, until: float) -> Answer:
        """No Retry-After."""
        named = {
            "ratelimit_limit": "5000",
            "ratelimit_remaining": "0",
            "ratelimit_reset": str(int(until)),
            "ratelimit_policy": "5000;w=3600",
        }
        return told({"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}, 429, **named)

    def expired(self) -> Answer:
        return self.error(400, "Token has expired", "ExpiredToken")

    def duplicate(self, post: Thing) -> Answer:
        """What an earlier try left behind, met again."""
        return self.error(400, f"Record was at {post['cid']}", "InvalidSwap")

    def not_found(self) -> Answer:
        return self.error(400, "No service configured for this method")

    def no(self, detail: str, code: str = "", status: int = 400) -> No:
        return No(self.error(status, detail, code))

    # --- Signing in ---

    @route("POST", "/xrpc/com.atproto.server.createSession", "sign-in")
    def create_session(self, request: Request) -> Answer:
        asked = self._json(request)
        name = str(asked.get("identifier", "")).lower()
        for most, seconds in ((30, 300), (300, 86_400)):
            self.use(f"{name} {seconds}", "sign-in", most, seconds)
        account = next((each for each in self.shelf.all("account") if name in (each["handle"], each["id"])), None)
        scopes = {account["app_password"]: "com.atproto.appPass", account["password"]: "com.atproto.access"} if account else {}
        if not account or asked.get("password") not in scopes:
            raise self.no("Invalid identifier or password", "AuthenticationRequired", 401)
        if account["status"]:
            raise self.no(f"Account has been {account['status']}", "AccountTakedown", 401)
        return told(self._session(account, scopes[asked["password"]]))

    def grant(self, did: str = "") -> dict[str, str]:
        """Tokens without asking for them: for tests and the demo."""
        account = self.shelf.get("account", did) if did else self.shelf.all("account")[-1]
        made = self._session(account or {}, "com.atproto.appPass")
        return {"did": made["did"], "handle": made["handle"], "access_token": made["accessJwt"], "refresh_token": made["refreshJwt"]}

    def _session(self, account: Thing, scope: str) -> dict[str, Any]:
        access, refresh = self._token(account, scope, ACCESS), self._token(account, "com.atproto.refresh", REFRESH, session=scope)
        return {"accessJwt": access, "refreshJwt": refresh, **self._told(account)}

    def _told(self, account: Thing) -> dict[str, Any]:
        return {"did": account["id"], "handle": account["handle"], "emailConfirmed": False, "active": not account["status"]}

    def _token(self, account: Thing, scope: str, seconds: int, session: str = "") -> str:
        """Shaped like theirs: three parts, the middle one saying what it is for."""
        ends = int(time.time()) + seconds
        claims = {"scope": scope, "aud": "did:web:localhost", "sub": account["id"], "iat": ends - seconds, "exp": ends}
        parts = [base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in ({"typ": "at+jwt"}, claims)]
        token = ".".join([*parts, secrets.token_urlsafe(32)])
        self.shelf.put("token", token, account=account["id"], scope=scope, session=session, ends=ends, is_revoked=False, next=None)
        return token

    def _bearer(self, request: Request, *, is_refresh: bool = False) -> Thing:
        if not request.bearer:
            raise self.no("Authentication Required", "AuthMissing", 401)
        token = self.shelf.get("token", request.bearer)
        if not token or (token["scope"] == "com.atproto.refresh") != is_refresh:
            raise self.no("Token could not be verified", "InvalidToken")
        if token["is_revoked"]:
            raise self.no("Token has been revoked", "ExpiredToken")
        if token["ends"] <= time.time():
            raise self.no("Token has expired", "ExpiredToken")
        return token

    def _account(self, request: Request) -> Thing:
        account = self.shelf.get("account", self._bearer(request)["account"]) or {}
        if account.get("status"):
            raise self.no("Account has been taken down", "AccountTakedown", 401)
        return account

    @route("POST", "/xrpc/com.atproto.server.refreshSession", "refresh")
    def refresh_session(self, request: Request) -> Answer:
        token = self._bearer(request, is_refresh=True)
        account = self.shelf.get("account", token["account"]) or {}
        fresh = token["next"] or self._session(account, token["session"])
        ends = min(token["ends"], int(time.time()) + GRACE)
        self.shelf.change("token", token["id"], next=fresh, ends=ends)
        return told({**fresh, **self._told(account)})

    @route("POST", "/xrpc/com.atproto.server.deleteSession", "sign-out")
    def delete_session(self, request: Request) -> Answer:
        self.shelf.change("token", self._bearer(request, is_refresh=True)["id"], is_revoked=True)
        return Answer(200)

    @route("GET", "/xrpc/com.atproto.server.getSession", "whoami")
    def get_session(self, request: Request) -> Answer:
        return told(self._told(self._account(request)))

    # --- Pictures ---

    @route("POST", "/xrpc/com.atproto.repo.uploadBlob", "upload")
    def upload_blob(self, request: Request) -> Answer:
        self._account(request)
        if len(request.body) > MOST_BLOB:
            raise self.no("request entity too large", "PayloadTooLarge", 413)
        key = content_id(request.body, "krei")
        self.shelf.keep_picture(key, request.mime, request.body)
        blob = {"$type": "blob", "ref": {"$link": key}, "mimeType": request.mime, "size": len(request.body)}
        self.shelf.put("blob", key, blob=blob)
        return told({"blob": blob})

    # --- Records ---

    @route("POST", "/xrpc/com.atproto.repo.putRecord", "create")
    def put_record(self, request: Request) -> Answer:
        account, asked = self._account(request), self._json(request)
        rkey, record = self._checked(account, asked)
        there = self.post(self._uri(account, rkey))
        same = there is not None and there["raw"] == record
        if "swapRecord" in asked and not same and asked["swapRecord"] != (there["cid"] if there else None):
            raise self.no(f"Record was at {there['cid'] if there else 'null'}", "InvalidSwap")
        points = 0 if same else 2 if there else 3
        return (
            self._kept(account, rkey, record, points)
            if points
            else told({"uri": there["id"], "cid": there["cid"], "validationStatus": "valid"})
        )

    @route("POST", "/xrpc/com.atproto.repo.createRecord", "create")
    def create_record(self, request: Request) -> Answer:
        account, asked = self._account(request), self._json(request)
        rkey, record = self._checked(account, {"rkey": tid(time.time_ns() // 1000), **asked})
        if self.post(self._uri(account, rkey)):
            raise self.no("Internal Server Error", "InternalServerError", 500)  # theirs, too
        return self._kept(account, rkey, record, 3)

    def _kept(self, account: Thing, rkey: str, record: dict[str, Any], points: int) -> Answer:
        for _point in range(points):
            self.use(account["id"], "points", POINTS, HOUR)
        uri, cid = self._uri(account, rkey), content_id(json.dumps(record, sort_keys=True).encode(), "rei")
        card, pictures = _shown(record.get("embed") or {})
        parent = (record.get("reply") or {}).get("parent", {}).get("uri", "")
        links = [each["uri"] for facet in record.get("facets", []) for each in facet["features"] if each["$type"] == f"{FACET}link"]
        more = {"link": (card or {}).get("url") or (links[0] if links else ""), "card": card, "pictures": pictures, "reply_to": parent}
        language = (record.get("langs") or [""])[0]
        self.keep_post(
            uri,
            account=account["id"],
            handle=account["handle"],
            text=record["text"],
            language=language,
            rkey=rkey,
            cid=cid,
            raw=record,
            **more,
        )
        return told({"uri": uri, "cid": cid, "commit": {"cid": cid, "rev": tid(time.time_ns() // 1000)}, "validationStatus": "valid"})

    def _uri(self, account: Thing, rkey: str) -> str:
        return f"at://{account['id']}/{POSTS}/{rkey}"

    @route("GET", "/xrpc/com.atproto.repo.getRecord", "timeline")
    def get_record(self, request: Request) -> Answer:
        repo, collection, rkey = (request.one(name) for name in ("repo", "collection", "rkey"))
        if not self._of(repo):
            raise self.no("Could not locate record")
        post = self.post(f"at://{repo}/{collection}/{rkey}")
        if not post:
            raise self.no(f"Could not locate record: at://{repo}/{collection}/{rkey}", "RecordNotFound")
        if "text/html" in request.header("Accept"):  # a person follows the link of a post
            return redirect(f"/#bluesky-{post['id']}")
        return told({"uri": post["id"], "cid": post["cid"], "value": post["raw"]})

    @route("GET", "/xrpc/com.atproto.repo.listRecords", "list")
    def list_records(self, request: Request) -> Answer:
        posts = self.posts_of(request.one("repo"), int(request.one("limit", "50")))
        return told({"records": [{"uri": post["id"], "cid": post["cid"], "value": post["raw"]} for post in posts]})

    @route("GET", "/xrpc/com.atproto.sync.getBlob", "list")
    def get_blob(self, request: Request) -> Answer:
        found = self.shelf.picture(request.one("cid"))
        if not found:
            raise self.no("Blob not found", "BlobNotFound")
        return Answer(200, found[1], {"Content-Type": found[0]})

    @route("POST", "/xrpc/com.atproto.repo.deleteRecord", "delete")
    def delete_record(self, request: Request) -> Answer:
        account, asked = self._account(request), self._json(request)
        self._own(account, asked)
        if not re.fullmatch(r"[\w.~:-]{1,512}", str(asked.get("rkey", ""))):
            raise self.no(f'Invalid record key (got "{asked.get("rkey")}") at $.rkey')
        uri = self._uri(account, asked["rkey"])
        if not self.post(uri):
            return told({})
        self.use(account["id"], "points", POINTS, HOUR)
        self.drop_post(uri)
        return told({"commit": {"cid": content_id(uri.encode(), "rei"), "rev": tid(time.time_ns() // 1000)}})

    @route("GET", "/xrpc/app.bsky.feed.getPosts", "counts")
    def get_posts(self, request: Request) -> Answer:
        self._account(request)
        uris = request.query.get("uris", [])
        if not 1 <= len(uris) <= 25:
            raise self.no("Error: uris must have 1 to 25 elements")
        found = [post for uri in uris if (post := self.post(uri))]
        answered = [each["reply_to"] for each in self.world.posts("bluesky", is_live=True)]
        return told({"posts": [self._counted(post, answered.count(post["id"])) for post in found]})

    def _counted(self, post: Thing, answered: int) -> dict[str, Any]:
        counts = {"likeCount": post.get("likes", 0), "repostCount": post.get("reposts", 0), "quoteCount": 0}
        return {"uri": post["id"], "cid": post["cid"], "replyCount": answered + post.get("replies", 0), **counts}

    # --- What a post may be ---

    def _json(self, request: Request) -> dict[str, Any]:
        asked = request.json()
        if not isinstance(asked, dict):
            raise self.no("Unexpected token in JSON at position 0", "SyntaxError")
        return asked

    def _of(self, repo: str) -> Thing | None:
        return next((each for each in self.shelf.all("account") if repo in (each["id"], each["handle"])), None)

    def _own(self, account: Thing, asked: dict[str, Any]) -> None:
        for name in ("repo", "collection"):
            if name not in asked:
                raise self.no(f'Missing required key "{name}" at $')
        if asked["repo"] not in (account["id"], account["handle"]):
            raise self.no("Authentication Required", "AuthenticationRequired", 401)
        if asked["collection"] != POSTS:
            raise self.no(f"The fake keeps {POSTS} only")

    def _checked(self, account: Thing, asked: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        self._own(account, asked)
        rkey, record = asked.get("rkey"), asked.get("record")
        if not isinstance(rkey, str) or not TID.fullmatch(rkey):
            raise self.no(f'Invalid record key for {POSTS}: Invalid TID string (got "{rkey}") at $')
        if not isinstance(record, dict) or record.get("$type") != POSTS:
            raise self.no(f"Invalid $type: expected {POSTS}, got {record.get('$type') if isinstance(record, dict) else record}")
        self._check_text(record)
        self._check_facets(record)
        self._check_embed(record.get("embed"))
        for name in ("root", "parent") if "reply" in record else ():
            ref = record["reply"].get(name) or {}
            self._require(ref, f"reply.{name}", "uri", "cid")
            if not AT_URI.fullmatch(str(ref["uri"])):
                raise self.bad(f'Invalid at-uri (got "{ref["uri"]}")', f"reply.{name}.uri")
        return rkey, record

    def bad(self, what: str, where: str) -> No:
        return self.no(f"Invalid {POSTS} record: {what} at $.record" + (f".{where}" if where else ""))

    def _require(self, thing: dict[str, Any], where: str, *names: str) -> None:
        for name in names:
            if name not in thing:
                raise self.bad(f'Missing required key "{name}"', where)

    def _check_text(self, record: dict[str, Any]) -> None:
        self._require(record, "", "text", "createdAt")
        text, made = record["text"], str(record["createdAt"])
        if (size := len(text.encode())) > 3000:
            raise self.bad(f"string too big (maximum 3000, got {size})", "text")
        if (size := _graphemes(text)) > 300:
            raise self.bad(f"grapheme too big (maximum 300, got {size})", "text")
        if not DATETIME.fullmatch(made):
            raise self.bad(f'Invalid datetime (got "{made}")', "createdAt")
        langs = record.get("langs", [])
        if len(langs) > 3:
            raise self.bad(f"array too big (maximum 3, got {len(langs)})", "langs")
        for number, lang in enumerate(langs):
            if not LANGUAGE.fullmatch(str(lang)):
                raise self.bad(f'Invalid language (got "{lang}")', f"langs[{number}]")

    def _check_facets(self, record: dict[str, Any]) -> None:
        written = record["text"].encode()
        for number, facet in enumerate(record.get("facets", [])):
            where = f"facets[{number}]"
            self._require(facet, where, "index", "features")
            self._require(facet["index"], f"{where}.index", "byteStart", "byteEnd")
            start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
            for name, value in (("byteStart", start), ("byteEnd", end)):
                if type(value) is not int or value < 0:
                    raise self.bad(f"integer too small (minimum 0, got {value})", f"{where}.index.{name}")
            if not start < end <= len(written) or any(at < len(written) and written[at] & 0xC0 == 0x80 for at in (start, end)):
                raise self.bad(f"the fake wants whole letters of the text (got {start} to {end} of {len(written)})", f"{where}.index")
            for place, feature in enumerate(facet["features"]):
                self._check_feature(feature, f"{where}.features[{place}]")

    def _check_feature(self, feature: dict[str, Any], where: str) -> None:
        kind = str(feature.get("$type")).removeprefix(FACET)
        if kind not in WANTS:
            raise self.bad(f"the fake knows no feature {kind}", where)
        name, shape = WANTS[kind]
        self._require(feature, where, name)
        if not shape.fullmatch(str(feature[name])):
            raise self.bad(f'Invalid {name} (got "{feature[name]}")', f"{where}.{name}")
        if kind == "tag" and (size := _graphemes(feature["tag"])) > 64:
            raise self.bad(f"grapheme too big (maximum 64, got {size})", f"{where}.tag")

    def _check_embed(self, embed: dict[str, Any] | None) -> None:
        match (embed or {}).get("$type"):
            case None:
                return
            case "app.bsky.embed.external":
                self._require(embed, "embed", "external")
                external = embed["external"]
                self._require(external, "embed.external", "uri", "title", "description")
                if not re.fullmatch(r"\w+:\S+", external["uri"]):
                    raise self.bad(f'Invalid uri (got "{external["uri"]}")', "embed.external.uri")
                if "thumb" in external:
                    self._check_blob(external["thumb"], MOST_THUMB, "embed.external.thumb")
            case "app.bsky.embed.images":
                images = embed.get("images", [])
                if len(images) > 4:
                    raise self.bad(f"array too big (maximum 4, got {len(images)})", "embed.images")
                for number, each in enumerate(images):
                    self._require(each, f"embed.images[{number}]", "image", "alt")
                    self._check_blob(each["image"], MOST_IMAGE, f"embed.images[{number}].image")
            case other:
                raise self.bad(f"the fake knows no embed {other}", "embed")

    def _check_blob(self, blob: dict[str, Any], most: int, where: str) -> None:
        key = (blob.get("ref") or {}).get("$link", "") if isinstance(blob, dict) else ""
        kept = self.shelf.get("blob", key)
        if not kept or kept["blob"] != blob:
            raise self.no(f"Could not find blob: {key}", "BlobNotFound")
        if not blob["mimeType"].startswith("image/"):
            raise self.bad(f'Expected "image/*" (got "{blob["mimeType"]}")', f"{where}.mimeType")
        if blob["size"] > most:
            raise self.bad(f"blob too big (maximum {most}, got {blob['size']})", where)


def _graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))


def _shown(embed: dict[str, Any]) -> tuple[dict[str, str] | None, list[dict[str, str]]]:
    """The card and the pictures, as the fakes' page shows them."""
    if external := embed.get("external"):
        picture = (external.get("thumb") or {}).get("ref", {}).get("$link", "")
        return {"url": external["uri"], "title": external["title"], "description": external["description"], "picture": picture}, []
    return None, [{"picture": each["image"]["ref"]["$link"], "alt": each["alt"]} for each in embed.get("images", [])]
