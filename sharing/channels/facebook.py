"""A Facebook page by the Graph API: text with a link, whose card Facebook draws from our page; edit, delete."""

from collections.abc import Callable
from datetime import timedelta
from json import dumps
from typing import Any
from urllib.parse import quote, urlencode

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
    Limited,
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
from .http import Answer, Line, dig, looking, no_answer, rows, whole

SCOPES = "pages_show_list,pages_manage_posts,pages_read_engagement"
WEB = {"https://graph.facebook.com": "https://www.facebook.com"}
MOST = 63_206
PAGE = 50
TIRED = {4, 17, 32, 341, 613, 80001}  # their numbers for "too often"
PASSING = {1, 2}  # and for "something went wrong at our side"


class Facebook(Channel):
    network = "facebook"
    label = "Facebook"
    icon = "facebook"
    has_threads = False
    can_edit = True  # the text
    can_delete = True
    can_reply = False
    makes_cards = True
    takes_content_note = False
    is_idempotent = False
    signs_in_by = ("oauth",)
    form_fields = ()

    def __init__(self, version: Callable[[], str]) -> None:
        self.version = version  # of the API: a setting

    def count(self, text: str, *, content_note: str = "", limits: Json | None = None) -> Count:
        problems = [*([] if text.strip() else ["empty"]), *(["too-long"] if len(text) > MOST else [])]
        return Count(len(text), MOST, "characters", tuple(problems))

    # --- Posts ---

    def send(self, login: Login, post: Outgoing) -> Remote:
        wanted = {"message": post.text}
        if post.link:
            wanted["link"] = post.link
        elif post.picture:
            wanted["attached_media[0]"] = dumps({"media_fbid": self._upload(login, post.picture)})
        answer = self._ask(login, "POST", f"/{login.remote_id}/feed", data=wanted, creates=True)
        return _remote(login, answer.word("id"))

    def _upload(self, login: Login, picture: Picture) -> str:
        form = {"published": "false", "alt_text_custom": picture.alt}
        files = {"source": ("picture", picture.content, picture.mime)}
        return self._ask(login, "POST", f"/{login.remote_id}/photos", data=form, files=files).word("id")

    def find(self, login: Login, post: Outgoing) -> Remote | None:
        """Among the page's own posts, by their words or our link, which no other post has."""
        asked: dict[str, object] = {"fields": "id,message,created_time,attachments{unshimmed_url}", "limit": PAGE}
        if post.created_at:
            asked["since"] = int((post.created_at - timedelta(minutes=5)).timestamp())
        with looking():
            answer = self._ask(login, "GET", f"/{login.remote_id}/feed?{urlencode(asked)}")
            if not isinstance(answer.dig("data"), list):
                raise Unsure("The list of posts made no sense.", code="garbage")
        for row in answer.rows("data"):
            links = [each.get("unshimmed_url") for each in rows(dig(row, "attachments", "data"))]
            if row.get("id") and (row.get("message") == post.text or (post.link and post.link in links)):
                return _remote(login, str(row["id"]))
        if answer.dig("paging", "next"):
            raise Unsure("The list of posts is longer than one page.", code="long-timeline")
        return None

    def delete(self, login: Login, remote: Remote) -> None:
        try:
            answer = self._ask(login, "DELETE", f"/{quote(remote.id, safe='')}")
        except Refused as no:
            if no.code == "gone":
                return
            raise
        _check(answer)

    def edit(self, login: Login, remote: Remote, post: Outgoing) -> Remote:
        _check(self._ask(login, "POST", f"/{quote(remote.id, safe='')}", data={"message": post.text}))
        return remote

    def counts(self, login: Login, remotes: list[Remote]) -> dict[str, Counts]:
        """One by one: asked together, a single post that is gone would hide all others."""
        found = {}
        fields = "reactions.limit(0).summary(total_count),comments.limit(0).summary(total_count),shares"
        for remote in remotes:
            try:
                said = self._ask(login, "GET", f"/{quote(remote.id, safe='')}?{urlencode({'fields': fields})}")
            except Refused:
                continue
            ways = [("reactions", "summary", "total_count"), ("shares", "count"), ("comments", "summary", "total_count")]
            found[remote.id] = Counts(*(whole(said.dig(*way)) for way in ways))
        return found

    # --- Who we are ---

    def whoami(self, login: Login) -> Who:
        answer = self._ask(login, "GET", f"/{login.remote_id or 'me'}?fields=id,name,username,link")
        number = answer.word("id")
        handle = str(answer.dig("username") or number)
        return Who(number, handle, str(answer.dig("name") or ""), str(answer.dig("link") or f"{_web(login)}/{quote(handle)}"))

    def authorize_url(self, app: App, *, state: str, verifier: str) -> str:
        return oauth.authorize_url(f"{app.sign_in_url}/{self.version()}/dialog/oauth", app, scope=SCOPES, state=state)

    def exchange(self, app: App, *, code: str, verifier: str) -> list[Choice]:
        """The code, for the person's token of an hour, for one of 60 days, for those of the pages, which do not end."""
        short = self._token(app, {"code": code, "redirect_uri": app.redirect_uri}).word("access_token")
        longer = self._token(app, {"grant_type": "fb_exchange_token", "fb_exchange_token": short}, [short]).word("access_token")
        login = Login(app.base_url, "me", "", {"access_token": longer})
        found = []
        for row in self._ask(login, "GET", "/me/accounts?fields=id,name,username,link,access_token&limit=100").rows("data"):
            if row.get("id") and row.get("access_token"):
                who = Who(str(row["id"]), str(row.get("username") or row["id"]), str(row.get("name") or ""), str(row.get("link") or ""))
                found.append(Choice(who, Tokens(secrets={"access_token": str(row["access_token"])})))
        return found

    def refresh(self, login: Login, app: App) -> Tokens:
        raise LoggedOut("A page's token does not end by itself; when Facebook refuses it, a person signs in again.")

    def revoke(self, login: Login, app: App) -> None:
        raise Refused("A page's token is withdrawn in Facebook's settings of the person who gave it.", code="by-hand")

    def _token(self, app: App, form: dict[str, str], secrets: Any = ()) -> Answer:
        form = {**form, "client_id": app.client_id, "client_secret": app.client_secret}
        line = Line(app.base_url, [*secrets, app.client_secret], app.is_trusted_host, {}, _judge, _words)
        return line.ask("POST", f"/{self.version()}/oauth/access_token", data=form)

    def _ask(self, login: Login, method: str, path: str, **sent: Any) -> Answer:
        always = {"Authorization": f"Bearer {login.secrets.get('access_token', '')}"}
        line = Line(login.base_url, login.secrets.values(), login.is_trusted_host, always, _judge, _words)
        return line.ask(method, f"/{self.version()}{path}", **sent)


