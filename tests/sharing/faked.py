"""The fake networks for tests: started once, empty for each test; and as whom they are spoken to."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sharing.channels.base import Card, Login, Outgoing, Picture
from sharing.channels.http import ask
from tests.fakes.networks import running
from tests.fakes.networks.server import Running

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 200
LINK = "https://throughline.example.org/s/aB3_x-9/"
TOKENS = {
    "x": ("9001", "throughline_demo", "fake-x-token-9001"),
    "linkedin": ("urn:li:organization:501", "throughline-demo", "fake-linkedin-token"),
    "facebook": ("701", "throughline.demo", "fake-facebook-token-701"),
}


@pytest.fixture(scope="session", name="running_fakes")
def started_once() -> Iterator[Running]:
    with running() as started:
        yield started


@pytest.fixture(name="fakes")
def emptied(running_fakes: Running) -> Iterator[Running]:
    running_fakes.world.clear()
    yield running_fakes
    assert running_fakes.world.mistakes == []


@contextmanager
def impatient(fakes: Running) -> Iterator[None]:
    """Patience of a moment instead of a minute; afterwards the fake has done what it does with the request that was given up."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sharing.channels.http.READ_SECONDS", 0.15)
        patched.setattr("sharing.channels.http.ALL_SECONDS", 0.3)
        yield
    give_up_at = time.monotonic() + 10
    while not all(each["status"] for each in fakes.world.requests) and time.monotonic() < give_up_at:
        time.sleep(0.01)


def login_to(fakes: Running, network: str, **more: Any) -> Login:
    remote_id, handle, token = TOKENS[network]
    return Login(**{"base_url": fakes.url, "remote_id": remote_id, "handle": handle, "secrets": {"access_token": token}, **more})


def a_message(text: str = f"Fewer falls (30%) on 3 wards & no more #PatientSafety {LINK}", **more: Any) -> Outgoing:
    return Outgoing(**{"key": "k1", "text": text, "link": LINK if LINK in text else "", "created_at": datetime.now(UTC), **more})


def a_card(alt: str = "Chart: falls a month, from 12 to 8") -> Card:
    return Card(LINK, "Fewer falls", "On three wards", Picture(PNG, "image/png", alt))


def agree(address: str, **answers: str) -> dict[str, str]:
    """As a person's browser: reads the page, presses the button, and is sent back with what stands in the address."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    page = ask("GET", address)
    assert page.status == 200, page.text
    chosen = re.findall(r'name="account" value="([^"]+)" checked', page.text)
    sent = ask("POST", address.partition("?")[0], data={**asked, "answer": "yes", "account": chosen[0], **answers})
    assert sent.headers["Location"].startswith(asked["redirect_uri"])
    return {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["Location"]).query).items()}
