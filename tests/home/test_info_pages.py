"""The pages about this place: laid once in both languages, the editors' from then on."""

import re

import pytest
from django.core.management import call_command
from django.utils.translation import override

from content.models import InfoPage
from home import info_pages
from home.models import HomePage

SLUGS = ["about", "community-rules", "accessibility", "privacy"]
TITLES = [
    ("/en/about/", "About this place"),
    ("/en/community-rules/", "Community rules"),
    ("/en/accessibility/", "Accessibility"),
    ("/en/privacy/", "Privacy"),
    ("/fr/about/", "À propos de ce lieu"),
    ("/fr/community-rules/", "Règles de la communauté"),
    ("/fr/accessibility/", "Accessibilité"),
    ("/fr/privacy/", "Confidentialité"),
]


def body_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize(("address", "title"), TITLES)
def test_each_page_answers_in_its_language(address, title, client, db):
    body = body_of(client, address)

    assert f"<h1>{title}</h1>" in body
    assert 'lang="en"' not in body.split("<main")[1] or address.startswith("/en/")


@pytest.mark.parametrize("slug", SLUGS)
def test_the_date_of_the_last_review_is_shown(slug, client, db):
    assert "2026" in body_of(client, f"/en/{slug}/").split("<main")[1].split("</main>")[0].split("Last reviewed")[1]


@pytest.mark.parametrize("slug", SLUGS)
def test_each_page_names_the_editors_address_of_this_site(slug, client, db, settings):
    settings.EDITORS_EMAIL = "The editors <editors@example.org>"

    main = body_of(client, f"/en/{slug}/").split("<main")[1]

    assert 'href="mailto:editors@example.org"' in main
    assert "{editors}" not in main


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_link_of_a_page_leads_nowhere(slug, language, client, db):
    main = body_of(client, f"/{language}/{slug}/").split("<main")[1].split("</main>")[0]
    inside = sorted(set(re.findall(r'href="(/[^"]*)"', main)))

    answers = {address: client.get(address.replace("&amp;", "&")).status_code for address in inside}

    assert inside
    assert not {address: code for address, code in answers.items() if code not in (200, 302)}


def test_about_leads_to_help_in_a_crisis(client, db):
    main = body_of(client, "/en/about/").split("<main")[1].split("</main>")[0]

    assert 'href="tel:988"' in main
    assert "not a crisis service" in main


def test_a_page_leads_to_the_others_and_says_which_it_is(client, db):
    main = body_of(client, "/en/privacy/").split("<main")[1].split("</main>")[0]

    assert '<b aria-current="page">Privacy</b>' in main
    assert '<a href="/en/community-rules/">Community rules</a>' in main


@pytest.mark.database
def test_the_words_of_editors_survive_set_up(client, db):
    page = InfoPage.objects.get(slug="privacy")
    page.title, page.body_en = "What we keep", "Nothing at all."
    page.save_revision().publish()

    call_command("set_up", verbosity=0)

    assert [page.title for page in InfoPage.objects.filter(slug="privacy")] == ["What we keep"]
    assert "Nothing at all." in body_of(client, "/en/privacy/")


def test_a_page_that_editors_took_offline_stays_offline(client, db):
    InfoPage.objects.get(slug="about").unpublish()

    call_command("set_up", verbosity=0)

    assert client.get("/en/about/").status_code == 404


@pytest.mark.database
def test_a_page_that_is_missing_is_laid_again(client, db):
    InfoPage.objects.get(slug="accessibility").delete()

    info_pages.lay(HomePage.objects.get())

    assert "<h1>Accessibility</h1>" in body_of(client, "/en/accessibility/")


def test_a_page_without_french_is_shown_in_english_and_says_so(client, db):
    InfoPage.objects.filter(slug="about").update(title_fr="", lede_fr="", body_fr="")

    main = body_of(client, "/fr/about/").split("<main")[1].split("</main>")[0]

    assert "<h1>About this place</h1>" in main
    assert '<div class="text" lang="en">' in main


@pytest.mark.parametrize("slug", SLUGS)
def test_both_languages_have_the_same_parts(slug, db):
    page = InfoPage.objects.get(slug=slug)
    with override("en"):
        english = page.body
    with override("fr"):
        french = page.body

    assert english != french
    for mark in (r"^## ", r"^- ", r"^\d\. ", r"^\|", r"^\*\*"):
        assert len(re.findall(mark, english, re.M)) == len(re.findall(mark, french, re.M)), mark
