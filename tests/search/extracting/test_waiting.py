"""Files that wait: each is read once, none stops another, and editors see what could not be read."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document

from search.extracting import waiting
from search.extracting.limits import MOST_TRIES
from search.extracting.running import Outcome
from search.kinds.documents import Documents
from search.models import ExtractedText, Queued
from stories.models import StoryFile
from tests.factories.pages import a_live_story
from tests.factories.people import a_member, an_editor
from tests.search.extracting import files

pytestmark = pytest.mark.django_db
READ, NO_TEXT, FAILED, WAITING = "read", "no-text", "failed", "waiting"


def a_document(name: str = "bundle.txt", data: bytes = b"Falls bundle in short") -> Document:
    return Document.objects.create(title=name, file=ContentFile(data, name=name))


def attached(document: Document, **fields) -> int:
    story = a_live_story(**fields)
    StoryFile.objects.create(page=story, document=document, title="The bundle")
    return story.pk


@pytest.fixture
def reader_says(monkeypatch):
    """What the process says that reads, without starting one."""
    said: dict[bytes, Outcome] = {}

    def read_apart(pieces, kind, **_limits):
        return said.get(b"".join(pieces), Outcome(pages=[[1, "words"]]))

    monkeypatch.setattr(waiting, "read_apart", read_apart)
    return said


def test_the_same_file_in_two_places_is_read_once_and_found_in_both(reader_says):
    pages = {attached(a_document()), attached(a_document())}

    number = waiting.extract_what_waits()

    assert number == 1
    assert set(Queued.objects.filter(kind="document").values_list("object_id", flat=True)) == pages
    assert {draft.object_id for draft in Documents().drafts(pages)} == pages


def test_a_file_that_hangs_its_reader_is_tried_three_times_and_others_are_read_meanwhile(reader_says):
    reader_says[b"hangs"] = Outcome(reason="too-long", may_differ=True)
    a_document("hangs.pdf", b"hangs")
    a_document("good.txt", b"good")

    for _round in range(MOST_TRIES + 1):
        waiting.extract_what_waits()
        ExtractedText.objects.update(began_at=timezone.now() - 2 * waiting.LEFT_BEHIND)

    states = dict(ExtractedText.objects.values_list("name", "state"))
    assert states["good.txt"] == READ
    hung = ExtractedText.objects.get(name="hangs.pdf")
    assert (hung.state, hung.tries) == (FAILED, MOST_TRIES)
    assert "too long" in hung.reason_in_words


def test_a_file_whose_worker_was_killed_each_time_is_given_up(reader_says):
    a_document()
    waiting.notice_new()
    ExtractedText.objects.update(tries=MOST_TRIES, began_at=timezone.now() - timedelta(hours=1))

    waiting.extract_what_waits()

    assert ExtractedText.objects.get().state == FAILED


def test_what_another_worker_is_reading_is_left_to_it(reader_says):
    a_document()
    waiting.notice_new()
    ExtractedText.objects.update(tries=1, began_at=timezone.now())

    assert waiting.extract_what_waits() == 0


def test_a_scan_says_that_it_has_no_text(reader_says):
    reader_says[b"scan"] = Outcome()
    a_document("scan.pdf", b"scan")

    waiting.extract_what_waits()

    text = ExtractedText.objects.get()
    assert text.state == NO_TEXT
    assert "scanned" in text.reason_in_words


def test_a_replaced_file_is_read_anew_and_the_old_text_is_gone(reader_says):
    document = a_document()
    waiting.extract_what_waits()
    document.file = ContentFile(b"new", name="new.txt")
    document.save()

    waiting.extract_what_waits()

    assert list(ExtractedText.objects.values_list("name", flat=True)) == ["new.txt"]


def test_the_text_of_a_deleted_file_is_deleted(reader_says):
    document = a_document()
    waiting.extract_what_waits()
    document.delete()

    waiting.extract_what_waits()

    assert not ExtractedText.objects.exists()


def test_a_file_that_is_not_there_is_listed_and_looked_for_again(reader_says):
    document = a_document()
    document.file.storage.delete(document.file.name)
    waiting.extract_what_waits()
    assert "not where it was kept" in ExtractedText.objects.get().reason_in_words

    document.file.storage.save(document.file.name, ContentFile(b"back"))
    waiting.try_again(ExtractedText.objects.get())
    waiting.extract_what_waits()

    assert ExtractedText.objects.get().state == READ


def test_a_page_of_a_real_pdf_is_known_by_its_number():
    page = attached(a_document("two.pdf", files.pdf(["Falls bundle", "Walk every hour"])))

    waiting.extract_what_waits()

    (draft,) = Documents().drafts([page])
    assert draft.body == "Falls bundle\n\nWalk every hour"
    assert draft.pages == [[1, 0], [2, 14]]
    assert draft.url.endswith("/two.pdf")


def test_the_file_of_an_embargoed_story_has_no_row(reader_says):
    page = attached(a_document(), embargo_until=timezone.now() + timedelta(days=1))

    waiting.extract_what_waits()

    assert list(Documents().drafts([page])) == []
    assert Documents().open_to([page], an_editor()) == set()


def test_editors_see_why_a_file_has_no_text_and_let_it_be_tried_again(client, reader_says):
    reader_says[b"locked"] = Outcome(reason="locked")
    a_document("locked.pdf", b"locked")
    waiting.extract_what_waits()
    client.force_login(an_editor())

    listed = client.get(reverse("search_unread_files")).content.decode()
    client.post(reverse("search_try_file_again", args=[ExtractedText.objects.get().pk]))

    assert "locked with a password" in listed
    assert "csrfmiddlewaretoken" in listed.split("Try again")[0].rsplit("<form", 1)[1]
    assert ExtractedText.objects.get().state == WAITING


def test_a_member_sees_no_list_of_files(client):
    text = ExtractedText.objects.create(digest="d", name="secret.pdf", state=FAILED)
    client.force_login(a_member())

    assert b"secret.pdf" not in client.get(reverse("search_unread_files")).content
    assert client.post(reverse("search_try_file_again", args=[text.pk])).status_code in (302, 403)
    assert ExtractedText.objects.get().state == FAILED
