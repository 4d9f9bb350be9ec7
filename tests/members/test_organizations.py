"""Organizations: who works there is said by the person, confirmed by a steward, and never by oneself."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from members import affiliations
from members.models import Affiliation, Member, Organization
from members.roles import ADMINISTRATORS, EDITORS, REVIEWERS
from tests.factories import a_live_story, a_member, a_story, an_editor, an_organization, someone_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db) -> Organization:
    return an_organization("Riverbend Community Mental Health")


def a_steward(place: Organization, name: str = "Sam Steward"):
    user = a_member(name)
    Affiliation.objects.create(member=user.member, organization=place, role=Affiliation.Role.STEWARD, state=Affiliation.State.CONFIRMED)
    return user


def claimed(place: Organization, name: str = "Ana Lopez") -> Affiliation:
    return affiliations.claim(place, by=a_member(name).member)


def people_page(client, place: Organization, verb: str = "", affiliation: Affiliation | None = None):
    address = f"/en/organizations/{place.slug}/people/"
    if not verb:
        return client.get(address)
    return client.post(address, {"verb": verb, "affiliation": affiliation.pk if affiliation else ""})


def test_a_claim_is_shown_to_nobody_until_it_is_confirmed(client, place):
    affiliation = claimed(place)
    client.force_login(a_member())
    address = affiliation.member.get_absolute_url()

    assert place.name not in client.get(address).content.decode()
    assert "Ana Lopez" not in client.get(place.get_absolute_url()).content.decode()
    affiliations.confirm(affiliation, by=a_steward(place))

    assert place.name in client.get(address).content.decode()
    assert "Ana Lopez" in client.get(place.get_absolute_url()).content.decode()


@pytest.mark.database
def test_saying_it_twice_is_saying_it_once(place):
    ana = a_member().member

    assert affiliations.claim(place, by=ana) == affiliations.claim(place, by=ana)
    assert len(mail.outbox) == 1


def test_stewards_are_told_and_answer_by_mail(place):
    steward = a_steward(place)

    affiliation = claimed(place)
    affiliations.confirm(affiliation, by=steward)

    assert [letter.to for letter in mail.outbox] == [[steward.email], [affiliation.member.user.email]]
    assert f"/organizations/{place.slug}/people/" in mail.outbox[0].body


def test_without_a_steward_the_editors_are_told(place, settings):
    settings.EDITORS_EMAIL = "editors@example.org"

    claimed(place)

    assert mail.outbox[0].to == ["editors@example.org"]


def test_a_steward_confirms_on_the_page(client, place):
    affiliation = claimed(place)
    client.force_login(a_steward(place))

    assert "Ana Lopez" in people_page(client, place).content.decode()
    people_page(client, place, "confirm", affiliation)

    affiliation.refresh_from_db()
    assert affiliation.state == Affiliation.State.CONFIRMED
    assert affiliation.decided_by is not None
    assert affiliation.decided_at is not None


@pytest.mark.database
def test_whoever_was_declined_may_ask_again(place):
    affiliation = claimed(place)
    affiliations.decline(affiliation, by=a_steward(place))

    affiliations.claim(place, by=affiliation.member)

    affiliation.refresh_from_db()
    assert affiliation.state == Affiliation.State.CLAIMED


@pytest.mark.parametrize("role", ["", REVIEWERS])
def test_nobody_else_sees_or_decides_who_works_there(client, place, role):
    affiliation = claimed(place)
    stranger = someone_with_role(role) if role else a_member()
    client.force_login(stranger)

    assert people_page(client, place).status_code == 403
    assert people_page(client, place, "confirm", affiliation).status_code == 403
    affiliation.refresh_from_db()
    assert affiliation.state == Affiliation.State.CLAIMED


def test_a_steward_of_one_place_decides_nothing_at_another(client, place):
    other = an_organization("Lakeshore Peer Network")
    affiliation = claimed(other)
    client.force_login(a_steward(place))

    assert people_page(client, other).status_code == 403
    assert people_page(client, place, "confirm", affiliation).status_code == 404
    affiliation.refresh_from_db()
    assert affiliation.state == Affiliation.State.CLAIMED


def test_strangers_are_asked_to_sign_in(client, place):
    assert "/account/login/" in people_page(client, place).url


def test_nobody_confirms_themself(place):
    editor = an_editor()
    own = affiliations.claim(place, by=editor.member)

    with pytest.raises(PermissionDenied, match="about yourself"):
        affiliations.confirm(own, by=editor)


@pytest.mark.database
def test_a_steward_names_no_steward_not_even_themself(client, place):
    steward = a_steward(place)
    colleague = claimed(place)
    affiliations.confirm(colleague, by=steward)
    own = Affiliation.objects.get(member=steward.member)
    client.force_login(steward)

    assert people_page(client, place, "name_steward", colleague).status_code == 403
    assert people_page(client, place, "name_steward", own).status_code == 403
    colleague.refresh_from_db()
    assert not colleague.is_steward


def test_an_editor_names_a_steward_who_then_decides(client, place):
    affiliation, editor = claimed(place), an_editor()
    affiliations.confirm(affiliation, by=editor)
    client.force_login(editor)

    people_page(client, place, "name_steward", affiliation)

    assert affiliations.may_decide(place, by=affiliation.member.user)


def test_only_somebody_confirmed_can_become_a_steward(place):
    with pytest.raises(ValidationError, match="Confirm first"):
        affiliations.name_steward(claimed(place), by=an_editor())


def test_an_editor_cannot_make_themself_a_steward(place):
    editor = an_editor()
    own = affiliations.claim(place, by=editor.member)
    affiliations.confirm(own, by=someone_with_role(ADMINISTRATORS))

    with pytest.raises(PermissionDenied, match="about yourself"):
        affiliations.name_steward(own, by=editor)


@pytest.mark.database
def test_a_steward_does_not_throw_another_steward_out(place):
    one, two = a_steward(place), a_steward(place, "Tia Steward")

    with pytest.raises(PermissionDenied, match="Only an editor"):
        affiliations.decline(Affiliation.objects.get(member=two.member), by=one)


def test_a_claimed_steward_decides_nothing(place):
    """A role in a row that nobody has confirmed is no right."""
    user = a_member()
    Affiliation.objects.create(member=user.member, organization=place, role=Affiliation.Role.STEWARD)

    assert not affiliations.may_decide(place, by=user)


@pytest.mark.database
def test_one_leaves_without_asking(client, place):
    affiliation = claimed(place)
    affiliations.confirm(affiliation, by=a_steward(place))
    client.force_login(affiliation.member.user)

    client.post(f"/en/account/affiliations/{affiliation.pk}/leave/")

    assert not Affiliation.objects.filter(pk=affiliation.pk).exists()


def test_nobody_takes_another_out(client, place):
    affiliation = claimed(place)
    client.force_login(a_member())

    assert client.post(f"/en/account/affiliations/{affiliation.pk}/leave/").status_code == 404
    assert Affiliation.objects.filter(pk=affiliation.pk).exists()


def test_one_says_where_one_works_on_ones_own_page(client, place):
    user = a_member()
    client.force_login(user)

    page = client.get(f"/en/account/affiliations/?organization={place.pk}").content.decode()
    client.post("/en/account/affiliations/", {"organization": place.pk})

    assert f'value="{place.pk}" selected' in page
    assert user.member.affiliations.get().state == Affiliation.State.CLAIMED


@pytest.mark.database
@pytest.mark.parametrize("asked", ["x", "99999999", "'", ""])
def test_an_organization_that_does_not_exist_is_told_in_words(client, asked):
    client.force_login(a_member())

    assert client.get("/en/account/affiliations/", {"organization": asked}).status_code == 200
    assert client.post("/en/account/affiliations/", {"organization": asked}).status_code == 200


@pytest.mark.parametrize("verb", ["", "become_king", "confirm"])
def test_made_up_forms_change_nothing(client, place, verb):
    client.force_login(a_steward(place))

    response = client.post(f"/en/organizations/{place.slug}/people/", {"verb": verb, "affiliation": "9" * 30})

    assert response.status_code in (302, 404)


def test_whoever_hides_where_they_work_is_hidden_on_the_organizations_page_too(client, place):
    affiliation = claimed(place)
    affiliations.confirm(affiliation, by=a_steward(place))
    affiliation.member.visibility = {"affiliations": "me"}
    affiliation.member.save()

    page = client.get(place.get_absolute_url())

    assert "Ana Lopez" not in page.content.decode()
    assert page.context["counts"]["people"] == 2, "counted, not named"


def test_the_page_shows_what_was_written_there_and_no_draft(client, place):
    live, draft = a_live_story(title="A warm hand at the door", status="stopped"), a_story(title="Not ready")
    for story in (live, draft):
        story.organizations.add(place)
        story.save()

    page = client.get(place.get_absolute_url())

    assert "A warm hand at the door" in page.content.decode()
    assert "Not ready" not in page.content.decode()
    assert page.context["counts"] == {"stories": 1, "did_not_work": 1, "lessons": 0, "resources": 0, "people": 0}


@pytest.mark.database
def test_the_list_finds_by_name_region_and_sector(client, place):
    an_organization("Lakeshore Peer Network")
    Organization.objects.filter(pk=place.pk).update(sector="hospital", region="Sudbury")

    for query in ("name=riverbend", "name=sudb", "sector=hospital"):
        page = client.get(f"/en/organizations/?{query}").content.decode()
        assert "Riverbend" in page, query
        assert "Lakeshore" not in page, query


@pytest.mark.database
@pytest.mark.parametrize("query", ["sector=%00", "sector=nothing", "name=%00'", "page=-1", "name=" + "x" * 5000])
def test_no_question_breaks_the_list(client, query):
    assert client.get(f"/en/organizations/?{query}").status_code == 200


def test_the_french_name_stands_on_the_french_page(client, place):
    Organization.objects.filter(pk=place.pk).update(name_fr="Santé mentale Riverbend")

    assert "Santé mentale Riverbend" in client.get(f"/fr/organizations/{place.slug}/").content.decode()
    assert "Santé mentale Riverbend" not in client.get(f"/en/organizations/{place.slug}/").content.decode()


def test_an_editor_verifies_and_names_stewards_in_the_admin(client, place):
    editor, ana = an_editor(), a_member("Ana Lopez").member
    client.force_login(editor)
    address = f"/admin/snippets/members/organization/edit/{place.pk}/"
    assert client.get(address).status_code == 200

    response = client.post(
        address,
        {
            "name": place.name, "name_fr": "", "slug": place.slug, "about": "", "logo": "", "region": "Ontario", "country": "",
            "sector": "community", "website": "", "is_checked": "on",
            "affiliations-TOTAL_FORMS": "1", "affiliations-INITIAL_FORMS": "0", "affiliations-MIN_NUM_FORMS": "0",
            "affiliations-MAX_NUM_FORMS": "1000", "affiliations-0-member": str(ana.pk), "affiliations-0-role": "steward",
            "affiliations-0-state": "confirmed", "affiliations-0-id": "", "affiliations-0-DELETE": "",
        },
    )  # fmt: skip

    assert response.status_code == 302
    place.refresh_from_db()
    assert place.is_verified
    assert "Confirmed organization" in client.get(place.get_absolute_url()).content.decode()
    assert affiliations.may_decide(place, by=ana.user)


def test_an_editor_keeps_organizations_and_professions(client):
    client.force_login(an_editor())

    for model in ("organization", "profession"):
        assert client.get(f"/admin/snippets/members/{model}/").status_code == 200
        assert client.get(f"/admin/snippets/members/{model}/add/").status_code == 200


def test_a_saved_name_shows_at_once_on_kept_pages(place):
    from content.models import Stamp

    before = Stamp.current()
    place.name = "Riverbend"
    place.save()

    assert Stamp.current() != before


def test_roles_of_the_group_and_of_the_steward_are_two_things(place):
    steward = a_steward(place)

    assert not steward.groups.filter(name=EDITORS).exists()
    assert not steward.has_perm("wagtailadmin.access_admin")
    assert Member.objects.get(user=steward).affiliations.get().is_steward
