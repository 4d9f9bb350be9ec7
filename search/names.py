"""Everything that is found by its name: terms, hashtags, ideas, series, organizations, pages about this place. Kept until one changes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import caches
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language

from content import shelves
from content.models import Hashtag, InfoPage, Method, Stamp, Topic
from members.models import Organization, Profession
from search.ranking.words import plain
from stories.models import ChangeIdea, Series

KEEP_FOR = 600
MOST_OF_A_KIND = 5000
MOST_BROWSED = 16


@dataclass(frozen=True)
class Named:
    """A thing with a name in one or two languages, other names, and a few words about it."""

    kind: str
    key: int
    slug: str
    english: str
    french: str = ""
    also: tuple[str, ...] = ()
    about_english: str = ""
    about_french: str = ""
    is_demo: bool = False
    is_kept_by_editors: bool = True

    @property
    def title(self) -> str:
        return (self.french if get_language() == "fr" else "") or self.english

    @property
    def in_reading_order(self) -> tuple[str, str]:
        """What is said about it, in the reader's language first."""
        both = (self.about_english, self.about_french)
        return (both[1], both[0]) if get_language() == "fr" else both

    @property
    def names(self) -> tuple[str, ...]:
        return (self.english, self.french, *self.also)

    @cached_property
    def plain_names(self) -> str:
        return plain("\n".join(self.names))

    @cached_property
    def plain_text(self) -> str:
        return plain(f"{self.about_english}\n{self.about_french}")

    @property
    def language(self) -> str:
        """The language of the title where it is known and another than the reader's."""
        has_two = self.kind in ("method", "topic", "page")
        return "en" if has_two and get_language() == "fr" and not self.french else ""

    def get_absolute_url(self) -> str:
        if self.kind == "topic":
            return f"{reverse('story_index')}?topic={self.slug}"
        if self.kind == "page":
            return reverse("wagtail_serve", args=[f"{self.slug}/"])
        return reverse({"idea": "change_idea"}.get(self.kind, self.kind), args=[self.slug])


def all_names() -> list[Named]:
    """Read once, and again when a vocabulary, a name or a publication has changed."""
    return caches["pages"].get_or_set(f"search-names:{Stamp.current()}", _read, KEEP_FOR)


def only_shown(found: list[Named]) -> list[Named]:
    """Without hashtags that so far stand only on what nobody may read, and without pages that are closed now."""
    tags = {named.key for named in found if named.kind == "hashtag" and not named.is_kept_by_editors}
    pages = {named.key for named in found if named.kind == "page"}
    hidden = {("hashtag", key) for key in tags - shelves.hashtag_numbers().keys()} if tags else set()
    if pages:
        hidden |= {("page", key) for key in pages - set(InfoPage.objects.live().public().filter(pk__in=pages).values_list("pk", flat=True))}
    return [named for named in found if (named.kind, named.key) not in hidden]


def browsed() -> list[tuple[Named, int]]:
    """The methods and topics that most stories stand under, for whoever has no word yet."""
    numbers = {"method": shelves.numbers(Method), "topic": shelves.numbers(Topic)}
    counted = [(named, numbers[named.kind].get(named.key, 0)) for named in all_names() if named.kind in numbers]
    often = sorted((pair for pair in counted if pair[1]), key=lambda pair: -pair[1])[:MOST_BROWSED]
    return sorted(often, key=lambda pair: plain(pair[0].title))


def _read() -> list[Named]:
    return [named for read in (_terms, _hashtags, _ideas_and_series, _organizations, _pages) for named in read()]


def _terms() -> Iterable[Named]:
    for kind, model in (("method", Method), ("topic", Topic), ("profession", Profession)):
        for term in model.objects.in_use()[:MOST_OF_A_KIND]:
            also = tuple(term.synonym_list) if isinstance(term, Method) else ()
            yield Named(kind, term.pk, term.slug, term.name_en, term.name_fr, also, term.description_en, term.description_fr)


def _hashtags() -> Iterable[Named]:
    for tag in Hashtag.objects.in_use().prefetch_related("aliases")[:MOST_OF_A_KIND]:
        also = tuple(alias.key for alias in tag.aliases.all())
        about = {"about_english": tag.description_en, "about_french": tag.description_fr}
        yield Named("hashtag", tag.pk, tag.name, tag.name, also=also, is_kept_by_editors=tag.is_managed, **about)


def _ideas_and_series() -> Iterable[Named]:
    for kind, model in (("idea", ChangeIdea), ("series", Series)):
        for each in model.objects.all()[:MOST_OF_A_KIND]:
            yield Named(kind, each.pk, each.slug, each.title, about_english=each.description)


def _organizations() -> Iterable[Named]:
    for body in Organization.objects.all()[:MOST_OF_A_KIND]:
        about = " ".join(part for part in (body.about, body.region, body.country) if part)
        yield Named("organization", body.pk, body.slug, body.name, body.name_fr, about_english=about, is_demo=body.is_demo)


def _pages() -> Iterable[Named]:
    for page in InfoPage.objects.live():
        english, french = f"{page.lede_en}\n{page.body_en}", f"{page.lede_fr}\n{page.body_fr}"
        yield Named("page", page.pk, page.slug, page.title, page.title_fr, about_english=english, about_french=french.strip())
