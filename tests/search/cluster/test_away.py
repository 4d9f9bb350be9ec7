"""When the cluster is away, full or strange: readers get an answer all the same, and nothing is lost."""

import http.server
import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from search import engine
from search.access import Reader
from search.asking import Query
from search.engines.base import EngineAway
from search.engines.cluster import breaker as breakers
from search.engines.cluster import filling, keeping, sending
from search.engines.cluster.breaker import Breaker, breaker
from search.models import ClusterIndex, SearchDocument
from search.ranking.question import parse
from tests.search_node.node import running

from .rows import a_draft, gone, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows")]
VISITOR = Reader(frozenset({"all", "anon"}))


def ask(typed: str = "sleep", **more):
    return engine.ask(Query(parse(typed), VISITOR, **more))


@contextmanager
def a_server(status: int, body: dict) -> Iterator[tuple[str, list[str]]]:
    """A strict little server that says this to everything, and keeps what it was asked."""
    asked: list[str] = []

    class Answering(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked.append(f"{self.command} {self.path.partition('?')[0]}")
            said = json.dumps(body).encode()
            self.send_response(status)
            for name, value in (
                ("Content-Type", "application/json"),
                ("X-Elastic-Product", "Elasticsearch"),
                ("Content-Length", str(len(said))),
            ):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, *_args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


FULL = {"error": {"type": "es_rejected_execution_exception", "reason": "rejected execution"}, "status": 429}


def test_the_cluster_answers_when_it_is_there(filled):
    """Given rows on the cluster, when a visitor asks, then the cluster has answered, with hits, counts and nothing reduced."""
    written(a_draft(1, "Sleep"), a_draft(2, "Falls", "and sleep"), a_draft(3, "Secret sleep", access="in"))
    filled()

    answer = ask()

    assert (answer.engine, answer.count, answer.is_reduced) == ("elasticsearch", 2, False)
    assert answer.facets["type"] == {"story": 2}


def test_a_cluster_that_is_away_is_answered_for_and_then_left_alone(filled, settings, monkeypatch):
    """Given a cluster that does not answer, when questions come, then each is answered, reduced, and only the first one has tried."""
    written(a_draft(1, "Sleep"))
    filled()
    with a_server(503, {"error": "away"}) as (url, asked):
        settings.SEARCH_HOSTS = [url]
        answers = [ask() for _ in range(5)]
        tried = len(asked)

    assert [(answer.count, answer.is_reduced, answer.engine) for answer in answers] == [(1, True, engine.embedded().name)] * 5
    assert tried <= 3  # one question, repeated on hosts that are left


def test_reading_tries_another_host_and_writing_does_not_repeat_itself(filled, settings):
    """Given two hosts, of which one is down, when asked, then the other answers, nothing reduced."""
    written(a_draft(1, "Sleep"))
    node = filled()
    settings.SEARCH_HOSTS = ["http://127.0.0.1:9", node.url]

    answers = [ask() for _ in range(4)]

    assert [answer.engine for answer in answers] == ["elasticsearch"] * 4


def test_a_full_cluster_loses_nothing(filled, settings, monkeypatch):
    """Given a server that says 429, when asked and sent to, then the answer is reduced, and the rows stay unsent until it has room."""
    written(a_draft(1, "Sleep"))
    node = filled()
    written(a_draft(2, "More sleep"))
    monkeypatch.setattr(sending, "PATIENCE", {"max_retries": 2, "initial_backoff": 0.01, "max_backoff": 0.02})
    with a_server(429, FULL) as (url, asked):
        settings.SEARCH_HOSTS = [url]
        assert ask().is_reduced
        with pytest.raises(EngineAway, match="429"):
            sending.send()
    assert asked.count("PUT /_bulk") == 3  # asked again, later and later
    assert SearchDocument.objects.unsent().count() == 1

    settings.SEARCH_HOSTS = [node.url]
    breaker.held()
    sending.send()
    node.ask("POST", "/_all/_refresh")
    assert (ask().count, ask().is_reduced) == (2, False)


def test_single_rows_that_a_full_cluster_refused_go_again(filled, monkeypatch):
    """Given a bulk request of which one line got 429, when sent, then that line alone goes again, and arrives."""
    written(a_draft(1, "Sleep"))
    filled()
    written(a_draft(2, "Sleep more"), a_draft(3, "Falls"))
    monkeypatch.setattr(sending, "PATIENCE", {"max_retries": 2, "initial_backoff": 0.01, "max_backoff": 0.02})
    client, sizes = sending.connection.for_writing(), []
    really = type(client).bulk

    def bulk(self, *args, operations, **named):
        sizes.append(len(operations))
        answer = really(self, *args, operations=operations, **named)
        if len(sizes) == 1:
            answer.body["items"][0]["index"] = {**answer.body["items"][0]["index"], "status": 429, "error": FULL["error"]}
        return answer

    monkeypatch.setattr(type(client), "bulk", bulk)
    sent = sending.send()

    assert sent.rows == 2 and sent.refused == {} and len(sizes) == 2 and sizes[1] < sizes[0]
    assert not SearchDocument.objects.unsent().exists()


def test_a_row_closed_a_moment_ago_is_neither_shown_nor_counted(filled):
    """Given rows on the cluster that have just been closed or removed, when it has not heard of that, then it tells nobody of them."""
    written(a_draft(1, "Sleep"), a_draft(2, "Sleep in private"), a_draft(3, "Sleep no more"))
    filled()
    assert ask().count == 3

    written(a_draft(2, "Sleep in private", access="in"))
    gone(3)

    answer = ask()
    assert (answer.engine, answer.count, answer.facets["type"]) == ("elasticsearch", 1, {"story": 1})
    suggested = engine.current().suggest("slee", VISITOR, most=5)
    assert len(suggested) == 1 and len(answer.hits) == 1


def test_an_index_that_is_not_ready_is_not_asked(cluster):
    """Given a cluster without an index, when asked, then the embedded engine answers; the clock fills it, and then the cluster does."""
    written(a_draft(1, "Sleep"))
    assert ask().is_reduced

    keeping.send_due()

    assert not ask().is_reduced
    assert ClusterIndex.objects.live().count() == 2


def test_a_node_that_was_killed_comes_back_and_catches_up(settings):
    """Given a node killed with kill -9, when members go on, then answers are reduced and nothing is lost; back again it catches up."""
    with running(memory=400) as (node,):
        settings.SEARCH_HOSTS, settings.SEARCH_PREFIX, settings.SEARCH_REPLICAS = [node.url], "throughline-killed", 0
        breaker.held()
        written(a_draft(1, "Sleep"))
        filling.rebuild()
        assert not ask().is_reduced

        node.end(signal.SIGKILL)
        written(a_draft(2, "More sleep"))
        gone(1)
        assert (ask().is_reduced, ask().count) == (True, 1)
        assert keeping.send_due() == 0
        node.start()
        node.wait()
        node.ask("GET", "/_cluster/health/throughline-killed-*?wait_for_status=yellow&expand_wildcards=all")
        breaker.held()
        keeping.send_due()
        node.ask("POST", "/_all/_refresh")

        assert (ask().is_reduced, ask().count) == (False, 1)
        assert not SearchDocument.objects.unsent().exists()


def test_the_breaker_lets_one_question_try_after_a_pause():
    """Given a failure, when time passes, then nobody tries during the pause, one does after it, and all do once it has held."""
    now = [0.0]
    one = Breaker(clock=lambda: now[0])
    assert one.lets_through()

    one.failed()
    assert not one.lets_through()
    now[0] += breakers.PAUSES[0]
    assert [one.lets_through(), one.lets_through()] == [True, False]
    one.held()

    assert one.lets_through() and one.lets_through()
