"""Whatever is typed is answered, and never with a 500."""

import pytest
from django.test import Client

from search.kinds import KINDS
from search.ranking.question import LONGEST_QUESTION
from tests.factories import a_live_lesson, a_live_story, a_member

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TYPED = [
    '"', '""', '"unclosed', "'", "''", "`", "\\", "\\\\", "\\'", "%", "%%", "_", "__", "*", "word*", "?", "-", "--", "-word", "+word", "~",
    "^", "$", "(", ")", "((", "()", "[", "[]", "[a-", "{", "}", "|", "||", "&", "&&", "!", "!!", "<", "<->", ":", "word:", ":*", "title:x",
    "AND", "OR", "NOT", "a AND", "NEAR(a b)", "NEAR/2", "a OR OR b", "title : word", "^word", '"a" + "b"', "' OR 1=1 --",
    "'; DROP TABLE members_member; --", "1 UNION SELECT * FROM members_user", "%s", "%(x)s", "{0}", "{{ 7*7 }}", "{% load x %}", "${x}",
    "\0", "a\0b", "\t", "\n", "\r\n", "\u2028", "\u2029", "\x0b", "\x1f", "\x7f", "\ufeff", "\u200b", "\u202e", "\ufffd", " ",
    "😀", "👩‍⚕️🏳️‍🌈", "é", "e\u0301", "İ", "ı", "ß", "ﬁ", "Œ", "⑴", "½", "²", "٣", "１２", "안전", "患者安全", "безопасность", "سلامة", "नमस्ते",
    "a" * 200, "a" * 201, "a b " * 500, "é" * 5000, "😀" * 3000, "\u0301" * 2000, "(" * 3000, "%" * 3000, "a" * 30 + "!" * 300,
    "<script>alert(1)</script>", '" onmouseover="x', "../../etc/passwd", "http://[::1", "//[", "#", "##", "#EQIPON", "@", "0", "-1",
    "1e999", "nan", "None", "null", "true", "\U000e0001", "\U0010ffff",
]  # fmt: skip


@pytest.fixture
def something_to_find():
    a_live_story(title="A and b: 100% of 1 word, İı ß é ⑴", problem="()[]{}|\\ x" * 20)
    a_live_lesson()
    a_member()


def test_there_are_enough_hostile_inputs():
    assert len(set(TYPED)) >= 100


def test_nothing_that_is_typed_breaks_the_page(something_to_find, client):
    for typed in TYPED:
        for language in ("en", "fr"):
            assert client.get(f"/{language}/search/", {"q": typed}).status_code == 200, repr(typed)


def test_a_million_characters_are_answered_with_what_was_cut(something_to_find, client):
    for letter in ("a", "a ", '"', "é", "😀"):
        answer = client.get("/en/search/", {"q": letter * 1_000_000})

        assert answer.status_code == 200
        assert len(answer.context["finding"].question.text) <= LONGEST_QUESTION
        assert letter == "a " or answer.context["finding"].question.is_cut


@pytest.mark.parametrize(
    "query",
    [
        "q", "q=&q=", "q=a&q=b", "q[]=a", "q=%ff%fe", "q=%ED%A0%80", "q=%00", "q=%", "q=%zz", "q=a%0d%0aSet-Cookie:x", "&&&", "=", "q=a;b",
        "q=word&page=0", "q=word&page=-1", "q=word&page=x", "q=word&page=99999999999999999999", "q=word&page=%00", "q=word&page=" + "9" * 6000,
        "q=word&page=1.5", "q=word&page=%D9%A3", "q=word&kind=x", "q=word&kind=%00", "q=word&kind=__class__", "q=word&sort=x",
        "q=word&sort=%00", "q=word&kind=story&kind=lesson", "q=word&page=last", "type=x", "type=%00", "q=word&type=story&type=lesson&method=x",
        "q=word&after=x", "q=word&after=2024-13-45", "after=0000-00-00", "q=word&before=9999-12-31", "q=word&after=%D9%A3", "exact=1", "q=word&exact=%00",
        "q=word&year=x&region=%00&organization=" + "o" * 3000, "&".join(f"hashtag={number}" for number in range(300)),
    ],
)  # fmt: skip
def test_no_address_breaks_the_page(something_to_find, client, query):
    assert client.get(f"/en/search/?{query}").status_code == 200


def test_the_page_is_only_read(client):
    assert client.post("/en/search/", {"q": "a"}).status_code == 405
    assert client.head("/en/search/?q=a").status_code == 200


def test_members_break_it_no_more_than_strangers(something_to_find):
    client = Client()
    client.force_login(a_member(), backend="django.contrib.auth.backends.ModelBackend")

    for typed in TYPED[::5]:
        for kind in KINDS:
            assert client.get("/en/search/", {"q": typed, "type": kind}).status_code == 200, repr(typed)
