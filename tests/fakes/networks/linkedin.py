"""LinkedIn's versioned Posts API: its headers, its little text cut without a word, duplicates that name the live post, OAuth."""

import re
from typing import Any
from urllib.parse import quote

from tests.fakes.networks.consent import SignsIn
from tests.fakes.networks.pictures import mime_of
from tests.fakes.networks.schema import problems
from tests.fakes.networks.server import Answer, No, Request, redirect, route, told
from tests.fakes.networks.shelf import Thing

TEXT = {"type": "string"}
CREATE = {
    "type": "object",
    "required": ["author", "commentary", "visibility", "distribution", "lifecycleState"],
    "properties": {
        "author": {"type": "string", "pattern": r"urn:li:(organization|person):\w+"},
        "commentary": TEXT,
        "visibility": {"type": "string", "enum": ["PUBLIC", "CONNECTIONS", "LOGGED_IN"]},
        "distribution": {
            "type": "object",
            "required": ["feedDistribution"],
            "properties": {
                "feedDistribution": {"type": "string", "enum": ["MAIN_FEED", "NONE"]},
                "targetEntities": {"type": "array", "items": {"type": "object"}},
                "thirdPartyDistributionChannels": {"type": "array", "items": TEXT},
            },
        },
        "content": {
            "type": "object",
            "properties": {
                "article": {
                    "type": "object",
                    "required": ["source", "title"],
                    "properties": {
                        "source": {"type": "string", "pattern": r"https?://\S+"},
                        "title": {"type": "string", "minLength": 1, "maxLength": 400},
                        "description": {"type": "string", "maxLength": 4086},
                        "thumbnail": {"type": "string", "pattern": r"urn:li:image:\S+"},
                    },
                },
                "media": {
                    "type": "object",
                    "required": ["id"],
                    "properties": {"id": TEXT, "title": TEXT, "altText": {"type": "string", "maxLength": 4086}},
                },
            },
        },
        "lifecycleState": {"type": "string", "enum": ["PUBLISHED"]},
        "isReshareDisabledByAuthor": {"type": "boolean"},
    },
}
PATCH = {
    "type": "object",
    "required": ["patch"],
    "properties": {
        "patch": {"type": "object", "required": ["$set"], "properties": {"$set": {"type": "object", "properties": {"commentary": TEXT}}}}
    },
}
OLDEST = "202511"  # versions before this one are gone
CLIENT, CLIENT_SECRET = "fake-linkedin-client", "fake-linkedin-client-secret"
PLAIN_CLIENT = "fake-linkedin-plain"  # without refresh tokens, as most are
MARKUP = re.compile(r"\{hashtag\|(?:\\#|#)\|((?:\\.|[^\\{}|])+)\}|@\[((?:\\.|[^\\\[\]])+)\]\(urn:li:\w+:\w+\)")
RESERVED = set("|{}@[]()<>#*_~")


def shown(little: str) -> tuple[str, int]:
    """What readers see, and how far the text was taken: an unescaped sign that could be markup ends it, and nobody is told."""
    seen, at = [], 0
    while at < len(little):
        if little[at] == "\\":
            seen.append(little[at + 1 : at + 2])
            at += 2
        elif found := MARKUP.match(little, at):
            seen.append(f"#{found[1]}" if found[1] else found[2])
            at = found.end()
        elif little[at] in RESERVED:
            break
        else:
            seen.append(little[at])
            at += 1
    return "".join(seen), at


