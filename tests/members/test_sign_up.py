"""Joining: a person gets in, a machine does not, and nobody learns who is here."""

import time

import pytest
from django.core import mail
from django.core.cache import cache

from members import proof
from members.models import Member, SpentChallenge, User
from members.roles import MEMBERS

from .conftest import is_signed_in, link_in, member_who_signs_in, sign_up_form, without_tokens, work_done

pytestmark = [pytest.mark.django_db, pytest.mark.database]
JOIN = "/en/account/signup/"


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


def said(response) -> str:
    return response.content.decode()


def test_whoever_joins_confirms_the_address_and_is_a_member(client, settings):
    settings.LOGIN_REDIRECT_URL = "account_home"

    client.post(JOIN, sign_up_form())
    assert not is_signed_in(client)
    client.post(link_in(mail.outbox[0], "confirm-email"))

    user = User.objects.get(email="maya@example.org")
    assert is_signed_in(client)
    assert user.member.name == "Maya Roy"
    assert user.member.slug == "maya-roy"
    assert [group.name for group in user.groups.all()] == [MEMBERS]


def test_opening_the_link_alone_confirms_nothing(client):
    client.post(JOIN, sign_up_form())

    client.get(link_in(mail.outbox[0], "confirm-email"))

    assert not User.objects.get(email="maya@example.org").emailaddress_set.filter(verified=True).exists()


def test_two_people_of_one_name_get_two_addresses(client):
    client.post(JOIN, sign_up_form())
    client.post(JOIN, sign_up_form(email="other-maya@example.org"))

    assert set(Member.objects.values_list("slug", flat=True)) >= {"maya-roy", "maya-roy-2"}


def test_a_name_in_any_script_gets_an_address(client):
    client.post(JOIN, sign_up_form(name="王秀英"))

    member = Member.objects.get(name="王秀英")
    assert member.slug == "member"


def test_a_name_that_is_an_advertisement_is_refused(client):
    response = client.post(JOIN, sign_up_form(name="Cheap pills http://pills.example"))

    assert "no address and no link" in said(response)
    assert not User.objects.filter(email="maya@example.org").exists()


def test_without_javascript_a_typed_word_is_enough(client):
    shown = client.get(JOIN).context["form"].word_to_type

    client.post(JOIN, sign_up_form(altcha="", word=f" {shown.word.upper()} ", word_seal=shown.seal))

    assert User.objects.filter(email="maya@example.org").exists()


@pytest.mark.parametrize("typed", ["", "another word"])
def test_the_wrong_word_is_told_and_a_new_one_is_shown(client, typed):
    shown = client.get(JOIN).context["form"].word_to_type

    response = client.post(JOIN, sign_up_form(altcha="", word=typed, word_seal=shown.seal))

    assert "Type the word that stands above the field" in said(response)
    assert shown.seal not in said(response)
    assert "maya@example.org" in said(response), "what was typed is still there"
    assert not User.objects.filter(email="maya@example.org").exists()


def test_a_word_of_another_seal_does_not_count(client):
    ours, other = proof.new_word(), proof.new_word()
    while other.word == ours.word:
        other = proof.new_word()

    client.post(JOIN, sign_up_form(altcha="", word=ours.word, word_seal=other.seal))

    assert not User.objects.filter(email="maya@example.org").exists()


def test_work_counts_once(client):
    done = work_done()
    client.post(JOIN, sign_up_form(altcha=done))

    response = client.post(JOIN, sign_up_form(email="second@example.org", altcha=done))

    assert "was used before" in said(response)
    assert not User.objects.filter(email="second@example.org").exists()


def test_a_typed_word_counts_once(client):
    shown = proof.new_word()
    client.post(JOIN, sign_up_form(altcha="", word=shown.word, word_seal=shown.seal))

    client.post(JOIN, sign_up_form(email="second@example.org", altcha="", word=shown.word, word_seal=shown.seal))

    assert not User.objects.filter(email="second@example.org").exists()


