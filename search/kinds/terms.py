"""Methods, topics and hashtags: a row for each language of the interface, each found by every name in both."""

from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content import shelves
from content.models import Hashtag, Method, Topic, Vocabulary
from search.indexing import Draft
from search.kinds.base import LANGUAGES, Kind, address, also_of, as_read, by_number, facets_of, in_short, names_of


class Terms(Kind):
    """A word of a vocabulary that is in use."""

    model: type[Vocabulary]

    def open_to(self, keys: Collection[int], user) -> set[int]:
        return set(self.model.objects.in_use().filter(pk__in=keys).values_list("pk", flat=True))

    def drafts(self, keys: Collection[int]) -> Iterator[Draft]:
        numbers = shelves.numbers(self.model, keys=keys)
        for term in self.model.objects.in_use().filter(pk__in=keys):
            for language in LANGUAGES:
                with override(language):
                    title, about = term.name, term.description
                other = term.description_en if about == term.description_fr else term.description_fr
                yield Draft(
                    kind=self.key,
                    object_id=term.pk,
                    part=language,
                    language=language,
                    access=f"all-{language}",
                    url=self.address_of(term, language),
                    title=title,
                    summary=in_short(about),
                    also=also_of((), names_of(term), but=title),
                    body=as_read(about, other),
                    facets=facets_of(type=[self.key], language=[language]),
                    usefulness=by_number(numbers, term.pk),
                )

    def address_of(self, term: Vocabulary, language: str) -> str:
        return address(language, self.key, term.slug)


class Methods(Terms):
    """A way of working, with what else it is called."""

    key, label, label_many = "method", _("Method"), _("Methods")
    model = Method


class Topics(Terms):
    """What stories are about. It has no page of its own: its stories are the page."""

    key, label, label_many = "topic", _("Topic"), _("Topics")
    model = Topic

    def address_of(self, term: Vocabulary, language: str) -> str:
        with override(language):
            return f"{reverse('story_index')}?topic={term.slug}"


class Hashtags(Kind):
    """A hashtag that editors keep, or that an open page bears."""

    key, label, label_many = "hashtag", _("Hashtag"), _("Hashtags")
    model = Hashtag

    def open_to(self, keys: Collection[int], user) -> set[int]:
        tags = Hashtag.objects.in_use().filter(pk__in=keys)
        kept = dict(tags.values_list("pk", "is_managed"))
        if made_by_members := [key for key, is_managed in kept.items() if not is_managed]:
            numbers = shelves.hashtag_numbers(made_by_members)
            return {key for key, is_managed in kept.items() if is_managed or numbers.get(key)}
        return set(kept)

    def drafts(self, keys: Collection[int]) -> Iterator[Draft]:
        numbers = shelves.hashtag_numbers(keys)
        for tag in Hashtag.objects.in_use().filter(pk__in=keys).prefetch_related("aliases"):
            if not (tag.is_managed or numbers.get(tag.pk)):
                continue
            for language in LANGUAGES:
                about = (tag.description_en, tag.description_fr)
                own, other = about if language == "en" else reversed(about)
                yield Draft(
                    kind=self.key,
                    object_id=tag.pk,
                    part=language,
                    language=language,
                    access=f"all-{language}",
                    url=address(language, "hashtag", tag.name),
                    title=f"#{tag.name}",
                    summary=in_short(own or other),
                    also=also_of((), names_of(tag), but=tag.name),
                    body=as_read(own, other),
                    facets=facets_of(type=[self.key], language=[language], hashtag=[tag.slug]),
                    usefulness=by_number(numbers, tag.pk),
                )