class LinkedIn(SignsIn):
    name = "linkedin"
    label = "LinkedIn"
    prefixes = ("/rest/", "/oauth/v2/")
    all_scopes = "w_organization_social r_organization_social rw_organization_admin"
    token_seconds = 60 * 86400
    rotates = False

    def seed(self) -> None:
        for number, handle, name in (("501", "throughline-demo", "Throughline demo"), ("502", "fictional-hospital", "Fictional Hospital")):
            urn = f"urn:li:organization:{number}"
            self.shelf.put("account", urn, handle=handle, name=name, admin="ana")
        self.shelf.put("account", "ana", handle="ana", name="Ana Fictional")
        self.grant("ana", token="fake-linkedin-token", seconds=10**9, refreshes=False)
        self.add_client(CLIENT, CLIENT_SECRET, is_partner=True)
        self.add_client(PLAIN_CLIENT, CLIENT_SECRET, is_partner=False)

    def choosable(self) -> list[Thing]:
        return [each for each in self.accounts() if "admin" not in each]

    def how_to_connect(self) -> list[str]:
        return [
            f"LINKEDIN_API_URL=URL LINKEDIN_SIGN_IN_URL=URL LINKEDIN_CLIENT_ID={CLIENT} LINKEDIN_CLIENT_SECRET={CLIENT_SECRET}",
            "Pages: urn:li:organization:501 and 502; token fake-linkedin-token",
        ]

    # --- Posts ---

    @route("POST", "/rest/posts", "create")
    def create(self, request: Request) -> Answer:
        member = self.asked_by(request, "w_organization_social")
        body = request.json()
        if wrong := problems(body, CREATE):
            raise No(self.error(422, "; ".join(wrong), "INVALID_INPUT"))
        self.check_author(member, body["author"])
        if len(body["commentary"]) > 3000:
            raise No(self.error(422, "ERROR :: /commentary :: length is greater than maximum allowed 3000", "FIELD_LENGTH_TOO_LONG"))
        for post in self.posts_of(body["author"]):
            if post["raw"]["commentary"] == body["commentary"]:
                raise No(self.duplicate(post))
        urn = f"urn:li:share:{7_400_000_000_000_000_000 + self.shelf.number()}"
        text, taken = shown(body["commentary"])
        self.keep_post(
            urn, account=body["author"], handle=self.page_of(body["author"])["name"], text=text, taken=taken, raw=body, **self.content(body)
        )
        return Answer(201, b"", {"x-restli-id": urn, "x-linkedin-id": urn, "Location": f"/posts/{quote(urn, safe='')}"})

    def content(self, body: Any) -> Thing:
        """Card and pictures as they are shown."""
        said = body.get("content", {})
        if article := said.get("article"):
            image = self.image(body["author"], article["thumbnail"]) if "thumbnail" in article else ""
            card = {"url": article["source"], "title": article["title"], "description": article.get("description", ""), "picture": image}
            card["alt"] = card["title"]  # what LinkedIn reads out: an article's picture has no words of its own in its documents
            return {"link": article["source"], "card": card}
        if media := said.get("media"):
            return {"pictures": [{"picture": self.image(body["author"], media["id"]), "alt": media.get("altText", "")}]}
        return {}

    def image(self, owner: str, urn: str) -> str:
        found = self.shelf.get("image", urn)
        if found is None or found["owner"] != owner or not found["picture"]:
            raise No(self.error(400, f"The image {urn} does not exist, is not yours, or was not uploaded.", "INVALID_IMAGE"))
        return found["picture"]

    @route("GET", "/rest/posts", "timeline")
    def find(self, request: Request) -> Answer:
        member = self.asked_by(request, "r_organization_social")
        if request.one("q") != "author":
            raise No(self.error(400, "The finder needs q=author and author."))
        self.check_author(member, request.one("author"))
        most = min(int(request.one("count", "10")), 100)
        rows = [self.row(post) for post in self.posts_of(request.one("author"), most)]
        return told({"paging": {"start": 0, "count": most, "links": []}, "elements": rows})

    def row(self, post: Thing) -> Thing:
        at = int(post["created_at"] * 1000)
        changed = int(post.get("edited_at", post["created_at"]) * 1000)
        row = {"id": post["id"], "author": post["account"], "lifecycleState": "PUBLISHED", "createdAt": at, "lastModifiedAt": changed}
        return {
            **row,
            "commentary": post["raw"]["commentary"][: post["taken"]],
            **({"content": post["raw"]["content"]} if "content" in post["raw"] else {}),
        }

    @route("DELETE", "/rest/posts/{urn}", "delete")
    def delete(self, request: Request) -> Answer:
        member = self.asked_by(request, "w_organization_social")
        if post := self.post(request.params["urn"]):
            self.check_author(member, post["account"])
            self.drop_post(post["id"])
        return Answer(204)

    @route("POST", "/rest/posts/{urn}", "edit")
    def edit(self, request: Request) -> Answer:
        member = self.asked_by(request, "w_organization_social")
        if request.header("X-RestLi-Method").upper() != "PARTIAL_UPDATE":
            raise No(self.error(400, "POST on an entity has to be a PARTIAL_UPDATE."))
        body = request.json()
        if wrong := problems(body, PATCH):
            raise No(self.error(422, "; ".join(wrong), "INVALID_INPUT"))
        if not (post := self.post(request.params["urn"])):
            raise No(self.error(404, "Could not find entity", "NOT_FOUND"))
        self.check_author(member, post["account"])
        little = body["patch"]["$set"]["commentary"]
        text, taken = shown(little)
        self.edit_post(post["id"], text=text, taken=taken, raw={**post["raw"], "commentary": little})
        return Answer(204)

    @route("GET", "/rest/socialActions/{urn}", "counts")
    def counts(self, request: Request) -> Answer:
        self.asked_by(request, "r_organization_social")
        if not (post := self.post(request.params["urn"])):
            raise No(self.error(404, "Could not find entity", "NOT_FOUND"))
        likes, replies = post.get("likes", 0), post.get("replies", 0)
        comments = {"aggregatedTotalComments": replies, "totalFirstLevelComments": replies}
        return told({"likesSummary": {"totalLikes": likes, "aggregatedTotalLikes": likes}, "commentsSummary": comments})

    # --- Pictures ---

    @route("POST", "/rest/images", "upload")
    def begin_image(self, request: Request) -> Answer:
        member = self.asked_by(request, "w_organization_social")
        body = request.json()
        begun = body.get("initializeUploadRequest") if isinstance(body, dict) else None
        if request.one("action") != "initializeUpload" or not isinstance(begun, dict) or set(begun) != {"owner"}:
            raise No(self.error(400, "action=initializeUpload and initializeUploadRequest.owner are required."))
        self.check_author(member, begun["owner"])
        number = f"C4E10AQ{self.shelf.number():09}"
        self.shelf.put("image", f"urn:li:image:{number}", owner=begun["owner"], picture="")
        value = {"uploadUrlExpiresAt": int(self.world.now() + 86400) * 1000, "uploadUrl": f"{request.root}/dms-uploads/{number}"}
        return told({"value": {**value, "image": f"urn:li:image:{number}"}})

    @route("PUT", "/dms-uploads/{number}", "upload")
    def put_image(self, request: Request) -> Answer:
        self.account_of(request)
        urn, mime = f"urn:li:image:{request.params['number']}", mime_of(request.body)
        if not self.shelf.get("image", urn) or mime not in ("image/png", "image/jpeg", "image/gif"):
            return Answer(400)
        self.shelf.change("image", urn, picture=self.keep_picture(request.body, mime))
        return Answer(201)

    # --- Who may ---

    @route("GET", "/rest/organizationAcls", "whoami")
    def acls(self, request: Request) -> Answer:
        member = self.asked_by(request, "rw_organization_admin")
        if request.one("q") != "roleAssignee":
            raise No(self.error(400, "The finder needs q=roleAssignee."))
        pages = [page for page in self.accounts() if page.get("admin") == member["id"]]
        rows = [
            {"organization": page["id"], "role": "ADMINISTRATOR", "state": "APPROVED", "roleAssignee": "urn:li:person:ana"}
            for page in pages
        ]
        return told({"elements": rows, "paging": {"start": 0, "count": 10}})

    @route("GET", "/rest/organizations/{number}", "whoami")
    def organization(self, request: Request) -> Answer:
        self.asked_by(request)
        found = self.page_of(f"urn:li:organization:{request.params['number']}")
        return told({"id": int(request.params["number"]), "localizedName": found["name"], "vanityName": found["handle"]})

    def page_of(self, urn: str) -> Thing:
        if not (found := self.shelf.get("account", urn)):
            raise No(self.error(404, "Could not find entity", "NOT_FOUND"))
        return found

    def check_author(self, member: Thing, author: str) -> None:
        if (self.shelf.get("account", author) or {}).get("admin") != member["id"]:
            raise No(self.error(403, "Organization permissions must be used when using organization as author", "ACCESS_DENIED"))

    def asked_by(self, request: Request, scope: str = "") -> Thing:
        """The member whose token it is, after the headers that every request needs."""
        version = request.header("LinkedIn-Version")
        if not version:
            raise No(
                self.error(
                    400, "A version must be present. Please specify a version by adding the LinkedIn-Version header.", "VERSION_MISSING"
                )
            )
        if not re.fullmatch(r"20\d\d(0[1-9]|1[0-2])", version) or version < OLDEST:
            raise No(self.error(426, f"Requested version {version} is not active", "NONEXISTENT_VERSION"))
        if request.header("X-Restli-Protocol-Version") != "2.0.0":
            raise No(self.error(400, "X-Restli-Protocol-Version has to be 2.0.0.", "PROTOCOL_VERSION"))
        if request.method in ("POST", "PUT") and request.body and request.mime != "application/json":
            raise No(self.error(415, "Content-Type has to be application/json."))
        return self.account_of(request, scope)

    @route("GET", "/oauth/v2/authorization", is_human=True)
    def authorize(self, request: Request) -> Answer:
        return self.consent(request)

    @route("POST", "/oauth/v2/authorization", is_human=True)
    def authorized(self, request: Request) -> Answer:
        return self.consented(request)

    @route("POST", "/oauth/v2/accessToken", "token")
    def token(self, request: Request) -> Answer:
        form = request.form()
        client = self.client_of(request, form)
        match form.get("grant_type"):
            case "authorization_code":
                kept = self.code_to_account(form, client)
                granted = self.grant(kept["account"], kept["scope"], refreshes=client["is_partner"])
            case "refresh_token":
                kept = self.renewed(form)
                granted = {**self.grant(kept["account"], kept["scope"], refreshes=False), "refresh_token": kept["id"]}
            case _:
                raise self.oauth_error("invalid_request", "grant_type is missing.")
        more = {"refresh_token_expires_in": 365 * 86400} if "refresh_token" in granted else {}
        return told({**granted, **more, "expires_in": self.token_seconds, "scope": kept["scope"], "token_type": "Bearer"})

    @route("POST", "/oauth/v2/revoke", "revoke")
    def revoke(self, request: Request) -> Answer:
        self.client_of(request, request.form())
        self.forget(request.form().get("token", ""))
        return Answer(200)

    @route("GET", "/feed/update/{urn}/", is_human=True)
    def read(self, request: Request) -> Answer:
        return redirect(f"/#linkedin-{request.params['urn']}")

    # --- How LinkedIn says no ---

    def error(self, status: int, detail: str, code: str = "") -> Answer:
        return told({"status": status, "message": detail, **({"code": code} if code else {})}, status)

    def limited(self, until: float) -> Answer:
        """Without saying until when, as the real one."""
        return self.error(429, "Resource level throttle limit for calls to this resource is reached.", "TOO_MANY_REQUESTS")

    def expired(self) -> Answer:
        said = {"status": 401, "serviceErrorCode": 65602, "code": "EXPIRED_ACCESS_TOKEN"}
        return told({**said, "message": "The token used in the request has expired"}, 401)

    def duplicate(self, post: Thing) -> Answer:
        return self.error(422, f"Content is a duplicate of {post['id']}", "DUPLICATE_POST")
