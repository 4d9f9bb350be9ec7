"""Editors keep rules, texts and the directory of outside accounts; what would go wrong in a post is refused when it is typed."""

import pytest
from django.test import Client
from django.urls import reverse

from sharing import composing, evergreen, template_example
from sharing.channels import CHANNELS
from sharing.models import ContentKind, ExternalAccount, ExternalHandle, ShareRule, ShareTemplate
from tests.factories import a_member, an_editor, an_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    client = Client()
    client.force_login(an_editor())
    return client


def address(model: type, view: str, *args: object) -> str:
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def saved(browser: Client, model: type, typed: dict, *args: object) -> str:
    """What the editor sees after pressing Save."""
    answer = browser.post(address(model, "edit" if args else "add", *args), typed, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


# --- Rules ---


@pytest.mark.database
def test_a_rule_is_kept_and_never_twice(browser):
    organization = an_organization()
    typed = {"content_kind": "story", "organization": organization.pk, "mode": "auto"}

    saved(browser, ShareRule, typed)
    twice = saved(browser, ShareRule, typed)

    assert ShareRule.objects.get().mode == ShareRule.Mode.AUTO
    assert "There is a rule for these pages already" in twice


def test_the_form_says_what_automatic_means(browser):
    page = browser.get(address(ShareRule, "add")).content.decode()

    assert "Ask always" in page and "Nobody reads the text before" in page
    assert 'value="ask" required' in page.replace("\n", "") or "checked" in page


@pytest.mark.parametrize("model", [ShareRule, ShareTemplate, ExternalAccount])
def test_members_keep_none_of_it(model):
    client = Client()
    client.force_login(a_member())

    assert client.get(address(model, "list")).status_code in (302, 403)


@pytest.mark.parametrize("model", [ShareRule, ShareTemplate, ExternalAccount])
def test_lists_can_be_searched_with_anything(browser, model):
    for words in ("care", "'\"<>%", "\\"):
        assert browser.get(address(model, "list"), {"q": words}).status_code == 200


# --- Texts ---


def template(**typed: str) -> dict:
    return {"network": "bluesky", "content_kind": "story", "language": "en", "text": "{title}\n{link}", **typed}


def test_a_text_is_kept_and_used(browser):
    saved(browser, ShareTemplate, template(text="New: {title}\n{link}"))

    shown = template_example.example(network="bluesky", content_kind="story", language="en", text="")

    assert ShareTemplate.objects.get().text.startswith("New:")
    assert shown["parts"][0][0].startswith("New: Fewer missed first visits (made-up example)")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"text": "{titel}\n{link}"}, "is no placeholder. Did you mean {title}?"),
        ({"text": "{title} {\n{link}"}, "A brace stands alone"),
        ({"text": "Read this"}, "every post would say the same"),
        ({"network": "friendster"}, "Choose a network."),
    ],
)
def test_a_text_that_would_go_wrong_is_refused_and_kept_on_the_screen(browser, typed, words):
    page = saved(browser, ShareTemplate, template(**typed))

    assert words in page.replace("&#x27;", "'")
    assert typed.get("text", "{title}") in page
    assert not ShareTemplate.objects.exists()


def test_the_form_shows_the_placeholders_and_an_example(browser):
    row = ShareTemplate.objects.create(**template(text="{title}\n{finding} {caution}\n{link}"))

    page = browser.get(address(ShareTemplate, "edit", row.pk)).content.decode()

    assert all(f"<code>{{{name}}}</code>" in page for name in composing.PLACEHOLDERS)
    assert "A made-up example on Bluesky" in page and "the aim of 15% is not yet met." in page
    assert "of 300" in page


@pytest.mark.parametrize("kind", ContentKind.values)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_network_draws_an_example_that_fits(kind, language):
    for network in CHANNELS:
        shown = template_example.example(network=network, content_kind=kind, language=language, text="")

        assert shown["parts"] and all(count.fits for _text, count in shown["parts"]), network


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_ways_of_telling_again_are_good_templates(language):
    assert [composing.check_template(way) for way in evergreen.WAYS[language]] == [[]] * len(evergreen.WAYS[language])


# --- Outside accounts ---


def outside(network: str = "x", handle: str = "ONThealth", remote_id: str = "", **typed: object) -> dict:
    return {
        "name": "A made-up agency",
        "shelf": "other",
        "about": "",
        "source": "",
        "handles-TOTAL_FORMS": 1,
        "handles-INITIAL_FORMS": 0,
        "handles-MIN_NUM_FORMS": 0,
        "handles-MAX_NUM_FORMS": 1000,
        "handles-0-network": network,
        "handles-0-handle": handle,
        "handles-0-remote_id": remote_id,
        "handles-0-checked_on": "",
        **typed,
    }


def test_an_outside_account_is_kept_with_its_handles(browser):
    saved(browser, ExternalAccount, outside(handle=" @ONThealth "))
    saved(browser, ExternalAccount, outside(handle="ONThealth2"))

    slugs = list(ExternalAccount.objects.filter(name="A made-up agency").order_by("pk").values_list("slug", flat=True))

    assert slugs == ["a-made-up-agency", "a-made-up-agency-2"]
    assert ExternalAccount.objects.get(slug="a-made-up-agency").handles.get().handle == "ONThealth"
    assert "X @ONThealth" in browser.get(address(ExternalAccount, "list"), {"q": "ONThealth"}).content.decode()


@pytest.mark.parametrize(
    ("network", "handle", "remote_id", "words"),
    [
        ("x", "a name with spaces", "", "That is no name on this network. For example: ONThealth"),
        ("x", "https://x.com/ONThealth", "", "That is no name on this network"),
        ("bluesky", "nodots", "", "For example: name.bsky.social"),
        ("mastodon", "@name", "", "For example: name@server.example"),
        ("bluesky", "name.bsky.social", "plc:1", "On this network it begins with did:"),
        ("linkedin", "a-page", "did:plc:1", "On this network it begins with urn:li:"),
    ],
)
def test_a_handle_that_cannot_be_one_is_refused(browser, network, handle, remote_id, words):
    page = saved(browser, ExternalAccount, outside(network, handle, remote_id))

    assert words in page
    assert not ExternalAccount.objects.filter(name="A made-up agency").exists()


@pytest.mark.database
def test_the_directory_costs_the_same_however_long_it_is(browser, django_assert_max_num_queries):
    for number in range(40):
        account = ExternalAccount.objects.create(slug=f"agency-{number}", name=f"Agency {number}")
        ExternalHandle.objects.create(owner=account, network="x", handle=f"agency{number}")

    with django_assert_max_num_queries(30):
        assert "X @agency12" in browser.get(address(ExternalAccount, "list"), {"q": "Agency 1"}).content.decode()
