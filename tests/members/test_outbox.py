"""The outbox of a demo: every mail can be read, and its links opened. A real site has none."""

import pytest
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_OUTBOX = settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


def post(*letters: tuple[str, str]) -> None:
    with get_connection("django.core.mail.backends.filebased.EmailBackend") as carrier:
        carrier.send_messages([EmailMessage(subject, body, "site@example.org", ["ana@example.org"]) for subject, body in letters])


def test_a_mail_is_listed_and_its_link_can_be_opened(client, folder):
    post(("Confirm your address", "Open http://testserver/en/account/confirm-email/abc/ <script>alert(1)</script>"))

    listing = client.get("/outbox/").content.decode()
    name = client.get("/outbox/").context["letters"][0].name
    letter = client.get(f"/outbox/{name}/").content.decode()

    assert "Confirm your address" in listing
    assert 'href="http://testserver/en/account/confirm-email/abc/"' in letter
    assert "<script>alert" not in letter


def test_mails_of_one_second_are_all_there(client, folder):
    post(("First", "a"), ("Second", "b"))

    letters = client.get("/outbox/").context["letters"]

    assert [letter.subject for letter in letters] == ["Second", "First"]
    assert "b" in client.get(f"/outbox/{letters[0].name}/").content.decode()


def test_a_mail_tells_the_hour_of_this_place(client, folder, settings):
    settings.TIME_ZONE = "America/Toronto"
    (folder / "a.log").write_text("Subject: Late\nTo: ana@example.org\nDate: Tue, 13 Jan 2026 04:07:00 -0000\n\nHello\n")

    listing = client.get("/outbox/").content.decode()

    assert "Jan. 12, 2026, 11:07 p.m." in listing


def test_an_empty_outbox_says_what_belongs_there(client, folder):
    assert "No mail yet" in client.get("/outbox/").content.decode()


@pytest.mark.parametrize("name", ["nothing.0", "..%2f..%2fsecret_key", "x.log", "a.999", ".0"])
def test_only_letters_are_shown(client, folder, name):
    (folder / "secret.txt").write_text("secret")

    assert client.get(f"/outbox/{name}/", follow=True).status_code == 404


def test_a_real_site_has_no_outbox(client, folder, settings):
    post(("Confirm your address", "a link"))
    letter = client.get("/outbox/").context["letters"][0].name
    settings.DEVELOPMENT_PAGES = False

    assert client.get("/outbox/", follow=True).status_code == 404
    assert client.get(f"/outbox/{letter}/", follow=True).status_code == 404
