"""What every answer says to the browser, and what no page carries: scripts, styles and handlers inside the text."""

import re
from html.parser import HTMLParser

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document

from content.models import Hashtag, Method
from editorial import corrections, publishing
from members.models import Affiliation
from stories.models import ChangeIdea, Invitation, Series
from tests.content.bad_files import GOOD_FILES
from tests.editorial.editor_form import editor_form
from tests.factories import a_live_lesson, a_live_story, a_member, a_story, an_editor, an_organization

pytestmark = pytest.mark.django_db
LINKS_ONLY = ("canonical", "alternate")
PUBLIC = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


class Inline(HTMLParser):
    """Whatever a strict policy would stop: scripts and styles in the text, handlers, addresses that are scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "script" and "src" not in named and named.get("type") not in ("application/json", "application/ld+json"):
            self.found.append(f"<script> on line {self.getpos()[0]}")
        if tag == "style":
            self.found.append(f"<style> on line {self.getpos()[0]}")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.found.append(f"<{tag} {name}=…> on line {self.getpos()[0]}")
            if name in ("href", "src", "action", "formaction") and re.match(r"\s*(javascript|data:text|vbscript)", value or "", re.I):
                self.found.append(f"<{tag} {name}={value!r}> on line {self.getpos()[0]}")
            loads = name in ("src", "srcset", "poster") or (tag == "link" and name == "href" and named.get("rel") not in LINKS_ONLY)
            if loads and re.match(r"(https?:)?//", value or ""):
                self.found.append(f"<{tag} {name}={value!r}> comes from elsewhere")


def inline_in(body: str) -> list[str]:
    reader = Inline()
    reader.feed(body)
    return reader.found


def policy_of(answer) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";") if part.strip())
    return {name: value for name, _space, value in parts}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def place():
    """A story with everything that pages draw, and the addresses of everything around it."""
    author = a_member("Ana Lima")
    story = a_live_story(
        by=author,
        problem="Text with a | table\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nand a note[^1] and #EQIPON\n\n[^1]: Here.\n\n<b onclick=x>bold</b>",
        plain_language="In plain words.",
        aim_what="visits",
    )
    idea = ChangeIdea.objects.create(title="Call before", slug="call-before")
    organization = an_organization("Northern Pines")
    Affiliation.objects.create(member=author.member, organization=organization, state="confirmed", role="steward")
    story.change_ideas.add(idea)
    story.organizations.add(organization)
    story.methods.add(Method.objects.get_or_create(slug="pdsa", defaults={"name_en": "PDSA"})[0])
    story.hashtags.add(Hashtag.objects.get_or_create(name="EQIPON")[0])
    story.save()
    story.save_revision().publish()
    corrections.correct(story, by=an_editor(), reason="One count was wrong.")
    lesson = a_live_lesson(by=author)
    series = Series.objects.create(title="A series", slug="a-series")
    series.entries.create(page=story, sort_order=0)
    draft = a_story(by=author)
    Invitation.objects.create(page=a_story(), member=author.member)
    return {"author": author, "story": story, "lesson": lesson, "organization": organization, "draft": draft}


def public_addresses(place: dict) -> list[str]:
    paths = [
        "", "stories/", "stories/?q=visits&sort=title", "lessons/", "methods/", "methods/pdsa/", "hashtags/", "hashtags/EQIPON/", "people/",
        "organizations/", "series/a-series/", "change-ideas/call-before/", "components/", "account/login/", "account/signup/",
        "account/password/reset/", "search/?q=visits", "nothing-here/",
        f"stories/{place['story'].slug}/", f"lessons/{place['lesson'].slug}/",
        f"people/{place['author'].member.slug}/", f"organizations/{place['organization'].slug}/",
    ]  # fmt: skip
    return [f"/{language}/{path}" for language in ("en", "fr") for path in paths] + ["/outbox/"]


def own_addresses(place: dict) -> list[str]:
    draft = place["draft"]
    steps: list[str] = re.findall(r'href="(/en/write/story/\d+/[\w-]+/)"', _start_of(place))
    return [
        "/en/account/", "/en/account/profile/", "/en/account/affiliations/", "/en/account/email/", "/en/account/2fa/", "/en/account/sessions/",
        "/en/account/take-along/", "/en/account/close/", "/en/write/", "/en/write/story/new/", "/en/write/lesson/new/",
        f"/en/write/story/{draft.pk}/check/", f"/en/write/{draft.pk}/preview/", f"/en/write/{draft.pk}/status/",
        f"/en/write/{draft.pk}/delete/", f"/en/organizations/{place['organization'].slug}/people/", *steps,
    ]  # fmt: skip


def _start_of(place: dict) -> str:
    return signed_in(place["author"]).get(place["draft"].composer_url()).content.decode()


def test_public_pages_carry_nothing_that_a_strict_policy_would_stop(client, place):
    found = {address: inline_in(client.get(address).content.decode()) for address in public_addresses(place)}

    assert {address: lines for address, lines in found.items() if lines} == {}


def test_the_pages_of_members_carry_nothing_either(place):
    browser = signed_in(place["author"])

    answers = {address: browser.get(address, follow=True) for address in own_addresses(place)}

    assert len(answers) > 18
    assert {address: inline_in(answer.content.decode()) for address, answer in answers.items() if inline_in(answer.content.decode())} == {}
    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code != 200} == {}


def test_the_search_for_inline_things_finds_them():
    """So that the tests above can fail."""
    body = '<p style="a" onclick="b"><script>c</script><style>d</style><a href=" javascript:e">f</a><img src="https://elsewhere.example/g">'

    assert len(inline_in(body)) == 6


def test_every_answer_to_readers_has_a_strict_policy(client, place):
    for address in public_addresses(place):
        answer = client.get(address)
        policy = policy_of(answer)

        assert PUBLIC.items() <= policy.items(), address
        assert "unsafe" not in answer["Content-Security-Policy"], address
        assert answer["X-Frame-Options"] == "DENY", address
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin", address
        assert "camera=()" in answer["Permissions-Policy"], address
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", address


def test_feeds_and_other_machine_readable_answers_are_not_sniffed(client, place):
    for address in ("/en/feeds/stories.rss", "/en/feeds/stories.json", "/robots.txt", "/sitemap.xml", "/.well-known/security.txt"):
        assert client.get(address)["X-Content-Type-Options"] == "nosniff", address


def test_what_a_signed_in_person_sees_is_kept_by_no_cache(place):
    for user in (place["author"], an_editor()):
        browser = signed_in(user)
        for address in (
            "/en/",
            "/en/stories/",
            f"/en/stories/{place['story'].slug}/",
            "/en/write/",
            "/en/account/",
            "/en/feeds/stories.rss",
        ):
            answer = browser.get(address)
            assert {"private", "no-store"} <= set(re.split(r",\s*", answer["Cache-Control"])), address
    assert "no-store" in browser.get("/admin/")["Cache-Control"]


def test_answers_differ_by_cookie_and_a_cache_is_told(client, place):
    for address in ("/en/", "/en/stories/", f"/en/stories/{place['story'].slug}/", "/en/account/login/"):
        assert "Cookie" in client.get(address)["Vary"], address


def test_an_answer_that_sets_a_cookie_is_kept_by_no_shared_cache(client, place):
    for address in public_addresses(place):
        answer = client.get(address)
        if answer.cookies:
            assert "Cookie" in answer["Vary"], address
            assert "public" not in answer.get("Cache-Control", ""), address


def test_over_https_everything_is_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 63072000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.SECURE_HSTS_PRELOAD = True
    browser = Client()  # reads these settings when it starts

    plain, safe = browser.get("/en/stories/"), browser.get("/en/stories/", secure=True)

    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/en/stories/")
    assert safe["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"


def test_cookies_are_not_read_by_scripts(place):
    answer = Client().get("/en/account/login/")

    assert answer.cookies["csrftoken"]["httponly"]
    assert answer.cookies["csrftoken"]["samesite"] == "Lax"


@pytest.fixture
def document(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Document.objects.create(title="A form", file=ContentFile(GOOD_FILES["form.pdf"], "form.pdf"))


def test_documents_are_for_keeping_and_never_run(document):
    answer = Client().get(document.url)

    assert answer.getvalue().startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_admin_may_frame_its_own_previews_and_nobody_else_may(place):
    editor, address = signed_in(an_editor()), f"/admin/pages/{place['draft'].pk}/edit/"
    publishing.submit(place["draft"], by=place["author"])
    editor.post(f"{address}preview/", editor_form(editor, address, title="As readers will see it"))

    desk, preview = editor.get("/admin/"), editor.get(f"{address}preview/?mode=")

    assert "As readers will see it" in preview.content.decode()
    assert policy_of(desk)["frame-ancestors"] == policy_of(preview)["frame-ancestors"] == "'self'"
    assert policy_of(preview)["script-src"] == "'self'"
    assert (preview["X-Frame-Options"], desk["X-Frame-Options"]) == ("SAMEORIGIN", "DENY")


def test_the_moment_that_a_page_opens_no_old_answer_says_that_it_is_closed(client):
    """A reader's own cache asks again: pages are not marked as fresh for long."""
    story = a_story(embargo_until=timezone.now() + timezone.timedelta(days=1))

    answer = client.get(f"/en/stories/{story.slug}/")

    assert answer.status_code == 404
    assert "max-age" not in answer.get("Cache-Control", "")
