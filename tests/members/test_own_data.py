"""One's own data: taken along whole, without anybody else's; and erased when one leaves, with what stays said."""

import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from wagtail.images import get_image_model

from editorial import publishing
from measures.models import Measure
from members import affiliations, photos
from members.models import Mail, Member, User
from members.roles import ADMINISTRATORS
from stories.models import Invitation, LessonPage, StoryAuthor, StoryImage, StoryMeasure, StoryPage
from tests.factories import a_chart, a_lesson, a_live_story, a_measure, a_member, a_story, an_organization, someone_with_role
from tests.factories.people import PASSWORD

from .conftest import is_signed_in, member_who_signs_in, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CLOSE = "/en/account/close/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path, db):
    settings.MEDIA_ROOT = tmp_path
    settings.LOGIN_REDIRECT_URL = "account_home"
    cache.clear()


def a_picture(by: User, title: str = "A wall chart"):
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "teal").save(out, "PNG")
    return get_image_model().objects.create(title=title, file=ContentFile(out.getvalue(), "chart.png"), uploaded_by_user=by)


def taken_along(client, user: User) -> tuple[dict, list[str]]:
    client.force_login(user)
    response = client.post("/en/account/take-along/")
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    return json.loads(archive.read("data.json")), archive.namelist()


def add_credit(page: StoryPage, member: Member) -> StoryPage:
    draft = page.get_latest_revision_as_object()
    draft.authors.add(StoryAuthor(member=member, name=member.name, affiliation="Night team"))
    revision = draft.save_revision()
    if page.live:
        revision.publish()
    else:
        draft.save()
    return StoryPage.objects.get(pk=page.pk)


def close(client, user: User, keeps_name: str = "yes", password: str = PASSWORD):
    client.force_login(user)
    return client.post(CLOSE, {"keeps_name": keeps_name, "password": password})


# --- Taking along ---


def test_everything_of_ones_own_is_in_the_file(client, member):
    person = member.member
    person.about, person.visibility = "I work where the phone rings.", {"about": "me"}
    person.save()
    affiliations.claim(an_organization("Riverbend"), by=person)
    a_live_story(by=member, title="Published story")
    a_story(by=member, title="Hidden draft", problem="One in five did not come.")
    a_lesson(by=member, title="Draft lesson")
    picture = a_picture(member)
    sign_in(client, member)

    data, files = taken_along(client, member)

    assert data["login"]["email"] == member.email
    assert data["login"]["sessions"]
    assert data["member"]["about"] == "I work where the phone rings."
    assert data["member"]["who_sees"]["about"] == "me"
    assert data["member"]["affiliations"][0]["organization__name"] == "Riverbend"
    assert {story["title"] for story in data["stories"]} == {"Published story", "Hidden draft"}
    assert next(story for story in data["stories"] if not story["is_published"])["problem"] == "One in five did not come."
    assert data["lessons"][0]["title"] == "Draft lesson"
    assert f"images/{picture.pk}.png" in files


def test_a_draft_comes_along_as_it_was_last_saved(client, member):
    story = a_live_story(by=member)
    draft = story.get_latest_revision_as_object()
    draft.lessons = "Written yesterday, not published."
    draft.save_revision()

    data, _files = taken_along(client, member)

    assert data["stories"][0]["lessons"] == "Written yesterday, not published."


def test_nothing_of_anybody_else_is_in_it(client, member):
    other = a_member("Luc Secretname")
    story = add_credit(a_live_story(by=member), other.member)
    a_story(by=other, title="A draft of Luc")
    a_picture(other, "A picture of Luc")
    add_credit(a_story(by=other, title="A draft that names Ana"), member.member)

    data, files = taken_along(client, member)

    told = json.dumps(data, ensure_ascii=False)
    assert story.title in told
    for words in ("Luc Secretname", other.email, "A draft of Luc", "A picture of Luc", "A draft that names Ana"):
        assert words not in told
    assert files == ["data.json"]


