"""Pictures and files that members bring to a draft."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image as Pillow
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection

from stories.models import StoryPage
from tests.content import bad_files
from tests.factories import a_story

from .desk import Sheet, draft_of, open_step, sign_in

pytestmark = pytest.mark.django_db


def a_file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def with_picture(story: StoryPage, name: str = "photo.jpg", data: bytes = b"", **words):
    picture = a_file(name, data or bad_files.picture())
    return open_step(story, "people").write(**words).press("save:images", new_image=picture)


@pytest.mark.database
def test_a_picture_is_kept_upright_and_without_place_or_camera():
    story = a_story()

    answer = with_picture(story, "with place.jpg", bad_files.photo_with_place(), new_alt="Two people at a desk", new_caption="The huddle")

    assert answer.status_code == 302
    [child] = draft_of(story).images.all()
    assert (child.alt, child.caption, child.image.title) == ("Two people at a desk", "The huddle", "Two people at a desk")
    assert child.image.collection.name == "Members"
    assert child.image.uploaded_by_user == story.owner
    with child.image.file.open("rb") as kept:
        picture = Pillow.open(io.BytesIO(kept.read()))
    assert picture.size == (40, 60)
    assert not picture.getexif()


@pytest.mark.database
def test_a_picture_without_words_is_kept_and_holds_back_the_sending():
    story = a_story()
    with_picture(story)

    shown = open_step(story, "people").rows("images")
    refused = sign_in(story.owner).post(f"/en/write/{story.pk}/submit/")
    open_step(story, "people").write({"images-0-alt": "A desk"}).press()
    still = sign_in(story.owner).post(f"/en/write/{story.pk}/submit/")
    open_step(story, "people").write({"images-0-caption": "Our desk"}).press()
    sent = sign_in(story.owner).post(f"/en/write/{story.pk}/submit/")

    assert len(shown) == 1
    assert "Describe every image for those who cannot see it." in refused.content.decode()
    assert "Give every image a caption." in still.content.decode()
    assert sent.status_code == 302


@pytest.mark.database
def test_pictures_change_places_and_are_taken_away():
    story = a_story()
    for name in ("one", "two"):
        with_picture(story, new_alt=name, new_caption=name)
    rows = open_step(story, "people").rows("images")

    open_step(story, "people").write_rows("images", *rows[::-1]).press()
    turned = [child.alt for child in draft_of(story).images.all()]
    open_step(story, "people").write({"images-0-take_away": "on"}).press()

    assert turned == ["two", "one"]
    assert [child.alt for child in draft_of(story).images.all()] == ["one"]


@pytest.mark.parametrize("names", [list(bad_files.BAD_PICTURES)], ids=["corpus"])
def test_a_bad_picture_is_refused_with_a_sentence_beside_it(names):
    story = a_story()
    sheet = open_step(story, "people").write(contact="The team", new_alt="A desk")

    for name in names:
        back = sheet.pressed("save:images", new_image=a_file(name, bad_files.BAD_PICTURES[name]))
        assert back.answer.status_code == 422, name
        assert back.complaints.endswith("."), name
        assert back["new_alt"] == "A desk"

    assert draft_of(story).contact == "The team"
    assert not Image.objects.exists()


@pytest.mark.parametrize("names", [list(bad_files.BAD_FILES)], ids=["corpus"])
def test_a_bad_file_is_refused_with_a_sentence_beside_it(names):
    story = a_story()
    sheet = open_step(story, "people")

    for name in names:
        back = sheet.pressed("save:files", new_file=a_file(name, bad_files.BAD_FILES[name]))
        assert back.answer.status_code == 422, name
        assert back.complaints.endswith("."), name

    assert not Document.objects.exists()


@pytest.mark.database
def test_every_good_file_is_kept_under_its_title():
    story = a_story()

    for name, data in bad_files.GOOD_FILES.items():
        answer = open_step(story, "people").press("save:files", new_file=a_file(name, data))
        assert answer.status_code == 302, name

    assert [child.title for child in draft_of(story).files.all()] == [name.rsplit(".", 1)[0] for name in bad_files.GOOD_FILES]
    assert Collection.objects.filter(name="Members").count() == 1


@pytest.mark.database
def test_a_picture_brought_beside_a_wrong_answer_is_kept_once_and_shown():
    story = a_story()

    sheet = open_step(story, "people").write(hashtags="not-one!")
    back = sheet.pressed("save:images", new_image=a_file("photo.jpg", bad_files.picture()))
    done = back.write(hashtags="#EQIPON").press()

    assert back.answer.status_code == 422
    assert len(back.rows("images")) == 1
    assert done.status_code == 302
    assert len(draft_of(story).images.all()) == 1


@pytest.mark.database
def test_words_without_their_file_are_not_lost():
    story = a_story()

    back = open_step(story, "people").write(new_alt="A desk", new_file_title="Our form").pressed("next")

    assert back.answer.status_code == 422
    assert back.complaints.count("Choose the file that these words belong to") == 2
    assert (back["new_alt"], back["new_file_title"]) == ("A desk", "Our form")


@pytest.mark.database
def test_the_script_does_not_ask_for_a_file_that_it_does_not_send():
    story = a_story()

    answer = open_step(story, "people").write(new_alt="A desk").save_by_itself()

    assert answer.json()["wrong"] == []


@override_settings(UPLOADS_PER_DAY=1)
@pytest.mark.database
def test_too_many_uploads_in_a_day_are_refused_in_words_and_the_rest_is_saved():
    story = a_story()
    with_picture(story)

    sheet = open_step(story, "people").write(contact="The team", new_alt="A second")
    back = sheet.pressed("save:images", new_image=a_file("photo.jpg", bad_files.picture()))

    assert back.answer.status_code == 429
    assert "You have uploaded 1 files since yesterday" in back.page.get_text()
    assert back["new_alt"] == "A second"
    assert (draft_of(story).contact, len(draft_of(story).images.all())) == ("The team", 1)


@pytest.mark.database
def test_another_members_picture_or_file_cannot_be_taken_by_its_number():
    theirs, story = a_story(), a_story()
    with_picture(theirs, new_alt="Zqx private", new_caption="x")
    open_step(theirs, "people").press("save:files", new_file=a_file("form.pdf", bad_files.GOOD_FILES["form.pdf"]))
    image, document = Image.objects.get(), Document.objects.get()

    back = (
        open_step(story, "people")
        .write_rows("images", {"image": str(image.pk), "alt": "mine"}, {"image": "9" * 30, "alt": "huge"}, {"image": "x", "alt": "word"})
        .write_rows("files", {"document": str(document.pk), "title": "mine"})
        .pressed()
    )

    assert back.answer.status_code == 422
    assert "This is not in the draft any more." in back.complaints
    assert not draft_of(story).images.all()
    assert not draft_of(story).files.all()
    assert b"Zqx" not in back.answer.content
    assert image.file.name not in back.answer.content.decode()


@pytest.mark.database
def test_a_conflict_about_words_keeps_the_picture_that_came_with_them():
    story = a_story()
    one, two = open_step(story, "people"), open_step(story, "people")
    one.write(contact="From one window").press()

    answer = two.write(contact="From the other").press("save:images", new_image=a_file("photo.jpg", bad_files.picture()))
    answer.content = answer.content.replace(b'class="stack"', b'class="stack" id="write"')
    done = Sheet(two.client, two.url, answer).write({"choose-contact": "mine"}).press()

    assert (answer.status_code, done.status_code) == (409, 302)
    assert draft_of(story).contact == "From the other"
    assert len(draft_of(story).images.all()) == 1


@pytest.mark.database
def test_a_removed_picture_leaves_a_second_window_able_to_go_on():
    story = a_story()
    with_picture(story, new_alt="A desk", new_caption="Ours")
    old = open_step(story, "people")
    open_step(story, "people").write({"images-0-take_away": "on"}).press()

    back = old.pressed()
    done = back.write({"images-0-take_away": "on"}).press()

    assert "This is not in the draft any more. Take this entry away." in back.complaints
    assert done.status_code == 302
