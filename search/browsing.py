"""Where to begin without a word: the methods and topics that most stories stand under."""

from dataclasses import dataclass

from django.core.cache import caches
from django.urls import reverse
from django.utils.translation import get_language

from content import shelves
from content.models import Method, Stamp, Topic
from search.ranking.analysis import fold

MOST = 16
KEEP_FOR = 600


@dataclass(frozen=True)
class Place:
    """A term with its page and the number of stories there."""

    title: str
    url: str
    number: int
    language: str = ""  # of the title, when it is not the reader's


def browsed() -> list[Place]:
    """By name; kept until something public changes."""
    return caches["pages"].get_or_set(f"search-browsed:{get_language()}:{Stamp.current()}", _read, KEEP_FOR)


def _read() -> list[Place]:
    places = []
    for model in (Method, Topic):
        numbers = shelves.numbers(model)
        for term in model.objects.in_use():
            url = f"{reverse('story_index')}?topic={term.slug}" if model is Topic else term.get_absolute_url()
            language = "en" if get_language() == "fr" and not term.name_fr else ""
            places.append(Place(term.name, url, numbers.get(term.pk, 0), language))
    often = sorted((place for place in places if place.number), key=lambda place: -place.number)[:MOST]
    return sorted(often, key=lambda place: fold(place.title))
