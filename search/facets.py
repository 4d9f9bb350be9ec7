"""The words of the facets: what each is called, what its values are called, in which order they stand, which stand open."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import caches
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content import shelves
from content.models import BasePage, CareSetting, Hashtag, Method, QualityDomain, Stamp, Topic
from members.models import Organization
from resources.models import ResourcePage
from search.asking import FACETS
from search.kinds import KINDS
from search.ranking.analysis import fold
from stories.models import StoryPage

SHOWN = 6  # values that stand open; the others are one press away
MOST = 60  # values of one facet
LONGEST_VALUE = 120
MOST_NAMES = 5000
KEEP_FOR = 600

TITLES: dict[str, str | Promise] = {
    "type": _("Kind"),
    "resource": _("Kind of resource"),
    "status": _("Where it stands"),
    "result": _("Result"),
    "data": _("Figures"),
    "method": _("Method"),
    "topic": _("Topic"),
    "hashtag": _("Hashtag"),
    "domain": _("Quality"),
    "setting": _("Where care happens"),
    "organization": _("Organization"),
    "region": _("Region"),
    "language": _("Language"),
    "level": _("Level"),
    "licence": _("Licence"),
    "year": _("Year"),
    "author": _("By"),  # typed only: author:name
}
NEEDS_NAME = ("result", "language", "year", "region", "author")
OPEN_AT_FIRST = ("type", "status", "result", "method", "topic")
WRITTEN: dict[str, list[tuple[str, str | Promise]]] = {
    "resource": list(ResourcePage.Kind.choices),
    "status": list(StoryPage.Status.choices),
    "result": [("signal", _("Signal found")), ("no-signal", _("No signal")), ("did-not-work", _("Did not work"))],
    "data": [("figures", _("Has figures"))],
    "language": list(BasePage.Language.choices),
    "level": list(ResourcePage.Level.choices),
    "licence": list(ResourcePage.Licence.choices),
}
KEPT_BY_EDITORS = {"method": Method, "topic": Topic, "domain": QualityDomain, "setting": CareSetting}
KEEPS_ORDER = ("type", *WRITTEN)

Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Choice:
    """A value with how many results it would leave."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One thing to choose by."""

    key: str
    label: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]
    is_open: bool


def labels() -> Labels:
    """The name of each value in the reader's language, kept until something public changes."""
    kept_as = f"search-labels:{get_language()}:{Stamp.current()}"
    named = caches["pages"].get_or_set(kept_as, _read_names, KEEP_FOR)
    return {
        **named,
        **{key: {value: str(label) for value, label in pairs} for key, pairs in WRITTEN.items()},
        "type": {key: str(kind.label_many) for key, kind in KINDS.items()},
    }


def label_of(facet: str, value: str, named: Labels) -> str:
    label = named.get(facet, {}).get(value, value)
    return f"#{label}" if facet == "hashtag" else label


def chip_of(facet: str, value: str, named: Labels) -> str:
    """With the name of the facet, where the value alone would not tell."""
    label = label_of(facet, value, named)
    return str(_("%(facet)s: %(value)s") % {"facet": TITLES[facet], "value": label}) if facet in NEEDS_NAME else label


def meant(facet: str, typed: str, named: Labels) -> str:
    """The value that somebody means who typed it: by its key or by its name. What means nothing stays as it is and finds nothing."""
    wanted = fold(typed).lstrip("#")
    for value, label in named.get(facet, {}).items():
        if wanted in (fold(value), fold(label), fold(str(KINDS[value].label)) if facet == "type" else None):
            return value
    if facet == "hashtag" and (tag := Hashtag.objects.spelled(typed)):
        return tag.slug
    return wanted[:LONGEST_VALUE]


def facets(counts: Mapping[str, Mapping[str, int]], chosen: Mapping[str, tuple[str, ...]], named: Labels) -> list[Facet]:
    """Those with something to choose, each with its values in their order."""
    shown = []
    for key in FACETS:
        picked = chosen.get(key, ())
        choices = _in_order(key, counts.get(key, {}), picked, named)
        if choices:
            few = len(choices) <= SHOWN + 2
            is_open = bool(picked) or key in OPEN_AT_FIRST
            shown.append(Facet(key, str(TITLES[key]), choices if few else choices[:SHOWN], () if few else choices[SHOWN:MOST], is_open))
    return shown


def _in_order(key: str, counts: Mapping[str, int], picked: tuple[str, ...], named: Labels) -> tuple[Choice, ...]:
    values = [*(value for value in counts if counts[value]), *(value for value in picked if not counts.get(value))]
    choices = [Choice(value, label_of(key, value, named), counts.get(value, 0), value in picked) for value in values]
    if key in KEEPS_ORDER:
        place = {value: number for number, value in enumerate(named.get(key, {}))}
        choices.sort(key=lambda choice: (place.get(choice.value, len(place)), choice.label))
    elif key == "year":
        choices.sort(key=lambda choice: choice.value, reverse=True)
    else:
        choices.sort(key=lambda choice: (not choice.is_chosen, -choice.count, fold(choice.label)))
    return tuple(choices)


def _read_names() -> dict[str, dict[str, str]]:
    named = {key: {term.slug: term.name for term in model.objects.all()} for key, model in KEPT_BY_EDITORS.items()}
    named["organization"] = {body.slug: body.shown_name for body in Organization.objects.all()[:MOST_NAMES]}
    on_pages = shelves.hashtag_numbers().keys()  # one that stands on closed pages only keeps its spelling to itself
    tags = Hashtag.objects.in_use().values_list("pk", "slug", "name", "is_managed")[:MOST_NAMES]
    named["hashtag"] = {slug: name for key, slug, name, is_managed in tags if is_managed or key in on_pages}
    return named