def test_a_weak_password_does_not_use_the_work_up(client):
    done = work_done()
    response = client.post(JOIN, sign_up_form(password1="short", altcha=done))
    assert "too short" in said(response)

    client.post(JOIN, sign_up_form(altcha=done))

    assert User.objects.filter(email="maya@example.org").exists()


@pytest.mark.parametrize("payload", ["x", "e30=", "%%%", "eyJjaGFsbGVuZ2UiOiB7fX0=", "A" * 9000])
def test_made_up_work_is_refused_in_words(client, payload):
    response = client.post(JOIN, sign_up_form(altcha=payload))

    assert response.status_code == 200
    assert not User.objects.filter(email="maya@example.org").exists()


def test_lighter_work_than_asked_is_refused(client):
    import altcha

    light = proof.new_challenge()
    light["parameters"]["cost"] = 1
    challenge = altcha.Challenge.from_dict(light)
    payload = altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()

    client.post(JOIN, sign_up_form(altcha=payload))

    assert not User.objects.filter(email="maya@example.org").exists()


def test_work_that_has_run_out_is_refused(monkeypatch):
    done = work_done()
    later = time.time() + proof.VALID_FOR + 5
    monkeypatch.setattr(time, "time", lambda: later)

    assert proof.mark_of_work(done) == ""


def test_the_field_that_people_do_not_see_must_stay_empty(client):
    response = client.post(JOIN, sign_up_form(website="https://pills.example"))

    assert "people do not see" in said(response)
    assert not User.objects.filter(email="maya@example.org").exists()


def test_nobody_fills_the_form_in_a_blink(client, settings):
    settings.SIGN_UP_SECONDS = 3

    response = client.post(JOIN, sign_up_form())

    assert "quicker than people type" in said(response)
    assert not User.objects.filter(email="maya@example.org").exists()


@pytest.mark.parametrize("clock", ["", "shown", "shown:1:forged"])
def test_a_clock_that_is_not_ours_does_not_count(client, clock):
    response = client.post(JOIN, sign_up_form(clock=clock))

    assert "open for too long" in said(response)
    assert response.context["form"]["clock"].value() != clock, "the form brings a fresh one"


def test_joining_with_a_known_address_looks_the_same_and_tells_only_its_owner(client):
    known = member_who_signs_in("Ana Lopez")

    fresh = client.post(JOIN, sign_up_form(), follow=True)
    again = client.post(JOIN, sign_up_form(email=known.email), follow=True)

    assert fresh.redirect_chain == again.redirect_chain
    assert without_tokens(fresh, "maya@example.org") == without_tokens(again, known.email)
    assert "already a member" in mail.outbox[-1].body
    assert mail.outbox[-1].to == [known.email]
    assert User.objects.filter(email=known.email).count() == 1


def test_too_many_words_without_work_are_stopped_for_everybody_in_time(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup_by_word": "2/h/ip"}
    answers = []
    for number in range(3):
        shown = proof.new_word()
        answers.append(
            client.post(JOIN, sign_up_form(email=f"m{number}@example.org", altcha="", word=shown.word, word_seal=shown.seal)).status_code
        )

    assert answers == [302, 302, 429]
    assert client.post(JOIN, sign_up_form(email="with-work@example.org")).status_code == 302


def test_spent_challenges_are_forgotten_when_they_have_run_out(db):
    proof.spend("old")
    SpentChallenge.objects.update(spent_at="2026-01-01T00:00:00Z")
    proof.spend("new")

    proof.forget_spent()

    assert list(SpentChallenge.objects.values_list("mark", flat=True)) == ["new"]


def test_the_page_for_joining_loads_nothing_from_elsewhere(client):
    page = said(client.get(JOIN))

    assert 'src="http' not in page
    assert "style=" not in page


def test_the_french_page_asks_for_a_french_word(client):
    shown = client.get("/fr/account/signup/").context["form"].word_to_type

    assert shown.word in proof.WORDS["fr"]
