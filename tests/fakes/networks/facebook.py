"""A Facebook page by the Graph API: feed, photos, edit and delete, pages of a person, errors with their numbers."""

import json
from datetime import UTC, datetime

from tests.fakes.networks.consent import SignsIn
from tests.fakes.networks.pictures import mime_of
from tests.fakes.networks.server import Answer, No, Request, redirect, route, told
from tests.fakes.networks.shelf import Thing

CLIENT, CLIENT_SECRET = "fake-facebook-app", "fake-facebook-app-secret"
KNOWN = {"message", "link", "published", "scheduled_publish_time", "attached_media[0]", "access_token"}
POST = "{post:[0-9]+_[0-9]+}"


class Facebook(SignsIn):
    name = "facebook"
    label = "Facebook"
    prefixes = ("/v26.0/",)
    all_scopes = "pages_show_list,pages_manage_posts,pages_read_engagement"
    has_refresh = False
    token_seconds = 3600

    def seed(self) -> None:
        for number, handle, name in (("701", "throughline.demo", "Throughline demo"), ("702", "fictional.hospital", "Fictional Hospital")):
            self.shelf.put("account", number, handle=handle, name=name, admin="ana")
            self.grant(number, token=f"fake-facebook-token-{number}", seconds=10**9)
        self.shelf.put("account", "ana", handle="ana", name="Ana Fictional")
        self.add_client(CLIENT, CLIENT_SECRET)

    def choosable(self) -> list[Thing]:
        return [each for each in self.accounts() if "admin" not in each]

    def how_to_connect(self) -> list[str]:
        return [
            f"FACEBOOK_API_URL=URL FACEBOOK_SIGN_IN_URL=URL FACEBOOK_CLIENT_ID={CLIENT} FACEBOOK_CLIENT_SECRET={CLIENT_SECRET}",
            "Pages 701 and 702; page tokens fake-facebook-token-701 and -702",
        ]

    # --- Posts ---

    @route("POST", "/v26.0/{page:[0-9]+}/feed", "create")
    def create(self, request: Request) -> Answer:
        page, form = self.page(request), self.fields(request)
        if unknown := set(form) - KNOWN:
            raise No(self.error(400, f"(#100) Param {unknown.pop()} is not known", "100"))
        message, link = form.get("message", ""), form.get("link", "")
        pictures = [self.photo(page, form["attached_media[0]"])] if "attached_media[0]" in form else []
        if not (message or link or pictures):
            raise No(self.error(400, "(#100) message, link or attached_media is required", "100"))
        if link and not link.startswith(("http://", "https://")):
            raise No(self.error(400, "(#100) link is not a URL", "100"))
        if any(post["text"] == message and post["link"] == link for post in self.posts_of(page["id"])):
            raise No(self.duplicate({}))
        number = f"{page['id']}_{100_000 + self.shelf.number()}"
        self.keep_post(number, account=page["id"], handle=page["name"], text=message, link=link, pictures=pictures, raw=form)
        self.world.draw_card(self, number, link)
        return told({"id": number})

    @route("GET", "/v26.0/{page:[0-9]+}/feed", "timeline")
    def feed(self, request: Request) -> Answer:
        page = self.page(request)
        most, since = int(request.one("limit", "25")), float(request.one("since", "0"))
        found = [post for post in self.posts_of(page["id"], 500) if post["created_at"] >= since]
        more = {"paging": {"cursors": {"after": "QVFI"}, "next": "https://graph.facebook.com/next"}} if len(found) > most else {}
        return told({"data": [self.row(post, request.one("fields")) for post in found[:most]], **more})

    def row(self, post: Thing, fields: str) -> Thing:
        row: Thing = {"id": post["id"]}
        if "message" in fields and post["text"]:
            row["message"] = post["text"]
        if "created_time" in fields:
            row["created_time"] = f"{datetime.fromtimestamp(post['created_at'], UTC):%Y-%m-%dT%H:%M:%S+0000}"
        if "attachments" in fields and post["link"]:
            row["attachments"] = {"data": [{"unshimmed_url": post["link"]}]}
        if "reactions" in fields:
            row["reactions"] = {"data": [], "summary": {"total_count": post.get("likes", 0)}}
            row["comments"] = {"data": [], "summary": {"total_count": post.get("replies", 0)}}
            row |= {"shares": {"count": post["reposts"]}} if post.get("reposts") else {}
        return row

    @route("GET", f"/v26.0/{POST}", "counts")
    def one(self, request: Request) -> Answer:
        return told(self.row(self.own(request), request.one("fields")))

    @route("POST", f"/v26.0/{POST}", "edit")
    def edit(self, request: Request) -> Answer:
        post, form = self.own(request), self.fields(request)
        if set(form) != {"message"} or not form["message"]:
            raise No(self.error(400, "(#100) message is required, and nothing else can be changed", "100"))
        self.edit_post(post["id"], text=form["message"])
        return told({"success": True})

    @route("DELETE", f"/v26.0/{POST}", "delete")
    def delete(self, request: Request) -> Answer:
        self.drop_post(self.own(request)["id"])
        return told({"success": True})

    @route("POST", "/v26.0/{page:[0-9]+}/photos", "upload")
    def photos(self, request: Request) -> Answer:
        page, form = self.page(request), request.form()
        source = next((part for part in request.parts() if part.name == "source"), None)
        if source is None or form.get("published") != "false" or not (mime := mime_of(source.content)):
            raise No(self.error(400, "(#324) Requires upload file", "324"))
        number = str(900_000 + self.shelf.number())
        self.shelf.put(
            "photo", number, owner=page["id"], picture=self.keep_picture(source.content, mime), alt=form.get("alt_text_custom", "")
        )
        return told({"id": number})

    def photo(self, page: Thing, said: str) -> Thing:
        try:
            found = self.shelf.get("photo", str(json.loads(said)["media_fbid"]))
        except (ValueError, KeyError, TypeError):
            found = None
        if found is None or found["owner"] != page["id"]:
            raise No(self.error(400, "(#100) attached_media is wrong", "100"))
        return {"picture": found["picture"], "alt": found["alt"]}

    def fields(self, request: Request) -> dict[str, str]:
        body = request.json() if request.mime == "application/json" else request.form()
        return {str(name): str(text) for name, text in body.items()} if isinstance(body, dict) else {}

    # --- Who may ---

    def page(self, request: Request) -> Thing:
        """The page, when the token is its own."""
        who = self.account_of(request, "pages_manage_posts")
        if "admin" not in who or who["id"] != request.params["page"]:
            raise No(self.error(403, "(#200) The token is not the one of this page", "200"))
        return who

    def own(self, request: Request) -> Thing:
        who, post = self.account_of(request, "pages_manage_posts"), self.post(request.params["post"])
        if post is None:
            words = f"Unsupported request. Object with ID '{request.params['post']}' does not exist or cannot be loaded"
            raise No(self.error(400, words, "100", subcode=33))
        if post["account"] != who["id"]:
            raise No(self.error(403, "(#200) Requires permission for this post", "200"))
        return post

    @route("GET", "/v26.0/me/accounts", "whoami")
    def pages(self, request: Request) -> Answer:
        who = self.account_of(request, "pages_show_list")
        rows = []
        for page in self.accounts():
            if page.get("admin") == who["id"]:
                granted = self.grant(page["id"], seconds=10**9)
                rows.append({"id": page["id"], "name": page["name"], "username": page["handle"], **granted})
        return told({"data": rows})

    @route("GET", "/v26.0/{page:[0-9]+}", "whoami")
    def whoami(self, request: Request) -> Answer:
        page = self.page(request)
        return told({"id": page["id"], "name": page["name"], "username": page["handle"]})

    @route("GET", "/v26.0/dialog/oauth", is_human=True)
    def authorize(self, request: Request) -> Answer:
        return self.consent(request)

    @route("POST", "/v26.0/dialog/oauth", is_human=True)
    def authorized(self, request: Request) -> Answer:
        return self.consented(request)

    @route("POST", "/v26.0/oauth/access_token", "token")
    def token(self, request: Request) -> Answer:
        form = request.form()
        if (self.shelf.get("client", form.get("client_id", "")) or {}).get("secret") != form.get("client_secret"):
            raise No(self.error(400, "Error validating client secret.", "101"))
        if form.get("grant_type") == "fb_exchange_token":
            kept = self.shelf.get("token", form.get("fb_exchange_token", ""))
            if kept is None:
                raise No(self.expired())
            granted, seconds = self.grant(kept["account"], kept["scope"], seconds=60 * 86400), 60 * 86400
        else:
            code = self.shelf.get("code", form.get("code", ""))
            if code is None or code["redirect_uri"] != form.get("redirect_uri") or code["ends_at"] < self.world.now():
                raise No(self.error(400, "This authorization code has been used or has expired.", "100", subcode=36009))
            self.shelf.drop("code", code["id"])
            granted, seconds = self.grant(code["account"], code["scope"]), self.token_seconds
        return told({**granted, "token_type": "bearer", "expires_in": seconds})

    @route("GET", f"/{POST}", is_human=True)
    def read(self, request: Request) -> Answer:
        return redirect(f"/#facebook-{request.params['post']}")

    # --- How Facebook says no ---

    def error(self, status: int, detail: str, code: str = "", *, subcode: int = 0) -> Answer:
        said = {"message": detail, "type": "OAuthException", "code": int(code or 0), "fbtrace_id": "AfakeTrace"}
        return told({"error": {**said, **({"error_subcode": subcode} if subcode else {})}}, status)

    def limited(self, until: float) -> Answer:
        """Without saying until when, as the real one."""
        return self.error(400, "(#32) Page request limit reached", "32")

    def expired(self) -> Answer:
        return self.error(401, "Error validating access token: The session has been invalidated.", "190", subcode=460)

    def duplicate(self, post: Thing) -> Answer:
        return self.error(400, "(#506) Duplicate status message", "506")
