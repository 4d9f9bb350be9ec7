"""Passwords, keys and certificates: who may speak to the cluster, with how little, and that no secret is ever shown."""

import logging
from base64 import b64decode
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from elasticsearch import ApiError

from search import engine
from search.access import Reader
from search.asking import Query
from search.engines.cluster import connection, filling, keeping, sending
from search.engines.cluster.breaker import breaker
from search.engines.cluster.connection import Address
from search.ranking.question import parse
from tests.search_node.node import PASSWORD, USER, Node, running

from .rows import a_draft, written

RIGHTS = {"site": {"indices": [{"names": ["throughline-*"], "privileges": ["manage", "read", "write"]}]}}  # as in docs/search-cluster.md
WRONG = "not-the-password-8431"


@pytest.fixture(scope="module")
def guarded(node):
    """A node that asks for a password, over TLS, with a certificate that nobody knows."""
    with running(is_guarded=True, memory=400) as (one,):
        yield one


@pytest.fixture
def key(guarded: Node) -> str:
    """An API key for the site's own indexes and nothing else."""
    return guarded.ask("POST", "/_security/api_key", {"name": "site", "role_descriptors": RIGHTS})["encoded"]


@pytest.fixture
def site(guarded: Node, settings, rows):
    settings.SEARCH_HOSTS, settings.SEARCH_CA_FILE = [guarded.url], str(guarded.certificate)
    settings.SEARCH_PREFIX, settings.SEARCH_REPLICAS = "throughline-guarded", 0
    breaker.held()
    written(a_draft(1, "Sleep"))
    yield settings
    breaker.held()
    if names := guarded.ask("GET", "/throughline-guarded-*/_alias"):
        guarded.ask("DELETE", f"/{','.join(names)}")


def ask():
    return engine.ask(Query(parse("sleep"), Reader(frozenset({"all"}))))


@pytest.mark.django_db
def test_a_key_for_its_own_indexes_is_all_that_the_site_needs(site, key, guarded):
    """Given an API key for throughline-* alone, when filled, sent, swapped, asked, shown and dropped, then all goes; other names are refused."""
    site.SEARCH_API_KEY = key

    filling.rebuild()
    written(a_draft(2, "Sleep more"))
    sending.send()
    filling.rebuild()
    guarded.ask("POST", "/_all/_refresh")
    answer, out = ask(), StringIO()
    call_command("search_status", stdout=out)
    call_command("search_reindex", "--drop-old", "--at-once", stdout=out)

    assert (answer.engine, answer.count) == ("elasticsearch", 2)
    assert "throughline-guarded-en-000002" in out.getvalue() and "only use its own indexes" in out.getvalue()
    assert len(list(engine.current().every_key(Query(parse("sleep"), Reader(frozenset({"all"})))))) == 2
    with pytest.raises(ApiError) as refused:
        connection.for_writing().indices.create(index="other")
    assert refused.value.meta.status == 403


@pytest.mark.django_db
def test_a_user_with_a_password_over_tls(site):
    """Given the name and password of a user, when asked, then the cluster answers and says its version."""
    site.SEARCH_USER, site.SEARCH_PASSWORD = USER, PASSWORD
    filling.rebuild()

    out = StringIO()
    call_command("search_status", stdout=out)

    assert ask().engine == "elasticsearch"
    assert "8.19.3" in out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("secret", ["password", "key", "none"])
def test_a_wrong_secret_is_said_without_being_shown(site, secret, caplog, key):
    """Given a wrong password or key or none, when asked, filled and looked at, then answers are reduced and no text shows a secret."""
    site.SEARCH_USER, site.SEARCH_PASSWORD = USER, PASSWORD
    filling.rebuild()
    breaker.held()
    site.SEARCH_USER, site.SEARCH_PASSWORD = (USER, WRONG) if secret == "password" else ("", "")
    site.SEARCH_API_KEY = key[:-8] + "AAAAAAA=" if secret == "key" else ""
    logger = logging.getLogger("throughline")
    logger.propagate = True
    caplog.set_level(logging.DEBUG)

    try:
        answer = ask()
        written(a_draft(2, "More"))
        keeping.send_due()
        with pytest.raises(CommandError) as told:
            call_command("search_status", stdout=StringIO())
    finally:
        logger.propagate = False

    shown = " ".join([caplog.text, str(told.value), repr(Address.from_settings()), repr(connection.for_reading())])
    assert answer.is_reduced and answer.count == 1
    assert "401" in shown
    assert (
        WRONG not in shown and key[:-8] not in shown and b64decode(key).decode().split(":")[1] not in shown and "Authorization" not in shown
    )


@pytest.mark.django_db
def test_a_certificate_that_nobody_signed_is_not_trusted(site, guarded):
    """Given a certificate that the machine does not know, when no file says who signed it, then nothing is sent there, and that is said."""
    site.SEARCH_USER, site.SEARCH_PASSWORD, site.SEARCH_CA_FILE = USER, PASSWORD, ""

    assert ask().is_reduced
    with pytest.raises(CommandError, match="certificate of the cluster is not trusted"):
        call_command("search_reindex", stdout=StringIO())
    site.SEARCH_CHECK_CERTIFICATE = False
    breaker.held()
    filling.rebuild()

    assert ask().engine == "elasticsearch"


def messages(settings, **values) -> str:
    for name, value in values.items():
        setattr(settings, name, value)
    return " ".join(message.msg for message in run_checks(tags=["search"], include_deployment_checks=True))


def test_wrong_settings_are_named_without_their_secrets(settings):
    """Given secrets in the address, two kinds of log-in, no encryption, when checked, then each is a sentence and none shows a secret."""
    assert messages(settings, SEARCH_HOSTS=[]) == ""
    assert messages(settings, SEARCH_HOSTS=["https://one.example.org:9200", "https://two.example.org"]) == ""

    in_address = messages(settings, SEARCH_HOSTS=["https://me:s3cr3t@one.example.org"])
    in_the_open = messages(settings, SEARCH_HOSTS=["http://one.example.org:9200"], SEARCH_API_KEY="s3cr3t")
    both = messages(settings, SEARCH_HOSTS=["https://one.example.org"], SEARCH_USER="me", SEARCH_PASSWORD="s3cr3t")
    unchecked = messages(settings, SEARCH_API_KEY="", SEARCH_CHECK_CERTIFICATE=False)
    nonsense = messages(settings, SEARCH_HOSTS=["one.example.org"], SEARCH_CA_FILE="/nowhere", SEARCH_PREFIX="No way")

    assert "SEARCH_USER and SEARCH_PASSWORD" in in_address
    assert "in the open" in in_the_open
    assert "not both" in both
    assert "SEARCH_CHECK_CERTIFICATE=0" in unchecked
    assert "written as https" in nonsense and "no file" in nonsense and "SEARCH_PREFIX" in nonsense
    assert "s3cr3t" not in "".join([in_address, in_the_open, both, unchecked, nonsense])
