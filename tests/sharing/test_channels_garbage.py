"""Whatever a network answers, a channel says one of its six errors or a sensible thing; it never falls over."""

import random
from datetime import UTC, datetime, timedelta
from json import dumps
from typing import Any

import httpx
import pytest

from sharing.channels import CHANNELS
from sharing.channels.base import App, ChannelError, Login, Remote
from sharing.channels.http import Answer
from tests.sharing.faked import TOKENS, a_message

ROW = {
    "id": "1", "username": "u", "text": "t https://t.co/1", "commentary": "c", "message": "m", "createdAt": 1, "lastModifiedAt": 1,
    "entities": {"urls": [{"url": "https://t.co/1", "expanded_url": "https://x.example/", "unwound_url": "u"}]}, "deleted": True,
    "referenced_tweets": [{"type": "replied_to", "id": "1"}], "public_metrics": {"like_count": 1, "retweet_count": 2, "reply_count": 3},
    "content": {"article": {"source": "s"}}, "attachments": {"data": [{"unshimmed_url": "u"}]}, "organization": "urn:li:organization:1",
    "access_token": "t", "name": "n", "link": "l", "processing_info": {"state": "pending", "check_after_secs": 1},
}  # fmt: skip
SHAPE = {
    **ROW, "data": [ROW, ROW], "elements": [ROW, ROW], "meta": {"result_count": 2, "next_token": "n"}, "paging": {"next": "n"}, "success": True,
    "value": {"uploadUrl": "https://network.example/up", "image": "urn:li:image:1"}, "likesSummary": {"totalLikes": 1},
    "commentsSummary": {"aggregatedTotalComments": 1}, "reactions": {"summary": {"total_count": 1}}, "localizedName": "n", "vanityName": "v",
    "error": {"code": 190, "error_subcode": 33, "message": "m", "is_transient": True}, "errors": [{"message": "m"}], "detail": "duplicate content",
    "type": "about:blank", "title": "t", "refresh_token": "r", "expires_in": 7200, "refresh_token_expires_in": 1, "scope": "s",
}  # fmt: skip
STRANGE = [
    None,
    True,
    False,
    0,
    -1,
    10**30,
    1.5,
    "",
    "x",
    "urn:li:share:1",
    "\u0000",
    [],
    {},
    [None],
    [[]],
    ["x"],
    {"id": None},
    "2026-99-99",
]


def spoiled(dice: random.Random, value: Any) -> Any:
    """The answer that was hoped for, with surprises anywhere in it."""
    if dice.random() < 0.1:
        return dice.choice([*STRANGE, ROW, [ROW]])
    if isinstance(value, dict):
        return {name: spoiled(dice, each) for name, each in value.items() if dice.random() > 0.05}
    return [spoiled(dice, each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("network", ["x", "linkedin", "facebook", "bluesky", "mastodon"])
def test_a_thousand_strange_answers_bring_no_channel_down(monkeypatch, network):
    dice = random.Random(2026)
    remote_id, handle, token = TOKENS.get(network, ("did:plc:1", "h.example", "a-token-of-ours"))
    login = Login("https://network.example", remote_id, handle, {"access_token": token, "refresh_token": "r"})
    app = App("https://network.example", "https://network.example", "https://here.example/", "client", "secret")
    post = a_message(created_at=datetime.now(UTC) - timedelta(days=1))
    channel, remote = CHANNELS[network], Remote("1")

    def answered(*_asked: Any, creates: bool = False, **_more: Any) -> Answer:
        body = (
            dumps(spoiled(dice, {**SHAPE, "data": dice.choice([SHAPE["data"], ROW])})).encode()
            if dice.random() < 0.95
            else dice.randbytes(40)
        )
        status = dice.choice([200, 200, 200, 201, 204, 400, 401, 402, 403, 404, 422, 426, 429, 500])
        return Answer(status, httpx.Headers({"x-rate-limit-reset": dice.choice(["1", "soon", "9" * 30])}), body, creates)

    monkeypatch.setattr("sharing.channels.http.ask", answered)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    acts = [
        lambda: channel.send(login, post),
        lambda: channel.find(login, post),
        lambda: channel.delete(login, remote),
        lambda: channel.edit(login, remote, post),
        lambda: channel.counts(login, [remote, Remote("2")]),
        lambda: channel.whoami(login),
        lambda: channel.refresh(login, app),
        lambda: channel.revoke(login, app),
    ]
    if "oauth" in channel.signs_in_by:
        acts.append(lambda: channel.exchange(app, code="c", verifier="v" * 43))

    for _round in range(1000):
        try:
            dice.choice(acts)()
        except ChannelError as fault:
            assert token not in fault.detail
