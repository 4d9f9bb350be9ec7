"""How long a post is on each network, and what is marked in it."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sharing.text import bluesky, camel, extracting, little_text, mastodon
from sharing.text.counting import weigh, x_count, x_weight
from sharing.text.graphemes import graphemes

# What breaks scanners: pieces of addresses, signs, marks and emoji in any order.
PIECES = ["a", "é", "e\u0301", " ", "\n", "\r\n", ".", "com", "t.co/", "http://", "https://", "/", "?", "(", ")", "@", "#", "$", "_", "-", "\\", "{", "|", "}"]  # fmt: skip
PIECES += ["👩\u200d🎤", "🏽", "🇨🇦", "🇨", "\u200d", "\ufe0f", "日本", "みんな", "\u202a", "\uffff", "1", "&", "…", "[", "*", "~", "<"]
ROUGH = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


# --- X ---


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("abc", 3),
        ("日本", 4),
        ("https://throughline.example.org/" + "a" * 200, 23),
        ("see example.org", 27),
        ("👩🏽‍🎤", 2),
        ("🇨🇦🇫🇷", 4),
        ("a\r\nb", 3),  # browsers send two signs, networks keep one
        ("e\u0301", 1),
        ("1️⃣", 2),
        ("🫶🏽", 4),  # newer than the reference: more rather than less
    ],
)
def test_x_weighs(text, weight):
    assert x_weight(text) == weight


def test_x_says_why_a_post_cannot_go_out():
    assert x_count("a" * 280).fits
    assert x_count("a" * 281).problems == ("too-long",)
    assert x_count(" \n").problems == ("empty",)
    assert "forbidden-character" in x_count("a\ufeff").problems


@given(ROUGH, ROUGH)
@settings(max_examples=50, deadline=None)
def test_two_paragraphs_weigh_what_each_weighs(one, other):
    assert weigh(f"{one} \n {other}").weight <= weigh(one).weight + weigh(other).weight + 3
    assert weigh(f"x \n {one}").weight == 4 + weigh(f" {one}").weight - 1


@given(ROUGH)
@example("https://t.co/a?b")
@settings(max_examples=60, deadline=None)
def test_whatever_is_found_stands_where_it_is_said_to_stand(text):
    for link in extracting.links_with_indices(text):
        assert text[link.start : link.end].startswith(link.url[:1]) and 0 <= link.start < link.end <= len(text)
    for tag in extracting.hashtags_with_indices(text):
        assert text[tag.start + 1 : tag.end] == tag.text
    for name in extracting.mentions_or_lists_with_indices(text):
        assert text[name.start + 1 : name.end] == name.name + name.slug


# --- Bluesky ---


def test_bluesky_counts_what_people_see_and_what_is_stored():
    assert bluesky.count("👨‍👩‍👧‍👦" * 300).problems == ("too-many-bytes",)
    assert bluesky.count("é" * 301).problems == ("too-long",)
    assert bluesky.count("👩🏽‍🎤").used == 1


def test_bluesky_marks_links_hashtags_and_known_handles_by_bytes():
    text = "Qualité ✌️ #QiCommes @ihi.example et (http://127.0.0.1:8000/s/a_b/) @unknown.example example.org."

    found = bluesky.facets(text, {"@ihi.example": "did:plc:ihi"})

    said = text.encode()
    shown = [(said[each["index"]["byteStart"] : each["index"]["byteEnd"]].decode(), each["features"][0]) for each in found]
    assert [(words, feature["$type"].rpartition("#")[2]) for words, feature in shown] == [
        ("#QiCommes", "tag"),
        ("@ihi.example", "mention"),
        ("http://127.0.0.1:8000/s/a_b/", "link"),
        ("example.org", "link"),
    ]
    assert shown[3][1]["uri"] == "https://example.org" and shown[1][1]["did"] == "did:plc:ihi"


@given(ROUGH)
@settings(max_examples=50, deadline=None)
def test_facets_never_overlap_and_never_cut_a_letter(text):
    said, end = text.encode(), 0
    for facet in bluesky.facets(text, {"@a.com": "did:plc:a"}):
        start, stop = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        assert end <= start < stop
        said[start:stop].decode()
        end = stop


def test_a_long_row_of_flags_is_counted_by_flags():
    assert graphemes("🇨🇦" * 5000 + "🇫") == 5001


# --- Mastodon ---


def test_mastodon_counts_links_as_its_server_says_and_names_by_their_first_half():
    assert mastodon.count("https://example.org/" + "a" * 100).used == 23
    assert mastodon.count("https://example.org", limits={"configuration": {"statuses": {"characters_reserved_per_url": 32}}}).used == 32
    assert mastodon.count("@team@server.example hello").used == len("@team hello")
    assert mastodon.count("hello", "a note").used == 11
    assert mastodon.count("a" * 501).problems == ("too-long",)
    assert mastodon.count("a" * 501, limits={"max_characters": 5000}).fits
    assert mastodon.count("a", limits={"max_characters": "none"}).limit == 500


# --- LinkedIn ---


def test_linkedin_gets_every_sign_of_markup_escaped_and_hashtags_of_its_own():
    little = little_text.escape("Care (here) @all_of us #PatientSafety https://a.example/b_c#d 50*2 <x> [y] {z|~}\\")

    assert little == (
        r"Care \(here\) \@all\_of us {hashtag|\#|PatientSafety} https://a.example/b\_c\#d 50\*2 \<x\> \[y\] \{z\|\~\}" + "\\\\"
    )


@given(ROUGH)
@settings(max_examples=60, deadline=None)
def test_what_linkedin_shows_is_what_was_written(text):
    assert little_text.plain(little_text.escape(text)) == text


# --- Hashtags from words ---


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("patient safety", "PatientSafety"),
        ("EQIPON", "EQIPON"),
        ("QiCommes", "QiCommes"),
        ("liste d’attente", "ListeDAttente"),
        ("people's voices", "PeoplesVoices"),
        ("hand-washing: why?", "HandWashingWhy"),
        ("soins 24/7", "Soins247"),
        ("2024", ""),
        ("", ""),
    ],
)
def test_a_tag_becomes_a_hashtag_that_can_be_read(words, tag):
    assert camel.hashtag(words) == tag
