"""The process that reads: what it may not do, and how it is ended."""

import subprocess
import sys
import zlib

import pytest

from search.extracting.running import HOUSE, read_apart
from tests.search.extracting import files


def test_a_good_file_is_read_in_a_process_of_its_own():
    outcome = read_apart([files.pdf(["Falls bundle"])], "pdf")

    assert outcome.pages == [[1, "Falls bundle"]]
    assert outcome.reason == ""


def test_one_that_takes_too_long_is_ended_and_may_be_tried_again():
    outcome = read_apart([files.pdf(["Falls bundle"])], "pdf", seconds=0.01)

    assert (outcome.reason, outcome.may_differ) == ("too-long", True)


@pytest.mark.parametrize(
    ("kind", "data", "reason"),
    [
        ("pdf", b"%PDF-1.4 and then nothing that is one", "broken"),
        ("docx", b"PK\x03\x04 broken", "broken"),
        ("docx", b"\xd0\xcf\x11\xe0 an encrypted office file", "locked"),
        ("pdf", b"", "empty"),
    ],
)
def test_what_cannot_be_read_has_a_reason_and_is_not_tried_again(kind, data, reason):
    outcome = read_apart([data], kind)

    assert (outcome.reason, outcome.may_differ) == (reason, False)


def test_a_stream_that_swells_ends_without_taking_the_worker_along():
    swollen = zlib.compress(b"0" * 120_000_000)
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(swollen), swollen)
    data = files.pdf(["once"]).replace(b"/Contents 4 0 R", b"/Contents 6 0 R")

    outcome = read_apart([data.replace(b"xref", b"6 0 obj\n" + stream + b"\nendobj\nxref", 1)], "pdf")

    assert len(str(outcome.pages)) < 300_000


@pytest.mark.parametrize(
    "act",
    [
        "open('/tmp/of-a-hostile-file', 'w')",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('subprocess').run(['true'])",
        "__import__('os').system('true')",
        "__import__('os').remove('/tmp/of-a-hostile-file')",
    ],
)
def test_whoever_takes_over_a_reader_may_neither_write_nor_speak(act):
    program = f"from search.extracting.child import forbid, limit_myself; limit_myself(); forbid(); {act}"

    ended = subprocess.run([sys.executable, "-c", program], cwd=HOUSE, capture_output=True, text=True)

    assert "PermissionError" in ended.stderr
