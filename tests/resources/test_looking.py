"""Looking at an address: what the world may answer, and where nobody is sent."""

import pytest

from resources.looking import Seen, is_public, look
from tests.resources import strict_server

AGENT = "Throughline link check"


@pytest.fixture(scope="module")
def server():
    with strict_server.running() as running:
        yield running


def seen_at(server, path: str, **given) -> Seen:
    return look(f"http://127.0.0.1:{server.server_port}{path}", agent=AGENT, may_be_private=True, **given)


@pytest.mark.parametrize(
    ("path", "code", "moved"),
    [
        ("/good", 200, ""),
        ("/good?a=é b", 200, ""),
        ("/gone", 404, ""),
        ("/refuses", 403, ""),
        ("/broken", 500, ""),
        ("/no-head", 200, ""),
        ("/moved", 200, "/good"),
        ("/for-now", 200, ""),
    ],
)
def test_what_servers_answer_is_understood(server, path, code, moved):
    seen = seen_at(server, path)

    assert (seen.code, seen.reason) == (code, "")
    assert seen.moved_to.endswith(moved)
    assert bool(seen.moved_to) == bool(moved)


@pytest.mark.parametrize(("path", "reason"), [("/circle", "circle"), ("/file", "kind")])
def test_a_way_that_leads_nowhere_has_a_reason(server, path, reason):
    assert seen_at(server, path).reason == reason


def test_a_server_that_says_a_letter_now_and_then_does_not_hold_us(server):
    assert seen_at(server, "/slow", seconds=0.3).reason == "slow"


def test_a_page_is_not_read_when_its_head_was_answered(server):
    server.asked.clear()

    seen_at(server, "/good")

    assert server.asked == [("HEAD", "/good")]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://127.0.0.1/", "private"),
        ("http://localhost/", "private"),
        ("http://[::1]/", "private"),
        ("http://0.0.0.0/", "private"),
        ("http://127.0.0.1:22/", "port"),
        ("http://name:word@example.org/", "kind"),
        ("ftp://example.org/", "kind"),
        ("javascript:alert(1)", "kind"),
        ("http://", "kind"),
        ("http://example.org:99999/", "silent"),
    ],
)
def test_nobody_is_sent_into_our_own_network(address, reason):
    assert look(address, agent=AGENT).reason == reason


def test_a_redirect_into_a_private_network_is_not_followed(server, monkeypatch):
    monkeypatch.setattr("resources.looking.is_public", lambda address: not address.startswith("10."))
    monkeypatch.setattr("resources.looking.PORTS", {"http": server.server_port, "https": 443})
    monkeypatch.setattr("socket.getaddrinfo", lambda host, port, *_more, **_how: [(2, 1, 6, "", (host, port))])

    seen = look(f"http://127.0.0.1:{server.server_port}/inside", agent=AGENT)

    assert seen.reason == "private"


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1", "fec0::1",
     "::ffff:127.0.0.1", "2002:7f00:1::", "0.0.0.0", "255.255.255.255"],
)  # fmt: skip
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


def test_addresses_that_are_public():
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1::1")
