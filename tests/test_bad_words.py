"""Hostile words in every part of an address and in every form, by role: no error of ours, and nothing of them in the page itself."""

import re
from html.parser import HTMLParser
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import caches
from django.test import Client

from content.models import Hashtag, Method
from editorial import corrections, publishing
from members.models import Affiliation, Member
from members.roles import ADMINISTRATORS
from stories.models import StoryPage
from tests import hostile
from tests.factories import a_lesson, a_live_lesson, a_live_story, a_member, a_story, an_editor, an_organization, someone_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.references]
LISTS = {
    "/en/": ["q", "page"],
    "/en/stories/": ["q", "sort", "page", "status", "topic", "method", "domain", "setting", "organization", "year", "language"],
    "/fr/lessons/": ["q", "sort", "page", "kind", "barrier", "topic", "method", "setting", "language"],
    "/en/search/": ["q", "type", "method", "hashtag", "year", "after", "sort", "page"],
    "/fr/search/suggest/": ["q"],
    "/en/search/feed.rss": ["q", "type", "before"],
    "/en/people/": ["name", "place", "method", "topic", "profession", "page"],
    "/en/organizations/": ["name", "sector", "page"],
    "/en/methods/pdsa/": ["story", "lesson"],
    "/en/hashtags/EQIPON/": ["story", "lesson"],
    "/en/account/login/": ["next"],
    "/en/account/signup/": ["next", "email"],
    "/en/account/desk/": ["next"],
    "/en/feeds/stories.json": ["page", "q"],
    "/sitemap-stories.xml": ["p"],
}
PLACES = [
    "/en/stories/{}/", "/en/lessons/{}/", "/en/series/{}/", "/en/change-ideas/{}/", "/en/methods/{}/", "/en/hashtags/{}/", "/en/people/{}/",
    "/en/organizations/{}/", "/en/feeds/{}.rss", "/en/feeds/stories.{}", "/en/feeds/hashtags/{}.rss", "/sitemap-{}.xml", "/media/images/{}",
    "/documents/1/{}", "/outbox/{}/", "/en/account/confirm-email/{}/", "/{}", "/en/{}/", "/{}/stories/",
]  # fmt: skip


class Alive(HTMLParser):
    """What of the words became part of the page: an element, a handler, an address that is a script."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.in_script = tag == "script" and named.get("type") != "application/json"
        if tag.startswith("zq") or any(name.startswith("zq") for name in named):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or (name == "style" and "zq" in (value or "")):
                self.found.append(f"<{tag} {name}={value!r}>")
            if name in ("href", "src", "action", "formaction", "data") and re.match(
                r"[\s\x00-\x20]*(j\s*a\s*v\s*a\s*s|vbs|data:text)", value or "", re.I
            ):
                self.found.append(f"<{tag} {name}={value!r}>")
            if name in ("src", "data") and "zq.example" in (value or ""):
                self.found.append(f"<{tag} {name}={value!r}>")

    def handle_endtag(self, tag: str) -> None:
        self.in_script = False

    def handle_data(self, data: str) -> None:
        if self.in_script and "zq" in data:
            self.found.append(f"<script>{data[:60]!r}")


def faults_of(answer, where: str) -> list[str]:
    faults = [f"{answer.status_code} at {where}"] if answer.status_code >= 500 else []
    if "zq.example" in answer.get("Location", "") and re.match(r"(https?:)?[/\\]{2}[^/]*zq\.example", answer["Location"]):
        faults.append(f"sent elsewhere, to {answer['Location']}, at {where}")
    if "X-Zq" in answer.headers or "zq" in answer.cookies:
        faults.append(f"a header was slipped in at {where}")
    if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming and b"zq" in answer.content:
        reader = Alive()
        reader.feed(answer.content.decode())
        faults += [f"{found} is alive at {where}" for found in reader.found if not _is_wagtails(where, found)]
    return faults


def _is_wagtails(where: str, found: str) -> bool:
    """The admin's own handlers, which carry none of the words."""
    return where.startswith(("/admin", "editor")) and "zq" not in found


def browser_of(user=None) -> Client:
    browser = Client(raise_request_exception=False)
    if user is not None:
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def told(faults: list[str]) -> str:
    return "\n" + "\n".join(fault[:300] for fault in faults[:30])


@pytest.fixture
def author():
    """A member with a story, a lesson and an organization, in a place where each page has something to show."""
    author = a_member("Ana Lima")
    story = a_live_story(by=author)
    story.hashtags.add(Hashtag.objects.get_or_create(name="EQIPON")[0])
    story.methods.add(Method.objects.get_or_create(slug="pdsa", defaults={"name_en": "PDSA"})[0])
    story.save()
    a_live_lesson(by=author)
    organization = an_organization("Northern Pines")
    Affiliation.objects.create(member=author.member, organization=organization, state="confirmed", role="steward")
    return author


def test_the_corpus_is_large_and_what_is_looked_for_is_found():
    reader = Alive()
    reader.feed("".join(hostile.CODE))

    assert len(hostile.MOST) > 200
    assert len(reader.found) > 20


