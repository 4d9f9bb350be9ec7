"""Whom a post mentions, and the text that it starts from."""

import pytest

from home import library
from members.models import Organization
from sharing import directory, templates, texts
from sharing.channels import CHANNELS
from sharing.composing import check_template
from sharing.models import ContentKind, ExternalAccount, ExternalHandle, ShareTemplate
from sharing.text.facts import Facts

pytestmark = pytest.mark.django_db
HERE = {"HQOntario", "AMHOnt", "CMHAOntario", "IDEASOntario"}
BEYOND = {"Patient_Safety", "BMJ_Qual_Saf", "TheIHI"}


@pytest.fixture
def directory_of_the_paper():
    for row in library._rows("organizations"):
        library._bring_organization(row, set())
    for row in library._rows("outside_accounts"):
        library._bring_outside_account(row, set())


def test_the_accounts_of_the_founding_paper_stand_in_its_two_lists(directory_of_the_paper):
    on_x = ExternalHandle.objects.filter(network="x")

    assert set(on_x.filter(owner__shelf="here").values_list("handle", flat=True)) == HERE
    assert set(on_x.filter(owner__shelf="beyond").values_list("handle", flat=True)) == BEYOND
    assert all(account.source for account in ExternalAccount.objects.all())


def test_what_an_editor_took_out_of_the_directory_does_not_come_back(directory_of_the_paper):
    ExternalAccount.objects.get(slug="theihi").delete()

    for row in library._rows("outside_accounts"):
        library._bring_outside_account(row, library._known())

    assert not ExternalAccount.objects.filter(slug="theihi").exists()


def test_only_an_organization_that_the_page_names_is_mentioned_whatever_language_it_is_named_in(directory_of_the_paper):
    french = Organization.objects.get(slug="health-quality-ontario").name_fr

    assert directory.mentions_for(Facts(title="HQOntario", organizations=["An agency"]), "x") == []
    assert directory.mentions_for(Facts(organizations=["Health Quality Ontario"]), "x") == [("@HQOntario", "")]
    assert directory.mentions_for(Facts(organizations=[french.upper()]), "x") == [("@HQOntario", "")]
    assert directory.mentions_for(Facts(organizations=["Health Quality Ontario"]), "bluesky") == []


def test_an_editor_who_types_a_name_is_shown_whom_it_could_mean(directory_of_the_paper):
    assert [handle.handle for handle in directory.suggest("@cmha", "x")] == ["CMHAOntario"]
    assert [handle.handle for handle in directory.suggest("healthcare improvement", "x")] == ["TheIHI"]
    assert directory.suggest("cmha", "mastodon") == []


def test_a_template_of_the_editors_goes_before_the_one_that_comes_with_the_site():
    ShareTemplate.objects.create(network="x", content_kind="story", language="fr", text="{title} {link}")

    assert templates.template_for("x", "story", "fr") == "{title} {link}"
    assert "{finding}" in templates.template_for("x", "story", "en")


def test_every_network_and_kind_has_a_good_template_in_both_languages():
    for network in [*CHANNELS, "a-new-one"]:
        for kind in ContentKind.values:
            for language in ("en", "fr"):
                assert check_template(texts.built_in(network, kind, language)) == []
