"""What networks read in the head of a page to draw a link to it: Open Graph, and the few words that X adds."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.models import BasePage
from sharing import card_svg, cards

LOCALES = {"en": "en_CA", "fr": "fr_CA"}
LONGEST_ABOUT, LONGEST_ALT = 200, 400


@dataclass(frozen=True)
class Shown:
    """The picture under a link. Its address is whole and changes when it does."""

    address: str
    alt: str
    size: tuple[int, int] = (card_svg.WIDTH, card_svg.HEIGHT)


@dataclass(frozen=True)
class Told:
    """All of it. `also_in`: other languages in which the same page stands."""

    title: str
    about: str
    address: str
    language: str
    picture: Shown
    kind: str = "website"
    also_in: tuple[str, ...] = ()
    published: datetime | None = None
    changed: datetime | None = None

    @property
    def locale(self) -> str:
        return LOCALES[self.language]

    @property
    def other_locales(self) -> list[str]:
        return [LOCALES[language] for language in self.also_in]


def of_page(page: BasePage) -> Told | None:
    """A story, lesson or resource, in its own language. Nothing for what not everybody may read."""
    if not page.pk or not page.slug or not page.is_open_to_all:
        return None
    title, about = title_of(page), cards.retracted(page) if page.is_retracted else str(page.finding)
    said = f"{title if title.endswith(('.', '?', '!', '…')) else f'{title}.'} {about}"
    return Told(
        title=title,
        about=short(about or title, LONGEST_ABOUT),
        address=whole(page.get_absolute_url()),
        language=page.language,
        picture=Shown(cards.card_address(page), short(said, LONGEST_ALT)),
        kind="article",
        published=page.first_published_at,
        changed=page.last_published_at,
    )


def of_address(path: str, title: str, about: str, picture: Shown | None = None) -> Told:
    """Any other page: it stands in each language of the interface, under the card of the site if it has no picture of its own."""
    here = get_language() or settings.LANGUAGE_CODE
    others = tuple(language for language in LOCALES if language != here)
    return Told(title, short(about, LONGEST_ABOUT), whole(path), here, picture or of_site(here), also_in=others)


def of_site(language: str) -> Shown:
    return Shown(cards.site_card_address(language), cards.site_card_alt(language))


def title_of(page: BasePage) -> str:
    return _("Retracted: %(title)s") % {"title": page.title} if page.is_retracted else page.title


def whole(path: str) -> str:
    """The address with the name of the site in front."""
    return path if "://" in path else f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def short(said: str, longest: int) -> str:
    """Cut between words."""
    return said if len(said) <= longest else f"{said[: longest - 1].rsplit(' ', 1)[0].rstrip(' ,;:(')}…"
