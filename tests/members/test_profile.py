"""A member's page: each line is seen by whom they chose, and by nobody else, in no place."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from content.models import Method
from members.models import Member, Profession
from tests.factories import a_live_lesson, a_live_story, a_member, a_story

pytestmark = pytest.mark.django_db
EDIT = "/en/account/profile/"
SECRETS = {"pronouns": "they-and-them", "role": "Night nurse", "about": "Words about me", "place": "Moosonee", "languages": "Cree"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def method(db) -> Method:
    return Method.objects.get_or_create(slug="pdsa", defaults={"name_en": "PDSA"})[0]


def filled(member: Member, seen_by: str) -> Member:
    """Every line filled, all seen by the same."""
    for field, words in SECRETS.items():
        setattr(member, field, words)
    member.visibility = dict.fromkeys(Member.DEFAULT_VISIBILITY, seen_by)
    member.save()
    member.professions.add(Profession.objects.get_or_create(slug="nurse-test", defaults={"name_en": "Nurse of the night"})[0])
    return member


def form(**changes) -> dict:
    return {"name": "Ana Lopez", **changes}


def a_photo() -> SimpleUploadedFile:
    """A picture that knows where it was taken."""
    picture, out = Image.new("RGB", (40, 30), "teal"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[2] = (43.0, 39.0, 10.0)
    picture.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("me at home.jpg", out.getvalue(), "image/jpeg")


def page_of(client, member: Member) -> str:
    return client.get(f"/en/people/{member.slug}/").content.decode()


@pytest.mark.database
@pytest.mark.parametrize(
    ("seen_by", "reader", "is_seen"),
    [
        ("everyone", "stranger", True),
        ("everyone", "other", True),
        ("members", "stranger", False),
        ("members", "other", True),
        ("me", "stranger", False),
        ("me", "other", False),
        ("me", "own", True),
    ],
)
def test_a_line_is_seen_by_whom_the_member_chose(client, member, seen_by, reader, is_seen):
    filled(member.member, seen_by)
    a_live_story(by=member)
    if reader != "stranger":
        client.force_login(member if reader == "own" else a_member())

    page = page_of(client, member.member)

    assert "Ana Lopez" in page
    for words in [*SECRETS.values(), "Nurse of the night"]:
        assert (words in page) is is_seen, words


def test_beside_each_field_stands_who_sees_it(client, member):
    client.force_login(member)

    page = client.get(EDIT)

    for field in Member.DEFAULT_VISIBILITY:
        assert f'name="seen_{field}"' in page.content.decode(), field


@pytest.mark.database
def test_what_is_saved_is_shown_again(client, member, method):
    client.force_login(member)

    client.post(EDIT, form(role="Peer worker", place="Sudbury", methods=[method.pk], seen_place="everyone", seen_role="me"))

    saved = Member.objects.get(user=member)
    assert (saved.role, saved.place) == ("Peer worker", "Sudbury")
    assert list(saved.methods.all()) == [method]
    assert (saved.who_sees("place"), saved.who_sees("role")) == ("everyone", "me")


def test_a_choice_that_does_not_exist_is_refused_and_nothing_opens(client, member):
    client.force_login(member)

    response = client.post(EDIT, form(seen_place="the world"))

    assert response.status_code == 200
    assert Member.objects.get(user=member).who_sees("place") == "members"


def test_a_name_cannot_be_taken_away(client, member):
    client.force_login(member)

    response = client.post(EDIT, form(name=" "))

    assert "error-summary" in response.content.decode()
    assert Member.objects.get(user=member).name == "Ana Lopez"


def test_a_photo_loses_place_and_camera_and_its_name(client, member):
    client.force_login(member)

    client.post(EDIT, form(photo_file=a_photo()))

    photo = Member.objects.get(user=member).photo
    with photo.file.open() as file:
        assert b"CameraMaker" not in file.read()
    with Image.open(photo.file.path) as kept:
        assert not kept.getexif()
    assert "home" not in photo.file.name


def test_a_new_photo_takes_the_place_of_the_old_one_which_is_gone(client, member, django_capture_on_commit_callbacks):
    client.force_login(member)
    client.post(EDIT, form(photo_file=a_photo()))
    old = Member.objects.get(user=member).photo
    storage, name = old.file.storage, old.file.name

    with django_capture_on_commit_callbacks(execute=True):
        client.post(EDIT, form(photo_file=a_photo()))

    new = Member.objects.get(user=member).photo
    assert new.pk != old.pk
    assert not type(new).objects.filter(pk=old.pk).exists()
    assert not storage.exists(name)


def test_a_photo_can_be_taken_away(client, member):
    client.force_login(member)
    client.post(EDIT, form(photo_file=a_photo()))

    client.post(EDIT, form(remove_photo="on"))

    assert Member.objects.get(user=member).photo is None


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a broken", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", b"\x00" * 500]
)
def test_what_is_no_picture_is_refused_in_words(client, member, content):
    client.force_login(member)

    response = client.post(EDIT, form(photo_file=SimpleUploadedFile("me.jpg", content, "image/jpeg"), role="Kept in the form"))

    assert response.status_code == 200
    assert "id_photo_file_error" in response.content.decode()
    assert "Kept in the form" in response.content.decode()
    assert Member.objects.get(user=member).photo is None


def test_a_photo_for_members_is_not_on_the_page_of_a_stranger(client, member):
    client.force_login(member)
    client.post(EDIT, form(photo_file=a_photo(), seen_photo="members", seen_listed="everyone"))
    client.logout()

    assert "<img" not in page_of(client, member.member).split("<main")[1]
    client.force_login(a_member())
    assert "<img" in page_of(client, member.member).split("<main")[1]


def test_stopped_work_stands_and_counts_like_any_other(client, member):
    a_live_story(by=member, title="Two reminders in one week", status="stopped")
    a_live_story(by=member, title="Fewer missed visits", status="held")
    a_live_lesson(by=member, title="Ask before you remind")

    response = client.get(f"/en/people/{member.member.slug}/")

    page = response.content.decode()
    assert all(title in page for title in ("Two reminders in one week", "Fewer missed visits", "Ask before you remind"))
    assert response.context["counts"] == {"stories": 2, "did_not_work": 1, "lessons": 1, "resources": 0}


def test_a_draft_is_on_nobodys_page(client, member):
    a_live_story(by=member)
    a_story(by=member, title="Not yet for anybody")

    client.force_login(member)

    assert "Not yet for anybody" not in page_of(client, member.member)


def test_who_wrote_nothing_in_public_and_is_for_members_is_not_named_to_strangers(client, member):
    response = client.get(f"/en/people/{member.member.slug}/")

    assert response.status_code == 404
    assert "Ana Lopez" not in response.content.decode()
    client.force_login(a_member())
    assert "Ana Lopez" in page_of(client, member.member)


@pytest.mark.database
def test_the_directory_lists_for_strangers_only_who_wants_it(client):
    shown, hidden = a_member("Shown Person").member, a_member("Hidden Person").member
    shown.visibility = {"listed": "everyone"}
    shown.save()

    page = client.get("/en/people/").content.decode()

    assert "Shown Person" in page
    assert hidden.name not in page


@pytest.mark.database
def test_nobody_is_found_by_what_they_hide(client, method):
    ana, ben = a_member("Ana Findable").member, a_member("Ben Hiding").member
    for person in (ana, ben):
        person.methods.add(method)
        person.place = "Sudbury"
        person.visibility = {"listed": "everyone", "place": "everyone", "methods": "everyone"}
    ben.visibility |= {"place": "me", "methods": "me"}
    ana.save()
    ben.save()
    client.force_login(a_member())

    by_place = client.get("/en/people/?place=sudb").content.decode()
    by_method = client.get("/en/people/?method=pdsa").content.decode()

    assert "Ana Findable" in by_place
    assert "Ben Hiding" not in by_place
    assert "Ana Findable" in by_method
    assert "Ben Hiding" not in by_method


@pytest.mark.database
def test_the_directory_finds_by_name(client):
    a_member("Zoé Tremblay")
    a_member("Luc Roy")
    client.force_login(a_member())

    page = client.get("/en/people/?name=zoé").content.decode()

    assert "Zoé Tremblay" in page
    assert "Luc Roy" not in page


@pytest.mark.database
@pytest.mark.parametrize(
    "query", ["method=%00", "topic='", "page=abc", "page=99999", "name=%22%22%25", "place=" + "x" * 5000, "profession=nothing"]
)
def test_no_question_breaks_the_directory(client, query):
    assert client.get(f"/en/people/?{query}").status_code == 200


@pytest.mark.database
def test_closed_pages_say_so_and_show_nothing(client, member):
    filled(member.member, "everyone")
    a_live_story(by=member)
    Member.objects.filter(pk=member.member.pk).update(closed_at=timezone.now())
    client.force_login(a_member())

    response = client.get(f"/en/people/{member.member.slug}/")

    page = response.content.decode()
    assert response.status_code == 410
    assert "This page is closed" in page
    assert "Ana Lopez" not in page
    assert not any(words in page for words in SECRETS.values())
    assert "Ana Lopez" not in client.get("/en/people/").content.decode()


@pytest.mark.database
def test_somebody_whom_an_administrator_turned_off_is_not_in_the_directory(client, member):
    filled(member.member, "everyone")
    member.is_active = False
    member.save()

    assert "Ana Lopez" not in client.get("/en/people/").content.decode()
    assert "Night nurse" not in page_of(client, member.member)


def test_words_of_a_member_are_never_code(client, member):
    member.member.about = "<script>alert(1)</script>"
    member.member.visibility = {"listed": "everyone", "about": "everyone"}
    member.member.save()

    assert "<script>alert" not in page_of(client, member.member)


def test_strangers_cannot_edit_anything(client):
    for address in ("", "profile/", "affiliations/", "take-along/", "close/"):
        assert "/account/login/" in client.post(f"/en/account/{address}").url
