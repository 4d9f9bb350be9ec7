"""Speaking to networks at all: patience, sizes, addresses, secrets, and what is certain after a fault."""

import socket
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sharing.channels import http
from sharing.channels.base import Limited, LoggedOut, NotSent, Refused, Unsure
from tests.sharing.faked import emptied, impatient, started_once  # noqa: F401

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def an_answer(status: int = 200, body: bytes = b"", **headers: str) -> http.Answer:
    return http.Answer(status, httpx.Headers({name.replace("_", "-"): text for name, text in headers.items()}), body)


def a_closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_without_a_connection_nothing_can_have_been_created():
    address = f"http://127.0.0.1:{a_closed_port()}/2/tweets"

    with pytest.raises(NotSent) as fault:
        http.ask("POST", address, creates=True, json={"text": "Hello"})

    assert fault.value.code == "no-connection"


@pytest.mark.parametrize("kind", ["timeout", "reset", "slow-body", "cut"])
def test_an_answer_that_never_ends_well_leaves_a_create_unsure_and_a_reading_not_done(fakes, kind):
    for _each in range(2):
        fakes.world.faults.add(kind=kind, network="x", route="whoami", seconds=1)
    asked = {"method": "GET", "url": f"{fakes.url}/2/users/me"}

    with impatient(fakes), pytest.raises(Unsure):
        http.ask(creates=True, **asked)
    with impatient(fakes), pytest.raises(NotSent):
        http.ask(creates=False, **asked)


def test_a_redirect_is_not_followed(fakes):
    address = f"{fakes.url}/throughline_demo/status/1"

    answer = http.ask("GET", address)

    assert answer.status == 302
    with pytest.raises(Refused, match="302"):
        http.Line(fakes.url).ask("GET", "/throughline_demo/status/1")


def test_a_huge_answer_is_cut_off(fakes, monkeypatch):
    monkeypatch.setattr(http, "MOST_BYTES", 100)

    with pytest.raises(NotSent) as fault:
        http.ask("GET", f"{fakes.url}/")

    assert fault.value.code == "garbage"


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"data": null}', b'{"data": {"id": ""}}', b'{"data": {"id": true}}', b"[" * 5000]
)
def test_an_answer_that_makes_no_sense_leaves_a_create_unsure(body):
    answer = http.Answer(201, httpx.Headers(), body, creates=True)

    with pytest.raises(Unsure) as fault:
        answer.word("data", "id")

    assert fault.value.code == "garbage"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x_rate_limit_reset": str(int((NOW + timedelta(minutes=9)).timestamp()))}, timedelta(minutes=9)),
        ({"ratelimit_reset": str(int((NOW + timedelta(minutes=4)).timestamp()))}, timedelta(minutes=4)),
        ({"x_ratelimit_reset": "2026-11-26T12:05:00.000000Z"}, timedelta(minutes=5)),
        ({"retry_after": "90"}, timedelta(seconds=90)),
        ({"retry_after": "Thu, 26 Nov 2026 12:01:00 GMT"}, timedelta(minutes=1)),
        ({"x_rate_limit_reset": "1"}, timedelta(seconds=1)),
        ({"x_rate_limit_reset": str(int((NOW - timedelta(hours=1)).timestamp()))}, timedelta(0)),
        ({"retry_after": "99999999"}, timedelta(days=1)),
        ({"retry_after": "soon"}, None),
        ({"x_rate_limit_reset": "9" * 40}, None),
        ({}, None),
    ],
)
def test_when_to_ask_again_is_read_from_each_network_s_own_header(headers, wait):
    answer = an_answer(429, **headers)

    at = answer.again_at(NOW)

    assert at == (NOW + wait if wait is not None else None)


@pytest.mark.parametrize(
    ("status", "kind"), [(401, LoggedOut), (429, Limited), (503, NotSent), (400, Refused), (404, Refused), (302, Refused)]
)
def test_a_status_means_the_same_everywhere(status, kind):
    assert type(http.by_status(an_answer(status), "said")) is kind


def test_no_secret_is_repeated_in_what_is_told_of_a_fault(fakes):
    secret = "sec-ret-of-ours-1234567"
    line = http.Line(fakes.url, secrets=[secret], words=lambda answer: f"You sent Authorization: Bearer {secret}, token {secret}")

    with pytest.raises(Refused) as fault:
        line.ask("GET", "/2/nowhere", headers={"Authorization": f"Bearer {secret}"})

    assert secret not in fault.value.detail
    assert secret not in repr(line)
    assert "Bearer […]" in http.scrub("Bearer abcdefghijk12345", [])


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.1.1", "::1", "fd00::1", "::ffff:127.0.0.1"])
def test_a_host_that_was_typed_is_not_asked_when_it_leads_into_a_private_network(monkeypatch, address):
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_asked, **_more: [(socket.AF_INET, 1, 6, "", ("203.0.114.7", 443)), (0, 1, 6, "", (address, 443))]
    )

    with pytest.raises(Refused) as fault:
        http.ask("GET", "https://rebind.example/api/v2/instance", is_trusted=False)

    assert fault.value.code == "private-address"


def test_a_host_that_was_typed_is_asked_at_the_address_that_was_looked_at(fakes, monkeypatch):
    port = int(fakes.url.rpartition(":")[2])
    names = []

    def look_up(name, *_rest, **_more):
        names.append(name)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(http, "is_public", lambda address: True)

    answer = http.ask("GET", f"http://social.example:{port}/_log", is_trusted=False)

    assert answer.status == 200
    assert names[0] == "social.example" and "social.example" not in names[1:]  # nobody asks for the name a second time


@pytest.mark.parametrize("address", ["ftp://social.example/", "https://me:pass@social.example/", "https:///x", "nothing", "https://\x00/"])
def test_what_is_no_address_of_a_server_is_refused(address):
    with pytest.raises(Refused):
        http.ask("GET", address, is_trusted=False)