@pytest.mark.parametrize("address", LISTS)
def test_in_what_is_asked_of_a_list(address, author):
    """Every word in the search, a third of them in each other list: all parameters at once, then the raw bytes one by one."""
    browser, faults = browser_of(), []

    for value in hostile.HOSTILE if address == "/en/search/" else hostile.share(hostile.MOST, list(LISTS).index(address)):
        asked = urlencode(dict.fromkeys(LISTS[address], value[:3000]), errors="replace")
        faults += faults_of(browser.get(f"{address}?{asked}"), f"{address} with {value[:60]!r}")
    for raw in hostile.RAW:
        for name in LISTS[address]:
            faults += faults_of(browser.get(f"{address}?{name}={raw}"), f"{address}?{name}={raw}")

    assert not faults, told(faults)


@pytest.mark.parametrize("name", list(dict.fromkeys(name for names in LISTS.values() for name in names)))
def test_in_one_parameter_alone(name, author):
    """A fault in one must not hide behind another that was refused first."""
    browser, faults = browser_of(), []

    for address, names in LISTS.items():
        for value in ('"', "'", "a\x00b", "²", "9" * 19, "<zq>", "-1", "*", "\\", "%", "NaN", "[]") if name in names else ():
            faults += faults_of(browser.get(address, {name: value}), f"{address} {name}={value!r}")

    assert not faults, told(faults)


@pytest.mark.parametrize("place", PLACES)
def test_in_the_place_of_a_page(place, author, settings, tmp_path):
    (tmp_path / "images").mkdir()  # a name is only too long for a folder that is there
    settings.MEDIA_ROOT = tmp_path
    browser, faults = browser_of(), []

    for value in hostile.share(hostile.MOST, PLACES.index(place)):
        path = place.format(quote(value[:800], safe="", errors="replace"))
        faults += faults_of(browser.get(path), path[:100])
    for raw in hostile.RAW:
        faults += faults_of(browser.get(place.format(raw.split("&")[0])), place.format(raw))

    assert not faults, told(faults)


