"""Markdown as people type it, and as attackers do."""

import pytest

from content.hashtags import hashtags_in
from content.markdown import render

HOSTILE = {
    "brackets": "[" * 50_000,
    "stars": "*a " * 19_000,
    "ticks": "`" * 50_000,
    "less-than": "<" * 50_000,
    "ampersands": "&" * 50_000,
    "backslashes": "\\" * 50_000,
    "underlines": "a\n=\n" * 12_000,
    "fences": "```\n" * 14_000,
    "wide table": "|".join("a" * 9000) + "\n" + "|".join("-" * 9000) + "\n" + "a|\n" * 9000,
}


def test_headings_start_below_those_of_the_page():
    html = render("# First\n\n### Third", heading_level=3)

    assert "<h3>First</h3>" in html
    assert "<h5>Third</h5>" in html


def test_tables_and_footnotes_are_drawn():
    html = render("| a | b |\n|---|---|\n| 1 | 2 |\n\nSaid[^1].\n\n[^1]: By whom.")

    assert "<td>2</td>" in html
    assert "By whom." in html and 'class="footnote-ref"' in html


def test_footnotes_of_two_texts_do_not_share_an_id():
    first, second = (render(f"{word}[^1]\n\n[^1]: {word}") for word in ("one", "two"))

    assert first.split('id="')[1].split('"')[0] != second.split('id="')[1].split('"')[0]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        '<a href="#" onclick="alert(1)">x</a>',
        "[x](data:text/html;base64,AAAA)",
        "<style>*{display:none}</style>",
        '[x](http://a.example "\\" onmouseover=\\"alert(1)")',
    ],
)
def test_nothing_that_a_person_types_runs(text):
    html = render(text).lower()

    assert "<script" not in html and "<img" not in html and "<style" not in html
    assert 'href="javascript' not in html and 'href="data' not in html
    assert " onclick=" not in html.replace("&quot;", "").replace("&lt;", "") or "&lt;a" in html


def test_a_link_out_of_the_house_is_not_vouched_for():
    assert 'rel="nofollow ugc noopener"' in render("[x](https://example.org)")


def test_hashtags_become_links_except_in_links_and_code():
    html = render("#EQIPON and `#code` and [see #QiCommes](/x) and #émotions")

    assert html.count('class="hashtag"') == 2
    assert "/en/hashtags/EQIPON/" in html


def test_a_heading_wants_a_space_after_its_sign():
    assert "<h3>Aim</h3>" in render("# Aim")
    assert 'class="hashtag"' in render("#Aim")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#EQIPON, #QiCommes.", ["EQIPON", "QiCommes"]),
        ("#eqipon #EQIPON", ["eqipon"]),
        ("#santé-mentale", ["santé"]),
        ("see https://example.org/#anchor and a&#35;b and C#sharp", []),
        ("room #12", []),
        ("#2026plan", ["2026plan"]),
        ("＃日本", ["日本"]),
    ],
)
def test_hashtags_are_found_in_any_alphabet(text, found):
    assert hashtags_in(text) == found


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_shown_as_typed(name):
    text = HOSTILE[name]

    html = render(text)

    assert len(html) >= len(text) / 2
    assert "<table" not in html and "<em>" not in html and "<h" not in html


def test_a_text_beyond_the_limit_is_plain_paragraphs():
    html = render("*word* " * 10_000 + "\n\nlast")

    assert html.endswith("<p>last</p>")
    assert "<em>" not in html


@pytest.mark.parametrize(
    "marks",
    ["\ue000\ue0007\ue0017\ue001", "\ue000" + "\ue0009\ue001" + "9" * 5_000 + "\ue001", "\ue0000\ue001"],
    ids=["one within another", "a very large number", "plain"],
)
def test_signs_that_the_reader_keeps_for_itself_cannot_be_typed(marks):
    html = render(f"{marks} said\n\n{'*' * 400}")

    assert "said" in html
    assert html.count("*") == 400


@pytest.mark.parametrize("start", ["- ", "1. ", "> - ", "* + "])
def test_lists_within_lists_without_end_are_shown_as_typed(start):
    html = render(f"{start * 2_000}<b>deep</b>\n\nlast")

    assert "&lt;b&gt;deep" in html
    assert html.endswith("<p>last</p>")
