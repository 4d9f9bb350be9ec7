"""LinkedIn by its versioned Posts API, as an organization's page: text, card with picture, edit, delete.

A repeat of the same text is answered with the number of the post that is live, so an unknown outcome ends well either way.
"""

import math
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from sharing.text import little_text

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
    NotSent,
    Outgoing,
    Picture,
    Refused,
    Remote,
    Tokens,
    Unsure,
    Who,
)
from .http import Answer, Line, dig, looking, whole

SCOPES = "w_organization_social r_organization_social rw_organization_admin"
WEB = {"https://api.linkedin.com": "https://www.linkedin.com"}
MOST_TITLE, MOST_DESCRIPTION, MOST_ALT = 400, 4086, 4086
PAGE = 50
NAMED = re.compile(r"urn:li:(?:organization|person):\w+")
LIVE = re.compile(r"duplicate of (urn:li:(?:share|ugcPost|activity):\d+)", re.IGNORECASE)


class LinkedIn(Channel):
    network = "linkedin"
    label = "LinkedIn"
    icon = "linkedin"
    has_threads = False
    can_edit = True  # the text
    can_delete = True
    can_reply = False
    makes_cards = False
    takes_content_note = False
    is_idempotent = False
    signs_in_by = ("oauth",)
    form_fields = ()

    def __init__(self, version: Callable[[], str]) -> None:
        self.version = version  # of the API, YYYYMM: a setting, as each lives about a year

    def count(self, text: str, *, content_note: str = "", limits: Json | None = None) -> Count:
        return little_text.count(text)

    # --- Posts ---

    def send(self, login: Login, post: Outgoing) -> Remote:
        wanted: dict[str, Any] = {
            "author": login.remote_id,
            "commentary": _little(post),
            "visibility": "PUBLIC",
            "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        if content := self._content(login, post):
            wanted["content"] = content
        try:
            answer = self._ask(login, "POST", "/rest/posts", json=wanted, creates=True)
        except Duplicate as twin:
            twin.remote = _remote(login, twin.remote.id) if twin.remote else None
            raise
        if not (urn := answer.headers.get("x-restli-id", "")):
            raise Unsure("It was created, but its number is missing.", code="garbage")
        return _remote(login, urn)

    def _content(self, login: Login, post: Outgoing) -> dict[str, Any]:
        if post.card:
            article = {
                "source": post.card.url,
                "title": post.card.title[:MOST_TITLE],
                "description": post.card.description[:MOST_DESCRIPTION],
            }
            if picture := post.card.picture or post.picture:
                article["thumbnail"] = self._upload(login, picture)
            return {"article": {name: text for name, text in article.items() if text}}
        if post.picture:
            return {"media": {"id": self._upload(login, post.picture), "altText": post.picture.alt[:MOST_ALT]}}
        return {}

    def _upload(self, login: Login, picture: Picture) -> str:
        begun = {"initializeUploadRequest": {"owner": login.remote_id}}
        answer = self._ask(login, "POST", "/rest/images?action=initializeUpload", json=begun)
        place, urn = answer.word("value", "uploadUrl"), answer.word("value", "image")
        if not _is_theirs(place, login.base_url):
            raise NotSent("LinkedIn named a place for the picture that is not its own.", code="garbage")
        self._ask(login, "PUT", place, content=picture.content, headers={"Content-Type": picture.mime})
        return urn

    def find(self, login: Login, post: Outgoing) -> Remote | None:
        """Among the page's own posts, by the text that we sent or the link in the card, which no other post has."""
        commentary = _little(post)
        path = f"/rest/posts?q=author&author={quote(login.remote_id, safe='')}&count={PAGE}&sortBy=LAST_MODIFIED"
        with looking():
            answer = self._ask(login, "GET", path, headers={"X-RestLi-Method": "FINDER"})
            if not isinstance(answer.dig("elements"), list):
                raise Unsure("The list of posts made no sense.", code="garbage")
        found = answer.rows("elements")
        for row in found:
            source = dig(row, "content", "article", "source")
            if row.get("id") and (row.get("commentary") == commentary or (post.card and source == post.card.url)):
                return _remote(login, str(row["id"]))
        oldest = min((dig(row, "lastModifiedAt") for row in found if isinstance(dig(row, "lastModifiedAt"), int)), default=math.inf)
        if len(found) >= PAGE and (post.created_at is None or oldest > post.created_at.timestamp() * 1000):
            raise Unsure("The list of posts is longer than one page.", code="long-timeline")
        return None

    def delete(self, login: Login, remote: Remote) -> None:
        try:
            self._ask(login, "DELETE", f"/rest/posts/{quote(remote.id, safe='')}", headers={"X-RestLi-Method": "DELETE"})
        except Refused as no:
            if no.code != "gone":
                raise

    def edit(self, login: Login, remote: Remote, post: Outgoing) -> Remote:
        """The text alone; card and picture stay."""
        change = {"patch": {"$set": {"commentary": _little(post)}}}
        headers = {"X-RestLi-Method": "PARTIAL_UPDATE"}
        self._ask(login, "POST", f"/rest/posts/{quote(remote.id, safe='')}", json=change, headers=headers)
        return remote

    def counts(self, login: Login, remotes: list[Remote]) -> dict[str, Counts]:
        found = {}
        for remote in remotes:
            try:
                said = self._ask(login, "GET", f"/rest/socialActions/{quote(remote.id, safe='')}")
            except Refused:
                continue
            likes, replies = said.dig("likesSummary", "totalLikes"), said.dig("commentsSummary", "aggregatedTotalComments")
            found[remote.id] = Counts(likes=whole(likes), replies=whole(replies))
        return found

    # --- Who we are ---

    def whoami(self, login: Login) -> Who:
        number = login.remote_id.rpartition(":")[2]
        answer = self._ask(login, "GET", f"/rest/organizations/{quote(number, safe='')}")
        name = answer.word("localizedName")
        handle = str(answer.dig("vanityName") or number)
        return Who(f"urn:li:organization:{answer.word('id')}", handle, name, f"{_web(login)}/company/{quote(handle)}/")

    def authorize_url(self, app: App, *, state: str, verifier: str) -> str:
        return oauth.authorize_url(f"{app.sign_in_url}/oauth/v2/authorization", app, scope=SCOPES, state=state)

    def exchange(self, app: App, *, code: str, verifier: str) -> list[Choice]:
        """The pages that the person may post for."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uri}
        tokens = oauth.tokens(self._token(app, "accessToken", form))
        login = Login(app.base_url, "", "", tokens.secrets)
        path = "/rest/organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED"
        rows = self._ask(login, "GET", path, headers={"X-RestLi-Method": "FINDER"}).rows("elements")
        pages = list(dict.fromkeys(str(row.get("organization") or row.get("organizationTarget") or "") for row in rows))
        return [Choice(self.whoami(Login(app.base_url, page, "", tokens.secrets)), tokens) for page in pages if page]

    def refresh(self, login: Login, app: App) -> Tokens:
        if not login.secrets.get("refresh_token"):
            raise LoggedOut("LinkedIn gave no token to renew with: a person signs in again.")
        form = {"grant_type": "refresh_token", "refresh_token": login.secrets["refresh_token"]}
        return oauth.tokens(self._token(app, "accessToken", form, login.secrets.values()), login.secrets)

    def revoke(self, login: Login, app: App) -> None:
        self._token(app, "revoke", {"token": login.secrets.get("access_token", "")}, login.secrets.values())

    def _token(self, app: App, what: str, form: dict[str, str], secrets: Any = ()) -> Answer:
        form = {**form, "client_id": app.client_id, "client_secret": app.client_secret}
        return oauth.line(app.sign_in_url, app, secrets).ask("POST", f"/oauth/v2/{what}", data=form)

    def _ask(self, login: Login, method: str, path: str, *, headers: dict[str, str] | None = None, **sent: Any) -> Answer:
        always = {
            "Authorization": f"Bearer {login.secrets.get('access_token', '')}",
            "LinkedIn-Version": self.version(),
            "X-Restli-Protocol-Version": "2.0.0",
        }
        line = Line(login.base_url, login.secrets.values(), login.is_trusted_host, always, _judge, _words)
        return line.ask(method, path, headers=headers, **sent)


def _little(post: Outgoing) -> str:
    """The text in LinkedIn's own markup, with the pages that it names."""
    little = little_text.escape(post.text)
    for handle, urn in post.mentions.items():
        if NAMED.fullmatch(urn):
            named = f"@[{little_text.escape(handle.removeprefix('@'))}]({urn})"
            little = re.sub(re.escape(little_text.escape(handle)) + r"(?!\w)", lambda _found, named=named: named, little)
    return little


def _words(answer: Answer) -> str:
    said = answer.dig("message")
    return said if isinstance(said, str) and said else answer.text


def _judge(answer: Answer, detail: str) -> ChannelError | None:
    if answer.status in (400, 409, 422) and "duplicate" in detail.lower():
        live = LIVE.search(detail)
        return Duplicate(detail, remote=Remote(live[1]) if live else None, code="duplicate")
    if answer.status in (404, 410):
        return Refused(detail, code="gone")
    if answer.status == 426 or (answer.status == 400 and "version" in detail.lower()):
        return Refused(detail, code="version")
    if answer.status == 403:
        return Refused(detail, code="permission")
    return None


def _is_theirs(place: str, base_url: str) -> bool:
    """The token goes along, so it goes nowhere else."""
    there, here = urlsplit(place), urlsplit(base_url)
    if there.netloc == here.netloc:
        return there.scheme == here.scheme
    return there.scheme == "https" and (there.hostname or "").endswith(".linkedin.com")


def _web(login: Login) -> str:
    return WEB.get(login.base_url, login.base_url)


def _remote(login: Login, urn: str) -> Remote:
    return Remote(urn, f"{_web(login)}/feed/update/{urn}/")
