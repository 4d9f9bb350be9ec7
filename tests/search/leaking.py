"""Things that not everybody may find, each with a word of its own, and every surface on which a reader could meet that word.

`a_ground` builds them open, indexes them, and then closes what is to be closed: so what is looked at is what the receivers make of it.
`met` asks one surface about all words as one reader. Whoever tries another engine makes it the current one and calls `matrix`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from xml.etree import ElementTree

from django.contrib.auth.models import AnonymousUser, Group
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page, PageViewRestriction

from content import curation
from content.models import Hashtag, InfoPage, Method, Topic
from home.models import HomePage
from members.models import Member, User, Visibility
from members.roles import ADMINISTRATORS
from search import engine, feeding, saving, spelling, suggesting
from search.access import reader_of
from search.asking import Query
from search.kinds import Thing
from search.models import SavedSearch, SearchDocument
from search.ranking.question import parse
from stories.models import ChangeIdea, StoryAuthor, StoryPage
from tests.factories import a_chart, a_lesson, a_live_lesson, a_live_story, a_measure, a_member, a_story, an_editor, someone_with_role

SHARED = "Saffron kettles whistle beside the brass samovar."  # what all of them say, so that each is like the others
EVERYBODY = ("anonymous", "closed", "member", "author", "editor", "administrator", "group member", "superuser")
SIGNED_IN = EVERYBODY[2:]
CIRCLE = ("group member", "superuser")
NOBODY: tuple[str, ...] = ()
IN_BOTH_LANGUAGES = ("anonymous", "member")
SURFACES = ("hits", "facets", "suggestions", "did you mean", "more like this", "alerts", "page", "feed", "address", "click")


@dataclass(frozen=True)
class Planted:
    """A word, who may find what says it, and, where it is a thing of its own, which."""

    word: str
    readers: tuple[str, ...]
    thing: Thing | None = None
    year: int = 0
    is_titled: bool = True  # the word stands in a title: suggestions and lists show it
    url: str = ""
    waits: bool = False  # said by many things: until the queue is drained these still say it


@dataclass
class Ground:
    users: dict[str, User]
    planted: list[Planted] = field(default_factory=list)
    anchor: int = 0  # the key of a public story that says what all say

    def reader(self, name: str) -> User | AnonymousUser:
        """Whoever has closed the account is a visitor like any other."""
        return self.users.get(name) or AnonymousUser()

    def browser(self, name: str) -> Client:
        client = Client()
        if name == "closed":
            user = a_member()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            User.objects.filter(pk=user.pk).update(is_active=False)
        elif name in self.users:
            client.force_login(self.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client


def a_ground() -> Ground:
    circle = Group.objects.create(name="A circle")
    users = {name: a_member(f"Reader {number}") for number, name in enumerate(("member", "author", "group member"))}
    users |= {"editor": an_editor(), "administrator": someone_with_role(ADMINISTRATORS), "superuser": a_member()}
    users["group member"].groups.add(circle)
    User.objects.filter(pk=users["superuser"].pk).update(is_superuser=True)
    users["superuser"].refresh_from_db()
    ground = Ground(users)
    close_later = [*_pages(ground, circle), *_terms(ground), *_people(ground)]
    feeding.index_all()
    for close in close_later:
        close()
    return ground


def _pages(ground: Ground, circle: Group) -> list:
    author, planted = ground.users["author"], ground.planted

    def plant(word: str, readers: tuple[str, ...], *, live: bool = True, lesson: bool = False, **fields) -> StoryPage:
        title, year = f"About {word} things", 0 if lesson else 1901 + len(planted)
        if lesson:
            page = (a_live_lesson if live else a_lesson)(by=author, title=title, advice=SHARED, **fields)
        else:
            page = (a_live_story if live else a_story)(by=author, title=title, problem=SHARED, year=year, **fields)
        kind = "lesson" if lesson else "story"
        planted.append(Planted(word, readers, (kind, page.pk), year, url=page.get_absolute_url()))
        return page

    ground.anchor = plant("alderquix", EVERYBODY).pk
    plant("bouleaudor", EVERYBODY, language="fr")
    plant("cedarvane", EVERYBODY, lesson=True)
    plant("damsonfly", NOBODY, live=False)
    plant("elderwisp", NOBODY, live=False, lesson=True)
    embargoed, for_members, grouped = plant("fircorant", NOBODY), plant("ginkgolux", SIGNED_IN), plant("hazelbrim", CIRCLE)
    locked, unpublished, deleted = plant("ironspoke", NOBODY), plant("junipurl", NOBODY), plant("kapokring", NOBODY, lesson=True)
    StoryAuthor.objects.create(page=grouped, name="Acacimond Reed")
    a_chart(for_members, a_measure(by=author, name="Yewchartel"))
    planted.append(Planted("acacimond", CIRCLE, ("story", grouped.pk), is_titled=False))
    planted.append(Planted("yewchartel", SIGNED_IN, ("story", for_members.pk), is_titled=False))
    edited = a_live_story(by=author)
    edited.title, edited.problem = "Edited larkspurn", "larkspurn"
    edited.save_revision(user=author)
    planted.append(Planted("larkspurn", NOBODY))
    home = HomePage.objects.get()
    outer = home.add_child(instance=InfoPage(title="About oakenfell", slug="oakenfell", body_en=SHARED))
    inner = home.add_child(instance=InfoPage(title="About baobamire", slug="baobamire", body_en=SHARED))
    planted.append(Planted("oakenfell", SIGNED_IN, ("page", outer.pk), url="/en/oakenfell/"))
    planted.append(Planted("baobamire", SIGNED_IN, ("page", inner.pk), url="/en/oakenfell/baobamire/"))

    def restrict(page: Page, how: str, *groups: Group) -> None:
        made = PageViewRestriction.objects.create(page=page, restriction_type=how, password="x" if how == "password" else "")
        made.groups.add(*groups)

    def embargo() -> None:
        embargoed.embargo_until = timezone.now() + timedelta(days=3)
        embargoed.save()

    return [
        embargo,
        lambda: restrict(for_members, "login"),
        lambda: restrict(grouped, "groups", circle),
        lambda: restrict(locked, "password"),
        lambda: unpublished.unpublish(),
        lambda: deleted.delete(),
        lambda: restrict(outer, "login"),
        lambda: Page.objects.get(pk=inner.pk).move(Page.objects.get(pk=outer.pk), pos="last-child"),
    ]


def _terms(ground: Ground) -> list:
    planted, editor = ground.planted, ground.users["editor"]
    draft = a_story(title="With tags").get_latest_revision_as_object()
    draft.hashtags.add("Mangrovia")
    method = Method.objects.create(slug="nutmegora", name_en="Nutmegora")
    draft.methods.add(method)
    draft.save_revision().publish()
    hidden = a_story(title="Never open")
    hidden.hashtags.add("Plumerine")
    hidden.save()
    topic = Topic.objects.create(slug="quincetta", name_en="Quincetta", name_fr="Rosalindre")
    idea = ChangeIdea.objects.create(slug="catalpine", title="Catalpine", description=SHARED)
    planted += [
        Planted("mangrovia", NOBODY, waits=True),
        Planted("nutmegora", NOBODY, waits=True),
        Planted("plumerine", NOBODY),
        Planted("quincetta", EVERYBODY, ("topic", topic.pk)),
        Planted("catalpine", EVERYBODY, ("idea", idea.pk)),
    ]
    tag = Hashtag.objects.get(name="Mangrovia")
    return [lambda: curation.retire(tag, by=editor), lambda: curation.retire(method, by=editor)]


def _people(ground: Ground) -> list:
    planted = ground.planted

    def person(word: str, readers: tuple[str, ...], listed: Visibility = Visibility.EVERYONE) -> Member:
        member = a_member(f"{word.title()} Reed").member
        member.visibility = {"listed": listed, "place": Visibility.EVERYONE, "role": Visibility.EVERYONE}
        member.save()
        planted.append(Planted(word, readers, ("member", member.pk)))
        return member

    shown = person("rowanique", EVERYBODY)
    person("sorbetree", SIGNED_IN, Visibility.MEMBERS)
    unlisted, closed, locked = person("tamarillo", NOBODY), person("umbrellis", NOBODY), person("viburnelle", NOBODY)
    shown.place, shown.role = "Willowmead", "Xylosmate"
    shown.save()
    planted += [Planted("willowmead", SIGNED_IN, is_titled=False), Planted("xylosmate", NOBODY)]

    def hide() -> None:
        shown.visibility |= {"place": Visibility.MEMBERS, "role": Visibility.ME}
        shown.save()
        unlisted.visibility = {"listed": Visibility.ME}
        unlisted.save()

    def leave() -> None:
        closed.closed_at = timezone.now()
        closed.save()
        locked.user.is_active = False
        locked.user.save()

    return [hide, leave]


# --- Surfaces ------------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Case:
    """Whether one reader met one word on one surface, and whether they should have: True, False, or None for either."""

    surface: str
    reader: str
    language: str
    word: str
    met: bool
    should: bool | None

    @property
    def leaks(self) -> bool:
        return self.met and self.should is False

    @property
    def is_hidden(self) -> bool:
        return not self.met and self.should is True


def matrix(ground: Ground, surfaces: Iterable[str] = SURFACES, readers: Iterable[str] = EVERYBODY) -> list[Case]:
    cases: list[Case] = []
    for reader in readers:
        for language in ("en", "fr") if reader in IN_BOTH_LANGUAGES else ("en",):
            with override(language):
                for surface in surfaces:
                    cases += [Case(surface, reader, language, *each) for each in MET[surface](ground, reader, language)]
    return cases


Met = Iterator[tuple[str, bool, bool | None]]


def _hits(ground: Ground, name: str, language: str) -> Met:
    """The number and what is handed out. A thing that is found is found once, whatever number of rows it has."""
    reader = reader_of(ground.reader(name), language)
    for each in ground.planted:
        answer = engine.ask(Query(parse(each.word), reader))
        yield each.word, bool(answer.count or answer.hits), name in each.readers
        yield each.word, answer.count > 1 or sum(answer.facets.get("type", {}).values()) != answer.count, False


def _facets(ground: Ground, name: str, language: str) -> Met:
    """Of no question at all: the years that only one story has, and the hashtags."""
    counts = engine.ask(Query(parse(""), reader_of(ground.reader(name), language))).facets
    for each in ground.planted:
        if each.year:
            yield each.word, str(each.year) in counts.get("year", {}), name in each.readers
        yield each.word, each.word in counts.get("hashtag", {}) or each.word in counts.get("method", {}), False


def _suggestions(ground: Ground, name: str, language: str) -> Met:
    for each in ground.planted:
        found = " ".join(line.title for line in suggesting.suggestions(each.word[:-1], ground.reader(name))).lower()
        yield each.word, each.word in found, (name in each.readers) if each.is_titled or name not in each.readers else None


def _did_you_mean(ground: Ground, name: str, language: str) -> Met:
    """Only words that every visitor may find are ever offered."""
    for each in ground.planted:
        typo = each.word[:4] + each.word[5] + each.word[4] + each.word[6:]
        offered = spelling.did_you_mean(parse(typo), reader_of(ground.reader(name), language))
        yield each.word, each.word in offered.lower(), "anonymous" in each.readers


def _more_like(ground: Ground, name: str, language: str) -> Met:
    anchor = SearchDocument.objects.get(kind="story", object_id=ground.anchor)
    hits = engine.current().more_like(anchor.pk, reader_of(ground.reader(name), language), most=50)
    titles = " ".join(SearchDocument.objects.filter(pk__in=[hit.key for hit in hits]).values_list("title", flat=True)).lower()
    for each in ground.planted:
        yield each.word, each.word in titles, None if name in each.readers else False


def _alerts(ground: Ground, name: str, language: str) -> Met:
    if name not in ground.users:
        return
    for some in _halves(ground):
        asked = QueryDict(mutable=True)
        asked["q"] = " ".join(each.word for each in some)
        saved = SavedSearch.objects.create(user=ground.users[name], name="All", asked=asked.urlencode(), language=language)
        news = set(saving.news_of(saved))
        saved.delete()
        for each in some:
            if each.thing:
                yield each.word, each.thing in news, name in each.readers


def _page(ground: Ground, name: str, language: str) -> Met:
    browser = ground.browser(name)
    for some in _halves(ground):
        answer = browser.get(f"/{language}/search/", {"q": " ".join(each.word for each in some), "exact": "1"})
        shown = " ".join(f"{line.title} {line.text} {line.piece} {line.authors} {line.also}" for line in answer.context["lines"]).lower()
        for each in some:
            yield each.word, each.word in shown, name in each.readers


def _feed(ground: Ground, name: str, language: str) -> Met:
    """The same for everybody: who reads it has no log-in."""
    browser = ground.browser(name)
    for some in _halves(ground):
        answer = browser.get(f"/{language}/search/feed.rss", {"q": " ".join(each.word for each in some)})
        items = " ".join("".join(item.itertext()) for item in ElementTree.fromstring(answer.content).iter("item")).lower()
        for each in some:
            should = "anonymous" in each.readers
            yield each.word, each.word in items, should if each.is_titled or not should else None


def _address(ground: Ground, name: str, language: str) -> Met:
    """The page itself opens for exactly those who find it."""
    if language == "fr":
        return
    browser = ground.browser(name)
    for each in ground.planted:
        if each.url:
            answer = browser.get(each.url)
            yield each.word, answer.status_code == 200 and f"about {each.word}" in answer.content.decode().lower(), name in each.readers


def _click(ground: Ground, name: str, language: str) -> Met:
    """Says of no word anything else than of one that nothing says."""
    browser = ground.browser(name)

    def told(word: str) -> tuple[int, bytes]:
        answer = browser.post(f"/{language}/search/click/", {"q": word}, headers={"origin": "http://testserver"})
        return answer.status_code, answer.content

    nothing = told("zzyzxquorn")
    for each in ground.planted[:: len(ground.planted) // 3]:
        yield each.word, told(each.word) != nothing, False


def _halves(ground: Ground) -> tuple[list[Planted], list[Planted]]:
    """A question has its bounds, and a page too."""
    return ground.planted[::2], ground.planted[1::2]


MET = {
    "hits": _hits,
    "facets": _facets,
    "suggestions": _suggestions,
    "did you mean": _did_you_mean,
    "more like this": _more_like,
    "alerts": _alerts,
    "page": _page,
    "feed": _feed,
    "address": _address,
    "click": _click,
}
