"""Where the real servers come from: nothing of this machine is written into the project."""

import re

import pytest

from tests.peers import snac
from tests.peers.bluesky import HERE
from tests.peers.keeping import PeerMissing

DEB822 = """Types: deb
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
"""
ONE_LINE = "# comment\ndeb [arch=amd64 signed-by=/usr/share/keyrings/debian.gpg] http://mirror.example/debian bookworm main\n"


def test_the_lock_of_blueskys_server_pins_everything_and_names_no_registry():
    lock = (HERE / "package-lock.json").read_text()

    assert '"resolved"' not in lock
    assert lock.count('"integrity"') == len(re.findall(r'"node_modules/', lock))


@pytest.mark.parametrize(
    ("release", "suite"), [("bookworm", "bookworm-backports"), ("trixie", "trixie")], ids=["backports", "in the release itself"]
)
def test_debian_is_asked_at_the_mirror_that_the_machine_uses_already(tmp_path, release, suite):
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d" / "debian.sources").write_text(DEB822.replace("bookworm", release))

    source = snac.source(tmp_path, release)

    assert "URIs: http://mirror.example/debian\n" in source
    assert f"Suites: {suite}\n" in source
    assert "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n" in source


def test_the_older_form_of_sources_is_read_too(tmp_path):
    (tmp_path / "sources.list").write_text(ONE_LINE)

    source = snac.source(tmp_path, "bookworm")

    assert source == (
        "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm-backports\nComponents: main\nSigned-By: /usr/share/keyrings/debian.gpg\n"
    )


def test_another_system_is_told_in_a_sentence(tmp_path):
    with pytest.raises(PeerMissing, match="comes from Debian"):
        snac.source(tmp_path, "")
