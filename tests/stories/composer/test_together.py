"""Writing together: asked, yes or no, leaving; and what nobody else may do."""

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from editorial import publishing
from members.models import Visibility
from members.roles import ADMINISTRATORS, REVIEWERS
from stories.composer import coauthors, drafts
from stories.models import Invitation, StoryAuthor, StoryPage
from tests.factories import a_lesson, a_member, a_story, an_editor, someone_with_role

from .desk import draft_of, open_step, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def ask(page, other, *, step: str = "people"):
    return open_step(page, step).press(f"ask:{other.member.slug}")


def answer_of(other, answer: str, *, follow: bool = True):
    invitation = Invitation.objects.get(member=other.member)
    return sign_in(other).post(reverse("answer_invitation", args=[invitation.pk]), {"answer": answer}, follow=follow)


def test_a_member_is_found_by_name_asked_by_mail_and_writes_after_yes(django_capture_on_commit_callbacks):
    story, other = a_story(by=a_member("Robin Writer")), a_member("Olive Other")
    sheet = open_step(story, "people").write(coauthor="olive")
    found = sheet.client.get(sheet.press("find:name")["Location"]).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        ask(story, other)
    before = sign_in(other).get(f"/en/write/story/{story.pk}/about/").status_code
    invited = sign_in(other).get("/en/write/").content.decode()
    answer_of(other, "yes")
    open_step(story, by=other).write(aim="Olive's aim.").press()

    assert f"ask:{other.member.slug}" in found
    assert [letter.to for letter in mail.outbox] == [[other.email]]
    assert "Robin Writer asks you to write together" in mail.outbox[0].subject
    assert before == 404
    assert "Robin Writer asks you to write" in invited
    assert draft_of(story).aim == "Olive's aim."
    assert [author.member for author in draft_of(story).authors.all()] == [story.owner.member, other.member]
    assert story.title in sign_in(other).get("/en/write/").content.decode()


def test_a_lesson_is_written_together_too():
    lesson, other = a_lesson(), a_member()
    open_step(lesson).press(f"ask:{other.member.slug}")

    answer_of(other, "yes")

    assert [author.member for author in draft_of(lesson).authors.all()] == [lesson.owner.member, other.member]
    assert open_step(lesson, by=other).write(lesson="Ours.").press().status_code == 302


def test_who_says_no_never_writes_and_is_not_asked_again(django_capture_on_commit_callbacks):
    story, other = a_story(), a_member("Olive Other")
    ask(story, other)
    answer_of(other, "no")
    ended = sign_in(story.owner).post(f"/en/write/{story.pk}/leave/", {"member": other.member.slug})

    with django_capture_on_commit_callbacks(execute=True):
        sheet = open_step(story, "people")
        again = sheet.client.get(sheet.press(f"ask:{other.member.slug}")["Location"])

    assert ended.status_code == 404
    assert mail.outbox == []
    assert "has said no before" in again.content.decode()
    assert Invitation.objects.get().state == Invitation.State.DECLINED
    assert sign_in(other).get(f"/en/write/story/{story.pk}/about/").status_code == 404


def test_an_answer_counts_once_and_for_the_one_who_was_asked():
    story, other, stranger = a_story(), a_member(), a_member()
    ask(story, other)
    invitation = Invitation.objects.get()

    strangers = sign_in(stranger).post(reverse("answer_invitation", args=[invitation.pk]), {"answer": "yes"})
    answer_of(other, "no")
    late = answer_of(other, "yes")

    assert (strangers.status_code, late.status_code) == (404, 404)
    assert Invitation.objects.get().state == Invitation.State.DECLINED


def test_a_coauthor_leaves_and_stays_credited():
    story, other = a_story(), a_member("Olive Other")
    ask(story, other)
    answer_of(other, "yes")

    left = sign_in(other).post(f"/en/write/{story.pk}/leave/", {"member": other.member.slug}, follow=True)

    assert "You do not write this any more." in left.content.decode()
    assert sign_in(other).get(f"/en/write/story/{story.pk}/about/").status_code == 404
    assert other.member in [author.member for author in draft_of(story).authors.all()]
    assert open_step(story, "people").press().status_code == 302


def test_the_owner_ends_writing_together_and_nobody_else_does():
    story, one, two = a_story(), a_member("Olive One"), a_member("Tim Two")
    for other in (one, two):
        coauthors.accept(coauthors.ask(other.member, story, by=story.owner), by=other)

    refused = sign_in(one).post(f"/en/write/{story.pk}/leave/", {"member": two.member.slug})
    ended = sign_in(story.owner).post(f"/en/write/{story.pk}/leave/", {"member": one.member.slug}, follow=True)

    assert refused.status_code == 403
    assert "Olive One does not write this with you any more." in ended.content.decode()
    assert [member.name for member in drafts.writers_of(story)] == [story.owner.member.name, "Tim Two"]