def test_what_one_writes_together_is_ones_own_too(client, member):
    story = a_story(by=a_member("Luc Roy"), title="Written together")
    Invitation.objects.create(page=story, member=member.member, state=Invitation.State.ACCEPTED)

    data, _files = taken_along(client, member)

    assert [each["title"] for each in data["stories"]] == ["Written together"]
    assert "Luc Roy" not in json.dumps(data)


def test_no_password_and_no_key_is_in_it(client, member):
    data, _files = taken_along(client, member)

    told = json.dumps(data)
    assert member.password not in told
    assert "argon2" not in told


def test_the_file_is_made_only_on_asking_and_kept_in_no_cache(client, member):
    client.force_login(member)

    assert client.get("/en/account/take-along/").headers["Content-Type"].startswith("text/html")
    assert "no-store" in client.post("/en/account/take-along/").headers["Cache-Control"]


# --- Closing ---


def test_the_page_says_what_stays_and_what_goes(client, member):
    a_story(by=member, title="Hidden draft")
    client.force_login(member)

    page = client.get(CLOSE).content.decode()

    assert "What stays" in page
    assert "What goes" in page
    assert "Hidden draft" in page


def test_a_wrong_password_closes_nothing(client, member):
    response = close(client, member, password="wrong password")

    assert "Nothing has been closed" in response.content.decode()
    assert User.objects.get(pk=member.pk).is_active
    assert not Member.objects.get(user=member).is_closed


def test_guessing_the_password_here_is_limited_too(client, member, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/5m/key"}
    for _ in range(2):
        close(client, member, password="wrong password")

    response = close(client, member)

    assert "too many wrong passwords" in response.content.decode()
    assert not Member.objects.get(user=member).is_closed


def test_the_log_in_ends_everywhere_and_the_address_is_erased(client, member):
    address = member.email
    sign_in(client, member)
    Mail.objects.create(to=address, subject="A link", due_at=timezone.now())

    close(client, member)

    member.refresh_from_db()
    assert not is_signed_in(client)
    assert not member.is_active
    assert address not in member.email
    assert not EmailAddress.objects.filter(email=address).exists()
    assert not UserSession.objects.filter(user=member).exists()
    assert not Mail.objects.filter(to=address).exists()
    assert not sign_in(client, member).wsgi_request.user.is_authenticated
    assert not client.post("/en/account/login/", {"login": address, "password": PASSWORD}).wsgi_request.user.is_authenticated


def test_published_stories_stay_under_the_name(client, member):
    story = a_live_story(by=member)

    close(client, member, "yes")

    kept = StoryPage.objects.get(pk=story.pk)
    assert kept.live
    assert kept.authors.get().name == "Ana Lopez"
    page = client.get(kept.authors.get().member.get_absolute_url())
    assert "This page is closed" in page.content.decode()


def test_published_stories_stay_without_the_name_in_every_version(client, member):
    story = add_credit(a_live_story(by=member), a_member("Luc Roy").member)

    close(client, member, "no")

    kept = StoryPage.objects.get(pk=story.pk)
    assert {author.name for author in kept.authors.all()} == {"Former member", "Luc Roy"}
    for revision in kept.revisions.all():
        assert "Ana Lopez" not in json.dumps(revision.content)
        assert {author.name for author in revision.as_object().authors.all()} <= {"Former member", "Luc Roy"}
    assert not Member.objects.filter(name="Ana Lopez").exists()
    assert not Member.objects.filter(slug__startswith="ana-lopez").exists()


def test_an_address_left_as_contact_is_erased_from_every_version(client, member):
    story = a_live_story(by=member, contact=f"Write to {member.email.upper()}")
    assert story.contact

    close(client, member)

    kept = StoryPage.objects.get(pk=story.pk)
    assert kept.contact == ""
    assert not any(member.email.lower() in json.dumps(revision.content).lower() for revision in kept.revisions.all())


def test_own_drafts_and_their_pictures_go_even_in_review(client, member):
    picture, used = a_picture(member), a_picture(member, "Used elsewhere")
    story = a_story(by=member)
    draft = story.get_latest_revision_as_object()
    draft.images = [StoryImage(image=picture, alt="A chart", caption="A chart"), StoryImage(image=used, alt="b", caption="b")]
    draft.save_revision(user=member)
    live = a_live_story(by=a_member())
    StoryImage.objects.create(page=live, image=used, alt="b", caption="b")
    publishing.submit(StoryPage.objects.get(pk=story.pk), by=member)
    lesson = a_lesson(by=member)

    close(client, member)

    assert not StoryPage.objects.filter(pk=story.pk).exists()
    assert not LessonPage.objects.filter(pk=lesson.pk).exists()
    assert not get_image_model().objects.filter(pk=picture.pk).exists()
    assert get_image_model().objects.filter(pk=used.pk).exists()


def test_a_draft_that_somebody_else_writes_too_becomes_theirs(client, member):
    luc = a_member("Luc Roy")
    story = a_story(by=member)
    Invitation.objects.create(page=story, member=luc.member, state=Invitation.State.ACCEPTED)

    close(client, member)

    assert StoryPage.objects.get(pk=story.pk).owner == luc


def test_a_credit_in_somebody_elses_draft_deletes_nothing(client, member):
    story = add_credit(a_story(by=a_member("Luc Roy")), member.member)

    close(client, member)

    assert StoryPage.objects.filter(pk=story.pk).exists()


def test_the_page_of_the_person_is_emptied(client, member):
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "teal").save(out, "PNG")
    photos.replace(member.member, ContentFile(out.getvalue(), "me.png"))
    person = member.member
    person.about, person.place = "Words about me", "Moosonee"
    person.save()
    affiliations.claim(an_organization(), by=person)
    photo = person.photo

    close(client, member)

    left = Member.objects.get(pk=person.pk)
    assert left.is_closed
    assert (left.about, left.place, left.photo, left.user) == ("", "", None, None)
    assert not left.affiliations.exists()
    assert not get_image_model().objects.filter(pk=photo.pk).exists()


