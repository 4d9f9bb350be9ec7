"""The fake networks as a process beside a measured site, accounts on each of them, and what they have stored."""

import json
import os
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.running_site import Process, free_port

APPS = {
    "X_CLIENT_ID": "fake-x-client", "X_CLIENT_SECRET": "fake-x-client-secret",
    "X_CONSUMER_KEY": "fake-consumer-key", "X_CONSUMER_SECRET": "fake-consumer-secret",
    "LINKEDIN_CLIENT_ID": "fake-linkedin-client", "LINKEDIN_CLIENT_SECRET": "fake-linkedin-client-secret",
    "FACEBOOK_CLIENT_ID": "fake-facebook-app", "FACEBOOK_CLIENT_SECRET": "fake-facebook-app-secret",
}  # fmt: skip
TYPED = {
    "x": {"token": "fake-x-1-9001", "token_secret": "fake-x-secret-9001"},
    "bluesky": {"handle": "throughline.test", "app_password": "fake-fake-fake-fake"},
    "mastodon": {"token": "fake-mastodon-token"},
}
TOKENS = {
    "linkedin": ("urn:li:organization:501", "throughline-demo", "fake-linkedin-token"),
    "facebook": ("701", "throughline.demo", "fake-facebook-token-701"),
}


class Fakes:
    """The networks, seen from outside."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, method: str, path: str, value: Any = None) -> Any:
        body = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(self.url + path, body, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def stored(self) -> list[dict[str, Any]]:
        """Every post that was ever stored, also those deleted since."""
        log = self.ask("GET", "/_log")
        if log["mistakes"]:
            raise SystemExit("The fakes themselves are broken:\n" + "\n".join(log["mistakes"]))
        return log["posts"]


@contextmanager
def fake_networks(folder: str) -> Iterator[Fakes]:
    """Up before Django is, so that the settings can name them."""
    port = free_port()
    fakes = Fakes(f"http://127.0.0.1:{port}")
    os.environ.update(APPS, FAKE_NETWORKS_URL=fakes.url, SHARING_HOSTS_MAY_BE_PRIVATE="1")
    state = str(Path(folder) / "fakes.sqlite3")
    process = Process(
        sys.executable, "-m", "tests.fakes.networks", "--port", str(port), "--state", state, "--no-limits", log=Path(folder) / "fakes.log"
    )
    try:
        _wait_for(fakes)
        yield fakes
    finally:
        process.end()


def _wait_for(fakes: Fakes) -> None:
    import time

    for _ in range(150):
        try:
            fakes.ask("GET", "/_faults")
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The fake networks did not come up.")


def connect_all(fakes: Fakes, by) -> list:
    """One account on each network, never quiet, without a budget; the dry run is over."""
    from sharing.channels import channel
    from sharing.channels.base import Choice, Tokens, Who
    from sharing.models import Account, SharingSettings
    from sharing.signing_in import app_of, connected

    accounts = []
    for network in [*TYPED, *TOKENS]:
        host = fakes.url if network == "mastodon" else ""
        account = Account(network=network, name=f"On {network}", host=host, quiet_from=None, quiet_to=None, is_quiet_on_weekends=False,
                          price_linked=Decimal("0.2") if network == "x" else Decimal(0))  # fmt: skip
        if network in TYPED:
            choice = channel(network).connect(app_of(network, host), TYPED[network])[0]
        else:
            remote_id, handle, token = TOKENS[network]
            choice = Choice(Who(remote_id, handle), Tokens({"access_token": token}))
        accounts.append(connected(account, choice, by=by))
    rules = SharingSettings.load()
    rules.is_dry_run = False
    rules.save()
    return accounts