def _words(answer: Answer) -> str:
    said = answer.dig("error", "message")
    return said if isinstance(said, str) and said else answer.text


def _judge(answer: Answer, detail: str) -> ChannelError | None:
    """Facebook says what is wrong by a number in the answer; its status is mostly 400."""
    code, finer = whole(answer.dig("error", "code")), answer.dig("error", "error_subcode")
    if code in TIRED:
        return Limited(detail, until=answer.again_at())
    if code in PASSING or answer.dig("error", "is_transient") is True:
        return no_answer(answer.creates, detail, code="server")
    match code:
        case 190 | 102:
            return LoggedOut(detail)
        case 506:
            return Duplicate(detail, code="duplicate")
        case 368:
            return Refused(detail, code="suspended")
        case 100 if finer == 33:
            return Refused(detail, code="gone")
        case 10 | 200 | 283:
            return Refused(detail, code="permission")
    return Refused(detail) if answer.status == 401 else None


def _check(answer: Answer) -> None:
    if answer.dig("success") is not True:
        raise NotSent("Facebook did not say that it is done.", code="garbage")


def _web(login: Login) -> str:
    return WEB.get(login.base_url, login.base_url)


def _remote(login: Login, number: str) -> Remote:
    return Remote(number, f"{_web(login)}/{number}")
