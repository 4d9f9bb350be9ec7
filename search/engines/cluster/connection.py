"""How the site speaks to the Elasticsearch cluster: addresses, secrets, certificates and patience, all from the settings.

Two clients: reading tries another host at once when one fails; writing never repeats by itself, `sending.py` does that with thought.
Nothing here ever shows a password or a key: not in an error, not in a log, not in `repr`.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from elastic_transport import ApiError, NodeConfig, TlsError, TransportError, Urllib3HttpNode
from elasticsearch import Elasticsearch

CONNECT_SECONDS, QUERY_SECONDS, BULK_SECONDS = 1.0, 2.0, 60.0
TRIES_ON_OTHER_HOSTS = 2
AWAY = (ApiError, TransportError, OSError)  # what the client raises when there is no answer to use


class Patient(Urllib3HttpNode):
    """A host that does not even take up gives up its turn after a second, however long the answer itself may take."""

    def perform_request(
        self, method: str, target: str, body: bytes | None = None, headers: Any = None, request_timeout: Any = None
    ) -> Any:  # the client gives its type no public name
        seconds = request_timeout if isinstance(request_timeout, int | float) else QUERY_SECONDS
        patience: Any = urllib3.Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds)
        return super().perform_request(method, target, body=body, headers=headers, request_timeout=patience)


@dataclass(frozen=True)
class Address:
    """Where the cluster is and who we are there, as the settings say."""

    hosts: tuple[str, ...]
    api_key: str = field(default="", repr=False)
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    is_checked: bool = True  # the certificate

    @classmethod
    def from_settings(cls) -> "Address":
        return cls(
            hosts=tuple(settings.SEARCH_HOSTS),
            api_key=settings.SEARCH_API_KEY,
            user=settings.SEARCH_USER,
            password=settings.SEARCH_PASSWORD,
            ca_file=settings.SEARCH_CA_FILE,
            is_checked=settings.SEARCH_CHECK_CERTIFICATE,
        )

    def problems(self) -> list[str]:
        """What is wrong with it, in sentences without secrets."""
        found = []
        for host in self.hosts:
            parts = urlsplit(host)
            shown = f"{parts.scheme}://{parts.hostname or ''}"
            if parts.scheme not in ("http", "https") or not parts.hostname:
                found.append("SEARCH_URL: each host is written as https://host:9200, several with commas between them.")
            elif parts.username or parts.password:
                found.append(f"SEARCH_URL: the name and password of {shown} belong in SEARCH_USER and SEARCH_PASSWORD.")
            elif parts.scheme == "http" and (self.api_key or self.password) and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
                found.append(f"SEARCH_URL: {shown} would carry the key or password over the network in the open. Use https.")
        if self.api_key and (self.user or self.password):
            found.append("Set SEARCH_API_KEY, or SEARCH_USER and SEARCH_PASSWORD, and not both.")
        if bool(self.user) != bool(self.password):
            found.append("SEARCH_USER and SEARCH_PASSWORD go together.")
        return found

    def client(self, *, is_for_writing: bool = False) -> Elasticsearch:
        nodes = [self._node(host) for host in self.hosts]
        return Elasticsearch(
            nodes,
            node_class=Patient,
            api_key=self.api_key or None,
            basic_auth=(self.user, self.password) if self.user and not self.api_key else None,
            request_timeout=BULK_SECONDS if is_for_writing else QUERY_SECONDS,
            max_retries=0 if is_for_writing else TRIES_ON_OTHER_HOSTS,
            retry_on_status=() if is_for_writing else (502, 503, 504),
            retry_on_timeout=False,
            max_dead_node_backoff=10,
        )

    def _node(self, host: str) -> NodeConfig:
        parts = urlsplit(host)
        port = parts.port or (443 if parts.scheme == "https" else 9200)
        secure: dict[str, Any] = {}
        if parts.scheme == "https":
            secure = {"verify_certs": self.is_checked, "ca_certs": self.ca_file or None, "ssl_show_warn": False}
        return NodeConfig(parts.scheme, parts.hostname or "", port, path_prefix=parts.path.rstrip("/"), **secure)


@lru_cache(maxsize=8)
def _client(address: Address, is_for_writing: bool) -> Elasticsearch:
    return address.client(is_for_writing=is_for_writing)


def forget() -> None:
    """The next question opens new connections: for tests that change what they are made of."""
    _client.cache_clear()


def is_wanted() -> bool:
    """Whether the site has a cluster at all."""
    return bool(settings.SEARCH_HOSTS)


def for_reading() -> Elasticsearch:
    return _client(Address.from_settings(), False)


def for_writing() -> Elasticsearch:
    return _client(Address.from_settings(), True)


def is_away(problem: Exception) -> bool:
    """Whether the next question would meet the same, whatever it asks."""
    return not isinstance(problem, ApiError) or problem.meta.status in (401, 403, 404, 429) or problem.meta.status >= 500


def reason(problem: Exception) -> str:
    """What went wrong, short and for a log or an administrator: the kind of trouble and what the server said, nothing that we sent."""
    if isinstance(problem, ApiError):
        status = problem.meta.status
        return {
            401: "the cluster does not accept the key or password (401)",
            403: "the key or user may not do this (403)",
            429: "the cluster has too much to do (429)",
        }.get(status, f"the cluster answered {status}: {str(problem.message)[:120]}")
    if not isinstance(problem, AWAY):
        return str(problem)
    if isinstance(problem, TlsError):
        return (
            "no safe connection: the certificate of the cluster is not trusted, or is for another name (SEARCH_CA_FILE says who signed it)"
        )
    return f"{type(problem).__name__}: the cluster does not answer"
