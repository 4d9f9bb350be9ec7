"""Each test of this folder runs twice: against the fake, and against the real server. So the fake is proven, and the channel is, too."""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from sharing.channels.base import Outgoing, Picture
from tests.fakes.networks import running as fakes
from tests.fakes.networks.server import Running
from tests.peers.keeping import PeerMissing

BOTH = ["fake", pytest.param("real", marks=pytest.mark.peers)]


def started(running: Callable[[], AbstractContextManager[Any]]) -> Iterator[Any]:
    """The peer; where there can be none the test says why, and in CI that is a failure."""
    try:
        with running() as server:
            yield server
    except PeerMissing as lacking:
        if os.environ.get("CI") == "true":
            pytest.fail(str(lacking))
        pytest.skip(str(lacking))


@pytest.fixture(scope="module")
def fake() -> Iterator[Running]:
    with fakes() as server:
        yield server
    assert not server.world.mistakes


@pytest.fixture
def outgoing() -> Callable[..., Outgoing]:
    """A message with a key of its own, as the sender would make it."""

    def make(text: str, **more: Any) -> Outgoing:
        return Outgoing(**{"key": uuid4().hex, "text": text, "created_at": datetime.now(UTC), **more})

    return make


def picture(width: int = 120, height: int = 63, *, is_noisy: bool = False, alt: str = "A run chart: falls went down") -> Picture:
    """Noise cannot be packed: 1200 by 630 of it are 2 MB."""
    image = Image.effect_noise((width, height), 100).convert("RGB") if is_noisy else Image.new("RGB", (width, height), "teal")
    written = io.BytesIO()
    image.save(written, "PNG")
    return Picture(written.getvalue(), "image/png", alt)
