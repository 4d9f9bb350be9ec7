"""Every file of the corpus, through the members' door and through the editors'."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.documents.models import Document
from wagtail.images import get_image_model

from content.uploads import clean_document, clean_image
from tests.content.bad_files import BAD_FILES, BAD_PICTURES, GOOD_FILES, GOOD_PICTURES, photo_with_place
from tests.factories import an_editor


@pytest.mark.parametrize("name", GOOD_PICTURES)
def test_a_picture_is_written_anew(name):
    clean = clean_image(SimpleUploadedFile(name, GOOD_PICTURES[name]))

    kept = Image.open(io.BytesIO(clean.read()))
    kept.load()
    assert kept.format in ("JPEG", "PNG", "WEBP")
    assert getattr(kept, "n_frames", 1) == 1


def test_place_and_camera_do_not_come_in_and_the_picture_stands_upright():
    clean = clean_image(SimpleUploadedFile("photo.jpg", photo_with_place()))

    kept = Image.open(io.BytesIO(clean.read()))
    assert not kept.getexif()
    assert kept.size == (40, 60)


@pytest.mark.parametrize("name", BAD_PICTURES)
def test_what_is_no_picture_is_refused_in_words(name):
    with pytest.raises(ValidationError) as refused:
        clean_image(SimpleUploadedFile(name, BAD_PICTURES[name]))

    assert refused.value.messages[0].endswith(".")


@pytest.mark.parametrize("name", GOOD_FILES)
def test_a_file_comes_in_as_it_is(name):
    uploaded = SimpleUploadedFile(name, GOOD_FILES[name])

    assert clean_document(uploaded).read() == GOOD_FILES[name]


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(name):
    with pytest.raises(ValidationError) as refused:
        clean_document(SimpleUploadedFile(name, BAD_FILES[name]))

    assert refused.value.messages[0].endswith(".")


@pytest.fixture
def editor_client(db):
    client = Client(raise_request_exception=False)
    client.force_login(an_editor(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_editors_picture_form_refuses_the_same(editor_client):
    for name, data in BAD_PICTURES.items():
        answer = editor_client.post("/admin/images/add/", {"title": name, "file": SimpleUploadedFile(name, data)})
        assert answer.status_code < 500, name

    assert not get_image_model().objects.exists()


def test_the_editors_file_form_refuses_the_same(editor_client):
    for name, data in BAD_FILES.items():
        answer = editor_client.post("/admin/documents/add/", {"title": name, "file": SimpleUploadedFile(name, data)})
        assert answer.status_code < 500, name

    assert not Document.objects.exists()


def test_the_editors_forms_take_good_files(editor_client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    editor_client.post("/admin/images/add/", {"title": "A poster", "file": SimpleUploadedFile("photo.jpg", photo_with_place())})
    editor_client.post("/admin/documents/add/", {"title": "A form", "file": SimpleUploadedFile("form.pdf", GOOD_FILES["form.pdf"])})

    with Image.open(get_image_model().objects.get().file.path) as kept:
        assert not kept.getexif()
    assert Document.objects.get().title == "A form"


def test_files_are_served_for_keeping_not_for_running(editor_client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    editor_client.post("/admin/documents/add/", {"title": "A form", "file": SimpleUploadedFile("form.pdf", GOOD_FILES["form.pdf"])})

    answer = Client().get(Document.objects.get().url)
    answer.getvalue()  # read to its end, which closes the file

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "Content-Encoding" not in answer
