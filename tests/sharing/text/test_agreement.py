"""Counting and extracting agree with reference cases, section by section."""

import json
from pathlib import Path

import pytest

from benchmarks.text_agreement import agreement, main

SHARED = Path(__file__).resolve().parents[4] / "shared" / "twitter_text_conformance"
FILES = sorted(SHARED.glob("*.yml"))

OWN = {  # the same format; a case for every kind of section
    "tweets": [("short", True), ("x" * 141, False)],
    "usernames": [("@team_1", True), ("@a-b", False)],
    "lists": [("@team/list-1", True), ("@team/", False)],
    "urls_without_protocol": [("example.org/a", True), ("a b", False)],
    "hashtags": [("#EQIPON and #2 #café_1 &#no", ["EQIPON", "café_1"]), ("no#tag #yes#no", [])],
    "hashtags_with_indices": [("😀 #a", [{"hashtag": "a", "indices": [2, 4]}]), ("#1", [])],
    "mentions": [("@a, b@c.example RT@d", ["a", "d"]), ("@ a", [])],
    "mentions_or_lists_with_indices": [("é @a/b", [{"screen_name": "a", "list_slug": "/b", "indices": [2, 6]}])],
    "mentions_with_indices": [("x @a", [{"screen_name": "a", "indices": [2, 4]}]), ("@", [])],
    "replies": [(" @a yes", "a"), (".@a", None)],
    "urls": [("see example.org. and (http://a.example.com/b_(c)).", ["example.org", "http://a.example.com/b_(c)"]), ("a.b", [])],
    "urls_with_indices": [("é example.org/", [{"url": "example.org/", "indices": [2, 14]}]), ("x", [])],
    "urls_with_directional_markers": [("\u202ahttp://a.com\u202c", [{"url": "http://a.com", "indices": [1, 13]}]), ("\u202aa", [])],
    "cashtags": [("$ABC $12 $toolong", ["ABC"]), ("$", [])],
    "cashtags_with_indices": [("$ab.c", [{"cashtag": "ab.c", "indices": [0, 5]}]), ("", [])],
    "country": [("https://a.ca", ["https://a.ca"]), ("https://a.한국", ["https://a.한국"])],
    "SomeNewWeightedTest": [("é👩🏽‍🎤", {"weightedLength": 3, "valid": True, "validRangeEnd": 7}), ("", {"weightedLength": 0, "valid": False})],
    "WeightedTweetsCounterTest": [("👩🏽‍🎤", {"weightedLength": 7})],
}  # fmt: skip


def a_file(folder: Path, sections: dict) -> Path:
    tests = {
        name: [{"description": f"case {number}", "text": text, "expected": expected} for number, (text, expected) in enumerate(cases)]
        for name, cases in sections.items()
    }
    path = folder / "cases.json"
    path.write_text(json.dumps({"tests": tests}), encoding="utf-8")
    return path


def differing(path: Path) -> dict[str, list]:
    return {section: found for section, (_number, _unread, found) in agreement(path).items() if found}


def test_a_file_of_our_own_with_every_kind_of_section_agrees(tmp_path):
    path = a_file(tmp_path, OWN)

    assert differing(path) == {}
    assert all(unread == 0 for _number, unread, _found in agreement(path).values())


@pytest.mark.skipif(not FILES, reason="The cases of the official suite lie beside the project, in ../shared, and are not here.")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_case_of_the_official_suite_that_we_have_agrees(path):
    assert differing(path) == {}


def test_a_case_that_differs_is_printed_with_what_was_found(tmp_path, capsys):
    path = a_file(tmp_path, {"urls": [("example.org", ["example.com"])], "autolink_all": [("a", "<a>a</a>")]})

    ended = main([str(path)])

    said = capsys.readouterr().out
    assert ended == 1
    assert "urls: 0/1 agree" in said and '"example.org"' in said and "1 not read" in said