class _Form(HTMLParser):
    """The fields of the form with a given action, or of the form that has this field."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "form":
            self.forms.append({"fixed": [], "free": []})
        if not self.forms or not named.get("name") or named["name"] == "csrfmiddlewaretoken":
            return
        kind = named.get("type", "text") if tag == "input" else tag
        if kind in ("hidden", "radio", "checkbox", "select"):
            self.forms[-1]["fixed"].append((named["name"], named.get("value") or ""))
        elif kind not in ("submit", "button", "file"):
            self.forms[-1]["free"].append(named["name"])


def fields_of(browser: Client, address: str) -> dict[str, list]:
    """What the largest form of a page asks for."""
    reader = _Form()
    reader.feed(browser.get(address).content.decode())
    return max(reader.forms, key=lambda form: len(form["free"]) + len(form["fixed"]))


def send_all(browser: Client, address: str, *, also: dict | None = None) -> list[str]:
    """Each word in each field: the short ones in company, what a form refuses whole alone."""
    form, faults = fields_of(browser, address), []
    assert form["free"] or form["fixed"], address
    fixed = {
        name: value for name, value in form["fixed"] if "TOTAL" in name or "INITIAL" in name or name in ("version", "clock", "language")
    }
    for text in [*hostile.together(6), *hostile.REFUSED_WHOLE[::8], "\x00", "²", "NaN", "9" * 40, "-1", '"']:
        everywhere = dict.fromkeys(form["free"], text) | {name: text for name, _value in form["fixed"] if name not in fixed}
        for posted in ({**fixed, **dict.fromkeys(form["free"], text), **(also or {})}, {**fixed, **everywhere, **(also or {})}):
            faults += faults_of(browser.post(address, posted), f"{address} with {text[:60]!r}")
    faults += faults_of(browser.get(address), f"{address} afterwards")
    return faults


@pytest.mark.parametrize("address", ["/en/account/login/", "/en/account/signup/", "/en/account/password/reset/", "/fr/account/signup/"])
def test_in_the_forms_of_strangers(address):
    caches["default"].clear()

    faults = send_all(browser_of(), address)

    assert not faults, told(faults)


@pytest.mark.parametrize("address", ["profile/", "affiliations/", "email/", "password/set/"])
def test_in_the_forms_of_an_account(address, author):
    browser = browser_of(author)
    faults = send_all(browser, f"/en/account/{address}")

    faults += faults_of(browser.get(f"/en/people/{Member.objects.get(user=author).slug}/"), "the member's page")

    assert not faults, told(faults)


def test_where_an_account_is_closed(author):
    browser, faults = browser_of(author), []

    for value in hostile.HOSTILE[::8]:
        faults += faults_of(browser.post("/en/account/close/", {"password": value, "keeps_name": value}), f"closing with {value[:60]!r}")

    assert not faults, told(faults)
    assert Member.objects.get(user=author).closed_at is None


@pytest.mark.parametrize("sort", ["story", "lesson"])
def test_in_every_step_of_the_composer(sort, author, settings):
    settings.NEW_DRAFTS_PER_DAY = 1000
    browser, page = browser_of(author), a_story(by=author) if sort == "story" else a_lesson(by=author)
    line = browser.get(page.composer_url()).content.decode()
    steps = {page.composer_url(), *re.findall(rf'href="(/en/write/{sort}/{page.pk}/[\w-]*/?)"', line)} - {
        f"/en/write/{sort}/{page.pk}/check/"
    }

    faults = [fault for step in sorted(steps) for fault in send_all(browser, step)]
    faults += [
        fault
        for value in hostile.HOSTILE[::5]
        for fault in faults_of(browser.get(page.composer_url(), {"coauthor": value, "more": value}), "coauthor")
    ]
    for after in (f"/en/write/{page.pk}/preview/", f"/en/write/{sort}/{page.pk}/check/", f"/en/write/{page.pk}/status/", "/en/write/"):
        faults += faults_of(browser.get(after), after)
    faults += send_all(browser, f"/en/write/{sort}/new/")

    assert not faults, told(faults)


def test_in_the_title_and_text_of_a_published_story(author):
    """Were such words to come in by whatever door, readers, feeds and editors meet them as text."""
    texts = [
        "aim",
        "problem",
        "what_we_did",
        "what_happened",
        "result_statement",
        "lessons",
        "advice",
        "limits",
        "caution",
        "plain_language",
    ]
    browser, editor, faults = browser_of(), browser_of(an_editor()), []

    for text in hostile.together(16):
        text = text.replace("\x00", "")
        story = a_live_story(by=author, title=text[:200], **dict.fromkeys(texts, text))
        for address in (
            f"/en/stories/{story.slug}/",
            "/en/stories/",
            "/en/feeds/stories.rss",
            "/en/feeds/stories.atom",
            "/en/feeds/stories.json",
        ):
            faults += faults_of(browser.get(address), f"{address} with {text[:60]!r}")
        faults += faults_of(editor.get(f"/admin/pages/{story.pk}/view_draft/"), "editor's preview")
    faults += faults_of(editor.get("/admin/stories/"), "editor's list")
    faults += faults_of(editor.get(f"/admin/pages/{story.pk}/edit/"), "editor's form")
    faults += faults_of(editor.get(f"/admin/pages/{story.pk}/history/"), "editor's history")

    assert not faults, told(faults)


def test_in_what_editors_say_in_public(author):
    editor, browser, story, faults = an_editor(), browser_of(), StoryPage.objects.live().first(), []

    for text in hostile.together(8):
        corrections.correct(story, by=editor, reason=text.replace("\x00", ""))
    faults += faults_of(browser.get(story.get_absolute_url()), "the notices")
    faults += send_all(browser_of(editor), f"/admin/desk/pages/{story.pk}/correction/")

    assert not faults, told(faults)


ADMIN_LISTS = {
    "/admin/pages/search/": ["q", "ordering", "p", "content_type"],
    "/admin/stories/": ["q", "ordering", "p", "status", "language"],
    "/admin/pages/": ["q", "ordering", "p"],
    "/admin/images/": ["q", "tag", "collection_id", "p"],
    "/admin/documents/": ["q", "tag", "collection_id", "p"],
    "/admin/choose-page/search/": ["q", "page_type", "p"],
    "/admin/images/chooser/results/": ["q", "tag", "p"],
    "/admin/snippets/content/hashtag/": ["q", "ordering", "p", "is_managed"],
    "/admin/snippets/members/organization/": ["q", "ordering", "p"],
    "/admin/snippets/stories/changeidea/": ["q", "ordering", "p"],
    "/admin/snippets/stories/series/": ["q", "ordering", "p"],
    "/admin/snippets/choose/stories/changeidea/results/": ["q", "p"],
    "/admin/tag-autocomplete/": ["term"],
    "/admin/api/main/pages/": ["search", "fields", "type", "order", "limit"],
    "/admin/reports/site-history/": ["q", "object_type", "label", "timestamp_from"],
    "/admin/users/": ["q", "ordering", "p"],
}


@pytest.mark.parametrize("address", ADMIN_LISTS)
def test_in_what_the_desk_is_asked(address, author):
    browser, faults = browser_of(someone_with_role(ADMINISTRATORS, "Ada Administrator")), []

    for value in [
        '"',
        'a"b',
        "'",
        "a\x00b",
        "\t",
        "\u2028",
        "²",
        "9" * 19,
        "<zq>",
        '"><script>zq()</script>',
        "-1",
        "*",
        "NEAR(",
        "%",
        "(a",
    ]:
        for name in ADMIN_LISTS[address]:
            faults += faults_of(browser.get(address, {name: value}), f"{address} {name}={value!r}")

    assert not faults, told(faults)


def test_in_a_note_to_the_author(author):
    """The note goes into a mail and onto the status page."""
    story = a_story(by=author)
    publishing.submit(story, by=author)
    note = "\n".join(hostile.together(8)).replace("\x00", "")

    publishing.return_to_author(StoryPage.objects.get(pk=story.pk), by=an_editor(), note=note)

    answer = browser_of(author).get(f"/en/write/{story.pk}/status/")
    assert answer.status_code == 200
    assert not faults_of(answer, "the status page")
