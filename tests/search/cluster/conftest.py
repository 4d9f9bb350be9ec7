"""A real Elasticsearch for these tests, started once; each test has names of its own on it."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from search import indexing
from search.engines.cluster import connection, filling
from search.engines.cluster.breaker import breaker
from tests.search_node.node import OPEN, Node, NodeMissing, running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "cluster" in item.path.parts[-2:-1]:
            item.add_marker(pytest.mark.cluster)


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    """With SEARCH_NODE_PORT the one that `make search-node` has started: a test that is being written need not wait for its own."""
    if port := os.environ.get("SEARCH_NODE_PORT"):
        yield Node(Path(), Path(), OPEN, port=int(port))
        return
    try:
        with running() as (one,):
            yield one
    except NodeMissing as lacking:
        if os.environ.get("CI") == "true":
            pytest.fail(str(lacking))
        pytest.skip(str(lacking))


@pytest.fixture(autouse=True)
def time_enough(monkeypatch) -> None:
    """How long readers wait is measured elsewhere; a busy machine that runs tests must not look like a cluster that is away."""
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 10.0)
    monkeypatch.setattr(connection, "QUERY_SECONDS", 60.0)
    connection.forget()


@pytest.fixture
def cluster(node: Node, settings) -> Iterator[Node]:
    """The site has a cluster, with nothing on it yet."""
    settings.SEARCH_HOSTS, settings.SEARCH_REPLICAS = [node.url], 0
    settings.SEARCH_PREFIX = f"throughline-{uuid4().hex[:8]}"
    breaker.held()
    yield node
    breaker.held()
    wipe(node, settings.SEARCH_PREFIX)


def wipe(node: Node, prefix: str) -> None:
    """By their names: a server does not delete by a pattern."""
    if names := node.ask("GET", f"/{prefix}-*/_alias"):
        node.ask("DELETE", f"/{','.join(names)}")


@pytest.fixture
def rows(db) -> None:
    """None but those that the test writes."""
    indexing.clear()


@pytest.fixture
def filled(cluster: Node, rows):
    """Call it when the rows of the test are there: they are on the cluster when it returns."""

    def fill() -> Node:
        filling.rebuild()
        return cluster

    return fill
