"""The words that a file uses for terms of the vocabularies, organizations and choices, found whatever their spelling."""

from collections.abc import Iterable
from difflib import get_close_matches

from django.db.models import Model
from django.utils import translation

from content.models import CareSetting, Method, MethodAlias, QualityDomain, Scale, Topic, Vocabulary
from members.models import Organization
from stories.models import StoryPage

from .columns import fold

VOCABULARIES: dict[str, type[Vocabulary]] = {
    "methods": Method,
    "topics": Topic,
    "quality_domains": QualityDomain,
    "care_settings": CareSetting,
    "scale": Scale,
}
CHOICES = {"status": StoryPage.Status, "language": StoryPage.Language, "licence": StoryPage.Licence}

# What people write beside the names of the choices themselves.
ALSO_SAID: dict[str, dict[str, tuple[str, ...]]] = {
    "status": {
        "planned": ("planifié", "prévu"),
        "testing": ("in progress", "ongoing", "en cours", "à l'essai", "en test"),
        "improved": ("amélioré",),
        "held": ("maintenu",),
        "spread": ("diffusé", "étendu"),
        "sustained": ("pérennisé", "durable"),
        "stopped": ("arrêté", "abandonné", "abandoned"),
        "did-not-work": ("n'a pas fonctionné", "n'a pas marché", "failed"),
    },
    "language": {"en": ("English", "anglais", "eng"), "fr": ("French", "français", "fra", "fre")},
    "licence": {
        "cc-by-4.0": ("CC BY", "CC-BY"),
        "cc-by-nc-4.0": ("CC BY-NC",),
        "cc-by-sa-4.0": ("CC BY-SA",),
        "reserved": ("all rights reserved", "tous droits réservés"),
    },
}


class Terms:
    """Everything that can be found by a word, read once for a whole file."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, str]] = {name: _by_word(_words_of(model)) for name, model in VOCABULARIES.items()}
        self._found["organizations"] = _by_word(_words_of_organizations())
        for name, choices in CHOICES.items():
            self._found[name] = _by_word(_words_of_choices(name, choices))
        self._shown = {name: {fold(word): word for _key, word in _shown(name)} for name in self._found}

    def find(self, name: str, word: str) -> str:
        """The key of what this word means, or nothing."""
        return self._found[name].get(fold(word), "")

    def label(self, name: str, key: str) -> str:
        """A choice as readers see it."""
        return str(CHOICES[name](key).label)

    def near(self, name: str, word: str) -> str:
        """The nearest name that is known, as it is written, or nothing."""
        known = self._shown[name]
        near = get_close_matches(fold(word), known, n=1, cutoff=0.6)
        return known[near[0]] if near else ""


def _by_word(words: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, word in words:
        if folded := fold(word):
            found.setdefault(folded, key)
    return found


def _words_of(model: type[Vocabulary]) -> list[tuple[str, str]]:
    """Names first, then what a term is also called: no synonym takes a word away from a name."""
    terms = list(model.objects.in_use())
    words = [(str(term.pk), word) for attribute in ("slug", "name_en", "name_fr") for term in terms for word in [getattr(term, attribute)]]
    if model is Method:
        words += [(str(term.pk), word) for term in terms for word in term.synonym_list]
        words += [(str(alias.method_id), alias.key) for alias in MethodAlias.objects.filter(method__retired_at__isnull=True)]
    return words


def _words_of_organizations() -> list[tuple[str, str]]:
    things: list[Model] = list(Organization.objects.only("name", "name_fr", "slug"))
    return [(str(thing.pk), getattr(thing, attribute)) for attribute in ("name", "name_fr", "slug") for thing in things]


def _words_of_choices(name: str, choices: type) -> list[tuple[str, str]]:
    words = []
    for language in ("en", "fr"):
        with translation.override(language):
            words += [(key, word) for key, label in choices.choices for word in (key, str(label))]
    return words + [(key, word) for key, also in ALSO_SAID[name].items() for word in also]


def _shown(name: str) -> list[tuple[str, str]]:
    """Names worth offering: keys and old addresses are not."""
    if name in VOCABULARIES:
        terms = VOCABULARIES[name].objects.in_use()
        words = [(str(term.pk), word) for term in terms for word in (term.name_en, term.name_fr)]
        return words + [(str(term.pk), word) for term in terms if isinstance(term, Method) for word in term.synonym_list]
    if name == "organizations":
        return [(key, word) for key, word in _words_of_organizations() if word]
    return [(key, str(label)) for key, label in CHOICES[name].choices]