def test_the_only_administrator_cannot_leave(client):
    keeper = someone_with_role(ADMINISTRATORS)
    keeper.set_password(PASSWORD)
    keeper.save()
    assert "only administrator" in close(client, keeper).content.decode()
    assert User.objects.get(pk=keeper.pk).is_active

    someone_with_role(ADMINISTRATORS)

    assert close(client, keeper).status_code == 302


def test_the_same_person_may_join_again_later(client, member):
    address = member.email
    close(client, member)

    again = User.objects.create_user(email=address, password=PASSWORD)

    assert again.pk != member.pk


def test_whoever_has_no_password_sets_one_first(client):
    user = member_who_signs_in()
    user.set_unusable_password()
    user.save()
    client.force_login(user)

    assert "Set a password first" in client.get(CLOSE).content.decode()


# --- Measures ---


def test_ones_measures_are_taken_along_with_their_figures_and_nobody_elses(client, member):
    story = a_live_story(by=member, title="Published story")
    a_chart(story, a_measure(by=member, name="Missed visits"))
    a_measure(name="Of somebody else")

    told, _names = taken_along(client, member)

    assert [each["definition"]["name"] for each in told["measures"]] == ["Missed visits"]
    measure = told["measures"][0]
    assert len(measure["figures"]) == 24
    assert measure["typed"][0] == {"period": "2023-01", "numerator": "22", "denominator": "100"}
    assert measure["stories"] == ["Published story"]


def test_measures_that_stand_in_a_story_stay_without_their_owner_and_others_go(client, member):
    published, alone, drafted = (a_measure(by=member, name=name) for name in ("Published", "Alone", "Drafted"))
    a_chart(a_live_story(by=member), published)
    draft = a_live_story().get_latest_revision_as_object()  # a live story of others whose next version shows it
    draft.measure_links.add(StoryMeasure(measure=drafted, revision=drafted.latest))
    draft.save_revision()

    close(client, member)

    assert dict(Measure.objects.values_list("name", "owner")) == {"Published": None, "Drafted": None}
    assert not Measure.objects.filter(pk=alone.pk).exists()
