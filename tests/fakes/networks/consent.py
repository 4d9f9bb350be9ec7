"""OAuth 2.0 at the fakes: the page on which a person agrees, the code it sends back, the tokens the code is worth."""

import base64
import secrets
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.fakes.networks.server import Answer, Network, No, Request, page, redirect, token_hash, told
from tests.fakes.networks.shelf import Thing


class SignsIn(Network):
    """A network where people agree in their browser. Routes are the network's own; what they do is here."""

    code_seconds = 30
    token_seconds = 7200
    wants_pkce = False
    has_refresh = True
    rotates = True  # each renewal brings a new refresh token, and the old one is worth nothing

    # --- What is there from the beginning ---

    def add_client(self, key: str, secret: str, **more: Any) -> Thing:
        return self.shelf.put("client", key, secret=secret, **more)

    def grant(
        self, account: str, scope: str = "", *, token: str = "", seconds: float | None = None, refreshes: bool = True
    ) -> dict[str, str]:
        """Tokens without the detour through a browser: for tests and the demo."""
        token = token or f"fake-{self.name}-{secrets.token_urlsafe(24)}"
        ends = self.world.now() + (self.token_seconds if seconds is None else seconds)
        self.shelf.put("token", token, account=account, scope=scope or self.all_scopes, ends_at=ends)
        granted = {"access_token": token}
        if self.has_refresh and refreshes:
            granted["refresh_token"] = f"fake-{self.name}-refresh-{secrets.token_urlsafe(24)}"
            self.shelf.put("refresh", granted["refresh_token"], account=account, scope=scope or self.all_scopes)
        return granted

    all_scopes = ""

    def accounts(self) -> list[Thing]:
        return self.shelf.all("account")[::-1]

    def choosable(self) -> list[Thing]:
        """As whom a person may sign in."""
        return self.accounts()

    # --- The page ---

    def consent(self, request: Request) -> Answer:
        asked = {name: values[0] for name, values in request.query.items()}
        if problem := self._problem(asked):
            return page(f'<!doctype html><html lang="en"><title>{self.label}</title><h1>{escape(problem)}</h1></html>', 400)
        hidden = "".join(f'<input type="hidden" name="{escape(name)}" value="{escape(text)}">' for name, text in asked.items())
        choices = "".join(
            f'<p><label><input type="radio" name="account" value="{escape(each["id"])}"{" checked" if not index else ""}> '
            f"{escape(each['name'])} (@{escape(each['handle'])})</label></p>"
            for index, each in enumerate(self.choosable())
        )
        return page(
            f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>{self.label}: sign in</title><main><h1>{self.label} (fake): may this site post for you?</h1>"
            f"<p>It asks for: {escape(asked.get('scope', ''))}</p>"
            f'<form method="post" action="{escape(request.path)}"><fieldset><legend>Sign in as</legend>{choices}</fieldset>{hidden}'
            f'<p><button name="answer" value="yes">Allow</button> <button name="answer" value="no">Cancel</button></p></form></main></html>'
        )

    def consented(self, request: Request) -> Answer:
        form = request.form()
        problem = self._problem(form)
        if not problem and form.get("answer") == "yes" and not self.shelf.get("account", form.get("account", "")):
            problem = "Choose an account."
        if problem:
            return page(f"<h1>{escape(problem)}</h1>", 400)
        back = {"state": form["state"]} if form.get("state") else {}
        if form.get("answer") != "yes":
            return redirect(_with(form["redirect_uri"], {"error": "access_denied", **back}))
        code = secrets.token_urlsafe(16)
        kept = {name: form.get(name, "") for name in ("account", "client_id", "redirect_uri", "scope", "code_challenge")}
        self.shelf.put("code", code, **kept, ends_at=self.world.now() + self.code_seconds)
        return redirect(_with(form["redirect_uri"], {"code": code, **back}))

    def _problem(self, asked: dict[str, str]) -> str:
        if not self.shelf.get("client", asked.get("client_id", "")):
            return "Something went wrong: this app is not known here (client_id)."
        if urlsplit(asked.get("redirect_uri", "")).hostname not in ("127.0.0.1", "localhost", "::1"):
            return "Something went wrong: the fakes send people back to this machine only (redirect_uri)."
        if asked.get("response_type") != "code":
            return "Something went wrong: response_type has to be code."
        if self.wants_pkce and (asked.get("code_challenge_method") != "S256" or len(asked.get("code_challenge", "")) != 43):
            return "Something went wrong: PKCE with S256 is required."
        if not asked.get("scope"):
            return "Something went wrong: scope is missing."
        return ""

    # --- Tokens ---

    def oauth_error(self, error: str, words: str, status: int = 400) -> No:
        return No(told({"error": error, "error_description": words}, status))

    def client_of(self, request: Request, form: dict[str, str]) -> Thing:
        """By password in the header, or by the form."""
        kind, _space, packed = request.header("Authorization").partition(" ")
        if kind == "Basic":
            key, _colon, secret = base64.b64decode(packed).decode().partition(":")
        else:
            key, secret = form.get("client_id", ""), form.get("client_secret", "")
        client = self.shelf.get("client", key)
        if client is None or client["secret"] != secret:
            raise self.oauth_error("invalid_client", "The client is not known, or its secret is wrong.", 401)
        return client

    def code_to_account(self, form: dict[str, str], client: Thing) -> Thing:
        """What the code stands for; it is good once."""
        code = self.shelf.get("code", form.get("code", ""))
        if code is None or code["ends_at"] < self.world.now() or code["client_id"] != client["id"]:
            raise self.oauth_error("invalid_grant", "The authorization code is wrong, used or too old.")
        if code["redirect_uri"] != form.get("redirect_uri"):
            raise self.oauth_error("invalid_grant", "The redirect_uri is not the one that was asked with.")
        if code["code_challenge"] and token_hash(form.get("code_verifier", "")) != code["code_challenge"]:
            raise self.oauth_error("invalid_grant", "The code_verifier does not belong to the code_challenge.")
        self.shelf.drop("code", code["id"])
        return code

    def renewed(self, form: dict[str, str]) -> Thing:
        """What the refresh token stands for; where they rotate, it is good once."""
        kept = self.shelf.get("refresh", form.get("refresh_token", ""))
        if kept is None:
            raise self.oauth_error("invalid_grant", "The refresh token is wrong, used or revoked.")
        if self.rotates:
            self.shelf.drop("refresh", kept["id"])
        return kept

    def forget(self, token: str) -> None:
        for kind in ("token", "refresh"):
            self.shelf.drop(kind, token)

    def account_of(self, request: Request, scope: str = "") -> Thing:
        """Whose token it is."""
        token = self.shelf.get("token", request.bearer)
        if token is None or token["ends_at"] < self.world.now():
            raise No(self.expired())
        if scope and scope not in token["scope"].replace(",", " ").split():
            raise No(self.error(403, f"The token lacks the scope {scope}."))
        return self.shelf.get("account", token["account"]) or {}


def _with(address: str, more: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(more)}"