def test_a_yes_while_editors_read_changes_nothing_that_they_read():
    story, other = a_story(), a_member()
    ask(story, other)
    publishing.submit(StoryPage.objects.get(pk=story.pk), by=story.owner)

    answer_of(other, "yes")

    assert len(draft_of(story).authors.all()) == 1
    assert drafts.may_write(story, other)


def test_a_credit_alone_gives_no_right_to_write():
    other = a_member()
    story = a_story()
    story.authors.add(StoryAuthor(member=other.member, name="Olive"))
    story.save()

    assert sign_in(other).get(f"/en/write/story/{story.pk}/about/").status_code == 404


def test_who_does_not_want_to_be_found_is_found_by_the_whole_name_only():
    story, hidden = a_story(), a_member("Olive Hidden")
    hidden.member.visibility = {"listed": Visibility.ME}
    hidden.member.save()

    by_part = coauthors.who_may_be_meant("olive", story, by=story.owner)
    by_name = coauthors.who_may_be_meant("olive hidden", story, by=story.owner)

    assert (by_part, by_name) == ([], [hidden.member])


@pytest.mark.parametrize("wanted", ["%00", "%ED%A0%80", "x" * 3000, "%27%22%3C"])
def test_any_name_can_be_looked_for(wanted):
    story = a_story()

    answer = sign_in(story.owner).get(f"/en/write/story/{story.pk}/people/?coauthor={wanted}&more=nonsense")

    assert answer.status_code == 200


@override_settings(INVITATIONS_PER_DAY=2)
def test_asking_and_taking_back_over_and_over_comes_to_an_end(django_capture_on_commit_callbacks):
    story, other = a_story(), a_member("Olive Other")

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(4):
            ask(story, other)
            sign_in(story.owner).post(f"/en/write/{story.pk}/leave/", {"member": other.member.slug})

    assert len(mail.outbox) == 2


ADDRESSES = [
    ("get", "/en/write/story/{pk}/about/"),
    ("post", "/en/write/story/{pk}/about/"),
    ("get", "/en/write/story/{pk}/check/"),
    ("get", "/en/write/{pk}/preview/"),
    ("post", "/en/write/{pk}/submit/"),
    ("post", "/en/write/{pk}/take-back/"),
    ("get", "/en/write/{pk}/status/"),
    ("get", "/en/write/{pk}/delete/"),
    ("post", "/en/write/{pk}/delete/"),
    ("post", "/en/write/{pk}/leave/"),
]


def test_strangers_learn_nothing_at_any_address():
    story, lesson = a_story(title="Zqx secret"), a_lesson(title="Zqx lesson")
    strangers = [a_member(), someone_with_role(REVIEWERS), an_editor(), someone_with_role(ADMINISTRATORS)]

    for user in strangers:
        client = sign_in(user)
        for method, address in [*ADDRESSES, ("get", "/en/write/lesson/{pk}/"), ("post", "/en/write/lesson/{pk}/")]:
            for page in (story, lesson):
                answer = getattr(client, method)(address.format(pk=page.pk), {"title": "Mine now", "member": "x"})
                assert answer.status_code == 404, f"{user} got {answer.status_code} at {address}"
                assert b"Zqx" not in answer.content
        assert b"Zqx" not in client.get("/en/write/").content
    assert draft_of(story).title == "Zqx secret"


def test_who_is_not_signed_in_is_led_to_the_door(client):
    story = a_story()

    answers = [getattr(client, method)(address.format(pk=story.pk)) for method, address in ADDRESSES]

    assert {answer.status_code for answer in answers} == {302}
    assert all("/login/" in answer["Location"] or "/sign-in/" in answer["Location"] for answer in answers)


def test_nothing_is_changed_by_a_get_or_from_another_site():
    story = a_story()
    client = Client(enforce_csrf_checks=True)
    client.force_login(story.owner, backend="django.contrib.auth.backends.ModelBackend")

    posts = [client.post(address.format(pk=story.pk), {"title": "Forged"}) for method, address in ADDRESSES if method == "post"]
    gets = [client.get(f"/en/write/{story.pk}/{verb}/") for verb in ("submit", "take-back", "leave")]

    assert {answer.status_code for answer in posts} == {403}
    assert {answer.status_code for answer in gets} == {405}
    assert draft_of(story).title == story.title
